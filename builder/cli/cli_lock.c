/* --lock FILE, for every command that chooses recipes. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_lock.h"

#include <assert.h>
#include <string.h>

#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/lock/lockfile.h"

int cli_lock_load(struct cli_choice *c, struct err *err)
{
	if (c->locked)
		return 0;
	if (lockfile_read(c->lock, &c->locked, err) < 0)
		return -1;
	for (size_t i = 0; i < c->locked->part_count; i++)
		strv_add(&c->locked_recipes, c->locked->parts[i].recipe);
	return 0;
}

void cli_lock_release(struct cli_choice *c)
{
	lockfile_free(c->locked);
	c->locked = NULL;
	strv_release(&c->locked_recipes);
}

const char *cli_lock_arch(const struct cli_choice *c)
{
	return c->locked ? c->locked->arch : NULL;
}

int cli_lock_targets(struct cli_choice *c, struct strv *names, struct err *err)
{
	if (!c->lock)
		return 0;
	if (cli_lock_load(c, err) < 0)
		return -1;
	if (names->len > 1) {
		err_set(err, ERR_USAGE, "'%s' locks one target, not %zu", c->lock, names->len);
		return err_hint(err, "its target is '%s', which may be left out",
				c->locked->target);
	}
	if (names->len == 0)
		strv_add(names, c->locked->target);
	return 0;
}

int cli_lock_check(const struct cli_choice *c, const struct target *t, struct catalog *catalog,
		   struct err *err)
{
	if (!c || !c->locked)
		return 0;
	assert(catalog);
	if (strcmp(t->name, c->locked->target) != 0) {
		err_set(err, ERR_USAGE, "'%s' locks '%s', not '%s'", c->locked->file,
			c->locked->target, t->name);
		return err_hint(err, "leave the target out, or use another lock");
	}
	return lockfile_check(c->locked, catalog, t, err);
}

static void cli_lock_tell(const struct strv *lines)
{
	for (size_t i = 0; i < lines->len; i++)
		term_say("lock: %s", lines->items[i]);
}

void cli_lock_say(const struct cli_choice *c, const struct plan *plan)
{
	AUTOSTRV struct strv lines = STRV_INIT;

	if (!c->locked)
		return;
	lockfile_differences(c->locked, plan, &lines);
	cli_lock_tell(&lines);
}

int cli_lock_check_built(const struct cli_choice *c, const struct store *s, const struct plan *plan,
			 const char *digest, struct err *err)
{
	AUTOSTRV struct strv lines = STRV_INIT;

	if (!c->locked)
		return 0;
	if (lockfile_check_built(c->locked, s, plan, digest, &lines, err) < 0)
		return -1;
	cli_lock_tell(&lines);
	return 0;
}
