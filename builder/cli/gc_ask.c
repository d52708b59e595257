/* Before gc removes sysroots that have a name. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/gc_ask.h"

#include <stdlib.h>

#include "builder/base/term.h"
#include "builder/cli/ask.h"

#define NAMES_SHOWN 8 /* in an error */

struct gc_plan {
	struct strv *names;
	struct strv ages; /* of each */
	uint64_t *bytes; /* that each gives back */
};

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
static void plan_note(const struct gc_item *item, void *arg)
{
	struct gc_plan *p = arg;

	if (item->kind == GC_SYSROOT) {
		AUTOFREE char *age = gc_age(item->unused);

		strv_add(p->names, item->name);
		strv_add(&p->ages, age);
		p->bytes = xreallocarray(p->bytes, p->names->len, sizeof(*p->bytes));
		p->bytes[p->names->len - 1] = 0;
	} else if (p->names->len) {
		p->bytes[p->names->len - 1] += item->frees;
	}
}

static int refuse_unasked(const struct gc_plan *p, const char *wanted, struct err *err)
{
	AUTOBUF struct buf list = BUF_INIT;
	const size_t n = p->names->len, shown = n > NAMES_SHOWN ? NAMES_SHOWN : n;

	for (size_t i = 0; i < shown; i++)
		buf_addf(&list, "%s'%s'", i ? ", " : "", p->names->items[i]);
	if (n > shown)
		buf_addf(&list, " and %zu more", n - shown);
	err_set(err, ERR_FAILED, "the store comes to %s only if %zu sysroot%s with a name %s: %s",
		wanted, n, n == 1 ? "" : "s", n == 1 ? "goes" : "go", list.data);
	return err_hint(err,
			"there is no terminal to ask on, so nothing was removed: give --yes "
			"to remove %s too,\nor run 'sysroot gc' without --max-size, which leaves "
			"sysroots that have a name",
			n == 1 ? "it" : "them");
}

static int ask_user(const struct gc_plan *p, const char *wanted, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	const bool one = p->names->len == 1;
	bool yes;

	buf_addf(&text, "for the store to come to %s, %s:\n", wanted,
		 one ? "this sysroot has to go too" : "these sysroots have to go too");
	for (size_t i = 0; i < p->names->len; i++) {
		char size[16];

		buf_addf(&text, "  %s (%s%s)\n", p->names->items[i], term_size(p->bytes[i], size),
			 p->ages.items[i]);
	}
	buf_addf(&text, "Remove %s?", one ? "it" : "them");
	if (ask_yes(text.data, &yes, err))
		return -1;
	if (yes)
		return 0;
	err_set(err, ERR_FAILED, "nothing was removed");
	return err_hint(err, "'sysroot gc --pin NAME' keeps a sysroot; 'sysroot gc' without "
			     "--max-size keeps all that\nhave a name");
}

int gc_ask(struct store *s, const struct gc_options *options, struct strv *names, struct err *err)
{
	struct gc_plan p = { .names = names };
	struct gc_options look = *options;
	struct gc_report report;
	char wanted[16];
	int rc;

	look.dry_run = true;
	look.say = plan_note;
	look.warn = NULL;
	look.arg = &p;
	rc = gc_run(s, NULL, &look, &report, err);
	term_size(options->max_size, wanted);
	if (rc == 0 && names->len)
		rc = ask_is_possible() ? ask_user(&p, wanted, err)
				       : refuse_unasked(&p, wanted, err);
	strv_release(&p.ages);
	free(p.bytes);
	strv_sort(names);
	return rc;
}
