/* One request by curl: how it is asked, and what its end means. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/curl.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/new_calls.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/fetch/transfer.h"

#define HEADERS_MAX ((uint64_t)1 << 20)

void curl_answer_release(struct curl_answer *a)
{
	free(a->headers);
	free(a->why);
	*a = (struct curl_answer){ 0 };
}

/* --- what curl is told --- */

static void config_add(struct buf *config, const char *name, const char *value)
{
	/* What ends a line, or a value, and how curl writes it between quotes. */
	static const char special[] = "\"\\\n\r\t\v", written[] = "\"\\nrtv";

	buf_addf(config, "%s = \"", name);
	for (const char *p = value; *p; p++) {
		const char *at = strchr(special, *p);

		if (at)
			buf_addch(config, '\\');
		buf_addch(config, at ? written[at - special] : *p);
	}
	buf_addstr(config, "\"\n");
}

static void config_number(struct buf *config, const char *name, uint64_t value)
{
	buf_addf(config, "%s = %" PRIu64 "\n", name, value);
}

/* Bytes that curl may write into a file. */
static uint64_t most_written(const struct curl_request *r)
{
	return r->limit > HEADERS_MAX ? r->limit : HEADERS_MAX;
}

static void config_make(const struct curl_request *r, struct buf *config)
{
	bool tls = strncmp(r->url, "https://", 8) == 0;

	/* --no-buffer: what came is seen by its size, however little it is. */
	buf_addstr(config, "silent\nshow-error\ngloboff\nno-buffer\nmax-redirs = 10\n");
	config_add(config, "proto", tls ? "=https" : "=http");
	config_add(config, "proto-redir", r->plain ? "=http,https" : "=https");
	config_number(config, "connect-timeout", (uint64_t)r->timeout);
	config_number(config, "speed-limit", TRANSFER_SLOWEST);
	config_number(config, "speed-time", (uint64_t)r->timeout);
	/*
	 * curl applies it to every answer on the way: to the text of an error or a redirection,
	 * which may be longer than a short file, and to the size that HEAD only tells.
	 */
	if (r->method != HTTP_HEAD)
		config_number(config, "max-filesize", most_written(r));
	config_add(config, "dump-header", "-");
	buf_addstr(config, "write-out = \"\\nSTATUS %{http_code} %{num_redirects} "
			   "%{time_pretransfer}\\n\"\n");
	config_add(config, "url", r->url);
	config_add(config, "output", r->out);
	if (r->cacert)
		config_add(config, "cacert", r->cacert);
	if (r->direct)
		config_add(config, "noproxy", "*");
	for (const char *const *h = r->headers; h && *h; h++)
		config_add(config, "header", *h);
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
	if (r->resume)
		buf_addstr(config, "fail\ncontinue-at = -\n");
}

/* --- while it runs --- */

struct curl_watch {
	const struct curl_request *r;
	struct transfer transfer;
	bool slow;
};

/* curl itself does not stop a server that sends more than it announced. */
static int watch_prepare(void *arg)
{
	const struct curl_watch *w = arg;
	rlim_t most = (rlim_t)most_written(w->r) + 1;
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return -1;
	if (limit.rlim_max == RLIM_INFINITY || limit.rlim_max > most)
		limit.rlim_max = most;
	limit.rlim_cur = limit.rlim_max;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

static int watch_look(void *arg, struct err *err)
{
	struct curl_watch *w = arg;
	uint64_t size = file_size(w->r->out);

	if (w->r->tick)
		w->r->tick(w->r->arg, size);
	w->slow = w->r->resume && transfer_look(&w->transfer, size, err) < 0;
	return w->slow ? -1 : 0;
}

/* --- how it ended --- */

static bool status_is_busy(int status)
{
	return status == 408 || status == 429 || status >= 500;
}

static enum curl_end end_of(const struct curl_request *r, int code, int status, bool connected)
{
	if (file_size(r->out) > r->limit)
		return CURL_TOO_LARGE;
	if (r->resume && status == 416)
		return CURL_CANT_RESUME;
	switch (code) {
	case 0:
	case 22: /* an error's status, with --fail */
		return status_is_busy(status)     ? CURL_BUSY
		       : code == 0 || status != 0 ? CURL_ANSWERED
						  : CURL_FAILED;
	case 5: /* the proxy's name */
	case 6: /* the host's */
		return CURL_NO_HOST;
	case 7:
		return CURL_NO_CONNECTION;
	case 16: /* HTTP/2 framing */
	case 18: /* closed with bytes remaining */
	case 52: /* empty reply */
	case 55: /* send */
	case 56: /* receive */
	case 92: /* HTTP/2 stream */
		return CURL_BROKE_OFF;
	case 23:
		return CURL_CANT_WRITE;
	case 28: /* either timeout; which one is seen by how far it came */
		return connected ? CURL_SLOW : CURL_TIMED_OUT;
	case 33: /* the server has no ranges */
	case 36: /* bad resume */
		return r->resume ? CURL_CANT_RESUME : CURL_FAILED;
	case 35:
		return CURL_NO_TLS;
	case 60:
	case 77:
		return CURL_NOT_TRUSTED;
	case 63:
		return CURL_TOO_LARGE;
	default:
		return CURL_FAILED;
	}
}

/* curl's own line on stderr, for the user; nothing is decided by it. */
static char *words_of(const char *log, int code)
{
	const char *line = strstr(log, "curl: ");
	char *text;

	if (!line)
		return xasprintf("curl ended with status %d", code);
	line += 6;
	text = xstrndup(line, strcspn(line, "\r\n"));
	plain_replace_controls(text, ' ');
	return text;
}

/* The last line of what it wrote is ours; the headers are before it. */
static void answer_read(const struct curl_request *r, int code, const char *said, const char *log,
			struct curl_answer *a)
{
	const char *at = said, *mark = NULL;
	double connected = 0;

	while ((at = strstr(at, "\nSTATUS ")))
		mark = at++;
	if (mark && sscanf(mark, "\nSTATUS %d %d %lf", &a->status, &a->redirects, &connected) < 2)
		a->status = 0;
	a->headers = mark ? xstrndup(said, (size_t)(mark - said)) : xstrdup(said);
	a->end = end_of(r, code, a->status, connected > 0);
	a->why = a->end == CURL_SLOW ? transfer_too_slow(r->timeout) : words_of(log, code);
}

int curl_run(const struct curl_request *r, struct curl_answer *a, struct err *err)
{
	/* -q, first: no ~/.curlrc, which could say "insecure". */
	static const char *const argv[] = { "curl", "-q", "--config", "-", NULL };
	AUTOBUF struct buf config = BUF_INIT;
	AUTOBUF struct buf said = BUF_INIT;
	AUTOBUF struct buf log = BUF_INIT;
	AUTOCLOSE int in = -1;
	AUTOCLOSE int out = -1;
	AUTOCLOSE int errors = -1;
	struct curl_watch watch = { .r = r };
	struct process p = PROCESS_INIT;
	struct err e = ERR_INIT;
	int code;

	/* curl leaves a file as it is when nothing comes for it. */
	if (!r->resume && truncate(r->out, 0) < 0 && errno != ENOENT && errno != EINVAL)
		return err_sys(err, "cannot write '%s'", r->out);
	config_make(r, &config);
	in = file_in_memory_of(config.data, config.len, err);
	out = in < 0 ? -1 : file_in_memory_of("", 0, err);
	errors = out < 0 ? -1 : file_in_memory_of("", 0, err);
	if (errors < 0)
		return -1;
	transfer_begin(&watch.transfer, file_size(r->out), r->timeout);
	p.argv = argv;
	p.in = in;
	p.out = out;
	p.err = errors;
	p.own_group = true;
	p.ends_with_us = true;
	p.prepare = watch_prepare;
	p.tick = watch_look;
	p.arg = &watch;
	if (process_run(&p, &code, &e) < 0) {
		if (!watch.slow)
			return err_move(err, &e);
		a->end = CURL_SLOW;
		a->headers = xstrdup("");
		a->why = STEAL_POINTER(e.text);
		err_clear(&e);
		return 0;
	}
	if (file_in_memory_read(out, SIZE_MAX, &said, err) < 0 ||
	    file_in_memory_read(errors, SIZE_MAX, &log, err) < 0)
		return -1;
	answer_read(r, code, said.data, log.data, a);
	return 0;
}

/* --- trying again --- */

bool curl_may_succeed(enum curl_end end)
{
	return end == CURL_BUSY || end == CURL_BROKE_OFF || end == CURL_NO_CONNECTION ||
	       end == CURL_NO_TLS;
}

bool curl_try_again(struct curl_patience *p, bool brought)
{
	enum { IDLE_TRIES = 3, TRIES = 50 };

	p->idle = brought ? 0 : p->idle + 1;
	if (++p->tries == TRIES || p->idle == IDLE_TRIES)
		return false;
	nanosleep(&(struct timespec){ .tv_sec = p->idle }, NULL);
	return true;
}
