/* Values that are hard to quote, and programs that read them back. */
/* SPDX-License-Identifier: MIT */
#ifndef ENV_FORMAT_FIXTURE_H
#define ENV_FORMAT_FIXTURE_H

#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "sysroots/env/env_format.h"

#define ROUNDS 500
#define BATCH 50

/* The folder of this test, with a blank in its name. */
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

static void random_value(char value[64])
{
	static const char odd[] = "*?[]{}()<>|&;!#~^%$`'\"\\  \t\n-=,.:/@+eE0n\303\201\347\001\177";
	size_t len = random_next() % 60, n = 0;

	while (n < len) {
		uint32_t r = random_next();
		char c = r & 1 ? odd[(r >> 8) % (sizeof(odd) - 1)] : (char)(1 + (r >> 8) % 255);

		value[n++] = c;
	}
	value[n] = '\0';
}

/*
 * Random values and known nasty ones through one way of taking the output over: reader takes
 * the file "out" and leaves what env -0 prints in the file "env". Those that the format can
 * hold, all with can NULL. gone: a variable to unset is among them.
 */
static void round_trip_by(enum env_format format, void (*reader)(const void *arg), const void *arg,
			  bool (*can)(const char *value), bool gone)
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
				random_value(value);
			if (!can || can(value))
				variables_set(&wanted, name, value);
		}
		/* Set for this test's process in main(). */
		if (gone)
			variables_set(&wanted, "VGONE", NULL);
		assert_int_equal(env_format_print(format, &wanted, &out, NULL), 0);
		write_out("out", &out);
		reader(arg);
		read_back(&found);
		assert_same(ENV_FORMAT_WORDS[format], &wanted, &found);
	}
}

static void reader_runs(const void *arg)
{
	const char *const *argv = arg;

	if (run(argv) != 0)
		fail_msg("%s failed", argv[0]);
}

/* Through a program that takes "out" over and ends in env -0 >env. */
static void round_trip(enum env_format format, const char *const *argv,
		       bool (*can)(const char *value))
{
	round_trip_by(format, reader_runs, argv, can, true);
}

#endif
