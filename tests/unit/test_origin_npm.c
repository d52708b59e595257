/* The npm origin, through the registry that the machine's npm is set up for. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/fetch_fixture.h"

#define DIGEST "7b75c1057198cf97696909a9bee176c9c5e9bcb5b03bf3ecef2f484defadd51e"

static void input_is_number(struct recipe_input *in, const char *spec)
{
	memset(in, 0, sizeof(*in));
	in->name = xstrdup("is-number-7.0.0.tgz");
	in->size = 3730;
	strcpy(in->sha256, DIGEST);
	input_origin(in, ORIGIN_NPM, spec);
}

static void takes_a_package_and_leaves_no_cache(void **state)
{
	struct place *p = *state;
	AUTOFREE char *store = xstrdup(store_path(p->store));
	struct recipe_input in;
	struct fetch_job job;

	input_is_number(&in, "is-number@7.0.0");
	p->options.timeout = 60;
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	assert_string_equal(job.origin, "npm is-number@7.0.0");
	job_clear(&job);
	input_free(&in);
	store_close(p->store);
	OK(p, store_open(store, false, &p->store, &p->err));
	assert_int_equal(count_in_store(p, "tmp"), 0);
}

static void refuses_another_version(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	input_is_number(&in, "is-number@6.0.0");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(p->err.code, ERR_MISMATCH);
	assert_in(job.why, "wrong digest: ");
	job_clear(&job);
	input_free(&in);
}

static void says_that_there_is_no_such_version(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	input_is_number(&in, "is-number@77.0.0");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_int_equal(p->err.code, ERR_MISSING);
	assert_in(job.why, "No matching version found for is-number@77.0.0");
	job_clear(&job);
	input_free(&in);
}

static void says_that_the_registry_cannot_be_reached(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	setenv("npm_config_registry", "http://127.0.0.1:1/", 1);
	input_is_number(&in, "is-number@7.0.0");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	unsetenv("npm_config_registry");
	assert_in(job.why, "ECONNREFUSED");
	job_clear(&job);
	input_free(&in);
}

static void takes_only_a_name_and_a_version(void **state)
{
	static const char *const bad[] = {
		"is-number",        "is-number@",
		"@is-number",       "-g@1.0.0",
		"../x@1.0.0",       "is-number@file:/etc",
		"@s@1.0.0",         "@s/../x@1.0.0",
		"a/b@1.0.0",        "git+https://x/y@1.0.0",
		"is-number@^7.0.0", "x@https://y/z.tgz",
	};
	struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));
	struct recipe_input in;
	struct fetch_job job;

	/* Should one get past the check, there is no npm to do harm. */
	setenv("PATH", p->dir, 1);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		input_is_number(&in, bad[i]);
		assert_int_equal(fetch_one(p, &in, &job), -1);
		assert_in(job.why, "is not PACKAGE@VERSION");
		job_clear(&job);
		input_free(&in);
	}
	setenv("PATH", before, 1);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(takes_a_package_and_leaves_no_cache),
		IN_PLACE(refuses_another_version),
		IN_PLACE(says_that_there_is_no_such_version),
		IN_PLACE(says_that_the_registry_cannot_be_reached),
		IN_PLACE(takes_only_a_name_and_a_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
