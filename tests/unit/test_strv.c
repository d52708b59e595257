/* Lists of strings: order, splitting, and the word that was meant. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

/* The list joined by commas must read so, and end in NULL. */
static void expect(const struct strv *v, const char *want)
{
	AUTOFREE char *got = strv_join(v, ",");

	assert_string_equal(got, want);
	if (v->items)
		assert_null(v->items[v->len]);
}

static void lists_end_in_null_at_every_length(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT;

	(void)state;
	for (size_t i = 0; i < 100; i++) {
		strv_addf(&v, "%zu", i);
		assert_int_equal(v.len, i + 1);
		assert_null(v.items[v.len]);
	}
	assert_string_equal(v.items[0], "0");
	assert_string_equal(v.items[99], "99");
}

static void adding_copies_and_taking_owns(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT, w = STRV_INIT;
	char word[] = "word";
	char *own = xstrdup("own");

	(void)state;
	strv_add(&v, word);
	word[0] = 'X';
	strv_take(&v, own);
	assert_ptr_equal(v.items[1], own);
	strv_add(&w, "first");
	strv_add_all(&w, &v);
	strv_release(&v);
	assert_int_equal(v.len, 0);
	assert_null(v.items);
	expect(&w, "first,word,own");
}

static void sorting_goes_by_bytes(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT, none = STRV_INIT;

	(void)state;
	strv_split(&v, "b a.c B a-c a é aa a/c", " ");
	strv_sort(&v);
	expect(&v, "B,a,a-c,a.c,a/c,aa,b,é");
	strv_sort(&none);
	strv_sort_unique(&none);
	expect(&none, "");
}

static void sorting_unique_leaves_one_of_each(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT;

	(void)state;
	strv_split(&v, "b a b b a c", " ");
	strv_sort_unique(&v);
	expect(&v, "a,b,c");
	assert_int_equal(v.len, 3);
	strv_sort_unique(&v);
	expect(&v, "a,b,c");
}

static void contains_wants_the_whole_word(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT;

	(void)state;
	assert_false(strv_contains(&v, ""));
	strv_add(&v, "musl");
	assert_true(strv_contains(&v, "musl"));
	assert_false(strv_contains(&v, "mus"));
	assert_false(strv_contains(&v, "musl-x"));
	assert_false(strv_contains(&v, ""));
}

static void splitting_drops_empty_pieces(void **state)
{
	static const struct {
		const char *text, *sep, *want;
		size_t count;
	} table[] = {
		{ "", " ", "", 0 },
		{ "   ", " ", "", 0 },
		{ "one", " ", "one", 1 },
		{ " a  b ", " ", "a,b", 2 },
		{ "a\tb\nc d", " \t\n", "a,b,c,d", 4 },
		{ "a:b;:c", ":;", "a,b,c", 3 },
		{ "a b", "", "a b", 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		AUTOSTRV struct strv v = STRV_INIT;

		strv_split(&v, table[i].text, table[i].sep);
		assert_int_equal(v.len, table[i].count);
		expect(&v, table[i].want);
	}
}

static void joining_puts_the_separator_only_between(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT;
	AUTOFREE char *none = strv_join(&v, ", ");
	AUTOFREE char *two = NULL;

	(void)state;
	assert_string_equal(none, "");
	strv_add(&v, "a");
	strv_add(&v, "");
	two = strv_join(&v, ", ");
	assert_string_equal(two, "a, ");
}

/* What is said for a word that is none of these; "" for nothing. */
static void expect_nearest(const char *names, const char *word, const char *want)
{
	AUTOSTRV struct strv v = STRV_INIT;
	const char *got;

	strv_split(&v, names, " ");
	got = strv_nearest(&v, word);
	if (strcmp(got ? got : "", want) != 0)
		fail_msg("'%s' among '%s': got '%s', want '%s'", word, names, got ? got : "", want);
}

static void slips_of_the_fingers_find_the_word_that_was_meant(void **state)
{
	static const char commands[] = "targets show fetch add build env exec find fsck";

	(void)state;
	expect_nearest(commands, "biuld", "build"); /* swapped */
	expect_nearest(commands, "evn", "env");
	expect_nearest(commands, "fetc", "fetch"); /* left out */
	expect_nearest(commands, "fetcch", "fetch"); /* doubled */
	expect_nearest(commands, "fimd", "find"); /* the key beside it */
	expect_nearest(commands, "ad", "add");
	expect_nearest(commands, "tragest", "targets"); /* two swaps */
	expect_nearest(commands, "find", "find");
	expect_nearest("centos7 centos8 musl", "centso7", "centos7");
	expect_nearest("centos7-aarch64 centos7", "centos7-arch64", "centos7-aarch64");
}

static void words_too_far_off_find_nothing(void **state)
{
	static const char commands[] = "targets show fetch add build env exec find fsck";

	(void)state;
	expect_nearest(commands, "install", "");
	expect_nearest(commands, "x", "");
	expect_nearest(commands, "", "");
	expect_nearest(commands, "xxnd", ""); /* half of it is wrong */
	expect_nearest(commands, "foild", ""); /* 2 of 5 */
	expect_nearest("musl", "glibc", "");
	expect_nearest("a b", "c", "");
	expect_nearest("", "show", "");
}

static void the_nearer_word_wins_and_of_equals_the_first(void **state)
{
	(void)state;
	expect_nearest("fecths fetchs fetch", "fetchx", "fetchs");
	expect_nearest("centos8 centos7", "centos", "centos8");
	expect_nearest("abcdxy abcdex abcdef", "abcdef", "abcdef");
}

static void words_of_any_length_are_taken(void **state)
{
	AUTOFREE char *long_word = xmalloc(100001);
	AUTOSTRV struct strv v = STRV_INIT;

	(void)state;
	memset(long_word, 'a', 100000);
	long_word[100000] = '\0';
	strv_add(&v, long_word);
	assert_null(strv_nearest(&v, long_word));
	assert_null(strv_nearest(&v, "aaaa"));
	strv_add(&v, "aaab");
	assert_string_equal(strv_nearest(&v, "aaaa"), "aaab");
}

static void a_sorted_list_is_searched_by_halves(void **state)
{
	AUTOSTRV struct strv v = STRV_INIT;

	(void)state;
	assert_false(strv_has_sorted(&v, "a"));
	for (char c = 'b'; c <= 'z'; c += 2) {
		strv_addf(&v, "%c", c);
		for (char look = 'a'; look <= 'z'; look++) {
			const char word[] = { look, '\0' };

			assert_int_equal(strv_has_sorted(&v, word), strv_contains(&v, word));
		}
	}
	assert_false(strv_has_sorted(&v, ""));
	assert_false(strv_has_sorted(&v, "bb"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_sorted_list_is_searched_by_halves),
		cmocka_unit_test(lists_end_in_null_at_every_length),
		cmocka_unit_test(adding_copies_and_taking_owns),
		cmocka_unit_test(sorting_goes_by_bytes),
		cmocka_unit_test(sorting_unique_leaves_one_of_each),
		cmocka_unit_test(contains_wants_the_whole_word),
		cmocka_unit_test(splitting_drops_empty_pieces),
		cmocka_unit_test(joining_puts_the_separator_only_between),
		cmocka_unit_test(slips_of_the_fingers_find_the_word_that_was_meant),
		cmocka_unit_test(words_too_far_off_find_nothing),
		cmocka_unit_test(the_nearer_word_wins_and_of_equals_the_first),
		cmocka_unit_test(words_of_any_length_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
