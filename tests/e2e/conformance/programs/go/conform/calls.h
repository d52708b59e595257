/* What the Go program calls in C. */
/* SPDX-License-Identifier: MIT */
#ifndef CONFORM_CALLS_H
#define CONFORM_CALLS_H

/* The sum of goTwice(1..until). */
int add_by_go(int until);
/* -1, and errno is number. */
int fail_with(int number);
/* The sum of goTwice(0..count-1), each called in a thread that C made. */
int threads_call_go(int count);
/* A variable of the thread's own, 5 at first. */
int thread_local_sum(int more);
/* qsort() with a comparison in Go. */
void sort_by_go(int *numbers, int count);

#endif
