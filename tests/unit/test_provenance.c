/* An artifact's provenance: kept, read back, and held against what it speaks of. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/fsck/fsck.h"
#include "cache/provenance/provenance.h"

#define KEY_TEXT "sysroot key 1\n"

static char *statement(const char *recipe, const char *digest, const char *key)
{
	return xasprintf(
		"{\"_type\":\"" PROVENANCE_STATEMENT "\",\"subject\":[{\"name\":\"%s\","
		"\"digest\":{\"sha256\":\"%s\"}}],\"predicateType\":\"" PROVENANCE_PREDICATE "\","
		"\"predicate\":{\"buildDefinition\":{\"buildType\":\"" PROVENANCE_BUILD_TYPE "\","
		"\"internalParameters\":{\"buildKey\":\"%s\"},\"resolvedDependencies\":["
		"{\"name\":\"a.tar\",\"digest\":{\"sha256\":\"%s\"},\"annotations\":"
		"{\"kind\":\"input\",\"origins\":[\"npm a@1\",\"https https://example.org/a\"]}},"
		"{\"digest\":{\"sha256\":\"%s\"},\"annotations\":{\"kind\":\"patch\"}}]}}}",
		recipe, digest, key, digest, key);
}

/* An artifact in the store; release it. */
static void make_artifact(struct fixture *f, struct artifact *a, char digest[SHA256_HEX])
{
	AUTOFREE char *dir = make_tree_in(f->s, 1, false);

	*a = (struct artifact){ .recipe = xstrdup("zlib-1"),
				.part = xstrdup("zlib"),
				.version = xstrdup("1"),
				.license = xstrdup("Zlib"),
				.fidelity = xstrdup("source"),
				.sandbox = xstrdup("-"),
				.key_text = xstrdup(KEY_TEXT) };
	sha256_mem(KEY_TEXT, strlen(KEY_TEXT), a->key);
	ok(store_put_artifact(f->s, a, store_fd(f->s), dir, &f->err), &f->err);
	manifest_digest(&a->manifest, digest);
}

static void what_is_kept_is_read_back(void **state)
{
	struct fixture *f = *state;
	struct artifact a;
	char digest[SHA256_HEX];
	AUTOBUF struct buf text = BUF_INIT;

	make_artifact(f, &a, digest);
	assert_int_equal(store_read_provenance(f->s, a.key, &text, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	err_clear(&f->err);
	ok(store_put_provenance(f->s, a.key, "first", 5, &f->err), &f->err);
	ok(store_put_provenance(f->s, a.key, "second\n", 7, &f->err), &f->err);
	fixture_reopen(f);
	ok(store_read_provenance(f->s, a.key, &text, &f->err), &f->err);
	assert_string_equal(text.data, "second\n");
	ok(store_drop_provenance(f->s, a.key, &f->err), &f->err);
	ok(store_drop_provenance(f->s, a.key, &f->err), &f->err);
	assert_int_equal(store_read_provenance(f->s, a.key, &text, NULL), -1);
	artifact_release(&a);
}

static void a_statement_is_taken_apart(void **state)
{
	struct fixture *f = *state;
	struct provenance p = { 0 };
	struct artifact a;
	char digest[SHA256_HEX];
	AUTOFREE char *text = NULL, *why = NULL;

	make_artifact(f, &a, digest);
	text = statement("zlib-1", digest, a.key);
	ok(provenance_parse(text, strlen(text), "x", &p, &f->err), &f->err);
	assert_string_equal(p.recipe, "zlib-1");
	assert_int_equal(p.count, 2);
	assert_string_equal(p.materials[0].kind, "input");
	assert_string_equal(p.materials[0].name, "a.tar");
	assert_int_equal(p.materials[0].origins.len, 2);
	assert_string_equal(p.materials[0].origins.items[1], "https https://example.org/a");
	assert_string_equal(p.materials[1].name, "");
	assert_string_equal(p.materials[1].sha256, a.key);
	assert_true(provenance_fits(&p, &a, NULL));
	a.key[0] = a.key[0] == '0' ? '1' : '0';
	assert_false(provenance_fits(&p, &a, &why));
	assert_non_null(strstr(why, "for the build key"));
	provenance_release(&p);
	artifact_release(&a);
}

static void what_is_no_statement_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"{",
		"[]",
		"null",
		"{\"_type\":\"" PROVENANCE_STATEMENT "\"}",
		"{\"_type\":{},\"predicateType\":[]}",
	};
	struct fixture *f = *state;
	char zero[SHA256_HEX];
	AUTOFREE char *whole = NULL;

	memset(zero, '0', sizeof(zero) - 1);
	zero[sizeof(zero) - 1] = '\0';
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct provenance p = { 0 };

		assert_int_equal(provenance_parse(bad[i], strlen(bad[i]), "x", &p, &f->err), -1);
		assert_int_equal(f->err.code, ERR_CORRUPT);
		err_clear(&f->err);
		provenance_release(&p);
	}
	/* Cut anywhere it is none; whole it is one. */
	whole = statement("r", zero, zero);
	for (size_t n = 0; n <= strlen(whole); n++) {
		struct provenance p = { 0 };
		int rc = provenance_parse(whole, n, "x", &p, &f->err);

		assert_int_equal(rc, n == strlen(whole) ? 0 : -1);
		err_clear(&f->err);
		provenance_release(&p);
	}
}

static size_t problems(struct fixture *f, bool repair)
{
	struct fsck_report report;

	ok(fsck_run(f->s, NULL, repair, NULL, NULL, &report, &f->err), &f->err);
	return report.problems;
}

static void fsck_believes_only_what_fits(void **state)
{
	struct fixture *f = *state;
	struct artifact a;
	char digest[SHA256_HEX];
	AUTOFREE char *good = NULL, *other = NULL;
	AUTOBUF struct buf text = BUF_INIT;

	make_artifact(f, &a, digest);
	good = statement("zlib-1", digest, a.key);
	other = statement("zlib-1", a.key, a.key); /* of another tree */
	ok(store_put_provenance(f->s, a.key, good, strlen(good), &f->err), &f->err);
	assert_int_equal(problems(f, false), 0);
	/* Of no artifact: a command was stopped between the two, and gc takes it away. */
	ok(store_put_provenance(f->s, digest, good, strlen(good), &f->err), &f->err);
	assert_int_equal(problems(f, false), 0);
	ok(store_put_provenance(f->s, a.key, other, strlen(other), &f->err), &f->err);
	assert_int_equal(problems(f, false), 1);
	assert_int_equal(problems(f, true), 1);
	assert_int_equal(problems(f, false), 0);
	assert_int_equal(store_read_provenance(f->s, a.key, &text, NULL), -1);
	assert_true(store_has_artifact(f->s, a.key));
	artifact_release(&a);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_is_kept_is_read_back),
		TEST(a_statement_is_taken_apart),
		TEST(what_is_no_statement_is_refused),
		TEST(fsck_believes_only_what_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
