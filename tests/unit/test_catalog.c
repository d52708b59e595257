/* The catalog: names, parts, order of versions, and every recipe that is shipped. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"
#include "recipes/catalog.h"

static char *make_folder(void)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = xasprintf("%s/catalog-XXXXXX", tmp ? tmp : "/tmp");

	assert_non_null(mkdtemp(folder));
	return folder;
}

/* PART/NAME.recipe that says it is of part says_part. */
static void put(const char *folder, const char *part, const char *name, const char *says_part)
{
	AUTOFREE char *dir = path_join(folder, part);
	AUTOFREE char *path = xasprintf("%s/%s.recipe", dir, name);
	AUTOFREE char *text = xasprintf("recipe %s\npart %s\nversion 1\nsummary s\nlicense MIT\n"
					"homepage https://e.org\nfidelity source\nfile a\n",
					name, says_part);
	AUTOFREE char *beside = path_join(dir, "a");

	assert_int_equal(dir_make(AT_FDCWD, dir, NULL), 0);
	assert_int_equal(file_write(AT_FDCWD, beside, "", 0, 0644, NULL), 0);
	assert_int_equal(file_write(AT_FDCWD, path, text, strlen(text), 0644, NULL), 0);
}

static struct catalog *open_good(const char *folder)
{
	struct err err = ERR_INIT;
	struct catalog *c;

	if (catalog_open(folder, &c, &err) < 0)
		fail_msg("%s", err.text);
	return c;
}

static void orders_versions_by_numbers(void **state)
{
	static const char *const rising[] = { "",       "1.2.4",
					      "1.2.5",  "1.2.5-1",
					      "1.2.5a", "1.2.10",
					      "1.10",   "1.10.0",
					      "2",      "2.17-crosstool",
					      "3.10.0", "3.10.108",
					      "10",     "99999999999999999999999",
					      "a",      "b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rising); i++)
		for (size_t j = 0; j < ARRAY_LEN(rising); j++) {
			int order = version_compare(rising[i], rising[j]);

			if ((order > 0) - (order < 0) != (i > j) - (i < j))
				fail_msg("'%s' against '%s' is %d", rising[i], rising[j], order);
		}
	assert_true(version_compare("1.0", "1.00") != 0);
	assert_true(version_compare("1.01", "1.2") < 0);
}

static void lists_names_newest_first_and_parts_sorted(void **state)
{
	AUTOFREE char *folder = make_folder();
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv all = STRV_INIT;
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOFREE char *joined = NULL;
	AUTOFREE char *joined_parts = NULL;
	struct catalog *c;

	(void)state;
	put(folder, "zlib", "zlib-1.2.9", "zlib");
	put(folder, "zlib", "zlib-1.2.13", "zlib");
	put(folder, "zlib", ".hidden", "zlib");
	put(folder, "libc", "musl-1.2.5", "libc");
	put(folder, ".git", "no", "no");
	c = open_good(folder);
	assert_int_equal(catalog_names(c, "zlib", &names, NULL), 0);
	joined = strv_join(&names, " ");
	assert_string_equal(joined, "zlib-1.2.13 zlib-1.2.9");
	assert_int_equal(catalog_names(c, NULL, &all, NULL), 0);
	assert_int_equal(all.len, 3);
	assert_int_equal(catalog_names(c, "nothing", &all, NULL), 0);
	assert_int_equal(all.len, 3);
	assert_int_equal(catalog_parts(c, &parts, NULL), 0);
	joined_parts = strv_join(&parts, " ");
	assert_string_equal(joined_parts, "libc zlib");
	catalog_free(c);
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);
}

static void parses_a_recipe_once_and_only_when_asked(void **state)
{
	AUTOFREE char *folder = make_folder();
	const struct recipe *a, *b;
	struct err err = ERR_INIT;
	struct catalog *c;

	(void)state;
	put(folder, "p", "good", "p");
	put(folder, "p", "broken", "p q");
	c = open_good(folder);
	assert_int_equal(catalog_get(c, "good", &a, &err), 0);
	assert_string_equal(a->name, "good");
	assert_int_equal(catalog_get(c, "good", &b, &err), 0);
	assert_ptr_equal(a, b);
	assert_int_equal(catalog_get(c, "broken", &b, &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_non_null(strstr(err.text, "/p/broken.recipe:2:8: unexpected word 'q'"));
	assert_null(b);
	err_clear(&err);
	catalog_free(c);
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);
}

static void suggests_the_nearest_name(void **state)
{
	AUTOFREE char *folder = make_folder();
	const struct recipe *r;
	struct err err = ERR_INIT;
	struct catalog *c;

	(void)state;
	put(folder, "libc", "musl-1.2.5", "libc");
	c = open_good(folder);
	assert_int_equal(catalog_get(c, "msul-1.2.5", &r, &err), -1);
	assert_int_equal(err.code, ERR_UNKNOWN_NAME);
	assert_string_equal(err.text, "unknown recipe 'msul-1.2.5'");
	assert_string_equal(err.hint, "did you mean 'musl-1.2.5'?");
	assert_int_equal(catalog_get(c, "../../etc/passwd", &r, &err), -1);
	assert_int_equal(err.code, ERR_UNKNOWN_NAME);
	err_clear(&err);
	catalog_free(c);
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);
}

static void refuses_a_part_that_is_not_the_folders(void **state)
{
	AUTOFREE char *folder = make_folder();
	const struct recipe *r;
	struct err err = ERR_INIT;
	struct catalog *c;

	(void)state;
	put(folder, "zlib", "x", "sqlite");
	c = open_good(folder);
	assert_int_equal(catalog_get(c, "x", &r, &err), -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_non_null(strstr(err.text,
			       "zlib/x.recipe:2:6: part 'sqlite' in the directory of part 'zlib'"));
	err_clear(&err);
	catalog_free(c);
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);
}

static void refuses_one_name_in_two_parts(void **state)
{
	AUTOFREE char *folder = make_folder();
	struct err err = ERR_INIT;
	struct catalog *c;

	(void)state;
	put(folder, "a", "x", "a");
	put(folder, "b", "x", "b");
	assert_int_equal(catalog_open(folder, &c, &err), -1);
	assert_null(c);
	assert_non_null(strstr(err.text, "recipe 'x' is in both"));
	err_clear(&err);
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);
}

static void tells_a_folder_that_is_not_there(void **state)
{
	struct err err = ERR_INIT;
	struct catalog *c;

	(void)state;
	assert_int_equal(catalog_open("/nonexistent", &c, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	err_clear(&err);
}

static void every_shipped_recipe_parses(void **state)
{
	static const char *const must[] = { "libc", "linux-headers", "sqlite", "standins", "zlib" };
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv parts = STRV_INIT;
	struct err err = ERR_INIT;
	struct catalog *c = open_good("recipes/catalog");

	(void)state;
	assert_int_equal(catalog_names(c, NULL, &names, &err), 0);
	assert_true(names.len >= 20);
	for (size_t i = 0; i < names.len; i++) {
		const struct recipe *r;

		if (catalog_get(c, names.items[i], &r, &err) < 0)
			fail_msg("%s (%s)", err.text, err.hint ? err.hint : "");
	}
	assert_int_equal(catalog_parts(c, &parts, &err), 0);
	for (size_t i = 0; i < ARRAY_LEN(must); i++)
		assert_true(strv_contains(&parts, must[i]));
	catalog_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_versions_by_numbers),
		cmocka_unit_test(lists_names_newest_first_and_parts_sorted),
		cmocka_unit_test(parses_a_recipe_once_and_only_when_asked),
		cmocka_unit_test(suggests_the_nearest_name),
		cmocka_unit_test(refuses_a_part_that_is_not_the_folders),
		cmocka_unit_test(refuses_one_name_in_two_parts),
		cmocka_unit_test(tells_a_folder_that_is_not_there),
		cmocka_unit_test(every_shipped_recipe_parses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
