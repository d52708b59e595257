/* The growing buffer: always a string, whole bytes, owned by one at a time. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

static void an_empty_buffer_is_the_empty_string(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	assert_string_equal(b.data, "");
	buf_clear(&b);
	buf_release(&b);
	buf_release(&b);
	assert_string_equal(b.data, "");
	buf_add(&b, NULL, 0);
	assert_string_equal(b.data, "");
	assert_int_equal(b.len, 0);
	buf_release(&b);
}

static void what_is_added_stands_one_behind_the_other(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_addstr(&b, "ab");
	buf_addch(&b, 'c');
	buf_addf(&b, "%03d%s", 7, "!");
	buf_add(&b, "xyz", 2);
	assert_string_equal(b.data, "abc007!xy");
	assert_int_equal(b.len, 9);
	buf_release(&b);
}

static void zero_bytes_are_bytes_like_others(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_add(&b, "a\0b", 3);
	buf_addch(&b, '\0');
	assert_int_equal(b.len, 4);
	assert_memory_equal(b.data, "a\0b\0\0", 5);
	buf_release(&b);
}

static void it_stays_a_string_at_every_length(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		buf_addch(&b, (char)('a' + i % 26));
		assert_int_equal(b.len, i + 1);
		assert_int_equal(b.data[b.len], '\0');
		assert_true(b.cap > b.len);
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(b.data[i], 'a' + i % 26);
	buf_release(&b);
}

/* Each length ends at another distance from the end of what is allocated. */
static void formats_of_every_length_come_out_whole(void **state)
{
	(void)state;
	for (int n = 0; n < 300; n++) {
		struct buf b = BUF_INIT;

		buf_addf(&b, "%*s|", n, "");
		assert_int_equal(b.len, n + 1);
		assert_int_equal(b.data[n], '|');
		assert_int_equal(b.data[n + 1], '\0');
		buf_release(&b);
	}
}

static void reserving_changes_no_content_and_makes_the_room(void **state)
{
	struct buf b = BUF_INIT;
	char *at;

	(void)state;
	buf_reserve(&b, 1000);
	assert_string_equal(b.data, "");
	assert_int_equal(b.len, 0);
	at = b.data;
	for (int i = 0; i < 1000; i++)
		buf_addch(&b, 'x');
	assert_ptr_equal(b.data, at);
	buf_release(&b);
}

static void clearing_keeps_the_memory(void **state)
{
	struct buf b = BUF_INIT;
	char *at;

	(void)state;
	buf_addstr(&b, "words");
	at = b.data;
	buf_clear(&b);
	assert_int_equal(b.len, 0);
	assert_string_equal(b.data, "");
	buf_addstr(&b, "new");
	assert_ptr_equal(b.data, at);
	assert_string_equal(b.data, "new");
	buf_release(&b);
}

static void what_is_stolen_is_the_callers_and_the_buffer_empty(void **state)
{
	struct buf b = BUF_INIT;
	char *s;

	(void)state;
	buf_addstr(&b, "mine");
	s = buf_steal(&b);
	assert_string_equal(s, "mine");
	assert_string_equal(b.data, "");
	buf_addstr(&b, "other");
	assert_string_equal(s, "mine");
	free(s);
	buf_release(&b);
	s = buf_steal(&b); /* of nothing: still the caller's to free and to write to */
	s[0] = '\0';
	free(s);
}

/* The static empty string is shared by all: nobody may write to it. */
static void one_buffers_bytes_never_show_in_another(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	buf_addch(&a, 'x');
	buf_clear(&b);
	assert_string_equal(b.data, "");
	assert_int_equal(buf_empty[0], '\0');
	buf_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_buffer_is_the_empty_string),
		cmocka_unit_test(what_is_added_stands_one_behind_the_other),
		cmocka_unit_test(zero_bytes_are_bytes_like_others),
		cmocka_unit_test(it_stays_a_string_at_every_length),
		cmocka_unit_test(formats_of_every_length_come_out_whole),
		cmocka_unit_test(reserving_changes_no_content_and_makes_the_room),
		cmocka_unit_test(clearing_keeps_the_memory),
		cmocka_unit_test(what_is_stolen_is_the_callers_and_the_buffer_empty),
		cmocka_unit_test(one_buffers_bytes_never_show_in_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
