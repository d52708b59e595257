/* Names of images; bytes through the compressors. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "builder/base/buf.h"
#include "sysroots/image/image_name.h"
#include "sysroots/image/image_sink.h"

static void names_are_those_of_docker(void **state)
{
	static const struct {
		const char *typed, *name; /* NULL: refused */
	} cases[] = {
		{ "a", "a:latest" },
		{ "sysroot:centos7", "sysroot:centos7" },
		{ "a/b/c:1.2-3_X", "a/b/c:1.2-3_X" },
		{ "localhost/x:y", "localhost/x:y" },
		{ "host.example:5000/x", "host.example:5000/x:latest" },
		{ "Host.Example/x:1", "Host.Example/x:1" },
		{ "host:5000/x:1", "host:5000/x:1" },
		{ "a__b", "a__b:latest" },
		{ "a---b.c", "a---b.c:latest" },
		{ "", NULL },
		{ ":tag", NULL },
		{ "a:", NULL },
		{ "A", NULL },
		{ "A/b", NULL },
		{ "a:b:c", NULL },
		{ "a:-b", NULL },
		{ "a:.b", NULL },
		{ "a:b+c", NULL },
		{ "a/", NULL },
		{ "/a", NULL },
		{ "a//b", NULL },
		{ "-a", NULL },
		{ "a-", NULL },
		{ "a..b", NULL },
		{ "a___b", NULL },
		{ "a._b", NULL },
		{ "a b", NULL },
		{ "a@sha256:0", NULL },
		{ "host:port/x", NULL },
		{ "host:/x", NULL },
		{ "a\nb", NULL },
		{ "\303\244", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err err = ERR_INIT;
		char *name = NULL;
		int status = image_name_parse(cases[i].typed, &name, &err);

		if ((status == 0) != (cases[i].name != NULL))
			fail_msg("'%s': status %d", cases[i].typed, status);
		if (cases[i].name)
			assert_string_equal(name, cases[i].name);
		else
			assert_int_equal(err.code, ERR_USAGE);
		free(name);
		err_clear(&err);
	}
}

static void long_names_are_refused(void **state)
{
	char tag[2 + 129 + 1] = "a:", path[257];
	char *name = NULL;

	(void)state;
	memset(tag + 2, 'x', 129);
	assert_int_equal(image_name_parse(tag, &name, NULL), -1);
	tag[2 + 128] = '\0';
	assert_int_equal(image_name_parse(tag, &name, NULL), 0);
	free(name);
	memset(path, 'x', 256);
	path[256] = '\0';
	assert_int_equal(image_name_parse(path, &name, NULL), -1);
	path[255] = '\0';
	assert_int_equal(image_name_parse(path, &name, NULL), 0);
	free(name);
}

static void default_name_is_a_name(void **state)
{
	static const char *const targets[] = { "centos7", "centos7+sqlite+zlib",
					       "glibc-2.28+linux-3.10-aarch64" };
	static const char *const names[] = { "sysroot:centos7", "sysroot:centos7_sqlite_zlib",
					     "sysroot:glibc-2.28_linux-3.10-aarch64" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		AUTOFREE char *name = image_name_of(targets[i]);
		AUTOFREE char *parsed = NULL;

		assert_string_equal(name, names[i]);
		assert_int_equal(image_name_parse(name, &parsed, NULL), 0);
		assert_string_equal(parsed, name);
	}
}

/* What comes out when data is written in pieces of this size. */
static void pour(enum image_compression c, const char *data, size_t len, size_t piece,
		 struct buf *out, struct image_sums *sums)
{
	FILE *file = tmpfile();
	AUTOSINK struct image_sink *sink = NULL;
	size_t n;

	assert_non_null(file);
	sink = image_sink_new(fileno(file), c);
	for (size_t at = 0; at < len; at += piece)
		assert_int_equal(image_sink_write(sink, data + at,
						  len - at < piece ? len - at : piece, NULL),
				 0);
	assert_int_equal(image_sink_finish(sink, sums, NULL), 0);
	rewind(file);
	buf_reserve(out, len + 4096);
	n = fread(out->data, 1, len + 4096, file);
	out->len = n;
	fclose(file);
}

static void unpack(enum image_compression c, const struct buf *packed, char *out, size_t len)
{
	z_stream z = { 0 };

	switch (c) {
	case IMAGE_PLAIN:
		assert_int_equal(packed->len, len);
		memcpy(out, packed->data, len);
		return;
	case IMAGE_ZSTD:
		assert_int_equal(ZSTD_decompress(out, len, packed->data, packed->len), len);
		return;
	case IMAGE_GZIP:
		break;
	}
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (unsigned char *)packed->data;
	z.avail_in = (unsigned)packed->len;
	z.next_out = (unsigned char *)out;
	z.avail_out = (unsigned)len;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.total_out, len);
	inflateEnd(&z);
}

static void bytes_do_not_depend_on_the_pieces(void **state)
{
	enum { LEN = 300001 };
	AUTOFREE char *data = xmalloc(LEN);
	AUTOFREE char *back = xmalloc(LEN);

	(void)state;
	for (size_t i = 0; i < LEN; i++)
		data[i] = (char)((i * i >> 7) ^ i);
	for (int c = IMAGE_PLAIN; c <= IMAGE_ZSTD; c++) {
		AUTOBUF struct buf whole = BUF_INIT;
		AUTOBUF struct buf pieces = BUF_INIT;
		struct image_sums sums, other;
		char hex[SHA256_HEX];

		pour((enum image_compression)c, data, LEN, LEN, &whole, &sums);
		pour((enum image_compression)c, data, LEN, 777, &pieces, &other);
		assert_int_equal(whole.len, pieces.len);
		assert_memory_equal(whole.data, pieces.data, whole.len);
		assert_string_equal(sums.plain, other.plain);
		assert_string_equal(sums.packed, other.packed);
		assert_int_equal(sums.packed_size, whole.len);
		sha256_mem(whole.data, whole.len, hex);
		assert_string_equal(hex, sums.packed);
		sha256_mem(data, LEN, hex);
		assert_string_equal(hex, sums.plain);
		memset(back, 0, LEN);
		unpack((enum image_compression)c, &whole, back, LEN);
		assert_memory_equal(back, data, LEN);
	}
}

static void gzip_has_no_name_no_time_no_system(void **state)
{
	static const unsigned char head[] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255 };
	AUTOBUF struct buf out = BUF_INIT;
	struct image_sums sums;

	(void)state;
	pour(IMAGE_GZIP, "x", 1, 1, &out, &sums);
	assert_memory_equal(out.data, head, sizeof(head));
}

static void nothing_is_a_file_too(void **state)
{
	(void)state;
	for (int c = IMAGE_PLAIN; c <= IMAGE_ZSTD; c++) {
		AUTOBUF struct buf out = BUF_INIT;
		struct image_sums sums;
		char back[1];

		pour((enum image_compression)c, "", 0, 1, &out, &sums);
		unpack((enum image_compression)c, &out, back, 0);
		assert_int_equal(out.len > 0, c != IMAGE_PLAIN);
	}
}

static void full_device_is_an_error(void **state)
{
	static const char data[200000] = { 1 };

	(void)state;
	for (int c = IMAGE_PLAIN; c <= IMAGE_ZSTD; c++) {
		FILE *full = fopen("/dev/full", "w");
		AUTOSINK struct image_sink *sink = NULL;
		struct err err = ERR_INIT;

		assert_non_null(full);
		sink = image_sink_new(fileno(full), (enum image_compression)c);
		assert_int_equal(image_sink_write(sink, data, sizeof(data), &err) < 0 ||
					 image_sink_finish(sink, NULL, &err) < 0,
				 1);
		assert_int_equal(err.code, ERR_SYSTEM);
		err_clear(&err);
		fclose(full);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_those_of_docker),
		cmocka_unit_test(long_names_are_refused),
		cmocka_unit_test(default_name_is_a_name),
		cmocka_unit_test(bytes_do_not_depend_on_the_pieces),
		cmocka_unit_test(gzip_has_no_name_no_time_no_system),
		cmocka_unit_test(nothing_is_a_file_too),
		cmocka_unit_test(full_device_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
