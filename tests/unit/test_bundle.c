/* Tests of cache/store/bundle: what a program carries, laid out as files. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/fsck/fsck.h"
#include "cache/store/bundle.h"

#define TEXT "4 a/b-c\n0 a/b/empty\n6 d\n\nfirsnext.\n"

static int setup(void **state)
{
	return fixture_setup(state);
}

static int teardown(void **state)
{
	return fixture_teardown(state);
}

static void parse(struct bundle *bundle, const char *text)
{
	struct err err = ERR_INIT;

	ok(bundle_parse(text, strlen(text), bundle, &err), &err);
}

static void the_text_is_read_back_from_the_folder(void **state)
{
	struct fixture *f = *state;
	struct bundle bundle;
	char hex[SHA256_HEX], text[SHA256_HEX];
	AUTOFREE char *content = NULL;
	AUTOCLOSE int fd = -1;

	parse(&bundle, TEXT);
	assert_int_equal(bundle.count, 3);
	assert_string_equal(bundle.files[1].path, "a/b/empty");
	assert_int_equal(bundle.files[1].size, 0);
	sha256_mem(TEXT, strlen(TEXT), text);
	assert_string_equal(bundle.digest, text);
	fd = dir_open(AT_FDCWD, f->dir, &f->err);
	assert_int_equal(mkdirat(fd, "out", 0777), 0);
	ok(bundle_lay_out(&bundle, fd, "out", &f->err), &f->err);
	content = read_text(fd, "out/d");
	assert_string_equal(content, "next.\n");
	/* 'b-c' stands before 'b/' in the text, and behind it in a walk: the same digest. */
	ok(bundle_folder_digest(fd, "out", hex, &f->err), &f->err);
	assert_string_equal(hex, text);
	bundle_release(&bundle);
}

static void damaged_texts_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"4 a\n",
		"4 a\n\nabc",
		"3 a\n\nabcd",
		"3 ../a\n\nabc",
		"3 /a\n\nabc",
		"x a\n\nabc",
		"3\n\nabc",
		"3a\n\nabc",
		"1 b\n1 a\n\nab",
		"1 a\n1 a\n\nab",
		"99999999999999999999 a\n\nabc",
		"-1 a\n\nabc",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct err err = ERR_INIT;
		struct bundle bundle;

		if (bundle_parse(texts[i], strlen(texts[i]), &bundle, &err) == 0)
			fail_msg("text %zu is taken", i);
		assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
	}
}

static void it_is_put_once_and_again_when_altered(void **state)
{
	struct fixture *f = *state;
	struct bundle bundle;
	AUTOFREE char *first = NULL, *again = NULL, *mended = NULL, *file = NULL, *content = NULL;
	struct stat before, after;

	parse(&bundle, TEXT);
	ok(bundle_put(f->s, &bundle, &first, &f->err), &f->err);
	file = path_join(first, "d");
	assert_int_equal(stat(file, &before), 0);
	ok(bundle_put(f->s, &bundle, &again, &f->err), &f->err);
	assert_string_equal(first, again);
	assert_int_equal(stat(file, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	write_text(AT_FDCWD, file, "other\n");
	ok(bundle_put(f->s, &bundle, &mended, &f->err), &f->err);
	assert_string_equal(first, mended);
	content = read_text(AT_FDCWD, file);
	assert_string_equal(content, "next.\n");
	bundle_release(&bundle);
}

static char *said;

static void say(const char *line, void *arg)
{
	(void)arg;
	free(said);
	said = xstrdup(line);
}

static size_t check(struct fixture *f, bool repair)
{
	struct fsck_report report;

	ok(fsck_run(f->s, NULL, repair, say, NULL, &report, &f->err), &f->err);
	return report.problems;
}

static void fsck_tells_what_was_altered_or_is_foreign(void **state)
{
	struct fixture *f = *state;
	struct bundle bundle;
	AUTOFREE char *place = NULL, *extra = NULL;

	parse(&bundle, TEXT);
	ok(bundle_put(f->s, &bundle, &place, &f->err), &f->err);
	assert_int_equal(check(f, false), 0);
	extra = path_join(place, "a/more");
	write_text(AT_FDCWD, extra, "");
	assert_int_equal(check(f, false), 1);
	assert_non_null(strstr(said, bundle.digest));
	assert_int_equal(check(f, true), 1);
	assert_false(file_exists(AT_FDCWD, place));
	assert_int_equal(check(f, false), 0);
	write_text(store_fd(f->s), "share/readme", "hello");
	assert_int_equal(check(f, false), 1);
	assert_non_null(strstr(said, "share/readme"));
	free(said);
	said = NULL;
	bundle_release(&bundle);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_text_is_read_back_from_the_folder),
		TEST(damaged_texts_are_refused),
		TEST(it_is_put_once_and_again_when_altered),
		TEST(fsck_tells_what_was_altered_or_is_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
