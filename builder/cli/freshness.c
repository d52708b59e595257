/* Is a sysroot that is built the one that the next build would make? */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/freshness.h"

#include "builder/plan/plan_changes.h"

int freshness_open(struct freshness *f, const struct store *s, struct err *err)
{
	struct err e = ERR_INIT;

	*f = (struct freshness){ .store = s };
	/* It tells of artifacts that other tools made; without it, fewer recipes are tried. */
	if (index_open(s, false, &f->index, &e) < 0)
		err_clear(&e);
	return cli_open_catalog(&f->catalog, err);
}

void freshness_close(struct freshness *f)
{
	index_close(f->index);
	catalog_free(f->catalog);
	*f = (struct freshness){ 0 };
}

enum answer_state freshness_of(const struct freshness *f, struct target *target,
			       struct strv *reasons)
{
	const struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };
	enum answer_state state = ANSWER_UNKNOWN;
	struct plan *plan = NULL;
	struct err e = ERR_INIT;

	if (store_is_exported(f->store))
		return ANSWER_UNKNOWN;
	if (plan_make(f->store, f->index, f->catalog, target, &options, &plan, &e) < 0 ||
	    plan_changes(f->store, plan, reasons, &e) < 0)
		strv_addf(reasons, "not known: %s", e.text);
	else
		state = plan->composed ? ANSWER_BUILT : ANSWER_OUT_OF_DATE;
	err_clear(&e);
	plan_free(plan);
	return state;
}
