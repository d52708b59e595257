/* Opens a library that the suite made: symbols, constructors, thread-local variables, errors. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <dlfcn.h>
#include <link.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "differs.h"

enum { THREADS = 30 };

static int loads, unloads;
static int (*add)(int), (*early)(int);

void on_load(void);
void on_unload(void);
int twice(int value);

/* What the library calls back; found since the program is linked with -rdynamic. */
void on_load(void)
{
	loads++;
}

void on_unload(void)
{
	unloads++;
}

int twice(int value)
{
	return 2 * value;
}

static void *in_thread(void *arg)
{
	int number = (int)(intptr_t)arg;

	CHECK_INT(add(number), 40 + number);
	CHECK_INT(add(1), 41 + number);
	CHECK_INT(early(number), 60 + number);
	return NULL;
}

/* Threads that were there before the library came. */
static pthread_barrier_t before, after;

static void *waiting_thread(void *arg)
{
	pthread_barrier_wait(&before);
	pthread_barrier_wait(&after);
	return in_thread(arg);
}

static int seen_library(struct dl_phdr_info *info, size_t size, void *seen)
{
	(void)size;
	if (info->dlpi_name && strstr(info->dlpi_name, "libconform.so"))
		*(int *)seen += info->dlpi_phnum > 0;
	return 0;
}

static void check_library(void *library)
{
	int (*base)(void) = (int (*)(void))dlsym(library, "plugin_base");
	int (*thread)(void) = (int (*)(void))dlsym(library, "plugin_in_thread");
	double (*power)(double, double) =
		(double (*)(double, double))dlsym(library, "plugin_power");
	Dl_info info;
	int seen = 0;

	NEED(base && thread && power);
	CHECK_INT(base(), 42);
	CHECK_INT(thread(), 42);
	CHECK(fabs(power(2, 0.5) - M_SQRT2) < 1e-15);
	CHECK(dladdr((void *)(uintptr_t)add, &info) && strstr(info.dli_fname, "libconform.so"));
	CHECK_STR(info.dli_sname, "plugin_add");
	dl_iterate_phdr(seen_library, &seen);
	CHECK_INT(seen, 1);
	CHECK(dlsym(RTLD_DEFAULT, "on_load") == (void *)(uintptr_t)on_load);
	CHECK(dlsym(RTLD_NEXT, "malloc") != NULL);
	CHECK(dlsym(library, "no_such_symbol") == NULL);
	CHECK(strstr(dlerror(), "no_such_symbol") != NULL);
	CHECK(dlerror() == NULL);
	CHECK(dlopen("./libconform.so", RTLD_NOW | RTLD_NOLOAD) == library);
	dlclose(library);
#if TARGET_GLIBC
	/* A version that exists, one of another library, by name. */
	void *math = dlopen("libm.so.6", RTLD_LAZY);

	NEED(math != NULL);
	CHECK(dlvsym(math, "cos", OLDEST) != NULL);
	CHECK(dlvsym(math, "cos", "GLIBC_9.99") == NULL);
	dlclose(math);
	CHECK(dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD) != NULL);
#endif
}

int main(void)
{
	pthread_t threads[2 * THREADS];
	void *library;

	if (pthread_barrier_init(&before, NULL, THREADS + 1) ||
	    pthread_barrier_init(&after, NULL, THREADS + 1))
		return 2;
	for (intptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[i], NULL, waiting_thread, (void *)i) != 0)
			return 2;
	pthread_barrier_wait(&before);

	CHECK(dlopen("./no_such_library.so", RTLD_NOW) == NULL);
	CHECK(strstr(dlerror(), "no_such_library.so") != NULL);
	/* A file that is no library. */
	CHECK(dlopen("./dl_program.c", RTLD_NOW) == NULL && dlerror() != NULL);
	CHECK_INT(loads, 0);
	library = dlopen("./libconform.so", RTLD_NOW | RTLD_LOCAL);
	if (!library) {
		printf("differs: %s\n", dlerror());
		return 1;
	}
	CHECK_INT(loads, 1);
	add = (int (*)(int))dlsym(library, "plugin_add");
	early = (int (*)(int))dlsym(library, "base_early");
	if (!add || !early) {
		printf("differs: %s\n", dlerror());
		return 1;
	}
	pthread_barrier_wait(&after);
	for (intptr_t i = 0; i < THREADS; i++)
		if (pthread_create(&threads[THREADS + i], NULL, in_thread, (void *)i) != 0)
			return 2;
	for (int i = 0; i < 2 * THREADS; i++)
		CHECK_INT(pthread_join(threads[i], NULL), 0);
	check_library(library);
	CHECK_INT(unloads, 0);
	CHECK_INT(dlclose(library), 0);
	/* musl keeps a library for good, and runs what it does at its end at the program's. */
	CHECK_INT(unloads, TARGET_MUSL ? 0 : 1);
	if (!differences)
		printf("ok dlopen\n");
	return differences != 0;
}
