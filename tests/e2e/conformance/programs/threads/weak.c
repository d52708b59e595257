/* Threads as C++'s headers use them: only where they were linked. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

#pragma weak pthread_create
#pragma weak pthread_join
#pragma weak pthread_mutex_timedlock
#pragma weak sem_timedwait

static void *work(void *arg)
{
	return arg;
}

int main(void)
{
	int found = !!pthread_create + !!pthread_join + !!pthread_mutex_timedlock + !!sem_timedwait;
	pthread_t thread;
	void *result = NULL;

	if (found == 4 && (pthread_create(&thread, NULL, work, &thread) ||
			   pthread_join(thread, &result) || result != &thread))
		return 1;
	printf("%d of 4\n", found);
	return 0;
}
