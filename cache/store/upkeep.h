/* What gc, fsck, kits and the index, which look after the store, do in it beyond store.h. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_UPKEEP_H
#define CACHE_STORE_UPKEEP_H

#include <sys/stat.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "cache/store/store.h"

#define STORE_PIN_TEXT "pinned\n"
#define STORE_RECORD_MAX ((size_t)1 << 30) /* bytes of a record */
#define STORE_OBJECT_PATH (sizeof("objects/ab/.x") + SHA256_HEX)

/* --- store_upkeep.c: files by their path in the store ("logs/a.log") --- */

/*
 * In all of these no symbolic link is followed (builder/base/beneath.h), and an err says the path
 * together with the store's. store_stat(), store_unlink(), store_rmdir() and store_open_file()
 * are as the system calls: 0 or a descriptor, or -1 with errno.
 */
int store_stat(const struct store *s, const char *path, struct stat *st);
bool store_exists(const struct store *s, const char *path);
bool store_is_file(const struct store *s, const char *path); /* a regular one */
bool store_is_folder(const struct store *s, const char *path);
int store_unlink(const struct store *s, const char *path);
int store_rmdir(const struct store *s, const char *path);
int store_open_file(const struct store *s, const char *path); /* as beneath_open_file() */

/* Open a file, made where flags have O_CREAT, that all who share the store may write to. errno;
 * EBADFD: it is no regular file. */
int store_open_new(const struct store *s, const char *path, int flags);

/* As dir_list(), file_read(), sha256_file(), tree_walk() and tree_remove() otherwise. */
int store_list(const struct store *s, const char *folder, struct strv *names,
	       struct err *err) MUST_CHECK;
int store_read(const struct store *s, const char *path, size_t max, struct buf *out,
	       struct err *err) MUST_CHECK;
int store_hash(const struct store *s, const char *path, char hex[SHA256_HEX], uint64_t *size,
	       struct err *err) MUST_CHECK;
int store_walk(const struct store *s, const char *path, tree_visit *fn, void *arg,
	       struct err *err) MUST_CHECK;
int store_remove(const struct store *s, const char *path, struct err *err) MUST_CHECK;

/*
 * Remove a folder that others must never see half: it goes out of sight in one moment, then away.
 * 0 too when it was not there. Errors: those of store_temp_name(); ERR_SYSTEM with the cause in
 * sysno, and then the folder may be gone from path all the same.
 */
int store_discard(struct store *s, const char *path, struct err *err) MUST_CHECK;

/* Open a folder of the store: a descriptor that the caller closes; errors as beneath_folder(). */
int store_open_dir(const struct store *s, const char *path, struct err *err) MUST_CHECK;

/* May this user write at the store's top? */
bool store_may_write(const struct store *s);

/* --- store_name.c --- */

/* May name be a file name in the store: a target's or part's name? */
bool store_name_is_valid(const char *name);
int store_check_name(const char *name, struct err *err) MUST_CHECK;

/* --- store_place.c --- */

/* Is it one of the store's folders, or its file "format"? */
bool store_has_place(const char *name);

/* --- store_group.c --- */

/* Is its folder a group's: is what is made in it writable for the group too? */
bool store_is_group(const struct store *s);

/*
 * For what stands at the top of a store, or in tmp/, where a group's members cannot remove or
 * replace what is another's: says who can, where err is that. Returns -1.
 */
int store_not_ours(const struct store *s, struct err *err);

/* --- store_lease.c --- */

/*
 * What processes that live have leased ("artifacts/KEY", "sysroots/NAME"), sorted.
 * Only of use for who is alone.
 */
int store_read_leases(const struct store *s, struct strv *leased, struct err *err) MUST_CHECK;

/* --- store_stamp.c --- */

/*
 * When was it used last? Seconds since 1970; 0 when it is not there. path: of a
 * record, or of a tree.
 */
int64_t store_stamp_read(const struct store *s, const char *path);

/* --- store_temp.c --- */

/* A name below tmp/ at which nothing is, in this process's folder; caller frees. */
int store_temp_name(struct store *s, const char *stem, char **path, struct err *err) MUST_CHECK;

/* A new file there, open for writing; the caller frees *path. -1 on failure. */
int store_temp_file(struct store *s, char **path, struct err *err) MUST_CHECK;

/* --- object_store.c --- */

/* "objects/ab/SHA256" or "objects/ab/SHA256.x". */
void store_object_path(const char *sha256, bool exec, char path[STORE_OBJECT_PATH]);

/* Mode, time: what is the same for all files of the store. errno on failure. */
int store_finish_fd(int fd, mode_t mode);

/* Rename a finished temporary file of the store to path, making path's folder if need be. */
int store_move_in(const struct store *s, const char *temp, const char *path,
		  struct err *err) MUST_CHECK;

/* fsync of the folder that path is in. */
int store_sync_folder(const struct store *s, const char *path, struct err *err) MUST_CHECK;

/* Everything written to the store's filesystem so far survives a power cut. */
int store_sync_all(const struct store *s, struct err *err) MUST_CHECK;

enum object_state {
	OBJECT_GOOD,
	OBJECT_TOUCHED, /* of the right content, but not of the store's mode and time,
			   and not ours to set them right */
	OBJECT_ALTERED, /* of another content */
	OBJECT_ABSENT,
};

/*
 * Look at an object. Size, mode and time tell whether it is as the store put it
 * in: an ordinary write changes the time. If they differ, or always_hash, its
 * content is hashed; when that is right, mode and time are set right too.
 */
int store_look_at_object(const struct store *s, const char *sha256, bool exec, uint64_t size,
			 bool always_hash, enum object_state *state, struct err *err) MUST_CHECK;

/*
 * The same by the content behind fd, whose position moves: OBJECT_ALTERED, or OBJECT_GOOD with
 * mode and time set right where that could be done, else OBJECT_TOUCHED.
 */
int store_look_inside(int fd, const char *sha256, bool exec, enum object_state *state,
		      struct err *err) MUST_CHECK;

/* Is it there and good? If not (whatever the reason), it must be written anew. */
bool store_has_object(const struct store *s, const char *sha256, bool exec, uint64_t size);

/* ERR_CORRUPT for an altered object; of: the path it has in a sysroot, or NULL. Returns -1. */
int store_object_altered(const char *sha256, const char *of, struct err *err);

/*
 * Write a small file into tmp/ and say where; not synced. The caller frees
 * *path, renames or removes it.
 */
int store_write_temp(struct store *s, const char *data, size_t len, mode_t mode, char **path,
		     struct err *err) MUST_CHECK;

/* --- artifact_store.c --- */

/* Read a record whole: 1, 0 when it is not there, -1 on failure. */
int store_read_record(const struct store *s, const char *path, struct buf *out,
		      struct err *err) MUST_CHECK;

/* "artifacts/KEY"; the caller frees. */
char *store_artifact_path(const char *key);

/* --- store_quarantine.c --- */

/* Move what stands at path to quarantine/NAME, or NAME.1 and so on. */
int store_quarantine(const struct store *s, const char *path, const char *name,
		     struct err *err) MUST_CHECK;

/* --- tree_name.c --- */

/* "records/NAME/DIGEST"; the caller frees. */
char *store_record_path(const char *name, const char *digest);

/* --- tree_check.c --- */

/* Who is told of a tree's problems, and knows of files that are sound. */
struct tree_check {
	void (*problem)(const char *what, void *arg); /* "'PATH' is missing" */
	/* Was the content of this file looked at already? May be NULL. */
	bool (*is_good)(const struct entry *e, const struct stat *st, void *arg);
	void *arg;
};

/*
 * Compare trees/DIGEST with its manifest, and that with the digest: names, types, modes, and the
 * content of every file that is not known to be good. *bytes grows by what was hashed. Returns -1
 * only when it was interrupted (ERR_INTERRUPTED); what cannot be read is a problem.
 */
int store_check_tree(const struct store *s, const char *digest, const struct tree_check *check,
		     uint64_t *bytes, struct err *err) MUST_CHECK;

/* --- tree_store.c --- */

/*
 * trees/DIGEST of a manifest, under no name yet. No-op when it is there and is, by size,
 * mode and time, as it was laid out, unless anew: then it is made again, and takes the place
 * of that one, which goes to quarantine/.
 */
int store_make_tree(struct store *s, const struct manifest *m, const char *digest, bool anew,
		    struct err *err) MUST_CHECK;

/* Take a sysroot's name and records away; its tree stays. For fsck. */
int store_forget_tree(const struct store *s, const char *name, struct err *err) MUST_CHECK;

#endif
