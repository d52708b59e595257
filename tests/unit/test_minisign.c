/* minisign's format: what Debian's minisign wrote, we read, and the other way round. */
/* SPDX-License-Identifier: MIT */
#include <openssl/evp.h>

#include "store_fixture.h"

#include "cache/sign/minisign.h"

/*
 * A pair of keys for this test alone, and a signature of "hello\n", all made by
 * minisign 0.11: -G -W, -S -t farm, -S -l.
 */
static const char their_public[] = "untrusted comment: minisign public key CF8B83E5A070B398\n"
				   "RWSYs3Cg5YOLz3rh+ba4V74pePEWNC7pYoahGPHHxJtfkV1RNws3UJEb\n";
static const char their_secret[] = "untrusted comment: minisign encrypted secret key\n"
				   "RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
				   "AAAAAAAAAmLNwoOWDi89M8bXLxFEn"
				   "RrtKTD1/jJv7Rj+atrRne5PO7cq7DOVy/"
				   "Xrh+ba4V74pePEWNC7pYoahGPHHxJtfkV1RNws3UJEbAAAAAAAAAAAAAAAAAAAA"
				   "AAAAAAAAAAAAAAAAAAAAAAA=\n";
static const char their_signature[] =
	"untrusted comment: signature from minisign secret key\n"
	"RUSYs3Cg5YOLz9Ob4yMAuR+Wc7V4fFBYgsLfMwGkNZbfd24lRz5I0sFLW6nGIQNayTCmtkiZ9hsDCBXxHWp/"
	"Pu1ffOIqBfA0"
	"IAg=\n"
	"trusted comment: farm\n"
	"yutUMvsQzpg0rdP4C8kL7mAV5EbdCieRHsRjL+N1Hfis9O5g0bjUCDI/"
	"tgvJlgMXXcplLmqD8ijWiJyRLlkbDw==\n";

static void hash_of(const char *text, unsigned char hash[MINISIGN_HASH])
{
	struct blake2b b;

	blake2b_init(&b, MINISIGN_HASH);
	blake2b_update(&b, text, strlen(text));
	blake2b_final(&b, hash);
}

static void expect_hex(const unsigned char *data, size_t len, const char *hex)
{
	for (size_t i = 0; i < len; i++) {
		char two[3];

		snprintf(two, sizeof(two), "%02x", data[i]);
		assert_memory_equal(two, hex + 2 * i, 2);
	}
	assert_int_equal(strlen(hex), 2 * len);
}

/* RFC 7693, appendix A, and the digest of 32 bytes as b2sum -l 256 prints it. */
static void hashes_as_the_rfc_says(void **state)
{
	unsigned char digest[64];
	struct blake2b b;

	(void)state;
	hash_of("abc", digest);
	expect_hex(digest, 64,
		   "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
		   "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
	blake2b_init(&b, 32);
	blake2b_update(&b, "abc", 3);
	blake2b_final(&b, digest);
	expect_hex(digest, 32, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

/* Lengths around the block's, in pieces of any size. */
static void hashes_as_libcrypto_does(void **state)
{
	static unsigned char data[1000];
	uint64_t seed = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)next_random(&seed);
	for (size_t len = 0; len < sizeof(data); len += len < 300 ? 1 : 37) {
		unsigned char ours[64], theirs[64];
		size_t at = 0;
		struct blake2b b;

		assert_int_equal(EVP_Digest(data, len, theirs, NULL, EVP_blake2b512(), NULL), 1);
		blake2b_init(&b, 64);
		while (at < len) {
			size_t n = next_random(&seed) % 300;

			n = n < len - at ? n : len - at;
			blake2b_update(&b, data + at, n);
			at += n;
		}
		blake2b_final(&b, ours);
		assert_memory_equal(ours, theirs, 64);
	}
}

static void reads_what_minisign_wrote(void **state)
{
	struct err err = ERR_INIT;
	struct minisign_public key;
	struct minisign_signature s = { 0 };
	unsigned char hash[MINISIGN_HASH];
	char id[MINISIGN_ID_TEXT];

	(void)state;
	ok(minisign_public_parse(their_public, strlen(their_public), "k", &key, &err), &err);
	assert_string_equal(minisign_id_text(key.id, id), "CF8B83E5A070B398");
	ok(minisign_signature_parse(their_signature, strlen(their_signature), "s", &s, &err), &err);
	assert_string_equal(s.comment, "farm");
	hash_of("hello\n", hash);
	ok(minisign_verify(&key, &s, hash, &err), &err);
	hash_of("hello", hash);
	assert_int_equal(minisign_verify(&key, &s, hash, &err), -1);
	assert_int_equal(err.code, ERR_MISMATCH);
	err_clear(&err);
	hash_of("hello\n", hash);
	s.comment[0] = 'F';
	assert_int_equal(minisign_verify(&key, &s, hash, &err), -1);
	assert_non_null(strstr(err.text, "trusted comment"));
	err_clear(&err);
	minisign_signature_release(&s);
}

/* Ed25519 has one signature for a key and a text: the same bytes. */
static void signs_as_minisign_does(void **state)
{
	struct err err = ERR_INIT;
	struct minisign_secret secret;
	struct minisign_public key;
	unsigned char hash[MINISIGN_HASH];
	AUTOBUF struct buf out = BUF_INIT;
	AUTOBUF struct buf public = BUF_INIT;

	(void)state;
	ok(minisign_secret_parse(their_secret, strlen(their_secret), "k", NULL, &secret, &err),
	   &err);
	hash_of("hello\n", hash);
	ok(minisign_sign(&secret, hash, "signature from minisign secret key", "farm", &out, &err),
	   &err);
	assert_string_equal(out.data, their_signature);
	minisign_public_of(&secret, &key);
	minisign_public_text(&key, &public);
	assert_string_equal(public.data, their_public);
	minisign_secret_wipe(&secret);
}

static void locks_a_key_by_a_passphrase(void **state)
{
	struct err err = ERR_INIT;
	struct minisign_secret secret, again;
	struct minisign_public key;
	AUTOBUF struct buf text = BUF_INIT;

	(void)state;
	ok(minisign_generate(&secret, &key, &err), &err);
	ok(minisign_secret_text(&secret, "pass phrase", &text, &err), &err);
	assert_int_equal(minisign_secret_is_locked(text.data, text.len, "k", &err), 1);
	ok(minisign_secret_parse(text.data, text.len, "k", "pass phrase", &again, &err), &err);
	assert_memory_equal(&secret, &again, sizeof(secret));
	assert_int_equal(minisign_secret_parse(text.data, text.len, "k", "Pass phrase", &again,
					       &err),
			 -1);
	assert_int_equal(err.code, ERR_MISMATCH);
	assert_string_equal(err.text, "wrong passphrase for 'k'");
	assert_int_equal(minisign_secret_parse(text.data, text.len, "k", NULL, &again, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	err_clear(&err);
}

static void refuses_the_old_kind(void **state)
{
	struct err err = ERR_INIT;
	struct minisign_signature s = { 0 };
	AUTOFREE char *old = xstrdup(their_signature);

	(void)state;
	/* "ED" and "Ed" differ in the second character of the base64, U and W. */
	strstr(old, "RUSY")[1] = 'W';
	assert_int_equal(minisign_signature_parse(old, strlen(old), "s", &s, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.text, "legacy minisign"));
	assert_non_null(strstr(err.hint, "minisign -H"));
	err_clear(&err);
	minisign_signature_release(&s);
}

/* Whatever is changed in a file, but for its first comment, makes it another or none. */
static void takes_one_text_for_one_signature(void **state)
{
	const size_t len = strlen(their_signature);
	const size_t comment = strcspn(their_signature, "\n");
	unsigned char hash[MINISIGN_HASH];
	struct minisign_public key;
	uint64_t seed = 3;

	(void)state;
	assert_int_equal(minisign_public_parse(their_public, strlen(their_public), "k", &key, NULL),
			 0);
	hash_of("hello\n", hash);
	for (int i = 0; i < 20000; i++) {
		char text[sizeof(their_signature) + 8];
		struct minisign_signature s = { 0 };
		size_t n = len;

		memcpy(text, their_signature, len + 1);
		mutate(text, &n, sizeof(text) - 1, &seed);
		text[n] = '\0';
		if (n >= len - comment && memcmp(text + n - (len - comment),
						 their_signature + comment, len - comment) == 0)
			continue; /* only the comment that nobody trusts, or nothing */
		if (minisign_signature_parse(text, n, "s", &s, NULL) == 0 &&
		    minisign_verify(&key, &s, hash, NULL) == 0)
			fail_msg("taken: %s", text);
		minisign_signature_release(&s);
	}
}

static void expect_bad(const char *text, size_t len, const char *problem)
{
	struct minisign_secret secret;
	struct err err = ERR_INIT;

	assert_int_equal(minisign_secret_parse(text, len, "k", NULL, &secret, &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	if (!strstr(err.text, problem))
		fail_msg("'%s' instead of '%s'", err.text, problem);
	err_clear(&err);
}

static void knows_a_damaged_key(void **state)
{
	AUTOFREE char *text = xstrdup(their_secret);
	const size_t len = strlen(text);

	(void)state;
	expect_bad(text, len - 1, "lines are missing");
	expect_bad("", 0, "lines are missing");
	expect_bad("hello\nworld\n", 12, "does not begin");
	expect_bad(their_public, strlen(their_public), "not the base64 of a secret key");
	/* A byte of the seed. */
	*(strstr(text, "i89M8bXL") + 3) = 'N';
	expect_bad(text, len, "two halves do not match");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_as_the_rfc_says),
		cmocka_unit_test(hashes_as_libcrypto_does),
		cmocka_unit_test(reads_what_minisign_wrote),
		cmocka_unit_test(signs_as_minisign_does),
		cmocka_unit_test(locks_a_key_by_a_passphrase),
		cmocka_unit_test(refuses_the_old_kind),
		cmocka_unit_test(takes_one_text_for_one_signature),
		cmocka_unit_test(knows_a_damaged_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
