/* sysroot targets: what can be made, and what is built. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/freshness.h"
#include "builder/cli/targets_choices.h"
#include "builder/cli/table.h"

struct targets_answer {
	struct table targets, built;
	struct buf old; /* which sysroots are out of date, and why */
	struct buf unknown; /* of which it cannot be told, and why */
	struct freshness freshness;
	struct json *json; /* NULL: tables */
	const char *arch; /* what is for another architecture is left out; NULL: nothing is */
};

/* What is known of one target. */
struct targets_one {
	const struct target *target;
	const char *name;
	bool has_file; /* it can be named; others are built only */
	char digest[SHA256_HEX]; /* empty: it is not built */
	enum answer_state state;
	struct strv reasons;
};

/* The kernel headers of each architecture that is asked for, in their order, equal ones once. */
static char *targets_kernels(const struct targets_answer *a, const struct target *t)
{
	AUTOSTRV struct strv versions = STRV_INIT;

	for (size_t i = 0; i < t->archs.len; i++)
		for (size_t k = 0; k < t->linux_count; k++) {
			const struct target_linux *l = &t->linuxes[k];

			if ((!a->arch || strcmp(t->archs.items[i], a->arch) == 0) &&
			    (!l->archs.len || strv_contains(&l->archs, t->archs.items[i])) &&
			    !strv_contains(&versions, l->version))
				strv_add(&versions, l->version);
		}
	return strv_join(&versions, " ");
}

static void targets_json(struct json *j, const struct store *s, const struct targets_one *one)
{
	const struct target *t = one->target;
	AUTOFREE char *reason = one->reasons.len ? strv_join(&one->reasons, "\n") : NULL;
	const struct answer_sysroot sysroot = {
		.name = one->name,
		.state = one->state,
		.target = t,
		.reason = reason,
	};

	jsonout_object_begin(j, NULL);
	answer_sysroot_fields(j, s, &sysroot);
	answer_target_fields(j, t);
	answer_strings(j, "archs", &t->archs);
	answer_strings(j, "aliases", &t->aliases);
	jsonout_object_end(j);
}

/* A reason in lines of at most 80 columns, broken at blanks. */
static void targets_reason(const char *reason, struct buf *out)
{
	AUTOSTRV struct strv words = STRV_INIT;
	size_t column = 0;

	strv_split(&words, reason, " ");
	for (size_t i = 0; i < words.len; i++) {
		size_t n = strlen(words.items[i]) + 1;

		if (i && column + n > 80) {
			buf_addstr(out, "\n   ");
			column = 3;
		}
		buf_addf(out, "%s%s", i ? " " : "  ", words.items[i]);
		column += i ? n : n + 1;
	}
	buf_addch(out, '\n');
}

static void targets_row(struct targets_answer *a, const struct store *s,
			const struct targets_one *one)
{
	const struct target *t = one->target;
	AUTOFREE char *libc = xasprintf("%s %s", t->libc, t->libc_version);

	if (a->json) {
		targets_json(a->json, s, one);
		return;
	}
	if (one->has_file) {
		AUTOFREE char *aliases = strv_join(&t->aliases, " ");
		AUTOFREE char *archs = strv_join(&t->archs, " ");
		AUTOFREE char *kernels = targets_kernels(a, t);

		table_row(&a->targets, one->name, libc, kernels, archs, aliases);
	}
	if (*one->digest) {
		AUTOFREE char *first = xasprintf("%.12s", one->digest);

		table_row(&a->built, one->name, libc, t->linux_version, t->arch, first);
	}
	if (one->state == ANSWER_UNKNOWN && one->reasons.len)
		buf_addf(&a->unknown, "%s: %s\n", one->name, one->reasons.items[0]);
	if (one->state != ANSWER_OUT_OF_DATE)
		return;
	buf_addf(&a->old, "%s\n", one->name);
	for (size_t i = 0; i < one->reasons.len; i++)
		targets_reason(one->reasons.items[i], &a->old);
}

/*
 * The target of a name, for the architecture that is asked for if it is a file's that has it. *t:
 * NULL where it cannot be understood, which is said.
 */
static void targets_find(const struct targets_answer *a, const char *folder, const char *name,
			 bool has_file, struct target **t)
{
	struct err e = ERR_INIT;

	if (target_resolve(folder, name, NULL, t, &e) == 0 && a->arch && has_file &&
	    strv_contains(&(*t)->archs, a->arch)) {
		target_free(*t);
		*t = NULL;
		if (target_resolve(folder, name, a->arch, t, &e) == 0)
			return;
	}
	if (!*t)
		term_say("'%s' is not listed: %s", name, e.text);
	err_clear(&e);
}

static int targets_list(struct targets_answer *a, const struct store *s, struct err *err)
{
	AUTOFREE char *folder = cli_targets_folder(err);
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOSTRV struct strv names = STRV_INIT;

	if (!folder || target_names(folder, &files, err) < 0)
		return -1;
	/* Built ones with libraries and axes are targets too. */
	if (s && store_list_trees(s, &names, err) < 0)
		return -1;
	strv_add_all(&names, &files);
	strv_sort_unique(&names);
	for (size_t i = 0; i < names.len; i++) {
		struct targets_one one = { .name = names.items[i], .state = ANSWER_NOT_BUILT };
		struct target *t;

		one.has_file = strv_contains(&files, one.name);
		targets_find(a, folder, one.name, one.has_file, &t);
		if (!t)
			continue;
		if (a->arch && strcmp(t->arch, a->arch) != 0) {
			target_free(t);
			continue;
		}
		/* A program takes the name and --arch for what they say: by the file's name it is
		 * for another architecture. Built, it has a row of its own. */
		if (a->json && one.has_file && strcmp(t->name, one.name) != 0) {
			if (strv_contains(&names, t->name)) {
				target_free(t);
				continue;
			}
			one.name = t->name;
		}
		one.target = t;
		/* What is built by a file's name is for its first architecture. */
		if (!s || (one.has_file && strcmp(t->name, one.name) != 0) ||
		    store_tree_digest(s, one.name, one.digest, NULL) < 0)
			one.digest[0] = '\0';
		if (*one.digest)
			one.state = freshness_of(&a->freshness, t, &one.reasons);
		targets_row(a, s, &one);
		strv_release(&one.reasons);
		target_free(t);
	}
	return 0;
}

int cmd_targets(int argc, char **argv, struct err *err)
{
	struct targets_answer a = { 0 };
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_STRING, 0, "arch", "ARCH", "leave out what is for another architecture",
		  &a.arch },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "targets",
		.arguments = "[OPTION...]",
		.summary =
			"List the targets with C library, kernel headers, architectures and "
			"other names;\n"
			"the sysroots that are built, with their digests, and why they are out of "
			"date if\n"
			"they are; and what baselines can be combined from.",
		.table = table,
	};
	struct store *s = NULL;
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("targets", words.items[0], err);
	if (a.arch) {
		const struct machine *m = machine_choose(a.arch, "", err);

		if (!m)
			return -1;
		a.arch = m->arch;
	}
	if (cli_open_store_to_look(&s, err) < 0)
		return -1;
	table_init(&a.targets, 5);
	/* An architecture that few targets have must not push the rest beyond 80 columns. */
	a.targets.loose = a.arch ? 0 : 3;
	a.targets.loose_width = 14;
	table_row(&a.targets, "TARGET", "C LIBRARY", "LINUX", "ARCH", "ALSO");
	table_init(&a.built, 5);
	/* Names with many libraries in them must not push the rest beyond 80 columns. */
	a.built.widest = 38;
	table_row(&a.built, "BUILT", "C LIBRARY", "LINUX", "ARCH", "DIGEST");
	a.json = answer_json();
	if (a.json)
		jsonout_array_begin(a.json, "targets");
	status = s ? freshness_open(&a.freshness, s, err) : 0;
	if (status == 0)
		status = targets_list(&a, s, err);
	freshness_close(&a.freshness);
	store_close(s);
	if (status == 0 && a.json) {
		jsonout_array_end(a.json);
		status = targets_choices_json(a.arch, a.json, err);
	} else if (status == 0) {
		table_print(&a.targets, &out);
		if (a.built.cells.len > a.built.columns) {
			buf_addch(&out, '\n');
			table_print(&a.built, &out);
		}
		if (a.old.len)
			buf_addf(&out, "\nOut of date: the next 'sysroot build' makes another\n%s",
				 a.old.data);
		if (a.unknown.len)
			buf_addf(&out,
				 "\nNot known whether the next 'sysroot build' makes another\n%s",
				 a.unknown.data);
		status = targets_choices_text(a.arch, &out, err);
	}
	table_release(&a.targets);
	table_release(&a.built);
	buf_release(&a.old);
	buf_release(&a.unknown);
	return status < 0 ? -1 : cli_print(&out, err);
}
