/* The carried files: read by shells and make, also after the tree was moved. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "sysroots/env/envfiles.h"
#include "sysroots/env/environment.h"
#include "sysroots/env/variables.h"

static char folder[4096];

static const char facts_text[] = "name a+b.c\ntriple x86_64-linux-gnu\narch x86_64\nlibc glibc\n";
static const char digest[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n";

static void put(const char *root, const char *name, const char *text)
{
	AUTOFREE char *path = path_join(root, name);

	assert_int_equal(file_write(AT_FDCWD, path, text, strlen(text), 0644, NULL), 0);
}

/* A sysroot with nothing but its files, at folder/name; the caller frees. */
static char *make_root(const char *name)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	char *root = path_join(folder, name);
	AUTOFREE char *inner = path_join(root, ".sysroot");
	AUTOFREE char *in_static = path_join(root, "static");

	assert_int_equal(dir_make(AT_FDCWD, inner, NULL), 0);
	assert_int_equal(dir_make(AT_FDCWD, in_static, NULL), 0);
	put(root, ".sysroot/target", facts_text);
	put(root, ".sysroot/digest", digest);
	strv_split(&lines, facts_text, "\n");
	for (size_t i = 0; ENVFILES_NAMES[i]; i++) {
		AUTOBUF struct buf text = BUF_INIT;

		assert_int_equal(envfiles_render(&lines, ENVFILES_NAMES[i], &text, NULL), 0);
		assert_null(strchr(text.data, '\001'));
		assert_null(strstr(text.data, folder));
		put(root, ENVFILES_NAMES[i], text.data);
	}
	return root;
}

static int make_folder(void **state)
{
	static const char *const names[] = { "SYSROOT", "SYSROOT_LINK", "LDFLAGS",
					     "GOFLAGS", "CONFIG_SITE",  "CMAKE_TOOLCHAIN_FILE" };
	const char *tmp = getenv("TMPDIR");

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		unsetenv(names[i]);
	snprintf(folder, sizeof(folder), "%s/env_files.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	(void)state;
	return tree_remove(AT_FDCWD, folder, NULL);
}

/* Run argv in the folder; its exit status. What it leaves in "env" is as from env -0. */
static int run(const char *const *argv, struct variables *found)
{
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	AUTOFREE char *path = path_join(folder, "env");
	AUTOBUF struct buf text = BUF_INIT;
	int status = -1;

	unlink(path);
	p.argv = argv;
	p.cwd = folder;
	if (process_run(&p, &status, &err) < 0)
		fail_msg("%s: %s", argv[0], err.text);
	if (status != 0)
		return status;
	assert_int_equal(file_read(AT_FDCWD, path, 1 << 20, &text, NULL), 0);
	for (char *at = text.data, *end; at < text.data + text.len; at = end + 1) {
		char *equals = strchr(at, '=');

		end = at + strlen(at);
		if (!equals)
			continue;
		*equals = '\0';
		variables_set(found, at, equals + 1);
	}
	return 0;
}

/* What was read is what `sysroot env` would print for a sysroot at root. */
static void assert_environment(const char *root, enum environment_link link,
			       const struct variables *found)
{
	const struct environment_place place = { root, environment_quote(root), digest, NULL,
						 NULL };
	struct variables AUTOVARIABLES wanted = VARIABLES_INIT;
	struct environment_facts facts;

	assert_int_equal(environment_facts_parse(facts_text, &facts, NULL), 0);
	assert_int_equal(environment_compute(&facts, &place, link, &wanted, NULL), 0);
	environment_facts_release(&facts);
	for (size_t i = 0; i < wanted.len; i++) {
		const struct variable *at = variables_find(found, wanted.items[i].name);
		const char *value = at ? at->value : "(unset)";

		while (*value == ' ')
			value++;
		assert_string_equal(value, wanted.items[i].value);
	}
}

static void shells_that_find_the_file(const char *name)
{
	static const char *const shells[][4] = {
		{ "bash", "-euc", "", NULL },
		{ "bash", "--posix", "-euc", NULL },
		{ "zsh", "-feuc", "", NULL },
	};
	AUTOFREE char *root = make_root(name);

	for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
		for (int link = 0; link < 2; link++) {
			AUTOFREE char *script =
				xasprintf("%s. '%s/env.sh'; env -0 >env",
					  link ? "SYSROOT_LINK=shared; " : "", root);
			bool longer = *shells[i][2] == '-';
			const char *argv[] = { shells[i][0], shells[i][1],
					       longer ? shells[i][2] : script,
					       longer ? script : NULL, NULL };
			struct variables AUTOVARIABLES found = VARIABLES_INIT;

			assert_int_equal(run(argv, &found), 0);
			assert_environment(root, (enum environment_link)link, &found);
			assert_null(variables_find(&found, "_sysroot"));
		}
	}
}

static void bash_and_zsh_find_the_sysroot(void **state)
{
	(void)state;
	shells_that_find_the_file("plain");
	shells_that_find_the_file("two  blanks, a star * and $x");
}

static void relative_path_will_do(void **state)
{
	AUTOFREE char *root = make_root("plain");
	const char *const argv[] = { "bash", "-euc", ". plain/env.sh; env -0 >env", NULL };
	struct variables AUTOVARIABLES found = VARIABLES_INIT;

	(void)state;
	assert_int_equal(run(argv, &found), 0);
	assert_environment(root, ENVIRONMENT_STATIC, &found);
}

static void other_shells_want_to_be_told(void **state)
{
	AUTOFREE char *root = make_root("with blank");
	AUTOFREE char *told = xasprintf("SYSROOT='%s'; . \"$SYSROOT/env.sh\" && env -0 >env", root);
	AUTOFREE char *untold = xasprintf(". '%s/env.sh' 2>/dev/null && env -0 >env", root);
	AUTOFREE char *wrong =
		xasprintf("SYSROOT=/; . '%s/env.sh' 2>/dev/null && env -0 >env", root);
	const char *const shells[][3] = { { "dash", "-uc" }, { "busybox", "sh", "-uc" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(shells); i++) {
		const char *const scripts[] = { told, untold, wrong };

		for (size_t k = 0; k < ARRAY_LEN(scripts); k++) {
			bool two = shells[i][2] != NULL;
			const char *argv[] = { shells[i][0], shells[i][1],
					       two ? shells[i][2] : scripts[k],
					       two ? scripts[k] : NULL, NULL };
			struct variables AUTOVARIABLES found = VARIABLES_INIT;
			int status = run(argv, &found);

			assert_true(k == 0 ? status == 0 : status != 0);
			if (k == 0)
				assert_environment(root, ENVIRONMENT_STATIC, &found);
		}
	}
}

static void make_finds_the_sysroot_and_says_when_it_cannot(void **state)
{
	AUTOFREE char *plain = make_root("plain");
	AUTOFREE char *blank = make_root("with blank");
	AUTOFREE char *told = xasprintf("SYSROOT := %s\n", blank);
	const struct {
		const char *before, *include, *root;
		enum environment_link link;
	} cases[] = {
		{ "", "plain/env.mk", plain, ENVIRONMENT_STATIC },
		{ "SYSROOT_LINK := shared\n", "plain/env.mk", plain, ENVIRONMENT_SHARED },
		{ told, "with\\ blank/env.mk", blank, ENVIRONMENT_STATIC },
		{ "", "with\\ blank/env.mk", NULL, ENVIRONMENT_STATIC },
	};
	const char *const argv[] = { "make", "-s", "-f", "main.mk", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTOFREE char *text = xasprintf("%sinclude %s\nall: ; @exec env -0 >env\n",
						cases[i].before, cases[i].include);
		struct variables AUTOVARIABLES found = VARIABLES_INIT;
		int status;

		put(folder, "main.mk", text);
		status = run(argv, &found);
		assert_true(cases[i].root ? status == 0 : status != 0);
		if (cases[i].root)
			assert_environment(cases[i].root, cases[i].link, &found);
	}
}

static void sourcing_again_does_not_pile_up(void **state)
{
	AUTOFREE char *root = make_root("plain");
	const char *const argv[] = { "bash", "-euc",
				     "LDFLAGS=-s; . plain/env.sh; . plain/env.sh\n"
				     "test \"$LDFLAGS\" = '-s -static'\n"
				     "SYSROOT_LINK=shared; . plain/env.sh; test \"$LDFLAGS\" = -s\n"
				     "env -0 >env",
				     NULL };
	struct variables AUTOVARIABLES found = VARIABLES_INIT;

	(void)state;
	assert_int_equal(run(argv, &found), 0);
	assert_string_equal(variables_find(&found, "SYSROOT")->value, root);
	assert_null(variables_find(&found, "CONFIG_SITE"));
}

static void no_other_file_is_made(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	strv_split(&lines, facts_text, "\n");
	assert_int_equal(envfiles_render(&lines, "env.csh", &text, &err), -1);
	assert_non_null(strstr(err.text, "'env.csh'"));
	err_clear(&err);
}

static void meson_refuses_what_it_has_no_string_for(void **state)
{
	static const char *const bad[] = { "/it's\\", "/a'''b", "/\377" };
	struct environment_facts facts;

	(void)state;
	assert_int_equal(environment_facts_parse(facts_text, &facts, NULL), 0);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTOBUF struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(envfiles_meson(&facts, bad[i], ENVIRONMENT_STATIC, &out, &err),
				 -1);
		assert_non_null(err.hint);
		err_clear(&err);
	}
	environment_facts_release(&facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bash_and_zsh_find_the_sysroot),
		cmocka_unit_test(relative_path_will_do),
		cmocka_unit_test(other_shells_want_to_be_told),
		cmocka_unit_test(make_finds_the_sysroot_and_says_when_it_cannot),
		cmocka_unit_test(sourcing_again_does_not_pile_up),
		cmocka_unit_test(no_other_file_is_made),
		cmocka_unit_test(meson_refuses_what_it_has_no_string_for),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
