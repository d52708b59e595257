/* Building a target whole: what is made, what is kept, what is left when it fails. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include <sys/stat.h>
#include <time.h>

#include "builder/base/process.h"
#include "builder/base/term.h"

/* A file of a built sysroot; the caller frees. */
static char *built_file(const struct world *w, const char *sysroot, const char *path)
{
	AUTOFREE char *full = xasprintf("%s/sysroots/%s/%s", w->place, sysroot, path);

	return read_text(AT_FDCWD, full);
}

/* logs/RECIPE-KEY.log of a part of the last plan. */
static char *log_of(const struct world *w, const char *part)
{
	const struct plan_part *p = world_part(w, part);

	return xasprintf("%s/logs/%s-%.12s.log", w->place, p->recipe->name, p->key);
}

static void assert_artifact(const struct world *w, const char *part, bool there)
{
	assert_int_equal(store_has_artifact(w->s, world_part(w, part)->key), there);
}

/* Below tmp/ nothing of a build is left. */
static void assert_clean(struct world *w)
{
	AUTOSTRV struct strv runs = STRV_INIT;

	WORLD_OK(w, dir_list(store_fd(w->s), "tmp", &runs, &w->err));
	for (size_t i = 0; i < runs.len; i++) {
		AUTOFREE char *run = path_join("tmp", runs.items[i]);
		AUTOSTRV struct strv left = STRV_INIT;
		struct stat st;

		assert_int_equal(fstatat(store_fd(w->s), run, &st, 0), 0);
		if (S_ISDIR(st.st_mode)) {
			WORLD_OK(w, dir_list(store_fd(w->s), run, &left, &w->err));
			assert_int_equal(left.len, 0);
		}
	}
}

static void a_target_is_built_whole(void **state)
{
	struct world *w = *state;
	struct artifact a = { 0 };
	char digest[SHA256_HEX], found[SHA256_HEX];
	AUTOFREE char *header = NULL;
	AUTOFREE char *kernel = NULL;
	AUTOFREE char *zed = NULL;

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny+zed", 2, digest));
	header = built_file(w, "tiny+zed", "usr/include/tiny.h");
	assert_string_equal(header, "int tiny;\n");
	kernel = built_file(w, "tiny+zed", "usr/include/linux/kernel.h");
	assert_string_equal(kernel, "#define TINY 1\n");
	/* Made with the others in $SYSROOT, which tells no name that the key has not. */
	zed = built_file(w, "tiny+zed", "lib64/zed.txt");
	assert_string_equal(zed, "int tiny;\nint zed;\nname needs\ntriple x86_64-linux-musl\n"
				 "arch x86_64\ncpu x86-64\nlibc musl\nlink-options \nlibc-version "
				 "1\nlinux-version 3.10\n");
	WORLD_OK(w, store_tree_digest(w->s, "tiny+zed", found, &w->err));
	assert_string_equal(digest, found);
	assert_true(index_has_tree(w->ix, "tiny+zed", digest));
	for (size_t i = 0; i < w->plan->count; i++)
		assert_true(index_has_artifact(w->ix, w->plan->parts[i].key));
	WORLD_OK(w, store_read_artifact(w->s, world_part(w, "zed")->key, &a, &w->err));
	assert_string_equal(a.recipe, "zed-1");
	assert_string_equal(a.part, "zed");
	assert_string_equal(a.version, "1");
	assert_string_equal(a.license, "MIT");
	assert_string_equal(a.fidelity, "source");
	assert_string_equal(a.key_text, world_part(w, "zed")->key_text);
	assert_string_not_equal(a.sandbox, "-");
	artifact_release(&a);
	assert_clean(w);
}

static void the_digest_is_the_same_whatever_the_jobs_store_and_user(void **state)
{
	struct world *w = *state;
	char one[SHA256_HEX], four[SHA256_HEX];
	mode_t mask;

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny+zed", 1, one));
	world_new_store(w, "a-store-with-a-longer-name");
	world_tiny(w);
	mask = umask(077);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("SOURCE_DATE_EPOCH", "12345", 1);
	WORLD_OK(w, world_build(w, "tiny+zed", 4, four));
	unsetenv("LC_ALL");
	unsetenv("SOURCE_DATE_EPOCH");
	umask(mask);
	assert_string_equal(one, four);
}

static void what_is_there_is_not_made_again(void **state)
{
	struct world *w = *state;
	char first[SHA256_HEX], second[SHA256_HEX];
	struct stat before, after;
	AUTOFREE char *libc = NULL;
	AUTOFREE char *zed = NULL;

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 1, first));
	libc = log_of(w, "libc");
	assert_true(file_exists(AT_FDCWD, libc));
	assert_int_equal(unlink(libc), 0);
	assert_int_equal(fstatat(store_fd(w->s), "sysroots/tiny", &before, AT_SYMLINK_NOFOLLOW), 0);
	sleep_us(20000);
	WORLD_OK(w, world_build(w, "tiny", 1, second));
	assert_true(w->plan->composed);
	assert_string_equal(first, second);
	/* Not even put in place anew. */
	assert_int_equal(fstatat(store_fd(w->s), "sysroots/tiny", &after, AT_SYMLINK_NOFOLLOW), 0);
	assert_memory_equal(&before.st_ctim, &after.st_ctim, sizeof(after.st_ctim));
	assert_false(file_exists(AT_FDCWD, libc));
	/* Another sysroot of the same parts: only what is new runs. */
	WORLD_OK(w, world_build(w, "tiny+zed", 1, second));
	zed = log_of(w, "zed");
	assert_false(file_exists(AT_FDCWD, libc));
	assert_true(file_exists(AT_FDCWD, zed));
}

/* Both a plan of before: it was not in the store when it was planned, and is now. */
static void an_artifact_that_came_meanwhile_is_taken(void **state)
{
	const struct build_options options = { .jobs = 1, .weakest = SANDBOX_NONE };
	struct world *w = *state;
	struct world other = *w;
	char digest[SHA256_HEX];
	AUTOFREE char *log = NULL;

	world_tiny(w);
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	other.catalog = NULL;
	other.target = NULL;
	other.plan = NULL;
	WORLD_OK(&other, world_build(&other, "tiny", 1, digest));
	log = log_of(w, "libc");
	assert_int_equal(unlink(log), 0);
	assert_false(world_part(w, "libc")->made);
	WORLD_OK(w, build_target(w->s, w->ix, w->plan, &options, digest, &w->err));
	assert_false(file_exists(AT_FDCWD, log));
	world_forget(&other);
}

static void a_lost_index_is_filled_again(void **state)
{
	struct world *w = *state;
	char digest[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	WORLD_OK(w, index_drop_tree(w->ix, "tiny", &w->err));
	WORLD_OK(w, index_drop_artifact(w->ix, world_part(w, "libc")->key, &w->err));
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	assert_true(index_has_tree(w->ix, "tiny", digest));
	assert_true(index_has_artifact(w->ix, world_part(w, "libc")->key));
}

static void missing_inputs_stop_before_anything_runs(void **state)
{
	struct world *w = *state;
	char digest[SHA256_HEX];

	world_tiny(w);
	world_new_store(w, "empty");
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_MISSING, "tiny.h");
	assert_artifact(w, "linux-headers", false);
}

/* The kernel headers' step as given; the rest as ever. */
static void headers_that_do(struct world *w, const char *script)
{
	AUTOFREE char *body = xasprintf("tools make\nprovides linux 3.10\nfile kernel.h\n"
					"step install {\n%s\n"
					"\tmkdir -p \"$DESTDIR/usr/include\"\n"
					"\tcp kernel.h \"$DESTDIR/usr/include/\"\n}\n",
					script);

	world_recipe(w, "linux-headers", "tiny-headers", body);
}

static void a_failed_part_keeps_the_others_artifacts(void **state)
{
	struct world *w = *state;
	char digest[SHA256_HEX];
	AUTOFREE char *log = NULL;

	for (int jobs = 1; jobs <= 2; jobs++) {
		AUTOFREE char *place = xasprintf("store-%d", jobs);

		world_new_store(w, place);
		world_tiny(w);
		headers_that_do(w, "\techo broken\n\texit 4");
		WORLD_FAILS(w, world_build(w, "tiny+zed", jobs, digest), ERR_STEP,
			    "step 'install' of recipe 'tiny-headers' failed");
		assert_artifact(w, "libc", true); /* it comes first, and is whole */
		assert_artifact(w, "linux-headers", false);
		assert_artifact(w, "zed", false);
		WORLD_FAILS(w, store_tree_digest(w->s, "tiny+zed", digest, &w->err), ERR_MISSING,
			    "tiny+zed");
		assert_clean(w);
		free(STEAL_POINTER(log));
		log = log_of(w, "linux-headers");
		assert_true(file_exists(AT_FDCWD, log));
	}
	/* And once it is mended, the whole comes of it. */
	headers_that_do(w, "\ttrue");
	WORLD_OK(w, world_build(w, "tiny+zed", 2, digest));
}

static void nothing_new_begins_after_a_failure(void **state)
{
	struct world *w = *state;
	AUTOFREE char *log = NULL;
	char digest[SHA256_HEX];

	world_tiny(w);
	world_recipe(
		w, "libc", "tiny-libc",
		"tools make\nprovides libc musl 1\nfile tiny.h\nstep install {\n\texit 1\n}\n");
	world_write(w, "recipes/libc/tiny.h", "int tiny;\n");
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_STEP, "tiny-libc");
	log = log_of(w, "linux-headers");
	assert_false(file_exists(AT_FDCWD, log));
}

static void a_kept_build_folder_is_there_after_a_failure(void **state)
{
	const struct build_options options = { .jobs = 1,
					       .weakest = SANDBOX_NONE,
					       .keep_failed = true };
	struct world *w = *state;
	char digest[SHA256_HEX];
	AUTOSTRV struct strv runs = STRV_INIT;
	bool found = false;

	world_tiny(w);
	headers_that_do(w, "\techo kept >kept\n\texit 4");
	WORLD_OK(w, world_plan(w, "tiny", NULL));
	WORLD_FAILS(w, build_target(w->s, w->ix, w->plan, &options, digest, &w->err), ERR_STEP,
		    "install");
	WORLD_OK(w, dir_list(store_fd(w->s), "tmp", &runs, &w->err));
	for (size_t i = 0; i < runs.len; i++) {
		AUTOFREE char *run = path_join("tmp", runs.items[i]);
		AUTOSTRV struct strv temps = STRV_INIT;

		if (dir_list(store_fd(w->s), run, &temps, NULL) < 0)
			continue;
		for (size_t j = 0; j < temps.len; j++) {
			AUTOFREE char *kept =
				xasprintf("%s/%s/build/src/kept", run, temps.items[j]);

			found |= file_exists(store_fd(w->s), kept);
		}
	}
	assert_true(found);
}

static void wait_for_text(const char *file, const char *text)
{
	for (int i = 0; i < 1000; i++) {
		AUTOBUF struct buf b = BUF_INIT;

		if (file_read(AT_FDCWD, file, 1 << 20, &b, NULL) == 0 && strstr(b.data, text))
			return;
		sleep_us(10000);
	}
	fail_msg("'%s' never said '%s'", file, text);
}

static void an_interrupted_build_ends_soon_and_goes_on_later(void **state)
{
	struct world *w = *state;
	AUTOFREE char *log = NULL;
	AUTOFREE char *zed_log = NULL;
	char digest[SHA256_HEX];
	time_t begun = time(NULL);
	pid_t pid;

	world_tiny(w);
	headers_that_do(w, "\techo under-way\n\tsleep 60");
	WORLD_OK(w, world_plan(w, "tiny+zed", NULL));
	log = log_of(w, "linux-headers");
	zed_log = log_of(w, "zed");
	pid = fork_child();
	if (pid == 0) {
		const struct build_options options = { .jobs = 1, .weakest = SANDBOX_NONE };
		struct store *s;
		struct index *ix;

		process_catch_interrupts();
		WORLD_OK(w, store_open(w->place, true, &s, &w->err));
		WORLD_OK(w, index_open(s, true, &ix, &w->err));
		WORLD_FAILS(w, build_target(s, ix, w->plan, &options, digest, &w->err),
			    ERR_INTERRUPTED, "finished parts are kept");
		_exit(0);
	}
	wait_for_text(log, "\nunder-way");
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(wait_for(pid), 0);
	assert_true(time(NULL) - begun < 30);
	assert_artifact(w, "libc", true);
	assert_artifact(w, "linux-headers", false);
	assert_false(file_exists(AT_FDCWD, zed_log));
	headers_that_do(w, "\ttrue");
	WORLD_OK(w, world_build(w, "tiny+zed", 1, digest));
}

static void an_input_damaged_in_the_store_is_never_used(void **state)
{
	struct world *w = *state;
	char hex[SHA256_HEX], digest[SHA256_HEX];
	AUTOFREE char *path = NULL;

	world_tiny(w);
	sha256_mem("int tiny;\n", 10, hex);
	path = store_input_path(hex);
	assert_int_equal(unlinkat(store_fd(w->s), path, 0), 0);
	write_text(store_fd(w->s), path, "int evil;\n");
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_CORRUPT, "'tiny.h'");
	assert_artifact(w, "libc", false);
}

/* An archive made by tar(1) of what stands in a folder, taken in; the block of a recipe. */
static char *tar_input(struct world *w, const char *name, const char *folder, const char *unpack)
{
	AUTOFREE char *from = path_join(w->dir, folder);
	AUTOFREE char *file = path_join(w->dir, name);
	const char *argv[] = { "tar", "-cf", file, "-C", from, ".", NULL };
	struct process p = PROCESS_INIT;
	char hex[SHA256_HEX];
	int status;

	p.argv = argv;
	WORLD_OK(w, process_run(&p, &status, &w->err));
	assert_int_equal(status, 0);
	WORLD_OK(w, store_add_input(w->s, AT_FDCWD, file, NULL, hex, &w->err));
	return xasprintf("input %s {\nsha256 %s\nfrom https https://example.org/%s\nunpack %s\n}\n",
			 name, hex, name, unpack);
}

static void inputs_are_unpacked_in_order_and_in_their_folders(void **state)
{
	struct world *w = *state;
	AUTOFREE char *one = NULL;
	AUTOFREE char *two = NULL;
	AUTOFREE char *body = NULL;
	AUTOFREE char *file = NULL;
	AUTOFREE char *deep = NULL;
	struct artifact a = { 0 };
	char digest[SHA256_HEX];

	world_tiny(w);
	world_write(w, "one/usr/include/a.h", "one\n");
	world_write(w, "two/include/b.h", "two\n");
	one = tar_input(w, "one.tar", "one", "tree");
	two = tar_input(w, "two.tar", "two", "tree/usr");
	body = xasprintf("provides libc musl 1\n%s%sroot tree\n", one, two);
	world_recipe(w, "libc", "tiny-libc", body);
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	file = built_file(w, "tiny", "usr/include/a.h");
	deep = built_file(w, "tiny", "usr/include/b.h");
	assert_string_equal(file, "one\n");
	assert_string_equal(deep, "two\n");
	WORLD_OK(w, store_read_artifact(w->s, world_part(w, "libc")->key, &a, &w->err));
	assert_string_equal(a.sandbox, "-"); /* no steps ran */
	artifact_release(&a);
}

static void an_input_is_not_unpacked_through_a_link_of_another(void **state)
{
	struct world *w = *state;
	AUTOFREE char *outside = path_join(w->dir, "outside");
	AUTOFREE char *link = path_join(w->dir, "one/sub");
	AUTOFREE char *one = NULL;
	AUTOFREE char *two = NULL;
	AUTOFREE char *body = NULL;
	AUTOSTRV struct strv found = STRV_INIT;
	char digest[SHA256_HEX];

	world_tiny(w);
	world_write(w, "one/usr/include/a.h", "one\n");
	world_write(w, "two/evil", "evil\n");
	assert_int_equal(mkdir(outside, 0755), 0);
	assert_int_equal(symlink(outside, link), 0);
	one = tar_input(w, "one.tar", "one", ".");
	two = tar_input(w, "two.tar", "two", "sub/deep");
	body = xasprintf("provides libc musl 1\n%s%s", one, two);
	world_recipe(w, "libc", "tiny-libc", body);
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_HOSTILE, "two.tar");
	WORLD_OK(w, dir_list(AT_FDCWD, outside, &found, &w->err));
	assert_int_equal(found.len, 0);
}

static void a_step_cannot_have_the_users_files_taken_for_its_tree(void **state)
{
	struct world *w = *state;
	AUTOFREE char *diary = path_join(w->dir, "home/diary");
	AUTOFREE char *script = NULL;
	char digest[SHA256_HEX];

	world_tiny(w);
	world_write(w, "home/diary", "dear\n");
	script = xasprintf("\tmkdir -p \"$DESTDIR\"\n\trmdir \"$DESTDIR\"\n"
			   "\tln -s '%s/home' \"$DESTDIR\"\n\texit 0",
			   w->dir);
	headers_that_do(w, script);
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_HOSTILE, "tiny-headers");
	assert_true(file_exists(AT_FDCWD, diary));
}

static void a_step_that_leaves_nothing_is_told(void **state)
{
	struct world *w = *state;
	char digest[SHA256_HEX];

	world_tiny(w);
	headers_that_do(w, "\texit 0");
	WORLD_FAILS(w, world_build(w, "tiny", 1, digest), ERR_FAILED, "empty tree");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_target_is_built_whole),
		WORLD_TEST(the_digest_is_the_same_whatever_the_jobs_store_and_user),
		WORLD_TEST(what_is_there_is_not_made_again),
		WORLD_TEST(an_artifact_that_came_meanwhile_is_taken),
		WORLD_TEST(a_lost_index_is_filled_again),
		WORLD_TEST(missing_inputs_stop_before_anything_runs),
		WORLD_TEST(a_failed_part_keeps_the_others_artifacts),
		WORLD_TEST(nothing_new_begins_after_a_failure),
		WORLD_TEST(a_kept_build_folder_is_there_after_a_failure),
		WORLD_TEST(an_interrupted_build_ends_soon_and_goes_on_later),
		WORLD_TEST(an_input_damaged_in_the_store_is_never_used),
		WORLD_TEST(inputs_are_unpacked_in_order_and_in_their_folders),
		WORLD_TEST(an_input_is_not_unpacked_through_a_link_of_another),
		WORLD_TEST(a_step_cannot_have_the_users_files_taken_for_its_tree),
		WORLD_TEST(a_step_that_leaves_nothing_is_told),
	};

	term_set_quiet(true);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
