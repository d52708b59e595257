/* The environment of a sysroot: which variables make builds use it, and their values. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENVIRONMENT_H
#define SYSROOTS_ENVIRONMENT_H

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

/* What the lines of .sysroot/target say, as far as the environment needs it. */
struct environment_facts {
	char *name; /* centos7, centos7+sqlite+zlib */
	char *triple; /* x86_64-linux-gnu */
	char *arch; /* x86_64 */
	char *libc; /* glibc or musl */
	char *cpu; /* CPU level: x86-64, x86-64-v2, ...; NULL when nothing is said */
};

/*
 * Read the facts from the text of .sysroot/target ("key value" lines; unknown keys are passed
 * over). *facts: release with environment_facts_release().
 * Errors: ERR_CORRUPT when one is missing or has a character that no such name has.
 */
int environment_facts_parse(const char *text, struct environment_facts *facts,
			    struct err *err) MUST_CHECK;

/* The same from the file in the sysroot at root. Errors also: ERR_MISSING, ERR_SYSTEM. */
int environment_facts_read(const char *root, struct environment_facts *facts,
			   struct err *err) MUST_CHECK;
void environment_facts_release(struct environment_facts *facts);

enum environment_link {
	ENVIRONMENT_STATIC,
	ENVIRONMENT_SHARED,
};

/* Where the sysroot stands and what the user's environment already had. All borrowed. */
struct environment_place {
	const char *root; /* absolute path */
	const char *quote; /* put around the path of a program: environment_quote(root) */
	const char *digest; /* of the sysroot's tree; its first 16 characters are used */
	const char *user_goflags; /* GOFLAGS before, kept and added to; or NULL */
	const char *user_ldflags; /* LDFLAGS before, the same; or NULL */
};

/*
 * The quote that the path of a program needs in variables such as CC. Make hands them to a
 * shell and Go splits them at blanks, so a path with a blank or another character that means
 * something there stands in quotes that both understand: "" when none are needed, "'" or "\"".
 * NULL when neither would do: a newline, or a "'" together with one of "\"$`\\". Static.
 */
const char *environment_quote(const char *root);

/*
 * All variables for a sysroot, in the order for showing.
 *
 * PATH is not among them: a plain `gcc` or `cc` in a makefile stays the host's, since builds
 * also make programs that must run during the build.
 * CGO_* hold no path, so that the same source gives the same binary wherever the store lies.
 * They hold a macro with the sysroot's digest instead: Go's build cache looks at the flags, not
 * at the headers and libraries behind them (go#24355), and so sees a sysroot that changed.
 * Errors: ERR_FAILED for an architecture that Go has no name for, or a user's GOFLAGS that
 * cannot be added to.
 */
int environment_compute(const struct environment_facts *facts,
			const struct environment_place *place, enum environment_link link,
			struct variables *out, struct err *err) MUST_CHECK;

#endif
