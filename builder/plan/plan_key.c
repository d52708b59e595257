/* Build keys, and the request key of a whole sysroot. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/plan_key.h"

#include "builder/base/keytext.h"
#include "builder/plan/step_rules.h"
#include "builder/plan/toolid.h"
#include "builder/unpack/normalise.h"
#include "sysroots/compose/compose.h"

struct keyer {
	const struct target *target;
	struct index *index;
	struct strv lacking, packages; /* programs that are not installed, and what has them */
	bool unknown; /* of one we do not know the package */
};

static void key_lacks(struct keyer *k, const char *tool)
{
	AUTOFREE char *program = NULL, *package = NULL;

	toolid_describe(tool, k->target->arch, &program, &package);
	if (!strv_contains(&k->lacking, program))
		strv_add(&k->lacking, program);
	if (package && !strv_contains(&k->packages, package))
		strv_add(&k->packages, package);
	k->unknown |= !package;
}

/* What a part lacks, all at once: whoever installs one package a try gives up. */
static void key_tell_lacking(const struct keyer *k, struct plan_part *part)
{
	AUTOFREE char *programs = strv_join(&k->lacking, "', '");
	AUTOFREE char *packages = strv_join(&k->packages, "', '");
	bool several = k->lacking.len > 1;

	free(part->lacks);
	free(part->advice);
	part->lacks = part->advice = NULL;
	if (!k->lacking.len)
		return;
	part->lacks = xasprintf("'%s' %s not installed", programs, several ? "are" : "is");
	if (k->unknown)
		part->advice = xasprintf("install the package%s that ha%s %s", several ? "s" : "",
					 several ? "ve" : "s", several ? "them" : "it");
	else
		part->advice = xasprintf("install the package%s '%s'",
					 k->packages.len > 1 ? "s" : "", packages);
}

static int key_tool(struct keyer *k, const struct recipe *r, const char *tool, struct buf *text,
		    struct err *err)
{
	struct err e = ERR_INIT;

	if (toolid_append(k->index, tool, k->target->arch, text, &e) == 0)
		return 0;
	if (e.code == ERR_MISSING) {
		/* No artifact has such a key. */
		keytext_tool(text, &(struct keytext_tool){ .name = tool });
		key_lacks(k, tool);
		err_clear(&e);
		return 0;
	}
	err_move(err, &e);
	return err_prefix(err, "recipe '%s'", r->name);
}

/*
 * What running the steps adds: their environment, the shells (make and configure
 * start sh, whatever runs the step itself), sort, patch, and the declared tools.
 * cp, ln, mkdir, mv, rm and install are always there as well, but only carry
 * contents, and modes are the normaliser's: a newer one makes the same tree.
 */
static int key_steps(struct keyer *k, const struct recipe *r, struct buf *text, struct err *err)
{
	const char *const always[] = { toolid_shell(), "sh", "sort",
				       r->patch_count ? "patch" : NULL };

	step_rules_key(k->target, text);
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		if (always[i] && key_tool(k, r, always[i], text, err) < 0)
			return -1;
	for (size_t i = 0; i < r->tools.len; i++)
		if (key_tool(k, r, r->tools.items[i], text, err) < 0)
			return -1;
	return 0;
}

int plan_key(const struct plan *plan, struct plan_part *part, const struct recipe *r,
	     struct index *ix, struct err *err)
{
	const struct target *t = plan->target;
	struct keyer k = { .target = t, .index = ix };
	AUTOFREE char *canonical = recipe_canonical(r);
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];
	int status = 0;

	keytext_begin(&text);
	keytext_line(&text, "normalise %d", NORMALISE_VERSION);
	keytext_line(&text, "arch %s", t->arch);
	keytext_line(&text, "triple %s", t->triple);
	buf_addstr(&text, canonical);
	for (size_t i = 0; i < part->need_count; i++)
		keytext_line(&text, "need %s %s", plan->parts[part->needs[i]].wanted->part,
			     plan->parts[part->needs[i]].key);
	if (part->need_count) {
		compose_identity(t->arch, hex);
		/* The facts that $SYSROOT tells; its name is not one of them (build_needs). */
		keytext_line(&text, "compose %s", hex);
		keytext_line(&text, "libc %s %s", t->libc, t->libc_version);
		keytext_line(&text, "linux %s", t->linux_version);
		keytext_line(&text, "cpu %s", t->cpu);
	}
	if (r->step_count)
		status = key_steps(&k, r, &text, err);
	key_tell_lacking(&k, part);
	strv_release(&k.lacking);
	strv_release(&k.packages);
	if (status < 0)
		return -1;
	sha256_mem(text.data, text.len, part->key);
	free(part->key_text);
	part->key_text = buf_steal(&text);
	return 0;
}

void plan_request_key(struct plan *plan)
{
	const struct target *t = plan->target;
	AUTOBUF struct buf text = BUF_INIT;
	char hex[SHA256_HEX];

	compose_identity(t->arch, hex);
	buf_addf(&text, "compose %s\ntarget %s %s %s %s %s %s %s\n", hex, t->name, t->arch,
		 t->triple, t->libc, t->libc_version, t->linux_version, t->cpu);
	for (size_t i = 0; i < plan->count; i++)
		/* A corrected license makes another record of the same tree. */
		buf_addf(&text, "part %s %s %s\n", plan->parts[i].wanted->part, plan->parts[i].key,
			 plan->parts[i].recipe->license);
	sha256_mem(text.data, text.len, plan->request_key);
}
