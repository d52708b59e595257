/* Names in registries: what docker and the distribution specification take, and what not. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/oci_name.h"

static void each_is(bool (*taken)(const char *), bool wanted, const char *const *names)
{
	for (; *names; names++)
		if (taken(*names) != wanted)
			fail_msg("'%.80s' is %s", *names, wanted ? "refused" : "taken");
}

static void hosts(void **state)
{
	static const char *const good[] = { "a.example", "a:5000", "localhost",   "localhost:1",
					    "[::1]:80",  "[::1]",  "A-b.example", NULL };
	static const char *const bad[] = { "",     "a",    "a:",    "a:b",   "a:123456",
					   "-a.b", ".a.b", "a.b-",  "a_b.c", "a.b:1x",
					   "[::1", "[]:1", "a b.c", "u@a.b", NULL };

	(void)state;
	each_is(oci_host_ok, true, good);
	each_is(oci_host_ok, false, bad);
}

static void repositories(void **state)
{
	static const char *const good[] = { "a",    "a/b",   "a.b",     "a_b",
					    "a__b", "a---b", "0/1-2/x", NULL };
	static const char *const bad[] = { "",   "/",    "/a",    "a/",     "a//b",
					   "A",  "a..b", "a___b", "a._b",   "-a",
					   "a-", ".a",   "a:b",   "a/../b", NULL };

	(void)state;
	each_is(oci_repository_ok, true, good);
	each_is(oci_repository_ok, false, bad);
}

static void tags(void **state)
{
	static const char *const good[] = { "a", "A.b-c_d", "_", "1", NULL };
	static const char *const bad[] = { "", ".a", "-a", "a/b", "a b", "a:b", NULL };
	char longest[OCI_TAG_MAX + 2];

	(void)state;
	each_is(oci_tag_ok, true, good);
	each_is(oci_tag_ok, false, bad);
	memset(longest, 'a', sizeof(longest));
	longest[OCI_TAG_MAX + 1] = '\0';
	assert_false(oci_tag_ok(longest));
	longest[OCI_TAG_MAX] = '\0';
	assert_true(oci_tag_ok(longest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hosts),
		cmocka_unit_test(repositories),
		cmocka_unit_test(tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
