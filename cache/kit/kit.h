/* Kits: one archive that carries parts of a store over an air gap, whole and from known hands. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_KIT_H
#define CACHE_KIT_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "cache/index/index.h"
#include "cache/kit/kit_manifest.h"
#include "cache/sign/minisign.h"
#include "cache/store/store.h"

/*
 * A kit is a tar archive in one zstd frame, and beside it, as KIT.minisig, a
 * signature in minisign's format over the whole file. First in the archive
 * stands the manifest, a text (see kit_manifest.h); then come the members in the
 * manifest's order, each once, named by their digests. Every byte of the archive
 * follows from the manifest and the members' contents: the same store makes the
 * same kit, and a reader makes each tar header itself and compares, instead of
 * parsing it.
 *
 *   manifest
 *   artifacts/KEY            records, as in the store
 *   inputs/SHA256            what upstream made
 *   objects/SHA256[.x]       contents of artifacts and sysroots
 *   programs/NAME            the program itself
 *   provenance/KEY           how an artifact was made, as in the store
 *   records/NAME/DIGEST      sysroots, as in the store
 */

/* --- writing --- */

#define KIT_OWN_PROGRAM "sysroot" /* the name under which this program is carried */

/* What a kit is to carry. All may be empty. */
struct kit_wish {
	const char *name; /* of the series that it belongs to: kit_name_is_valid() */
	uint64_t number; /* of this one in its series: an importer takes none below the last. 0: it
			    is of no series; an importer does not remember it, and lets it
			    replace no sysroot */
	struct strv inputs; /* sha256 */
	struct strv artifacts; /* build keys; with their objects and provenance */
	struct strv trees; /* names of built sysroots; with their objects, without artifacts */
	struct strv programs; /* paths of files that are carried under their last component */
	char *program; /* path of one that is carried as "sysroot", whatever its own name; or NULL
			*/
	const struct strv *have; /* sorted names of members ("objects/...") that the other side has
				    already: they stay out, and the manifest says so; or NULL */
};
void kit_wish_release(struct kit_wish *w); /* the lists; not what is borrowed */

struct kit_summary {
	char *name; /* of the series */
	uint64_t number; /* 0: of none */
	char digest[SHA256_HEX]; /* of the manifest: names the kit's contents */
	size_t members; /* carried */
	size_t left_out; /* because the other side has them */
	uint64_t bytes; /* of the members, uncompressed */
	size_t inputs, artifacts, trees, programs; /* of each kind */
	struct strv sysroots; /* "NAME DIGEST" of each tree */
	char *signer; /* reading: id and name of the trusted key; NULL: unsigned */
	char *comment; /* reading: the signature's trusted comment; NULL: unsigned */
	size_t added; /* import: members that the store had not, or not as they should be */
	struct strv notes; /* import: what the user should know, a line each */
};
void kit_summary_release(struct kit_summary *k);

/*
 * Write a kit to fd, from its current position on; nothing is synced. *summary
 * zeroed before, may be NULL. Errors: ERR_MISSING for what is not in the store,
 * ERR_CORRUPT for what was altered there, ERR_USAGE for a name that cannot be
 * one, ERR_SYSTEM.
 */
int kit_write(struct store *s, const struct kit_wish *wish, int fd, struct kit_summary *summary,
	      struct err *err) MUST_CHECK;

/* --- reading --- */

struct kit_trust {
	const struct strv *keys; /* folders of NAME.pub files in minisign's format; a folder that
				    is not there has no keys */
	const char *signature; /* path of the signature; NULL: none is there */
	/* What errors call the kit and the signature ("its kit"); NULL: by their paths. */
	const char *kit_called, *signature_called;
	bool unsigned_ok; /* take a kit without a signature: the user said so */
	bool older_ok; /* take a number below the last one of its series, or the same number
			  with other contents, or without a number another sysroot of a
			  name that is here: the user said so */
};

/* A kit whose signature holds. */
struct kit;

/*
 * Check the signature over the whole file, and only then read the manifest.
 * path: a regular file. *out: free with kit_close().
 * reread: read the medium itself, not what the system remembers of it, as far as
 * the filesystem lets us.
 * Errors: ERR_MISMATCH (signature, an unknown key, no signature), ERR_HOSTILE
 * (signed, but nothing that kit_write() makes), ERR_SYNTAX (the signature's
 * file), ERR_SYSTEM.
 */
int kit_open(const char *path, const struct kit_trust *trust, bool reread, struct kit **out,
	     struct err *err) MUST_CHECK;
void kit_close(struct kit *k);

/*
 * kit_open(), kit_check() and kit_close() in one. members (may be NULL): gets the
 * names, sorted; summary: zeroed before, may be NULL.
 */
int kit_verify(const char *path, const struct kit_trust *trust, struct strv *members,
	       struct kit_summary *summary, struct err *err) MUST_CHECK;

/* Valid until kit_close(). */
const struct kit_manifest *kit_manifest(const struct kit *k);
/* What kit_open() knows of it; *summary zeroed before. */
void kit_summarize(const struct kit *k, struct kit_summary *summary);

/* Read all members and hold them against the manifest. ERR_HOSTILE, ERR_SYSTEM. */
int kit_check(struct kit *k, struct err *err) MUST_CHECK;

/*
 * The same, and show every record on the way, parsed and checked: a is an
 * artifact's, t a sysroot's, the other one is NULL; valid during the call.
 */
typedef void kit_see(void *arg, const struct kit_member *m, const struct artifact *a,
		     const struct tree_record *t);
int kit_look(struct kit *k, kit_see *see, void *arg, struct err *err) MUST_CHECK;

/* --- importing --- */

/*
 * Take in all that a kit carries, or nothing. The signature is checked over the
 * whole file before anything in it is parsed; what is read then must be what
 * was signed, block by block, even if the medium answers otherwise the second
 * time. Members are hashed while they stream into tmp/; only when all are there
 * and each record has its objects, they are moved in, records last. Objects
 * that were altered in the store are replaced. What was killed in the middle is
 * finished by the same command again.
 *
 * path: as in kit_open(). ix: may be NULL; else the sysroots are registered
 * there, with their symbols if reader is given. program_folder: where programs/
 * go, or NULL to leave them out. *summary zeroed before, may be NULL.
 * Errors: kit_open()'s; ERR_MISMATCH (an older number, or the same with other
 * contents; none, and a sysroot of the same name is another one here), ERR_HOSTILE, ERR_MISSING (a
 * member that was left out is not in this store either), ERR_SYSTEM.
 */
int kit_import(struct store *s, struct index *ix, index_reader *reader, const char *path,
	       const struct kit_trust *trust, const char *program_folder,
	       struct kit_summary *summary, struct err *err) MUST_CHECK;

/* --- signing, keys --- */

/* The name of a kit's signature: PATH.minisig. The caller frees. */
char *kit_signature_path(const char *path);

/*
 * Sign a file that is a kit: its signature is written whole or not at all, its
 * trusted comment names series, number and the manifest's digest.
 * signature: path of it; NULL: kit_signature_path(). keyfile: of the secret key;
 * passphrase: NULL for a key without one.
 * Errors: minisign_secret_parse()'s, kit_open()'s, ERR_SYSTEM.
 */
int kit_sign(const char *kit, const char *signature, const char *keyfile, const char *passphrase,
	     struct err *err) MUST_CHECK;

/*
 * Add the folders of trusted keys: $XDG_CONFIG_HOME/sysroot/keys or
 * ~/.config/sysroot/keys (where the user's own go), /etc/sysroot/keys. Errors:
 * ERR_USAGE for a relative path in the environment.
 */
int kit_default_keys(struct strv *folders, struct err *err) MUST_CHECK;

struct kit_key {
	char *name; /* of the file, without .pub */
	char *path;
	struct minisign_public key;
	char *problem; /* why it cannot be used; NULL: it can */
};
struct kit_keys {
	struct kit_key *items; /* by folder, then name */
	size_t count;
};

/* The trusted keys of these folders. *keys zeroed before. Errors: a folder that cannot be read. */
int kit_keys_read(const struct strv *folders, struct kit_keys *keys, struct err *err) MUST_CHECK;
void kit_keys_release(struct kit_keys *keys);

/* --- numbers --- */

/*
 * Be the only one who makes or imports a kit of a series: held from
 * kit_next_number() until kit_remember_made(), and by kit_import(). Not inside of
 * store_use(). Free with store_unlock().
 */
int kit_series_lock(struct store *s, const char *name, int *fd, struct err *err) MUST_CHECK;

/*
 * The number for a wish, whose own is not looked at: one more than the last that
 * this store imported or made of the series; but the last one made again if that
 * is what would come out: the same wish makes the same kit. Errors: kit_write()'s.
 */
int kit_next_number(struct store *s, const struct kit_wish *wish, uint64_t *number,
		    struct err *err) MUST_CHECK;
/* Remember that a kit was made. */
int kit_remember_made(struct store *s, const struct kit_summary *kit, struct err *err) MUST_CHECK;

/* --- what this store has --- */

/*
 * Append the sorted names of what kits can carry and this store has. A have-list
 * is the line "sysroot have 1" and such names, a line each.
 */
int kit_have(const struct store *s, struct strv *names, struct err *err) MUST_CHECK;
void kit_have_text(const struct strv *names, struct buf *out);
/* Errors: ERR_SYNTAX. */
int kit_have_parse(const char *text, size_t len, const char *file, struct strv *names,
		   struct err *err) MUST_CHECK;

/* --- kit_series.c --- */

/*
 * Numbers of a series, as kits/NAME has them; 0 and "": none. Errors:
 * ERR_CORRUPT when the text is not ours; ERR_SYSTEM.
 */
struct kit_series {
	uint64_t imported, made;
	char imported_digest[SHA256_HEX], made_digest[SHA256_HEX]; /* of the manifests */
};
int kit_series_read(const struct store *s, const char *name, struct kit_series *series,
		    struct err *err) MUST_CHECK;

#endif
