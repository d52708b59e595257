/* What the subcommands share: where things are, opening them, tables. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "builder/base/term.h"
#include "builder/cli/cli_data.h"
#include "builder/cli/cli_lock.h"
#include "sysroots/elf/index_symbols.h"

const char *cli_arch_help(void)
{
	static char text[160];

	snprintf(text, sizeof(text), "%s ($SYSROOT_ARCH)", machine_choices());
	return text;
}

/* $SYSROOT_ARCH says only what neither the name nor --arch does. The caller frees *name. */
static int cli_name(const char *typed, const char *given, char **name, struct err *err)
{
	const char *arch = given ? NULL : getenv("SYSROOT_ARCH");
	const struct machine *m;

	if (!arch || !*arch) {
		*name = xstrdup(typed);
		return 0;
	}
	m = machine_choose(arch, " in SYSROOT_ARCH", err);
	if (!m)
		return -1;
	*name = target_name_with_arch(typed, m->arch);
	return 0;
}

int cli_built_name(const char *typed, const char *arch, char **name, struct err *err)
{
	return arch ? cli_canonical(typed, arch, name, err) : cli_name(typed, NULL, name, err);
}

static int cli_check_fidelity(const char *option, const char *word, struct err *err)
{
	static const char *const known[] = { "source", "distro", "toolchain", "abi" };

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (!word || strcmp(word, known[i]) == 0)
			return 0;
	err_set(err, ERR_USAGE, "unknown fidelity '%s' for '--%s'", word, option);
	return err_hint(err, "the choices are source, distro and toolchain");
}

/* A lock has chosen already. */
static int cli_choice_lock(struct cli_choice *c, struct plan_options *options, struct err *err)
{
	const char *also = c->recipes.len ? "recipe" : c->prefer ? "prefer" : NULL;

	if (!c->lock)
		return 0;
	if (also || c->fidelity) {
		err_set(err, ERR_USAGE, "'--%s' with '--lock'", also ? also : "fidelity");
		return err_hint(err, "a lock names the recipe of every part: use only one of them");
	}
	if (cli_lock_load(c, err) < 0)
		return -1;
	options->recipes = &c->locked_recipes;
	options->locked = true;
	return 0;
}

int cli_choice_apply(struct cli_choice *c, struct plan_options *options, struct err *err)
{
	const struct machine *m = c->arch ? machine_choose(c->arch, "", err) : NULL;

	if (cli_check_fidelity("prefer", c->prefer, err) < 0 ||
	    cli_check_fidelity("fidelity", c->fidelity, err) < 0)
		return -1;
	if (c->arch && !m)
		return -1;
	if (m)
		c->arch = m->arch; /* arm64 is aarch64 */
	options->recipes = &c->recipes;
	options->prefer = c->prefer;
	options->fidelity = c->fidelity;
	return cli_choice_lock(c, options, err);
}

const char *cli_choice_arch(const struct cli_choice *choice)
{
	if (!choice)
		return NULL;
	return choice->arch ? choice->arch : cli_lock_arch(choice);
}

void cli_choice_release(struct cli_choice *c)
{
	strv_release(&c->recipes);
	cli_lock_release(c);
}

static char *cli_data_below(const char *below, struct err *err)
{
	const char *data = cli_data_folder(err);

	return data ? path_join(data, below) : NULL;
}

/* The folders of the user's own recipes, beside the program's. */
static int cli_add_recipes(struct catalog *c, struct err *err)
{
	const char *set = getenv("SYSROOT_RECIPES");
	AUTOSTRV struct strv folders = STRV_INIT;

	if (set)
		strv_split(&folders, set, ":");
	for (size_t i = 0; i < folders.len; i++) {
		/* What a step writes about itself, and a log, name a place from anywhere. */
		AUTOFREE char *real = realpath(folders.items[i], NULL);

		if (!real) {
			err_sys(err, "cannot read the recipes in '%s'", folders.items[i]);
			return err_hint(err,
					"SYSROOT_RECIPES names it; correct or unset that variable");
		}
		if (catalog_add(c, real, err) < 0)
			return -1;
	}
	return 0;
}

int cli_open_catalog(struct catalog **out, struct err *err)
{
	AUTOFREE char *folder = cli_data_below("recipes/catalog", err);

	*out = NULL;
	if (!folder || catalog_open(folder, out, err) < 0)
		return -1;
	if (cli_add_recipes(*out, err) == 0)
		return 0;
	catalog_free(*out);
	*out = NULL;
	return -1;
}

char *cli_targets_folder(struct err *err)
{
	return cli_data_below("sysroots/targets", err);
}

int cli_target(const char *typed, const struct cli_choice *choice, struct catalog *catalog,
	       struct target **out, struct err *err)
{
	const char *arch = cli_choice_arch(choice);
	AUTOFREE char *folder = cli_targets_folder(err);
	AUTOFREE char *name = NULL;

	if (!folder || cli_name(typed, arch, &name, err) < 0 ||
	    target_resolve(folder, name, arch, out, err) < 0)
		return -1;
	if (cli_lock_check(choice, *out, catalog, err) == 0)
		return 0;
	target_free(*out);
	*out = NULL;
	return -1;
}

int cli_canonical(const char *typed, const char *arch, char **name, struct err *err)
{
	const struct cli_choice choice = { .arch = arch };
	struct target *target = NULL;

	if (cli_target(typed, &choice, NULL, &target, err) < 0)
		return -1;
	*name = xstrdup(target->name);
	target_free(target);
	return 0;
}

void cli_say_busy(void *arg)
{
	(void)arg;
	term_say("waiting for other commands to finish with the store");
}

/*
 * Tell the index of sysroots that it does not know: it may have been lost, or a
 * build killed between making the sysroot and saying so. What cannot be read is
 * left for fsck to tell.
 */
static void cli_catch_up(struct workshop *w)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (store_use(w->store, NULL) < 0)
		return;
	if (store_list_trees(w->store, &names, NULL) < 0) {
		store_unuse(w->store);
		return;
	}
	for (size_t i = 0; i < names.len; i++) {
		struct tree_record t = { 0 };
		char digest[SHA256_HEX];

		if (store_tree_digest(w->store, names.items[i], digest, NULL) < 0 ||
		    index_has_tree(w->index, names.items[i], digest))
			continue;
		if (store_read_tree(w->store, names.items[i], &t, NULL) < 0 ||
		    index_put_tree(w->index, w->store, &t, symbols_index_reader, NULL) < 0)
			term_say("cannot add '%s' to the index; run 'sysroot fsck'",
				 names.items[i]);
		tree_record_release(&t);
	}
	store_unuse(w->store);
}

int cli_open(struct workshop *w, bool writable, struct err *err)
{
	struct err e = ERR_INIT;

	*w = (struct workshop){ 0 };
	if (cli_open_store(writable, &w->store, &e) < 0 && !cli_is_absent(writable, &e)) {
		/* What any missing file suggests is not what a missing store does. */
		if (!e.hint || e.sysno == ENOENT || e.sysno == ENOTDIR)
			err_hint(&e, "choose a writable store with --store DIR or SYSROOT_STORE");
		goto fail;
	}
	/* SQLite would find less telling words for it. */
	if (writable && faccessat(store_fd(w->store), ".", W_OK, AT_EACCESS) < 0) {
		err_sys(&e, "cannot write to the store '%s'", store_path(w->store));
		goto fail;
	}
	if (w->store && index_open(w->store, writable, &w->index, &e) < 0 &&
	    !cli_is_absent(writable, &e))
		goto fail;
	err_clear(&e);
	/* After the store was made: what the program carries is laid out there. */
	if (cli_open_catalog(&w->catalog, &e) < 0)
		goto fail;
	if (writable)
		cli_catch_up(w);
	return 0;
fail:
	cli_close(w);
	return err_move(err, &e);
}

void cli_close(struct workshop *w)
{
	index_close(w->index);
	store_close(w->store);
	catalog_free(w->catalog);
	*w = (struct workshop){ 0 };
}

int cli_plan(struct workshop *w, const char *typed, const struct cli_choice *choice,
	     const struct plan_options *options, struct target **target, struct plan **plan,
	     struct err *err)
{
	*plan = NULL;
	if (cli_target(typed, choice, w->catalog, target, err) < 0)
		return -1;
	if (plan_make(w->store, w->index, w->catalog, *target, options, plan, err) < 0) {
		target_free(*target);
		*target = NULL;
		return -1;
	}
	return 0;
}

int cli_plan_one(const char *command, struct strv *names, struct cli_choice *choice,
		 struct workshop *w, struct plan_options *options, struct target **target,
		 struct plan **plan, struct err *err)
{
	*w = (struct workshop){ 0 };
	*target = NULL;
	*plan = NULL;
	*options = (struct plan_options){ .weakest = SANDBOX_NONE, .without_tools = true };
	if (cli_lock_targets(choice, names, err) < 0)
		return -1;
	if (names->len != 1)
		return cli_want(command, "one target", err);
	if (cli_choice_apply(choice, options, err) < 0 || cli_open(w, false, err) < 0)
		return -1;
	return cli_plan(w, names->items[0], choice, options, target, plan, err);
}

int cli_no_part(const struct plan *plan, const char *part, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE char *list = NULL;

	for (size_t i = 0; i < plan->count; i++)
		strv_add(&names, plan->parts[i].wanted->part);
	list = strv_join(&names, ", ");
	err_set(err, ERR_UNKNOWN_NAME, "'%s' does not have the part '%s'", plan->target->name,
		part);
	return err_hint(err, "its parts are %s", list);
}

int cli_stdout_error(struct err *err)
{
	/* The usual hint for a full disk speaks of the store; this is not it. */
	err_sys(err, "cannot write to stdout");
	return err_hint(err, "the command has done its work; only its output could not be written");
}

/* 0, or EOF */
static int cli_put(const struct buf *text)
{
	AUTOFREE char *plain = text->len && isatty(STDOUT_FILENO) ? plain_text(text->data) : NULL;
	size_t len = plain ? strlen(plain) : text->len;

	return len && fwrite(plain ? plain : text->data, 1, len, stdout) != len ? EOF : 0;
}

int cli_print(const struct buf *text, struct err *err)
{
	return cli_put(text) || fflush(stdout) ? cli_stdout_error(err) : 0;
}

void cli_line(const char *fmt, ...)
{
	AUTOBUF struct buf line = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&line, fmt, ap);
	va_end(ap);
	buf_addch(&line, '\n');
	(void)!cli_put(&line);
}

int cli_want(const char *command, const char *what, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' needs %s", command, what);
	return err_hint(err, "see 'sysroot %s --help'", command);
}

int cli_refuse(const char *command, const char *word, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' does not take the argument '%s'", command, word);
	return err_hint(err, "see 'sysroot %s --help'", command);
}
