/* Destructors of thread-local variables, as C++ asks the C library for them, and of keys: they run
 * when a thread ends, the last one first, and those of the first thread when the program does. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__dso_handle;
int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library);

static int order[4], ran;
static pthread_key_t key;

static void destroy(void *object)
{
	order[ran++] = *(int *)object;
}

static void at_end(void *object)
{
	_exit(*(int *)object == 9 && ran == 3 ? 0 : 2);
}

static void *work(void *arg)
{
	static int numbers[] = { 1, 2, 3 };

	pthread_setspecific(key, &numbers[2]);
	if (__cxa_thread_atexit_impl(destroy, &numbers[0], &__dso_handle) != 0 ||
	    __cxa_thread_atexit_impl(destroy, &numbers[1], &__dso_handle) != 0)
		return NULL;
	return arg;
}

int main(void)
{
	static int nine = 9;
	pthread_t thread;
	void *result = NULL;

	pthread_key_create(&key, destroy);
	if (pthread_create(&thread, NULL, work, &nine) != 0 || pthread_join(thread, &result) != 0 ||
	    !result)
		return puts("no thread"), 1;
	if (ran != 3 || order[0] != 2 || order[1] != 1 || order[2] != 3)
		return printf("%d ran: %d %d %d\n", ran, order[0], order[1], order[2]), 1;
	if (__cxa_thread_atexit_impl(at_end, &nine, &__dso_handle) != 0)
		return puts("not of the first thread"), 1;
	exit(3);
}
