/* Checking inputs, objects and artifacts. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/hex.h"
#include "builder/base/keytext.h"
#include "builder/base/process.h"

/*
 * Hash a file of the store and count it: 1; 0 when it cannot be read, which is
 * said and put aside; -1 when interrupted.
 */
static int hash(struct fsck *f, const char *path, char hex[SHA256_HEX], struct err *err)
{
	struct err why = ERR_INIT;
	uint64_t size = 0;

	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (store_hash(f->s, path, hex, &size, &why) == 0) {
		f->report->bytes += size;
		return 1;
	}
	fsck_problem(f,
		     "'%s' cannot be read (%s) and is not usable; 'sysroot fsck --repair' moves it "
		     "to quarantine/, 'sysroot fetch' and 'sysroot build' restore it",
		     path, why.text);
	err_clear(&why);
	fsck_put_aside(f, path);
	return 0;
}

static int check_input(struct fsck *f, const char *path, const char *name, struct err *err)
{
	char hex[SHA256_HEX];
	int readable;

	if (!sha256_is_hex(name) || !store_is_file(f->s, path))
		return fsck_foreign(f, path, err);
	f->report->inputs++;
	readable = hash(f, path, hex, err);
	if (readable <= 0)
		return readable;
	if (strcmp(hex, name) == 0)
		return 0;
	strv_add(&f->bad_inputs, name);
	fsck_problem(f,
		     "input '%s' does not match its digest: builds that need it will fail; "
		     "'sysroot fsck --repair' removes it, 'sysroot fetch' fetches it again",
		     name);
	return fsck_quarantine(f, path, err);
}

/* Mode and time are the inode's, and so of all trees that have the object. */
static void check_object_inode(struct fsck *f, const char *path, const char *name, bool exec,
			       const struct stat *st)
{
	const mode_t mode = exec ? 0755 : 0644;
	struct err why = ERR_INIT;
	AUTOCLOSE int fd = -1;

	if ((st->st_mode & 07777) == mode && st->st_mtim.tv_sec == STORE_MTIME &&
	    st->st_mtim.tv_nsec == 0)
		return;
	fsck_problem(f,
		     "object '%s' has a changed mode or time; 'sysroot fsck --repair' corrects it",
		     name);
	if (!f->repair)
		return;
	fd = store_open_file(f->s, path);
	if (fd < 0 || store_finish_fd(fd, mode)) { /* another user's */
		err_sys(&why, "cannot set mode and time of '%s/%s'", store_path(f->s), path);
		if (f->say)
			f->say(why.text, f->arg);
		err_clear(&why);
	}
}

static int check_object(struct fsck *f, const char *path, const char *name, struct err *err)
{
	const size_t len = strlen(name);
	const bool exec = len == SHA256_HEX + 1 && strcmp(name + SHA256_HEX - 1, ".x") == 0;
	AUTOFREE char *digest = xstrndup(name, exec ? SHA256_HEX - 1 : len);
	char hex[SHA256_HEX];
	struct stat st;
	int readable;

	if (!sha256_is_hex(digest) || store_stat(f->s, path, &st) || !S_ISREG(st.st_mode))
		return fsck_foreign(f, path, err);
	f->report->objects++;
	readable = hash(f, path, hex, err);
	if (readable < 0)
		return -1;
	if (!readable) {
		strv_add(&f->bad_objects, name);
		return 0;
	}
	if (strcmp(hex, digest) == 0) {
		check_object_inode(f, path, name, exec, &st);
		return 0;
	}
	fsck_problem(
		f,
		"object '%s' does not match its digest: artifacts and sysroots that contain it are "
		"damaged; 'sysroot fsck --repair' removes them, 'sysroot build' rebuilds them",
		name);
	strv_add(&f->bad_objects, name);
	return fsck_quarantine(f, path, err);
}

/* All of inputs/ or objects/: files in folders named by their first two digits. */
static int check_shards(struct fsck *f, const char *top, fsck_check *check, struct err *err)
{
	AUTOSTRV struct strv shards = STRV_INIT;

	fsck_list(f, top, &shards);
	for (size_t i = 0; i < shards.len; i++) {
		const char *shard = shards.items[i];
		AUTOFREE char *folder = path_join(top, shard);
		AUTOSTRV struct strv names = STRV_INIT;

		if (strlen(shard) != 2 || hex_span(shard) != 2 || !store_is_folder(f->s, folder)) {
			if (fsck_foreign(f, folder, err))
				return -1;
			continue;
		}
		fsck_list(f, folder, &names);
		for (size_t j = 0; j < names.len; j++) {
			AUTOFREE char *path = path_join(folder, names.items[j]);
			bool astray = strncmp(names.items[j], shard, 2) != 0;

			if (astray ? fsck_foreign(f, path, err)
				   : check(f, path, names.items[j], err))
				return -1;
		}
	}
	return 0;
}

/* First the index: an artifact that it does not know is no damage. */
static int drop_artifact(struct fsck *f, const char *path, const char *key, struct err *err)
{
	if (f->repair && f->ix && f->ix->writable && index_drop_artifact(f->ix, key, err))
		return -1;
	/* Its story goes with it; the next build writes another. */
	if (f->repair && store_drop_provenance(f->s, key, err))
		return -1;
	return fsck_quarantine(f, path, err);
}

/* What damaged inputs were good for: what is made of them stays good. */
static void tell_inputs(struct fsck *f, const struct artifact *a)
{
	AUTOSTRV struct strv inputs = STRV_INIT;

	if (!f->bad_inputs.len || !f->say)
		return;
	keytext_inputs(a->key_text, &inputs);
	for (size_t i = 0; i < inputs.len; i++) {
		AUTOFREE char *line = NULL;

		if (!strv_has_sorted(&f->bad_inputs, inputs.items[i]))
			continue;
		line = xasprintf(
			"artifact '%s' (%s) is good, but cannot be rebuilt without input '%s'",
			a->key, a->recipe, inputs.items[i]);
		f->say(line, f->arg);
	}
}

static int check_artifact(struct fsck *f, const char *path, const char *key, struct err *err)
{
	struct artifact a = { 0 };
	struct err why = ERR_INIT;
	char hex[SHA256_HEX];
	size_t lost = 0;
	const char *first = NULL;
	int rc = 0;

	if (!sha256_is_hex(key))
		return fsck_foreign(f, path, err);
	f->report->artifacts++;
	if (store_read_artifact(f->s, key, &a, &why)) {
		fsck_problem(
			f,
			"the record of artifact '%s' is damaged (%s): the artifact is not usable; "
			"'sysroot fsck --repair' removes it, 'sysroot build' rebuilds it",
			key, why.text);
		err_clear(&why);
		return drop_artifact(f, path, key, err);
	}
	tell_inputs(f, &a);
	sha256_mem(a.key_text, strlen(a.key_text), hex);
	for (size_t i = 0; i < a.manifest.count; i++) {
		const struct entry *e = &a.manifest.entries[i];

		if (e->type != ENTRY_FILE || fsck_object_is_good(f, e))
			continue;
		lost++;
		first = first ? first : e->path;
	}
	if (strcmp(hex, key) != 0 || lost) {
		if (lost)
			fsck_problem(f,
				     "artifact '%s' (%s) has lost %zu of its files, '%s' among "
				     "them, and is not usable; 'sysroot fsck --repair' removes it, "
				     "'sysroot build' rebuilds it",
				     key, a.recipe, lost, first);
		else
			fsck_problem(f,
				     "artifact '%s' (%s) does not match its key; 'sysroot fsck "
				     "--repair' removes it, 'sysroot build' rebuilds it",
				     key, a.recipe);
		rc = drop_artifact(f, path, key, err);
	}
	artifact_release(&a);
	return rc;
}

int fsck_artifacts(struct fsck *f, struct err *err)
{
	return fsck_each(f, "artifacts", false, check_artifact, err);
}

int fsck_inputs(struct fsck *f, struct err *err)
{
	return check_shards(f, "inputs", check_input, err);
}

int fsck_objects(struct fsck *f, struct err *err)
{
	return check_shards(f, "objects", check_object, err);
}
