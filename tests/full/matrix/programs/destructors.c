/* Destructors of thread-local variables: of keys, and of those that C++, Rust and others have the C
 * library run, the last one first, when a thread ends and, for the first thread, when the program
 * does. musl has no call for the latter: what is linked with it uses keys. */
/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int order[4], ran;
static pthread_key_t key;

static void destroy(void *object)
{
	order[ran++] = *(int *)object;
}

#ifdef __GLIBC__
extern void *__dso_handle;
int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library);

static int at_thread_exit(void (*function)(void *), void *object)
{
	return __cxa_thread_atexit_impl(function, object, &__dso_handle);
}

static void at_end(void *object)
{
	_exit(*(int *)object == 9 && ran == 3 ? 0 : 2);
}
#else
static pthread_key_t first, second;

static int at_thread_exit(void (*function)(void *), void *object)
{
	if (pthread_key_create(*(int *)object == 1 ? &second : &first, function) != 0)
		return 1;
	return pthread_setspecific(*(int *)object == 1 ? second : first, object);
}
#endif

static void *work(void *arg)
{
	static int numbers[] = { 1, 2, 3 };

	pthread_setspecific(key, &numbers[2]);
	if (at_thread_exit(destroy, &numbers[0]) != 0 || at_thread_exit(destroy, &numbers[1]) != 0)
		return NULL;
	return arg;
}

int main(void)
{
	static int nine = 9;
	pthread_t thread;
	void *result = NULL;
	int sum = 0;

	pthread_key_create(&key, destroy);
	if (pthread_create(&thread, NULL, work, &nine) != 0 || pthread_join(thread, &result) != 0 ||
	    !result)
		return puts("no thread"), 1;
	for (int i = 0; i < ran; i++)
		sum = 10 * sum + order[i];
	if (ran != 3)
		return printf("%d ran\n", ran), 1;
#ifdef __GLIBC__
	/* Keys and the others come in either order. */
	if (sum != 213 && sum != 321)
		return printf("they ran as %d\n", sum), 1;
	if (at_thread_exit(at_end, &nine) != 0)
		return puts("not of the first thread"), 1;
	exit(3);
#else
	return 0;
#endif
}
