/* Lock files: what a plan comes to, and its text. */
/* SPDX-License-Identifier: MIT */
#include "builder/lock/lockfile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/keytext.h"
#include "sysroots/compose/compose.h"

void lockfile_free(struct lockfile *l)
{
	if (!l)
		return;
	for (size_t i = 0; i < l->part_count; i++) {
		struct lock_part *p = &l->parts[i];

		for (size_t k = 0; k < p->input_count; k++)
			free(p->inputs[k].name);
		free(p->inputs);
		free(p->part);
		free(p->recipe);
	}
	free(l->parts);
	for (size_t i = 0; i < l->tool_count; i++)
		free(l->tools[i].name);
	free(l->tools);
	free(l->file);
	free(l->target);
	free(l->arch);
	free(l->cpu);
	free(l->libc);
	free(l->libc_version);
	free(l->linux_version);
	free(l);
}

const struct lock_part *lockfile_find(const struct lockfile *l, const char *part)
{
	for (size_t i = 0; i < l->part_count; i++)
		if (strcmp(l->parts[i].part, part) == 0)
			return &l->parts[i];
	return NULL;
}

static int compare_parts(const void *a, const void *b)
{
	return strcmp(((const struct lock_part *)a)->part, ((const struct lock_part *)b)->part);
}

static int compare_inputs(const void *a, const void *b)
{
	return strcmp(((const struct lock_input *)a)->name, ((const struct lock_input *)b)->name);
}

static int compare_tools(const void *a, const void *b)
{
	return strcmp(((const struct lock_tool *)a)->name, ((const struct lock_tool *)b)->name);
}

/* A recipe that does not say an input's size: the store has it. */
static uint64_t size_of(const struct store *s, const struct recipe_input *in)
{
	AUTOCLOSE int fd = in->size || !s ? -1 : store_open_input(s, in->sha256, NULL);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? (uint64_t)st.st_size : in->size;
}

static void make_inputs(struct lock_part *to, const struct store *s, const struct recipe *r)
{
	to->input_count = r->input_count;
	to->inputs = xcalloc(r->input_count + 1, sizeof(*to->inputs));
	for (size_t i = 0; i < r->input_count; i++) {
		to->inputs[i].name = xstrdup(r->inputs[i].name);
		memcpy(to->inputs[i].sha256, r->inputs[i].sha256, SHA256_HEX);
		to->inputs[i].size = size_of(s, &r->inputs[i]);
	}
	qsort(to->inputs, to->input_count, sizeof(*to->inputs), compare_inputs);
}

/* A key that leaves out a tool, its own or of what it needs, is no key. */
static bool has_key(const struct plan *plan, size_t i)
{
	const struct plan_part *p = &plan->parts[i];

	if (keytext_lacks_tool(p->key_text))
		return false;
	for (size_t k = 0; k < p->need_count; k++)
		if (!has_key(plan, p->needs[k]))
			return false;
	return true;
}

static int make_part(struct lock_part *to, const struct store *s, const struct plan *plan, size_t i,
		     struct err *err)
{
	const struct plan_part *p = &plan->parts[i];
	AUTOFREE char *canonical = recipe_canonical(p->recipe);
	struct artifact a = { 0 };
	int rc = 0;

	to->part = xstrdup(p->wanted->part);
	to->recipe = xstrdup(p->recipe->name);
	sha256_mem(canonical, strlen(canonical), to->canonical);
	make_inputs(to, s, p->recipe);
	if (!has_key(plan, i))
		return 0;
	memcpy(to->key, p->key, SHA256_HEX);
	if (s && store_has_artifact(s, p->key)) {
		rc = store_read_artifact(s, p->key, &a, err);
		if (rc == 0)
			manifest_digest(&a.manifest, to->artifact);
		artifact_release(&a);
	}
	return rc;
}

static void add_tool(struct lockfile *l, const char *name, const char *digest)
{
	for (size_t i = 0; i < l->tool_count; i++)
		if (strcmp(l->tools[i].name, name) == 0)
			return;
	l->tools = xreallocarray(l->tools, l->tool_count + 1, sizeof(*l->tools));
	l->tools[l->tool_count] = (struct lock_tool){ .name = xstrdup(name) };
	memcpy(l->tools[l->tool_count++].digest, digest, strlen(digest) + 1);
}

/* Which programs make the parts, by the keys' texts. */
static int make_tools(struct lockfile *l, const struct plan *plan, struct err *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		AUTOKEYTEXT struct keytext k = { 0 };
		struct keytext_tool tool;

		if (keytext_read(plan->parts[i].key_text, &k, err) < 0)
			return err_prefix(err, "part '%s'", plan->parts[i].wanted->part);
		for (size_t j = 0; j < k.count; j++)
			if (keytext_is_tool(&k.lines[j], &tool) && tool.digest)
				add_tool(l, tool.name, tool.digest);
	}
	if (l->tool_count)
		qsort(l->tools, l->tool_count, sizeof(*l->tools), compare_tools);
	return 0;
}

int lockfile_make(const struct store *s, const struct plan *plan, struct lockfile **out,
		  struct err *err)
{
	const struct target *t = plan->target;
	struct lockfile *l = xcalloc(1, sizeof(*l));

	l->file = xstrdup("");
	l->target = xstrdup(t->name);
	l->arch = xstrdup(t->arch);
	l->cpu = xstrdup(t->cpu);
	l->libc = xstrdup(t->libc);
	l->libc_version = xstrdup(t->libc_version);
	l->linux_version = xstrdup(t->linux_version);
	compose_identity(t->arch, l->compose);
	if (s && plan->composed && store_tree_digest(s, t->name, l->sysroot, NULL) < 0)
		l->sysroot[0] = '\0';
	if (make_tools(l, plan, err) < 0) {
		lockfile_free(l);
		return -1;
	}
	l->part_count = plan->count;
	l->parts = xcalloc(plan->count, sizeof(*l->parts));
	for (size_t i = 0; i < plan->count; i++)
		if (make_part(&l->parts[i], s, plan, i, err) < 0) {
			lockfile_free(l);
			return -1;
		}
	qsort(l->parts, l->part_count, sizeof(*l->parts), compare_parts);
	*out = l;
	return 0;
}

/* --- its text --- */

static void add_digest(struct buf *out, const char *key, const char *digest)
{
	if (digest[0])
		buf_addf(out, "%s %s\n", key, digest);
}

static void add_part(struct buf *out, const struct lock_part *p)
{
	buf_addf(out, "\npart %s {\n", p->part);
	buf_addf(out, "\trecipe %s %s\n", p->recipe, p->canonical);
	add_digest(out, "\tkey", p->key);
	add_digest(out, "\tartifact", p->artifact);
	for (size_t i = 0; i < p->input_count; i++) {
		buf_addf(out, "\tinput %s %s", p->inputs[i].name, p->inputs[i].sha256);
		if (p->inputs[i].size)
			buf_addf(out, " %" PRIu64, p->inputs[i].size);
		buf_addch(out, '\n');
	}
	buf_addstr(out, "}\n");
}

void lockfile_text(const struct lockfile *l, struct buf *out)
{
	buf_addstr(out, "# What this sysroot is made from, written by 'sysroot lock'. To make it "
			"again elsewhere:\n"
			"# 'sysroot fetch --lock FILE', then 'sysroot build --lock FILE'.\n");
	buf_addf(out, "lock %s\narch %s\ncpu %s\nlibc %s %s\nlinux %s\n", l->target, l->arch,
		 l->cpu, l->libc, l->libc_version, l->linux_version);
	add_digest(out, "compose", l->compose);
	add_digest(out, "sysroot", l->sysroot);
	for (size_t i = 0; i < l->part_count; i++)
		add_part(out, &l->parts[i]);
	if (l->tool_count)
		buf_addstr(out, "\n# Programs that the keys were made with.\n");
	for (size_t i = 0; i < l->tool_count; i++)
		buf_addf(out, "tool %s %s\n", l->tools[i].name, l->tools[i].digest);
}
