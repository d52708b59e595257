/* Kits as no kit_write() makes them, signed with the right key all the same. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_KIT_FORGE_H
#define TESTS_KIT_FORGE_H

#include <zstd.h>

#include "kit_fixture.h"

#include "builder/base/tar.h"

/* What a file decompresses to. */
static inline void forge_unpack(const char *path, struct buf *out)
{
	AUTOBUF struct buf packed = BUF_INIT;
	struct err err = ERR_INIT;
	size_t n;

	ok(file_read(AT_FDCWD, path, 1 << 26, &packed, &err), &err);
	n = (size_t)ZSTD_getFrameContentSize(packed.data, packed.len);
	buf_reserve(out, n);
	assert_int_equal(ZSTD_decompress(out->data, n, packed.data, packed.len), n);
	out->len = n;
	out->data[n] = '\0';
}

static inline void forge_pack(const struct buf *archive, int window_log, struct buf *out)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t n;

	if (window_log)
		ZSTD_CCtx_setParameter(c, ZSTD_c_windowLog, window_log);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	buf_reserve(out, ZSTD_compressBound(archive->len));
	n = ZSTD_compress2(c, out->data + out->len, out->cap - out->len - 1, archive->data,
			   archive->len);
	assert_false(ZSTD_isError(n));
	out->len += n;
	ZSTD_freeCCtx(c);
}

/* Sign whatever bytes stand in the kit's file. */
static inline void forge_sign(const struct kit_fixture *f, const char *keyfile)
{
	AUTOBUF struct buf kit = BUF_INIT;
	AUTOBUF struct buf key = BUF_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	unsigned char hash[MINISIGN_HASH];
	struct minisign_secret secret;
	struct err err = ERR_INIT;
	struct blake2b b;

	ok(file_read(AT_FDCWD, f->kit, 1 << 28, &kit, &err), &err);
	ok(file_read(AT_FDCWD, keyfile, MINISIGN_FILE_MAX, &key, &err), &err);
	ok(minisign_secret_parse(key.data, key.len, keyfile, NULL, &secret, &err), &err);
	blake2b_init(&b, sizeof(hash));
	blake2b_update(&b, kit.data, kit.len);
	blake2b_final(&b, hash);
	ok(minisign_sign(&secret, hash, "forged", "forged", &text, &err), &err);
	write_text(AT_FDCWD, f->signature, text.data);
}

/* The kit's file is this archive from now on, signed. */
static inline void forge_archive(const struct kit_fixture *f, const struct buf *archive)
{
	AUTOBUF struct buf packed = BUF_INIT;

	forge_pack(archive, 0, &packed);
	write_file(AT_FDCWD, f->kit, packed.data, packed.len, 0644);
	forge_sign(f, f->secret);
}

static inline void forge_zeros(struct buf *out, size_t n)
{
	while (n--)
		buf_addch(out, '\0');
}

static inline void forge_member(struct buf *archive, const char *name, unsigned mode,
				const void *data, size_t len)
{
	const struct tar_member m = {
		.path = name, .type = TAR_FILE, .mode = mode, .size = len, .mtime = STORE_MTIME
	};

	tar_header(&m, archive);
	buf_add(archive, data, len);
	forge_zeros(archive, tar_padding(len));
}

/* A member that a forged manifest names, with the digest it has or another. */
struct forged {
	const char *name;
	const char *data;
	size_t len; /* 0: strlen(data) */
	const char *says; /* digest in the manifest; NULL: the right one */
};

static inline size_t forged_len(const struct forged *m)
{
	return m->len ? m->len : strlen(m->data);
}

/* Manifest and members as told, whatever they are. head: what stands between number and members. */
static inline void forge_kit(const struct kit_fixture *f, const char *head,
			     const struct forged *members, size_t count)
{
	AUTOBUF struct buf manifest = BUF_INIT;
	AUTOBUF struct buf archive = BUF_INIT;

	buf_addf(&manifest, "sysroot kit 1\nname farm\nnumber 1\n%s", head);
	for (size_t i = 0; i < count; i++) {
		char hex[SHA256_HEX];

		sha256_mem(members[i].data, forged_len(&members[i]), hex);
		buf_addf(&manifest, "member %s %zu %s\n", members[i].says ? members[i].says : hex,
			 forged_len(&members[i]), members[i].name);
	}
	forge_member(&archive, "manifest", 0644, manifest.data, manifest.len);
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(members[i].name);
		bool exec = strncmp(members[i].name, "programs/", 9) == 0 ||
			    (n > 2 && strcmp(members[i].name + n - 2, ".x") == 0);

		forge_member(&archive, members[i].name, exec ? 0755 : 0644, members[i].data,
			     forged_len(&members[i]));
	}
	tar_end(&archive);
	forge_archive(f, &archive);
}

#endif
