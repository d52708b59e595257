/* The pool of jobs that all parts share: a pipe of tokens, as GNU make's jobserver has it. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/jobserver.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/file_limit.h"

/*
 * A number that scripts leave alone: configure uses 5, 6 and 7 for itself and a
 * shell keeps what it redirects at 10 and above. They would otherwise be taken
 * for the pool by the makes that a configure runs. The highest there is where
 * there are fewer.
 */
static int jobserver_lowest_fd(void)
{
	int limit = file_limit();

	return limit > 61 ? 60 : limit - 2;
}

/* The byte that GNU make writes; what it reads does not matter to it. */
static const char JOBSERVER_TOKEN = '+';

/* Opening a pipe by a path does not care which end it is. -1 with errno. */
static int jobserver_open_path(struct jobserver *js, const char *path)
{
	int failed;

	js->own = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	for (int i = 0; js->own >= 0 && i < 2; i++) {
		AUTOCLOSE int fd = open(path, O_RDWR | O_CLOEXEC);

		js->shared[i] = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, jobserver_lowest_fd() + i);
		if (js->shared[i] < 0)
			break;
	}
	failed = errno;
	if (js->shared[1] >= 0)
		return 0;
	jobserver_close(js);
	errno = failed;
	return -1;
}

/* A pipe has a path in /proc. */
static int jobserver_by_proc(struct jobserver *js)
{
	AUTOCLOSE int reader = -1;
	AUTOFREE char *path = NULL;
	int ends[2], status;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	reader = ends[0];
	path = xasprintf("/proc/self/fd/%d", reader);
	status = jobserver_open_path(js, path);
	close(ends[1]);
	return status;
}

/* Where /proc is not mounted: a named pipe, whose name is gone when this returns. */
static int jobserver_by_name(struct jobserver *js)
{
	const char *temp = getenv("TMPDIR");
	AUTOFREE char *folder = path_join(temp && *temp ? temp : "/tmp", "sysroot-jobs-XXXXXX");
	AUTOFREE char *path = NULL;
	int rc, failed;

	if (!mkdtemp(folder))
		return -1;
	path = path_join(folder, "pipe");
	rc = mkfifo(path, 0600) == 0 ? jobserver_open_path(js, path) : -1;
	failed = errno;
	unlink(path);
	rmdir(folder);
	errno = failed;
	return rc;
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
	assert(jobs >= 1 && jobs <= JOBSERVER_MOST);
	*js = (struct jobserver)JOBSERVER_INIT;
	if (jobserver_by_proc(js) < 0 && (errno != ENOENT || jobserver_by_name(js) < 0))
		return err_sys(err, "cannot create the job server");
	js->jobs = jobs;
	jobserver_settle(js);
	return 0;
}

void jobserver_close(struct jobserver *js)
{
	if (js->own >= 0)
		close(js->own);
	for (int i = 0; i < 2; i++)
		if (js->shared[i] >= 0)
			close(js->shared[i]);
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

void jobserver_part(const int *shared)
{
	/* It may be a step's by now, who may close it to us. */
	(void)!fchmod(shared[0], 0600);
	for (int i = 0; i < 2; i++) {
		AUTOFREE char *path = xasprintf("/proc/self/fd/%d", shared[i]);
		AUTOCLOSE int fd = open(path, O_RDWR | O_CLOEXEC);

		if (fd >= 0 && dup3(fd, shared[i], O_CLOEXEC) < 0)
			return; /* then as if there were no /proc */
	}
}

void jobserver_trim(struct jobserver *js)
{
	char waste[4096];
	int there, surplus;

	if (ioctl(js->own, FIONREAD, &there) < 0)
		return;
	surplus = there - (js->jobs - js->held);
	while (surplus > 0) {
		size_t most = (size_t)surplus < sizeof(waste) ? (size_t)surplus : sizeof(waste);
		ssize_t n = read(js->own, waste, most);

		if (n <= 0)
			return;
		surplus -= (int)n;
	}
}

void jobserver_settle(struct jobserver *js)
{
	assert(js->held == 0);
	while (jobserver_get(js))
		;
	for (int i = 0; i < js->jobs && jobserver_put(js); i++)
		;
}
