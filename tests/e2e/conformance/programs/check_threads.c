/* Threads: locks of each kind, conditions, cancelling, ends, and C11's where there are such. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#if TARGET_GLIBC >= 228 || TARGET_MUSL
#include <threads.h>
#endif

enum { THREADS = 40, ROUNDS = 500 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static int counted, written, spun, begun, serial;

static void begin(void)
{
	begun++;
}

static void *count(void *unused)
{
	int read_one = 0;

	(void)unused;
	pthread_once(&once, begin);
	if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
		__atomic_fetch_add(&serial, 1, __ATOMIC_SEQ_CST);
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&mutex);
		counted++;
		pthread_mutex_unlock(&mutex);
		pthread_rwlock_rdlock(&rwlock);
		read_one = written;
		pthread_rwlock_unlock(&rwlock);
		pthread_rwlock_wrlock(&rwlock);
		written++;
		pthread_rwlock_unlock(&rwlock);
		pthread_spin_lock(&spin);
		spun++;
		pthread_spin_unlock(&spin);
	}
	return (void *)(intptr_t)(read_one >= 0);
}

static void check_locks(void)
{
	pthread_t threads[THREADS];
	void *result = NULL;

	NEED(pthread_barrier_init(&barrier, NULL, THREADS) == 0 &&
	     pthread_spin_init(&spin, 0) == 0);
	for (int i = 0; i < THREADS; i++)
		NEED(pthread_create(&threads[i], NULL, count, NULL) == 0);
	for (int i = 0; i < THREADS; i++) {
		CHECK_INT(pthread_join(threads[i], &result), 0);
		CHECK(result == (void *)1);
	}
	CHECK_INT(counted, THREADS * ROUNDS);
	CHECK_INT(written, THREADS * ROUNDS);
	CHECK_INT(spun, THREADS * ROUNDS);
	CHECK_INT(begun, 1);
	CHECK_INT(serial, 1);
	pthread_barrier_destroy(&barrier);
}

static void *die_with_lock(void *lock)
{
	pthread_mutex_lock(lock);
	return NULL;
}

static void check_mutex_kinds(void)
{
	pthread_mutexattr_t kind;
	pthread_mutex_t lock;
	struct timespec soon;
	pthread_t thread;

	NEED(pthread_mutexattr_init(&kind) == 0);
	CHECK_INT(pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE), 0);
	pthread_mutex_init(&lock, &kind);
	CHECK_INT(pthread_mutex_lock(&lock) | pthread_mutex_lock(&lock), 0);
	CHECK_INT(pthread_mutex_unlock(&lock) | pthread_mutex_unlock(&lock), 0);
	CHECK_INT(pthread_mutex_unlock(&lock), EPERM);
	CHECK_INT(pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK), 0);
	pthread_mutex_init(&lock, &kind);
	CHECK_INT(pthread_mutex_lock(&lock), 0);
	CHECK_INT(pthread_mutex_lock(&lock), EDEADLK);
	CHECK_INT(pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_NORMAL), 0);
	pthread_mutex_init(&lock, &kind);
	pthread_mutex_lock(&lock);
	CHECK_INT(pthread_mutex_trylock(&lock), EBUSY);
	clock_gettime(CLOCK_REALTIME, &soon);
	CHECK_INT(pthread_mutex_timedlock(&lock, &soon), ETIMEDOUT);
	/* A thread that ends with a robust lock leaves word; qemu-user does not keep a list of
	 * these. */
	if (!setting.emulated) {
		CHECK_INT(pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST), 0);
		pthread_mutex_init(&lock, &kind);
		NEED(pthread_create(&thread, NULL, die_with_lock, &lock) == 0);
		pthread_join(thread, NULL);
		CHECK_INT(pthread_mutex_lock(&lock), EOWNERDEAD);
		CHECK_INT(pthread_mutex_consistent(&lock), 0);
		CHECK_INT(pthread_mutex_unlock(&lock), 0);
	}
	pthread_mutexattr_destroy(&kind);
}

static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static int stock;

static void *produce(void *unused)
{
	(void)unused;
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&mutex);
		stock++;
		pthread_cond_signal(&filled);
		pthread_mutex_unlock(&mutex);
	}
	return NULL;
}

static void check_conditions(void)
{
	struct timespec soon;
	pthread_condattr_t attributes;
	pthread_cond_t never;
	pthread_t thread;
	int taken = 0;

	NEED(pthread_create(&thread, NULL, produce, NULL) == 0);
	pthread_mutex_lock(&mutex);
	while (taken < 200) {
		while (stock == 0)
			pthread_cond_wait(&filled, &mutex);
		taken += stock;
		stock = 0;
	}
	pthread_mutex_unlock(&mutex);
	pthread_join(thread, NULL);
	CHECK_INT(taken, 200);
	pthread_condattr_init(&attributes);
	CHECK_INT(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC), 0);
	pthread_cond_init(&never, &attributes);
	clock_gettime(CLOCK_MONOTONIC, &soon);
	pthread_mutex_lock(&mutex);
	CHECK_INT(pthread_cond_timedwait(&never, &mutex, &soon), ETIMEDOUT);
	/* With the clock said at the call since glibc 2.30. */
#if TARGET_GLIBC >= 230
	CHECK_INT(pthread_cond_clockwait(&never, &mutex, CLOCK_MONOTONIC, &soon), ETIMEDOUT);
#endif
	pthread_mutex_unlock(&mutex);
	pthread_cond_destroy(&never);
}

static int cleaned;

static void clean(void *arg)
{
	cleaned += *(int *)arg;
}

static void *wait_for_ever(void *arg)
{
	pthread_cleanup_push(clean, arg);
	sem_post(*(sem_t **)((int *)arg + 2));
	for (;;)
		pause();
	pthread_cleanup_pop(0);
	return NULL;
}

static void *leave(void *arg)
{
	pthread_cleanup_push(clean, arg);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
	return NULL;
}

static void cancel_one(void)
{
	struct {
		int number, unused;
		sem_t *running;
	} arg = { 1, 0, NULL };
	sem_t running;
	pthread_t thread;
	void *result = NULL;

	arg.running = &running;
	NEED(sem_init(&running, 0, 0) == 0);
	NEED(pthread_create(&thread, NULL, wait_for_ever, &arg) == 0);
	sem_wait(&running);
	CHECK_INT(pthread_cancel(thread), 0);
	CHECK_INT(pthread_join(thread, &result), 0);
	CHECK(result == PTHREAD_CANCELED);
	CHECK_INT(cleaned, 1);
}

static void check_cancelling(void)
{
	pthread_t thread;
	void *result = NULL;
	int ten = 10;

	cleaned = 0;
	if (setting.no_cancel && !setting.is_static) {
		/* qemu-user cannot start a thread in a child of fork(). */
		if (setting.emulated)
			return;
		/* The shared glibc loads libgcc_s.so.1 for this, and says so as it aborts. */
		int status = 0;
		pid_t child = fork();

		if (child == 0) {
			cancel_one();
			_exit(0);
		}
		CHECK_INT(waitpid(child, &status, 0), child);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
		return;
	}
	cancel_one();
	NEED(pthread_create(&thread, NULL, leave, &ten) == 0);
	CHECK_INT(pthread_join(thread, &result), 0);
	CHECK(result == &ten && cleaned == 11);
}

static void *use_stack(void *unused)
{
	volatile char large[700 << 10];

	for (size_t i = 0; i < sizeof(large); i += 1024)
		large[i] = 1;
	return (void *)(intptr_t)(unused == NULL && large[1024] == 1);
}

static void check_attributes(void)
{
	pthread_attr_t attributes;
	size_t size = 0;
	char name[16] = "";
	void *result = NULL;
	pthread_t thread;

	NEED(pthread_attr_init(&attributes) == 0);
	CHECK_INT(pthread_attr_setstacksize(&attributes, 2 << 20), 0);
	CHECK_INT(pthread_attr_getstacksize(&attributes, &size), 0);
	CHECK_INT((long long)size, 2 << 20);
	NEED(pthread_create(&thread, &attributes, use_stack, NULL) == 0);
	CHECK_INT(pthread_join(thread, &result), 0);
	CHECK(result == (void *)1);
	/* musl's own default is 128 KiB; the sysroot's wrapper makes it 1 MiB. */
	NEED(pthread_create(&thread, NULL, use_stack, NULL) == 0);
	CHECK_INT(pthread_join(thread, &result), 0);
	pthread_attr_destroy(&attributes);
	CHECK_INT(pthread_setname_np(pthread_self(), "conform"), 0);
#if TARGET_GLIBC || TARGET_MUSL >= 10203
	CHECK_INT(pthread_getname_np(pthread_self(), name, sizeof(name)), 0);
	CHECK_STR(name, "conform");
#endif
	CHECK_INT(pthread_getattr_np(pthread_self(), &attributes), 0);
	pthread_attr_destroy(&attributes);
}

#if TARGET_GLIBC >= 228 || TARGET_MUSL
static int c11(void *arg)
{
	return mtx_lock(arg) == thrd_success && mtx_unlock(arg) == thrd_success ? 5 : 6;
}

static void check_c11(void)
{
	mtx_t lock;
	thrd_t thread;
	int result = 0;

	NEED(mtx_init(&lock, mtx_plain) == thrd_success);
	NEED(thrd_create(&thread, c11, &lock) == thrd_success);
	CHECK_INT(thrd_join(thread, &result), thrd_success);
	CHECK_INT(result, 5);
	mtx_destroy(&lock);
}
#endif

void check_threads(void)
{
	check_locks();
	check_mutex_kinds();
	check_conditions();
	check_cancelling();
	check_attributes();
#if TARGET_GLIBC >= 228 || TARGET_MUSL
	check_c11();
#endif
}
