/* What dl_program.c opens: code before and after, variables of each thread, math, a library behind
 * it. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

int base_value(void);
int plugin_add(int more);
int plugin_base(void);
double plugin_power(double x, double y);
int plugin_in_thread(void);
void on_load(void);
void on_unload(void);

/* More than a loader keeps room for: made for each thread when it first uses them. */
static __thread int sum = 40;
static __thread char large[20000] = "large";

__attribute__((constructor)) static void load(void)
{
	on_load();
}

__attribute__((destructor)) static void unload(void)
{
	on_unload();
}

int plugin_add(int more)
{
	if (large[0] != 'l')
		return -1;
	large[19999] = (char)more;
	return sum += more;
}

int plugin_base(void)
{
	return base_value();
}

double plugin_power(double x, double y)
{
	return pow(x, y);
}

static void *add_two(void *unused)
{
	(void)unused;
	return (void *)(size_t)plugin_add(2);
}

int plugin_in_thread(void)
{
	pthread_t thread;
	void *result = NULL;

	if (pthread_create(&thread, NULL, add_two, NULL) != 0 || pthread_join(thread, &result) != 0)
		return -1;
	return (int)(size_t)result;
}
