/* Architectures: what each is called where, its loaders and its CPU levels. */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_MACHINE_H
#define RECIPES_MACHINE_H

#include <stdbool.h>

#include "builder/base/err.h"
#include "builder/base/strv.h"

struct machine {
	const char *arch; /* x86_64: as uname(2), GNU triples and recipes say it */
	const char *other_name; /* amd64: as Debian, Go and Docker say it; users may too */
	const char *glibc_loader; /* path that a dynamic program names; of the ABI */
	const char *musl_loader;
	const char *link_options; /* that gcc of this architecture gives ld itself, or "" */
	const char *const *levels; /* CPU levels in -march's words, the lowest first; each runs
				      what is made for those before it; ends in NULL */
};

/* The machine of an architecture that targets can have, or NULL. */
const struct machine *machine_find(const char *arch);

/* The same by either of its names, for what users type. */
const struct machine *machine_called(const char *name);

/* The same, or NULL and ERR_USAGE. where: what follows the name in the message (" in X"), or "". */
const struct machine *machine_choose(const char *name, const char *where, struct err *err);

/* Names of all of them. */
void machine_names(struct strv *names);

/* The machine that has a CPU level ("x86-64-v2"), or NULL when there is no such level. */
const struct machine *machine_of_level(const char *level);

/* Does a CPU of level `have` run what needs `need`? Both are levels of one machine. */
bool machine_level_covers(const char *have, const char *need);

/* The architecture that this program runs on, as uname(2) says it. Static. */
const char *machine_here(void);

#endif
