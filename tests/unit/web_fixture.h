/* For the tests of https: a web server that behaves as badly as a test wants. */
/* SPDX-License-Identifier: MIT */
#ifndef UNIT_WEB_FIXTURE_H
#define UNIT_WEB_FIXTURE_H

#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "builder/base/process.h"
#include "tests/unit/fetch_fixture.h"

#define SIZE ((size_t)300000)

enum manner {
	WEB_GOOD, /* as it should be: ranges, 416 */
	WEB_CUT_ONCE, /* breaks the first answer off at half */
	WEB_CUT_ALL, /* breaks all answers off at once */
	WEB_NO_RANGES, /* always sends all from the start */
	WEB_STALLS, /* sends half, then nothing more */
	WEB_DRIPS, /* sends half, then two bytes a second */
	WEB_ENDLESS, /* sends no length, and never ends */
	WEB_NOT_FOUND,
	WEB_BUSY_ONCE, /* 503 the first time */
	WEB_TO_HTTP, /* sends its client on to plain http */
};

/*
 * A web server: openssl s_server does TLS and hands the bytes to and from a
 * process that speaks HTTP as badly as a test wants.
 */
struct web {
	pid_t pid;
	char *url;
	char *log; /* a line a request: its Range, or "all" */
};

static inline int free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	AUTOCLOSE int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	return ntohs(a.sin_port);
}

static inline bool listens(int port)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *want = xasprintf(":%04X 00000000:0000 0A", (unsigned)port);

	return file_read(AT_FDCWD, "/proc/net/tcp", (size_t)16 << 20, &text, NULL) == 0 &&
	       strstr(text.data, want);
}

static inline int die_with_parent(void *arg)
{
	(void)arg;
	return prctl(PR_SET_PDEATHSIG, SIGKILL);
}

/* The server program on a port, its stdin and stdout in *to and *from. */
static inline pid_t server_start(const char *dir, int port, int *to, int *from)
{
	AUTOFREE char *accept = xasprintf("127.0.0.1:%d", port);
	AUTOFREE char *cert = path_join(dir, "cert.pem");
	AUTOFREE char *key = path_join(dir, "key.pem");
	const char *argv[] = { "openssl", "s_server", "-accept", accept, "-quiet",
			       "-cert",   cert,       "-key",    key,    NULL };
	struct process p = PROCESS_INIT;
	int in[2], out[2], null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct err err = ERR_INIT;
	pid_t pid;

	if (pipe2(in, O_CLOEXEC) < 0 || pipe2(out, O_CLOEXEC) < 0)
		_exit(70);
	p.argv = argv;
	p.in = in[0];
	p.out = out[1];
	p.err = null;
	p.prepare = die_with_parent;
	if (process_start(&p, &pid, &err) < 0)
		_exit(71);
	close(in[0]);
	close(out[1]);
	close(null);
	*to = in[1];
	*from = out[0];
	for (int i = 0; i < 500 && !listens(port); i++)
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	return pid;
}

static inline void respond(int to, enum manner how, const char *range, int count, const char *data,
			   bool *cut)
{
	AUTOBUF struct buf b = BUF_INIT;
	size_t from = range ? strtoul(range, NULL, 10) : 0, n;

	*cut = how == WEB_CUT_ALL || (how == WEB_CUT_ONCE && count == 0);
	if (how == WEB_NO_RANGES)
		from = 0;
	n = SIZE - from;
	if (how == WEB_NOT_FOUND)
		buf_addstr(&b, "HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nnot found");
	else if (how == WEB_BUSY_ONCE && count == 0)
		buf_addstr(&b, "HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\nnot today");
	else if (how == WEB_TO_HTTP)
		buf_addstr(&b, "HTTP/1.1 302 Found\r\nLocation: http://localhost/x\r\n"
			       "Content-Length: 9\r\n\r\nelsewhere");
	else if (how == WEB_ENDLESS)
		buf_addstr(&b, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
	else if (from >= SIZE)
		buf_addf(&b,
			 "HTTP/1.1 416 Range\r\nContent-Range: bytes */%zu\r\n"
			 "Content-Length: 0\r\n\r\n",
			 SIZE);
	else if (range && how != WEB_NO_RANGES)
		buf_addf(&b,
			 "HTTP/1.1 206 Partial\r\nContent-Range: bytes %zu-%zu/%zu\r\n"
			 "Content-Length: %zu\r\n\r\n",
			 from, SIZE - 1, SIZE, n);
	else
		buf_addf(&b, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", SIZE);
	if (strstr(b.data, "200 OK") || strstr(b.data, "206 Partial")) {
		if (how == WEB_CUT_ALL)
			n = 0;
		else if (how == WEB_NO_RANGES && range)
			n = 100; /* he hangs up, and what he does not read the next would get */
		else if (*cut || how == WEB_STALLS || how == WEB_DRIPS)
			n /= 2;
		buf_add(&b, data + from, n);
	}
	if (fd_write(to, b.data, b.len, NULL) < 0)
		_exit(72);
	while (how == WEB_DRIPS) {
		nanosleep(&(struct timespec){ .tv_nsec = 500 * 1000 * 1000 }, NULL);
		if (fd_write(to, data, 1, NULL) < 0)
			_exit(74);
	}
	while (how == WEB_ENDLESS)
		if (fd_write(to, data, SIZE, NULL) < 0)
			_exit(73);
}

static inline _Noreturn void web_serve(const char *dir, int port, enum manner how, const char *data,
				       const char *log)
{
	int to, from, count = 0;
	AUTOBUF struct buf request = BUF_INIT;
	pid_t server;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		_exit(74);
	server = server_start(dir, port, &to, &from);
	for (;;) {
		char chunk[4096];
		ssize_t n = read(from, chunk, sizeof(chunk));
		const char *range;
		bool cut;

		if (n <= 0)
			_exit(75);
		buf_add(&request, chunk, (size_t)n);
		if (!strstr(request.data, "\r\n\r\n"))
			continue;
		range = strstr(request.data, "Range: bytes=");
		if (range)
			range += 13;
		FILE *f = fopen(log, "a");
		fprintf(f, "%.*s\n", range ? (int)strcspn(range, "\r") : 3, range ? range : "all");
		fclose(f);
		respond(to, how, range, count++, data, &cut);
		buf_clear(&request);
		if (cut) {
			/* When s_server has read what it was given, it is soon on its way. */
			int left = 1;

			while (ioctl(to, FIONREAD, &left) == 0 && left)
				nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
			nanosleep(&(struct timespec){ 0, 300000000 }, NULL);
			kill(server, SIGKILL);
			waitpid(server, NULL, 0);
			close(to);
			close(from);
			server = server_start(dir, port, &to, &from);
		}
	}
}

static inline void web_start(struct place *p, struct web *w, enum manner how, const char *data)
{
	AUTOFREE char *cert = path_join(p->dir, "cert.pem");
	AUTOFREE char *key = path_join(p->dir, "key.pem");
	const char *argv[] = { "openssl",
			       "req",
			       "-x509",
			       "-newkey",
			       "ec",
			       "-pkeyopt",
			       "ec_paramgen_curve:P-256",
			       "-nodes",
			       "-keyout",
			       key,
			       "-out",
			       cert,
			       "-days",
			       "2",
			       "-subj",
			       "/CN=localhost",
			       "-addext",
			       "subjectAltName=DNS:localhost",
			       NULL };
	AUTOBUF struct buf out = BUF_INIT;
	int status, port = free_port();

	OK(p, process_capture(argv, 4096, &out, &status, &p->err));
	assert_int_equal(status, 0);
	setenv("CURL_CA_BUNDLE", cert, 1);
	setenv("no_proxy", "localhost", 1);
	w->url = xasprintf("https://localhost:%d/file", port);
	w->log = path_join(p->dir, "requests");
	w->pid = fork();
	if (w->pid == 0)
		web_serve(p->dir, port, how, data, w->log);
	for (int i = 0; i < 500 && !listens(port); i++)
		nanosleep(&(struct timespec){ 0, 10000000 }, NULL);
	assert_true(listens(port));
}

static inline void web_stop(struct web *w)
{
	kill(w->pid, SIGKILL);
	waitpid(w->pid, NULL, 0);
	free(w->url);
	free(w->log);
}

#endif
