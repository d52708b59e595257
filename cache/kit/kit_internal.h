/* What the files of kits share. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_KIT_INTERNAL_H
#define CACHE_KIT_INTERNAL_H

#include "cache/kit/kit.h"
#include "cache/store/upkeep.h"

/* zstd's window: what a reader must have room for. The level is the writer's own. */
enum { KIT_WINDOW_LOG = 23, KIT_LEVEL = 9 };

/* --- kit_source.c: a file that is what it was when it was signed --- */

#define KIT_BLOCK ((size_t)1 << 20) /* bytes of which each has a digest */

struct kit_source;

/*
 * Read a whole file for its BLAKE2b-512 and the digests of its blocks. It stays
 * open. Free with kit_source_close().
 */
int kit_source_open(const char *path, bool reread, struct kit_source **out,
		    struct err *err) MUST_CHECK;
void kit_source_close(struct kit_source *s);
const unsigned char *
kit_source_hash(const struct kit_source *s); /* MINISIGN_HASH bytes; borrowed */

/*
 * The next block, read again: 1, 0 at the end, -1. data is borrowed until the
 * next call. ERR_MISMATCH when it is not what was read the first time.
 */
int kit_source_next(struct kit_source *s, const unsigned char **data, size_t *len,
		    struct err *err) MUST_CHECK;

/* --- kit_stream.c: the archive that is in the file --- */

/* Gives the next bytes of the file, as kit_source_next() does. */
typedef int kit_feed(void *arg, const unsigned char **data, size_t *len, struct err *err);

struct kit_stream;

struct kit_stream *kit_stream_new(kit_feed *feed, void *arg);
void kit_stream_free(struct kit_stream *s);
/* Exactly len bytes of the archive. ERR_HOSTILE, and what feed says. */
int kit_stream_read(struct kit_stream *s, void *data, size_t len, struct err *err) MUST_CHECK;
/* Is the archive at its end, and the file with it? */
int kit_stream_end(struct kit_stream *s, struct err *err) MUST_CHECK;

/*
 * Read the manifest: the archive's first member. *m zeroed before, to be
 * released also after an error. digest: of its text.
 */
int kit_read_manifest(struct kit_stream *s, struct kit_manifest *m, char digest[SHA256_HEX],
		      struct err *err) MUST_CHECK;

/*
 * What to do with the members that follow, in their order. begin may say where
 * the bytes go: *fd, to be written to, or -1; *text, appended to, or NULL. end
 * comes when they are in and have the right digest. Both return 0 to go on.
 */
struct kit_visitor {
	int (*begin)(void *arg, size_t i, int *fd, struct buf **text, struct err *err);
	int (*end)(void *arg, size_t i, struct err *err);
	void *arg;
};

/* Read all members and the archive's end. v may be NULL. Errors: ERR_HOSTILE, ERR_INTERRUPTED. */
int kit_read_members(struct kit_stream *s, const struct kit_manifest *m,
		     const struct kit_visitor *v, struct err *err) MUST_CHECK;

/* The tar header of a member, as writer and reader make it. */
void kit_member_header(const struct kit_member *m, struct buf *out);
void kit_manifest_header(uint64_t size, struct buf *out);

/* --- kit_open.c --- */

struct kit {
	struct kit_source *source;
	struct kit_stream *stream; /* behind the manifest */
	struct kit_manifest manifest;
	char digest[SHA256_HEX]; /* of the manifest */
	char *signer, *comment; /* NULL: unsigned */
};

/* Count what a manifest carries; *summary zeroed before. */
void kit_count(const struct kit_manifest *m, struct kit_summary *summary);

/* --- kit_trust.c --- */

/* Does the signature hold, by a trusted key? *signer, *comment: the caller frees. */
/* What errors call a kit: its path in quotes, or as trust says. The caller frees. */
char *kit_trust_name(const struct kit_trust *trust, const char *path);

int kit_trust_check(const struct kit_trust *trust, const char *path,
		    const unsigned char hash[MINISIGN_HASH], char **signer, char **comment,
		    struct err *err) MUST_CHECK;

/* --- kit_collect.c --- */

/* ERR_USAGE for a name that no series can have. */
int kit_check_name(const char *name, struct err *err) MUST_CHECK;

/* The manifest of what is wished for. *m zeroed before. */
int kit_collect(struct store *s, const struct kit_wish *wish, struct kit_manifest *m,
		struct err *err) MUST_CHECK;

/* --- kit_series.c --- */

/*
 * May a kit of this number and manifest be taken? ERR_MISMATCH when not; also when it
 * has no number and brings another sysroot of a name that is here.
 */
int kit_series_check(const struct store *s, const struct kit *k, bool older_ok,
		     struct err *err) MUST_CHECK;
/* Remember that it was. */
int kit_series_imported(struct store *s, const struct kit *k, struct err *err) MUST_CHECK;

/* --- kit_stage.c: a kit on its way into the store --- */

struct kit_staging {
	struct store *s;
	struct kit *k;
	bool with_programs;
	char **temps; /* by number of the member: its file in tmp/; NULL: it is not needed */
	struct strv replaced; /* names of objects that were altered in the store, sorted */
	struct strv notes; /* for the user */
	size_t added; /* members that the store has not, or not as they should be */
	int fd; /* of the file that is being written, or -1 */
	struct buf text; /* of the record that is being read */
};

/*
 * Read all members into tmp/, where the store has them not, and check them: after
 * that nothing but the system can keep them from being moved in. Errors:
 * kit_import()'s.
 */
int kit_stage(struct kit_staging *g, struct err *err) MUST_CHECK;
/* The path that a member has in the store; NULL for a program. The caller frees. */
char *kit_store_path(const struct kit_member *m);
/* Removes what is in tmp/ still. */
void kit_staging_release(struct kit_staging *g);

/* --- kit_record.c: records from a kit --- */

/*
 * Parse the record of a member and check it: it is what its name says, written
 * as the store writes it, and every object that it names is in the manifest.
 * *a, *t zeroed before; released by the caller, also after an error.
 */
int kit_record_artifact(const struct kit_manifest *m, const struct kit_member *member,
			const struct buf *text, struct artifact *a, struct err *err) MUST_CHECK;
int kit_record_tree(const struct kit_manifest *m, const struct kit_member *member,
		    const struct buf *text, struct tree_record *t, struct err *err) MUST_CHECK;
int kit_record_provenance(const struct kit_manifest *m, const struct kit_member *member,
			  const struct buf *text, struct err *err) MUST_CHECK;

/* Are all objects of this manifest in the store, as they should be? */
bool kit_has_objects(const struct store *s, const struct manifest *m);

#endif
