/* Secret keys in minisign's format, locked by a passphrase or not. */
/* SPDX-License-Identifier: MIT */
#include "cache/sign/minisign_internal.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "builder/base/base64.h"
#include "builder/base/new_calls.h"

/* What is locked: key id, seed and public key, checksum. */
enum { CHECKSUM = 32, SALT = 32, LOCKED = MINISIGN_ID + MINISIGN_SECRET + CHECKSUM };

/* Where each field of the 158 bytes begins. */
enum {
	AT_ALGORITHM = 0,
	AT_KDF = 2,
	AT_CHECK = 4,
	AT_SALT = 6,
	AT_OPERATIONS = AT_SALT + SALT,
	AT_MEMORY = AT_OPERATIONS + 8,
	AT_LOCKED = AT_MEMORY + 8,
	SECRET_BYTES = AT_LOCKED + LOCKED,
};

/*
 * What a new key's passphrase is stretched with, in libsodium's terms: they
 * come out as N = 2^18, r = 8, p = 1: 256 MiB and about a second.
 */
#define NEW_OPERATIONS ((uint64_t)1 << 23)
#define NEW_MEMORY ((uint64_t)1 << 28)

struct scrypt_cost {
	uint64_t n;
	uint32_t r, p;
};

/*
 * libsodium's limits as scrypt's parameters (its pickparams(), for
 * crypto_pwhash_scryptsalsa208sha256): r is 8; N is the largest power of two
 * that the scarcer of memory and operations allows.
 */
static struct scrypt_cost cost_of(uint64_t operations, uint64_t memory)
{
	struct scrypt_cost c = { .n = 2, .r = 8, .p = 1 };
	uint64_t max_n;

	if (operations < 32768)
		operations = 32768;
	if (operations < memory / 32) {
		max_n = operations / ((uint64_t)c.r * 4);
		while (c.n <= max_n / 2)
			c.n *= 2;
	} else {
		uint64_t rp;

		max_n = memory / ((uint64_t)c.r * 128);
		while (c.n <= max_n / 2)
			c.n *= 2;
		rp = operations / 4 / c.n;
		c.p = (uint32_t)((rp > 0x3fffffff ? 0x3fffffff : rp) / c.r);
	}
	return c;
}

static uint64_t get_number(const unsigned char *p)
{
	uint64_t x = 0;

	for (int i = 7; i >= 0; i--)
		x = x << 8 | p[i];
	return x;
}

static void put_number(unsigned char *p, uint64_t x)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(x >> (8 * i));
}

/* Two letters, without the NUL behind them. */
static void put_word(unsigned char *p, const char *word)
{
	p[0] = (unsigned char)word[0];
	p[1] = (unsigned char)word[1];
}

/* xor the locked bytes with what scrypt makes of the passphrase. */
static int turn_lock(unsigned char bytes[SECRET_BYTES], const char *passphrase, struct err *err)
{
	struct scrypt_cost c =
		cost_of(get_number(bytes + AT_OPERATIONS), get_number(bytes + AT_MEMORY));
	uint64_t memory = c.n * c.r * 128 + ((uint64_t)c.p + 2) * c.r * 128 + (1 << 20);
	unsigned char stream[LOCKED];

	/* 4 GiB: four times what minisign itself asks for at most. */
	if (c.n > (uint64_t)1 << 22 || c.p == 0 || c.p > 64)
		return err_set(err, ERR_FAILED,
			       "deriving the key from its passphrase would take more than 4 GiB of "
			       "memory, or too long");
	minisign_start();
	/* Not by EVP_KDF, whose form OpenSSL 3 changed: this one is in 1.1 too. */
	if (EVP_PBE_scrypt(passphrase, strlen(passphrase), bytes + AT_SALT, SALT, c.n, c.r, c.p,
			   memory, stream, sizeof(stream)) != 1) {
		err_set(err, ERR_FAILED, "cannot derive the key from its passphrase");
		return err_hint(err, "that needs %llu MiB of memory",
				(unsigned long long)(memory >> 20));
	}
	for (size_t i = 0; i < LOCKED; i++)
		bytes[AT_LOCKED + i] ^= stream[i];
	OPENSSL_cleanse(stream, sizeof(stream));
	return 0;
}

/* BLAKE2b-256 of "Ed", key id, and key. */
static void checksum(const unsigned char bytes[SECRET_BYTES], unsigned char sum[CHECKSUM])
{
	struct blake2b b;

	blake2b_init(&b, CHECKSUM);
	blake2b_update(&b, bytes + AT_ALGORITHM, 2);
	blake2b_update(&b, bytes + AT_LOCKED, MINISIGN_ID + MINISIGN_SECRET);
	blake2b_final(&b, sum);
	OPENSSL_cleanse(&b, sizeof(b));
}

static int read_bytes(const char *text, size_t len, const char *file,
		      unsigned char bytes[SECRET_BYTES], struct err *err)
{
	static const unsigned char none[2];
	struct minisign_line lines[2] = { { "", 0 } };
	size_t comment;

	if (minisign_lines(text, len, file, lines, 2, err))
		return -1;
	if (!minisign_comment(&lines[0], MINISIGN_UNTRUSTED, &comment))
		return minisign_bad(file, "it does not begin with 'untrusted comment: '", err);
	if (!base64_read(lines[1].text, lines[1].len, bytes, SECRET_BYTES))
		return minisign_bad(file, "its second line is not the base64 of a secret key", err);
	if (memcmp(bytes + AT_ALGORITHM, "Ed", 2) != 0 || memcmp(bytes + AT_CHECK, "B2", 2) != 0 ||
	    (memcmp(bytes + AT_KDF, "Sc", 2) != 0 && memcmp(bytes + AT_KDF, none, 2) != 0))
		return minisign_bad(file, "its kind of key is not supported", err);
	return 0;
}

int minisign_secret_is_locked(const char *text, size_t len, const char *file, struct err *err)
{
	unsigned char bytes[SECRET_BYTES];
	int rc = read_bytes(text, len, file, bytes, err);

	if (rc == 0)
		rc = memcmp(bytes + AT_KDF, "Sc", 2) == 0;
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

/* The public key of a seed. Returns 0 or -1. */
static int derive_public(const unsigned char seed[MINISIGN_KEY], unsigned char public[MINISIGN_KEY])
{
	size_t len = MINISIGN_KEY;
	EVP_PKEY *pkey;
	bool good;

	minisign_start();
	pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, MINISIGN_KEY);
	good = pkey && EVP_PKEY_get_raw_public_key(pkey, public, &len) == 1 && len == MINISIGN_KEY;
	EVP_PKEY_free(pkey);
	return good ? 0 : -1;
}

static int unlock(unsigned char bytes[SECRET_BYTES], const char *file, const char *passphrase,
		  struct minisign_secret *secret, struct err *err)
{
	bool locked = memcmp(bytes + AT_KDF, "Sc", 2) == 0;
	static const unsigned char none[CHECKSUM];
	unsigned char sum[CHECKSUM], public[MINISIGN_KEY];

	if (locked && !passphrase) {
		err_set(err, ERR_USAGE, "the key '%s' needs a passphrase", file);
		return err_hint(err, "give it with --password-file FILE, or at a terminal");
	}
	if (locked && turn_lock(bytes, passphrase, err))
		return err_prefix(err, "'%s'", file);
	checksum(bytes, sum);
	if (CRYPTO_memcmp(sum, bytes + AT_LOCKED + MINISIGN_ID + MINISIGN_SECRET, CHECKSUM) != 0) {
		if (locked)
			return err_set(err, ERR_MISMATCH, "wrong passphrase for '%s'", file);
		/* minisign leaves the checksum of a key without a passphrase empty. */
		if (memcmp(none, bytes + AT_LOCKED + MINISIGN_ID + MINISIGN_SECRET, CHECKSUM) != 0)
			return minisign_bad(file, "its checksum is wrong", err);
	}
	memcpy(secret->id, bytes + AT_LOCKED, MINISIGN_ID);
	memcpy(secret->key, bytes + AT_LOCKED + MINISIGN_ID, MINISIGN_SECRET);
	if (derive_public(secret->key, public) ||
	    memcmp(public, secret->key + MINISIGN_KEY, MINISIGN_KEY) != 0) {
		minisign_secret_wipe(secret);
		return minisign_bad(file, "its two halves do not match", err);
	}
	return 0;
}

int minisign_secret_parse(const char *text, size_t len, const char *file, const char *passphrase,
			  struct minisign_secret *secret, struct err *err)
{
	unsigned char bytes[SECRET_BYTES];
	int rc = read_bytes(text, len, file, bytes, err);

	if (rc == 0)
		rc = unlock(bytes, file, passphrase, secret, err);
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

int minisign_secret_text(const struct minisign_secret *secret, const char *passphrase,
			 struct buf *out, struct err *err)
{
	unsigned char bytes[SECRET_BYTES] = { 0 };
	int rc = 0;

	put_word(bytes + AT_ALGORITHM, "Ed");
	put_word(bytes + AT_CHECK, "B2");
	memcpy(bytes + AT_LOCKED, secret->id, MINISIGN_ID);
	memcpy(bytes + AT_LOCKED + MINISIGN_ID, secret->key, MINISIGN_SECRET);
	checksum(bytes, bytes + AT_LOCKED + MINISIGN_ID + MINISIGN_SECRET);
	if (passphrase) {
		put_word(bytes + AT_KDF, "Sc");
		put_number(bytes + AT_OPERATIONS, NEW_OPERATIONS);
		put_number(bytes + AT_MEMORY, NEW_MEMORY);
		rc = random_bytes(bytes + AT_SALT, SALT) == 0
			     ? turn_lock(bytes, passphrase, err)
			     : err_sys(err, "the system does not provide random numbers");
	}
	if (rc == 0) {
		buf_addf(out, MINISIGN_UNTRUSTED "minisign %s secret key\n",
			 passphrase ? "encrypted" : "unencrypted");
		base64_add(out, bytes, sizeof(bytes));
		buf_addch(out, '\n');
	}
	OPENSSL_cleanse(bytes, sizeof(bytes));
	return rc;
}

int minisign_generate(struct minisign_secret *secret, struct minisign_public *key, struct err *err)
{
	if (random_bytes(secret->id, MINISIGN_ID) < 0 ||
	    random_bytes(secret->key, MINISIGN_KEY) < 0)
		return err_sys(err, "the system does not provide random numbers");
	if (derive_public(secret->key, secret->key + MINISIGN_KEY))
		return err_set(err, ERR_FAILED, "libcrypto cannot generate an Ed25519 key");
	minisign_public_of(secret, key);
	return 0;
}

void minisign_public_of(const struct minisign_secret *secret, struct minisign_public *key)
{
	memcpy(key->id, secret->id, MINISIGN_ID);
	memcpy(key->key, secret->key + MINISIGN_KEY, MINISIGN_KEY);
}

void minisign_secret_wipe(struct minisign_secret *secret)
{
	OPENSSL_cleanse(secret, sizeof(*secret));
}
