/* Which ways of linking a C library offers: static, static-pie, dynamic. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/compose/link_modes.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "recipes/catalog.h"
#include "recipes/machine.h"

/* Names in the one library folder that a mode needs, NULL behind the last. */
static const char *const static_needs[] = { "crt1.o", "crti.o", "crtn.o", "libc.a", NULL };
static const char *const static_pie_needs[] = { "rcrt1.o", "crti.o", "crtn.o", "libc.a", NULL };
static const char *const dynamic_needs[] = { "Scrt1.o", "crt1.o",  "crti.o",
					     "crtn.o",  "libc.so", NULL };
/* What glibc's libc.so, a linker script, names besides the loader. */
static const char *const glibc_script_needs[] = { "libc.so.6", "libc_nonshared.a", NULL };

static bool is_glibc(const struct target *t)
{
	return strcmp(t->libc, "glibc") == 0;
}

static void find_absent(const struct manifest *m, const char *const *names, struct strv *absent)
{
	for (; *names; names++) {
		AUTOFREE char *path = xasprintf("usr/lib/%s", *names);
		const struct entry *e = manifest_resolve(m, path);

		if (!e || e->type != ENTRY_FILE)
			strv_add(absent, *names);
	}
}

/* Why a file is not there, where that is known; or NULL. */
static const char *reason(const char *name, const struct target *t)
{
	if (!is_glibc(t))
		return NULL;
	if (strcmp(name, "rcrt1.o") == 0)
		return version_compare(t->libc_version, "2.27") < 0
			       ? "glibc has it since 2.27"
			       : "this glibc was built without --enable-static-pie";
	if (strcmp(name, "libc.a") == 0)
		return "distributions may ship it in a separate package, glibc-static";
	return NULL;
}

static char *tell_absent(const struct strv *absent, const struct target *t)
{
	AUTOFREE char *all = NULL;
	const char *why = NULL;

	if (!absent->len)
		return NULL;
	all = strv_join(absent, ", ");
	for (size_t i = 0; i < absent->len && !why; i++)
		why = reason(absent->items[i], t);
	return xasprintf("no %s%s%s", all, why ? "; " : "", why ? why : "");
}

void link_modes_find(const struct manifest *m, const struct target *t,
		     struct link_mode modes[LINK_MODES])
{
	const struct machine *machine = machine_find(t->arch);
	const struct {
		const char *name;
		const char *const *needs;
		bool dynamic;
	} all[LINK_MODES] = {
		{ "static", static_needs, false },
		{ "static-pie", static_pie_needs, false },
		{ "dynamic", dynamic_needs, true },
	};

	assert(machine);
	for (size_t i = 0; i < LINK_MODES; i++) {
		AUTOSTRV struct strv absent = STRV_INIT;

		find_absent(m, all[i].needs, &absent);
		if (all[i].dynamic && is_glibc(t)) {
			const char *const loader[] = { path_basename(machine->glibc_loader), NULL };

			find_absent(m, glibc_script_needs, &absent);
			find_absent(m, loader, &absent);
		}
		modes[i].name = all[i].name;
		modes[i].why_not = tell_absent(&absent, t);
	}
}

void link_modes_release(struct link_mode modes[LINK_MODES])
{
	for (size_t i = 0; i < LINK_MODES; i++) {
		free(modes[i].why_not);
		modes[i].why_not = NULL;
	}
}
