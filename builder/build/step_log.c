/* The log of a part's steps, of bounded size however much they print. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/step_log.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include "builder/base/file.h"

enum { CHUNK = 65536 };

struct step_log {
	char *name;
	int file; /* the caller's */
	int reader, writer; /* of the pipe */
	int stop; /* eventfd: read what is there, then end */
	pthread_t thread;
	size_t head; /* bytes that still go into the file at once */
	char *tail; /* ring of tail_size bytes, once the head is full */
	size_t tail_size;
	uint64_t tail_seen; /* bytes that ever went into it */
	int failed; /* errno of the first write that did not succeed, or 0 */
	char chunk[CHUNK];
};

static void log_write(struct step_log *log, const char *data, size_t len)
{
	struct err err = ERR_INIT;

	/* The step goes on: who cannot write here fails at its own files, or is told at the end. */
	if (!log->failed && fd_write(log->file, data, len, &err) < 0)
		log->failed = err.sysno ? err.sysno : EIO;
	err_clear(&err);
}

static void log_put(struct step_log *log, const char *data, size_t len)
{
	size_t n = len < log->head ? len : log->head;

	log_write(log, data, n);
	log->head -= n;
	data += n;
	len -= n;
	if (len && !log->tail)
		log->tail = xmalloc(log->tail_size);
	while (len) {
		size_t at = (size_t)(log->tail_seen % log->tail_size);

		n = len < log->tail_size - at ? len : log->tail_size - at;
		memcpy(log->tail + at, data, n);
		log->tail_seen += n;
		data += n;
		len -= n;
	}
}

/* What came last, and how much is missing before it. */
static void log_put_tail(struct step_log *log)
{
	const size_t size = log->tail_size;
	size_t at = (size_t)(log->tail_seen % size);

	if (log->tail_seen > size) {
		AUTOFREE char *text =
			xasprintf("\n[... %" PRIu64 " bytes of the log left out ...]\n",
				  log->tail_seen - size);

		log_write(log, text, strlen(text));
	}
	if (log->tail_seen >= size)
		log_write(log, log->tail + at, size - at);
	if (log->tail)
		log_write(log, log->tail, at);
}

static void *log_thread(void *arg)
{
	struct step_log *log = arg;
	struct pollfd watch[2] = {
		{ .fd = log->reader, .events = POLLIN },
		{ .fd = log->stop, .events = POLLIN },
	};

	for (;;) {
		ssize_t n = read(log->reader, log->chunk, CHUNK);

		if (n > 0) {
			log_put(log, log->chunk, (size_t)n);
			continue;
		}
		if (n == 0 || (errno != EINTR && errno != EAGAIN))
			return NULL;
		if (watch[1].revents)
			return NULL; /* nothing is left, though somebody has the other end */
		poll(watch, 2, -1);
	}
}

static int log_start(struct step_log *log, struct err *err)
{
	sigset_t all, before;
	struct stat st;
	int ends[2], rc;

	if (fstat(log->file, &st) < 0)
		return err_sys(err, "cannot write the log '%s'", log->name);
	log->head = (uint64_t)st.st_size < log->head ? log->head - (size_t)st.st_size : 0;
	log->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (log->stop < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot write the log '%s'", log->name);
	log->reader = ends[0];
	log->writer = ends[1];
	if (fcntl(log->reader, F_SETFL, O_NONBLOCK) < 0)
		return err_sys(err, "cannot write the log '%s'", log->name);
	/* Signals are for who waits for the step. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rc = pthread_create(&log->thread, NULL, log_thread, log);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (rc == 0)
		return 0;
	errno = rc;
	err_sys(err, "cannot write the log '%s'", log->name);
	close(steal_fd(&log->writer)); /* there is no thread to wait for */
	return -1;
}

int step_log_open(int fd, const char *name, size_t head, size_t tail, struct step_log **out,
		  struct err *err)
{
	struct step_log *log = xcalloc(1, sizeof(*log));

	assert(tail > 0);
	*log = (struct step_log){
		.name = xstrdup(name),
		.file = fd,
		.reader = -1,
		.writer = -1,
		.stop = -1,
		.head = head,
		.tail_size = tail,
	};
	if (log_start(log, err) < 0) {
		if (log->writer >= 0)
			close(steal_fd(&log->writer));
		step_log_free(log);
		return -1;
	}
	*out = log;
	return 0;
}

int step_log_fd(const struct step_log *log)
{
	return log->writer;
}

int step_log_close(struct step_log *log, struct err *err)
{
	const uint64_t one = 1;

	if (log->writer < 0)
		return 0;
	close(steal_fd(&log->writer));
	if (write(log->stop, &one, sizeof(one)) < 0)
		return err_sys(err, "cannot finish the log '%s'", log->name);
	pthread_join(log->thread, NULL);
	log_put_tail(log);
	if (!log->failed)
		return 0;
	errno = log->failed;
	return err_sys(err, "cannot write the log '%s'", log->name);
}

void step_log_free(struct step_log *log)
{
	if (!log)
		return;
	if (step_log_close(log, NULL) < 0)
		log->failed = 0; /* who wants to know has asked before */
	if (log->reader >= 0)
		close(log->reader);
	if (log->stop >= 0)
		close(log->stop);
	free(log->tail);
	free(log->name);
	free(log);
}
