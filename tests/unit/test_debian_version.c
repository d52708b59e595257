/* Versions of Debian's packages: their order, and what file names say. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "builder/base/alloc.h"
#include "builder/fetch/debian_version.h"

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

static void versions_have_dpkgs_order(void **state)
{
	/* Each is older than the next. */
	static const char *const order[] = {
		"0~~",
		"0~~a",
		"0~",
		"0",
		"0a",
		"0a1",
		"0.1~rc1-1",
		"0.1-1",
		"1.0~beta1~svn1245-1",
		"1.0~beta1-1",
		"1.0-1~bpo9+1",
		"1.0-1",
		"1.0-1+b1",
		"1.0-1.1",
		"1.0.1-1",
		"1.2.13.dfsg-1",
		"1.2.14-1",
		"1.3.dfsg+really1.3.1-1",
		"2.36-9",
		"2.36-9+deb12u9",
		"2.36-9+deb12u13",
		"2.36-9+deb12u14",
		"2.36-10",
		"6.1.99-1",
		"6.1.176-1",
		"6.1.180-1",
		"6.12.1-1",
		"1:0.1-1",
		"1:1.2.13.dfsg-1",
		"2:0-1",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(order); i++)
		for (size_t k = 0; k < ARRAY_LEN(order); k++) {
			int want = sign((int)i - (int)k);
			int got = sign(debian_version_compare(order[i], order[k]));

			if (got != want)
				fail_msg("%s and %s: %d instead of %d", order[i], order[k], got,
					 want);
		}
}

static void versions_that_are_spelled_otherwise_are_equal(void **state)
{
	(void)state;
	assert_int_equal(debian_version_compare("1.0", "1.0-0"), 0);
	assert_int_equal(debian_version_compare("0:1.0-1", "1.0-1"), 0);
	assert_int_equal(debian_version_compare("1.00-01", "1.0-1"), 0);
}

static void upstream(const char *version, const char *want)
{
	AUTOFREE char *got = debian_version_upstream(version);

	assert_string_equal(got, want);
}

static void upstream_is_less_epoch_and_revision(void **state)
{
	(void)state;
	upstream("2.36-9+deb12u13", "2.36");
	upstream("1:1.2.13.dfsg-1", "1.2.13.dfsg");
	upstream("1.0-rc1-2", "1.0-rc1");
	upstream("20230311", "20230311");
	assert_string_equal(debian_version_without_epoch("1:2-3"), "2-3");
}

/* NULL: the name says nothing. */
static void file(const char *name, const char *package, const char *version, const char *role)
{
	AUTOFREE char *v = debian_file_version(name, package);
	AUTOFREE char *r = debian_file_role(name, package);

	if (!v != !version || (v && strcmp(v, version) != 0))
		fail_msg("%s: version %s, not %s", name, v ? v : "none",
			 version ? version : "none");
	if (!r != !role || (r && strcmp(r, role) != 0))
		fail_msg("%s: role %s, not %s", name, r ? r : "none", role ? role : "none");
}

static void file_names_tell_version_and_role(void **state)
{
	(void)state;
	file("libc6_2.36-9+deb12u13_amd64.deb", "libc6", "2.36-9+deb12u13", NULL);
	file("libc6-dev_2.36-9+deb12u13_amd64.deb", "libc6", NULL, NULL);
	file("linux_6.1.176.orig.tar.xz", "linux", "6.1.176", ".orig.tar");
	file("linux_6.1.176.orig.tar.gz", "linux", "6.1.176", ".orig.tar");
	file("linux_6.1.176.orig.tar.xz.asc", "linux", "6.1.176", ".orig.tar.xz");
	file("linux_6.1.176-1.debian.tar.xz", "linux", "6.1.176-1", ".debian.tar");
	file("linux_6.1.176-1.dsc", "linux", "6.1.176-1", ".dsc");
	file("tcl_8.6.orig-docs.tar.gz", "tcl", "8.6", ".orig-docs.tar");
	file("zlib_1.3.dfsg+really1.3.1.orig.tar.gz", "zlib", "1.3.dfsg+really1.3.1", ".orig.tar");
	file("native_12.tar.xz", "native", "12", ".tar");
	file("musl-1.2.5.tar.gz", "musl", NULL, NULL);
	file("thing.deb", "thing", NULL, NULL);
	file("thing_.deb", "thing", NULL, NULL);
	file("", "thing", NULL, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_have_dpkgs_order),
		cmocka_unit_test(versions_that_are_spelled_otherwise_are_equal),
		cmocka_unit_test(upstream_is_less_epoch_and_revision),
		cmocka_unit_test(file_names_tell_version_and_role),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
