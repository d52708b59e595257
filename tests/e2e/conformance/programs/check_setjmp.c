/* Jumps out of functions, out of signal handlers, and contexts where there are such. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#if TARGET_GLIBC
#include <ucontext.h>
#endif

static jmp_buf plain;
static sigjmp_buf with_mask;
/* Where nothing is, without the compiler's knowing it. */
static int *volatile nowhere;

__attribute__((noinline)) static void down(int depth)
{
	if (depth > 0)
		down(depth - 1);
	if (depth == 0)
		longjmp(plain, 42);
}

static void jump_out(int number)
{
	siglongjmp(with_mask, number);
}

#if TARGET_GLIBC
static ucontext_t here, there;
static int steps;

static void beside(int step)
{
	steps = steps * 10 + step;
	swapcontext(&there, &here);
	steps = steps * 10 + step + 1;
}

static void check_contexts(void)
{
	static char stack[1 << 16];

	NEED(getcontext(&there) == 0);
	there.uc_stack.ss_sp = stack;
	there.uc_stack.ss_size = sizeof(stack);
	there.uc_link = &here;
	makecontext(&there, (void (*)(void))beside, 1, 3);
	CHECK_INT(swapcontext(&here, &there), 0);
	CHECK_INT(steps, 3);
	CHECK_INT(swapcontext(&here, &there), 0);
	CHECK_INT(steps, 34);
}
#endif

void check_setjmp(void)
{
	struct sigaction action = { .sa_handler = jump_out }, before;
	volatile int kept = 1, came;
	sigset_t mask;

	came = setjmp(plain);
	if (came == 0) {
		kept = 2;
		down(50);
	}
	CHECK_INT(came, 42);
	CHECK_INT(kept, 2);
	came = setjmp(plain);
	if (came == 0)
		/* NOLINTNEXTLINE(cert-err52-cpp): 0 becomes 1 */
		longjmp(plain, 0);
	CHECK_INT(came, 1);

	NEED(sigaction(SIGSEGV, &action, &before) == 0);
	came = sigsetjmp(with_mask, 1);
	if (came == 0) {
		*nowhere = 1;
		CHECK(!"a write to address 0 goes through");
	}
	CHECK_INT(came, SIGSEGV);
	/* The mask is back as well: SIGSEGV is not blocked. */
	CHECK_INT(sigprocmask(SIG_SETMASK, NULL, &mask), 0);
	CHECK_INT(sigismember(&mask, SIGSEGV), 0);
	sigaction(SIGSEGV, &before, NULL);
#if TARGET_GLIBC
	check_contexts();
#endif
}
