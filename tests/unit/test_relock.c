/* Relock: what became of pinned packages, and the recipe's new text. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/apt_fixture.h"

#include "builder/lock/relock.h"
#include "builder/lock/relock_edit.h"
#include "recipes/recipe.h"

#define OLD_SHA "1111111111111111111111111111111111111111111111111111111111111111"
#define SNAPSHOT "https://snapshot.debian.org/file/"

/* Everything that must not change is in it: comments, blanks, a step that looks like an input. */
#define RECIPE                                                                                     \
	"# Of 2.36-9+deb12u13, said here.\n"                                                       \
	"recipe thing-2.36-debian12\npart   thing   # odd blanks stay\n"                           \
	"version 2.36-9+deb12u13\n"                                                                \
	"summary \"thing 2.36 (2.36-9+deb12u13), from its package\"\n"                             \
	"license MIT\nhomepage https://example.org/\nfidelity distro\ntools make\n"                \
	"provides library thing 2.36\n\n"                                                          \
	"input thing_2.36-9+deb12u13_amd64.deb {\n"                                                \
	"\tsha256 " OLD_SHA "   # the old one\n\tsize 7\n"                                         \
	"\tfrom apt bookworm thing:amd64\n\tfrom https " SNAPSHOT                                  \
	"0000000000000000000000000000000000000000\n}\n"                                            \
	"step install {\n\tcat <<X\n\tinput thing_2.36-9+deb12u13_amd64.deb {\n\tsha256 " OLD_SHA  \
	"\n\tX\n}\n# the end, without a newline"

struct asked {
	struct recipe *r;
	struct relock_recipe result;
};

static void recipe_write(struct place *p, const char *name, const char *text)
{
	AUTOFREE char *path = xasprintf("%s.recipe", name);

	file_put(p, path, text, strlen(text));
}

static struct recipe *recipe_read(struct place *p, const char *name)
{
	AUTOFREE char *path = xasprintf("%s/%s.recipe", p->dir, name);
	struct recipe *r = NULL;

	OK(p, recipe_parse_file(path, &r, &p->err));
	return r;
}

static void assert_recipe(struct place *p, const char *name, const char *want)
{
	AUTOFREE char *path = xasprintf("%s/%s.recipe", p->dir, name);
	AUTOBUF struct buf text = BUF_INIT;

	OK(p, file_read(AT_FDCWD, path, 1 << 20, &text, &p->err));
	assert_string_equal(text.data, want);
}

static void ask(struct place *p, const char *name, struct asked *a)
{
	const struct recipe *list[1];

	a->r = recipe_read(p, name);
	list[0] = a->r;
	OK(p, relock_ask(p->store, list, 1, 20, &a->result, &p->err));
}

static void asked_clear(struct asked *a)
{
	relock_recipe_release(&a->result);
	recipe_free(a->r);
}

/* The paragraph of a binary package, its file in the pool; the caller frees. */
static char *package(struct place *p, const char *name, const char *version, const char *content)
{
	const char *colon = strchr(version, ':');
	AUTOFREE char *file = xasprintf("%s_%s_amd64.deb", name, colon ? colon + 1 : version);
	AUTOFREE char *below = xasprintf("archive/pool/%s", file);
	AUTOFREE char *pool = path_join(p->dir, "archive/pool");
	char hex[SHA256_HEX];

	OK(p, dir_make(AT_FDCWD, pool, &p->err));
	file_put(p, below, content, strlen(content));
	sha256_mem(content, strlen(content), hex);
	return xasprintf("Package: %s\nVersion: %s\nArchitecture: amd64\nFilename: pool/%s\n"
			 "Size: %zu\nSHA256: %s\n\n",
			 name, version, file, strlen(content), hex);
}

static void publish(struct place *p, const char *version, const char *content)
{
	AUTOFREE char *text = package(p, "thing", version, content);

	machine_with_archive(p);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
}

static void assert_state(const struct asked *a, size_t i, enum relock_state want)
{
	if (a->result.inputs[i].state != want)
		fail_msg("state %d, not %d: %s", (int)a->result.inputs[i].state, (int)want,
			 a->result.inputs[i].why ? a->result.inputs[i].why : "no reason");
}

/* --- the text --- */

static void only_what_names_the_package_changes(void **state)
{
	struct place *p = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	AUTOFREE char *want = NULL;
	struct asked a;
	char hex[SHA256_HEX];

	publish(p, "2.36-9+deb12u14", "fourteen");
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_NEW);
	assert_string_equal(a.result.inputs[0].was, "2.36-9+deb12u13");
	assert_string_equal(a.result.inputs[0].now, "2.36-9+deb12u14");
	assert_true(relock_wanted(&a.result));
	OK(p, relock_write(p->store, &a.result, 20, &told, &p->err));
	sha256_mem("fourteen", 8, hex);
	want = xasprintf("# Of 2.36-9+deb12u13, said here.\n"
			 "recipe thing-2.36-debian12\npart   thing   # odd blanks stay\n"
			 "version 2.36-9+deb12u14\n"
			 "summary \"thing 2.36 (2.36-9+deb12u14), from its package\"\n"
			 "license MIT\nhomepage https://example.org/\nfidelity distro\n"
			 "tools make\nprovides library thing 2.36\n\n"
			 "input thing_2.36-9+deb12u14_amd64.deb {\n"
			 "\tsha256 %s   # the old one\n\tsize 8\n"
			 "\tfrom apt bookworm thing:amd64\n\tfrom https " SNAPSHOT
			 /* printf fourteen | sha1sum */
			 "8a13a01d705b372be5da08b0751c65714b10dfe0\n}\n"
			 "step install {\n\tcat <<X\n\tinput thing_2.36-9+deb12u13_amd64.deb {\n"
			 "\tsha256 " OLD_SHA "\n\tX\n}\n# the end, without a newline",
			 hex);
	assert_recipe(p, "thing-2.36-debian12", want);
	assert_true(store_has_input(p->store, hex));
	/* What a person should look at: the comment, and the step. */
	assert_int_equal(told.len, 2);
	assert_in(told.items[0], "thing-2.36-debian12.recipe:1 still says '2.36-9+deb12u13'");
	assert_in(told.items[1], "thing-2.36-debian12.recipe:20 still says '2.36-9+deb12u13'");
	asked_clear(&a);
	/* Now it is what the suite has. */
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_CURRENT);
	assert_false(relock_wanted(&a.result));
	asked_clear(&a);
}

#define KERNEL(version, sha, size)                                                                 \
	"recipe headers-6.1\npart headers\nversion " version                                       \
	"\nsummary \"headers of Linux " version                                                    \
	".\"\nlicense MIT\nhomepage https://example.org/\nfidelity source\n"                       \
	"provides linux " version "\n"                                                             \
	"input linux_" version ".orig.tar.xz {\n\tsha256 " sha "\n\tsize " size                    \
	"\n\tfrom apt-source bookworm linux linux_" version ".orig.tar.xz\n}\n"

static void publish_linux(struct place *p, const char *version, const char *content)
{
	AUTOFREE char *pool = path_join(p->dir, "archive/pool");
	AUTOFREE char *file = xasprintf("archive/pool/linux_%s.orig.tar.xz", version);
	AUTOFREE char *text = NULL;
	char hex[SHA256_HEX];

	machine_with_archive(p);
	OK(p, dir_make(AT_FDCWD, pool, &p->err));
	file_put(p, file, content, strlen(content));
	sha256_mem(content, strlen(content), hex);
	text = xasprintf("Package: linux\nVersion: %s-1\nDirectory: pool\nChecksums-Sha256:\n"
			 " aaaa 3 linux_%s-1.dsc\n %s %zu linux_%s.orig.tar.xz\n",
			 version, version, hex, strlen(content), version);
	archive_publish(p, "Debian", "bookworm", "source", text);
}

static void version_facts_and_source_files_follow_upstream(void **state)
{
	struct place *p = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	struct asked a;

	publish_linux(p, "6.1.180", "kernel");
	recipe_write(p, "headers-6.1", KERNEL("6.1.176", OLD_SHA, "99"));
	ask(p, "headers-6.1", &a);
	assert_state(&a, 0, RELOCK_NEW);
	OK(p, relock_write(p->store, &a.result, 20, &told, &p->err));
	assert_recipe(p, "headers-6.1",
		      KERNEL("6.1.180",
			     "6923dd1bc0460082c5d55a831908c24a282860b7f1cd6c2b79cf1bc8857c639c",
			     "6"));
	assert_int_equal(told.len, 0);
	asked_clear(&a);
}

static void another_release_than_the_recipes_is_left_to_people(void **state)
{
	struct place *p = *state;
	struct asked a;

	publish_linux(p, "6.12.1", "kernel");
	recipe_write(p, "headers-6.1", KERNEL("6.1.176", OLD_SHA, "99"));
	ask(p, "headers-6.1", &a);
	assert_state(&a, 0, RELOCK_OTHER);
	assert_in(a.result.inputs[0].why, "named after 6.1, but 6.12.1 is current now");
	assert_false(relock_wanted(&a.result));
	assert_ptr_equal(relock_obstacle(&a.result), &a.result.inputs[0]);
	asked_clear(&a);
}

static void a_failed_download_leaves_the_recipe_as_it_was(void **state)
{
	struct place *p = *state;
	AUTOFREE char *file = path_join(p->dir, "archive/pool/thing_2.36-9+deb12u14_amd64.deb");
	AUTOSTRV struct strv told = STRV_INIT;
	struct asked a;

	publish(p, "2.36-9+deb12u14", "fourteen");
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	/* The archive serves something else than its list says. */
	OK(p, file_write(AT_FDCWD, file, "FOURTEEN", 8, 0644, &p->err));
	assert_int_equal(relock_write(p->store, &a.result, 20, &told, &p->err), -1);
	assert_false(a.result.written);
	assert_recipe(p, "thing-2.36-debian12", RECIPE);
	asked_clear(&a);
}

static void a_try_writes_nothing(void **state)
{
	struct place *p = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	struct asked a;

	publish(p, "2.36-9+deb12u14", "fourteen");
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	OK(p, relock_try(&a.result, &told, &p->err));
	assert_int_equal(told.len, 2);
	assert_recipe(p, "thing-2.36-debian12", RECIPE);
	assert_int_equal(count_in_store(p, "inputs"), 0);
	asked_clear(&a);
}

/* --- the states --- */

static void the_newest_of_several_is_taken(void **state)
{
	struct place *p = *state;
	AUTOFREE char *a1 = NULL, *a2 = NULL, *a3 = NULL, *text = NULL;
	struct asked a;

	machine_with_archive(p);
	a1 = package(p, "thing", "2.36-9+deb12u15", "fifteen");
	a2 = package(p, "thing", "2.36-9+deb12u100", "hundred");
	a3 = package(p, "thing", "2.36-9+deb12u16~rc1", "sixteen");
	text = xasprintf("%s%s%s", a1, a2, a3);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_NEW);
	assert_string_equal(a.result.inputs[0].now, "2.36-9+deb12u100");
	asked_clear(&a);
}

static void an_epoch_is_of_no_file_name(void **state)
{
	struct place *p = *state;
	AUTOSTRV struct strv told = STRV_INIT;
	struct recipe *r;
	struct asked a;

	publish(p, "1:2.36-10", "ten");
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_NEW);
	OK(p, relock_write(p->store, &a.result, 20, &told, &p->err));
	asked_clear(&a);
	r = recipe_read(p, "thing-2.36-debian12");
	assert_string_equal(r->version, "2.36-10");
	assert_string_equal(r->inputs[0].name, "thing_2.36-10_amd64.deb");
	recipe_free(r);
}

static void an_older_one_is_not_taken(void **state)
{
	struct place *p = *state;
	struct asked a;

	publish(p, "2.36-9+deb12u12", "twelve");
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_OLDER);
	assert_in(a.result.inputs[0].why, "bookworm-security");
	assert_false(relock_wanted(&a.result));
	assert_null(relock_obstacle(&a.result));
	asked_clear(&a);
}

static void what_is_gone_or_cannot_be_asked_is_told(void **state)
{
	struct place *p = *state;
	AUTOFREE char *text = package(p, "other", "1-1", "other");
	AUTOFREE char *lists = path_join(p->dir, "archive/dists/bookworm");
	struct asked a;

	machine_with_archive(p);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
	recipe_write(p, "thing-2.36-debian12", RECIPE);
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_GONE);
	assert_ptr_equal(relock_obstacle(&a.result), &a.result.inputs[0]);
	asked_clear(&a);
	/* The archive is away, and the lists are of yesterday. */
	OK(p, tree_remove(AT_FDCWD, lists, &p->err));
	OK(p, tree_remove(store_fd(p->store), "tmp/apt", &p->err));
	ask(p, "thing-2.36-debian12", &a);
	assert_state(&a, 0, RELOCK_UNASKED);
	assert_in(a.result.inputs[0].why, "apt: ");
	asked_clear(&a);
}

static void upstreams_own_files_are_fixed_and_nobody_is_asked(void **state)
{
	struct place *p = *state;
	struct asked a;

	/* No apt configuration: asking would fail. */
	recipe_write(p, "x-1",
		     "recipe x-1\npart x\nversion 1\nsummary x\nlicense MIT\n"
		     "homepage https://example.org/\nfidelity source\n"
		     "input x_1.orig.tar.gz {\n\tsha256 " OLD_SHA "\n"
		     "\tfrom apt-source bookworm x x_1.orig.tar.gz\n"
		     "\tfrom https https://example.org/x-1.tar.gz\n}\n");
	setenv("APT_CONFIG", "/dev/null/none", 1);
	ask(p, "x-1", &a);
	assert_state(&a, 0, RELOCK_FIXED);
	assert_int_equal(a.result.inputs[0].origin->kind, ORIGIN_HTTPS);
	asked_clear(&a);
}

#define PAIR                                                                                       \
	"recipe pair-2.36\npart pair\nversion 2.36-1\nsummary pair\nlicense MIT\n"                 \
	"homepage https://example.org/\nfidelity distro\n"                                         \
	"input thing_2.36-1_amd64.deb {\n\tsha256 " OLD_SHA                                        \
	"\n\tfrom apt bookworm thing:amd64\n}\n"                                                   \
	"input thing-dev_2.36-1_amd64.deb {\n\tsha256 2222222222222222222222222222222222222222"    \
	"222222222222222222222222\n\tfrom apt bookworm thing-dev:amd64\n}\n"

static void packages_of_one_version_stay_together(void **state)
{
	struct place *p = *state;
	AUTOFREE char *one = NULL, *two = NULL, *text = NULL;
	AUTOSTRV struct strv told = STRV_INIT;
	struct asked a;

	machine_with_archive(p);
	one = package(p, "thing", "2.36-3", "three");
	two = package(p, "thing-dev", "2.36-2", "two");
	text = xasprintf("%s%s", one, two);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
	recipe_write(p, "pair-2.36", PAIR);
	ask(p, "pair-2.36", &a);
	assert_true(relock_wanted(&a.result));
	assert_int_equal(relock_write(p->store, &a.result, 20, &told, &p->err), -1);
	assert_in(p->err.text, "were both 2.36-1, but would be 2.36-3 and 2.36-2");
	assert_recipe(p, "pair-2.36", PAIR);
	asked_clear(&a);
}

static void half_a_recipe_is_never_pinned_anew(void **state)
{
	struct place *p = *state;
	AUTOFREE char *text = package(p, "thing", "2.36-3", "three");
	struct asked a;

	machine_with_archive(p);
	archive_publish(p, "Debian", "bookworm", "binary-amd64", text);
	recipe_write(p, "pair-2.36", PAIR);
	ask(p, "pair-2.36", &a);
	assert_state(&a, 0, RELOCK_NEW);
	assert_state(&a, 1, RELOCK_GONE);
	assert_false(relock_wanted(&a.result));
	assert_ptr_equal(relock_obstacle(&a.result), &a.result.inputs[1]);
	asked_clear(&a);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, machine_forget)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(only_what_names_the_package_changes),
		IN_PLACE(version_facts_and_source_files_follow_upstream),
		IN_PLACE(another_release_than_the_recipes_is_left_to_people),
		IN_PLACE(a_failed_download_leaves_the_recipe_as_it_was),
		IN_PLACE(a_try_writes_nothing),
		IN_PLACE(the_newest_of_several_is_taken),
		IN_PLACE(an_epoch_is_of_no_file_name),
		IN_PLACE(an_older_one_is_not_taken),
		IN_PLACE(what_is_gone_or_cannot_be_asked_is_told),
		IN_PLACE(upstreams_own_files_are_fixed_and_nobody_is_asked),
		IN_PLACE(packages_of_one_version_stay_together),
		IN_PLACE(half_a_recipe_is_never_pinned_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
