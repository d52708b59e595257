# A thread of a musl program has a stack of 1 MiB in every link mode, in C and in Go programs, where
# musl by itself gives 128 KiB; a -Wl,-z,stack-size= of the user's changes it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
cat >program.c <<'C'
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile char *volatile deepest;

static int depth(size_t left)
{
	volatile char room[16384];

	deepest = room; /* or clang makes a loop of it */
	room[0] = (char)left;
	room[sizeof(room) - 1] = 1;
	return left < sizeof(room) ? room[0] : depth(left - sizeof(room)) + room[sizeof(room) - 1];
}

static void *run(void *size)
{
	depth(*(size_t *)size);
	return NULL;
}

/* The largest of some depths, in KiB, that a thread comes back from. */
int main(void)
{
	static size_t sizes[] = { 64 << 10, 900 << 10, 6 << 20 };
	pthread_attr_t attributes;
	size_t size = 0;
	int reached = 0;

	for (size_t i = 0; i < 3; i++) {
		int status = 0;
		pid_t child = fork();

		if (child == 0) {
			pthread_t thread;

			setrlimit(RLIMIT_CORE, &(struct rlimit){ 0 });
			if (pthread_create(&thread, NULL, run, &sizes[i]) != 0)
				_exit(2);
			pthread_join(thread, NULL);
			_exit(0);
		}
		if (waitpid(child, &status, 0) == child && status == 0)
			reached = (int)(sizes[i] >> 10);
	}
	pthread_attr_init(&attributes);
	pthread_attr_getstacksize(&attributes, &size);
	printf("%zu KiB, %d deep\n", size >> 10, reached);
	return 0;
}
C
for compiler in gcc clang; do
	export SYSROOT_CC="$compiler"
	for mode in -static -static-pie -pie; do
		loader=
		[ $mode != -pie ] || loader=$MUSL_ROOT/usr/lib/libc.so
		for given in '1024 KiB, 900 deep' '8192 KiB, 6144 deep:-Wl,-z,stack-size=8388608' \
			'128 KiB, 64 deep:-Wl,-z,stack-size=131072'; do
			flag=${given#*:}
			[ "$flag" != "$given" ] || flag=
			# shellcheck disable=SC2086 # none or one word
			"$MUSL_ROOT/bin/cc" -O1 $mode $flag -pthread program.c -o program
			# shellcheck disable=SC2086
			$loader ./program >said
			[ "$(cat said)" = "${given%:*}" ] || fail "$compiler $mode $flag: $(cat said), expected ${given%:*}"
		done
	done
done

# What cgo starts: threads that are in C when a goroutine is not the first one's.
unset SYSROOT_CC
go_here
[ -z "${SYSROOT_SHARED_GOCACHE-}" ] || GOCACHE=$SYSROOT_SHARED_GOCACHE
mkdir go/src/deep
cat >go/src/deep/main.go <<'GO'
package main

/*
#include <stddef.h>

static volatile char *volatile deepest;

static int depth(size_t left)
{
	volatile char room[16384];

	deepest = room;
	room[0] = (char)left;
	room[sizeof(room) - 1] = 1;
	return left < sizeof(room) ? room[0] : depth(left - sizeof(room)) + room[sizeof(room) - 1];
}
*/
import "C"
import (
	"os"
	"runtime"
	"strconv"
)

func main() {
	runtime.LockOSThread()
	size, _ := strconv.Atoi(os.Args[1])
	done := make(chan bool)
	for i := 0; i < 8; i++ {
		go func() {
			runtime.LockOSThread()
			C.depth(C.size_t(size))
			done <- true
		}()
	}
	for i := 0; i < 8; i++ {
		<-done
	}
}
GO
for link in static shared; do
	loader=
	[ $link = static ] || loader=$MUSL_ROOT/usr/lib/libc.so
	sysroot exec musl+sqlite+zlib --$link -- go build -o deep-$link deep
	$loader ./deep-$link 900000 || fail "$link: a goroutine 900,000 bytes deep in C ends with $?"
done
! ./deep-static 6000000 2>err || fail "6 MB fit into 1 MiB"
# shellcheck disable=SC2016 # expanded in the environment of the sysroot
sysroot exec musl+sqlite+zlib -- sh -c 'CGO_LDFLAGS="$CGO_LDFLAGS -Wl,-z,stack-size=8388608" go build -o deep-static deep'
./deep-static 6000000 || fail "the stack that was asked for is not there"
