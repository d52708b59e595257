/* The apt origins: a repository of the test's own, and Debian's through the machine's mirror. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/apt_fixture.h"

#include <errno.h>

static char *sources_entry(const char *sha256, size_t size, const char *version)
{
	return xasprintf("Package: decoy\nVersion: 9\nDirectory: pool\nChecksums-Sha256:\n"
			 " 0000 1 decoy.tar\n\n"
			 "Package: thing\nBinary: thing\nVersion: %s\nDirectory: pool\n"
			 "Checksums-Sha256:\n aaaa 3 thing_%s.dsc\n %s %zu thing_1.orig.tar.gz\n",
			 version, version, sha256, size);
}

static void source_input(struct recipe_input *in, const char *data, size_t size, const char *suite)
{
	AUTOFREE char *words = xasprintf("%s thing thing_1.orig.tar.gz", suite);

	input_make(in, "thing_1.orig.tar.gz", data, size);
	input_origin(in, ORIGIN_APT_SOURCE, words);
}

static void publish_thing(struct place *p, const char *data, size_t size)
{
	AUTOFREE char *pool = path_join(p->dir, "archive/pool");
	AUTOFREE char *text = NULL;
	char hex[SHA256_HEX];

	sha256_mem(data, size, hex);
	text = sources_entry(hex, size, "1-1");
	OK(p, dir_make(AT_FDCWD, pool, &p->err));
	file_put(p, "archive/pool/thing_1.orig.tar.gz", data, size);
	archive_publish(p, "Debian", "bookworm", "source", text);
}

static void takes_a_source_file_from_the_machines_archive(void **state)
{
	struct place *p = *state;
	AUTOFREE char *hook = path_join(p->dir, "hook");
	struct recipe_input in;
	struct fetch_job job;

	machine_with_archive(p);
	publish_thing(p, "contents", 8);
	source_input(&in, "contents", 8, "bookworm");
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	assert_string_equal(job.origin, "apt-source bookworm thing thing_1.orig.tar.gz");
	assert_true(store_has_input(p->store, in.sha256));
	assert_false(file_exists(AT_FDCWD, hook));
	job_clear(&job);
	input_free(&in);
}

static void takes_another_suite_of_the_same_archive(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;
	AUTOFREE char *text = NULL;
	char hex[SHA256_HEX];

	machine_with_archive(p);
	publish_thing(p, "old", 3);
	sha256_mem("new", 3, hex);
	text = sources_entry(hex, 3, "1-2");
	archive_publish(p, "Debian", "trixie", "source", text);
	file_put(p, "archive/pool/thing_1.orig.tar.gz", "new", 3);
	source_input(&in, "new", 3, "trixie");
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	job_clear(&job);
	input_free(&in);
}

static void takes_a_binary_package_by_its_digest(void **state)
{
	struct place *p = *state;
	AUTOFREE char *pool = path_join(p->dir, "archive/pool");
	AUTOFREE char *text = NULL;
	char hex[SHA256_HEX];
	struct recipe_input in;
	struct fetch_job job;

	machine_with_archive(p);
	sha256_mem("a deb", 5, hex);
	text = xasprintf(
		"Package: thing\nVersion: 2-1\nArchitecture: amd64\nFilename: pool/two.deb\n"
		"Size: 3\nSHA256: 0000\n\n"
		"Package: thing\nVersion: 1-1\nArchitecture: amd64\nFilename: pool/one.deb\n"
		"Size: 5\nSHA256: %s\n",
		hex);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
	OK(p, dir_make(AT_FDCWD, pool, &p->err));
	file_put(p, "archive/pool/one.deb", "a deb", 5);
	input_make(&in, "thing.deb", "a deb", 5);
	input_origin(&in, ORIGIN_APT, "bookworm thing:amd64");
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	job_clear(&job);
	input_free(&in);
}

static void says_that_debian_has_replaced_a_file(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	machine_with_archive(p);
	publish_thing(p, "other", 5);
	source_input(&in, "contents", 8, "bookworm");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_in(job.why, "Debian has replaced it: ");
	assert_in(job.why, "bookworm now has version 1-1");
	assert_true(job.replaced);
	job_clear(&job);
	input_free(&in);
}

static void finds_a_file_that_came_after_the_lists(void **state)
{
	struct place *p = *state;
	AUTOFREE char *stamp = path_join(store_path(p->store), "tmp/apt/bookworm-source/updated");
	struct timespec old[2] = { { 1, 0 }, { 1, 0 } };
	struct recipe_input in;
	struct fetch_job job;

	machine_with_archive(p);
	publish_thing(p, "first", 5);
	source_input(&in, "second", 6, "bookworm");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	job_clear(&job);
	publish_thing(p, "second", 6);
	/* As if the lists were brought yesterday. */
	assert_int_equal(utimensat(AT_FDCWD, stamp, old, 0), 0);
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	job_clear(&job);
	input_free(&in);
}

static void updates_old_lists_whose_file_is_gone(void **state)
{
	struct place *p = *state;
	AUTOFREE char *stamp = path_join(store_path(p->store), "tmp/apt/bookworm-source/updated");
	AUTOFREE char *pool = path_join(p->dir, "archive/pool/thing_1.orig.tar.gz");
	struct timespec old[2] = { { 1, 0 }, { 1, 0 } };
	struct recipe_input in, wanted;
	struct fetch_job job;

	machine_with_archive(p);
	publish_thing(p, "first", 5);
	source_input(&in, "nothing", 7, "bookworm");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	job_clear(&job);
	input_free(&in);
	/* Now lists are there that know "first"; it goes, and they are old. */
	publish_thing(p, "second", 6);
	assert_int_equal(unlink(pool), 0);
	assert_int_equal(utimensat(AT_FDCWD, stamp, old, 0), 0);
	source_input(&wanted, "first", 5, "bookworm");
	assert_int_equal(fetch_one(p, &wanted, &job), -1);
	assert_in(job.why, "Debian has replaced it: ");
	job_clear(&job);
	input_free(&wanted);
}

static void says_what_the_suite_does_not_have(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	machine_with_archive(p);
	publish_thing(p, "x", 1);
	input_make(&in, "y", "y", 1);
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm nothing nothing_1.tar");
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm thing thing_2.orig.tar.gz");
	input_origin(&in, ORIGIN_APT_SOURCE, "sid thing thing_1.orig.tar.gz");
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm-security thing thing_1.orig.tar.gz");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_in(job.why, "bookworm does not have the source package 'nothing'");
	assert_in(job.why,
		  "bookworm has version 1-1 of 'thing', which does not have 'thing_2.orig.tar.gz'");
	assert_in(job.why, "apt-source sid thing thing_1.orig.tar.gz: apt: ");
	assert_in(job.why, "do not name a mirror of Debian's security archive");
	job_clear(&job);
	input_free(&in);
}

static void finds_no_debian_on_ubuntu(void **state)
{
	struct place *p = *state;
	struct recipe_input in;
	struct fetch_job job;

	machine_make(p, "ubuntu.sources",
		     "Types: deb\nURIs: http://localhost/ubuntu\nSuites: noble noble-updates\n"
		     "Components: main universe\n\n"
		     "Types: deb\nURIs: http://localhost/vendor\nSuites: bookworm\n"
		     "Components: stable\n");
	source_input(&in, "contents", 8, "bookworm");
	assert_int_equal(fetch_one(p, &in, &job), -1);
	assert_in(job.why, "the apt sources of this machine do not name a mirror of Debian");
	job_clear(&job);
	input_free(&in);
}

static void takes_a_list_of_mirrors_and_a_stanza(void **state)
{
	struct place *p = *state;
	AUTOFREE char *mirrors = xasprintf("file:%s/archive/\n", p->dir);
	AUTOFREE char *list = file_make(p, "mirrors", mirrors, strlen(mirrors));
	AUTOFREE char *sources = xasprintf("# first\n\nTypes: deb\nURIs: mirror+file:%s\n"
					   "Suites: bookworm\nComponents: main\nTrusted: yes\n",
					   list);
	struct recipe_input in;
	struct fetch_job job;

	machine_make(p, "debian.sources", sources);
	publish_thing(p, "contents", 8);
	source_input(&in, "contents", 8, "bookworm");
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	job_clear(&job);
	input_free(&in);
}

/* --- from here on through the machine's own mirror --- */

static void takes_musl_from_debian(void **state)
{
	struct place *p = *state;
	struct recipe_input in = { .name = xstrdup("musl-1.2.3.tar.gz"), .size = 1058642 };
	struct fetch_job job;
	mode_t before;

	strcpy(in.sha256, "7d5b0b6062521e4627e099e4c9dc8248d32a30285e959b7eecaa780cf8cfd4a4");
	input_origin(&in, ORIGIN_APT_SOURCE, "bookworm musl musl_1.2.3.orig.tar.gz");
	p->options.timeout = 60;
	before = umask(077);
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	umask(before);
	job_clear(&job);
	input_free(&in);
}

static void takes_a_package_from_debian(void **state)
{
	struct place *p = *state;
	struct recipe_input in = { .name = xstrdup("hello.deb"), .size = 53080 };
	struct fetch_job job;

	strcpy(in.sha256, "2e6e2f1a0007dc43bc91c273fd36e91e40a4f1c2765a03eca68b70a42103878a");
	input_origin(&in, ORIGIN_APT, "bookworm hello:amd64");
	p->options.timeout = 60;
	if (fetch_one(p, &in, &job) < 0)
		fail_msg("%s", job.why ? job.why : p->err.text);
	job_clear(&job);
	input_free(&in);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, machine_forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(takes_a_source_file_from_the_machines_archive),
		IN_PLACE(takes_another_suite_of_the_same_archive),
		IN_PLACE(takes_a_binary_package_by_its_digest),
		IN_PLACE(says_that_debian_has_replaced_a_file),
		IN_PLACE(finds_a_file_that_came_after_the_lists),
		IN_PLACE(updates_old_lists_whose_file_is_gone),
		IN_PLACE(says_what_the_suite_does_not_have),
		IN_PLACE(finds_no_debian_on_ubuntu),
		IN_PLACE(takes_a_list_of_mirrors_and_a_stanza),
		IN_PLACE(takes_musl_from_debian),
		IN_PLACE(takes_a_package_from_debian),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
