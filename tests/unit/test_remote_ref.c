/* What users call a place to share by. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/remote/remote_ref.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void assert_word(const char *is, const char *want)
{
	if (!want)
		assert_null(is);
	else
		assert_string_equal(is ? is : "(null)", want);
}

static void understands_registries_repositories_tags_and_digests(void **state)
{
	static const struct {
		const char *text, *host, *repo, *tag, *digest;
	} cases[] = {
		{ "localhost/a", "localhost", "a", NULL, NULL },
		{ "localhost:5000/farm/x:one", "localhost:5000", "farm/x", "one", NULL },
		{ "r.example.org/a/b-c/d_e/f__g/h.i:v1.0_x-", "r.example.org", "a/b-c/d_e/f__g/h.i",
		  "v1.0_x-", NULL },
		{ "[::1]:5000/a:b", "[::1]:5000", "a", "b", NULL },
		{ "127.0.0.1:1/a---b@sha256:" HEX, "127.0.0.1:1", "a---b", NULL, "sha256:" HEX },
		{ "h:1/a:t@sha256:" HEX, "h:1", "a", "t", "sha256:" HEX },
		{ "h:1/key:key-" HEX, "h:1", "key", "key-" HEX, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct remote_ref ref = { 0 };
		struct err err = ERR_INIT;

		ok(remote_ref_parse(cases[i].text, &ref, &err), &err);
		assert_string_equal(ref.text, cases[i].text);
		assert_word(ref.host, cases[i].host);
		assert_word(ref.repo, cases[i].repo);
		assert_word(ref.tag, cases[i].tag);
		assert_word(ref.digest, cases[i].digest);
		assert_null(ref.folder);
		remote_ref_release(&ref);
	}
}

static void understands_folders(void **state)
{
	struct remote_ref ref = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	ok(remote_ref_parse("dir:/mnt/a farm:1", &ref, &err), &err);
	assert_string_equal(ref.folder, "/mnt/a farm:1");
	assert_null(ref.host);
	remote_ref_release(&ref);
}

static void refuses_what_is_no_place(void **state)
{
	static const char *const wrong[] = {
		"",
		"centos7",
		"farm/centos7", /* no host */
		"/a",
		"localhost",
		"localhost/",
		"localhost/A",
		"localhost/a//b",
		"localhost/a/",
		"localhost/-a",
		"localhost/a-",
		"localhost/a..b",
		"localhost/a___b",
		"localhost/a._b",
		"localhost/a:",
		"localhost/a:-t",
		"localhost/a:.t",
		"localhost/a:t t",
		"localhost/a:t:u",
		"localhost/a@sha256:12",
		"localhost/a@md5:" HEX,
		"localhost:/a",
		"localhost:5000000/a",
		"localhost:50x/a",
		"user@localhost/a",
		"-o.example.org/a",
		"ho st.example/a",
		"h\"x.example/a",
		"[::1/a",
		"[]:1/a",
		"https://localhost/a",
		"docker://localhost/a",
		"dir:relative",
		"dir:",
		"localhost/a:" HEX HEX "x", /* a tag of 129 */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct remote_ref ref = { 0 };
		struct err err = ERR_INIT;

		if (remote_ref_parse(wrong[i], &ref, &err) == 0)
			fail_msg("'%s' was understood", wrong[i]);
		assert_int_equal(err.code, ERR_USAGE);
		assert_non_null(err.hint);
		err_clear(&err);
		remote_ref_release(&ref);
	}
}

static void only_this_machine_is_loopback(void **state)
{
	static const char *const yes[] = { "localhost",    "localhost:5000", "127.0.0.1",
					   "127.0.0.1:80", "127.1.2.3",      "[::1]",
					   "[::1]:5000" };
	static const char *const no[] = { "localhost.example.org",
					  "localhostx",
					  "127.example.org",
					  "127.0.0.1.example.org:5000",
					  "128.0.0.1",
					  "10.127.0.1",
					  "[::2]",
					  "[::1].org",
					  "example.org" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(yes); i++)
		assert_true(remote_host_is_loopback(yes[i]));
	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (remote_host_is_loopback(no[i]))
			fail_msg("'%s' is not this machine", no[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_registries_repositories_tags_and_digests),
		cmocka_unit_test(understands_folders),
		cmocka_unit_test(refuses_what_is_no_place),
		cmocka_unit_test(only_this_machine_is_loopback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
