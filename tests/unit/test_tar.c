/* Archives that we write, as GNU tar reads them. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/process.h"
#include "builder/base/tar.h"

#define LONG                                                                                       \
	"a123456789b123456789c123456789d123456789e123456789f123456789g123456789h123456789"         \
	"i123456789j123456789"

static void add(struct buf *out, const struct tar_member *m, const char *content)
{
	static const char zeros[TAR_BLOCK];

	tar_header(m, out);
	buf_add(out, content, m->size);
	buf_add(out, zeros, tar_padding(m->size));
}

static char *listing(const struct buf *archive, const char *const *argv)
{
	struct err err = ERR_INIT;
	struct buf out = BUF_INIT;
	int status;

	ok(file_write(AT_FDCWD, argv[2], archive->data, archive->len, 0644, &err), &err);
	ok(process_capture(argv, 1 << 20, &out, &status, &err), &err);
	assert_int_equal(status, 0);
	return buf_steal(&out);
}

static void tar_reads_what_we_write(void **state)
{
	static char file[] = "/tmp/test_tar.XXXXXX";
	int fd = mkstemp(file);
	const char *const names[] = { "tar", "-tf", file, NULL };
	const char *const whole[] = { "tar", "-tvf", file, "--numeric-owner", "--utc", NULL };
	const char *const cat[] = { "tar", "-xOf", file, LONG "/" LONG "/" LONG "x", NULL };
	struct buf b = BUF_INIT;
	AUTOFREE char *listed = NULL;
	AUTOFREE char *details = NULL;
	AUTOFREE char *content = NULL;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	add(&b, &(struct tar_member){ "usr", TAR_DIR, 0755, 0, 1000000000, NULL }, "");
	add(&b, &(struct tar_member){ "usr/hello", TAR_FILE, 0644, 5, 1000000000, NULL }, "hello");
	add(&b, &(struct tar_member){ "usr/link", TAR_SYMLINK, 0777, 0, 0, "hello" }, "");
	add(&b, &(struct tar_member){ "usr/same", TAR_HARDLINK, 0644, 0, 0, "usr/hello" }, "");
	/* Exactly what name holds; one that splits; one that does not. */
	add(&b, &(struct tar_member){ LONG, TAR_FILE, 0755, 0, 0, NULL }, "");
	add(&b, &(struct tar_member){ LONG "/x", TAR_FILE, 0644, 0, 0, NULL }, "");
	add(&b, &(struct tar_member){ LONG, TAR_DIR, 0755, 0, 0, NULL }, "");
	add(&b, &(struct tar_member){ LONG "/" LONG "/" LONG "x", TAR_FILE, 0644, 2, 0, NULL },
	    "ab");
	add(&b, &(struct tar_member){ "far", TAR_SYMLINK, 0777, 0, 0, LONG "/" LONG }, "");
	tar_end(&b);
	assert_int_equal(b.len % TAR_BLOCK, 0);

	listed = listing(&b, names);
	assert_string_equal(listed, "usr/\nusr/hello\nusr/link\nusr/same\n" LONG "\n" LONG
				    "/x\n" LONG "/\n" LONG "/" LONG "/" LONG "x\nfar\n");
	details = listing(&b, whole);
	assert_non_null(strstr(details, "drwxr-xr-x 0/0               0 2001-09-09 01:46 usr/\n"));
	assert_non_null(
		strstr(details, "-rw-r--r-- 0/0               5 2001-09-09 01:46 usr/hello\n"));
	assert_non_null(strstr(details, "usr/same link to usr/hello\n"));
	assert_non_null(strstr(details, "far -> " LONG "/" LONG "\n"));
	content = listing(&b, cat);
	assert_string_equal(content, "ab");
	unlink(file);
	buf_release(&b);
}

static void a_size_beyond_eleven_digits_stands_in_a_pax_record(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	tar_header(&(struct tar_member){ "big", TAR_FILE, 0644, (uint64_t)1 << 33, 0, NULL }, &b);
	assert_int_equal(b.len, 3 * TAR_BLOCK);
	assert_int_equal(b.data[156], 'x');
	assert_string_equal(b.data + TAR_BLOCK, "19 size=8589934592\n");
	buf_clear(&b);
	tar_header(&(struct tar_member){ "fits", TAR_FILE, 0644, ((uint64_t)1 << 33) - 1, 0, NULL },
		   &b);
	assert_int_equal(b.len, TAR_BLOCK);
	assert_string_equal(b.data + 124, "77777777777");
	buf_release(&b);
}

static void a_record_counts_its_own_length(void **state)
{
	struct buf b = BUF_INIT;
	char target[200];

	(void)state;
	/* With 86 bytes of value the length goes from two digits to three. */
	for (size_t len = 101; len < 130; len++) {
		size_t told;

		memset(target, 'x', len);
		target[len] = '\0';
		buf_clear(&b);
		tar_header(&(struct tar_member){ "l", TAR_SYMLINK, 0777, 0, 0, target }, &b);
		told = strtoul(b.data + TAR_BLOCK, NULL, 10);
		assert_int_equal(b.data[TAR_BLOCK + told - 1], '\n');
		assert_int_equal(b.data[TAR_BLOCK + told], '\0');
	}
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tar_reads_what_we_write),
		cmocka_unit_test(a_size_beyond_eleven_digits_stands_in_a_pax_record),
		cmocka_unit_test(a_record_counts_its_own_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
