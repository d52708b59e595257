/* Any bytes behind a good signature: parsed or refused, never a crash, never a name that leaves. */
/* SPDX-License-Identifier: MIT */

/*
 * The first byte says what the rest is: 0 a kit as it lies on the disk, 1 the
 * archive inside, which is packed here, 2 a manifest, 3 a manifest with the
 * archive that follows from it (members of zeros whose digests are set right),
 * 4 a signature, 5 a public key, 6 a secret key, 7 a list of 'kit have', 8 and 9
 * records.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

#include "builder/base/tar.h"
#include "cache/kit/kit_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct feeding {
	const unsigned char *data;
	size_t size;
};

static int feed(void *arg, const unsigned char **data, size_t *len, struct err *err)
{
	struct feeding *f = arg;

	(void)err;
	if (!f->size)
		return 0;
	*data = f->data;
	*len = f->size;
	f->size = 0;
	return 1;
}

struct seeing {
	const struct kit_manifest *m;
	struct buf text;
};

static int begin(void *arg, size_t i, int *fd, struct buf **text, struct err *err)
{
	struct seeing *s = arg;

	(void)fd;
	(void)err;
	buf_clear(&s->text);
	if (s->m->members.items[i].size < 1 << 20)
		*text = &s->text;
	return 0;
}

/* Records as an import would look at them. */
static int end(void *arg, size_t i, struct err *err)
{
	struct seeing *s = arg;
	const struct kit_member *m = &s->m->members.items[i];
	AUTOFREE char *path = kit_store_path(m);
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	int rc = 0;

	/* What a name leads to stays below the store. */
	if (path ? !path_is_safe(path) : !kit_program_is_valid(kit_digest_in(m)))
		abort();
	if (m->kind == KIT_ARTIFACT)
		rc = kit_record_artifact(s->m, m, &s->text, &a, err);
	else if (m->kind == KIT_RECORD)
		rc = kit_record_tree(s->m, m, &s->text, &t, err);
	artifact_release(&a);
	tree_record_release(&t);
	return rc;
}

static void read_kit(const void *data, size_t size)
{
	struct feeding f = { data, size };
	struct kit_stream *stream = kit_stream_new(feed, &f);
	struct kit_manifest m = { 0 };
	struct seeing s = { &m, BUF_INIT };
	const struct kit_visitor v = { begin, end, &s };
	struct err err = ERR_INIT;
	char digest[SHA256_HEX];

	if ((kit_read_manifest(stream, &m, digest, &err) ||
	     kit_read_members(stream, &m, &v, &err)) &&
	    (err.code != ERR_HOSTILE || !err.text))
		abort();
	err_clear(&err);
	buf_release(&s.text);
	kit_manifest_release(&m);
	kit_stream_free(stream);
}

static void read_archive(const void *data, size_t size)
{
	size_t bound = ZSTD_compressBound(size);
	AUTOFREE char *packed = xmalloc(bound);

	read_kit(packed, ZSTD_compress(packed, bound, data, size, 1));
}

/* A manifest that is taken has one text. */
static void read_manifest(const char *data, size_t size)
{
	AUTOBUF struct buf again = BUF_INIT;
	struct kit_manifest m = { 0 };

	if (kit_manifest_parse(data, size, &m, NULL) == 0) {
		kit_manifest_text(&m, &again);
		if (again.len != size || memcmp(again.data, data, size) != 0)
			abort();
	}
	kit_manifest_release(&m);
}

/* The archive of a manifest that is taken: what is behind it are its members' contents. */
static void read_whole(const char *data, size_t size)
{
	const char *cut = memmem(data, size, "\n\n", 2);
	size_t text_len = cut ? (size_t)(cut - data) + 1 : size;
	const char *rest = cut ? cut + 2 : data + size;
	const char *stop = data + size;
	struct kit_manifest m = { 0 };
	AUTOBUF struct buf archive = BUF_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf members = BUF_INIT;
	static const char zeros[TAR_BLOCK];

	if (kit_manifest_parse(data, text_len, &m, NULL) == 0) {
		for (size_t i = 0; i < m.members.count; i++) {
			struct kit_member *member = &m.members.items[i];
			size_t left = (size_t)(stop - rest);

			member->size = member->size < left ? member->size : left;
			if (member->kind != KIT_INPUT && member->kind != KIT_OBJECT)
				sha256_mem(rest, (size_t)member->size, member->sha256);
			kit_member_header(member, &members);
			buf_add(&members, rest, (size_t)member->size);
			buf_add(&members, zeros, tar_padding(member->size));
			rest += member->size;
		}
		kit_manifest_text(&m, &text);
		kit_manifest_header(text.len, &archive);
		buf_add(&archive, text.data, text.len);
		buf_add(&archive, zeros, tar_padding(text.len));
		buf_add(&archive, members.data, members.len);
		tar_end(&archive);
		read_archive(archive.data, archive.len);
	}
	kit_manifest_release(&m);
}

/* Records with a digest that is right, so that what is behind it is looked at. */
static void read_record(const char *data, size_t size, bool tree)
{
	struct kit_manifest m = { 0 };
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *name = NULL;
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	char hex[SHA256_HEX];

	sha256_mem(data, size, hex);
	buf_addf(&text, "sysroot %s 1 %s\n", tree ? "tree" : "artifact", hex);
	buf_add(&text, data, size);
	name = xasprintf(tree ? "records/x/%s" : "artifacts/%s", hex);
	kit_members_add(&m.members, name, text.len, hex);
	if (tree ? kit_record_tree(&m, m.members.items, &text, &t, NULL) == 0
		 : kit_record_artifact(&m, m.members.items, &text, &a, NULL) == 0)
		abort(); /* its name cannot be the digest of what is in it */
	artifact_release(&a);
	tree_record_release(&t);
	kit_manifest_release(&m);
}

static void read_keys(int which, const char *data, size_t size)
{
	struct minisign_signature s = { 0 };
	struct minisign_public key;
	struct minisign_secret secret;
	AUTOSTRV struct strv names = STRV_INIT;
	int rc = 0;

	if (which == 4)
		rc = minisign_signature_parse(data, size, "f", &s, NULL);
	else if (which == 5)
		rc = minisign_public_parse(data, size, "f", &key, NULL);
	else if (which == 6 && minisign_secret_is_locked(data, size, "f", NULL) == 0)
		rc = minisign_secret_parse(data, size, "f", NULL, &secret, NULL);
	else if (which == 7)
		rc = kit_have_parse(data, size, "f", &names, NULL);
	(void)rc;
	minisign_signature_release(&s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *rest = (const char *)data + 1;

	if (!size)
		return 0;
	switch (data[0] % 10) {
	case 0:
		read_kit(rest, size - 1);
		break;
	case 1:
		read_archive(rest, size - 1);
		break;
	case 2:
		read_manifest(rest, size - 1);
		break;
	case 3:
		read_whole(rest, size - 1);
		break;
	case 8:
	case 9:
		read_record(rest, size - 1, data[0] % 10 == 9);
		break;
	default:
		read_keys(data[0] % 10, rest, size - 1);
		break;
	}
	return 0;
}
