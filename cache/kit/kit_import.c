/* Importing a kit: what was staged and checked gets its names, records last. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/term.h"
#include "cache/store/store_record.h"

struct importing {
	struct store *s;
	struct index *ix;
	index_reader *reader;
	const char *program_folder;
	struct kit_staging stage;
	struct strv programs; /* temporary files in program_folder, and behind each its name */
};

static size_t count_of(const struct importing *im)
{
	return im->stage.k->manifest.members.count;
}

static const struct kit_member *member_at(const struct importing *im, size_t i)
{
	return &im->stage.k->manifest.members.items[i];
}

/* Give every staged member of a kind its name in the store. */
static int move_in(struct importing *im, enum kit_kind kind, struct err *err)
{
	for (size_t i = 0; i < count_of(im); i++) {
		AUTOFREE char *path = NULL;

		if (member_at(im, i)->kind != kind || !im->stage.temps[i])
			continue;
		path = kit_store_path(member_at(im, i));
		if (store_move_in(im->s, im->stage.temps[i], path, err))
			return -1;
		free(im->stage.temps[i]);
		im->stage.temps[i] = NULL;
	}
	return 0;
}

/* Does a tree have an object that was altered: is it damaged by the same write? */
static bool is_damaged(const struct importing *im, const struct manifest *m)
{
	for (size_t i = 0; im->stage.replaced.len && i < m->count; i++) {
		const struct entry *e = &m->entries[i];
		char name[sizeof("objects/.x") + SHA256_HEX];

		if (e->type != ENTRY_FILE)
			continue;
		snprintf(name, sizeof(name), "objects/%s%s", e->sha256, e->exec ? ".x" : "");
		if (strv_contains(&im->stage.replaced, name))
			return true;
	}
	return false;
}

/* Every sysroot's record in turn: its tree first, then, in another round, its name. */
static int each_tree(struct importing *im, bool name_it, struct err *err)
{
	for (size_t i = 0; i < count_of(im); i++) {
		AUTOBUF struct buf text = BUF_INIT;
		struct tree_record t = { 0 };
		int rc;

		if (member_at(im, i)->kind != KIT_RECORD)
			continue;
		if (store_read(im->s, im->stage.temps[i], STORE_RECORD_MAX, &text, err))
			return -1;
		rc = kit_record_tree(&im->stage.k->manifest, member_at(im, i), &text, &t, err);
		if (rc == 0 && name_it)
			rc = store_put_tree(im->s, &t, err);
		else if (rc == 0)
			rc = store_make_tree(im->s, &t.manifest, t.digest,
					     is_damaged(im, &t.manifest), err);
		tree_record_release(&t);
		if (rc)
			return -1;
	}
	return 0;
}

/* May a program stand at this path? A folder in its way would be found out by rename() only. */
static int check_place(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st) || !S_ISDIR(st.st_mode))
		return 0;
	err_set(err, ERR_FAILED, "'%s' is a directory, but the kit has a program of that name",
		path);
	return err_hint(
		err,
		"move it away, or name another directory with --programs; nothing was imported");
}

/* Copies of the programs beside where they shall be. */
static int copy_programs(struct importing *im, struct err *err)
{
	for (size_t i = 0; i < count_of(im); i++) {
		const struct kit_member *m = member_at(im, i);
		AUTOFREE char *temp = NULL;
		AUTOFREE char *place = NULL;
		AUTOCLOSE int in = -1;
		AUTOCLOSE int out = -1;

		if (m->kind != KIT_PROGRAM || !im->stage.temps[i])
			continue;
		place = path_join(im->program_folder, kit_digest_in(m));
		if (dir_make(AT_FDCWD, im->program_folder, err) || check_place(place, err))
			return -1;
		temp = xasprintf("%s/.%s.%ld", im->program_folder, kit_digest_in(m),
				 (long)getpid());
		unlink(temp);
		in = store_open_file(im->s, im->stage.temps[i]);
		out = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (out >= 0) { /* it is removed, whatever fails from here on */
			strv_add(&im->programs, temp);
			strv_take(&im->programs, STEAL_POINTER(place));
		}
		if (in < 0 || out < 0)
			return err_sys(err, "cannot write '%s'", temp);
		if (fd_copy(in, out, err))
			return err_prefix(err, "'%s'", temp);
		if (fchmod(out, 0755) || fsync(out))
			return err_sys(err, "cannot write '%s'", temp);
	}
	return 0;
}

static int name_programs(struct importing *im, struct err *err)
{
	for (size_t i = 0; i + 1 < im->programs.len; i += 2)
		if (rename(im->programs.items[i], im->programs.items[i + 1]))
			return err_sys(err, "cannot write '%s'", im->programs.items[i + 1]);
	return 0;
}

/* That gc does not take at once what came for the first time and is no sysroot's yet. */
static void stamp(const struct importing *im)
{
	for (size_t i = 0; i < count_of(im); i++)
		if (member_at(im, i)->kind == KIT_ARTIFACT)
			store_stamp(im->s, member_at(im, i)->name);
}

static int index_artifact(struct importing *im, const char *key, struct err *err)
{
	struct artifact a = { 0 };
	int rc;

	if (index_has_artifact(im->ix, key))
		return 0;
	if (store_read_artifact(im->s, key, &a, err))
		return -1;
	rc = index_put_artifact(im->ix, &a, err);
	artifact_release(&a);
	return rc;
}

/*
 * Before any sysroot has its name: an index that knows nothing of a store with
 * sysroots looks like one that was lost. That it fails is told by update_index().
 */
static void index_artifacts(struct importing *im)
{
	for (size_t i = 0; im->ix && i < count_of(im); i++)
		if (member_at(im, i)->kind == KIT_ARTIFACT &&
		    index_artifact(im, kit_digest_in(member_at(im, i)), NULL))
			return;
}

/*
 * Where an artifact is replaced, how the one before it was made goes first: the
 * kit's own provenance comes after it, if there is one.
 */
static int drop_provenance(struct importing *im, struct err *err)
{
	for (size_t i = 0; i < count_of(im); i++)
		if (member_at(im, i)->kind == KIT_ARTIFACT && im->stage.temps[i] &&
		    store_drop_provenance(im->s, kit_digest_in(member_at(im, i)), err))
			return -1;
	return 0;
}

/* Is there a record of this very tree that says something else, as that other parts gave it? */
static bool replaces_record(const struct importing *im, size_t i)
{
	AUTOFREE char *path = kit_store_path(member_at(im, i));
	AUTOBUF struct buf ours = BUF_INIT;
	AUTOBUF struct buf theirs = BUF_INIT;

	return store_read(im->s, path, STORE_RECORD_MAX, &ours, NULL) == 0 &&
	       store_read(im->s, im->stage.temps[i], STORE_RECORD_MAX, &theirs, NULL) == 0 &&
	       (ours.len != theirs.len || memcmp(ours.data, theirs.data, ours.len) != 0);
}

/*
 * The index forgets what is replaced under the same digest, before it is: it is
 * told of the new ones when they are there, if need be by the next command. That it
 * fails is told by update_index().
 */
static void forget_replaced(struct importing *im)
{
	for (size_t i = 0; im->ix && i < count_of(im); i++) {
		const struct kit_member *m = member_at(im, i);
		AUTOFREE char *tree = NULL;

		if (m->kind == KIT_ARTIFACT && im->stage.temps[i] &&
		    index_drop_artifact(im->ix, kit_digest_in(m), NULL))
			return;
		if (m->kind != KIT_RECORD || !replaces_record(im, i))
			continue;
		tree = kit_tree_name(m);
		if (index_drop_tree(im->ix, tree, NULL))
			return;
	}
}

/*
 * Contents reach the disk before their names, objects before what is made of
 * them; a provenance without its artifact would be a problem to fsck. Until the
 * inputs' turn nothing of it can be seen but objects and trees that nothing names.
 * Programs come right before that: where they cannot be put, the store stays as it
 * was, and where the disk is full before that, they do.
 */
static int commit(struct importing *im, struct err *err)
{
	if (store_sync_all(im->s, err) || copy_programs(im, err) || move_in(im, KIT_OBJECT, err) ||
	    store_sync_all(im->s, err) || each_tree(im, false, err) || name_programs(im, err) ||
	    move_in(im, KIT_INPUT, err) || drop_provenance(im, err))
		return -1;
	forget_replaced(im);
	if (move_in(im, KIT_ARTIFACT, err) || move_in(im, KIT_PROVENANCE, err))
		return -1;
	index_artifacts(im);
	if (each_tree(im, true, err))
		return -1;
	stamp(im);
	return kit_series_imported(im->s, im->stage.k, err);
}

static int index_tree(struct importing *im, const struct kit_member *m, struct err *err)
{
	AUTOFREE char *tree = kit_tree_name(m);
	struct tree_record t = { 0 };
	int rc;

	if (index_has_tree(im->ix, tree, kit_digest_in(m)))
		return 0;
	if (store_read_tree(im->s, tree, &t, err))
		return -1;
	rc = index_put_tree(im->ix, im->s, &t, im->reader, err);
	tree_record_release(&t);
	return rc;
}

static int update_index(struct importing *im, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; im->ix && rc == 0 && i < count_of(im); i++) {
		const struct kit_member *m = member_at(im, i);

		if (m->kind == KIT_ARTIFACT)
			rc = index_artifact(im, kit_digest_in(m), err);
		else if (m->kind == KIT_RECORD)
			rc = index_tree(im, m, err);
	}
	if (rc) {
		err_prefix(err, "the kit is imported, but the index was not updated");
		err_hint(err, "run 'sysroot fsck --rebuild-index'");
	}
	return rc;
}

static int import(struct importing *im, const struct kit_trust *trust, struct err *err)
{
	int lock = -1, rc;

	if (kit_series_lock(im->s, im->stage.k->manifest.name, &lock, err))
		return -1;
	rc = kit_series_check(im->s, im->stage.k, trust->older_ok, err);
	/* What is found in the store is not brought again: it must stay until it is named. */
	if (rc == 0)
		rc = store_use(im->s, err);
	if (rc == 0) {
		rc = kit_stage(&im->stage, err);
		term_progress_done();
		if (rc == 0)
			rc = commit(im, err);
		if (rc == 0)
			rc = update_index(im, err);
		store_unuse(im->s);
	}
	store_unlock(&lock);
	return rc;
}

int kit_import(struct store *s, struct index *ix, index_reader *reader, const char *path,
	       const struct kit_trust *trust, const char *program_folder,
	       struct kit_summary *summary, struct err *err)
{
	struct importing im = {
		.s = s,
		.ix = ix,
		.reader = reader,
		.program_folder = program_folder,
		.stage = { .s = s, .fd = -1, .with_programs = program_folder, .text = BUF_INIT },
	};
	int rc;

	if (kit_open(path, trust, false, &im.stage.k, err))
		return -1;
	rc = import(&im, trust, err);
	for (size_t i = 0; rc && i < im.programs.len; i += 2)
		unlink(im.programs.items[i]);
	if (rc == 0 && summary) {
		kit_summarize(im.stage.k, summary);
		summary->added = im.stage.added;
		summary->notes = im.stage.notes;
		im.stage.notes = (struct strv)STRV_INIT;
	}
	strv_release(&im.programs);
	kit_staging_release(&im.stage);
	kit_close(im.stage.k);
	return rc;
}
