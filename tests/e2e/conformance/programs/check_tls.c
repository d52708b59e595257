/* Variables of a thread's own, and keys with destructors. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdlib.h>

enum { THREADS = 100 };

static __thread int small = 7;
static _Thread_local struct {
	char bytes[5000];
} large = { "as written" };
/*
 * libpthread.a of glibc 2.17 for aarch64 stores errno with 8 bytes, over what lies
 * behind it where a 4-byte variable shifts it off an 8-byte boundary.
 */
#if TARGET_GLIBC == 217 && defined(__aarch64__)
__thread long zero __attribute__((tls_model("global-dynamic")));
#else
__thread int zero __attribute__((tls_model("global-dynamic")));
#endif
static _Thread_local long long aligned __attribute__((aligned(256))) = 256;

static pthread_key_t key;
static int destroyed, again;

static void destroy(void *value)
{
	__atomic_fetch_add(&destroyed, (int)(intptr_t)value, __ATOMIC_SEQ_CST);
	/* Set once more in a destructor: it runs once more. */
	if (value == (void *)1) {
		__atomic_fetch_add(&again, 1, __ATOMIC_SEQ_CST);
		pthread_setspecific(key, (void *)1000);
	}
}

static void *look(void *arg)
{
	intptr_t number = (intptr_t)arg;

	CHECK_INT(small, 7);
	CHECK_STR(large.bytes, "as written");
	CHECK_INT(large.bytes[4999], 0);
	CHECK_INT(zero, 0);
	CHECK_INT(aligned, 256);
	CHECK_INT((long long)((uintptr_t)&aligned % 256), 0);
	small = (int)number;
	zero = (int)number;
	large.bytes[4999] = (char)number;
	aligned += number;
	CHECK(pthread_getspecific(key) == NULL);
	CHECK_INT(pthread_setspecific(key, (void *)1), 0);
	sched_yield();
	CHECK(small == number && zero == number && aligned == 256 + number);
	return &small;
}

void check_tls(void)
{
	pthread_t threads[THREADS];
	void *where = NULL;

	NEED(pthread_key_create(&key, destroy) == 0);
	small = 3;
	for (intptr_t i = 0; i < THREADS; i++)
		NEED(pthread_create(&threads[i], NULL, look, (void *)i) == 0);
	for (int i = 0; i < THREADS; i++) {
		CHECK_INT(pthread_join(threads[i], &where), 0);
		CHECK(where != &small);
	}
	CHECK_INT(small, 3);
	CHECK_INT(again, THREADS);
	CHECK_INT(destroyed, THREADS * 1001);
	CHECK_INT(pthread_key_delete(key), 0);
	small = 7;
}
