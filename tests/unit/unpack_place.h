/* A place to unpack test archives in, with a victim beside it that must not change. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_UNPACK_PLACE_H
#define TESTS_UNPACK_PLACE_H

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/file.h"
#include "builder/unpack/unpack.h"
#include "builder/unpack/unpack_tree.h"
#include "tests/unit/unpack_make.h"

/* root/tree is unpacked into, root/outside/victim must never change. */
struct place {
	char *root, *tree, *outside, *victim;
	struct stat victim_st;
	struct err err;
};

static inline int set_up(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	const char *base = getenv("TMPDIR");

	p->root = path_join(base && *base ? base : "/tmp", "test-unpack-XXXXXX");
	assert_non_null(mkdtemp(p->root));
	p->tree = path_join(p->root, "tree");
	p->outside = path_join(p->root, "outside");
	p->victim = path_join(p->outside, "victim");
	assert_int_equal(dir_make(AT_FDCWD, p->tree, &p->err), 0);
	assert_int_equal(dir_make(AT_FDCWD, p->outside, &p->err), 0);
	assert_int_equal(file_write(AT_FDCWD, p->victim, "victim\n", 7, 0666, &p->err), 0);
	assert_int_equal(stat(p->victim, &p->victim_st), 0);
	*state = p;
	return 0;
}

static inline int tear_down(void **state)
{
	struct place *p = *state;

	assert_int_equal(tree_remove(AT_FDCWD, p->root, &p->err), 0);
	free(p->root);
	free(p->tree);
	free(p->outside);
	free(p->victim);
	err_clear(&p->err);
	free(p);
	return 0;
}

static inline int unpack(struct place *p, const struct buf *a, const struct unpack_options *options)
{
	AUTOCLOSE int fd = memfd_create("archive", MFD_CLOEXEC);

	assert_int_equal(fd_write(fd, a->data, a->len, &p->err), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	err_clear(&p->err);
	return unpack_fd(fd, "test.archive", AT_FDCWD, p->tree, options, &p->err);
}

static inline void unpack_well(struct place *p, const struct buf *a,
			       const struct unpack_options *options)
{
	if (unpack(p, a, options) < 0)
		fail_msg("%s", p->err.text);
}

static inline void unpack_refused(struct place *p, const struct buf *a,
				  const struct unpack_options *options, enum err_code code,
				  const char *says)
{
	assert_int_equal(unpack(p, a, options), -1);
	if (p->err.code != code || !strstr(p->err.text, says))
		fail_msg("'%s' (%s), not '%s'", p->err.text, err_word(p->err.code), says);
	if (!strstr(p->err.text, "'test.archive"))
		fail_msg("'%s' does not name the archive", p->err.text);
}

/* The tree below root, "path mode size-or-target" a line, sorted. */
static inline int list_one(int fd, const char *path, const struct stat *st, void *arg,
			   struct err *err)
{
	struct buf *out = arg;

	buf_addf(out, "%s %o", path, (unsigned)st->st_mode & 07777);
	if (S_ISDIR(st->st_mode)) {
		buf_addstr(out, " dir");
	} else if (S_ISLNK(st->st_mode)) {
		AUTOFREE char *target = link_read(fd, path, err);

		out->len -= 4; /* a link's mode says nothing */
		buf_addf(out, " -> %s", target);
	} else if (S_ISREG(st->st_mode) && st->st_size < 100) {
		buf_addch(out, ' ');
		if (file_read(fd, path, 100, out, err) < 0)
			return -1;
	} else {
		buf_addf(out, " %s of %lld bytes", S_ISREG(st->st_mode) ? "file" : "thing",
			 (long long)st->st_size);
	}
	buf_addch(out, '\n');
	return 0;
}

static inline void expect_tree(struct place *p, const char *want)
{
	AUTOBUF struct buf got = BUF_INIT;

	if (tree_walk(AT_FDCWD, p->tree, list_one, &got, &p->err) < 0)
		fail_msg("%s", p->err.text);
	assert_string_equal(got.data, want);
}

static inline void empty_tree(struct place *p)
{
	assert_int_equal(tree_remove(AT_FDCWD, p->tree, &p->err), 0);
	assert_int_equal(dir_make(AT_FDCWD, p->tree, &p->err), 0);
}

typedef int filter_adder(struct archive *);

static inline void compress_as(struct buf *out, const struct buf *in, filter_adder *add)
{
	struct archive *w = archive_write_new();
	size_t room = in->len + in->len / 8 + 65536, used = 0;

	buf_clear(out);
	buf_reserve(out, room);
	assert_int_equal(add(w), ARCHIVE_OK);
	assert_int_equal(archive_write_set_format_raw(w), ARCHIVE_OK);
	archive_write_set_bytes_per_block(w, 0);
	assert_int_equal(archive_write_open_memory(w, out->data, room, &used), ARCHIVE_OK);
	{
		struct archive_entry *e = archive_entry_new();

		archive_entry_set_pathname(e, "x");
		archive_entry_set_filetype(e, 0100000);
		assert_int_equal(archive_write_header(w, e), ARCHIVE_OK);
		archive_entry_free(e);
	}
	assert_int_equal(archive_write_data(w, in->data, in->len), (la_ssize_t)in->len);
	assert_int_equal(archive_write_close(w), ARCHIVE_OK);
	archive_write_free(w);
	out->len = used;
	out->data[used] = '\0';
}

static const struct {
	const char *name;
	filter_adder *add;
} FILTERS[] = {
	{ "gzip", archive_write_add_filter_gzip },
	{ "xz", archive_write_add_filter_xz },
	{ "bzip2", archive_write_add_filter_bzip2 },
	{ "zstd", archive_write_add_filter_zstd },
};

static inline void append_gzip(struct buf *out, const struct buf *in)
{
	AUTOBUF struct buf packed = BUF_INIT;

	compress_as(&packed, in, archive_write_add_filter_gzip);
	buf_add(out, packed.data, packed.len);
}

/*
 * What stands before an apk's files: signature (unless NULL) and control data,
 * each a gzip stream that holds a tar without an end mark.
 */
static inline void make_apk_head(struct buf *apk, const char *signature)
{
	AUTOBUF struct buf sign = BUF_INIT, control = BUF_INIT;

	buf_clear(apk);
	if (signature) {
		make_file(&sign, signature, "signature");
		append_gzip(apk, &sign);
	}
	make_file(&control, ".PKGINFO", "pkgname = musl-dev\n");
	make_file(&control, ".post-install", "#!/bin/sh\n");
	append_gzip(apk, &control);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

#endif
