/* One request to a registry, by curl; what it answers is not believed. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_http.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/new_calls.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/base/strv.h"
#include "builder/base/term.h"
#include "builder/fetch/curl.h"
#include "builder/remote/remote_ref.h"

#define HEADERS_MAX ((uint64_t)1 << 20)

void http_answer_release(struct http_answer *a)
{
	free(a->location);
	free(a->digest);
	free(a->type);
	free(a->authenticate);
	free(a->why);
	*a = (struct http_answer){ 0 };
}

bool http_is_transient(const struct http_answer *a)
{
	/* 28: nothing came for the whole of --timeout, or next to nothing */
	return a->curl == 28 || curl_broke_off(a->curl, a->status);
}

int http_url_check(const struct http_client *c, const char *url, struct err *err)
{
	AUTOFREE char *host = NULL;
	bool tls = strncmp(url, "https://", 8) == 0;

	if (!tls && strncmp(url, "http://", 7) != 0)
		return err_set(err, ERR_HOSTILE, "'%.200s' is not an http URL", url);
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 127 || *p == '"' || *p == '\\')
			return err_set(err, ERR_HOSTILE, "'%.200s' is not a URL", url);
	host = xstrdup(url + (tls ? 8 : 7));
	host[strcspn(host, "/?#")] = '\0';
	/* A user in it would reach curl as credentials, and hide the host. */
	if (!*host || strchr(host, '@'))
		return err_set(err, ERR_HOSTILE, "'%.200s' does not name a host", url);
	if (tls || c->plain || remote_host_is_loopback(host))
		return 0;
	err_set(err, ERR_USAGE, "'%s' would be contacted without encryption", host);
	return err_hint(err,
			"--plain-http allows it, for networks on which nobody else can listen");
}

/* --- what curl is told --- */

static void config_add(struct buf *config, const char *name, const char *value)
{
	buf_addf(config, "%s = \"", name);
	for (const char *p = value; *p; p++) {
		if (*p == '"' || *p == '\\')
			buf_addch(config, '\\');
		buf_addch(config, *p);
	}
	buf_addstr(config, "\"\n");
}

static void config_header(struct buf *config, const char *name, const char *value)
{
	AUTOFREE char *line = value ? xasprintf("%s: %s", name, value) : NULL;

	if (line)
		config_add(config, "header", line);
}

static void config_make(const struct http_request *r, struct buf *config)
{
	config_add(config, "url", r->url);
	config_add(config, "output", r->out);
	config_header(config, "Accept", r->accept);
	config_header(config, "Content-Type", r->type);
	config_header(config, "Authorization", r->authorization);
	switch (r->method) {
	case HTTP_HEAD:
		buf_addstr(config, "head\nlocation\n");
		break;
	case HTTP_POST:
		buf_addstr(config, "request = POST\ndata = \"\"\n");
		break;
	case HTTP_PUT:
		/* Without waiting for a word before the body, which not every server gives. */
		config_add(config, "header", "Expect:");
		config_add(config, "upload-file", r->send);
		break;
	case HTTP_GET:
		buf_addstr(config, "location\n");
		break;
	}
	if (r->keep)
		buf_addstr(config, "fail\ncontinue-at = -\n");
}

static int memory_file(const char *text, size_t len, struct err *err)
{
	AUTOCLOSE int fd = file_in_memory();

	if (fd < 0)
		return err_sys(err, "cannot create a file in memory");
	if (fd_write(fd, text, len, err) < 0)
		return -1;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read a file in memory");
	return steal_fd(&fd);
}

static int memory_read(int fd, struct buf *out, struct err *err)
{
	char chunk[4096];
	ssize_t n;

	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read a file in memory");
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)n);
	return n < 0 ? err_sys(err, "cannot read a file in memory") : 0;
}

struct http_child {
	uint64_t limit;
	const char *what, *out; /* for the progress line; what may be NULL */
};

/* curl itself does not stop a server that sends more than it announced. */
static int child_prepare(void *arg)
{
	const struct http_child *child = arg;
	uint64_t most = child->limit > HEADERS_MAX ? child->limit : HEADERS_MAX;
	const struct rlimit limit = { most + 1, most + 1 };

	signal(SIGXFSZ, SIG_IGN);
	return setrlimit(RLIMIT_FSIZE, &limit);
}

static int child_show(void *arg, struct err *err)
{
	const struct http_child *child = arg;

	(void)err;
	if (child->what)
		term_progress(child->what, file_size(child->out), child->limit);
	return 0;
}

/* --- what it answered --- */

static void answer_take(char **to, const char *line, size_t len, const char *name)
{
	size_t n = strlen(name);
	AUTOFREE char *value = NULL;

	if (len <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
		return;
	for (line += n + 1, len -= n + 1; len && (*line == ' ' || *line == '\t'); line++, len--)
		;
	while (len && (line[len - 1] == ' ' || line[len - 1] == '\t'))
		len--;
	value = xstrndup(line, len);
	if (*to) { /* again: both */
		char *both = xasprintf("%s, %s", *to, value);

		free(*to);
		*to = both;
	} else {
		*to = STEAL_POINTER(value);
	}
}

void http_answer_parse(const char *text, struct http_answer *a)
{
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\r\n");

		/* Of each answer on the way: only the last one counts. */
		if (strncmp(line, "HTTP/", 5) == 0) {
			free(a->location);
			free(a->digest);
			free(a->type);
			free(a->authenticate);
			a->location = a->digest = a->type = a->authenticate = NULL;
		}
		answer_take(&a->location, line, len, "Location");
		answer_take(&a->digest, line, len, "Docker-Content-Digest");
		answer_take(&a->type, line, len, "Content-Type");
		answer_take(&a->authenticate, line, len, "WWW-Authenticate");
		line += len;
		line += *line == '\r';
		line += *line == '\n';
	}
}

static char *answer_reason(const char *log, int status)
{
	const char *line = strstr(log, "curl: ");
	char *text;

	if (!line)
		return xasprintf("curl ended with status %d", status);
	line += 6;
	text = xstrndup(line, strcspn(line, "\r\n"));
	plain_replace_controls(text, ' ');
	return text;
}

/* curl has ended: what does it mean? */
static int answer_judge(const struct http_request *r, struct http_answer *a, struct err *err)
{
	char text[16];

	if (file_size(r->out) > r->limit || a->curl == 63) {
		err_set(err, ERR_HOSTILE, "it sent more than the expected %s",
			term_size(r->limit, text));
		return -1;
	}
	if (a->curl == 0 || (a->curl == 22 && a->status) || http_is_transient(a))
		return 0;
	if (r->keep && (a->curl == 33 || a->curl == 36)) /* it cannot go on from there */
		return 0;
	if (a->curl == 23)
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", r->out, a->why);
	err_set(err, ERR_MISSING, "cannot be reached: %s", a->why);
	err_hint(err, "check the host name, the network and the proxy settings");
	if (a->curl == 60 || a->curl == 77)
		return err_hint(err, "name the authority that signed its certificate with --cacert "
				     "FILE (SYSROOT_CACERT)");
	return -1;
}

long http_timeout(const struct http_client *c)
{
	return c->timeout ? c->timeout : 60;
}

int http_ask(const struct http_client *c, const struct http_request *r, struct http_answer *a,
	     struct err *err)
{
	bool tls = strncmp(r->url, "https://", 8) == 0;
	const long seconds = http_timeout(c);
	AUTOFREE char *timeout = xasprintf("%ld", seconds);
	AUTOFREE char *slowest = xasprintf("%d", TRANSFER_SLOWEST);
	AUTOBUF struct buf config = BUF_INIT;
	AUTOBUF struct buf said = BUF_INIT;
	AUTOBUF struct buf log = BUF_INIT;
	AUTOCLOSE int in = -1;
	AUTOCLOSE int out = -1;
	AUTOCLOSE int errors = -1;
	struct http_child child = { .limit = r->limit, .what = r->what, .out = r->out };
	struct process p = PROCESS_INIT;
	const char *argv[28] = {
		"curl",
		"-q", /* first: no ~/.curlrc, which could say "insecure" */
		"--silent",
		"--show-error",
		"--globoff",
		"--proto",
		tls ? "=https" : "=http",
		"--proto-redir",
		c->plain ? "=http,https" : "=https",
		"--max-redirs",
		"10",
		"--connect-timeout",
		timeout,
		"--speed-limit",
		slowest,
		"--speed-time",
		timeout,
		"--dump-header",
		"-",
		"--write-out",
		"\nSTATUS %{http_code} %{num_redirects}\n",
		"--config",
		"-",
	};
	size_t n = 23;
	char *mark;

	if (http_url_check(c, r->url, err) < 0)
		return -1;
	if (c->cacert) {
		argv[n++] = "--cacert";
		argv[n++] = c->cacert;
	}
	config_make(r, &config);
	{
		AUTOFREE char *host = xstrdup(strstr(r->url, "://") + 3);

		host[strcspn(host, "/?#")] = '\0';
		if (remote_host_is_loopback(host))
			buf_addstr(&config, "noproxy = \"*\"\n");
	}
	in = memory_file(config.data, config.len, err);
	out = in < 0 ? -1 : memory_file("", 0, err);
	errors = out < 0 ? -1 : memory_file("", 0, err);
	if (errors < 0)
		return -1;
	p.argv = argv;
	p.in = in;
	p.out = out;
	p.err = errors;
	p.own_group = true;
	p.ends_with_us = true;
	p.prepare = child_prepare;
	p.tick = child_show;
	p.arg = &child;
	if (process_run(&p, &a->curl, err) < 0) {
		if (err && err->code == ERR_MISSING)
			err_hint(err,
				 "registries are accessed with curl: install the package 'curl'");
		return -1;
	}
	if (memory_read(out, &said, err) < 0 || memory_read(errors, &log, err) < 0)
		return -1;
	for (const char *at = said.data; (at = strstr(at, "\nSTATUS ")); at++)
		a->status = (int)strtol(at + 8, &mark, 10),
		a->redirects = (int)strtol(mark, NULL, 10);
	http_answer_parse(said.data, a);
	a->why = answer_reason(log.data, a->curl);
	a->slow = a->curl == 28 && strstr(a->why, "too slow");
	if (a->slow) {
		char text[16];

		free(a->why);
		a->why = xasprintf("less than %s a second for %ld s",
				   term_size(TRANSFER_SLOWEST, text), seconds);
	}
	return answer_judge(r, a, err);
}
