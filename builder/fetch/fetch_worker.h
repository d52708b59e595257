/* Private to fetch: the process that brings one input. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_WORKER_H
#define FETCH_WORKER_H

#include <sys/types.h>

#include "builder/fetch/fetch.h"

/*
 * Fork a worker that tries the origins of job in turn. temp: path of a folder
 * of its own, relative to the store's; the caller removes it once the worker
 * has ended. *pipe: where it tells what happens (see origin_message).
 */
int fetch_worker_start(struct store *s, const struct fetch_job *job, const char *temp, long timeout,
		       pid_t *pid, int *pipe, struct err *err) MUST_CHECK;

#endif
