/* Building many targets at once: what they share, what a failure of one does to the others. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include <signal.h>

#include "builder/base/process.h"
#include "builder/build/build_part.h"

enum { MANY = 8 };

/* Several plans of one world, and how each ended. */
struct many {
	struct world *w;
	struct target *targets[MANY];
	struct plan *plans[MANY];
	struct build_result results[MANY];
	size_t count;
};

static void many_plan(struct many *m, const char *typed)
{
	struct plan_options options = { .weakest = SANDBOX_NONE };
	struct world *w = m->w;

	if (!w->catalog)
		WORLD_OK(w, catalog_open(w->recipes, &w->catalog, &w->err));
	WORLD_OK(w, target_resolve(w->targets, typed, NULL, &m->targets[m->count], &w->err));
	WORLD_OK(w, plan_make(w->s, w->ix, w->catalog, m->targets[m->count], &options,
			      &m->plans[m->count], &w->err));
	m->count++;
}

static int many_build(struct many *m, int jobs, bool keep_going)
{
	const struct build_options options = { .jobs = jobs,
					       .weakest = SANDBOX_NONE,
					       .keep_going = keep_going };

	return build_targets(m->w->s, m->w->ix, m->plans, m->count, &options, m->results,
			     &m->w->err);
}

static void many_release(struct many *m)
{
	for (size_t i = 0; i < m->count; i++) {
		build_result_release(&m->results[i]);
		plan_free(m->plans[i]);
		target_free(m->targets[i]);
	}
	catalog_free(m->w->catalog);
	m->w->catalog = NULL;
	*m = (struct many){ .w = m->w };
}

/* A C library of one header that is made by this script. */
static void many_libc(struct world *w, const char *name, const char *script)
{
	AUTOFREE char *path = xasprintf("recipes/libc/%s.h", name);
	AUTOFREE char *body =
		xasprintf("tools make\nprovides libc musl 1\nfile %s.h\nstep install {\n%s\n"
			  "\tmkdir -p \"$DESTDIR/usr/include\"\n"
			  "\tcp %s.h \"$DESTDIR/usr/include/\"\n}\n",
			  name, script, name);

	world_write(w, path, name);
	world_recipe(w, "libc", name, body);
}

static void many_target(struct world *w, const char *name, const char *libc)
{
	AUTOFREE char *path = xasprintf("targets/%s.target", name);
	AUTOFREE char *text =
		xasprintf("target %s\nsummary \"%s\"\narch x86_64\nlibc musl 1\nlinux 3.10\n"
			  "part libc %s\npart linux-headers tiny-headers\n",
			  name, name, libc);

	world_write(w, path, text);
}

/* tiny and tiny+zed of the fixture; good with another libc; bad and worse with one that fails. */
static void many_world(struct many *m, void **state)
{
	*m = (struct many){ .w = *state };
	world_tiny(m->w);
	many_libc(m->w, "good-libc", "\ttrue");
	many_libc(m->w, "bad-libc", "\techo broken\n\texit 4");
	many_target(m->w, "good", "good-libc");
	many_target(m->w, "bad", "bad-libc");
	many_target(m->w, "worse", "bad-libc");
}

static void assert_built(const struct many *m, size_t i, enum build_end end)
{
	char found[SHA256_HEX];

	if (m->results[i].end != end)
		fail_msg("'%s' ended as %d, not %d: %s", m->plans[i]->target->name,
			 m->results[i].end, end,
			 m->results[i].err.text ? m->results[i].err.text : "");
	if (end != BUILD_MADE && end != BUILD_THERE)
		return;
	WORLD_OK(m->w, store_tree_digest(m->w->s, m->plans[i]->target->name, found, &m->w->err));
	assert_string_equal(m->results[i].digest, found);
	assert_true(index_has_tree(m->w->ix, m->plans[i]->target->name, found));
}

static void targets_are_built_and_then_found(void **state)
{
	struct many m;

	many_world(&m, state);
	many_plan(&m, "tiny");
	many_plan(&m, "tiny+zed");
	many_plan(&m, "good");
	WORLD_OK(m.w, many_build(&m, 3, false));
	for (size_t i = 0; i < m.count; i++)
		assert_built(&m, i, BUILD_MADE);
	/* Each has made what it has, what is shared counted for each. */
	assert_int_equal(m.results[0].made, 2);
	assert_int_equal(m.results[1].made, 3);
	assert_int_equal(m.results[2].made, 2);
	many_release(&m);
	many_plan(&m, "good");
	many_plan(&m, "tiny+zed");
	WORLD_OK(m.w, many_build(&m, 3, false));
	assert_built(&m, 0, BUILD_THERE);
	assert_built(&m, 1, BUILD_THERE);
	assert_int_equal(m.results[0].made, 0);
	many_release(&m);
}

static void a_part_that_is_shared_is_made_once(void **state)
{
	struct many m;
	AUTOSTRV struct strv keys = STRV_INIT;
	AUTOSTRV struct strv logs = STRV_INIT;

	many_world(&m, state);
	many_plan(&m, "tiny");
	many_plan(&m, "good");
	assert_string_equal(m.plans[0]->parts[1].key, m.plans[1]->parts[1].key);
	WORLD_OK(m.w, many_build(&m, 4, false));
	WORLD_OK(m.w, store_list_artifacts(m.w->s, &keys, &m.w->err));
	assert_int_equal(keys.len, 3);
	WORLD_OK(m.w, dir_list(store_fd(m.w->s), "logs", &logs, &m.w->err));
	assert_int_equal(logs.len, 3);
	for (size_t i = 0; i < logs.len; i++) {
		AUTOFREE char *path = xasprintf("%s/logs/%s", m.w->place, logs.items[i]);
		AUTOFREE char *log = read_text(AT_FDCWD, path);
		const char *first = strstr(log, ": cd src\n");

		assert_non_null(first);
		assert_null(strstr(first + 1, ": cd src\n"));
	}
	many_release(&m);
}

static void the_digests_are_those_of_building_one_by_one(void **state)
{
	static const char *const names[] = { "tiny", "tiny+zed", "good" };
	char alone[ARRAY_LEN(names)][SHA256_HEX];
	struct many m;

	many_world(&m, state);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		WORLD_OK(m.w, world_build(m.w, names[i], 1, alone[i]));
	world_new_store(m.w, "another");
	many_world(&m, state);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		many_plan(&m, names[i]);
	WORLD_OK(m.w, many_build(&m, 4, false));
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(m.results[i].digest, alone[i]);
	many_release(&m);
}

static void a_failure_leaves_the_other_targets_alone_when_they_are_to_go_on(void **state)
{
	struct many m;
	AUTOFREE char *log = NULL;

	many_world(&m, state);
	many_plan(&m, "bad");
	many_plan(&m, "tiny+zed");
	many_plan(&m, "worse");
	many_plan(&m, "good");
	WORLD_OK(m.w, many_build(&m, 1, true));
	assert_built(&m, 0, BUILD_FAILED);
	assert_built(&m, 1, BUILD_MADE);
	assert_built(&m, 2, BUILD_FAILED);
	assert_built(&m, 3, BUILD_MADE);
	/* Both say which part it was: one failure, which can be told once. */
	assert_string_equal(m.results[0].part->recipe->name, "bad-libc");
	assert_string_equal(m.results[0].part->key, m.results[2].part->key);
	assert_string_equal(m.results[0].err.text, m.results[2].err.text);
	assert_int_equal(m.results[2].err.code, ERR_STEP);
	assert_non_null(strstr(m.results[2].err.hint, "| broken"));
	log = read_text(AT_FDCWD, m.results[2].log);
	assert_non_null(strstr(log, "broken\n"));
	/* The parts of the failed that could be made are. */
	assert_true(store_has_artifact(m.w->s, m.plans[0]->parts[1].key));
	many_release(&m);
}

static void a_failure_stops_what_was_not_begun(void **state)
{
	struct many m;

	many_world(&m, state);
	many_plan(&m, "tiny");
	WORLD_OK(m.w, many_build(&m, 1, false));
	many_release(&m);
	many_plan(&m, "bad"); /* its kernel headers are there: its C library comes first */
	many_plan(&m, "good");
	many_plan(&m, "tiny");
	WORLD_OK(m.w, many_build(&m, 1, false));
	assert_built(&m, 0, BUILD_FAILED);
	assert_built(&m, 1, BUILD_STOPPED);
	assert_built(&m, 2, BUILD_THERE);
	assert_false(store_has_artifact(m.w->s, m.plans[1]->parts[0].key));
	many_release(&m);
}

/* What is under way at the first failure is finished, and composed when that was all. */
static void what_is_whole_after_a_failure_is_composed(void **state)
{
	struct many m;

	many_world(&m, state);
	many_libc(m.w, "good-libc", "\tsleep 1");
	many_libc(m.w, "bad-libc", "\tsleep 0.3\n\texit 4");
	many_plan(&m, "good");
	many_plan(&m, "bad");
	WORLD_OK(m.w, many_build(&m, 3, false));
	assert_built(&m, 0, BUILD_MADE);
	assert_built(&m, 1, BUILD_FAILED);
	many_release(&m);
}

static void missing_inputs_stop_or_are_passed_over(void **state)
{
	struct many m;

	many_world(&m, state);
	world_new_store(m.w, "empty"); /* without tiny.h */
	m.w->catalog = NULL;
	many_plan(&m, "good");
	many_plan(&m, "tiny");
	WORLD_OK(m.w, many_build(&m, 2, false));
	assert_built(&m, 0, BUILD_STOPPED);
	assert_built(&m, 1, BUILD_MISSING);
	assert_false(store_has_artifact(m.w->s, m.plans[0]->parts[0].key));
	many_release(&m);
	many_plan(&m, "good");
	many_plan(&m, "tiny");
	WORLD_OK(m.w, many_build(&m, 2, true));
	assert_built(&m, 0, BUILD_MADE);
	assert_built(&m, 1, BUILD_MISSING);
	many_release(&m);
}

static void nothing_at_all_can_be_built(void **state)
{
	struct many m;

	many_world(&m, state);
	WORLD_OK(m.w, many_build(&m, 2, true));
}

/* A job that a killed make had taken is there again for what comes after it. */
static void jobs_that_a_killed_make_held_come_back(void **state)
{
	/* Takes the free job and never gives it back. */
	static const char steal[] =
		"\tdd if=/dev/fd/${MAKEFLAGS##*,} bs=1 count=1 iflag=nonblock status=none | wc -c";
	struct many m;
	AUTOFREE char *body = xasprintf("tools make dd wc\nneeds base\nprovides library zee 1\n"
					"file zee.c\nstep install {\n%s\n"
					"\tmkdir -p \"$DESTDIR/usr/lib\"\n"
					"\tcp zee.c \"$DESTDIR/usr/lib\"\n}\n",
					steal);

	many_world(&m, state);
	many_libc(m.w, "good-libc", steal);
	world_write(m.w, "recipes/zee/zee.c", "int zee;\n");
	world_recipe(m.w, "zee", "zee-1", body);
	many_plan(&m, "tiny");
	WORLD_OK(m.w, many_build(&m, 2, true));
	many_release(&m);
	many_plan(&m, "good+zee");
	WORLD_OK(m.w, many_build(&m, 2, true));
	assert_built(&m, 0, BUILD_MADE);
	for (size_t i = 0; i < m.plans[0]->count; i++) {
		const struct plan_part *part = &m.plans[0]->parts[i];
		AUTOFREE char *path = build_part_log(m.w->s, part);
		AUTOFREE char *log = read_text(AT_FDCWD, path);

		if (strcmp(part->recipe->name, "tiny-headers") != 0 && !strstr(log, "\n1\n"))
			fail_msg("'%s' had no job to steal: %s", part->recipe->name, log);
	}
	many_release(&m);
}

static void an_interrupt_ends_all_and_loses_nothing(void **state)
{
	struct many m;
	pid_t pid;

	many_world(&m, state);
	many_libc(m.w, "good-libc", "\tsleep 61");
	many_libc(m.w, "bad-libc", "\tsleep 61");
	many_plan(&m, "tiny");
	many_plan(&m, "good");
	many_plan(&m, "bad");
	pid = fork_child();
	if (pid == 0) {
		struct store *s;
		struct index *ix;

		process_catch_interrupts();
		WORLD_OK(m.w, store_open(m.w->place, true, &s, &m.w->err));
		WORLD_OK(m.w, index_open(s, true, &ix, &m.w->err));
		m.w->s = s;
		m.w->ix = ix;
		WORLD_FAILS(m.w, many_build(&m, 4, true), ERR_INTERRUPTED,
			    "finished parts are kept");
		assert_built(&m, 0, BUILD_MADE);
		assert_built(&m, 1, BUILD_STOPPED);
		assert_built(&m, 2, BUILD_STOPPED);
		_exit(0);
	}
	for (int i = 0; i < 1000 && !store_has_artifact(m.w->s, m.plans[0]->parts[0].key); i++)
		sleep_us(10000);
	sleep_us(1500000);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(wait_for(pid), 0);
	many_release(&m);
	many_libc(m.w, "good-libc", "\ttrue");
	many_plan(&m, "good");
	WORLD_OK(m.w, many_build(&m, 4, true));
	assert_built(&m, 0, BUILD_MADE);
	many_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(targets_are_built_and_then_found),
		WORLD_TEST(a_part_that_is_shared_is_made_once),
		WORLD_TEST(the_digests_are_those_of_building_one_by_one),
		WORLD_TEST(a_failure_leaves_the_other_targets_alone_when_they_are_to_go_on),
		WORLD_TEST(a_failure_stops_what_was_not_begun),
		WORLD_TEST(what_is_whole_after_a_failure_is_composed),
		WORLD_TEST(missing_inputs_stop_or_are_passed_over),
		WORLD_TEST(nothing_at_all_can_be_built),
		WORLD_TEST(jobs_that_a_killed_make_held_come_back),
		WORLD_TEST(an_interrupt_ends_all_and_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
