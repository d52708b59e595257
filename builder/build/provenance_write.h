/* How an artifact was made, as an in-toto statement with SLSA's predicate. */
/* SPDX-License-Identifier: MIT */
#ifndef BUILD_PROVENANCE_WRITE_H
#define BUILD_PROVENANCE_WRITE_H

#include <time.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/plan/plan.h"

/*
 * Keep in the store how the artifact of a plan's part was made: recipe and
 * target, build key, every input, patch, file, tool and needed artifact with its
 * digest, the origins that the recipe names, the sandbox, this program's version,
 * the machine's kernel, and when (real time: no digest depends on it).
 *
 * a: the artifact as it stands in the store. started, finished: seconds since
 * 1970. Errors: ERR_SYSTEM, ERR_CORRUPT (a needed artifact's record).
 * Source: in-toto Statement v1, SLSA provenance v1; read by cache/provenance/provenance.h.
 */
int provenance_write(struct store *s, const struct plan *plan, const struct plan_part *part,
		     const struct artifact *a, time_t started, time_t finished,
		     struct err *err) MUST_CHECK;

#endif
