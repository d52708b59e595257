/* Threads: mutexes, conditions, keys, once, and a stack that holds 512 KiB. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum { THREADS = 16, ROUNDS = 1000 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all_done = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t semaphore;
static _Thread_local int own;
static int counted, done, made;

static void make(void)
{
	made++;
}

static void *work(void *arg)
{
	volatile char deep[512 << 10];

	deep[0] = deep[sizeof(deep) - 1] = 1;
	pthread_once(&once, make);
	for (int i = 0; i < ROUNDS; i++) {
		own++;
		pthread_mutex_lock(&mutex);
		counted++;
		pthread_mutex_unlock(&mutex);
	}
	pthread_mutex_lock(&mutex);
	done += own == ROUNDS && deep[0] == 1;
	pthread_cond_signal(&all_done);
	pthread_mutex_unlock(&mutex);
	sem_post(&semaphore);
	return arg;
}

int main(void)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];

	sem_init(&semaphore, 0, 0);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, work, &numbers[i]) != 0)
			return puts("no thread"), 1;
	pthread_mutex_lock(&mutex);
	while (done < THREADS)
		pthread_cond_wait(&all_done, &mutex);
	pthread_mutex_unlock(&mutex);
	for (int i = 0; i < THREADS; i++) {
		void *result = NULL;

		if (pthread_join(threads[i], &result) != 0 || result != &numbers[i] ||
		    sem_wait(&semaphore) != 0)
			return puts("a thread is lost"), 1;
	}
	if (counted != THREADS * ROUNDS || made != 1 || own != 0)
		return printf("counted %d, made %d\n", counted, made), 1;
	return 0;
}
