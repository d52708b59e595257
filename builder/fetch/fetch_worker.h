/* Private to fetch: the process that brings one input. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_WORKER_H
#define FETCH_WORKER_H

#include "builder/base/worker.h"
#include "builder/fetch/fetch.h"

/* What a worker needs to know; borrowed. */
struct fetch_work {
	struct store *store;
	const struct fetch_job *job;
	const char *temp; /* a folder of its own, relative to the store's; the caller removes it */
	long timeout;
};

/*
 * The work of a worker: try the origins of the job in turn, and tell what happens (see
 * origin_message). That all origins failed is no error: it was told. arg: struct fetch_work.
 */
int fetch_work(int line, void *arg, struct err *err) MUST_CHECK;

#endif
