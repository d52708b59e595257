/* Manifests: one text, one digest, and nothing hostile gets through. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/store/manifest.h"

#define DIGEST_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DIGEST_B "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void add(struct manifest *m, enum entry_type type, const char *path, const char *target,
		bool exec, uint64_t size)
{
	struct entry e = { .path = (char *)(uintptr_t)path,
			   .type = type,
			   .exec = exec,
			   .size = size,
			   .target = (char *)(uintptr_t)target };

	if (type == ENTRY_FILE)
		memcpy(e.sha256, DIGEST_B, SHA256_HEX);
	manifest_add(m, &e);
}

static void add_sample(struct manifest *m, bool reverse)
{
	for (int j = 0; j < 7; j++) {
		switch (reverse ? 6 - j : j) {
		case 0:
			add(m, ENTRY_DIR, "usr", NULL, false, 0);
			break;
		case 1:
			add(m, ENTRY_DIR, "usr/lib", NULL, false, 0);
			break;
		case 2:
			add(m, ENTRY_FILE, "usr/lib/ld.so.1", NULL, true, 123456789012u);
			break;
		case 3:
			add(m, ENTRY_FILE, "usr-a b%c", NULL, false, 0);
			break;
		case 4:
			add(m, ENTRY_LINK, "lib", "usr/lib", false, 0);
			break;
		case 5:
			add(m, ENTRY_LINK, "usr/lib/up", "../../lib/a b", false, 0);
			break;
		case 6:
			add(m, ENTRY_FILE, "usr/\303\251.h", NULL, false, 7);
			break;
		}
	}
}

static const char sample_text[] = "l usr/lib\tlib\n"
				  "d usr\n"
				  "f 0644 " DIGEST_B " 0 usr-a%20b%25c\n"
				  "d usr/lib\n"
				  "f 0755 " DIGEST_B " 123456789012 usr/lib/ld.so.1\n"
				  "l ../../lib/a%20b\tusr/lib/up\n"
				  "f 0644 " DIGEST_B " 7 usr/\303\251.h\n";

static void text_is_as_documented_and_comes_back(void **state)
{
	struct manifest m = MANIFEST_INIT, again = MANIFEST_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf second = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	add_sample(&m, false);
	ok(manifest_sort(&m, &err), &err);
	manifest_text(&m, &text);
	assert_string_equal(text.data, sample_text);
	ok(manifest_parse(text.data, text.len, "sample", &again, &err), &err);
	manifest_text(&again, &second);
	assert_string_equal(second.data, sample_text);
	assert_true(manifest_find(&again, "usr/lib/ld.so.1")->exec);
	assert_int_equal(manifest_find(&again, "usr/lib/ld.so.1")->size, 123456789012u);
	assert_string_equal(manifest_find(&again, "usr-a b%c")->sha256, DIGEST_B);
	assert_string_equal(manifest_find(&again, "usr/lib/up")->target, "../../lib/a b");
	assert_null(manifest_find(&again, "usr/li"));
	assert_null(manifest_find(&again, "usr/libx"));
	assert_null(manifest_find(&again, ""));
	manifest_release(&m);
	manifest_release(&again);
}

static void digest_does_not_depend_on_the_order_of_adding(void **state)
{
	struct manifest a = MANIFEST_INIT, b = MANIFEST_INIT;
	struct err err = ERR_INIT;
	char x[SHA256_HEX], y[SHA256_HEX], of_text[SHA256_HEX];

	(void)state;
	add_sample(&a, false);
	add_sample(&b, true);
	ok(manifest_sort(&a, &err), &err);
	ok(manifest_sort(&b, &err), &err);
	b.entries[0].part = xstrdup("a part changes nothing");
	manifest_digest(&a, x);
	manifest_digest(&b, y);
	sha256_mem(sample_text, strlen(sample_text), of_text);
	assert_string_equal(x, y);
	assert_string_equal(x, of_text);
	b.entries[2].exec = true;
	manifest_digest(&b, y);
	assert_string_not_equal(x, y);
	manifest_release(&a);
	manifest_release(&b);
}

static void a_path_twice_is_refused(void **state)
{
	struct manifest m = MANIFEST_INIT;
	struct err err = ERR_INIT;

	(void)state;
	add(&m, ENTRY_DIR, "usr", NULL, false, 0);
	add(&m, ENTRY_FILE, "a", NULL, false, 0);
	add(&m, ENTRY_FILE, "usr", NULL, false, 0);
	assert_int_equal(manifest_sort(&m, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_non_null(strstr(err.text, "'usr'"));
	err_clear(&err);
	manifest_release(&m);
}

static void bad_texts_are_refused_with_a_place(void **state)
{
	static const struct {
		const char *text, *problem;
	} bad[] = {
		{ "d usr", "truncated" },
		{ "\n", "not an entry" },
		{ "x usr\n", "unknown type" },
		{ "dusr\n", "not an entry" },
		{ "d /usr\n", "not safe" },
		{ "d usr/\n", "not safe" },
		{ "d ..\n", "not safe" },
		{ "d a\nd a/../b\n", "not safe" },
		{ "d .\n", "not safe" },
		{ "d a%2fb\n", "escaped" },
		{ "d a%41\n", "escaped" },
		{ "d a%0\n", "escaped" },
		{ "d a%\n", "escaped" },
		{ "d a%00\n", "escaped" },
		{ "d a%0A\n", "not safe" },
		{ "d a b\n", "escaped" },
		{ "d b\nd a\n", "out of order" },
		{ "d a\nd a\n", "out of order" },
		{ "d a/b\n", "not a directory" },
		{ "f 0644 " DIGEST_A " 1 a\nd a/b\n", "not a directory" },
		{ "l b\ta\nd a/c\nd b\n", "not a directory" },
		{ "f 0600 " DIGEST_A " 1 a\n", "mode" },
		{ "f 4755 " DIGEST_A " 1 a\n", "mode" },
		{ "f 0644 " DIGEST_A "a 1 a\n", "truncated" },
		{ "f 0644 X" DIGEST_A " 1 a\n", "truncated" },
		{ "f 0644 Gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 a\n",
		  "digest" },
		{ "f 0644 " DIGEST_A " 01 a\n", "size" },
		{ "f 0644 " DIGEST_A " -1 a\n", "size" },
		{ "f 0644 " DIGEST_A "  a\n", "size" },
		{ "f 0644 " DIGEST_A " 99999999999999999999 a\n", "size" },
		{ "f 0644 " DIGEST_A " 1\n", "size" },
		{ "l a\n", "tab" },
		{ "l \ta\n", "leaves" },
		{ "l a\tb\tc\n", "escaped" },
		{ "l /etc/passwd\ta\n", "leaves" },
		{ "l ..\ta\n", "leaves" },
		{ "l a%0Ab\tc\n", "target" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct manifest m = MANIFEST_INIT;
		struct err err = ERR_INIT;

		if (manifest_parse(bad[i].text, strlen(bad[i].text), "FILE", &m, &err) == 0)
			fail_msg("accepted: %s", bad[i].text);
		assert_int_equal(err.code, ERR_CORRUPT);
		assert_int_equal(strncmp(err.text, "FILE:", 5), 0);
		if (!strstr(err.text, bad[i].problem))
			fail_msg("'%s' said: %s", bad[i].text, err.text);
		err_clear(&err);
		manifest_release(&m);
	}
}

static void links_that_leave_are_known_by_their_words(void **state)
{
	static const struct {
		const char *path, *target;
		bool stays;
	} cases[] = {
		{ "a", "b", true },
		{ "a", ".", true },
		{ "a", "..", false },
		{ "a", "../a", false },
		{ "d/a", "..", true },
		{ "d/a", "../..", false },
		{ "d/a", "../../x", false },
		{ "d/e/a", "../../x/../y", true },
		{ "a", "b/../..", false },
		{ "a", "b/c/../../d", true },
		{ "a", "/", false },
		{ "a", "/usr", false },
		{ "a", "", false },
		{ "a", "./././b", true },
		{ "a", "b//c", true },
		{ "a", "...", true },
		{ "usr/lib/x", "../../lib/y", true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		if (link_stays_inside(cases[i].path, cases[i].target) != cases[i].stays)
			fail_msg("%s -> %s", cases[i].path, cases[i].target);
}

static void links_that_leave_by_way_of_other_links_are_refused(void **state)
{
	/* d/up is the root: d/up/.. is above it, though its words stay inside. */
	static const char escape[] = "d d\nl up/../../etc\td/out\nl ..\td/up\n";
	static const char chain[] = "d a\nd a/b\nl ../..\ta/b/r\nl b/r/..\ta/x\n";
	static const char fine[] = "d a\nd a/b\nl ../..\ta/b/r\nl b/r/a\ta/x\nl loop2\tloop1\n"
				   "l loop1\tloop2\nl nothing/there\tz\n";
	struct manifest m = MANIFEST_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(manifest_parse(escape, strlen(escape), "F", &m, &err), -1);
	assert_non_null(strstr(err.text, "d/out"));
	manifest_release(&m);
	assert_int_equal(manifest_parse(chain, strlen(chain), "F", &m, &err), -1);
	assert_non_null(strstr(err.text, "a/x"));
	manifest_release(&m);
	err_clear(&err);
	ok(manifest_parse(fine, strlen(fine), "F", &m, &err), &err);
	assert_string_equal(manifest_resolve(&m, "a/x/b")->path, "a/b");
	assert_string_equal(manifest_resolve(&m, "a/x")->path, "a");
	assert_null(manifest_resolve(&m, "loop1"));
	assert_null(manifest_resolve(&m, "z"));
	assert_null(manifest_resolve(&m, "a/../.."));
	manifest_release(&m);
}

static void long_chains_of_links_end(void **state)
{
	struct manifest m = MANIFEST_INIT;
	struct err err = ERR_INIT;

	(void)state;
	/* Each doubles the way that is left: 2^60 steps if nobody counted. */
	for (int i = 0; i < 60; i++) {
		AUTOFREE char *path = xasprintf("l%02d", i);
		AUTOFREE char *target = xasprintf("l%02d/l%02d", i + 1, i + 1);

		add(&m, ENTRY_LINK, path, target, false, 0);
	}
	ok(manifest_sort(&m, &err), &err);
	ok(manifest_check(&m, "chain", ERR_CORRUPT, &err), &err);
	assert_null(manifest_resolve(&m, "l00"));
	manifest_release(&m);
}

/* What is accepted has exactly the text it was read from: no two texts, one tree. */
static void mutations_never_crash_and_never_have_two_texts(void **state)
{
	char text[sizeof(sample_text) + 64];
	uint64_t seed = 20240501;
	unsigned accepted = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		struct manifest m = MANIFEST_INIT;
		struct err err = ERR_INIT;
		size_t len = strlen(sample_text);

		memcpy(text, sample_text, len);
		mutate(text, &len, sizeof(text), &seed);
		if (manifest_parse(text, len, "mutated", &m, &err) == 0) {
			AUTOBUF struct buf again = BUF_INIT;

			accepted++;
			manifest_text(&m, &again);
			assert_int_equal(again.len, len);
			assert_memory_equal(again.data, text, len);
		} else {
			assert_non_null(err.text);
		}
		err_clear(&err);
		manifest_release(&m);
	}
	/* Some are harmless (a letter of a path): the loop did reach the end. */
	assert_in_range(accepted, 100, 19000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_is_as_documented_and_comes_back),
		cmocka_unit_test(digest_does_not_depend_on_the_order_of_adding),
		cmocka_unit_test(a_path_twice_is_refused),
		cmocka_unit_test(bad_texts_are_refused_with_a_place),
		cmocka_unit_test(links_that_leave_are_known_by_their_words),
		cmocka_unit_test(links_that_leave_by_way_of_other_links_are_refused),
		cmocka_unit_test(long_chains_of_links_end),
		cmocka_unit_test(mutations_never_crash_and_never_have_two_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
