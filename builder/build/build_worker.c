/* A part that is made in a process of its own. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/build_worker.h"

#include <string.h>

#include "builder/base/clock.h"
#include "builder/build/jobserver.h"
#include "cache/store/store.h"

enum {
	BUILD_DOES, /* what is under way */
	BUILD_TOOK, /* the remote that had the part */
};

double build_worker_seconds(const struct build_worker *w)
{
	return clock_seconds_since(w->worker.begun_ms);
}

/* --- in the process of the part --- */

static void worker_doing(void *arg, const char *what)
{
	worker_tell(*(const int *)arg, BUILD_DOES, what, strlen(what));
}

static void worker_took(void *arg, const char *from)
{
	worker_tell(*(const int *)arg, BUILD_TOOK, from, strlen(from));
}

static int worker_part(int line, void *arg, struct err *err)
{
	struct build_part_run *run = arg;
	int status;

	run->doing = worker_doing;
	run->taken = worker_took;
	run->arg = &line;
	if (run->jobserver)
		jobserver_part(run->jobserver);
	status = build_part(run, err);
	/* Closing takes this process's temporary folders away. */
	if (status == 0 || !run->keep_failed)
		store_close(run->store);
	return status;
}

/* --- in the parent --- */

static void worker_told(void *arg, int kind, const char *text, size_t len)
{
	struct build_worker *w = arg;
	char **to = kind == BUILD_DOES ? &w->doing : kind == BUILD_TOOK ? &w->taken : NULL;

	(void)len;
	if (!to)
		return;
	free(*to);
	*to = xstrdup(text);
}

int build_worker_start(struct crew *crew, struct build_worker *w, const struct build_part_run *run,
		       struct err *err)
{
	const struct worker_job job = {
		.what = "the builder of a part",
		.work = worker_part,
		.work_arg = &w->run,
		.heard = worker_told,
		.heard_arg = w,
	};

	w->run = *run;
	return worker_start(crew, &w->worker, &job, err);
}

int build_worker_finish(struct crew *crew, struct build_worker *w, struct err *err)
{
	int status = worker_finish(crew, &w->worker, err);

	free(w->doing);
	free(w->taken);
	*w = (struct build_worker)BUILD_WORKER_INIT;
	return status;
}
