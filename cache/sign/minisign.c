/* Public keys and signatures in minisign's format. */
/* SPDX-License-Identifier: MIT */
#include "cache/sign/minisign_internal.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "builder/base/base64.h"
#include "builder/base/plain.h"

void minisign_start(void)
{
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}

int minisign_bad(const char *file, const char *problem, struct err *err)
{
	err_set(err, ERR_SYNTAX, "'%s' is not in minisign's format: %s", file, problem);
	return err_hint(err, "it was altered or truncated in transit, or is another kind of file");
}

int minisign_lines(const char *text, size_t len, const char *file, struct minisign_line *lines,
		   size_t count, struct err *err)
{
	const char *end = text + len;

	for (size_t i = 0; i < count; i++) {
		const char *eol = text < end ? memchr(text, '\n', (size_t)(end - text)) : NULL;

		if (!eol)
			return minisign_bad(file, "lines are missing", err);
		lines[i] = (struct minisign_line){ text, (size_t)(eol - text) };
		text = eol + 1;
	}
	return text == end ? 0 : minisign_bad(file, "there is data after its end", err);
}

const char *minisign_comment(const struct minisign_line *line, const char *prefix, size_t *len)
{
	size_t n = strlen(prefix);

	if (line->len < n || memcmp(line->text, prefix, n) != 0)
		return NULL;
	for (size_t i = n; i < line->len; i++)
		/* minisign's own comments have tabs; nothing else moves a terminal's cursor. */
		if (plain_is_control(line->text[i]) && line->text[i] != '\t')
			return NULL;
	*len = line->len - n;
	return line->text + n;
}

char *minisign_id_text(const unsigned char id[MINISIGN_ID], char text[MINISIGN_ID_TEXT])
{
	/* It is shown as a number, and stored with the lowest byte first. */
	for (size_t i = 0; i < MINISIGN_ID; i++) {
		text[2 * i] = "0123456789ABCDEF"[id[MINISIGN_ID - 1 - i] >> 4];
		text[2 * i + 1] = "0123456789ABCDEF"[id[MINISIGN_ID - 1 - i] & 15];
	}
	text[MINISIGN_ID_TEXT - 1] = '\0';
	return text;
}

/* "Ed" and the two fields behind it. */
enum { PUBLIC_BYTES = 2 + MINISIGN_ID + MINISIGN_KEY };
enum { SIGNATURE_BYTES = 2 + MINISIGN_ID + MINISIGN_SIGNATURE };

int minisign_public_parse(const char *text, size_t len, const char *file,
			  struct minisign_public *key, struct err *err)
{
	struct minisign_line lines[2] = { { "", 0 } };
	unsigned char bytes[PUBLIC_BYTES];
	size_t comment;

	if (minisign_lines(text, len, file, lines, 2, err))
		return -1;
	if (!minisign_comment(&lines[0], MINISIGN_UNTRUSTED, &comment))
		return minisign_bad(file, "it does not begin with 'untrusted comment: '", err);
	if (!base64_read(lines[1].text, lines[1].len, bytes, sizeof(bytes)))
		return minisign_bad(file, "its second line is not the base64 of a public key", err);
	if (memcmp(bytes, "Ed", 2) != 0)
		return minisign_bad(file, "it is not a key for Ed25519", err);
	memcpy(key->id, bytes + 2, MINISIGN_ID);
	memcpy(key->key, bytes + 2 + MINISIGN_ID, MINISIGN_KEY);
	return 0;
}

void minisign_public_text(const struct minisign_public *key, struct buf *out)
{
	unsigned char bytes[PUBLIC_BYTES] = "Ed";
	char id[MINISIGN_ID_TEXT];

	memcpy(bytes + 2, key->id, MINISIGN_ID);
	memcpy(bytes + 2 + MINISIGN_ID, key->key, MINISIGN_KEY);
	buf_addf(out, MINISIGN_UNTRUSTED "minisign public key %s\n", minisign_id_text(key->id, id));
	base64_add(out, bytes, sizeof(bytes));
	buf_addch(out, '\n');
}

void minisign_signature_release(struct minisign_signature *s)
{
	free(s->comment);
	memset(s, 0, sizeof(*s));
}

int minisign_signature_parse(const char *text, size_t len, const char *file,
			     struct minisign_signature *s, struct err *err)
{
	struct minisign_line lines[4] = { { "", 0 } };
	unsigned char bytes[SIGNATURE_BYTES];
	const char *comment;
	size_t comment_len;

	if (minisign_lines(text, len, file, lines, 4, err))
		return -1;
	if (!minisign_comment(&lines[0], MINISIGN_UNTRUSTED, &comment_len))
		return minisign_bad(file, "it does not begin with 'untrusted comment: '", err);
	if (!base64_read(lines[1].text, lines[1].len, bytes, sizeof(bytes)))
		return minisign_bad(file, "its second line is not the base64 of a signature", err);
	if (memcmp(bytes, "Ed", 2) == 0) {
		err_set(err, ERR_FAILED,
			"'%s' is a legacy minisign signature, of the file itself instead of its "
			"hash",
			file);
		return err_hint(err, "sign it again with 'sysroot kit sign', or with minisign -H");
	}
	if (memcmp(bytes, "ED", 2) != 0)
		return minisign_bad(file, "its signature algorithm is not supported", err);
	comment = minisign_comment(&lines[2], MINISIGN_TRUSTED, &comment_len);
	if (!comment)
		return minisign_bad(file, "its third line is not a 'trusted comment: '", err);
	if (!base64_read(lines[3].text, lines[3].len, s->global, sizeof(s->global)))
		return minisign_bad(file, "its fourth line is not the base64 of a signature", err);
	memcpy(s->id, bytes + 2, MINISIGN_ID);
	memcpy(s->signature, bytes + 2 + MINISIGN_ID, MINISIGN_SIGNATURE);
	s->comment = xstrndup(comment, comment_len);
	return 0;
}

/* What the second signature is over: the first one, and the comment. */
static void add_global(struct buf *out, const unsigned char signature[MINISIGN_SIGNATURE],
		       const char *comment)
{
	buf_add(out, signature, MINISIGN_SIGNATURE);
	buf_addstr(out, comment);
}

static bool ed25519_verify(EVP_PKEY *key, const unsigned char signature[MINISIGN_SIGNATURE],
			   const void *data, size_t len)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool good = key && c && EVP_DigestVerifyInit(c, NULL, NULL, NULL, key) == 1 &&
		    EVP_DigestVerify(c, signature, MINISIGN_SIGNATURE, data, len) == 1;

	EVP_MD_CTX_free(c);
	return good;
}

static bool ed25519_sign(EVP_PKEY *key, unsigned char signature[MINISIGN_SIGNATURE],
			 const void *data, size_t len)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t size = MINISIGN_SIGNATURE;
	bool good = key && c && EVP_DigestSignInit(c, NULL, NULL, NULL, key) == 1 &&
		    EVP_DigestSign(c, signature, &size, data, len) == 1;

	EVP_MD_CTX_free(c);
	return good && size == MINISIGN_SIGNATURE;
}

int minisign_verify(const struct minisign_public *key, const struct minisign_signature *s,
		    const unsigned char hash[MINISIGN_HASH], struct err *err)
{
	AUTOBUF struct buf global = BUF_INIT;
	char id[MINISIGN_ID_TEXT];
	EVP_PKEY *pkey;
	int rc = 0;

	minisign_start();
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->key, MINISIGN_KEY);
	add_global(&global, s->signature, s->comment);
	minisign_id_text(s->id, id);
	if (memcmp(key->id, s->id, MINISIGN_ID) != 0)
		rc = err_set(err, ERR_MISMATCH, "the signature was made with another key: %s", id);
	else if (!ed25519_verify(pkey, s->signature, hash, MINISIGN_HASH))
		rc = err_set(err, ERR_MISMATCH, "the signature by key %s is not valid", id);
	else if (!ed25519_verify(pkey, s->global, global.data, global.len))
		rc = err_set(err, ERR_MISMATCH,
			     "the signature of the trusted comment by key %s is not valid", id);
	EVP_PKEY_free(pkey);
	return rc;
}

int minisign_sign(const struct minisign_secret *secret, const unsigned char hash[MINISIGN_HASH],
		  const char *untrusted, const char *trusted, struct buf *out, struct err *err)
{
	unsigned char bytes[SIGNATURE_BYTES] = "ED", global[MINISIGN_SIGNATURE];
	unsigned char *signature = bytes + 2 + MINISIGN_ID;
	AUTOBUF struct buf text = BUF_INIT;
	EVP_PKEY *pkey;
	bool good;

	minisign_start();
	pkey = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret->key, MINISIGN_KEY);
	assert(!strchr(untrusted, '\n') && !strchr(trusted, '\n'));
	memcpy(bytes + 2, secret->id, MINISIGN_ID);
	good = ed25519_sign(pkey, signature, hash, MINISIGN_HASH);
	add_global(&text, signature, trusted);
	good = good && ed25519_sign(pkey, global, text.data, text.len);
	EVP_PKEY_free(pkey);
	if (!good)
		return err_set(err, ERR_FAILED, "libcrypto cannot sign with Ed25519");
	buf_addf(out, MINISIGN_UNTRUSTED "%s\n", untrusted);
	base64_add(out, bytes, sizeof(bytes));
	buf_addf(out, "\n" MINISIGN_TRUSTED "%s\n", trusted);
	base64_add(out, global, sizeof(global));
	buf_addch(out, '\n');
	return 0;
}
