/* Printed environments, read back through the real shells, make and a JSON reader. */
/* SPDX-License-Identifier: MIT */
#include <sqlite3.h>

#include "tests/unit/env_format_fixture.h"

static bool has_no_newline(const char *value)
{
	return !strchr(value, '\n');
}

#define UNQUOTED "eval $(cat out) && exec env -0 >env"
#define QUOTED "eval \"$(cat out)\" && exec env -0 >env"

static void survives_dash(void **state)
{
	const char *const unquoted[] = { "dash", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "dash", "-euc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, NULL);
	round_trip(ENV_FORMAT_SH, quoted, NULL);
}

static void survives_bash_with_any_pattern_option(void **state)
{
	const char *const plain[] = { "bash", "-c", UNQUOTED, NULL };
	const char *const nullglob[] = { "bash",    "-O", "nullglob", "-O",
					 "extglob", "-c", UNQUOTED,   NULL };
	const char *const failglob[] = { "bash",    "-O", "failglob", "-O",
					 "dotglob", "-c", UNQUOTED,   NULL };
	const char *const quoted[] = { "bash", "-euc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, plain, NULL);
	round_trip(ENV_FORMAT_SH, nullglob, NULL);
	round_trip(ENV_FORMAT_SH, failglob, NULL);
	round_trip(ENV_FORMAT_SH, quoted, NULL);
}

static void survives_busybox(void **state)
{
	const char *const unquoted[] = { "busybox", "sh", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "busybox", "sh", "-euc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, NULL);
	round_trip(ENV_FORMAT_SH, quoted, NULL);
}

static void survives_zsh(void **state)
{
	const char *const unquoted[] = { "zsh", "-fc", UNQUOTED, NULL };
	const char *const emulating[] = { "zsh", "--emulate", "sh", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "zsh", "-feuc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, NULL);
	round_trip(ENV_FORMAT_SH, emulating, NULL);
	round_trip(ENV_FORMAT_SH, quoted, NULL);
}

static void survives_fish(void **state)
{
	const char *const piped[] = { "fish", "-N", "-c", "source <out; and env -0 >env", NULL };
	const char *const eval[] = { "fish", "-N", "-c", "eval (cat out); and env -0 >env", NULL };

	(void)state;
	round_trip(ENV_FORMAT_FISH, piped, NULL);
	round_trip(ENV_FORMAT_FISH, eval, NULL);
}

static void survives_tcsh(void **state)
{
	const char *const eval[] = { "tcsh", "-fc", "eval `cat out` && env -0 >env", NULL };

	(void)state;
	round_trip(ENV_FORMAT_CSH, eval, has_no_newline);
}

static void survives_make(void **state)
{
	const char *const argv[] = { "make", "-s", "-f", "main.mk", NULL };
	const char text[] = "include out\nall: ; @exec env -0 >env\n";
	AUTOBUF struct buf makefile = BUF_INIT;

	(void)state;
	buf_addstr(&makefile, text);
	write_out("main.mk", &makefile);
	round_trip(ENV_FORMAT_MAKE, argv, NULL);
}

static void sh_output_has_nothing_that_a_shell_would_change(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		char name[16], value[64];

		snprintf(name, sizeof(name), "V%zu", i);
		random_value(value);
		variables_set(&v, name, value);
	}
	assert_int_equal(env_format_print(ENV_FORMAT_SH, &v, &out, NULL), 0);
	assert_null(strpbrk(out.data, "*?[]#~\t"));
	/* History begins with a "!", but not with "!=". */
	for (const char *s = out.data; (s = strchr(s, '!')); s++)
		assert_int_equal(s[1], '=');
	assert_null(strstr(out.data, "  "));
	for (const char *s = out.data; *s; s++)
		assert_false(*s & 0x80);
}

static void csh_refuses_a_newline(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	variables_set(&v, "V", "a\nb");
	assert_int_equal(env_format_print(ENV_FORMAT_CSH, &v, &out, &err), -1);
	assert_non_null(strstr(err.text, "'V'"));
	assert_non_null(err.hint);
	err_clear(&err);
}

/* SQLite's JSON functions are a reader that is not ours. */
static void json_reads_back(void **state)
{
	sqlite3 *db;
	sqlite3_stmt *query;
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	(void)state;
	variables_set(&v, "A", "say \"hi\"\\\n\t\001 \303\251 \360\237\230\200");
	variables_set(&v, "B", NULL);
	assert_int_equal(env_format_print(ENV_FORMAT_JSON, &v, &out, NULL), 0);
	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
					    "SELECT json_extract(?1, '$.A'), json_type(?1, '$.B')",
					    -1, &query, NULL),
			 SQLITE_OK);
	sqlite3_bind_text(query, 1, out.data, -1, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(query), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(query, 0), v.items[0].value);
	assert_string_equal((const char *)sqlite3_column_text(query, 1), "null");
	sqlite3_finalize(query);
	sqlite3_close(db);
}

static void json_refuses_what_is_not_utf8(void **state)
{
	static const char *const bad[] = {
		"\377", "\303", "\300\200", "\355\240\200", "\364\220\200\200", "a\200"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct variables AUTOVARIABLES v = VARIABLES_INIT;
		AUTOBUF struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		variables_set(&v, "V", bad[i]);
		assert_int_equal(env_format_print(ENV_FORMAT_JSON, &v, &out, &err), -1);
		err_clear(&err);
	}
}

static void failure_fails_the_reader_and_changes_nothing(void **state)
{
	static const struct {
		enum env_format format;
		const char *argv[6];
	} readers[] = {
		{ ENV_FORMAT_SH, { "dash", "-c", "eval $(cat out)" } },
		{ ENV_FORMAT_SH, { "bash", "-c", "eval $(cat out)" } },
		{ ENV_FORMAT_SH, { "busybox", "sh", "-c", "eval $(cat out)" } },
		{ ENV_FORMAT_SH, { "zsh", "-fc", "eval $(cat out)" } },
		{ ENV_FORMAT_SH, { "bash", "-c", "eval \"$(cat out)\"" } },
		{ ENV_FORMAT_FISH, { "fish", "-N", "-c", "source <out" } },
		{ ENV_FORMAT_FISH, { "fish", "-N", "-c", "eval (cat out)" } },
		{ ENV_FORMAT_CSH, { "tcsh", "-fc", "eval `cat out`" } },
		{ ENV_FORMAT_MAKE, { "make", "-sf", "main.mk" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		AUTOBUF struct buf out = BUF_INIT;

		buf_addstr(&out, env_format_failure(readers[i].format));
		assert_null(strchr(out.data, '='));
		write_out("out", &out);
		if (run(readers[i].argv) == 0)
			fail_msg("%s went on", readers[i].argv[0]);
	}
}

static void unknown_format_names_the_nearest(void **state)
{
	enum env_format format;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(env_format_parse("fissh", &format, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_non_null(strstr(err.hint, "'fish'"));
	err_clear(&err);
	assert_int_equal(env_format_parse("make", &format, &err), 0);
	assert_int_equal(format, ENV_FORMAT_MAKE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_dash),
		cmocka_unit_test(survives_bash_with_any_pattern_option),
		cmocka_unit_test(survives_busybox),
		cmocka_unit_test(survives_zsh),
		cmocka_unit_test(survives_fish),
		cmocka_unit_test(survives_tcsh),
		cmocka_unit_test(survives_make),
		cmocka_unit_test(sh_output_has_nothing_that_a_shell_would_change),
		cmocka_unit_test(csh_refuses_a_newline),
		cmocka_unit_test(json_reads_back),
		cmocka_unit_test(json_refuses_what_is_not_utf8),
		cmocka_unit_test(failure_fails_the_reader_and_changes_nothing),
		cmocka_unit_test(unknown_format_names_the_nearest),
	};

	setenv("VGONE", "still here", 1);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
