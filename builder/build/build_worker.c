/* A part that is made in a process of its own, which reports through a pipe. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/build_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "builder/base/clock.h"
#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/build/jobserver.h"
#include "cache/store/store.h"

/* A message is this, then its text. Both ends are one program. */
struct worker_head {
	enum {
		WORKER_SAYS, /* a line of words */
		WORKER_DOES, /* what is under way */
		WORKER_TOOK, /* the remote that had the part */
		WORKER_FAILED, /* "CODE SYSNO LINE COLUMN\0text\0hint\0file\0" */
	} kind;
	uint32_t len;
};

double build_worker_seconds(const struct build_worker *w)
{
	return clock_seconds_since(w->begun_ms);
}

/* --- in the process of the part --- */

static void worker_send(int fd, int kind, const void *text, size_t len)
{
	const struct worker_head head = { .kind = kind, .len = (uint32_t)len };
	AUTOBUF struct buf message = BUF_INIT;

	buf_add(&message, &head, sizeof(head));
	buf_add(&message, text, len);
	if (fd_write(fd, message.data, message.len, NULL) < 0)
		return; /* the parent is gone; nobody reads it */
}

static void worker_say(void *arg, const char *line)
{
	worker_send(*(const int *)arg, WORKER_SAYS, line, strlen(line));
}

static void worker_doing(void *arg, const char *what)
{
	worker_send(*(const int *)arg, WORKER_DOES, what, strlen(what));
}

static void worker_took(void *arg, const char *from)
{
	worker_send(*(const int *)arg, WORKER_TOOK, from, strlen(from));
}

static void worker_send_error(int fd, const struct err *e)
{
	AUTOBUF struct buf text = BUF_INIT;

	buf_addf(&text, "%d %d %d %d", (int)e->code, e->sysno, e->line, e->column);
	buf_addch(&text, '\0');
	buf_addstr(&text, e->text ? e->text : "failed");
	buf_addch(&text, '\0');
	buf_addstr(&text, e->hint ? e->hint : "");
	buf_addch(&text, '\0');
	buf_addstr(&text, e->file ? e->file : "");
	buf_addch(&text, '\0');
	worker_send(fd, WORKER_FAILED, text.data, text.len);
}

static _Noreturn void worker_run(struct build_part_run *run, int report)
{
	struct err e = ERR_INIT;
	int status;

	/* The terminal is the parent's: it has progress lines to keep whole. */
	term_set_sink(worker_say, &report);
	run->doing = worker_doing;
	run->taken = worker_took;
	run->arg = &report;
	if (run->jobserver)
		jobserver_part(run->jobserver);
	status = build_part(run, &e);
	if (status < 0)
		worker_send_error(report, &e);
	/* Closing takes this process's temporary folders away. */
	if (status == 0 || !run->keep_failed)
		store_close(run->store);
	_exit(status < 0);
}

/* --- in the parent --- */

int build_worker_start(struct build_worker *w, const struct build_part_run *run, struct err *err)
{
	struct build_part_run own = *run;
	pid_t parent = getpid();
	int ends[2];

	/* Not for the steps: one that leaves a process behind would hold it open. */
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot start a builder");
	w->pid = fork();
	if (w->pid < 0) {
		err_sys(err, "cannot start a builder");
		close(ends[0]);
		close(ends[1]);
		w->pid = 0;
		return -1;
	}
	if (w->pid == 0) {
		close(ends[0]);
		/* When the parent is killed, nobody is left who wants this part. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(1);
		worker_run(&own, ends[1]);
	}
	close(ends[1]);
	w->report = ends[0];
	w->begun_ms = clock_ms();
	return 0;
}

/* The text after the one that begins at text; NULL when there is none. */
static const char *worker_next(const char *text, const char *end)
{
	const char *zero = text ? memchr(text, '\0', (size_t)(end - text)) : NULL;

	return zero && zero + 1 < end ? zero + 1 : NULL;
}

static void worker_take_error(struct build_worker *w, const char *text, size_t len)
{
	const char *end = text + len, *words = worker_next(text, end);
	const char *hint = worker_next(words, end), *file = worker_next(hint, end);
	int code = ERR_FAILED, sysno = 0, line = 0, column = 0;

	if (!file || end[-1] != '\0' ||
	    sscanf(text, "%d %d %d %d", &code, &sysno, &line, &column) != 4)
		return;
	err_set(&w->err, (enum err_code)code, "%s", words);
	w->err.sysno = sysno;
	if (*hint)
		err_hint(&w->err, "%s", hint);
	if (*file)
		err_place(&w->err, file, line, column);
}

static void worker_take(struct build_worker *w, int kind, const char *text, size_t len)
{
	AUTOFREE char *line = xstrndup(text, len);

	switch (kind) {
	case WORKER_SAYS:
		term_say("%s", line);
		break;
	case WORKER_DOES:
		free(w->doing);
		w->doing = STEAL_POINTER(line);
		break;
	case WORKER_TOOK:
		free(w->taken);
		w->taken = STEAL_POINTER(line);
		break;
	case WORKER_FAILED:
		worker_take_error(w, text, len);
		break;
	default:
		break;
	}
}

bool build_worker_read(struct build_worker *w)
{
	struct worker_head head;
	char chunk[4096];
	size_t at = 0;
	ssize_t n = read(w->report, chunk, sizeof(chunk));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	buf_add(&w->unread, chunk, (size_t)n);
	while (w->unread.len - at >= sizeof(head)) {
		memcpy(&head, w->unread.data + at, sizeof(head));
		if (w->unread.len - at - sizeof(head) < head.len)
			break;
		worker_take(w, (int)head.kind, w->unread.data + at + sizeof(head), head.len);
		at += sizeof(head) + head.len;
	}
	if (at) {
		struct buf rest = BUF_INIT;

		buf_add(&rest, w->unread.data + at, w->unread.len - at);
		buf_release(&w->unread);
		w->unread = rest;
	}
	return true;
}

static int worker_wait(pid_t pid)
{
	int raw = 0;

	while (waitpid(pid, &raw, 0) < 0)
		if (errno != EINTR)
			return -1;
	return raw;
}

int build_worker_finish(struct build_worker *w, struct err *err)
{
	int raw = worker_wait(w->pid), status = 0;

	if (raw != 0 && w->err.code) {
		status = err_move(err, &w->err);
	} else if (raw != 0) {
		status = err_set(err, ERR_FAILED, "the builder of a part ended without a word");
		err_hint(err, "it may have been killed, for want of memory perhaps; "
			      "the same command begins again with this part");
	}
	close(w->report);
	buf_release(&w->unread);
	free(w->doing);
	free(w->taken);
	*w = (struct build_worker)BUILD_WORKER_INIT;
	return status;
}
