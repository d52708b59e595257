/* Signatures and keys in minisign's format: Ed25519 over BLAKE2b. */
/* SPDX-License-Identifier: MIT */
#ifndef CACHE_SIGN_MINISIGN_H
#define CACHE_SIGN_MINISIGN_H

#include <stddef.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/*
 * Source: jedisct1's minisign, "Signature format" (its manual page); RFC 8032
 * for Ed25519, RFC 7693 for BLAKE2b, RFC 7914 for scrypt. Every file is lines of
 * text: one that begins with "untrusted comment: " and says what anybody liked,
 * then base64 of
 *   public key    "Ed", key id (8 bytes), key (32)
 *   secret key    "Ed", "Sc" or two zero bytes, "B2", salt (32), operations and
 *                 memory limits of scrypt (8 each, little endian), then key id
 *                 (8), seed and public key (32 each), checksum (32): these 104
 *                 bytes are xored with scrypt's output when it says "Sc"
 *   signature     "ED", key id, signature (64) over the BLAKE2b-512 of the file;
 *                 then the line "trusted comment: ...", then base64 of a
 *                 signature (64) over that signature and the comment's text
 * Here a file has these lines and nothing else, each ended by \n.
 */
enum {
	MINISIGN_ID = 8, /* bytes */
	MINISIGN_KEY = 32,
	MINISIGN_SECRET = 64, /* the seed, then the public key */
	MINISIGN_SIGNATURE = 64,
	MINISIGN_HASH = 64, /* BLAKE2b-512 */
	MINISIGN_ID_TEXT = 17, /* sixteen hex digits and a NUL */
};

#define MINISIGN_FILE_MAX ((size_t)16384) /* bytes of a key or signature file */

/* --- BLAKE2b, without a key --- */

struct blake2b {
	uint64_t h[8];
	uint64_t count; /* bytes that went in */
	unsigned char block[128]; /* not yet mixed in */
	size_t filled; /* bytes of it */
	size_t length; /* of the digest, in bytes */
};

/* length: of the digest, 1 to 64 bytes. */
void blake2b_init(struct blake2b *b, size_t length);
void blake2b_update(struct blake2b *b, const void *data, size_t len);
void blake2b_final(struct blake2b *b, unsigned char *digest);

/* --- keys --- */

struct minisign_public {
	unsigned char id[MINISIGN_ID];
	unsigned char key[MINISIGN_KEY];
};

struct minisign_secret {
	unsigned char id[MINISIGN_ID];
	unsigned char key[MINISIGN_SECRET];
};

/* The id as minisign shows it: sixteen upper-case hex digits. Returns text. */
char *minisign_id_text(const unsigned char id[MINISIGN_ID], char text[MINISIGN_ID_TEXT]);

/* file: for messages, here and below. Errors: ERR_SYNTAX. */
int minisign_public_parse(const char *text, size_t len, const char *file,
			  struct minisign_public *key, struct err *err) MUST_CHECK;
void minisign_public_text(const struct minisign_public *key, struct buf *out);

/* A new pair. Errors: ERR_FAILED when the system has no randomness to give. */
int minisign_generate(struct minisign_secret *secret, struct minisign_public *key,
		      struct err *err) MUST_CHECK;

/* The public half. */
void minisign_public_of(const struct minisign_secret *secret, struct minisign_public *key);

/* Is the file's key locked by a passphrase? 1, 0, or -1 (ERR_SYNTAX). */
int minisign_secret_is_locked(const char *text, size_t len, const char *file,
			      struct err *err) MUST_CHECK;

/*
 * passphrase: NULL for a key that has none. Wipe the key with
 * minisign_secret_wipe(). Errors: ERR_SYNTAX; ERR_USAGE when a passphrase is
 * wanted; ERR_MISMATCH for a wrong one; ERR_FAILED without the memory that
 * scrypt wants.
 */
int minisign_secret_parse(const char *text, size_t len, const char *file, const char *passphrase,
			  struct minisign_secret *secret, struct err *err) MUST_CHECK;
int minisign_secret_text(const struct minisign_secret *secret, const char *passphrase,
			 struct buf *out, struct err *err) MUST_CHECK;
void minisign_secret_wipe(struct minisign_secret *secret);

/* --- signatures --- */

struct minisign_signature {
	unsigned char id[MINISIGN_ID]; /* of the key that made it */
	unsigned char signature[MINISIGN_SIGNATURE];
	unsigned char global[MINISIGN_SIGNATURE];
	char *comment; /* the trusted one */
};
void minisign_signature_release(struct minisign_signature *s);

/*
 * *s zeroed before; released by the caller, also after an error. Errors:
 * ERR_SYNTAX; ERR_FAILED for the old kind of signature, which is over the file
 * itself instead of over its hash.
 */
int minisign_signature_parse(const char *text, size_t len, const char *file,
			     struct minisign_signature *s, struct err *err) MUST_CHECK;

/* Is it the signature of what has this hash, with its comment, by this key? ERR_MISMATCH. */
int minisign_verify(const struct minisign_public *key, const struct minisign_signature *s,
		    const unsigned char hash[MINISIGN_HASH], struct err *err) MUST_CHECK;

/* Append the signature file's text. Comments: one line each. Errors: ERR_FAILED. */
int minisign_sign(const struct minisign_secret *secret, const unsigned char hash[MINISIGN_HASH],
		  const char *untrusted, const char *trusted, struct buf *out,
		  struct err *err) MUST_CHECK;

#endif
