/* One request to a registry, by curl; what it answers is not believed. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_http.h"

#include <string.h>
#include <strings.h>

#include "builder/base/strv.h"
#include "builder/base/term.h"
#include "builder/remote/remote_ref.h"

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
	return a->end == CURL_TIMED_OUT || a->end == CURL_SLOW || curl_may_succeed(a->end);
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

/* --- asking --- */

/* Headers with a value, as lines. */
static void headers_add(struct strv *headers, const char *name, const char *value)
{
	if (value)
		strv_addf(headers, "%s: %s", name, value);
}

static void show_progress(void *arg, uint64_t size)
{
	const struct http_request *r = arg;

	if (r->what)
		term_progress(r->what, size, r->limit);
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

/* An end that no later try would change is an error. */
static int answer_judge(const struct http_request *r, const struct http_answer *a, struct err *err)
{
	char text[16];

	switch (a->end) {
	case CURL_TOO_LARGE:
		return err_set(err, ERR_HOSTILE, "it sent more than the expected %s",
			       term_size(r->limit, text));
	case CURL_CANT_WRITE:
		return err_set(err, ERR_SYSTEM, "cannot write '%s': %s", r->out, a->why);
	case CURL_NOT_TRUSTED:
	case CURL_NO_HOST:
	case CURL_FAILED:
		err_set(err, ERR_MISSING, "cannot be reached: %s", a->why);
		if (a->end != CURL_NOT_TRUSTED)
			return err_hint(err,
					"check the host name, the network and the proxy settings");
		return err_hint(err, "name the authority that signed its certificate with --cacert "
				     "FILE (SYSROOT_CACERT)");
	case CURL_ANSWERED:
	case CURL_BUSY:
	case CURL_BROKE_OFF:
	case CURL_NO_CONNECTION:
	case CURL_NO_TLS:
	case CURL_TIMED_OUT:
	case CURL_SLOW:
	case CURL_CANT_RESUME: /* once more from the start */
		break;
	}
	return 0;
}

long http_timeout(const struct http_client *c)
{
	return c->timeout ? c->timeout : 60;
}

int http_ask(const struct http_client *c, const struct http_request *r, struct http_answer *a,
	     struct err *err)
{
	AUTOSTRV struct strv headers = STRV_INIT;
	AUTOFREE char *host = NULL;
	struct http_request shown = *r;
	struct curl_request q = {
		.method = r->method,
		.url = r->url,
		.send = r->send,
		.out = r->out,
		.limit = r->limit,
		.timeout = http_timeout(c),
		.cacert = c->cacert,
		.plain = c->plain,
		.resume = r->keep,
		.tick = show_progress,
		.arg = &shown,
	};
	struct curl_answer got = { 0 };

	if (http_url_check(c, r->url, err) < 0)
		return -1;
	headers_add(&headers, "Accept", r->accept);
	headers_add(&headers, "Content-Type", r->type);
	headers_add(&headers, "Authorization", r->authorization);
	q.headers = (const char *const *)headers.items;
	host = xstrdup(strstr(r->url, "://") + 3);
	host[strcspn(host, "/?#")] = '\0';
	q.direct = remote_host_is_loopback(host);
	if (curl_run(&q, &got, err) < 0) {
		if (err && err->code == ERR_MISSING)
			err_hint(err,
				 "registries are accessed with curl: install the package 'curl'");
		return -1;
	}
	a->end = got.end;
	a->status = got.status;
	a->redirects = got.redirects;
	a->why = STEAL_POINTER(got.why);
	http_answer_parse(got.headers, a);
	curl_answer_release(&got);
	return answer_judge(r, a, err);
}
