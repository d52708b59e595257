#!/bin/sh
# OpenMP and the sanitizers: programs take the compiler's own libraries in their static form, since
# the shared ones need this machine's C library; where those do not fit, a sentence says so.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

cat >parallel.c <<'C'
#include <omp.h>
#include <stdio.h>
int main(void)
{
	int n = 0;

#pragma omp parallel num_threads(3) reduction(+ : n)
	n += 1;
	printf("%d threads, %d\n", n, omp_get_max_threads() > 0);
	return n != 3;
}
C
cat >bugs.c <<'C'
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
static int shared;
static void *racer(void *unused)
{
	shared++;
	return unused;
}
int main(int argc, char **argv)
{
	volatile int *heap = malloc(4 * sizeof(int));
	pthread_t one, two;

	switch (argv[1][0]) {
	case 'a': return heap[4 + argc - 2];
	case 'l': heap = NULL; return 0;
	case 't':
		pthread_create(&one, NULL, racer, NULL);
		pthread_create(&two, NULL, racer, NULL);
		pthread_join(one, NULL);
		pthread_join(two, NULL);
		return 0;
	}
	return INT_MAX + argc == 0;
}
C

# no_libraries_of_the_host FILE: nothing newer than 2.17 and none of the compiler's libraries
no_libraries_of_the_host() {
	newest=$(newest_glibc_need "$1")
	[ "$(printf '%s\n' GLIBC_2.17 "$newest" | sort -V | tail -n 1)" = GLIBC_2.17 ] || fail "$1 needs $newest"
	! readelf -d "$1" | grep -E 'NEEDED.*lib(gomp|omp|asan|tsan|ubsan|lsan|clang)' || fail "$1 needs a library of the host"
}

# -no-pie: before glibc 2.23 a loader that is called by its name does not run others.
"$CENTOS7_ROOT/bin/cc" -no-pie -fopenmp parallel.c -o parallel 2>log || fail "OpenMP: $(cat log)"
no_libraries_of_the_host parallel
for run in ./parallel "run_on_target $CENTOS7_ROOT ./parallel"; do
	$run >said && grep -qx '3 threads, 1' said || fail "OpenMP: $run: $(cat said)"
done
"$CENTOS7_ROOT/bin/cc" -fopenmp -c parallel.c -o parallel.o
# In some distributions that library is not compiled for shared ones.
if "$CENTOS7_ROOT/bin/cc" -shared -fPIC -fopenmp parallel.c -o libparallel.so 2>log; then
	no_libraries_of_the_host libparallel.so
else
	tail -n 2 log | grep -q 'libgomp\.a .* cannot be linked into a shared library' || fail "OpenMP -shared: $(tail -n 3 log)"
fi
"$CENTOS7_ROOT/bin/cc" parallel.o -lgomp -lpthread -o parallel 2>log && ./parallel >said || fail "-lgomp: $(cat log)"
"$CENTOS7_ROOT/static/bin/cc" -fopenmp parallel.c -o parallel 2>log && ./parallel >said || fail "OpenMP static: $(cat log)"

for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	for case in address:a:heap-buffer-overflow thread:t:'data race' undefined:u:'signed integer overflow' leak:l:'detected memory leaks'; do
		name=${case%%:*} word=${case##*:} argument=${case#*:}
		argument=${argument%%:*}
		"$CENTOS7_ROOT/bin/cc" -g -no-pie -pthread "-fsanitize=$name" bugs.c -o bugs 2>log || fail "$compiler $name: $(cat log)"
		no_libraries_of_the_host bugs
		# Fixed addresses: some of these libraries know no machine that spreads them so far. Leaks
		# are looked for by tracing, which a test under a debugger or in a container may not do.
		[ "$name" != leak ] || continue
		for front in '' "$CENTOS7_ROOT/usr/lib/ld-linux-x86-64.so.2 --library-path $CENTOS7_ROOT/usr/lib"; do
			# shellcheck disable=SC2086 # words
			setarch -R $front ./bugs "$argument" >said 2>&1 || :
			grep -q "$word" said || fail "$compiler $name, by '$front': $(cat said)"
		done
	done
	# clang's UBSan takes the place of functions as well; a trap needs no library.
	refused='address thread leak undefined'
	if [ "$compiler" = gcc ]; then
		refused='address thread leak'
		"$CENTOS7_ROOT/static/bin/cc" -fsanitize=undefined bugs.c -pthread -o bugs 2>log || fail "static: $(cat log)"
		./bugs u 2>&1 | grep -q 'signed integer overflow' || fail "static UBSan says nothing"
	fi
	"$CENTOS7_ROOT/static/bin/cc" -fsanitize=undefined -fsanitize-undefined-trap-on-error bugs.c -pthread -o bugs 2>log ||
		fail "$compiler, trap: $(cat log)"
	status=0
	./bugs u 2>crash || status=$?
	[ "$status" -gt 128 ] || fail "$compiler: no trap"
	"$CENTOS7_ROOT/bin/cc" -shared -fPIC -fsanitize=undefined bugs.c -o libbugs.so 2>log || fail "$compiler -shared: $(cat log)"
	no_libraries_of_the_host libbugs.so
	# What takes the place of functions of the C library cannot in a static program.
	for name in $refused; do
		! "$CENTOS7_ROOT/static/bin/cc" "-fsanitize=$name" bugs.c -pthread -o bugs 2>log || fail "$compiler links $name, static"
		grep -q "a static program cannot have '-fsanitize=$name'" log || fail "$compiler: $(cat log)"
		grep -q 'env --shared' log || fail "$compiler does not say what to do: $(cat log)"
		"$CENTOS7_ROOT/static/bin/cc" "-fsanitize=$name" -c bugs.c || fail "$compiler does not compile"
	done
	# musl lacks what these libraries ask for; the last lines name it.
	! "$MUSL_ROOT/bin/cc" -fsanitize=address bugs.c -o bugs 2>log || fail "$compiler links ASan for musl"
	tail -n 2 log | grep -q "does not fit musl .* needs .*dlvsym" || fail "$compiler: $(tail -n 3 log)"
	tail -n 1 log | grep -q 'without -fsanitize=address' || fail "$compiler: $(tail -n 3 log)"
	# An error of the user's own is not put down to them.
	printf 'void missing(void);\nint main(void) { missing(); }\n' >wrong.c
	! "$CENTOS7_ROOT/bin/cc" -fsanitize=undefined wrong.c -o wrong 2>log || fail "$compiler links what is not there"
	! grep -q 'does not fit' log || fail "$compiler: $(cat log)"
	grep -q 'missing' log || fail "$compiler says nothing: $(cat log)"
done
unset SYSROOT_CC
! "$MUSL_ROOT/bin/cc" -static -fopenmp parallel.c -o parallel 2>log || fail "libgomp links for musl"
tail -n 2 log | grep -q "libgomp\.a .* does not fit musl .* needs " || fail "$(tail -n 3 log)"
# LLVM's library for OpenMP comes as a shared one alone, in Debian at least.
if [ -z "$(find /usr/lib/llvm* -name libomp.a 2>&1)" ]; then
	! SYSROOT_CC=clang "$CENTOS7_ROOT/bin/cc" -fopenmp parallel.o -o parallel 2>log || fail "clang has an OpenMP library"
	grep -q 'OpenMP.* libomp\.a.*not on this machine' log || fail "clang: $(cat log)"
	grep -q 'gcc' log || fail "clang: $(cat log)"
fi
