/* Workers: forked processes that do one thing each, and tell their parent of it through a pipe. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builder/base/clock.h"
#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"

/* A message is this, then its text. Both ends are one program. */
struct worker_head {
	int32_t kind;
	uint32_t len;
};

/* Kinds of this file; those of callers are 0 and above. */
enum {
	WORKER_SAYS = -1, /* a line of words */
	WORKER_DONE = -2,
	WORKER_FAILED = -3, /* struct worker_failure, then its texts */
};

/* An error as it travels, its texts behind it. Its pointers only say which there are. */
enum { WORKER_TEXTS = 3 };
struct worker_failure {
	struct err err;
	uint32_t len[WORKER_TEXTS]; /* without a NUL */
};

/* The texts of an error: all that it points to. */
static void worker_texts(struct err *e, char **texts[WORKER_TEXTS])
{
	texts[0] = &e->text;
	texts[1] = &e->hint;
	texts[2] = &e->file;
}

/* --- in the worker --- */

static void worker_send(int line, int kind, const void *text, size_t len)
{
	struct worker_head head = { .kind = kind };
	AUTOBUF struct buf message = BUF_INIT;

	if (line < 0)
		return;
	if (len > WORKER_MESSAGE_MAX)
		len = WORKER_MESSAGE_MAX;
	head.len = (uint32_t)len;
	buf_add(&message, &head, sizeof(head));
	buf_add(&message, text, len);
	if (fd_write(line, message.data, message.len, NULL) < 0)
		return; /* the parent is gone; nobody reads it */
}

void worker_tell(int line, int kind, const char *text, size_t len)
{
	worker_send(line, kind, text, len);
}

static void worker_say(void *arg, const char *text)
{
	worker_send(*(const int *)arg, WORKER_SAYS, text, strlen(text));
}

static void worker_send_error(int line, const struct err *e)
{
	struct worker_failure f = { .err = *e };
	AUTOBUF struct buf message = BUF_INIT;
	char **texts[WORKER_TEXTS];

	worker_texts(&f.err, texts);
	for (size_t i = 0; i < WORKER_TEXTS; i++)
		if (*texts[i])
			f.len[i] = (uint32_t)strnlen(*texts[i], WORKER_MESSAGE_MAX / 4);
	buf_add(&message, &f, sizeof(f));
	for (size_t i = 0; i < WORKER_TEXTS; i++)
		if (*texts[i])
			buf_add(&message, *texts[i], f.len[i]);
	worker_send(line, WORKER_FAILED, message.data, message.len);
}

/* All signals are blocked. */
static void worker_begin(const struct crew *crew, pid_t parent)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	/* Who held the other end of another's pipe would let it write to nobody. */
	for (const struct worker *w = crew->first; w; w = w->next)
		if (w->line >= 0)
			close(w->line);
	process_catch_interrupts();
	sigaction(SIGPIPE, &ignore, NULL); /* a parent that is gone is seen below */
	/* If the parent is killed, nobody needs the work any more. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void worker_run(const struct worker_job *job, int line)
{
	struct err e = ERR_INIT;
	int status;

	/* The terminal is the parent's: it has progress lines to keep whole. */
	term_set_sink(worker_say, &line);
	status = job->work(line, job->work_arg, &e);
	if (status < 0)
		worker_send_error(line, &e);
	else
		worker_send(line, WORKER_DONE, "", 0);
	_exit(status < 0);
}

/* --- in the parent --- */

int worker_start(struct crew *crew, struct worker *w, const struct worker_job *job, struct err *err)
{
	pid_t parent = getpid(), pid;
	sigset_t all, before;
	int ends[2];

	/* Not for the programs that it runs: one that stays behind would hold it open. */
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot start %s", job->what);
	fflush(NULL); /* or the worker might write it a second time */
	/* A signal that comes before the worker looks for it is not lost. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		worker_begin(crew, parent);
		worker_run(job, ends[1]);
	}
	if (pid < 0)
		err_sys(err, "cannot start %s", job->what);
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -1;
	}
	*w = (struct worker){
		.job = *job,
		.next = crew->first,
		.pid = pid,
		.line = ends[0],
		.begun_ms = clock_ms(),
		.unread = BUF_INIT,
		.err = ERR_INIT,
	};
	crew->first = w;
	return 0;
}

static bool worker_take_error(struct worker *w, const char *data, size_t len)
{
	struct worker_failure f;
	char **texts[WORKER_TEXTS];
	size_t at = sizeof(f), all = sizeof(f);

	if (len < sizeof(f))
		return false;
	memcpy(&f, data, sizeof(f));
	for (size_t i = 0; i < WORKER_TEXTS; i++)
		all += f.len[i];
	if (len != all)
		return false;
	worker_texts(&f.err, texts);
	for (size_t i = 0; i < WORKER_TEXTS; i++) {
		if (*texts[i])
			*texts[i] = xstrndup(data + at, f.len[i]);
		at += f.len[i];
	}
	err_move(&w->err, &f.err);
	w->failed = true;
	return true;
}

static bool worker_take(struct worker *w, int kind, const char *data, size_t len)
{
	AUTOFREE char *text = xmalloc(len + 1);

	memcpy(text, data, len);
	text[len] = '\0';
	switch (kind) {
	case WORKER_SAYS:
		term_say("%s", text);
		return true;
	case WORKER_DONE:
		w->done = true;
		return true;
	case WORKER_FAILED:
		return worker_take_error(w, text, len);
	default:
		if (kind < 0)
			return false;
		if (w->job.heard)
			w->job.heard(w->job.heard_arg, kind, text, len);
		return true;
	}
}

/* The messages that are whole; false when one of them is none. */
static bool worker_take_all(struct worker *w)
{
	struct worker_head head;
	struct buf rest = BUF_INIT;
	size_t at = 0;

	while (w->unread.len - at >= sizeof(head)) {
		memcpy(&head, w->unread.data + at, sizeof(head));
		if (head.len > WORKER_MESSAGE_MAX)
			return false;
		if (w->unread.len - at - sizeof(head) < head.len)
			break;
		if (!worker_take(w, head.kind, w->unread.data + at + sizeof(head), head.len))
			return false;
		at += sizeof(head) + head.len;
	}
	if (at) {
		buf_add(&rest, w->unread.data + at, w->unread.len - at);
		buf_release(&w->unread);
		w->unread = rest;
	}
	return true;
}

static void worker_read(struct worker *w)
{
	char chunk[16384];
	ssize_t n = read(w->line, chunk, sizeof(chunk));

	if (n < 0 && errno == EINTR)
		return;
	if (n > 0) {
		buf_add(&w->unread, chunk, (size_t)n);
		w->broken = !worker_take_all(w);
	}
	/* One that talks nonsense is not listened to any longer. */
	w->ended = n <= 0 || w->broken;
}

void crew_wait(struct crew *crew, int also, int timeout_ms)
{
	size_t count = 0;

	for (const struct worker *w = crew->first; w; w = w->next)
		count++;
	AUTOFREE struct pollfd *fds = xcalloc(count + 1, sizeof(*fds));
	struct pollfd *at = fds;

	/* poll() passes over negative descriptors. */
	for (const struct worker *w = crew->first; w; w = w->next)
		*at++ = (struct pollfd){ .fd = w->ended ? -1 : w->line, .events = POLLIN };
	*at = (struct pollfd){ .fd = also, .events = POLLIN };
	if (poll(fds, count + 1, timeout_ms) <= 0)
		return;
	at = fds;
	for (struct worker *w = crew->first; w; w = w->next)
		if (at++->revents)
			worker_read(w);
}

void crew_ask_to_stop(const struct crew *crew)
{
	for (const struct worker *w = crew->first; w; w = w->next)
		kill(w->pid, SIGTERM);
}

static bool crew_has_ended(const struct crew *crew)
{
	for (const struct worker *w = crew->first; w; w = w->next)
		if (!w->ended)
			return false;
	return true;
}

/* It told nothing of its end. */
static int worker_died(const struct worker *w, int raw, struct err *err)
{
	if (WIFSIGNALED(raw))
		err_set(err, ERR_FAILED, "%s was ended by signal %d (%s)", w->job.what,
			WTERMSIG(raw), strsignal(WTERMSIG(raw)));
	else if (w->broken)
		err_set(err, ERR_FAILED, "%s sent a message that makes no sense", w->job.what);
	else
		err_set(err, ERR_FAILED, "%s ended with status %d and did not say why", w->job.what,
			WEXITSTATUS(raw));
	return err_hint(err, "it may have been killed because memory ran out; the same command "
			     "starts it again");
}

/* Wait for its end; how it ended comes back as waitpid() has it. */
static int worker_reap(const struct worker *w)
{
	int raw = 0;

	close(w->line);
	if (w->broken)
		kill(w->pid, SIGTERM); /* it does not know that nobody listens to it */
	while (waitpid(w->pid, &raw, 0) < 0 && errno == EINTR)
		;
	return raw;
}

static void worker_leave(struct crew *crew, struct worker *w)
{
	struct worker **at = &crew->first;

	while (*at != w)
		at = &(*at)->next;
	*at = w->next;
	buf_release(&w->unread);
	err_clear(&w->err);
	*w = (struct worker)WORKER_INIT;
}

int worker_finish(struct crew *crew, struct worker *w, struct err *err)
{
	int raw = worker_reap(w), status = 0;

	if (w->failed)
		status = err_move(err, &w->err);
	else if (!w->done || w->broken)
		status = worker_died(w, raw, err);
	worker_leave(crew, w);
	return status;
}

void crew_stop(struct crew *crew, int patience_ms)
{
	enum { LOOK_MS = 100 };
	int64_t begun = clock_ms();

	crew_ask_to_stop(crew);
	while (!crew_has_ended(crew) && clock_ms() - begun < patience_ms)
		crew_wait(crew, -1, LOOK_MS);
	while (crew->first) {
		if (!crew->first->ended)
			kill(crew->first->pid, SIGKILL);
		worker_reap(crew->first);
		worker_leave(crew, crew->first);
	}
}
