/* From a typed name to the environment of what is built, and the errors on the way. */
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
#include "cache/store/store.h"
#include "sysroots/env/env_target.h"
#include "sysroots/env/env_undo.h"

static char folder[4096];
static int resolved; /* how often a name was resolved */

/* The tree's manifest, and its digest. The facts are not in it, so that a test may write them. */
static const char MANIFEST[] = "d .sysroot\n";
static const char DIGEST[] = "3cf1cbb0db0e9839483920e25c4861a22810d70657aabd77bb0e3fd92c05c482";

static void put(const char *path, const char *text)
{
	AUTOFREE char *whole = path_join(folder, path);

	assert_int_equal(file_write(AT_FDCWD, whole, text, strlen(text), 0644, NULL), 0);
}

static int make_folder(void **state)
{
	const char *tmp = getenv("TMPDIR");
	AUTOFREE char *tree = NULL, *names = NULL, *link = NULL, *from = NULL, *manifest = NULL;
	struct store *store;

	(void)state;
	unsetenv(ENV_UNDO_VARIABLE);
	snprintf(folder, sizeof(folder), "%s/env_target.XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(folder) || store_open(folder, true, &store, NULL) < 0)
		return -1;
	store_close(store);
	tree = xasprintf("%s/trees/%s/.sysroot", folder, DIGEST);
	names = path_join(folder, "sysroots");
	link = path_join(folder, "sysroots/centos7");
	from = xasprintf("../trees/%s", DIGEST);
	if (dir_make(AT_FDCWD, tree, NULL) < 0 || dir_make(AT_FDCWD, names, NULL) < 0)
		return -1;
	put("sysroots/.keep", "");
	manifest = xasprintf("trees/%s/.sysroot/manifest", DIGEST);
	put(manifest, MANIFEST);
	return symlink(from, link);
}

static int remove_folder(void **state)
{
	(void)state;
	return tree_remove(AT_FDCWD, folder, NULL);
}

static void put_facts(const char *text)
{
	AUTOFREE char *path = xasprintf("trees/%s/.sysroot/target", DIGEST);

	put(path, text);
}

static const char good[] = "name centos7\ntriple x86_64-linux-gnu\narch x86_64\nlibc glibc\n";

static int resolve(const char *typed, const char *arch, char **name, struct err *err)
{
	(void)arch;
	resolved++;
	if (strcmp(typed, "el7") == 0)
		*name = xstrdup("centos7");
	else if (strcmp(typed, "musl") == 0)
		*name = xstrdup("musl");
	else
		return err_set(err, ERR_UNKNOWN_NAME, "there is no target '%s'", typed);
	return 0;
}

static void built_target_needs_no_target_files(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOFREE char *root = path_join(folder, "sysroots/centos7");

	(void)state;
	put_facts(good);
	resolved = 0;
	assert_int_equal(env_target_variables(folder, "centos7", NULL, ENVIRONMENT_STATIC, resolve,
					      &v, NULL),
			 0);
	assert_int_equal(resolved, 0);
	assert_string_equal(variables_find(&v, "SYSROOT")->value, root);
	assert_non_null(strstr(variables_find(&v, "CGO_LDFLAGS")->value, "=3cf1cbb0db0e9839"));
	assert_non_null(variables_find(&v, ENV_UNDO_VARIABLE));
}

static void alias_is_resolved(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	(void)state;
	put_facts(good);
	resolved = 0;
	assert_int_equal(env_target_variables(folder, "el7", NULL, ENVIRONMENT_STATIC, resolve, &v,
					      NULL),
			 0);
	assert_int_equal(resolved, 1);
	assert_string_equal(variables_find(&v, "SYSROOT_TARGET")->value, "centos7");
}

static void expect_failure(const char *store, const char *typed, enum err_code code,
			   const char *hint)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(env_target_variables(store, typed, NULL, ENVIRONMENT_STATIC, resolve, &v,
					      &err),
			 -1);
	assert_int_equal(err.code, code);
	if (hint) {
		assert_non_null(err.hint);
		assert_non_null(strstr(err.hint, hint));
	}
	err_clear(&err);
}

static void failures_say_what_to_do(void **state)
{
	AUTOFREE char *nowhere = path_join(folder, "no/store");

	(void)state;
	put_facts(good);
	expect_failure(folder, "musl", ERR_MISSING, "'sysroot build musl'");
	expect_failure(nowhere, "musl", ERR_MISSING, "'sysroot build musl'");
	expect_failure(folder, "nonsense", ERR_UNKNOWN_NAME, NULL);
	expect_failure(folder, "../trees", ERR_UNKNOWN_NAME, NULL);
	expect_failure(folder, "", ERR_UNKNOWN_NAME, NULL);
	expect_failure(folder, ".keep", ERR_UNKNOWN_NAME, NULL);
	put_facts("name centos7\n");
	expect_failure(folder, "centos7", ERR_CORRUPT, "build");
	setenv(ENV_UNDO_VARIABLE, "A=%zz", 1);
	expect_failure(folder, "centos7", ERR_FAILED, ENV_UNDO_VARIABLE);
	unsetenv(ENV_UNDO_VARIABLE);
}

static void undo_without_an_environment_is_empty(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	(void)state;
	assert_int_equal(env_target_undo(&v, NULL), 0);
	assert_int_equal(v.len, 0);
}

/* The second environment starts from the user's flags, not from the first one's. */
static void flags_do_not_pile_up(void **state)
{
	struct variables AUTOVARIABLES first = VARIABLES_INIT;
	struct variables AUTOVARIABLES second = VARIABLES_INIT;

	(void)state;
	put_facts(good);
	setenv("LDFLAGS", "-s", 1);
	setenv("GOFLAGS", "-tags=mine", 1);
	assert_int_equal(env_target_variables(folder, "centos7", NULL, ENVIRONMENT_STATIC, resolve,
					      &first, NULL),
			 0);
	for (size_t i = 0; i < first.len; i++)
		setenv(first.items[i].name, first.items[i].value, 1);
	assert_string_equal(getenv("LDFLAGS"), "-s -static");
	assert_int_equal(env_target_variables(folder, "centos7", NULL, ENVIRONMENT_SHARED, resolve,
					      &second, NULL),
			 0);
	assert_string_equal(variables_find(&second, "LDFLAGS")->value, "-s");
	assert_null(strstr(variables_find(&second, "GOFLAGS")->value, "static"));
	assert_non_null(strstr(variables_find(&second, "GOFLAGS")->value, "-tags=mine "));
	for (size_t i = 0; i < first.len; i++)
		unsetenv(first.items[i].name);
}

/* What goes into a file of another machine says nothing of this one's environment. */
static void place_elsewhere_is_in_every_path(void **state)
{
	static const struct env_target_place elsewhere = { "/opt/a b//", true };
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	(void)state;
	put_facts(good);
	setenv("LDFLAGS", "-s", 1);
	setenv("GOFLAGS", "-tags=mine", 1);
	setenv(ENV_UNDO_VARIABLE, "CC=mine", 1);
	assert_int_equal(env_target_variables_at(folder, "el7", NULL, ENVIRONMENT_STATIC, resolve,
						 &elsewhere, &v, NULL),
			 0);
	assert_string_equal(variables_find(&v, "SYSROOT")->value, "/opt/a b");
	assert_string_equal(variables_find(&v, "CC")->value,
			    "'/opt/a b/static/bin/x86_64-linux-gnu-gcc'");
	assert_string_equal(variables_find(&v, "LDFLAGS")->value, "-static");
	assert_null(strstr(variables_find(&v, "GOFLAGS")->value, "mine"));
	assert_null(variables_find(&v, ENV_UNDO_VARIABLE));
	for (size_t i = 0; i < v.len; i++) {
		assert_non_null(v.items[i].value);
		assert_null(strstr(v.items[i].value, folder));
	}
	unsetenv("LDFLAGS");
	unsetenv("GOFLAGS");
	unsetenv(ENV_UNDO_VARIABLE);
}

static void place_that_is_none_is_refused(void **state)
{
	static const struct {
		const char *at;
		enum err_code code;
	} bad[] = { { "opt/x", ERR_USAGE }, { "", ERR_USAGE },         { "/", ERR_USAGE },
		    { "//", ERR_USAGE },    { "/opt/a:b", ERR_USAGE }, { "/a\nb", ERR_USAGE },
		    { "/a'$b", ERR_USAGE } };

	(void)state;
	put_facts(good);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		const struct env_target_place place = { bad[i].at, true };
		struct variables AUTOVARIABLES v = VARIABLES_INIT;
		AUTOBUF struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(env_target_variables_at(folder, "el7", NULL, ENVIRONMENT_STATIC,
							 resolve, &place, &v, &err),
				 -1);
		assert_int_equal(err.code, bad[i].code);
		assert_non_null(err.hint);
		err_clear(&err);
		assert_int_equal(env_target_meson(folder, "el7", NULL, ENVIRONMENT_STATIC, resolve,
						  &place, &out, NULL),
				 -1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built_target_needs_no_target_files),
		cmocka_unit_test(alias_is_resolved),
		cmocka_unit_test(failures_say_what_to_do),
		cmocka_unit_test(undo_without_an_environment_is_empty),
		cmocka_unit_test(flags_do_not_pile_up),
		cmocka_unit_test(place_elsewhere_is_in_every_path),
		cmocka_unit_test(place_that_is_none_is_refused),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
