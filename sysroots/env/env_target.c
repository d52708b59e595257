/* From what a user typed to the environment of a built sysroot. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/env_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "cache/store/store.h"
#include "sysroots/env/env_undo.h"
#include "sysroots/env/envfiles.h"

/*
 * What is handed out as CC, and what build systems are told to read, stands outside usr: a wrapper
 * that was replaced must not become anybody's compiler.
 */
static int check_handed_out(const struct store *store, const char *name, const char *digest,
			    struct err *err)
{
	AUTOFREE char *what = NULL;
	struct err why = ERR_INIT;

	/* That nothing is there is told by who reads the facts. */
	if (store_glance_at_tree(store, digest, "usr", &what, &why) < 0 && why.code != ERR_MISSING)
		return err_move(err, &why);
	err_clear(&why);
	if (!what)
		return 0;
	err_set(err, ERR_CORRUPT, "'%s' of the sysroot '%s' is not what 'sysroot build' wrote",
		what, name);
	if (store_is_exported(store))
		return err_hint(err, "it was exported: export it again, or unpack its image again");
	return err_hint(err, "it has been changed: 'sysroot build %s' rebuilds it", name);
}

/* 1 and *root and the digest when a sysroot is built under this very name, 0 when not. */
static int find_built(const char *folder, const char *name, char **root, char digest[SHA256_HEX],
		      struct err *err)
{
	struct err failed = ERR_INIT;
	struct store *store = NULL;
	int found = 1;

	if (store_open(folder, false, &store, &failed) < 0 ||
	    store_tree_digest(store, name, digest, &failed) < 0)
		found = failed.code == ERR_MISSING ? 0 : err_move(err, &failed);
	if (found > 0) {
		AUTOFREE char *thing = path_join("sysroots", name);

		*root = path_join(store_path(store), thing);
		store_stamp(store, thing);
		if (check_handed_out(store, name, digest, err) < 0)
			found = -1;
	}
	err_clear(&failed);
	store_close(store);
	return found;
}

/* A name as targets have them; what is none need not be looked for in the store. */
static bool is_name(const char *typed)
{
	if (!*typed || *typed == '.' || *typed == '-')
		return false;
	for (; *typed; typed++)
		if (!variable_byte_plain(*typed) || *typed == '/')
			return false;
	return true;
}

/* A store that is not there may be a slip of the fingers: it is named before it would be made. */
static int not_built(const char *folder, const char *name, struct err *err)
{
	struct err absent = ERR_INIT;
	struct store *store = NULL;

	err_set(err, ERR_MISSING, "the sysroot of '%s' is not built", name);
	if (store_open(folder, false, &store, &absent) < 0 && absent.code == ERR_MISSING)
		err_hint(err, "%s\n" STORE_HINT_BUILD, absent.text, name, name);
	else if (store && store_is_exported(store))
		err_hint(err,
			 "the store '%s' has only the sysroots that were exported into it: export "
			 "'%s' too,\nor build it in another store (--store DIR or SYSROOT_STORE)",
			 store_path(store), name);
	else
		err_hint(err, STORE_HINT_BUILD, name, name);
	err_clear(&absent);
	store_close(store);
	return -1;
}

static int find_root(const char *folder, const char *typed, const char *arch,
		     env_target_canonical *canonical, char **root, char digest[SHA256_HEX],
		     struct err *err)
{
	AUTOFREE char *name = NULL;
	int found = is_name(typed) ? find_built(folder, typed, root, digest, err) : 0;

	if (found)
		return found < 0 ? -1 : 0;
	if (canonical(typed, arch, &name, err) < 0)
		return -1;
	if (strcmp(name, typed) != 0)
		found = find_built(folder, name, root, digest, err);
	if (found)
		return found < 0 ? -1 : 0;
	return not_built(folder, name, err);
}

static int decode_before(struct variables *before, struct err *err)
{
	const char *text = getenv(ENV_UNDO_VARIABLE);

	return text && *text ? env_undo_decode(text, before, err) : 0;
}

/* A sysroot, its facts, and where it is to be used; release the facts, free *root. */
static int open_sysroot(const char *folder, const char *typed, const char *arch,
			env_target_canonical *canonical, const char *at, char **root,
			char digest[SHA256_HEX], struct environment_facts *facts, struct err *err)
{
	AUTOFREE char *there = NULL;

	if (at && (at[0] != '/' || !at[strspn(at, "/")])) {
		err_set(err, ERR_USAGE, "'%s' is not an absolute path below /", at);
		return err_hint(err, "for example '/opt/sysroot'");
	}
	if (find_root(folder, typed, arch, canonical, &there, digest, err) < 0)
		return -1;
	assert(there);
	*root = xstrdup(at ? at : there);
	for (size_t n = strlen(*root); n > 1 && (*root)[n - 1] == '/'; n--)
		(*root)[n - 1] = '\0';
	if (store_check_path(*root, "the sysroot's path", err) < 0)
		return -1;
	return environment_facts_read(there, facts, err);
}

int env_target_variables_at(const char *folder, const char *typed, const char *arch,
			    enum environment_link link, env_target_canonical *canonical,
			    const struct env_target_place *where, struct variables *v,
			    struct err *err)
{
	struct variables AUTOVARIABLES before = VARIABLES_INIT;
	struct environment_facts facts = { 0 };
	struct environment_place place = { 0 };
	AUTOFREE char *root = NULL;
	char digest[SHA256_HEX];
	int result;

	if ((!where->alone && decode_before(&before, err) < 0) ||
	    open_sysroot(folder, typed, arch, canonical, where->at, &root, digest, &facts, err) < 0)
		return -1;
	place.root = root;
	place.quote = environment_quote(root);
	place.digest = digest;
	if (!where->alone) {
		place.user_goflags = env_undo_original(&before, "GOFLAGS");
		place.user_ldflags = env_undo_original(&before, "LDFLAGS");
	}
	result = environment_compute(&facts, &place, link, v, err);
	environment_facts_release(&facts);
	if (result == 0 && !where->alone)
		env_undo_record(&before, v);
	return result;
}

int env_target_variables(const char *folder, const char *typed, const char *arch,
			 enum environment_link link, env_target_canonical *canonical,
			 struct variables *v, struct err *err)
{
	const struct env_target_place here = { NULL, false };

	return env_target_variables_at(folder, typed, arch, link, canonical, &here, v, err);
}

int env_target_meson(const char *folder, const char *typed, const char *arch,
		     enum environment_link link, env_target_canonical *canonical,
		     const struct env_target_place *where, struct buf *out, struct err *err)
{
	struct environment_facts facts = { 0 };
	AUTOFREE char *root = NULL;
	char digest[SHA256_HEX];
	int result;

	if (open_sysroot(folder, typed, arch, canonical, where->at, &root, digest, &facts, err) < 0)
		return -1;
	result = envfiles_meson(&facts, root, link, out, err);
	environment_facts_release(&facts);
	return result;
}

int env_target_undo(struct variables *v, struct err *err)
{
	struct variables AUTOVARIABLES before = VARIABLES_INIT;

	if (decode_before(&before, err) < 0)
		return -1;
	if (getenv(ENV_UNDO_VARIABLE))
		env_undo_restore(&before, v);
	return 0;
}
