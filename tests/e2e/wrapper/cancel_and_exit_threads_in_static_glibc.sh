#!/bin/sh
# Cancelled and ending threads run their clean-up in C programs for glibc 2.17.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

cat >program.c <<'END'
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int cleaned;

static void handler(void *arg)
{
	cleaned += *(int *)arg;
}

static void leave_scope(int *value)
{
	cleaned += *value;
}

static void wait_for_ever(void)
{
	int scope __attribute__((cleanup(leave_scope))) = 10;

	for (;;)
		usleep(1000 + scope);
}

static void *cancelled(void *arg)
{
	pthread_cleanup_push(handler, arg);
	wait_for_ever();
	pthread_cleanup_pop(0);
	return NULL;
}

static void *ending(void *arg)
{
	int scope __attribute__((cleanup(leave_scope))) = 100;

	(void)scope;
	pthread_cleanup_push(handler, arg);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
	return NULL;
}

int main(void)
{
	int one = 1;
	void *result;
	pthread_t thread;

	for (int i = 0; i < 20; i++) {
		if (pthread_create(&thread, NULL, cancelled, &one) != 0)
			return 1;
		usleep(2000);
		pthread_cancel(thread);
		pthread_join(thread, &result);
		if (result != PTHREAD_CANCELED)
			return 2;
		if (pthread_create(&thread, NULL, ending, &one) != 0)
			return 1;
		pthread_join(thread, &result);
		if (result != &one)
			return 3;
	}
	printf("%d\n", cleaned);
	return 0;
}
END
for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	for flags in "-static" "-static -O2" "-static -O2 -fno-pie" "-O2"; do
		# shellcheck disable=SC2086 # several flags
		"$CENTOS7_ROOT/bin/cc" $flags -std=gnu99 -fexceptions -pthread program.c -o program ||
			fail "$compiler $flags"
		case $flags in
		-static*) sum=$(./program) ;;
		*) sum=$(run_on_target "$CENTOS7_ROOT" ./program) ;;
		esac || fail "$compiler $flags: the program fails"
		[ "$sum" = 2240 ] || fail "$compiler $flags: clean-ups sum up to '$sum', not 2240"
	done
done
