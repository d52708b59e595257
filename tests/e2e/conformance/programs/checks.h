/* What the conformance checks share: how one says that it got something else. */
/* SPDX-License-Identifier: MIT */
#ifndef CONFORMANCE_CHECK_H
#define CONFORMANCE_CHECK_H

#include <stdbool.h>
#include <string.h>

/*
 * What the script knows of the target, so that expectations are explicit:
 *   TARGET_GLIBC   100 * major + minor: 217, 236; 0 for musl
 *   TARGET_MUSL    10000 * major + 100 * minor + patch: 10205; 0 for glibc
 *   TARGET_LINUX   100 * major + minor of the kernel headers: 310, 610
 */
#if !defined(TARGET_GLIBC) || !defined(TARGET_MUSL) || !defined(TARGET_LINUX)
#error "the script says which target this is"
#endif

/* How the program was linked and started; words behind the program's name. */
struct setting {
	bool is_static; /* "static", "static-pie" */
	bool is_pie; /* "static-pie", "dynamic" */
	bool no_cancel; /* "no-cancel": no libgcc_s.so.1 for pthread_cancel() */
	bool own_etc; /* "own-etc": hosts, resolv.conf, nsswitch.conf are the suite's */
	bool emulated; /* "emulated": by qemu-user, which has no vdso */
};
extern struct setting setting;

/* Counts a difference and prints it: "differs stdio.c:12: ...". */
void differs(const char *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition))                                                                  \
			differs(__FILE__, __LINE__, "not so: %s", #condition);                     \
	} while (0)

#define CHECK_INT(got, want)                                                                       \
	do {                                                                                       \
		long long got_ = (got), want_ = (want);                                            \
		if (got_ != want_)                                                                 \
			differs(__FILE__, __LINE__, "%s is %lld, not %lld", #got, got_, want_);    \
	} while (0)

#define CHECK_STR(got, want)                                                                       \
	do {                                                                                       \
		const char *got_ = (got), *want_ = (want);                                         \
		if (!got_ || strcmp(got_, want_) != 0)                                             \
			differs(__FILE__, __LINE__, "%s is '%s', not '%s'", #got,                  \
				got_ ? got_ : "(null)", want_);                                    \
	} while (0)

/* For what everything behind it stands on: leaves the check. */
#define NEED(condition)                                                                            \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			differs(__FILE__, __LINE__, "failed: %s", #condition);                     \
			return;                                                                    \
		}                                                                                  \
	} while (0)

void check_errno(void);
void check_files(void);
void check_iconv(void);
void check_large_files(void);
void check_locale(void);
void check_math(void);
void check_math_wide(void);
void check_memory(void);
void check_names(void);
void check_process(void);
void check_random(void);
void check_setjmp(void);
void check_signals(void);
void check_sockets(void);
void check_start(void);
void check_stat(void);
void check_stdio(void);
void check_strings(void);
void check_text(void);
void check_threads(void);
void check_time(void);
void check_timers(void);
void check_tls(void);

#endif
