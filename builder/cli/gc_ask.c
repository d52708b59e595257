/* Before gc and rm remove sysroots that have a name. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/gc_ask.h"

#include <stdlib.h>

#include "builder/base/term.h"
#include "builder/cli/ask.h"

#define NAMES_SHOWN 8 /* in an error */

char *gc_age(int64_t unused)
{
	long long days = (long long)(unused / (24L * 60 * 60));

	if (unused < 0)
		return xstrdup("");
	if (days < 1)
		return xstrdup(", used today");
	return xasprintf(", unused for %lld day%s", days, days == 1 ? "" : "s");
}

/* What a sysroot alone kept goes behind it. */
void gc_going_note(const struct gc_item *item, void *arg)
{
	struct gc_going *g = arg;

	if (item->kind == GC_SYSROOT) {
		AUTOFREE char *age = gc_age(item->unused);

		strv_add(&g->names, item->name);
		strv_add(&g->ages, age);
		g->bytes = xreallocarray(g->bytes, g->names.len, sizeof(*g->bytes));
		g->bytes[g->names.len - 1] = 0;
	} else if (g->names.len) {
		g->bytes[g->names.len - 1] += item->frees;
	}
}

void gc_going_release(struct gc_going *going)
{
	strv_release(&going->names);
	strv_release(&going->ages);
	free(going->bytes);
}

static int refuse_unasked(const struct gc_going *p, const char *wanted, struct err *err)
{
	AUTOBUF struct buf list = BUF_INIT;
	const size_t n = p->names.len, shown = n > NAMES_SHOWN ? NAMES_SHOWN : n;

	for (size_t i = 0; i < shown; i++)
		buf_addf(&list, "%s'%s'", i ? ", " : "", p->names.items[i]);
	if (n > shown)
		buf_addf(&list, " and %zu more", n - shown);
	err_set(err, ERR_FAILED, "the store shrinks to %s only if %zu named sysroot%s %s: %s",
		wanted, n, n == 1 ? "" : "s", n == 1 ? "is removed" : "are removed", list.data);
	return err_hint(
		err,
		"there is no terminal to ask on, so nothing was removed: use --yes to remove %s "
		"too,\nor run 'sysroot gc' without --max-size, which keeps named sysroots",
		n == 1 ? "it" : "them");
}

/* *yes: they may go. intro: before their list. */
static int ask_user(const struct gc_going *p, const char *intro, bool *yes, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;

	buf_addf(&text, "%s\n", intro);
	for (size_t i = 0; i < p->names.len; i++) {
		char size[16];

		buf_addf(&text, "  %s (%s%s)\n", p->names.items[i], term_size(p->bytes[i], size),
			 p->ages.items[i]);
	}
	buf_addf(&text, "Remove %s?", p->names.len == 1 ? "it" : "them");
	return ask_yes(text.data, yes, err);
}

static int ask_for_size(const struct gc_going *p, const char *wanted, struct err *err)
{
	AUTOFREE char *intro = xasprintf("for the store to come to %s, %s:", wanted,
					 p->names.len == 1 ? "this sysroot must be removed too"
							   : "these sysroots must be removed too");
	bool yes;

	if (ask_user(p, intro, &yes, err))
		return -1;
	if (yes)
		return 0;
	err_set(err, ERR_FAILED, "nothing was removed");
	return err_hint(err, "'sysroot gc --pin NAME' keeps a sysroot; 'sysroot gc' without "
			     "--max-size keeps all\nnamed sysroots");
}

/* What would go by these options, removing nothing. */
static int look(struct store *s, const struct gc_options *options, struct gc_going *going,
		struct err *err)
{
	struct gc_options dry = *options;
	struct gc_report report;

	dry.dry_run = true;
	dry.say = gc_going_note;
	dry.warn = NULL;
	dry.arg = going;
	return gc_run(s, NULL, &dry, &report, err);
}

int gc_ask(struct store *s, const struct gc_options *options, struct strv *names, struct err *err)
{
	struct gc_going p = { 0 };
	char wanted[16];
	int rc = look(s, options, &p, err);

	term_size(options->max_size, wanted);
	if (rc == 0 && p.names.len)
		rc = ask_is_possible() ? ask_for_size(&p, wanted, err)
				       : refuse_unasked(&p, wanted, err);
	strv_add_all(names, &p.names);
	strv_sort(names);
	gc_going_release(&p);
	return rc;
}

int gc_ask_remove(struct store *s, const struct gc_options *options, struct err *err)
{
	struct gc_going p = { 0 };
	bool yes = false;
	int rc = look(s, options, &p, err);

	if (rc == 0 && !ask_is_possible()) {
		AUTOFREE char *names = strv_join(&p.names, "', '");

		err_set(err, ERR_FAILED, "'%s' %s not removed without a confirmation", names,
			p.names.len == 1 ? "is" : "are");
		rc = err_hint(err, "there is no terminal to ask on, so nothing was removed: give "
				   "--yes to remove without asking");
	} else if (rc == 0) {
		rc = ask_user(&p,
			      p.names.len == 1 ? "this sysroot is to be removed:"
					       : "these sysroots are to be removed:",
			      &yes, err);
		if (rc == 0 && !yes)
			rc = err_set(err, ERR_FAILED, "nothing was removed");
	}
	gc_going_release(&p);
	return rc;
}
