/* The index: what every sysroot contains, in SQLite; made again from manifests. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_INDEX_H
#define CACHE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/store/store.h"

/* One symbol of a library or object file, as a reader found it. */
struct index_symbol {
	const char *name;
	const char *version; /* "GLIBC_2.17", or "" */
	char kind; /* 'T' function, 'D' data, 'B' TLS, 'I' ifunc, 'W' weak... see schema.sql */
	bool is_default; /* name@@version: what a link takes */
};

/*
 * Reads the symbols of one file's content: called for each file that looks
 * like a library (lib*.so*, *.so.N, *.a, *.o) and is an ELF file or an archive,
 * with a descriptor on the object, once a content. Calls add for each symbol
 * (kind U is dropped); returns 0, or -1 when the file cannot be read (it is
 * then kept without symbols; ERR_INTERRUPTED stops all). soname: buffer of 256
 * for DT_SONAME or "".
 */
typedef int index_reader(int fd, const char *path, char soname[256],
			 void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			 struct err *err);

/* One thread at a time may use an open index; each may have its own. */
struct index;

/*
 * Open the index of a store: WAL, schema made or migrated when writable. Read
 * only, it opens on a store that cannot be written, too.
 * Errors: ERR_MISSING (read only and not there), ERR_CORRUPT with the hint to
 * run 'sysroot fsck --rebuild-index', ERR_FAILED for a newer schema.
 */
int index_open(const struct store *s, bool writable, struct index **out,
	       struct err *err) MUST_CHECK;
void index_close(struct index *ix);

/*
 * Register a sysroot (replaces one of the same name), in one transaction.
 * reader NULL: without symbols, until it is registered again with one.
 */
int index_put_tree(struct index *ix, const struct store *s, const struct tree_record *t,
		   index_reader *reader, struct err *err) MUST_CHECK;

/* Is exactly this digest registered under this name? */
bool index_has_tree(struct index *ix, const char *name, const char *digest);

/* The digest that is registered under this name: 0, or -1 when there is none. */
int index_tree_digest(struct index *ix, const char *name, char hex[SHA256_HEX]) MUST_CHECK;

/* Register an artifact's record (idempotent). */
int index_put_artifact(struct index *ix, const struct artifact *a, struct err *err) MUST_CHECK;

/* Is an artifact of this key registered? */
bool index_has_artifact(struct index *ix, const char *key);

/*
 * Has another file taken its place since it was opened, as 'fsck --repair' does? What
 * is written to it then is lost. Source: SQLITE_FCNTL_HAS_MOVED.
 */
bool index_has_moved(struct index *ix);

/* Take a sysroot or an artifact out; no error when it is not there. */
int index_drop_tree(struct index *ix, const char *name, struct err *err) MUST_CHECK;
int index_drop_artifact(struct index *ix, const char *key, struct err *err) MUST_CHECK;

/* Forget the contents and paths that no registered sysroot has any more. */
int index_tidy(struct index *ix, struct err *err) MUST_CHECK;

/* Names of all sysroots and keys of all artifacts that are registered, sorted. */
int index_list_trees(struct index *ix, struct strv *names, struct err *err) MUST_CHECK;
int index_list_artifacts(struct index *ix, struct strv *keys, struct err *err) MUST_CHECK;

/* Keys of the artifacts that a recipe of this name made, sorted. */
int index_artifacts_of(struct index *ix, const char *recipe, struct strv *keys,
		       struct err *err) MUST_CHECK;

/*
 * The manifest of a registered sysroot as the index has it, parts included.
 * *m empty before, released by the caller. ERR_MISSING when not registered.
 */
int index_read_manifest(struct index *ix, const char *name, struct manifest *m,
			struct err *err) MUST_CHECK;

/*
 * Drop everything and register all trees and artifacts of the store again, in
 * one transaction: until it is done others see the old index. Records that
 * cannot be read are left out (fsck_run() tells them).
 */
int index_rebuild(struct index *ix, const struct store *s, index_reader *reader,
		  struct err *err) MUST_CHECK;

/*
 * Where there is no index, or one that cannot be used (ERR_CORRUPT, newer schema): make
 * one in tmp/ and put it in the place of the old one, which is not opened, in one rename.
 * On failure what was there stays as it was. Digests of tools are forgotten.
 */
int index_renew(struct store *s, index_reader *reader, struct err *err) MUST_CHECK;

/* Remove the index's files from a store. */
int index_remove(const struct store *s, struct err *err) MUST_CHECK;

/* Is a file of this name at the store's top the index, or a log that SQLite has beside it? */
bool index_has_file(const char *name);

/* Digest of a host tool (0, or -1 when not known with this stamp), remembered by path, device,
 * inode, size, mtime, ctime. */
int index_tool_get(struct index *ix, const char *path, const char *stamp, char hex[SHA256_HEX]);
int index_tool_put(struct index *ix, const char *path, const char *stamp, const char *hex,
		   struct err *err) MUST_CHECK;

/* Visit every tool that is remembered; fn returns 0 to go on. */
int index_each_tool(struct index *ix,
		    int (*fn)(const char *path, const char *stamp, const char *hex, void *arg),
		    void *arg, struct err *err) MUST_CHECK;

/* One answer of a query; strings are valid during the call. */
struct index_row {
	const char *sysroot; /* target name */
	const char *part;
	const char *version; /* find symbol: symbol version; others: part's version */
	const char *path; /* below the sysroot */
	const char *sha256;
	int64_t size;
	const char *kind; /* find header: "header"; file: "file", "link" or "dir";
			     library: "static", "shared" or "script"; symbol: its kind */
	const char *soname; /* libraries */
};
/* Returns 0 to go on, anything else to see no more rows. */
typedef int index_visit(const struct index_row *row, void *arg);

enum index_question {
	FIND_HEADER, /* sys/random.h: files below an include folder that end so */
	FIND_SYMBOL, /* getrandom, getrandom@GLIBC_2.25 */
	FIND_LIBRARY, /* z, -lz: libz.a, libz.so*; also "libz.so.1". A row for
			 each link too, with what it leads to */
	FIND_FILE, /* crt1.o, lib/crt1.o (ends so), /usr/lib/crt1.o (is so),
		      lib*.a, *_r.h (fnmatch, the same way) */
};

/*
 * Ask. sysroot NULL: in all. Rows come sorted by sysroot (version order is the
 * caller's), then path. Returns 0 (also when there is no row) or -1.
 */
int index_find(struct index *ix, enum index_question q, const char *what, const char *sysroot,
	       index_visit *visit, void *arg, struct err *err) MUST_CHECK;

/* Several changes that come true together, or none. */
int index_begin(struct index *ix, struct err *err) MUST_CHECK;
/* Commit when rc is 0, else roll back; returns rc, or -1 when the commit failed. */
int index_end(struct index *ix, int rc, struct err *err) MUST_CHECK;

#endif
