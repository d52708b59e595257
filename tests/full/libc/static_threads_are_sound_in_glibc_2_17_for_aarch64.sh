# What the patch of glibc 2.17 for aarch64 cures in static programs: calls that fail in threads keep to
# errno, threads and their variables are aligned, signal masks and contexts are what was asked for.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_conformance.sh"
only_with_input glibc-2.17
# The sysroot of the conformance suite, which takes long to build.
describe glibc-2.17+linux-6.1 --libc glibc-2.17 --linux 6.1 --arch aarch64 --fidelity source
conform_build
root=$(readlink -f "$SYSROOT_STORE/sysroots/$name")

cat >program.c <<'C'
#include <errno.h>
#include <mqueue.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <ucontext.h>
#include <unistd.h>

static int wrong;
static __thread char line[64] __attribute__((aligned(64))) = "line";
static __thread char page[4096] __attribute__((aligned(4096)));
static ucontext_t first, second;
static int steps;

static void right(int is, const char *what)
{
	if (!is) {
		printf("wrong: %s\n", what);
		wrong = 1;
	}
}

/* Calls that can be cancelled and fail, of libc, libpthread and librt. */
static long failing(int which)
{
	switch (which) {
	case 0:
		return close(-1);
	case 1:
		return write(-1, "x", 1);
	case 2:
		return recv(-1, line, 0, 0);
	case 3:
		return fsync(-1);
	default:
		return mq_timedsend((mqd_t)-1, "x", 1, 0, &(struct timespec){ 0 });
	}
}

static void *in_thread(void *arg)
{
	volatile int *after = &errno + 1;

	for (int i = 0; i < 5; i++) {
		int kept = *after, found;
		long result;

		errno = 0;
		*after = 0x5a5a5a5a;
		result = failing(i);
		found = *after;
		*after = kept;
		right(result == -1 && errno == EBADF, "a call on no file fails");
		right(found == 0x5a5a5a5a, "a call that fails keeps to errno");
	}
	right(((uintptr_t)line & 63) == 0 && ((uintptr_t)page & 4095) == 0, "variables are aligned");
	right(strcmp(line, "line") == 0 && page[17] == 0, "variables begin with their values");
	right((pthread_self() & 15) == 0, "a thread is aligned");
	return arg;
}

static void mask(int saved)
{
	sigjmp_buf place;
	sigset_t set;

	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	if (sigsetjmp(place, saved) == 0) {
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_SETMASK, &set, NULL);
		siglongjmp(place, 1);
	}
	sigprocmask(SIG_SETMASK, NULL, &set);
	right(sigismember(&set, SIGUSR1) == !saved, saved ? "a mask is restored" : "a mask stays");
}

static void step(void)
{
	steps++;
	swapcontext(&second, &first);
	steps++;
}

static void contexts(void)
{
	static char stack[65536] __attribute__((aligned(16)));

	/* Whatever was in them before. */
	memset(&first, 0xff, sizeof(first));
	memset(&second, 0xff, sizeof(second));
	getcontext(&second);
	second.uc_stack.ss_sp = stack;
	second.uc_stack.ss_size = sizeof(stack);
	second.uc_link = &first;
	makecontext(&second, step, 0);
	swapcontext(&first, &second);
	right(steps == 1, "a context begins");
	swapcontext(&first, &second);
	right(steps == 2, "a context goes on");
}

int main(void)
{
	pthread_t threads[8];

	in_thread(NULL);
	for (int i = 0; i < 8; i++)
		pthread_create(&threads[i], NULL, in_thread, NULL);
	for (int i = 0; i < 8; i++)
		pthread_join(threads[i], NULL);
	mask(0);
	mask(1);
	contexts();
	puts(wrong ? "wrong" : "right");
	return wrong;
}
C
for compiler in gcc clang; do
	SYSROOT_CC=$compiler "$root/bin/cc" -std=gnu11 -O2 -Wall -Wextra -Werror -static -pthread program.c -lrt -o program ||
		fail "$compiler does not link it"
	qemu-aarch64 ./program >said || fail "$compiler: $(cat said)"
	says said right
	# glibc is configured for 3.10.0: nothing stands between it and the kernel's version.
	! nm program | grep __wrap__dl_discover_osversion || fail "$compiler: the guard of the kernel's version is linked"
done
