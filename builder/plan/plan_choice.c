/* Which recipes could make a part of a target, in which order, and why not the others. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/plan_choice.h"

#include <string.h>

#include "builder/base/term.h"

/* "3.10.108" is a 3.10, "3.100" is none. */
static bool is_version(const char *exact, const char *wanted)
{
	size_t n = strlen(wanted);

	return strncmp(exact, wanted, n) == 0 && (exact[n] == '\0' || exact[n] == '.');
}

/* The version that a fact tells of what the target has an axis for, or NULL: then *wanted. */
static const char *axis_version(const char *fact, const struct target *t, const char **wanted)
{
	AUTOFREE char *libc = xasprintf("libc %s ", t->libc);

	if (strncmp(fact, libc, strlen(libc)) == 0) {
		*wanted = t->libc_version;
		return fact + strlen(libc);
	}
	if (strncmp(fact, "linux ", 6) == 0) {
		*wanted = t->linux_version;
		return fact + 6;
	}
	return NULL;
}

/* The fact that the target contradicts, or NULL. */
static const char *wrong_fact(const struct recipe *r, const struct target *t)
{
	for (size_t i = 0; i < r->provides.len; i++) {
		const char *fact = r->provides.items[i], *wanted;
		const char *version = axis_version(fact, t, &wanted);

		if (version ? !is_version(version, wanted) : strncmp(fact, "libc ", 5) == 0)
			return fact;
	}
	return NULL;
}

static bool is_for_arch(const struct recipe *r, const struct target *t)
{
	return !r->archs.len || strv_contains(&r->archs, t->arch);
}

/* Why a recipe cannot be used for the machine of a target; the caller frees. NULL: it can. */
static char *unfit_machine(const struct recipe *r, const struct target *t)
{
	AUTOFREE char *archs = NULL;

	if (!is_for_arch(r, t)) {
		archs = strv_join(&r->archs, ", ");
		return xasprintf("it supports %s", archs);
	}
	if (r->cpu && !machine_level_covers(t->cpu, r->cpu))
		return xasprintf("its contents are compiled for %s and newer CPUs", r->cpu);
	return NULL;
}

static bool is_base_choice(const struct target_part *part)
{
	return strcmp(part->part, "libc") == 0 || strcmp(part->part, "linux-headers") == 0;
}

/* unfit, fact: what unfit_machine() and wrong_fact() say of the recipe. */
static int check_recipe(const struct recipe *r, const struct target *t,
			const struct target_part *part, const char *unfit, const char *fact,
			struct err *err)
{
	if (strcmp(r->part, part->part) != 0)
		return err_set(
			err, ERR_FAILED,
			"target '%s' names recipe '%s' for the part '%s', but that makes '%s'",
			t->name, r->name, part->part, r->part);
	if (unfit) {
		err_set(err, ERR_FAILED, "recipe '%s' cannot make '%s' for '%s': %s", r->name,
			part->part, t->name, unfit);
		return err_hint(err, "'sysroot show %s' lists the recipes that can", t->name);
	}
	if (!fact)
		return 0;
	err_set(err, ERR_FAILED,
		"recipe '%s' provides '%s', but target '%s' is %s %s with Linux %s", r->name, fact,
		t->base, t->libc, t->libc_version, t->linux_version);
	if (!t->file || part->by_axis)
		return err_hint(err, "name another recipe");
	return err_hint(err, "remove the recipe from %s, or name another", t->file);
}

int plan_check_recipe(const struct recipe *r, const struct target *t,
		      const struct target_part *part, struct err *err)
{
	AUTOFREE char *unfit = unfit_machine(r, t);

	return check_recipe(r, t, part, unfit, wrong_fact(r, t), err);
}

/* The target with the newest of the versions that is not newer than wanted; NULL: all are newer. */
static char *with_older(const struct target *t, bool libc, const struct strv *versions)
{
	const char *wanted = libc ? t->libc_version : t->linux_version, *older = NULL, *at;
	AUTOFREE char *old =
		libc ? xasprintf("%s-%s", t->libc, wanted) : xasprintf("+linux-%s", wanted);

	for (size_t i = 0; i < versions->len; i++)
		if (version_compare(versions->items[i], wanted) < 0)
			older = versions->items[i];
	at = strstr(t->name, old);
	if (!older || !at)
		return NULL;
	return xasprintf("%.*s%.*s%s%s", (int)(at - t->name), t->name,
			 (int)(strlen(old) - strlen(wanted)), old, older, at + strlen(old));
}

static int no_version(struct catalog *catalog, const struct target *t,
		      const struct target_part *part, struct err *err)
{
	bool libc = strcmp(part->part, "libc") == 0;
	AUTOFREE char *fact = libc ? xasprintf("libc %s ", t->libc) : xstrdup("linux ");
	AUTOSTRV struct strv versions = STRV_INIT;
	AUTOFREE char *all = NULL, *fits = NULL;

	if (catalog_versions(catalog, part->part, fact,
			     libc && strcmp(t->libc, "musl") == 0 ? 3 : 2, t->arch, &versions,
			     err) < 0)
		return -1;
	all = strv_join(&versions, ", ");
	if (libc)
		err_set(err, ERR_UNKNOWN_NAME, "no recipe makes %s %s for %s", t->libc,
			t->libc_version, t->arch);
	else
		err_set(err, ERR_UNKNOWN_NAME, "no recipe makes the headers of Linux %s for %s",
			t->linux_version, t->arch);
	if (!versions.len)
		return err_hint(err, "there are no recipes of it for that architecture");
	fits = with_older(t, libc, &versions);
	if (fits)
		return err_hint(err, "'%s' is the nearest that is not newer; the choices are %s",
				fits, all);
	return err_hint(err, "the choices are %s", all);
}

/* What was wrong with each recipe, when none is left. */
static int none_fits(const struct target *t, const struct target_part *part,
		     const struct strv *reasons, const struct plan_options *o, struct err *err)
{
	AUTOFREE char *all = strv_join(reasons, "\n");
	const char *fidelity = o && o->fidelity && is_base_choice(part) ? o->fidelity : NULL;

	err_set(err, ERR_MISSING, "no recipe makes '%s' of '%s'%s%s%s", part->part, t->name,
		fidelity ? " with the fidelity '" : "", fidelity ? fidelity : "",
		fidelity ? "'" : "");
	return err_hint(err, "%s%s", all,
			fidelity ? "\nleave '--fidelity' out to use any recipe" : "");
}

/* All recipes that make the part, whatever they are for. */
static int all_names(struct catalog *catalog, const struct target_part *part, struct strv *names,
		     struct err *err)
{
	AUTOSTRV struct strv parts = STRV_INIT;
	const char *nearest;

	if (part->recipes.len) {
		strv_add_all(names, &part->recipes);
		return 0;
	}
	if (catalog_parts(catalog, &parts, err) < 0)
		return -1;
	if (strv_contains(&parts, part->part))
		return catalog_names(catalog, part->part, names, err);
	err_set(err, ERR_UNKNOWN_NAME, "unknown library '%s'", part->part);
	nearest = strv_nearest(&parts, part->part);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "'sysroot targets' lists the libraries");
}

/* Is a wrong fact that of the kernel headers that the target's file has for another architecture?
 */
static bool is_for_another_arch(const char *fact, const struct target *t)
{
	for (size_t i = 0; fact && i < t->linux_count; i++)
		if (strncmp(fact, "linux ", 6) == 0 && is_version(fact + 6, t->linuxes[i].version))
			return true;
	return false;
}

/*
 * A recipe that a target's file names must be right; of the whole catalog, a
 * broken one hurts nobody else: *r is NULL then, and what is wrong is said.
 */
static int get_candidate(struct catalog *catalog, const struct target *t,
			 const struct target_part *part, const char *name, const struct recipe **r,
			 struct strv *reasons, struct err *err)
{
	struct err e = ERR_INIT;

	*r = NULL;
	if (catalog_get(catalog, name, r, &e) == 0)
		return 0;
	if (part->recipes.len) {
		err_move(err, &e);
		return err_prefix(err, "target '%s'", t->name);
	}
	term_say("passed over: %s", e.text);
	if (e.hint)
		term_say("%s", e.hint);
	strv_addf(reasons, "  %s: it has an error", name);
	err_clear(&e);
	return 0;
}

int plan_candidates(struct catalog *catalog, const struct target *t, const struct target_part *part,
		    const struct plan_options *o, struct strv *names, struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT, rest = STRV_INIT, reasons = STRV_INIT;
	/* What is spelled by its axes is near to upstream, not to a distribution. */
	const char *prefer = o && o->prefer ? o->prefer : part->by_axis ? "source" : NULL;
	bool some_version = false;

	if (all_names(catalog, part, &all, err) < 0)
		return -1;
	for (size_t i = 0; i < all.len; i++) {
		AUTOFREE char *unfit = NULL;
		const struct recipe *r;
		const char *fact;

		if (get_candidate(catalog, t, part, all.items[i], &r, &reasons, err) < 0)
			return -1;
		if (!r)
			continue;
		fact = wrong_fact(r, t);
		if ((part->by_axis && fact) || is_for_another_arch(fact, t))
			continue;
		unfit = unfit_machine(r, t);
		some_version |= is_for_arch(r, t);
		if (!unfit && o && o->fidelity && is_base_choice(part) &&
		    strcmp(r->fidelity, o->fidelity) != 0)
			unfit = xasprintf("its fidelity is '%s'", r->fidelity);
		if (unfit) {
			strv_addf(&reasons, "  %s: %s", r->name, unfit);
			continue;
		}
		if (!part->by_axis && check_recipe(r, t, part, NULL, fact, err) < 0)
			return -1;
		strv_add(prefer && strcmp(r->fidelity, prefer) != 0 ? &rest : names, r->name);
	}
	strv_add_all(names, &rest);
	if (names->len)
		return 0;
	if (part->by_axis && !some_version)
		return no_version(catalog, t, part, err);
	return none_fits(t, part, &reasons, o, err);
}

int plan_choices(struct catalog *catalog, const struct target *t, const struct target_part *part,
		 const struct plan_options *o, struct strv *names, bool *chosen, struct err *err)
{
	const struct strv *list = o ? o->recipes : NULL;

	*chosen = false;
	for (size_t i = 0; list && i < list->len; i++) {
		const struct recipe *r;

		if (catalog_get(catalog, list->items[i], &r, err) < 0)
			return -1;
		if (strcmp(r->part, part->part) != 0)
			continue;
		strv_add(names, r->name);
		*chosen = true;
		return plan_check_recipe(r, t, part, err);
	}
	return plan_candidates(catalog, t, part, o, names, err);
}

char *plan_why(const struct recipe *taken, const struct strv *names, const struct plan_options *o,
	       bool chosen)
{
	const char *first = names->items[0];

	if (chosen)
		return xstrdup(o->locked ? "by the lock" : "chosen with --recipe");
	if (names->len == 1)
		return xstrdup("the only recipe");
	if (strcmp(taken->name, first) != 0)
		return xasprintf("the inputs of '%s' are not here", first);
	if (o && o->prefer && strcmp(taken->fidelity, o->prefer) == 0)
		return xasprintf("first of %zu, by --prefer", names->len);
	return xasprintf("first of %zu", names->len);
}
