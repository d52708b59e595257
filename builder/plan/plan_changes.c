/* Why a sysroot that stands is not the one that a plan would make. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/plan_changes.h"

#include <string.h>

#include "builder/base/keytext.h"
#include "builder/base/plain.h"
#include "builder/plan/toolid.h"
#include "cache/provenance/provenance.h"

/* Reasons, and of each the parts that it holds for. */
struct changes {
	const struct store *store;
	const struct plan *plan;
	struct strv reasons;
	struct strv parts; /* names with commas, beside the reasons */
};

static void changes_release(struct changes *c)
{
	strv_release(&c->reasons);
	strv_release(&c->parts);
}

static void add_reason(struct changes *c, const char *part, const char *reason)
{
	for (size_t i = 0; i < c->reasons.len; i++) {
		if (strcmp(c->reasons.items[i], reason) == 0) {
			char *both = xasprintf("%s, %s", c->parts.items[i], part);

			free(c->parts.items[i]);
			c->parts.items[i] = both;
			return;
		}
	}
	strv_add(&c->reasons, reason);
	strv_add(&c->parts, part);
}

/* --- tools --- */

static bool find_tool(const struct keytext *k, const char *name, struct keytext_tool *tool)
{
	for (size_t i = 0; i < k->count; i++)
		if (keytext_is_tool(&k->lines[i], tool) && strcmp(tool->name, name) == 0)
			return true;
	return false;
}

static bool same_tool(const struct keytext_tool *a, const struct keytext_tool *b)
{
	return a->digest && b->digest && strcmp(a->digest, b->digest) == 0;
}

/* The version that a part's provenance tells of a tool; NULL: nothing. The caller frees. */
static char *version_then(const struct store *s, const char *key, const char *tool)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct provenance p = { 0 };
	char *version = NULL;

	if (store_read_provenance(s, key, &text, NULL) == 0 &&
	    provenance_parse(text.data, text.len, key, &p, NULL) == 0)
		for (size_t i = 0; i < p.count && !version; i++)
			if (strcmp(p.materials[i].kind, "tool") == 0 &&
			    strcmp(p.materials[i].name, tool) == 0 && *p.materials[i].version)
				version = xasprintf("%.100s", p.materials[i].version);
	provenance_release(&p);
	if (version)
		plain_replace_controls(version, '?');
	return version;
}

/* "'gcc-12' (gcc (Debian 12.2.0-14) 12.2.0)", or what of it is known. */
static void add_tool(struct buf *out, const struct keytext_tool *tool, const char *version)
{
	const char *slash = strrchr(tool->name, '/');

	buf_addf(out, "'%s'", tool->file ? tool->file : slash ? slash + 1 : tool->name);
	if (version)
		buf_addf(out, " (%s)", version);
}

static void tell_tool(struct changes *c, const char *part, const char *key,
		      const struct keytext_tool *then, const struct keytext_tool *now)
{
	bool of_compiler = strchr(now->name, '/') != NULL;
	AUTOFREE char *old = of_compiler ? NULL : version_then(c->store, key, now->name);
	AUTOFREE char *new = of_compiler ? NULL : toolid_version(now->name, c->plan->target->arch);
	const char *old_file = then->file ? then->file : then->name;
	const char *new_file = now->file ? now->file : now->name;
	AUTOBUF struct buf line = BUF_INIT;

	if (!now->digest) {
		buf_addf(&line, "tool '%s' is not installed", now->name);
	} else if (strcmp(old_file, new_file) != 0 || (old && new &&strcmp(old, new) != 0)) {
		buf_addf(&line, "tool '%s' is ", now->name);
		add_tool(&line, now, new);
		buf_addstr(&line, " now, it was ");
		add_tool(&line, then, old);
	} else {
		buf_addf(&line, "tool '%s' has changed", now->name);
		if (new)
			buf_addf(&line, ": %s", new);
		buf_addf(&line, "; sha256 %.12s now, it was %.12s", now->digest,
			 then->digest ? then->digest : "-");
	}
	add_reason(c, part, line.data);
}

/* Is the file one of a compiler that is told of already, as gcc/cc1 of gcc? */
static bool belongs_to_changed(const struct keytext *then, const struct keytext *now,
			       const char *name)
{
	const char *slash = strchr(name, '/');
	AUTOFREE char *whole = slash ? xstrndup(name, (size_t)(slash - name)) : NULL;
	const char *const others[] = { whole, slash ? slash + 1 : NULL };
	struct keytext_tool a, b;

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (others[i] && find_tool(then, others[i], &a) && find_tool(now, others[i], &b) &&
		    !same_tool(&a, &b))
			return true;
	return false;
}

static size_t tell_tools(struct changes *c, const char *part, const char *key,
			 const struct keytext *then, const struct keytext *now)
{
	struct keytext_tool a, b;
	size_t told = 0;

	for (size_t i = 0; i < now->count; i++) {
		if (!keytext_is_tool(&now->lines[i], &b))
			continue;
		if (find_tool(then, b.name, &a) && same_tool(&a, &b))
			continue;
		told++;
		if (belongs_to_changed(then, now, b.name))
			continue;
		if (find_tool(then, b.name, &a)) {
			tell_tool(c, part, key, &a, &b);
		} else {
			AUTOFREE char *line = xasprintf("tool '%s' is now used", b.name);

			add_reason(c, part, line);
		}
	}
	for (size_t i = 0; i < then->count; i++) {
		AUTOFREE char *line = NULL;

		if (!keytext_is_tool(&then->lines[i], &a) || find_tool(now, a.name, &b))
			continue;
		told++;
		line = xasprintf("tool '%s' is no longer used", a.name);
		add_reason(c, part, line);
	}
	return told;
}

/* --- recipes --- */

static bool same_line(const struct keytext_line *a, const struct keytext_line *b)
{
	if (strcmp(a->word, b->word) != 0 || a->values.len != b->values.len ||
	    (a->script ? strcmp(a->script, b->script ? b->script : "") != 0 : b->script != NULL))
		return false;
	for (size_t i = 0; i < a->values.len; i++)
		if (strcmp(a->values.items[i], b->values.items[i]) != 0)
			return false;
	return true;
}

/* Is the line not a tool's, and not in the other text either? */
static bool is_only_in(const struct keytext_line *line, const struct keytext *other)
{
	struct keytext_tool tool;

	if (keytext_is_tool(line, &tool))
		return false;
	for (size_t i = 0; i < other->count; i++)
		if (same_line(line, &other->lines[i]))
			return false;
	return true;
}

/* What a line of a key's text is about, for a user; NULL: what another line tells. */
static char *subject_of(const struct keytext_line *line)
{
	static const char *const program[] = { "normalise", "steps",  "cflags",
					       "epoch",     "format", "compose" };
	static const char *const target[] = { "arch", "triple", "libc", "linux", "cpu" };
	const struct strv *v = &line->values;

	if (strcmp(line->word, "need") == 0)
		return v->len ? xasprintf("rebuilt because '%s' is", v->items[0]) : NULL;
	for (size_t i = 0; i < ARRAY_LEN(program); i++)
		if (strcmp(line->word, program[i]) == 0)
			return xstrdup("this version of the program makes it differently");
	for (size_t i = 0; i < ARRAY_LEN(target); i++)
		if (strcmp(line->word, target[i]) == 0)
			return xstrdup("the target has changed");
	return NULL;
}

/* What of its recipe a line is: "its steps", "its input 'x.tar.gz'". The caller frees. */
static char *property_of(const struct keytext_line *line)
{
	const struct strv *v = &line->values;

	if (line->script)
		return xstrdup("its steps");
	if ((strcmp(line->word, "input") == 0 || strcmp(line->word, "file") == 0) && v->len > 1)
		return xasprintf("its %s '%s'", line->word, v->items[v->len - 1]);
	if (strcmp(line->word, "patch") == 0)
		return xstrdup("its patches");
	return xasprintf("its %s", line->word);
}

/* The name of a line's input, or NULL. */
static const char *input_of(const struct keytext_line *line)
{
	const struct strv *v = &line->values;

	return strcmp(line->word, "input") == 0 && v->len > 1 ? v->items[v->len - 1] : NULL;
}

/* Files of one name, or of the packages "NAME_VERSION...": one is the other, pinned again. */
static bool is_repinned(const char *then, const char *now)
{
	size_t n = strcspn(now, "_");

	return strcmp(then, now) == 0 ||
	       (now[n] && strcspn(then, "_") == n && strncmp(then, now, n + 1) == 0);
}

/* The input that one of the lines was before; NULL: it is another input, or none. */
static const char *repinned_from(const struct keytext_line *line, const struct keytext *now,
				 const struct keytext *then)
{
	const char *name = input_of(line);

	for (size_t i = 0; name && i < then->count; i++) {
		const char *old = input_of(&then->lines[i]);

		if (old && is_only_in(&then->lines[i], now) && is_repinned(old, name))
			return old;
	}
	return NULL;
}

static size_t tell_repinned(struct changes *c, const char *part, const struct keytext *then,
			    const struct keytext *now)
{
	size_t told = 0;

	for (size_t i = 0; i < now->count; i++) {
		const char *name = input_of(&now->lines[i]), *old;
		AUTOFREE char *line = NULL;

		if (!is_only_in(&now->lines[i], then))
			continue;
		old = repinned_from(&now->lines[i], now, then);
		if (!old)
			continue;
		line = strcmp(old, name) == 0
			       ? xasprintf("input '%s' is re-pinned: it has another sha256", name)
			       : xasprintf("input '%s' is re-pinned: it was '%s'", name, old);
		add_reason(c, part, line);
		told++;
	}
	return told;
}

static void sort_lines(const struct keytext *from, const struct keytext *other,
		       struct strv *subjects, struct strv *properties)
{
	for (size_t i = 0; i < from->count; i++) {
		AUTOFREE char *subject = NULL;
		AUTOFREE char *property = NULL;

		if (!is_only_in(&from->lines[i], other) ||
		    repinned_from(&from->lines[i], from, other))
			continue;
		subject = subject_of(&from->lines[i]);
		property = subject ? NULL : property_of(&from->lines[i]);
		if (subject && !strv_contains(subjects, subject))
			strv_add(subjects, subject);
		if (property && !strv_contains(properties, property))
			strv_add(properties, property);
	}
}

static void tell_part(struct changes *c, const struct plan_part *p, const char *key,
		      const struct keytext *then, const struct keytext *now)
{
	const char *part = p->wanted->part;
	AUTOSTRV struct strv subjects = STRV_INIT;
	AUTOSTRV struct strv properties = STRV_INIT;
	size_t told = tell_tools(c, part, key, then, now) + tell_repinned(c, part, then, now);

	sort_lines(now, then, &subjects, &properties);
	sort_lines(then, now, &subjects, &properties);
	if (properties.len) {
		AUTOFREE char *all = strv_join(&properties, ", ");
		AUTOFREE char *line =
			xasprintf("recipe '%s' has changed: %s", p->recipe->name, all);

		add_reason(c, part, line);
	}
	for (size_t i = 0; i < subjects.len; i++)
		add_reason(c, part, subjects.items[i]);
	if (!told && !properties.len && !subjects.len)
		add_reason(c, part, "its build key has changed in the order of its lines");
}

/* --- parts --- */

static const struct tree_part *part_then(const struct tree_record *t, const char *part)
{
	for (size_t i = 0; i < t->part_count; i++)
		if (strcmp(t->parts[i].part, part) == 0)
			return &t->parts[i];
	return NULL;
}

static int compare_part(struct changes *c, const struct plan_part *p, const struct tree_part *old,
			struct err *err)
{
	const char *part = p->wanted->part;
	AUTOKEYTEXT struct keytext then = { 0 };
	AUTOKEYTEXT struct keytext now = { 0 };
	struct artifact a = { 0 };
	struct err e = ERR_INIT;
	int status;

	if (!old) {
		add_reason(c, part, "the target now has this part");
		return 0;
	}
	if (strcmp(old->recipe, p->recipe->name) != 0) {
		AUTOFREE char *line = xasprintf("recipe '%s' now makes it (%s); before, '%s' did",
						p->recipe->name, p->why, old->recipe);

		add_reason(c, part, line);
		return 0;
	}
	if (p->too_weak)
		add_reason(c, part, "it was made in a weaker sandbox than is now allowed");
	if (strcmp(old->key, p->key) == 0) {
		if (strcmp(old->license, p->recipe->license) != 0)
			add_reason(c, part, "its license text has changed");
		return 0;
	}
	if (store_read_artifact(c->store, old->key, &a, &e) < 0) {
		err_clear(&e);
		artifact_release(&a);
		add_reason(c, part, "what made it is no longer recorded");
		return 0;
	}
	status = keytext_read(a.key_text, &then, err);
	if (status == 0)
		status = keytext_read(p->key_text, &now, err);
	if (status == 0)
		tell_part(c, p, old->key, &then, &now);
	artifact_release(&a);
	return status;
}

static int compare_all(struct changes *c, const struct tree_record *t, struct err *err)
{
	const struct plan *plan = c->plan;

	for (size_t i = 0; i < plan->count; i++)
		if (compare_part(c, &plan->parts[i], part_then(t, plan->parts[i].wanted->part),
				 err) < 0)
			return -1;
	for (size_t i = 0; i < t->part_count; i++)
		if (!target_find_part(plan->target, t->parts[i].part))
			add_reason(c, t->parts[i].part, "the target no longer has this part");
	return 0;
}

int plan_changes(const struct store *s, const struct plan *plan, struct strv *lines,
		 struct err *err)
{
	struct changes c = { .store = s, .plan = plan };
	struct tree_record t = { 0 };
	struct err e = ERR_INIT;
	int status;

	if (plan->composed)
		return 0;
	if (store_read_tree(s, plan->target->name, &t, &e) < 0) {
		tree_record_release(&t);
		if (e.code != ERR_MISSING)
			return err_move(err, &e);
		err_clear(&e);
		return 0;
	}
	status = compare_all(&c, &t, err);
	for (size_t i = 0; i < c.reasons.len; i++)
		strv_addf(lines, "%s: %s", c.parts.items[i], c.reasons.items[i]);
	if (status == 0 && !c.reasons.len)
		strv_add(lines, "sysroot: this version of the program composes it differently, or "
				"the target has changed");
	tree_record_release(&t);
	changes_release(&c);
	return status;
}
