/* Signing a kit. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

static int read_secret(const char *keyfile, const char *passphrase, struct minisign_secret *secret,
		       struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	int rc;

	if (file_read(AT_FDCWD, keyfile, MINISIGN_FILE_MAX, &text, err))
		return -1;
	rc = minisign_secret_parse(text.data, text.len, keyfile, passphrase, secret, err);
	explicit_bzero(text.data, text.len);
	return rc;
}

/* What is signed must be a kit, whole: a signature says that its maker stands for it. */
static int sign(const char *path, const char *signature, const struct minisign_secret *secret,
		struct err *err)
{
	const struct kit_trust own = { .unsigned_ok = true };
	AUTOFREE char *trusted = NULL;
	AUTOFREE char *untrusted = NULL;
	AUTOBUF struct buf text = BUF_INIT;
	unsigned char hash[MINISIGN_HASH];
	char id[MINISIGN_ID_TEXT];
	struct kit *k;
	int rc;

	if (kit_open(path, &own, false, &k, err))
		return -1;
	memcpy(hash, kit_source_hash(k->source), sizeof(hash));
	rc = kit_check(k, err);
	trusted = xasprintf("sysroot kit %s %" PRIu64 " manifest sha256:%s", k->manifest.name,
			    k->manifest.number, k->digest);
	kit_close(k);
	untrusted = xasprintf("signature from sysroot by key %s", minisign_id_text(secret->id, id));
	if (rc || minisign_sign(secret, hash, untrusted, trusted, &text, err))
		return -1;
	return file_write(AT_FDCWD, signature, text.data, text.len, 0644, err);
}

int kit_sign(const char *kit, const char *signature, const char *keyfile, const char *passphrase,
	     struct err *err)
{
	AUTOFREE char *beside = signature ? NULL : kit_signature_path(kit);
	struct minisign_secret secret;
	int rc;

	if (read_secret(keyfile, passphrase, &secret, err))
		return -1;
	rc = sign(kit, signature ? signature : beside, &secret, err);
	minisign_secret_wipe(&secret);
	return rc;
}
