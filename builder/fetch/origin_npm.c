/* The origin `npm`: the tarball of one version of a package, by npm pack. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"

/*
 * Exactly "name@1.2.3" or "@scope/name@1.2.3". npm would take a URL, a git
 * address or a folder too, pack those anew and run their scripts.
 */
static bool spec_ok(const char *spec)
{
	AUTOFREE char *copy = xstrdup(spec);
	char *at = strrchr(copy, '@'), *name = copy;

	if (!at || at == copy)
		return false;
	*at = '\0';
	if (*name == '@') {
		char *slash = strchr(name, '/');

		if (!slash)
			return false;
		*slash = '\0';
		if (!origin_word_ok(name + 1, ORIGIN_ALNUM "._~-"))
			return false;
		name = slash + 1;
	}
	return origin_word_ok(name, ORIGIN_ALNUM "._~-") &&
	       origin_word_ok(at + 1, ORIGIN_ALNUM ".+-");
}

/* npm's own words: the first line that is a sentence, without its tags. */
static int npm_failed(const struct origin *o, const char *log, struct err *err)
{
	static const char *const unresolved[] = { "ENOTFOUND", "EAI_AGAIN" };
	static const char *const prefixes[] = {
		/* what npm 7 to 11 write for the usual cases, the telling line first */
		"npm error notarget ", "npm ERR! notarget ", "npm error 404 ",  "npm ERR! 404 ",
		"npm error network ",  "npm ERR! network ",  "npm error Fetch", "npm ERR! Fetch",
		"npm error errno ",    "npm ERR! errno ",    "npm error code ", "npm ERR! code ",
		"npm error ",          "npm ERR! ",
	};
	AUTOFREE char *line = origin_log_line(log, prefixes, ARRAY_LEN(prefixes));

	if (origin_log_has(log, unresolved, ARRAY_LEN(unresolved)))
		origin_tell(o, ORIGIN_UNRESOLVED, "%s", "");
	return err_set(err, ERR_MISSING, "npm: %s", line);
}

int origin_npm_get(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	const char *spec = from->words.items[0];
	const char *argv[] = { "npm", "pack", spec, "--ignore-scripts", "--loglevel=error", NULL };
	AUTOFREE char *work = path_join(o->temp, "work");
	AUTOFREE char *log = path_join(o->temp, "npm.log");
	AUTOFREE char *package = path_join(work, "package.json");
	AUTOFREE char *tarball = NULL;
	AUTOSTRV struct strv env = STRV_INIT;
	AUTOSTRV struct strv names = STRV_INIT;
	/* The cache holds a second copy, and the list of the package's versions. */
	uint64_t limit =
		o->input->size ? 3 * o->input->size + ((uint64_t)64 << 20) : (uint64_t)8 << 30;
	struct origin_command c = { .argv = argv,
				    .env = &env,
				    .cwd = work,
				    .watch = o->temp,
				    .counts = true,
				    .limit = limit,
				    .log = log };
	int status;

	if (!spec_ok(spec))
		return err_set(err, ERR_MISSING, "'%s' is not PACKAGE@VERSION", spec);
	if (dir_make(AT_FDCWD, work, err) < 0)
		return -1;
	/* A package.json here keeps npm from one (and its .npmrc) further up. */
	if (file_write(AT_FDCWD, package, "{}\n", 3, 0644, err) < 0)
		return -1;
	/* Its own cache may belong to another user; the registry stays ~/.npmrc's. */
	strv_addf(&env, "npm_config_cache=%s/cache", o->temp);
	strv_add(&env, "npm_config_update_notifier=false");
	strv_add(&env, "npm_config_dry_run=false");
	strv_add(&env, "npm_config_fetch_retries=2");
	strv_add(&env, "npm_config_fetch_retry_mintimeout=1000");
	strv_add(&env, "npm_config_fetch_retry_maxtimeout=5000");
	strv_addf(&env, "npm_config_fetch_timeout=%ld", o->timeout * 1000);
	strv_addf(&env, "npm_config_pack_destination=%s", work);
	if (origin_run(o, &c, &status, err) < 0)
		return -1;
	if (status != 0)
		return npm_failed(o, log, err);
	if (dir_list(AT_FDCWD, work, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len && !tarball; i++) {
		size_t n = strlen(names.items[i]);

		if (n > 4 && strcmp(names.items[i] + n - 4, ".tgz") == 0)
			tarball = path_join(work, names.items[i]);
	}
	if (!tarball)
		return err_set(err, ERR_MISSING, "npm did not produce a package");
	return origin_accept(o, tarball, err);
}
