/* Undoing environments: whatever came in between, everything is as it was. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sysroots/env/env_undo.h"

#define NAMES 12

static uint32_t random_next(void)
{
	static uint32_t x = 88172645U;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void random_value(char value[40])
{
	size_t len = random_next() % 39;

	for (size_t i = 0; i < len; i++)
		value[i] = (char)(1 + random_next() % 255);
	value[len] = '\0';
}

static void name_of(size_t i, char name[16])
{
	snprintf(name, 16, "UNDO_%zu", i);
}

static void apply(const struct variables *v)
{
	for (size_t i = 0; i < v->len; i++) {
		if (v->items[i].value)
			assert_int_equal(setenv(v->items[i].name, v->items[i].value, 1), 0);
		else
			assert_int_equal(unsetenv(v->items[i].name), 0);
	}
}

/* What `env T` does: some of the variables are set, the others given back. */
static void enter(uint32_t which)
{
	struct variables AUTOVARIABLES before = VARIABLES_INIT;
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	const char *text = getenv(ENV_UNDO_VARIABLE);

	if (text)
		assert_int_equal(env_undo_decode(text, &before, NULL), 0);
	for (size_t i = 0; i < NAMES; i++) {
		char name[16], value[40];

		name_of(i, name);
		random_value(value);
		if (which >> i & 1)
			variables_set(&v, name, value);
	}
	env_undo_record(&before, &v);
	apply(&v);
}

static void leave(void)
{
	struct variables AUTOVARIABLES before = VARIABLES_INIT;
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	assert_int_equal(env_undo_decode(getenv(ENV_UNDO_VARIABLE), &before, NULL), 0);
	env_undo_restore(&before, &v);
	apply(&v);
}

static void take(struct variables *v)
{
	for (size_t i = 0; i < NAMES; i++) {
		char name[16];

		name_of(i, name);
		variables_set(v, name, getenv(name));
	}
}

static void assert_as(const struct variables *wanted)
{
	for (size_t i = 0; i < wanted->len; i++) {
		const char *now = getenv(wanted->items[i].name), *was = wanted->items[i].value;

		if (!was)
			assert_null(now);
		else
			assert_string_equal(now, was);
	}
}

static void restores_all_after_any_number_of_environments(void **state)
{
	(void)state;
	for (int round = 0; round < 500; round++) {
		struct variables AUTOVARIABLES original = VARIABLES_INIT;
		size_t evals = 1 + random_next() % 4;

		for (size_t i = 0; i < NAMES; i++) {
			char name[16], value[40];

			name_of(i, name);
			random_value(value);
			if (random_next() & 1)
				setenv(name, value, 1);
			else
				unsetenv(name);
		}
		take(&original);
		for (size_t i = 0; i < evals; i++)
			enter(random_next() % (1U << NAMES));
		leave();
		assert_as(&original);
		assert_null(getenv(ENV_UNDO_VARIABLE));
	}
}

static void gives_back_what_the_next_environment_does_not_set(void **state)
{
	(void)state;
	setenv("UNDO_0", "mine", 1);
	enter(1);
	assert_string_not_equal(getenv("UNDO_0"), "mine");
	enter(2);
	assert_string_equal(getenv("UNDO_0"), "mine");
	leave();
	assert_string_equal(getenv("UNDO_0"), "mine");
}

static void does_not_grow_with_each_environment(void **state)
{
	size_t once;

	(void)state;
	enter(0xfff);
	once = strlen(getenv(ENV_UNDO_VARIABLE));
	for (int i = 0; i < 10; i++)
		enter(0xfff);
	assert_int_equal(strlen(getenv(ENV_UNDO_VARIABLE)), once);
	leave();
}

static void text_is_plain(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		char name[16], value[40];

		name_of(i, name);
		random_value(value);
		variables_set(&v, name, value);
	}
	env_undo_encode(&v, &text);
	for (const char *s = text.data; *s; s++)
		assert_true(variable_byte_plain(*s) || *s == '%' || *s == ',');
}

static void refuses_a_damaged_list(void **state)
{
	static const char *const bad[] = { "A=%", "A=%4", "A=%4x", "A=%00",   "A B",
					   "1A",  "=x",   "A;rm",  "$(id)=x", "A=ok,B=%zz" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct variables AUTOVARIABLES v = VARIABLES_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(env_undo_decode(bad[i], &v, &err), -1);
		assert_non_null(err.hint);
		err_clear(&err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(restores_all_after_any_number_of_environments),
		cmocka_unit_test(gives_back_what_the_next_environment_does_not_set),
		cmocka_unit_test(does_not_grow_with_each_environment),
		cmocka_unit_test(text_is_plain),
		cmocka_unit_test(refuses_a_damaged_list),
	};

	unsetenv(ENV_UNDO_VARIABLE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
