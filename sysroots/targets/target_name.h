/* Private to targets: the words of a typed name. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_TARGET_NAME_H
#define SYSROOTS_TARGET_NAME_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/* What the words of a typed name say. */
struct target_spelling {
	char *base; /* centos7 */
	char *arch, *linux_version, *cpu; /* NULL: not said */
	struct strv libraries; /* sorted, each once */
};

/*
 * Take a typed name apart. arch: of --arch, or NULL. *s: zeroed; release with
 * target_name_release() in any case. Errors: ERR_USAGE.
 */
int target_name_spell(struct target_spelling *s, const char *typed, const char *arch,
		      struct err *err) MUST_CHECK;
/* The word in small letters; the caller frees. */
char *target_lower(const char *word);

/* Is it dotted numbers alone, at least so many? */
bool target_is_version(const char *version, size_t numbers);

void target_name_release(struct target_spelling *s);

#endif
