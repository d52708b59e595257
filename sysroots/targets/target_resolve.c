/* From a spelled name to a target: its file or its axes, and what is the default. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "builder/base/buf.h"
#include "recipes/catalog.h"
#include "recipes/scanner.h"
#include "sysroots/targets/target_name.h"
#include "sysroots/targets/target_release.h"

/* What a search through all target files found for a name. */
struct search {
	struct target *found; /* whose name or alias it is */
	bool any_case; /* capitals are the same as small letters */
	struct strv known; /* all names and aliases, to suggest from */
	struct err broken; /* of the first file that did not parse */
};

static bool is_name(const struct search *s, const char *name, const char *typed)
{
	return (s->any_case ? strcasecmp(name, typed) : strcmp(name, typed)) == 0;
}

static bool is_alias(const struct search *s, const struct target *t, const char *typed)
{
	for (size_t i = 0; i < t->aliases.len; i++)
		if (is_name(s, t->aliases.items[i], typed))
			return true;
	return false;
}

static int search_file(struct search *s, const char *folder, const char *name, const char *typed,
		       struct err *err)
{
	AUTOFREE char *path = xasprintf("%s/%s.target", folder, name);
	bool named = is_name(s, name, typed);
	struct err why = ERR_INIT;
	struct target *t;

	strv_add(&s->known, name);
	if (target_parse_file(path, &t, &why) < 0) {
		/* Another's broken file hurts only who might have meant it. */
		if (named)
			return err_move(err, &why);
		if (s->broken.code == ERR_NONE)
			err_move(&s->broken, &why);
		err_clear(&why);
		return 0;
	}
	strv_add_all(&s->known, &t->aliases);
	if (!named && !is_alias(s, t, typed)) {
		target_free(t);
		return 0;
	}
	if (s->found) {
		err_set(err, ERR_FAILED, "'%s' is claimed by '%s' and by '%s'", typed,
			s->found->file, t->file);
		err_hint(err, "remove the alias from one of them");
		target_free(t);
		return -1;
	}
	s->found = t;
	return 0;
}

/* 1 when a file has the name, 0 when none has, -1. */
static int search_folder(struct search *s, const char *folder, const char *typed,
			 struct strv *names, struct err *err)
{
	if (target_names(folder, names, err) < 0)
		return -1;
	/* As it was typed first: a file of one's own may have capitals. */
	for (int pass = 0; pass < 2 && !s->found; pass++) {
		s->any_case = pass == 1;
		strv_release(&s->known);
		for (size_t i = 0; i < names->len; i++)
			if (search_file(s, folder, names->items[i], typed, err) < 0)
				return -1;
	}
	return s->found != NULL;
}

/* Of a release that has no target of its own: what runs on it. */
static int unknown_release(const struct target_release *r, const char *typed, struct err *err)
{
	if (!r->fits)
		return err_hint(
			err,
			"'%s' has glibc %s and Linux %s, older than every glibc here; static "
			"programs built for\n"
			"the target 'musl' run there if they do not need newer system calls",
			typed, r->libc, r->linux_version);
	return err_hint(err, "'%s' has glibc %s and Linux %s: '%s' fits, and so does 'musl'", typed,
			r->libc, r->linux_version, r->fits);
}

static int unknown_target(struct search *s, const char *folder, const char *typed,
			  const struct strv *names, struct err *err)
{
	if (s->broken.code != ERR_NONE)
		return err_move(err, &s->broken);
	err_set(err, ERR_UNKNOWN_NAME, "unknown target '%s'", typed);
	if (target_release_find(typed))
		return unknown_release(target_release_find(typed), typed, err);
	/* Another number would be another baseline, perhaps a newer one. */
	if (strv_nearest_version(&s->known, typed))
		return err_hint(err, "did you mean '%s'?", strv_nearest_version(&s->known, typed));
	if (names->len) {
		AUTOFREE char *all = strv_join(names, ", ");

		return err_hint(err,
				"the targets are %s,\n"
				"and baselines written as their axes, like glibc-2.28+linux-3.10: "
				"the glibc ('ldd --version')\n"
				"and the kernel ('uname -r') of the oldest machine that the "
				"program must run on, or older;\n"
				"'sysroot targets' lists more",
				all);
	}
	return err_hint(err, "there is no NAME.target file in '%s'", folder);
}

/* The C library of a base that no file has: "glibc-2.28". NULL when it is none. */
static const char *axes_libc(const char *base)
{
	static const char *const libcs[] = { "glibc", "musl" };

	for (size_t i = 0; i < ARRAY_LEN(libcs); i++) {
		size_t n = strlen(libcs[i]);

		if (strncmp(base, libcs[i], n) == 0 && base[n] == '-' && base[n + 1] >= '0' &&
		    base[n + 1] <= '9' && scan_is_name(base, ".-_"))
			return libcs[i];
	}
	return NULL;
}

/* A target without a file: everything comes from the catalog. */
static int axes_target(const struct target_spelling *s, const char *typed, struct target **out,
		       struct err *err)
{
	static const char *const parts[] = { "libc", "linux-headers", "standins" };
	const char *libc = axes_libc(s->base);
	struct target *t;

	/* "glibc-2" would be any 2.x. */
	if (!target_is_version(s->base + strlen(libc) + 1, strcmp(libc, "musl") == 0 ? 3 : 2)) {
		err_set(err, ERR_USAGE, "'%s' does not name a version of %s", s->base, libc);
		return err_hint(err, "expected for example glibc-2.28 or musl-1.2.5");
	}
	if (!s->linux_version) {
		err_set(err, ERR_USAGE, "'%s' does not name the kernel headers", typed);
		return err_hint(err,
				"add them, for example '%s+linux-4.18': the oldest kernel that "
				"programs must run on",
				s->base);
	}
	t = xcalloc(1, sizeof(*t));
	t->name = xstrdup(s->base);
	t->base = xstrdup(s->base);
	t->libc = xstrdup(libc);
	t->libc_version = xstrdup(s->base + strlen(libc) + 1);
	t->summary = xasprintf("%s %s, Linux %s", libc, t->libc_version, s->linux_version);
	machine_names(&t->archs);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct target_part *part;

		part = target_add_part(t, parts[i], false);
		part->by_axis = true;
		part->place.line = (int)i; /* the order of a file's lines */
	}
	*out = t;
	return 0;
}

static int find_base(const char *folder, const struct target_spelling *s, const char *typed,
		     struct target **out, struct err *err)
{
	struct search search = { NULL, false, STRV_INIT, ERR_INIT };
	AUTOSTRV struct strv names = STRV_INIT;
	int rc = search_folder(&search, folder, s->base, &names, err);

	if (rc > 0) {
		*out = search.found;
		search.found = NULL;
	} else if (rc == 0) {
		AUTOFREE char *lower = target_lower(s->base);
		struct target_spelling axes = *s;

		axes.base = lower;
		rc = axes_libc(lower) ? axes_target(&axes, typed, out, err)
				      : unknown_target(&search, folder, s->base, &names, err);
	}
	target_free(search.found);
	strv_release(&search.known);
	err_clear(&search.broken);
	return rc < 0 ? -1 : 0;
}

/* What the target's file says for an architecture; NULL for a target without a file. */
static const char *own_linux(const struct target *t, const char *arch)
{
	for (size_t i = 0; i < t->linux_count; i++)
		if (!t->linuxes[i].archs.len || strv_contains(&t->linuxes[i].archs, arch))
			return t->linuxes[i].version;
	return NULL;
}

static const char *own_cpu(const struct target *t, const struct machine *m)
{
	for (size_t i = 0; i < t->cpus.len; i++)
		if (machine_of_level(t->cpus.items[i]) == m)
			return t->cpus.items[i];
	return m->levels[0];
}

/*
 * Why there is no such C library or no such Linux for a machine, whoever would make it; NULL when
 * there is. The caller frees.
 */
static char *machine_lacks(const struct machine *m, const struct target *t, const char *linux)
{
	const char *since = strcmp(t->libc, "musl") == 0 ? m->musl_since : m->glibc_since;

	if (since && version_compare(t->libc_version, since) < 0)
		return xasprintf("%s before %s has no %s", t->libc, since, m->arch);
	if (linux && m->linux_since && version_compare(linux, m->linux_since) < 0)
		return xasprintf("Linux before %s has no %s", m->linux_since, m->arch);
	return NULL;
}

static int set_machine(struct target *t, const struct target_spelling *s, const char *typed,
		       struct err *err)
{
	const struct machine *m;
	bool supported;
	AUTOFREE char *lacks = NULL;

	t->arch = xstrdup(s->arch ? s->arch : t->archs.items[0]);
	m = machine_find(t->arch);
	assert(m);
	supported = strv_contains(&t->archs, t->arch);
	lacks = machine_lacks(m, t, s->linux_version);
	if (lacks || !supported) {
		AUTOFREE char *all = strv_join(&t->archs, ", ");
		/* It does, but not with the kernel headers that were named. */
		bool with = supported && t->file && s->linux_version;

		err_set(err, ERR_MISSING, "target '%s'%s%s does not support %s%s%s", t->base,
			with ? " with Linux " : "", with ? s->linux_version : "", t->arch,
			lacks ? ": " : "", lacks ? lacks : "");
		/* One that is spelled by its axes would be for all. */
		return supported ? -1 : err_hint(err, "it supports %s", all);
	}
	t->triple = xstrdup(machine_triple(m, t->libc));
	t->cpu = xstrdup(s->cpu ? s->cpu : own_cpu(t, m));
	if (machine_of_level(t->cpu) != m) {
		size_t last = 0;

		while (m->levels[last + 1])
			last++;
		err_set(err, ERR_USAGE, "'%s' is a CPU level of %s, but '%s' is for %s", t->cpu,
			machine_of_level(t->cpu)->arch, typed, t->arch);
		if (last == 0)
			return err_hint(err, "the only CPU level of %s is %s", t->arch,
					m->levels[0]);
		return err_hint(err, "the CPU levels of %s are %s to %s", t->arch, m->levels[0],
				m->levels[last]);
	}
	return 0;
}

/* The canonical name, and a summary that says what is not as in the file. */
static void set_names(struct target *t, const struct target_spelling *s, bool linux_differs)
{
	AUTOBUF struct buf name = BUF_INIT;
	AUTOBUF struct buf summary = BUF_INIT;
	const struct machine *m = machine_find(t->arch);
	bool arch_differs = strcmp(t->arch, t->archs.items[0]) != 0;
	bool cpu_differs = strcmp(t->cpu, own_cpu(t, m)) != 0;
	const char *usual;

	buf_addstr(&name, t->base);
	buf_addstr(&summary, t->summary);
	if (linux_differs)
		buf_addf(&name, "+linux-%s", t->linux_version);
	/* The file's summary is of its first architecture. */
	usual = own_linux(t, t->archs.items[0]);
	if (usual && strcmp(usual, t->linux_version) != 0)
		buf_addf(&summary, "; here with headers of Linux %s", t->linux_version);
	if (arch_differs) {
		buf_addf(&name, "-%s", t->arch);
		buf_addf(&summary, "; %s", t->arch);
	}
	if (cpu_differs) {
		buf_addf(&name, "+%s", t->cpu);
		buf_addf(&summary, "; for %s", t->cpu);
	}
	for (size_t i = 0; i < s->libraries.len; i++)
		buf_addf(&name, "+%s", s->libraries.items[i]);
	free(t->name);
	t->name = buf_steal(&name);
	free(t->summary);
	t->summary = buf_steal(&summary);
}

/* Keep the base parts, and of the libraries just those that were asked for. */
static int set_libraries(struct target *t, const struct strv *libraries, struct err *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < libraries->len; i++) {
		const struct target_part *part = target_find_part(t, libraries->items[i]);

		if (part && !part->library) {
			err_set(err, ERR_USAGE, "'%s' is already a part of '%s', not a library",
				part->part, t->base);
			return err_hint(err, "leave '+%s' out", part->part);
		}
	}
	for (size_t i = 0; i < t->part_count; i++) {
		struct target_part *part = &t->parts[i];

		if (part->library && !strv_contains(libraries, part->part)) {
			free(part->part);
			strv_release(&part->recipes);
			continue;
		}
		t->parts[kept++] = *part;
	}
	t->part_count = kept;
	for (size_t i = 0; i < libraries->len; i++)
		if (!target_find_part(t, libraries->items[i]))
			target_add_part(t, libraries->items[i], true);
	target_sort_parts(t);
	return 0;
}

int target_resolve(const char *folder, const char *typed, const char *arch, struct target **out,
		   struct err *err)
{
	struct target_spelling s = { 0 };
	struct target *t = NULL;
	const char *own;
	bool differs = false;
	int rc;

	*out = NULL;
	rc = target_name_spell(&s, typed, arch, err);
	if (rc == 0)
		rc = find_base(folder, &s, typed, &t, err);
	assert(rc < 0 || t);
	if (rc == 0)
		rc = set_machine(t, &s, typed, err);
	if (rc == 0) {
		own = own_linux(t, t->arch);
		differs = !own || (s.linux_version && strcmp(s.linux_version, own) != 0);
		t->linux_version = xstrdup(differs ? s.linux_version : own);
		if (differs) {
			struct target_part *headers = target_find_part(t, "linux-headers");

			strv_release(&headers->recipes);
			headers->by_axis = true;
		}
		rc = set_libraries(t, &s.libraries, err);
	}
	if (rc == 0)
		set_names(t, &s, differs);
	target_name_release(&s);
	if (rc < 0)
		target_free(t);
	else
		*out = t;
	return rc;
}
