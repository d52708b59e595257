/* Lock files: holding recipes, and then what was made, against one. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/lock/lockfile.h"
#include "sysroots/compose/compose.h"

/* --- before anything is made --- */

static int check_axis(const struct lockfile *l, const char *axis, const char *locked,
		      const char *here, const struct target *t, struct err *err)
{
	if (strcmp(locked, here) == 0)
		return 0;
	err_set(err, ERR_MISMATCH, "'%s' locks '%s' with %s %s, but here it has %s %s", l->file,
		t->name, axis, locked, axis, here);
	return err_hint(
		err,
		"compare %s with %s:%d; use the targets and recipes that the lock was made with\n"
		"(SYSROOT_DATA), or write a new lock with 'sysroot lock %s'",
		t->file ? t->file : "the target's name", l->file, l->axes.line, t->name);
}

static int check_axes(const struct lockfile *l, const struct target *t, struct err *err)
{
	if (check_axis(l, "architecture", l->arch, t->arch, t, err) < 0 ||
	    check_axis(l, "CPU level", l->cpu, t->cpu, t, err) < 0 ||
	    check_axis(l, "C library", l->libc, t->libc, t, err) < 0 ||
	    check_axis(l, "C library version", l->libc_version, t->libc_version, t, err) < 0 ||
	    check_axis(l, "kernel headers", l->linux_version, t->linux_version, t, err) < 0)
		return -1;
	return 0;
}

static const struct recipe_input *recipe_input_of(const struct recipe *r, const char *name)
{
	for (size_t i = 0; i < r->input_count; i++)
		if (strcmp(r->inputs[i].name, name) == 0)
			return &r->inputs[i];
	return NULL;
}

static bool part_has_input(const struct lock_part *p, const char *name)
{
	for (size_t i = 0; i < p->input_count; i++)
		if (strcmp(p->inputs[i].name, name) == 0)
			return true;
	return false;
}

/* Where lock and recipe differ in inputs, a line or two each. Returns how many. */
static size_t tell_inputs(const struct lockfile *l, const struct lock_part *p,
			  const struct recipe *r, struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < p->input_count; i++) {
		const struct lock_input *in = &p->inputs[i];
		const struct recipe_input *here = recipe_input_of(r, in->name);

		if (here && strcmp(here->sha256, in->sha256) == 0)
			continue;
		n++;
		buf_addf(out, "  %s:%d: input '%s' sha256 %s\n", l->file, in->place.line, in->name,
			 in->sha256);
		if (here)
			buf_addf(out, "  %s:%d: here it is %s\n", r->file, here->place.line,
				 here->sha256);
		else
			buf_addf(out, "  %s: does not have this input\n", r->file);
	}
	for (size_t i = 0; i < r->input_count; i++) {
		if (part_has_input(p, r->inputs[i].name))
			continue;
		n++;
		buf_addf(out, "  %s:%d: input '%s' is not in the lock\n", r->file,
			 r->inputs[i].place.line, r->inputs[i].name);
	}
	return n;
}

/* One part: 0 alike, 1 not, told in out; -1. */
static int check_part(const struct lockfile *l, const struct lock_part *p, struct catalog *catalog,
		      const char **recipe, struct buf *out, struct err *err)
{
	const struct recipe *r;
	AUTOFREE char *canonical = NULL;
	char hex[SHA256_HEX];
	struct err e = ERR_INIT;

	*recipe = p->recipe;
	if (catalog_get(catalog, p->recipe, &r, &e) < 0) {
		if (e.code != ERR_UNKNOWN_NAME)
			return err_move(err, &e);
		err_clear(&e);
		buf_addf(out, "  %s:%d: there is no recipe '%s' here\n", l->file, p->place.line,
			 p->recipe);
		return 1;
	}
	canonical = recipe_canonical(r);
	sha256_mem(canonical, strlen(canonical), hex);
	if (strcmp(hex, p->canonical) == 0)
		return 0;
	if (tell_inputs(l, p, r, out) == 0)
		buf_addf(out,
			 "  %s:%d: recipe '%s' is %s\n"
			 "  %s: here it is %s; its inputs are the same, so compare\n"
			 "  its version, needs, tools, provides, patches, files, steps, unpack, "
			 "keep and drop\n",
			 l->file, p->place.line, p->recipe, p->canonical, r->file, hex);
	return 1;
}

/* The target has other parts than the lock: its file was changed. */
static int other_parts(const struct lockfile *l, const struct target *t, const char *part,
		       bool locked, struct err *err)
{
	if (locked)
		err_set(err, ERR_MISMATCH, "'%s' has a part '%s', which '%s' does not have here",
			l->file, part, t->name);
	else
		err_set(err, ERR_MISMATCH, "'%s' does not have the part '%s', which '%s' has here",
			l->file, part, t->name);
	return err_hint(
		err,
		"use the targets that the lock was made with (SYSROOT_DATA), or write a new lock\n"
		"with 'sysroot lock %s'",
		t->name);
}

static int check_parts(const struct lockfile *l, const struct target *t, struct err *err)
{
	for (size_t i = 0; i < t->part_count; i++)
		if (!lockfile_find(l, t->parts[i].part))
			return other_parts(l, t, t->parts[i].part, false, err);
	for (size_t i = 0; i < l->part_count; i++)
		if (!target_find_part(t, l->parts[i].part))
			return other_parts(l, t, l->parts[i].part, true, err);
	return 0;
}

int lockfile_check(const struct lockfile *l, struct catalog *catalog, const struct target *t,
		   struct err *err)
{
	AUTOBUF struct buf told = BUF_INIT;
	const char *name = NULL;
	size_t n = 0;

	if (check_axes(l, t, err) < 0 || check_parts(l, t, err) < 0)
		return -1;
	for (size_t i = 0; i < l->part_count; i++) {
		const char *recipe;
		int rc = check_part(l, &l->parts[i], catalog, &recipe, &told, err);

		if (rc < 0)
			return -1;
		n += (size_t)rc;
		if (rc > 0 && !name)
			name = recipe;
	}
	if (n == 0)
		return 0;
	if (n == 1)
		err_set(err, ERR_MISMATCH, "recipe '%s' differs from the one that '%s' locks", name,
			l->file);
	else
		err_set(err, ERR_MISMATCH, "%zu recipes differ from those that '%s' locks", n,
			l->file);
	return err_hint(err,
			"%suse the recipes that the lock was made with (SYSROOT_DATA), or write a "
			"new lock\n"
			"with 'sysroot lock %s'",
			told.data, t->name);
}

/* --- what is another machine's --- */

static const char *tool_digest(const struct lockfile *l, const char *name)
{
	for (size_t i = 0; i < l->tool_count; i++)
		if (strcmp(l->tools[i].name, name) == 0)
			return l->tools[i].digest;
	return NULL;
}

/* Names of the tools that both have and that are not the same program. */
static void other_tools(const struct lockfile *locked, const struct lockfile *here,
			struct strv *names)
{
	for (size_t i = 0; i < here->tool_count; i++) {
		const char *digest = tool_digest(locked, here->tools[i].name);

		if (digest && strcmp(digest, here->tools[i].digest) != 0)
			strv_add(names, here->tools[i].name);
	}
}

/* Parts of whose key the lock knows, and which have another here. */
static void other_keys(const struct lockfile *l, const struct lockfile *here, struct strv *parts)
{
	for (size_t i = 0; i < here->part_count; i++) {
		const struct lock_part *p = lockfile_find(l, here->parts[i].part);

		if (p && p->key[0] && here->parts[i].key[0] &&
		    strcmp(p->key, here->parts[i].key) != 0)
			strv_add(parts, p->part);
	}
}

void lockfile_differences(const struct lockfile *l, const struct plan *plan, struct strv *told)
{
	AUTOSTRV struct strv parts = STRV_INIT, tools = STRV_INIT;
	AUTOFREE char *part_names = NULL, *tool_names = NULL;
	struct lockfile *here = NULL;

	if (lockfile_make(NULL, plan, &here, NULL) < 0)
		return;
	other_keys(l, here, &parts);
	other_tools(l, here, &tools);
	part_names = strv_join(&parts, ", ");
	tool_names = strv_join(&tools, ", ");
	if (parts.len && tools.len)
		strv_addf(told,
			  "%s: made with other programs here than for '%s' (%s), so the bytes may "
			  "differ",
			  part_names, l->file, tool_names);
	else if (parts.len)
		strv_addf(told,
			  "the build keys of %s differ from those in '%s', so the bytes may "
			  "differ: another version of sysroot wrote it",
			  part_names, l->file);
	if (strcmp(l->compose, here->compose) != 0)
		strv_addf(told,
			  "another version of sysroot wrote '%s': it composes sysroots with other "
			  "wrappers or rules, so the sysroot's digest will differ",
			  l->file);
	lockfile_free(here);
}

/* --- after it was made --- */

/*
 * *same: all artifacts are the lock's. *other: a part whose artifact is another than the lock's, by
 * another build key; NULL when there is no such part; borrowed from here.
 */
static int check_artifacts(const struct lockfile *l, const struct lockfile *here, bool *same,
			   const struct lock_part **other, struct err *err)
{
	*same = true;
	*other = NULL;
	for (size_t i = 0; i < here->part_count; i++) {
		const struct lock_part *h = &here->parts[i];
		const struct lock_part *p = lockfile_find(l, h->part);

		if (!p)
			continue;
		if (!p->artifact[0] || strcmp(p->artifact, h->artifact) == 0) {
			*same = *same && p->artifact[0];
			continue;
		}
		*same = false;
		/* Other tools made it: no wonder, and no fault of the recipe's. */
		if (strcmp(p->key, h->key) != 0) {
			*other = *other ? *other : h;
			continue;
		}
		err_set(err, ERR_MISMATCH,
			"recipe '%s' is not reproducible: the same build key gave a different "
			"artifact",
			h->recipe);
		return err_hint(err,
				"build key  %s\n"
				"in the lock %s\n"
				"made here   %s\n"
				"something that is not in the key changed the output of its steps: "
				"a clock, a path, an order,\n"
				"the number of jobs. 'sysroot fsck' checks this store",
				h->key, p->artifact, h->artifact);
	}
	return 0;
}

/* Of what differs for a reason that lockfile_differences() has told; takes the target. */
#define WHAT_TO_DO                                                                                 \
	"the result can be used. For the same bytes, build where those programs are the\n"         \
	"lock's, or get it from there ('sysroot kit', 'sysroot pull'); to accept this one,\n"      \
	"lock again with 'sysroot lock %s'"

static int other_artifact(const struct lockfile *l, const struct lock_part *h, const char *target,
			  struct err *err)
{
	err_set(err, ERR_MISMATCH, "recipe '%s' gave a different artifact from the one in '%s'",
		h->recipe, l->file);
	return err_hint(err, "in the lock %s\nmade here   %s\n" WHAT_TO_DO,
			lockfile_find(l, h->part)->artifact, h->artifact, target);
}

int lockfile_check_built(const struct lockfile *l, const struct store *s, const struct plan *plan,
			 const char *digest, struct strv *told, struct err *err)
{
	struct lockfile *here = NULL;
	const struct lock_part *other = NULL;
	bool same = false, composes;
	int rc;

	if (lockfile_make(s, plan, &here, err) < 0)
		return -1;
	rc = check_artifacts(l, here, &same, &other, err);
	if (rc == 0 && !l->sysroot[0] && other)
		rc = other_artifact(l, other, plan->target->name, err);
	composes = strcmp(l->compose, here->compose) == 0;
	lockfile_free(here);
	if (rc < 0)
		return -1;
	if (!l->sysroot[0]) {
		strv_addf(told,
			  "'%s' was written before the sysroot was built: it has no digest to "
			  "compare with",
			  l->file);
	} else if (strcmp(l->sysroot, digest) == 0) {
		strv_addf(told, "the sysroot matches '%s', byte for byte", l->file);
	} else if (same && composes) {
		err_set(err, ERR_MISMATCH,
			"the sysroot does not match '%s', although all its parts do", l->file);
		return err_hint(
			err,
			"in the lock %s\n"
			"made here   %s\n"
			"compare both trees with 'diff -r'; 'sysroot fsck' checks this store",
			l->sysroot, digest);
	} else {
		err_set(err, ERR_MISMATCH, "the sysroot does not match '%s'", l->file);
		return err_hint(err, "in the lock %s\nmade here   %s\n" WHAT_TO_DO, l->sysroot,
				digest, plan->target->name);
	}
	return 0;
}
