/* What libgcc asks of threads, for static programs of glibc before 2.34 that have none.
 *
 * Up to gcc 13 the unwinder in libgcc_eh.a and its emulated thread-local variables refer to
 * these functions weakly, and ask for none of them in a program without threads. From gcc 14 on
 * they ask in any case, and libc.a before 2.34 does not have them. Where -lpthread stands all of
 * libpthread.a is linked ahead of this, and nothing is taken from here.
 *
 * In a process that never starts a thread there is nobody to be kept out or waited for.
 */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#if !__GLIBC_PREREQ(2, 34)

/* Hidden: a program must not offer them to others. Weak: its own functions of these names win. */
#define STANDIN __attribute__((weak, visibility("hidden")))

STANDIN int pthread_once(pthread_once_t *control, void (*function)(void))
{
	if (*control == PTHREAD_ONCE_INIT) {
		*control = PTHREAD_ONCE_INIT + 1;
		function();
	}
	return 0;
}

STANDIN int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	(void)mutex;
	return 0;
}

STANDIN int pthread_mutex_unlock(pthread_mutex_t *mutex)
{
	(void)mutex;
	return 0;
}

/* Asked for where another thread holds a lock: nobody would ever wake the caller. */
STANDIN int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	(void)condition;
	(void)mutex;
	abort();
}

STANDIN int pthread_cond_broadcast(pthread_cond_t *condition)
{
	(void)condition;
	return 0;
}

/* libgcc makes one key. Destructors run when a thread ends, not when the process does. */
static const void *values[16];
static unsigned int made;

STANDIN int pthread_key_create(pthread_key_t *key, void (*destructor)(void *))
{
	(void)destructor;
	if (made == sizeof(values) / sizeof(values[0]))
		return EAGAIN;
	*key = made++;
	return 0;
}

STANDIN void *pthread_getspecific(pthread_key_t key)
{
	return key < made ? (void *)(size_t)values[key] : NULL;
}

STANDIN int pthread_setspecific(pthread_key_t key, const void *value)
{
	if (key >= made)
		return EINVAL;
	values[key] = value;
	return 0;
}

#endif
