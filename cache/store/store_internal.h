/* What the files of the store share and nobody else sees. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_INTERNAL_H
#define CACHE_STORE_INTERNAL_H

#include <pthread.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "builder/base/beneath.h"
#include "cache/store/upkeep.h"

#define STORE_FORMAT "sysroot store 1\n"
#define STORE_FORMAT_WORDS "sysroot store " /* a number follows */
#define STORE_TREE_LINK "../trees/" /* what sysroots/NAME leads to begins so */
/* The two files of a tree that its manifest does not name. */
#define STORE_OWN_MANIFEST ".sysroot/manifest"
#define STORE_OWN_DIGEST ".sysroot/digest"
#define STORE_NAME_MAX 200 /* bytes of a sysroot's name */
#define STORE_HINT_LINK                                                                            \
	"links in place of the store's own directories are not followed: 'sysroot fsck --repair' " \
	"removes it;\nto keep the store elsewhere, name that place with --store DIR or "           \
	"SYSROOT_STORE"

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

/* Make a folder for all who share the store. errno. */
int store_make_folder(const struct store *s, const char *path);

/* --- object_store.c --- */

/* As store_move_in(), of a file at from below dirfd. */
int store_move_from(const struct store *s, int dirfd, const char *from, const char *path,
		    struct err *err) MUST_CHECK;

/* --- store_lock.c --- */

/* Lock the file at path (made if need be), alone or with others; as store_lock() otherwise. */
int store_lock_file(const struct store *s, const char *path, bool shared, void (*busy)(void *arg),
		    void *arg, int *fd, struct err *err) MUST_CHECK;

/* --- store_lease.c --- */

/* Give back what store_use() took, however often. */
void store_end_use(struct store *s);

/* --- store_temp.c --- */

/* Remove what dead processes left in tmp/. What cannot be removed stays. */
void store_clean_temp(struct store *s);

/* Give this process's folder and lock back. */
void store_end_temp(struct store *s);

/* --- object_store.c --- */

/* --- tree_name.c --- */

/* ERR_MISSING: there is no sysroot of this name. Returns -1. */
int store_not_built(const char *name, struct err *err);

/* --- tree_look.c --- */

/* Is what stands at the entry's path below root, as st says, a link to the entry's target? */
bool store_leads_to(int root, const struct entry *e, const struct stat *st);

/* Look at trees/DIGEST, which has this manifest: *what and *how as in store_mend_tree(). */
int store_look_at_tree(const struct store *s, const struct manifest *m, const char *digest,
		       char **what, const char **how, struct err *err) MUST_CHECK;

#endif
