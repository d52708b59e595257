/* Printed environments, read back through the real shells, make and a JSON reader. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "sysroots/env/env_format.h"

#define ROUNDS 500
#define BATCH 50

static char folder[4096];

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");
	/* Files that a pattern or a stray word in the output would match. */
	static const char *const traps[] = { "a",    "export", "CC",       "'", "\\",
					     "x=y;", "false",  "$(printf", "0", "export V0='a';" };

	(void)state;
	snprintf(folder, sizeof(folder), "%s/test env.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(traps); i++) {
		AUTOFREE char *path = path_join(folder, traps[i]);

		if (file_write(AT_FDCWD, path, "", 0, 0644, NULL) < 0)
			return -1;
	}
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	return tree_remove(AT_FDCWD, folder, NULL);
}

static void write_out(const char *name, const struct buf *text)
{
	AUTOFREE char *path = path_join(folder, name);

	assert_int_equal(file_write(AT_FDCWD, path, text->data, text->len, 0644, NULL), 0);
}

/* Run argv in the folder; its exit status. */
static int run(const char *const *argv)
{
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int status = -1;

	p.argv = argv;
	p.cwd = folder;
	if (process_run(&p, &status, &err) < 0) {
		print_error("%s: %s\n", argv[0], err.text);
		err_clear(&err);
	}
	return status;
}

/* The output of env -0 in the file "env" of the folder. */
static void read_back(struct variables *found)
{
	AUTOFREE char *path = path_join(folder, "env");
	AUTOBUF struct buf text = BUF_INIT;

	assert_int_equal(file_read(AT_FDCWD, path, 1 << 20, &text, NULL), 0);
	for (const char *at = text.data; at < text.data + text.len; at += strlen(at) + 1) {
		const char *equals = strchr(at, '=');

		if (equals && strncmp(at, "V", 1) == 0) {
			AUTOFREE char *name = xstrndup(at, (size_t)(equals - at));

			variables_set(found, name, equals + 1);
		}
	}
	unlink(path);
}

static void assert_same(const char *how, const struct variables *wanted,
			const struct variables *found)
{
	for (size_t i = 0; i < wanted->len; i++) {
		const char *name = wanted->items[i].name, *value = wanted->items[i].value;
		const struct variable *at = variables_find(found, name);

		if (!value && !at)
			continue;
		if (!at || !value || strcmp(at->value, value) != 0)
			fail_msg("%s: '%s' came back as '%s'", how, value ? value : "(unset)",
				 at ? at->value : "(unset)");
	}
}

/* xorshift: the same strings in every run. */
static uint32_t random_next(void)
{
	static uint32_t x = 2463534242U;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return x;
}

static void random_value(char value[64], bool newlines)
{
	static const char odd[] = "*?[]{}()<>|&;!#~^%$`'\"\\  \t\n-=,.:/@+eE0n\303\201\347\001\177";
	size_t len = random_next() % 60, n = 0;

	while (n < len) {
		uint32_t r = random_next();
		char c = r & 1 ? odd[(r >> 8) % (sizeof(odd) - 1)] : (char)(1 + (r >> 8) % 255);

		if (c == '\n' && !newlines)
			continue;
		value[n++] = c;
	}
	value[n] = '\0';
}

/*
 * Random values and known nasty ones through one way of taking the output over. script reads
 * the file "out" and ends in env -0 >env; argv ends with it.
 */
static void round_trip(enum env_format format, const char *const *argv, bool newlines)
{
	static const char *const nasty[] = {
		"",
		" ",
		"  ",
		"/a  b/c",
		"/a*b",
		"/*",
		"?",
		"[a-z]*",
		"it's",
		"say \"hi\"",
		"\\",
		"a\\",
		"\\\\n\\052",
		"$HOME",
		"`id`",
		"$(id)",
		"~",
		"~root",
		"-n",
		"--",
		"-e x",
		"!",
		"a!b",
		"#",
		"%s%d%%",
		"{a,b}",
		"@(a|b)",
		"a;b&c|d",
		"\303\251t\303\251",
		"'\"'\"",
		" lead",
		"trail ",
		"\ttab\t",
		"=ls",
		"a=b",
		"\377\376",
		"x\n",
		"\n",
		"a\n\nb",
		"\n\n",
		"-O2 -g  -DX='\"a b\"'",
	};
	for (size_t done = 0; done < ROUNDS + ARRAY_LEN(nasty);) {
		struct variables AUTOVARIABLES wanted = VARIABLES_INIT;
		struct variables AUTOVARIABLES found = VARIABLES_INIT;
		AUTOBUF struct buf out = BUF_INIT;

		for (size_t i = 0; i < BATCH; i++, done++) {
			char name[16], value[64];

			snprintf(name, sizeof(name), "V%zu", i);
			if (done < ARRAY_LEN(nasty))
				snprintf(value, sizeof(value), "%s", nasty[done]);
			else
				random_value(value, newlines);
			if (newlines || !strchr(value, '\n'))
				variables_set(&wanted, name, value);
		}
		/* Set for this test's process in main(). */
		variables_set(&wanted, "VGONE", NULL);
		assert_int_equal(env_format_print(format, &wanted, &out, NULL), 0);
		write_out("out", &out);
		assert_int_equal(run(argv), 0);
		read_back(&found);
		assert_same(argv[0], &wanted, &found);
	}
}

#define UNQUOTED "eval $(cat out) && exec env -0 >env"
#define QUOTED "eval \"$(cat out)\" && exec env -0 >env"

static void survives_dash(void **state)
{
	const char *const unquoted[] = { "dash", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "dash", "-euc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, true);
	round_trip(ENV_FORMAT_SH, quoted, true);
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
	round_trip(ENV_FORMAT_SH, plain, true);
	round_trip(ENV_FORMAT_SH, nullglob, true);
	round_trip(ENV_FORMAT_SH, failglob, true);
	round_trip(ENV_FORMAT_SH, quoted, true);
}

static void survives_busybox(void **state)
{
	const char *const unquoted[] = { "busybox", "sh", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "busybox", "sh", "-euc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, true);
	round_trip(ENV_FORMAT_SH, quoted, true);
}

static void survives_zsh(void **state)
{
	const char *const unquoted[] = { "zsh", "-fc", UNQUOTED, NULL };
	const char *const emulating[] = { "zsh", "--emulate", "sh", "-c", UNQUOTED, NULL };
	const char *const quoted[] = { "zsh", "-feuc", QUOTED, NULL };

	(void)state;
	round_trip(ENV_FORMAT_SH, unquoted, true);
	round_trip(ENV_FORMAT_SH, emulating, true);
	round_trip(ENV_FORMAT_SH, quoted, true);
}

static void survives_fish(void **state)
{
	const char *const piped[] = { "fish", "-N", "-c", "source <out; and env -0 >env", NULL };
	const char *const eval[] = { "fish", "-N", "-c", "eval (cat out); and env -0 >env", NULL };

	(void)state;
	round_trip(ENV_FORMAT_FISH, piped, true);
	round_trip(ENV_FORMAT_FISH, eval, true);
}

static void survives_tcsh(void **state)
{
	const char *const eval[] = { "tcsh", "-fc", "eval `cat out` && env -0 >env", NULL };

	(void)state;
	round_trip(ENV_FORMAT_CSH, eval, false);
}

static void survives_make(void **state)
{
	const char *const argv[] = { "make", "-s", "-f", "main.mk", NULL };
	const char text[] = "include out\nall: ; @exec env -0 >env\n";
	AUTOBUF struct buf makefile = BUF_INIT;

	(void)state;
	buf_addstr(&makefile, text);
	write_out("main.mk", &makefile);
	round_trip(ENV_FORMAT_MAKE, argv, true);
}

static void sh_output_has_nothing_that_a_shell_would_change(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		char name[16], value[64];

		snprintf(name, sizeof(name), "V%zu", i);
		random_value(value, true);
		variables_set(&v, name, value);
	}
	assert_int_equal(env_format_print(ENV_FORMAT_SH, &v, &out, NULL), 0);
	assert_null(strpbrk(out.data, "*?[]#~!\t"));
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
