/* C's side of the calls: from Go into C, from C into Go, from threads that C made. */
/* SPDX-License-Identifier: MIT */
#include "calls.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "_cgo_export.h"

/* Calls Go for every number, and so on: C, Go, C, Go. */
int add_by_go(int until)
{
	int sum = 0;

	for (int i = 1; i <= until; i++)
		sum += goTwice(i);
	return sum;
}

int fail_with(int number)
{
	errno = number;
	return -1;
}

static void *call_go(void *arg)
{
	int *number = arg;

	/* This thread is unknown to Go until now. */
	*number = goTwice(*number);
	return arg;
}

int threads_call_go(int count)
{
	pthread_t *threads = calloc((size_t)count, sizeof(*threads));
	int *numbers = calloc((size_t)count, sizeof(*numbers)), sum = 0;

	for (int i = 0; i < count; i++) {
		numbers[i] = i;
		if (pthread_create(&threads[i], NULL, call_go, &numbers[i]) != 0)
			return -1;
	}
	for (int i = 0; i < count; i++) {
		pthread_join(threads[i], NULL);
		sum += numbers[i];
	}
	free(threads);
	free(numbers);
	return sum;
}

static __thread int own = 5;

int thread_local_sum(int more)
{
	return own += more;
}

static int by_go(const void *a, const void *b)
{
	return goCompare(*(const int *)a, *(const int *)b);
}

void sort_by_go(int *numbers, int count)
{
	qsort(numbers, (size_t)count, sizeof(*numbers), by_go);
}
