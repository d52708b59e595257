/* --lock FILE, for every command that chooses recipes. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_lock.h"

#include <assert.h>
#include <string.h>

#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/lock/lockfile.h"

static struct lockfile *cli_lock;
static struct strv cli_lock_names = STRV_INIT; /* of its recipes */

int cli_lock_load(const char *path, struct err *err)
{
	if (cli_lock)
		return 0;
	if (lockfile_read(path, &cli_lock, err) < 0)
		return -1;
	for (size_t i = 0; i < cli_lock->part_count; i++)
		strv_add(&cli_lock_names, cli_lock->parts[i].recipe);
	return 0;
}

void cli_lock_release(void)
{
	lockfile_free(cli_lock);
	cli_lock = NULL;
	strv_release(&cli_lock_names);
}

const struct strv *cli_lock_recipes(void)
{
	return cli_lock ? &cli_lock_names : NULL;
}

const char *cli_lock_arch(void)
{
	return cli_lock ? cli_lock->arch : NULL;
}

int cli_lock_targets(const char *path, struct strv *names, struct err *err)
{
	if (!path)
		return 0;
	if (cli_lock_load(path, err) < 0)
		return -1;
	if (names->len > 1) {
		err_set(err, ERR_USAGE, "'%s' locks one target, not %zu", path, names->len);
		return err_hint(err, "its target is '%s', which may be left out", cli_lock->target);
	}
	if (names->len == 0)
		strv_add(names, cli_lock->target);
	return 0;
}

int cli_lock_check(const struct target *t, struct catalog *catalog, struct err *err)
{
	if (!cli_lock)
		return 0;
	assert(catalog);
	if (strcmp(t->name, cli_lock->target) != 0) {
		err_set(err, ERR_USAGE, "'%s' locks '%s', not '%s'", cli_lock->file,
			cli_lock->target, t->name);
		return err_hint(err, "leave the target out, or use another lock");
	}
	return lockfile_check(cli_lock, catalog, t, err);
}

static void cli_lock_tell(const struct strv *lines)
{
	for (size_t i = 0; i < lines->len; i++)
		term_say("lock: %s", lines->items[i]);
}

void cli_lock_say(const struct plan *plan)
{
	AUTOSTRV struct strv lines = STRV_INIT;

	if (!cli_lock)
		return;
	lockfile_differences(cli_lock, plan, &lines);
	cli_lock_tell(&lines);
}

int cli_lock_check_built(const struct store *s, const struct plan *plan, const char *digest,
			 struct err *err)
{
	AUTOSTRV struct strv lines = STRV_INIT;

	if (!cli_lock)
		return 0;
	if (lockfile_check_built(cli_lock, s, plan, digest, &lines, err) < 0)
		return -1;
	cli_lock_tell(&lines);
	return 0;
}
