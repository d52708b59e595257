/* Manifests of what we keep in registries, and what a registry answers. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/remote/remote_http.h"
#include "builder/remote/remote_oci.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "f123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "{\"schemaVersion\":2,\"artifactType\":\"application/vnd.sysroot.artifact.v1\","
#define KIT(size)                                                                                  \
	"{\"mediaType\":\"application/vnd.sysroot.kit.v1+zstd\",\"digest\":\"sha256:" HEX          \
	"\",\"size\":" size "}"

static void reads_what_it_writes(void **state)
{
	char key[] = HEX, recipe[] = "musl-1.2.5", tree[] = OTHER;
	const struct oci_manifest m = {
		.kit = { "sha256:" HEX, 12345678901 },
		.signature = { "sha256:" OTHER, 321 },
		.key = key,
		.recipe = recipe,
		.tree = tree,
	};
	struct oci_manifest got = { 0 };
	struct err err = ERR_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf again = BUF_INIT;

	(void)state;
	oci_manifest_text(&m, &text);
	/* A manifest's digest is its name: these bytes stay. */
	assert_string_equal(
		text.data,
		"{\"schemaVersion\":2,\"mediaType\":\"" OCI_MANIFEST_TYPE "\",\"artifactType\":"
		"\"application/vnd.sysroot.artifact.v1\",\"config\":{\"mediaType\":"
		"\"application/vnd.oci.empty.v1+json\",\"digest\":\"" OCI_EMPTY_DIGEST "\","
		"\"size\":2},\"layers\":[{\"mediaType\":\"application/vnd.sysroot.kit.v1+zstd\","
		"\"digest\":\"sha256:" HEX "\",\"size\":12345678901,\"annotations\":"
		"{\"org.opencontainers.image.title\":\"sysroot.kit\"}},{\"mediaType\":"
		"\"application/vnd.sysroot.kit.v1.minisig\",\"digest\":\"sha256:" OTHER "\","
		"\"size\":321,\"annotations\":{\"org.opencontainers.image.title\":"
		"\"sysroot.kit.minisig\"}}],\"annotations\":{\"vnd.sysroot.key\":\"" HEX "\","
		"\"vnd.sysroot.recipe\":\"musl-1.2.5\",\"vnd.sysroot.tree\":\"" OTHER "\"}}");
	ok(oci_manifest_parse(text.data, text.len, &got, &err), &err);
	assert_string_equal(got.kit.digest, m.kit.digest);
	assert_int_equal(got.kit.size, m.kit.size);
	assert_string_equal(got.signature.digest, m.signature.digest);
	assert_string_equal(got.key, key);
	assert_null(got.target);
	oci_manifest_text(&got, &again);
	assert_string_equal(again.data, text.data);
	oci_manifest_release(&got);
}

static void refuses_what_is_no_manifest_of_ours(void **state)
{
	static const char *const wrong[] = {
		"",
		"}{",
		"[]",
		"null",
		"{}",
		"{\"schemaVersion\":2}",
		"{\"schemaVersion\":1,\"artifactType\":\"application/vnd.sysroot.artifact.v1\"}",
		"{\"schemaVersion\":2,\"artifactType\":\"application/x\",\"layers\":[" KIT(
			"1") "]}",
		HEAD "\"layers\":[]}",
		HEAD "\"layers\":{}}",
		HEAD "\"layers\":[1,null,\"x\"]}",
		HEAD "\"layers\":[" KIT("0") "]}",
		HEAD "\"layers\":[" KIT("-1") "]}",
		HEAD "\"layers\":[" KIT("1.5") "]}",
		HEAD "\"layers\":[" KIT("\"1\"") "]}",
		HEAD "\"layers\":[" KIT("99999999999999999999") "]}",
		HEAD "\"layers\":[" KIT("17179869185") "]}", /* 16 GiB and a byte */
		HEAD "\"layers\":[" KIT("1") "," KIT("1") "]}",
		HEAD "\"layers\":[" KIT("1") "],\"layers\":[]}",
		HEAD "\"layers\":[" KIT("1") "]} x",
		HEAD
		"\"layers\":[{\"mediaType\":\"application/vnd.sysroot.kit.v1+zstd\",\"digest\":"
		"\"sha256:../../../etc/passwd\",\"size\":1}]}",
		HEAD
		"\"layers\":[{\"mediaType\":\"application/vnd.sysroot.kit.v1+zstd\",\"digest\":"
		"\"sha512:" HEX "\",\"size\":1}]}",
		HEAD "\"layers\":[" KIT("1") ",{\"mediaType\":\"application/vnd.sysroot.kit.v1."
					     "minisig\",\"digest\":\"sha256:" HEX
					     "\",\"size\":65537}]}",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct oci_manifest m = { 0 };
		struct err err = ERR_INIT;

		if (oci_manifest_parse(wrong[i], strlen(wrong[i]), &m, &err) == 0)
			fail_msg("taken: %s", wrong[i]);
		assert_int_equal(err.code, ERR_MISMATCH);
		err_clear(&err);
		oci_manifest_release(&m);
	}
}

/* Brackets in brackets must not run over the stack. */
static void survives_depth(void **state)
{
	enum { DEPTH = 1000000 };
	AUTOFREE char *text = xmalloc(DEPTH);
	struct oci_manifest m = { 0 };

	(void)state;
	memset(text, '[', DEPTH);
	assert_int_equal(oci_manifest_parse(text, DEPTH, &m, NULL), -1);
	oci_manifest_release(&m);
}

static void annotations_that_are_no_words_are_dropped(void **state)
{
	static const char text[] = HEAD
		"\"layers\":[" KIT("1") "],\"annotations\":{"
					"\"vnd.sysroot.target\":\"a\\u001b[31mb\","
					"\"vnd.sysroot.recipe\":7,\"vnd.sysroot.tree\":\"x\"}}";
	struct oci_manifest m = { 0 };
	struct err err = ERR_INIT;

	(void)state;
	ok(oci_manifest_parse(text, strlen(text), &m, &err), &err);
	assert_null(m.target);
	assert_null(m.recipe);
	assert_string_equal(m.tree, "x");
	oci_manifest_release(&m);
}

static void tells_a_registrys_own_words(void **state)
{
	static const char text[] =
		"{\"errors\":[{\"code\":\"DENIED\",\"message\":\"not\\nyou\"},{}]}";
	AUTOFREE char *line = oci_error_message(text, strlen(text));

	(void)state;
	assert_string_equal(line, "DENIED: not you");
	assert_null(oci_error_message("<html>", 6));
	assert_null(oci_error_message("{\"errors\":[]}", 13));
	assert_null(oci_error_message("{\"errors\":[7]}", 14));
}

static void headers_of_the_last_answer_count(void **state)
{
	struct http_answer a = { 0 };

	(void)state;
	http_answer_parse(
		"HTTP/1.1 307 Moved\r\nLocation: /there\r\nWWW-Authenticate: Basic\r\n\r\n"
		"HTTP/1.1 200 OK\r\ncontent-TYPE:  text/x \r\n"
		"Docker-Content-Digest: sha256:" HEX "\r\nX-Location: no\r\n\r\n",
		&a);
	assert_null(a.location);
	assert_null(a.authenticate);
	assert_string_equal(a.type, "text/x");
	assert_string_equal(a.digest, "sha256:" HEX);
	http_answer_parse("HTTP/2 401\r\nwww-authenticate: Negotiate\r\n"
			  "WWW-Authenticate: Basic realm=\"x\"\r\n\r\n",
			  &a);
	assert_string_equal(a.authenticate, "Negotiate, Basic realm=\"x\"");
	assert_null(a.digest);
	http_answer_release(&a);
}

static void only_urls_without_secrets_and_tricks_are_asked(void **state)
{
	static const char *const good[] = { "https://a.example/x?y=z", "http://localhost:5000/",
					    "http://127.0.0.1/", "http://[::1]:5000/v2/" };
	static const char *const hostile[] = { "file:///etc/passwd",
					       "ftp://a.example/",
					       "/x",
					       "https://",
					       "https://user@a.example/",
					       "https://a.example/\nurl = x",
					       "https://a.example/\"x",
					       "https://a.example/\\",
					       "https://a.example/ x" };
	const struct http_client c = { .timeout = 0 }, plain = { .plain = true };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		ok(http_url_check(&c, good[i], &err), &err);
	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		if (http_url_check(&plain, hostile[i], &err) == 0)
			fail_msg("'%s' would be asked", hostile[i]);
		assert_int_equal(err.code, ERR_HOSTILE);
		err_clear(&err);
	}
	assert_int_equal(http_url_check(&c, "http://a.example/", &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	err_clear(&err);
	ok(http_url_check(&plain, "http://a.example/", &err), &err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_writes),
		cmocka_unit_test(refuses_what_is_no_manifest_of_ours),
		cmocka_unit_test(survives_depth),
		cmocka_unit_test(annotations_that_are_no_words_are_dropped),
		cmocka_unit_test(tells_a_registrys_own_words),
		cmocka_unit_test(headers_of_the_last_answer_count),
		cmocka_unit_test(only_urls_without_secrets_and_tricks_are_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
