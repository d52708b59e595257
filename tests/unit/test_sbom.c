/* Bills of materials: what a key's text tells, package URLs, UUIDs, Go's modules. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/json.h"
#include "sysroots/sbom/sbom.h"
#include "sysroots/sbom/sbom_binary.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void a_script_is_no_line_of_the_key(void **state)
{
	const char text[] = "sysroot key 1\narch x86_64\ninput " A64 " \"a \\\"b\\\\.tar\"\n"
			    "patch " B64 " 0\nstep 75\ninput " B64 " \"\"\n\nneed libc " B64
			    "\ntool gcc/cc1 " A64 "\n";
	struct key_materials m = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(key_materials_read(text, &m, &err), 0);
	assert_int_equal(m.count, 4);
	assert_string_equal(m.items[0].name, "a \"b\\.tar");
	assert_int_equal(m.items[1].kind, MATERIAL_PATCH);
	assert_int_equal(m.items[1].strip, 0);
	assert_string_equal(m.items[2].name, "libc");
	assert_string_equal(m.items[3].name, "gcc/cc1");
	assert_string_equal(m.arch, "x86_64");
	key_materials_release(&m);
}

static void a_key_that_is_not_understood_is_refused(void **state)
{
	static const char *const bad[] = {
		"input 12 \"a\"\n", "input " A64 " a\n",           "input " A64 " \"a\n",
		"tool gcc\n",       "need libc " A64 "x\n",        "step 99\nshort\n",
		"patch x 1\n",      "tool gcc is not installed\n",
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct key_materials m = { 0 };
		struct err err = ERR_INIT;
		AUTOFREE char *text = xasprintf("sysroot key 2\n%s", bad[i]);

		assert_int_equal(key_materials_read(text, &m, &err), -1);
		assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
		key_materials_release(&m);
	}
}

static void expect_purl(const char *name, const char *origin, const char *want)
{
	struct sbom_material m = { .kind = MATERIAL_INPUT, .name = xstrdup(name), .sha256 = A64 };

	if (origin)
		strv_add(&m.origins, origin);
	sbom_set_purl(&m);
	assert_string_equal(m.purl, want);
	free(m.name);
	free(m.purl);
	free(m.url);
	strv_release(&m.origins);
}

static void inputs_have_the_urls_that_scanners_know(void **state)
{
	(void)state;
	expect_purl("libc6-dev_2.36-9+deb12u14_amd64.deb", "apt bookworm libc6-dev",
		    "pkg:deb/debian/libc6-dev@2.36-9%2Bdeb12u14?arch=amd64&distro=bookworm");
	expect_purl("glibc-devel-2.28-236.el8_9.13.x86_64.rpm",
		    "https https://repo.almalinux.org/x/glibc-devel-2.28-236.el8_9.13.x86_64.rpm",
		    "pkg:rpm/almalinux/glibc-devel@2.28-236.el8_9.13?arch=x86_64");
	expect_purl("musl-dev-1.2.5-r10.apk", "https https://example.org/main/aarch64/musl-dev.apk",
		    "pkg:apk/alpine/musl-dev@1.2.5-r10?arch=aarch64");
	expect_purl("t.tgz", "npm @napi-rs/t@1.0.0", "pkg:npm/%40napi-rs/t@1.0.0");
	expect_purl("z.orig.tar.xz", "apt-source trixie zlib z.orig.tar.xz",
		    "pkg:deb/debian/zlib?arch=source&distro=trixie");
	expect_purl("z.tar.gz", "https https://example.org/z.tar.gz",
		    "pkg:generic/z.tar.gz?checksum=sha256:" A64
		    "&download_url=https://example.org/z.tar.gz");
	expect_purl("odd.deb", NULL, "pkg:generic/odd.deb?checksum=sha256:" A64);
	expect_purl("odd.rpm", NULL, "pkg:generic/odd.rpm?checksum=sha256:" A64);
}

static void a_uuid_is_made_of_the_text(void **state)
{
	AUTOBUF struct buf a = BUF_INIT, b = BUF_INIT;

	(void)state;
	buf_addstr(&a, "head urn:uuid:" SBOM_NO_UUID " one");
	buf_addstr(&b, "head urn:uuid:" SBOM_NO_UUID " two");
	sbom_put_uuid(&a, 0);
	sbom_put_uuid(&b, 0);
	assert_memory_equal(a.data, "head urn:uuid:", 14);
	assert_string_equal(a.data + 50, " one");
	assert_memory_not_equal(a.data + 14, b.data + 14, 36);
	assert_int_equal(a.data[14 + 14], '8');
	assert_non_null(strchr("89ab", a.data[14 + 19]));
}

static void numbers_have_no_more_digits_than_they_need(void **state)
{
	static const struct {
		int64_t value;
		const char *text;
	} cases[] = { { 100, "1" }, { 60, "0.6" }, { 5, "0.05" }, { -125, "-1.25" }, { 0, "0" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTOBUF struct buf out = BUF_INIT;
		struct json j;

		jsonout_init(&j, &out);
		jsonout_hundredths(&j, NULL, cases[i].value);
		assert_string_equal(out.data, cases[i].text);
	}
}

static void go_modules_are_read_and_lies_are_not(void **state)
{
	static const char list[] =
		"0123456789abcdefpath\tm\nmod\tm\tv1\nmod2\tx\ndep\td\tv2\th1:x\n"
		"=>\tr\tv3\th1:y\n0123456789abcdef";
	AUTOBUF struct buf f = BUF_INIT;

	(void)state;
	buf_add(&f, "\xff Go buildinf:\x08\x02", 16);
	while (f.len < 32)
		buf_addch(&f, '\0');
	buf_addch(&f, 6);
	buf_addstr(&f, "go1.19");
	buf_addch(&f, (char)(sizeof(list) - 1));
	buf_addstr(&f, list);
	for (size_t n = 0; n <= f.len; n++) {
		struct sbom b = { 0 };
		AUTOFREE unsigned char *copy =
			xmalloc(n + 1); /* so that a sanitizer sees its end */

		memcpy(copy, f.data, n);
		sbom_go((struct span){ copy, n }, &b);
		assert_int_equal(b.module_count, n == f.len ? 2 : 0);
		if (n == f.len) {
			assert_string_equal(b.go_version, "go1.19");
			assert_string_equal(b.modules[0].path, "m");
			assert_string_equal(b.modules[1].path, "r");
			assert_string_equal(b.modules[1].version, "v3");
		}
		sbom_release(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_script_is_no_line_of_the_key),
		cmocka_unit_test(a_key_that_is_not_understood_is_refused),
		cmocka_unit_test(inputs_have_the_urls_that_scanners_know),
		cmocka_unit_test(a_uuid_is_made_of_the_text),
		cmocka_unit_test(numbers_have_no_more_digits_than_they_need),
		cmocka_unit_test(go_modules_are_read_and_lies_are_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
