/* The store: inputs, objects and artifacts on disk, whole or not there. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_STORE_H
#define CACHE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/sha256.h"
#include "builder/base/strv.h"
#include "cache/store/manifest.h"

/*
 * On disk, below the store's folder:
 *   format                   "sysroot store 1\n"
 *   inputs/ab/SHA256         files as upstream made them, 0444
 *   objects/ab/SHA256        file contents, mode 0644
 *   objects/ab/SHA256.x      the same for executable files, mode 0755
 *   artifacts/KEY            text: an artifact's record and manifest
 *   provenance/KEY           text: how that artifact was made, an in-toto statement
 *                            behind a line with its digest; nothing else depends on
 *                            it, and it may be absent
 *   trees/DIGEST/            composed sysroots; hard links into objects
 *   records/NAME/DIGEST      text: what the sysroot NAME is made of (see struct
 *                            tree_record); several names may have one tree
 *   sysroots/NAME            relative symlink to ../trees/DIGEST; its rename is
 *                            the moment from which on the sysroot is the new one
 *   pins/NAME, pins/KEY      text "pinned\n": a sysroot or an artifact that gc leaves
 *   share/DIGEST/            recipes and targets that a program of this store carried (see
 *                            bundle.h); the folder's own digest; made again when absent
 *   kits/NAME                text: the highest number of the series NAME of kits that was
 *                            imported, and the last that was made
 *   locks/, logs/            locks by name, logs of builds
 *   tmp/run-PID-N/           unfinished things of one process, locked by
 *                            tmp/run-PID-N.lock; other names in tmp/ are the
 *                            callers' (tmp/partial: downloads to resume; in a group's
 *                            store tmp/partial-UID, one for each user)
 *   quarantine/              what fsck moved out of the way
 *   index.sqlite             the index; can always be made again
 *   exported                 text: 'sysroot export' wrote this store, into an image. It has
 *                            this file, format, sysroots/ and trees/, and bin/ with the
 *                            program: no objects, records or index
 * Inputs, objects, trees' files and links have mtime STORE_MTIME: an object of
 * another time was written to since (through a sysroot, which has hard links to
 * it), and is hashed before it is used again. A record carries the digest of its
 * own text; its mtime, and the ctime of a tree's folder, tell when it was used
 * last.
 */
#define STORE_MTIME 1000000000 /* seconds since 1970: one date for all files */

/* What to do about a sysroot that is not there; its name, twice. */
#define STORE_HINT_BUILD                                                                           \
	"run 'sysroot build %s' (and 'sysroot fetch %s' first if its inputs are missing)"

#define STORE_EXPORTED "exported"
#define STORE_EXPORTED_TEXT "sysroot export 1\n"

struct store;

/*
 * Open the store at path (NULL: $SYSROOT_STORE, $XDG_CACHE_HOME/sysroot or
 * ~/.cache/sysroot). create: make it, or the folders that it lacks, when they are
 * not there, and clean tmp/ of what dead processes left. Without create an absent
 * store is ERR_MISSING.
 * *out: free with store_close(). Opening takes no lock and, without create,
 * writes nothing: works on a read-only store.
 * Errors: ERR_USAGE for a relative path in the environment, and those of store_check_path();
 * ERR_FAILED for a folder with foreign things in it, a store of another format, or, with create,
 * one that was exported.
 */
int store_open(const char *path, bool create, struct store **out, struct err *err) MUST_CHECK;
void store_close(struct store *s);

/*
 * May a store, or a sysroot, be at this path? The one rule for it, which every way to open a store
 * keeps: not where a compiler, make, a shell below make or pkg-config would take a character of the
 * path for something else, and at worst run what stands in it. That is % | \ $ " ; : ` and all
 * control characters. what: how the path is called in the error, "the store's path".
 * Errors: ERR_USAGE, naming the character, who cannot take it, and what to do.
 */
int store_check_path(const char *path, const char *what, struct err *err) MUST_CHECK;

/*
 * From now on take stores that others own or may write to; so does
 * $SYSROOT_TRUST_STORE. Else store_open() is ERR_FAILED for a store, or a folder
 * of one, that belongs to neither root nor this user, or that others may write to,
 * unless it is a group's ('chmod g+ws') and this user belongs to the group.
 */
void store_trust_others(void);

/* The same, for reading, of a store whose every byte is checked: whose it is, is no matter. */
int store_open_untrusted(const char *path, struct store **out, struct err *err) MUST_CHECK;

/*
 * The same for fsck: that a folder of it is a link, or no folder, is no error.
 * store_clear_places() tells of those, counts them (added to *count), and with
 * repair takes the links away and moves the rest to quarantine/.
 */
int store_open_to_check(const char *path, bool create, struct store **out,
			struct err *err) MUST_CHECK;
int store_clear_places(const struct store *s, bool repair, void (*say)(const char *line, void *arg),
		       void *arg, size_t *count, struct err *err) MUST_CHECK;

/*
 * Open, for reading, a store whose file "format" was damaged, and write that anew:
 * only where a record says that the store is of our format, or the file says
 * nothing that a newer one could. For fsck. Errors: what store_open() said.
 */
int store_mend_format(const char *path, struct store **out, struct err *err) MUST_CHECK;

/*
 * Was it written by 'sysroot export'? Its sysroots can be used as they are; whatever
 * needs objects, records or the index cannot work in it, and nothing is written to it.
 * A file of that name beside inputs, objects, artifacts, records or an index is foreign.
 */
bool store_is_exported(const struct store *s);

/*
 * ERR_FAILED for a store that was exported; what: why that stands against what is wanted
 * ("it has no index"). The caller adds the hint. Returns -1.
 */
int store_exported_error(const struct store *s, const char *what, struct err *err);

/*
 * From now on trust no size and time: hash every object before it is used, and
 * every tree that is there before a name is pointed at it.
 */
void store_set_verify(struct store *s, bool verify);

/* Is it on a filesystem that other machines may have too? */
bool store_is_network(const struct store *s);

int store_fd(const struct store *s); /* directory descriptor of the store's folder */
const char *store_path(const struct store *s); /* absolute path; borrowed */

/*
 * The absolute path of a folder below the store's, for a program that is told it by
 * path (curl, apt, bubblewrap): no component below the store's folder is a symbolic
 * link. What is ours to open is opened beneath store_fd() instead; see beneath.h.
 * make: make the folders that are not there. The caller frees; NULL with err set.
 */
char *store_folder_path(const struct store *s, const char *path, bool make,
			struct err *err) MUST_CHECK;

/* --- inputs --- */

bool store_has_input(const struct store *s, const char *sha256);

/*
 * Take a file in as the input of this digest: copied to tmp/, hashed on the
 * way, fsynced, renamed. sha256 NULL: under whatever digest it has. found (may
 * be NULL) gets the digest it really has. Errors: ERR_MISMATCH (store
 * unchanged), ERR_SYSTEM.
 */
int store_add_input(struct store *s, int dirfd, const char *path, const char *sha256,
		    char found[SHA256_HEX], struct err *err) MUST_CHECK;

/* Open for reading; returns the descriptor or -1 (ERR_MISSING). */
int store_open_input(const struct store *s, const char *sha256, struct err *err) MUST_CHECK;

/* Path of an input below the store's folder ("inputs/ab/..."); the caller frees. */
char *store_input_path(const char *sha256);

/* --- unfinished things --- */

/*
 * A new empty folder below tmp/ of this process ("tmp/run-PID-N/NAME-M"; the
 * process's folder is locked until the process ends, and removed by the next
 * writer when it is dead). The caller frees *path, which is relative to the
 * store's folder, and removes the folder when done; store_close() removes what
 * is left. Safe to call from several threads.
 */
int store_temp(struct store *s, const char *name, char **path, struct err *err) MUST_CHECK;

/*
 * Remove a folder of store_temp() with all that is in it; path may be NULL. One that stays is said
 * and is no failure of what was done in it: it goes with the process's folder.
 */
void store_temp_remove(struct store *s, const char *path);

/*
 * The folder of downloads that broke off, to go on with: STORE_PARTIAL, in a group's store one of
 * this user's own beside it, which no other member can enter: curl is handed paths in it. Where
 * another member took that name it is an empty folder of store_temp(). *path: as store_temp()'s.
 */
#define STORE_PARTIAL "tmp/partial"
int store_partial(struct store *s, char **path, struct err *err) MUST_CHECK;

/* All such folders of the store, "tmp/partial" and "tmp/partial-UID"; not sorted out by whose. */
int store_list_partial(const struct store *s, struct strv *paths, struct err *err) MUST_CHECK;

/* --- room on the disk --- */

/*
 * Is there room for so many bytes more? $SYSROOT_MIN_FREE must stay free on the
 * store's filesystem (by default a hundredth of it, 256 MB at most), so that the
 * disk is never filled to its end: ERR_SYSTEM with sysno ENOSPC, and what to do.
 * Whoever makes something in tmp/ is asked by itself; ask where much is about to
 * come, and now and then while something grows. Always true for a store that is
 * only read.
 */
int store_room(const struct store *s, uint64_t more, struct err *err) MUST_CHECK;

/* For who makes room: nothing need stay free. */
void store_use_all_room(struct store *s);

/*
 * "500M", "10G", "1.5 TB", "512 B": powers of 1000, as sizes are printed. A unit is required, so
 * that a forgotten one is noticed; 0 alone needs none. Errors: ERR_USAGE.
 */
int store_parse_size(const char *text, uint64_t *bytes, struct err *err) MUST_CHECK;

/* --- what gc must leave --- */

/*
 * Between store_use() and store_unuse() nothing of the store is collected: what
 * was seen in it stays, and so does what was put in before a record names it.
 * Any number of processes may be there at once, and be there again inside; it
 * waits while gc removes things. For what takes seconds: gc waits meanwhile.
 * Never wait for a store_lock() inside.
 * On a store that was not opened for writing it takes the lock if it can, and is
 * no error if it cannot. Errors: ERR_INTERRUPTED while waiting, ERR_SYSTEM.
 */
int store_use(struct store *s, struct err *err) MUST_CHECK;
void store_unuse(struct store *s);

/*
 * Be the only one who is between store_use() and store_unuse(), for who removes
 * things: nobody else starts, and who is there ends first (busy is told once if
 * that takes time). Neither store_use() nor store_lock() inside. fds: release
 * with store_end_alone().
 */
int store_use_alone(const struct store *s, void (*busy)(void *arg), void *arg, int fds[2],
		    struct err *err) MUST_CHECK;
void store_end_alone(int fds[2]);

/*
 * Until this process ends (or store_close()), gc leaves these things, also those
 * that are not there yet: "artifacts/KEY", "sysroots/NAME", "inputs/SHA256".
 * Call it before the store_unuse() that ends the look at them.
 */
int store_lease(struct store *s, const struct strv *things, struct err *err) MUST_CHECK;

/*
 * Note that a thing was used now: "artifacts/KEY", "sysroots/NAME". For gc, which
 * takes what was not used for long; that it cannot be noted is no error.
 */
void store_stamp(const struct store *s, const char *thing);

/*
 * Since when a sysroot of this name is in this store, and when it was used last: seconds since
 * 1970; 0 where that is not known.
 */
void store_tree_times(const struct store *s, const char *name, int64_t *since, int64_t *used);

/* --- artifacts --- */

struct artifact {
	char key[SHA256_HEX]; /* build key */
	char *recipe; /* name */
	char *part;
	char *version;
	char *license;
	char *fidelity;
	char *sandbox; /* tier the steps ran in: bubblewrap, landlock, none, or "-" without steps */
	char *key_text; /* the canonical text that the key is the hash of
			   (fsck holds it against the key) */
	struct manifest manifest;
};

void artifact_release(struct artifact *a);

bool store_has_artifact(const struct store *s, const char *key);

/* The log of a build, below the store: "logs/RECIPE-" and digits of the key; the caller frees. */
char *store_log_path(const char *recipe, const char *key);
/* Is the file of this name in "logs" one of a build under this key, of whatever recipe? */
bool store_log_is_of(const char *name, const char *key);

/* Read one; *a must be zeroed; release it. Errors: ERR_MISSING, ERR_CORRUPT. */
int store_read_artifact(const struct store *s, const char *key, struct artifact *a,
			struct err *err) MUST_CHECK;

/*
 * Take in a finished tree as an artifact: every regular file below dir becomes
 * an object (moved when on the same filesystem and without other hard links:
 * dir is used up), a->manifest (empty before) is filled by what was found, and
 * the record is written last. The tree must be normalised already (links
 * inside); modes are brought to 0644/0755 by the owner's x bit, set-id bits go.
 * Syncs the store's filesystem twice instead of every file.
 * Errors: ERR_HOSTILE for devices, links that leave.
 */
int store_put_artifact(struct store *s, struct artifact *a, int dirfd, const char *dir,
		       struct err *err) MUST_CHECK;

/* Keys of all artifacts, sorted. */
int store_list_artifacts(const struct store *s, struct strv *keys, struct err *err) MUST_CHECK;

/*
 * Keep an artifact's provenance, in place of what was there; read it (appended
 * to out; ERR_MISSING when there is none).
 */
int store_put_provenance(struct store *s, const char *key, const char *text, size_t len,
			 struct err *err) MUST_CHECK;
int store_read_provenance(const struct store *s, const char *key, struct buf *out,
			  struct err *err) MUST_CHECK;
/* Take it away; that there is none is no error. */
int store_drop_provenance(struct store *s, const char *key, struct err *err) MUST_CHECK;

/* --- objects --- */

/* Put bytes in as an object; hex gets the digest. */
int store_put_object(struct store *s, const void *data, size_t len, bool exec, char hex[SHA256_HEX],
		     struct err *err) MUST_CHECK;
/*
 * Open an object to read; the descriptor or -1. Errors: ERR_MISSING; ERR_CORRUPT
 * when it was altered since it was put in (size and content are looked at only
 * if its mode or time say that it was touched).
 */
int store_open_object(const struct store *s, const char *sha256, bool exec,
		      struct err *err) MUST_CHECK;

/* --- trees --- */

struct tree_part {
	char *part, *recipe, *version, *key, *fidelity, *license;
	char *why; /* why this recipe was taken */
};

struct tree_record {
	char *name; /* canonical target name: centos7+sqlite+zlib */
	char *request_key; /* hash of everything that went into it (see compose) */
	char digest[SHA256_HEX];
	struct strv facts; /* "KEY VALUE" lines of .sysroot/target; each one line */
	struct tree_part *parts;
	size_t part_count;
	struct manifest manifest; /* entries carry their part */
};

void tree_record_release(struct tree_record *t);

/* "VALUE" of the fact "KEY VALUE", or NULL. Borrowed. */
const char *tree_record_fact(const struct tree_record *t, const char *key);

enum checkout_mode {
	CHECKOUT_LINK, /* hard links to the objects: whoever writes into them writes
			  into the store; where that cannot be done, as below */
	CHECKOUT_COPY, /* reflinks where the filesystem can, else copies: for those
			  who might write */
};

/*
 * Lay out a manifest as a tree at dirfd/path (which must not be there). On
 * failure nothing is left there. Nothing is synced.
 * verify: hash each object first; without it, only those whose size, mode or time
 * are not what the store gave them. One that was touched, but has its content
 * still, gets mode and time again.
 * Errors: ERR_CORRUPT names the object.
 */
int store_checkout(const struct store *s, const struct manifest *m, int dirfd, const char *path,
		   enum checkout_mode mode, bool verify, struct err *err) MUST_CHECK;

/*
 * Make trees/DIGEST from the record (no-op when there), write its record, and
 * point sysroots/NAME at it, all atomically. In the tree stand, beside what the
 * manifest names, .sysroot/manifest (the manifest's text) and .sysroot/digest
 * (the digest and \n): they are in no manifest and no digest. Older trees stay;
 * older records of the name go.
 * Errors: ERR_MISMATCH when t->digest is not the manifest's; ERR_CORRUPT as
 * store_checkout(); ERR_USAGE for a name that cannot be one (over 200 bytes, a
 * slash, a space, a leading dot or dash).
 */
int store_put_tree(struct store *s, const struct tree_record *t, struct err *err) MUST_CHECK;

/*
 * Look at the sysroot of this name as it stands, by type, mode, size and time of everything in
 * it, and if something is not as the store laid it out, make the tree again from its objects;
 * the changed one goes to quarantine/. What has its content still gets mode and time again.
 * *what: the first changed path in it, which the caller frees, and *how it was ("changed",
 * "added", "removed", "replaced"); NULL when all is well.
 * Errors: store_read_tree()'s; ERR_CORRUPT when an object was altered with it.
 */
int store_mend_tree(struct store *s, const char *name, char **what, const char **how,
		    struct err *err) MUST_CHECK;

/*
 * Compare one tree with its digest: every file is read, nothing is mended. ERR_CORRUPT with the
 * first problem.
 */
int store_check_whole_tree(const struct store *s, const char *digest, struct err *err) MUST_CHECK;

/*
 * A shorter look at the tree of this digest, for who hands it out: at what its manifest names
 * before the entry of this path (all that has a lesser name: outside "usr" is what compilers and
 * build systems are given). Where mode and size are right and the time is not, as in a
 * copy of the store, the content is hashed. *what: the first path that is not as it was, which
 * the caller frees, or NULL. Cheap: reads the head of the manifest, and a stat() each.
 */
int store_glance_at_tree(const struct store *s, const char *digest, const char *before, char **what,
			 struct err *err) MUST_CHECK;

/* The record of the sysroot of this name; *t zeroed before. ERR_MISSING if not built. */
int store_read_tree(const struct store *s, const char *name, struct tree_record *t,
		    struct err *err) MUST_CHECK;

/* Digest that sysroots/NAME points at: 0 and hex, or -1 (ERR_MISSING). Cheap: one readlink. */
int store_tree_digest(const struct store *s, const char *name, char hex[SHA256_HEX],
		      struct err *err) MUST_CHECK;

/* request_key of the record without reading the manifest: caller frees *key. ERR_MISSING. */
int store_tree_request(const struct store *s, const char *name, char **key,
		       struct err *err) MUST_CHECK;

/* Names of built sysroots, sorted. */
int store_list_trees(const struct store *s, struct strv *names, struct err *err) MUST_CHECK;

/* --- locks --- */

/*
 * Hold the lock of a name (a build key, a sysroot name): one process at a
 * time; ended by the kernel when the process dies. busy (may be NULL) is called
 * once when we have to wait. *fd: release with store_unlock(). Polls
 * process_interrupted() while waiting (ERR_INTERRUPTED).
 */
int store_lock(struct store *s, const char *name, void (*busy)(void *arg), void *arg, int *fd,
	       struct err *err) MUST_CHECK;
void store_unlock(int *fd);

/*
 * Pins: gc leaves the sysroot of this name, whatever its tree is, or the artifact
 * of this key. Unpinning what is not pinned is ERR_MISSING.
 */
int store_pin(struct store *s, const char *name, struct err *err) MUST_CHECK;
int store_unpin(struct store *s, const char *name, struct err *err) MUST_CHECK;
/* All pins, sorted: names and keys. */
int store_list_pins(const struct store *s, struct strv *names, struct err *err) MUST_CHECK;

#endif
