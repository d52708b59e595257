/* Architectures: what each is called where, its loaders and its CPU levels. */
/* SPDX-License-Identifier: MIT */
#include "recipes/machine.h"

#include <string.h>
#include <sys/utsname.h>

#include "builder/base/alloc.h"

static const char *const x86_64_levels[] = { "x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4",
					     NULL };
static const char *const aarch64_levels[] = { "armv8-a",   "armv8.1-a", "armv8.2-a", "armv8.3-a",
					      "armv8.4-a", "armv8.5-a", "armv9-a",   NULL };

static const struct machine machines[] = {
	{ "x86_64", "amd64", "/lib64/ld-linux-x86-64.so.2", "/lib/ld-musl-x86_64.so.1", "",
	  x86_64_levels },
	/* Early Cortex-A53 need the linker's help; gcc passes this where it was configured so. */
	{ "aarch64", "arm64", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-aarch64.so.1",
	  "--fix-cortex-a53-843419", aarch64_levels },
};

const struct machine *machine_find(const char *arch)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strcmp(machines[i].arch, arch) == 0)
			return &machines[i];
	return NULL;
}

const struct machine *machine_called(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (strcmp(machines[i].other_name, name) == 0)
			return &machines[i];
	return machine_find(name);
}

const struct machine *machine_choose(const char *name, const char *where, struct err *err)
{
	const struct machine *m = machine_called(name);
	AUTOSTRV struct strv known = STRV_INIT;
	AUTOFREE char *all = NULL;

	if (m)
		return m;
	machine_names(&known);
	all = strv_join(&known, ", ");
	err_set(err, ERR_USAGE, "unknown architecture '%s'%s", name, where);
	err_hint(err, "there are %s", all);
	return NULL;
}

void machine_names(struct strv *names)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		strv_add(names, machines[i].arch);
}

static int level_rank(const struct machine *m, const char *level)
{
	for (int i = 0; m->levels[i]; i++)
		if (strcmp(m->levels[i], level) == 0)
			return i;
	return -1;
}

const struct machine *machine_of_level(const char *level)
{
	for (size_t i = 0; i < ARRAY_LEN(machines); i++)
		if (level_rank(&machines[i], level) >= 0)
			return &machines[i];
	return NULL;
}

bool machine_level_covers(const char *have, const char *need)
{
	const struct machine *m = machine_of_level(need);

	return m && level_rank(m, have) >= level_rank(m, need);
}

const char *machine_here(void)
{
	static struct utsname host;

	if (!host.machine[0] && uname(&host) < 0)
		return "unknown";
	return host.machine;
}
