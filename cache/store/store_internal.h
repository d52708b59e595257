/* What the files of the store share and nobody else sees. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_INTERNAL_H
#define CACHE_STORE_INTERNAL_H

#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "cache/store/store.h"

#define STORE_FORMAT "sysroot store 1\n"
#define STORE_FORMAT_WORDS "sysroot store " /* a number follows */
#define STORE_TREE_LINK "../trees/" /* what sysroots/NAME leads to begins so */
/* The two files of a tree that its manifest does not name. */
#define STORE_OWN_MANIFEST ".sysroot/manifest"
#define STORE_OWN_DIGEST ".sysroot/digest"
#define STORE_PIN_TEXT "pinned\n"
#define STORE_NAME_MAX 200 /* bytes of a sysroot's name */
#define STORE_RECORD_MAX ((size_t)1 << 30) /* bytes of a record */
#define STORE_HINT_LINK                                                                            \
	"the store's own folders are no links, and none is followed: 'sysroot fsck --repair' "     \
	"removes it;\nto keep the store elsewhere, name that place with --store DIR or "           \
	"SYSROOT_STORE"
#define STORE_OBJECT_PATH (sizeof("objects/ab/.x") + SHA256_HEX)

struct store {
	int fd;
	char *path;
	bool writable; /* opened to be written to */
	uint64_t floor; /* bytes that must stay free on its filesystem; see store_room() */
	bool network; /* on a filesystem that other machines may have too */
	bool verify; /* see store_set_verify() */
	bool group; /* its folder is writable for a group: what is made in it is too */
	pthread_mutex_t mutex; /* guards what follows */
	char *run; /* "tmp/run-PID-N": this process's folder, or NULL */
	int run_lock; /* descriptor that holds its lock, or -1 */
	pid_t run_pid; /* who made it: a forked child makes its own */
	unsigned serial; /* of the next name in it */
	int use; /* descriptor that holds the lock of store_use(), or -1 */
	pid_t use_pid; /* who took it: a forked child has none */
	unsigned uses; /* how often it was taken */
};

/* "objects/ab/SHA256" or "objects/ab/SHA256.x". */
void store_object_path(const char *sha256, bool exec, char path[STORE_OBJECT_PATH]);

/* --- store_name.c --- */

/* May name be a file name in the store: a target's or part's name? */
bool store_name_is_valid(const char *name);
int store_check_name(const char *name, struct err *err) MUST_CHECK;

/* --- store.c --- */

/* Open the folder alone, whatever is in it. */
int store_open_folder(const char *path, bool create, struct store **out,
		      struct err *err) MUST_CHECK;

/* --- store_place.c --- */

/* The store's folders; NULL behind the last. The first are made with it, the others when they are
 * wanted. */
extern const char *const store_folders[];
enum { STORE_MADE_FOLDERS = 13 };

enum store_checks {
	STORE_CHECK_OWNER = 1, /* whose it is, and who may write to it */
	STORE_CHECK_FOLDERS = 2, /* that its folders are folders */
};

/* Look at the store's folder and those in it. Errors: ERR_FAILED; ERR_USAGE for the variable. */
int store_check_places(const struct store *s, enum store_checks checks, struct err *err) MUST_CHECK;

/* ERR_FAILED: what stands at NAME, of this mode, is no folder. Returns -1. */
int store_not_folder(const struct store *s, const char *name, mode_t mode, struct err *err);

/* --- store_format.c --- */

/*
 * 1 when it is a store of our format, 0 when it is none at all, -1 on failure or
 * when it is of another format.
 */
int store_check_format(const struct store *s, struct err *err) MUST_CHECK;

/* The text of the file "format", cut at the size of text; -1 with errno. */
ssize_t store_read_format(const struct store *s, char text[64]);

/* --- store_network.c --- */

/*
 * Note whether the store is on a network filesystem. Where it is, and is to be
 * written to: ERR_FAILED when locks would not reach other machines, unless
 * $SYSROOT_LOCKS says that there are none ("local").
 */
int store_check_network(struct store *s, struct err *err) MUST_CHECK;

/*
 * The mount option by which locks are local to this machine, from the text of
 * /proc/self/mountinfo and the device of the store; NULL: there is none. Static.
 */
const char *store_local_locks(const char *mountinfo, unsigned dev_major, unsigned dev_minor);

/* --- store_room.c --- */

/* How much must stay free: $SYSROOT_MIN_FREE, or what is usual. Errors: ERR_USAGE. */
int store_read_floor(struct store *s, struct err *err) MUST_CHECK;

/* --- store_group.c --- */

/* Mode of files that everybody who shares the store may write into: stamps, locks, the index. */
mode_t store_shared_mode(const struct store *s);

/* Make a folder, or open a file with O_CREAT among the flags, for all who share the store. errno.
 */
int store_make_folder(const struct store *s, const char *path);

/*
 * For what stands at the top of a store, or in tmp/, where a group's members cannot remove or
 * replace what is another's: says who can, where err is that. Returns -1.
 */
int store_not_ours(const struct store *s, struct err *err);
int store_open_new(const struct store *s, const char *path, int flags);

/* --- store_lock.c --- */

/* Lock the file at path (made if need be), alone or with others; as store_lock() otherwise. */
int store_lock_file(const struct store *s, const char *path, bool shared, void (*busy)(void *arg),
		    void *arg, int *fd, struct err *err) MUST_CHECK;

/* --- store_lease.c --- */

/* Give back what store_use() took, however often. */
void store_end_use(struct store *s);

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

/* Remove what dead processes left in tmp/. What cannot be removed stays. */
void store_clean_temp(struct store *s);

/* Give this process's folder and lock back. */
void store_end_temp(struct store *s);

/* --- object_store.c --- */

/* Mode, time: what is the same for all files of the store. errno on failure. */
int store_finish_fd(int fd, mode_t mode);

/* Rename a finished temporary file to path, making path's folder if need be. */
int store_move_in(const struct store *s, int dirfd, const char *from, const char *path,
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

/* ERR_MISSING: there is no sysroot of this name. Returns -1. */
int store_not_built(const char *name, struct err *err);

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

/* --- tree_look.c --- */

/* Is what stands at the entry's path below root, as st says, a link to the entry's target? */
bool store_leads_to(int root, const struct entry *e, const struct stat *st);

/* Look at trees/DIGEST, which has this manifest: *what and *how as in store_mend_tree(). */
int store_look_at_tree(const struct store *s, const struct manifest *m, const char *digest,
		       char **what, const char **how, struct err *err) MUST_CHECK;

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
