/* The pool of jobs that all parts share: a pipe of tokens, as GNU make's jobserver has it. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/jobserver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

/*
 * A number that scripts leave alone: configure uses 5, 6 and 7 for itself and a
 * shell keeps what it redirects at 10 and above. They would otherwise be taken
 * for the pool by the makes that a configure runs.
 */
enum { JOBSERVER_LOWEST_FD = 60 };

/* The byte that GNU make writes; what it reads does not matter to it. */
static const char JOBSERVER_TOKEN = '+';

/* One descriptor for both ends: opening a pipe through /proc does not care which end it is. */
static int jobserver_reopen(int pipe, int flags)
{
	AUTOFREE char *path = xasprintf("/proc/self/fd/%d", pipe);

	return open(path, O_RDWR | O_CLOEXEC | flags);
}

static bool jobserver_put(struct jobserver *js)
{
	ssize_t n;

	do
		n = write(js->own, &JOBSERVER_TOKEN, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

static bool jobserver_get(struct jobserver *js)
{
	ssize_t n;
	char c;

	do
		n = read(js->own, &c, 1);
	while (n < 0 && errno == EINTR);
	return n == 1;
}

int jobserver_open(struct jobserver *js, int jobs, struct err *err)
{
	AUTOCLOSE int shared = -1;
	int ends[2];

	assert(jobs >= 1 && jobs <= JOBSERVER_MOST);
	*js = (struct jobserver)JOBSERVER_INIT;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot make the pool of jobs");
	shared = jobserver_reopen(ends[0], 0);
	js->own = jobserver_reopen(ends[0], O_NONBLOCK);
	if (shared >= 0)
		js->shared = fcntl(shared, F_DUPFD_CLOEXEC, JOBSERVER_LOWEST_FD);
	if (js->own < 0 || js->shared < 0)
		err_sys(err, "cannot make the pool of jobs");
	close(ends[0]);
	close(ends[1]);
	if (js->own < 0 || js->shared < 0) {
		jobserver_close(js);
		return -1;
	}
	js->jobs = jobs;
	jobserver_settle(js);
	return 0;
}

void jobserver_close(struct jobserver *js)
{
	if (js->own >= 0)
		close(js->own);
	if (js->shared >= 0)
		close(js->shared);
	*js = (struct jobserver)JOBSERVER_INIT;
}

bool jobserver_take(struct jobserver *js)
{
	if (!jobserver_get(js))
		return false;
	js->held++;
	return true;
}

void jobserver_give(struct jobserver *js)
{
	assert(js->held > 0);
	js->held--;
	/* Full only when something wrote into it that took nothing out: no loss then. */
	if (!jobserver_put(js))
		return;
}

void jobserver_settle(struct jobserver *js)
{
	assert(js->held == 0);
	while (jobserver_get(js))
		;
	for (int i = 0; i < js->jobs && jobserver_put(js); i++)
		;
}
