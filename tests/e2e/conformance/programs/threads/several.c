/* Threads that are joined, cancelled and that end by themselves, with their clean-up. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int prepared, cleaned;

static void prepare(void)
{
	prepared++;
}

static void clean(void *arg)
{
	cleaned += *(int *)arg;
}

static void *wait_for_ever(void *arg)
{
	pthread_once(&once, prepare);
	pthread_cleanup_push(clean, arg);
	for (;;)
		usleep(1000);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *end(void *arg)
{
	pthread_once(&once, prepare);
	pthread_cleanup_push(clean, arg);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int one = 1, ten = 10;
	void *result;

	for (int i = 0; i < 3; i++) {
		if (pthread_create(&thread, NULL, wait_for_ever, &one) || pthread_cancel(thread) ||
		    pthread_join(thread, &result) || result != PTHREAD_CANCELED)
			return 1;
		if (pthread_create(&thread, NULL, end, &ten) || pthread_join(thread, &result) ||
		    result != &ten)
			return 2;
	}
	/* A thread that was cancelled before it began cleans nothing up. */
	printf("%d and %d\n", prepared, cleaned / 10);
	return 0;
}
