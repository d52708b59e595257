/* Running steps: what they see, what they leave, and what is told when one fails. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "builder/plan/step_rules.h"
#include "builder/build/steps.h"
#include "builder/plan/toolid.h"

struct place {
	struct world w; /* folder and err only are used */
	char *build, *log, *out;
	struct recipe *recipe;
	struct target *target;
	const char *sysroot;
	enum sandbox_tier tier;
	int jobs;
	const int *jobserver;
};

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));
	struct world *w = &p->w;
	AUTOFREE char *src = NULL;
	AUTOFREE char *targets = NULL;

	w->dir = fixture_temp();
	p->build = path_join(w->dir, "build");
	p->log = path_join(w->dir, "log");
	p->out = path_join(p->build, "out");
	p->tier = SANDBOX_NONE;
	p->jobs = 3;
	src = path_join(p->build, "src");
	WORLD_OK(w, dir_make(AT_FDCWD, src, &w->err));
	world_write(w, "targets/tiny.target", TINY_TARGET TINY_PARTS);
	targets = path_join(w->dir, "targets");
	WORLD_OK(w, target_resolve(targets, "tiny", NULL, &p->target, &w->err));
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	recipe_free(p->recipe);
	target_free(p->target);
	WORLD_OK(&p->w, tree_remove(AT_FDCWD, p->w.dir, &p->w.err));
	err_clear(&p->w.err);
	free(p->w.dir);
	free(p->build);
	free(p->log);
	free(p->out);
	free(p);
	return 0;
}

/* Run the recipe that has this body; its file is libc/tiny.recipe. */
static int run(struct place *p, const char *body)
{
	AUTOFREE char *path = path_join(p->w.dir, "recipes/libc/tiny.recipe");
	AUTOCLOSE int log = open(p->log, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	struct steps_run steps = {
		.target = p->target,
		.tier = p->tier,
		.build = p->build,
		.sysroot = p->sysroot,
		.log = p->log,
		.jobs = p->jobs,
		.jobserver = p->jobserver,
	};

	world_write(&p->w, "recipes/libc/beside.c", "int beside;\n");
	world_recipe(&p->w, "libc", "tiny", "tools make\nprovides libc musl 1\nfile beside.c\n");
	{
		AUTOFREE char *head = read_text(AT_FDCWD, path);
		AUTOFREE char *text = xasprintf("%s%s", head, body);

		write_text(AT_FDCWD, path, text);
	}
	recipe_free(p->recipe);
	p->recipe = NULL;
	steps.log_fd = log;
	WORLD_OK(&p->w, recipe_parse_file(path, &p->recipe, &p->w.err));
	steps.recipe = p->recipe;
	return steps_run(&steps, &p->w.err);
}

static char *log_tail(const char *path, size_t lines, const char *prefix)
{
	AUTOCLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

	return steps_log_tail(fd, lines, prefix);
}

/* A file that the steps left in $DESTDIR. */
static char *made(const struct place *p, const char *path)
{
	AUTOFREE char *full = path_join(p->out, path);

	return read_text(AT_FDCWD, full);
}

static void the_environment_is_the_fixed_one(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;
	AUTOFREE char *wanted = NULL;
	AUTOSTRV struct strv lines = STRV_INIT;

	setenv("CPATH", "/nowhere", 1);
	setenv("LD_PRELOAD_X", "/nowhere", 1);
	setenv("MAKEFLAGS", "-j99", 1);
	setenv("CFLAGS", "-march=native", 1);
	WORLD_OK(&p->w, run(p, "step see {\n\tenv -u _ -u SHLVL -u OLDPWD | sort "
			       ">\"$DESTDIR/env\"\n}\n"));
	unsetenv("CPATH");
	unsetenv("LD_PRELOAD_X");
	unsetenv("MAKEFLAGS");
	unsetenv("CFLAGS");
	found = made(p, "env");
	strv_add(&lines, "AR=ar");
	strv_add(&lines, "ARCH=x86_64");
	strv_add(&lines, "AS=as");
	strv_add(&lines, "CC=gcc");
	strv_add(&lines, "CC_FOR_BUILD=gcc");
	strv_add(&lines, "CC_FOR_TARGET=gcc");
	strv_addf(&lines, "CFLAGS=-O2 -march=x86-64 -ffile-prefix-map=%s=/build", p->build);
	strv_addf(&lines, "DESTDIR=%s/out", p->build);
	strv_addf(&lines, "HOME=%s", p->build);
	strv_add(&lines, "JOBS=3");
	strv_add(&lines, "LC_ALL=C");
	strv_add(&lines, "LD=ld");
	strv_add(&lines, "MAKEFLAGS=-j3");
	strv_add(&lines, "NM=nm");
	strv_add(&lines, "OBJCOPY=objcopy");
	strv_add(&lines, "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
	strv_addf(&lines, "PWD=%s/src", p->build);
	strv_add(&lines, "RANLIB=ranlib");
	strv_add(&lines, "SOURCE_DATE_EPOCH=1000000000");
	strv_add(&lines, "STRIP=strip");
	strv_addf(&lines, "TMPDIR=%s/tmp", p->build);
	strv_add(&lines, "TRIPLE=x86_64-linux-musl");
	strv_add(&lines, "TZ=UTC");
	strv_add(&lines, "USER=builder");
	wanted = strv_join(&lines, "\n");
	assert_int_equal(found[strlen(found) - 1], '\n');
	found[strlen(found) - 1] = '\0';
	assert_string_equal(found, wanted);
}

static void with_a_sysroot_the_tools_are_its_wrappers(void **state)
{
	static const char *const names[] = {
		"CC=gcc", "AR=ar",       "RANLIB=ranlib",        "NM=nm",
		"LD=ld",  "STRIP=strip", "PKG_CONFIG=pkg-config"
	};
	struct place *p = *state;
	AUTOFREE char *sysroot = path_join(p->w.dir, "sysroot");
	AUTOFREE char *found = NULL;
	AUTOFREE char *line = xasprintf("SYSROOT=%s\n", sysroot);

	WORLD_OK(&p->w, dir_make(AT_FDCWD, sysroot, &p->w.err));
	p->sysroot = sysroot;
	WORLD_OK(&p->w, run(p, "step see {\n\tenv >\"$DESTDIR/env\"\n}\n"));
	found = made(p, "env");
	assert_non_null(strstr(found, line));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		size_t n = strcspn(names[i], "=");
		AUTOFREE char *wanted = xasprintf("\n%.*s=%s/bin/x86_64-linux-musl-%s\n", (int)n,
						  names[i], sysroot, names[i] + n + 1);

		assert_non_null(strstr(found, wanted));
	}
}

static void retarget(struct place *p, const char *typed, const char *arch)
{
	AUTOFREE char *targets = path_join(p->w.dir, "targets");

	world_write(&p->w, "targets/tiny.target",
		    "target tiny\nsummary \"tiny\"\narch x86_64 aarch64\nlibc musl 1\n"
		    "linux 3.10\n" TINY_PARTS);
	target_free(p->target);
	p->target = NULL;
	WORLD_OK(&p->w, target_resolve(targets, typed, arch, &p->target, &p->w.err));
}

static void the_baselines_versions_are_told_with_a_sysroot_only(void **state)
{
	struct place *p = *state;
	AUTOFREE char *sysroot = path_join(p->w.dir, "sysroot");
	AUTOFREE char *with = NULL;
	AUTOFREE char *without = NULL;
	AUTOFREE char *exact = NULL;
	const char *step = "step see {\n\techo \"${LINUX_VERSION-none} ${LIBC_VERSION-none}\" "
			   ">\"$DESTDIR/v\"\n}\n";

	WORLD_OK(&p->w, dir_make(AT_FDCWD, sysroot, &p->w.err));
	p->sysroot = sysroot;
	WORLD_OK(&p->w, run(p, step));
	with = made(p, "v");
	assert_string_equal(with, "3.10 1\n");
	/* The key of what needs nothing does not have them. */
	p->sysroot = NULL;
	WORLD_OK(&p->w, run(p, step));
	without = made(p, "v");
	assert_string_equal(without, "none none\n");
	/* glibc's --enable-kernel takes two numbers: any 6.1 will do for headers of 6.1.175. */
	retarget(p, "tiny+linux-6.1.175", NULL);
	p->sysroot = sysroot;
	WORLD_OK(&p->w, run(p, step));
	exact = made(p, "v");
	assert_string_equal(exact, "6.1 1\n");
}

/* The architecture that this machine is not. */
static const char *other_arch(void)
{
	return strcmp(machine_here(), "aarch64") == 0 ? "x86_64" : "aarch64";
}

static void for_another_machine_the_tools_are_cross_tools(void **state)
{
	static const char step[] = "step see {\n\tprintf '%s\\n' \"$CC\" \"$AR\" \"$AS\" \"$LD\" "
				   "\"$NM\" \"$RANLIB\" \"$OBJCOPY\" \"$STRIP\" "
				   "\"$CC_FOR_BUILD\" \"$CC_FOR_TARGET\" \"$ARCH\" \"$TRIPLE\" "
				   "\"${PKG_CONFIG-none}\" >\"$DESTDIR/env\"\n}\n";
	struct place *p = *state;
	const char *arch = other_arch();
	AUTOFREE char *bare = NULL;
	AUTOFREE char *wanted =
		xasprintf("%s-linux-gnu-gcc\n%s-linux-gnu-ar\n%s-linux-gnu-as\n"
			  "%s-linux-gnu-ld\n%s-linux-gnu-nm\n%s-linux-gnu-ranlib\n"
			  "%s-linux-gnu-objcopy\n%s-linux-gnu-strip\ngcc\n"
			  "%s-linux-gnu-gcc\n%s\n%s-linux-musl\nnone\n",
			  arch, arch, arch, arch, arch, arch, arch, arch, arch, arch, arch);
	AUTOFREE char *sysroot = path_join(p->w.dir, "sysroot");
	AUTOFREE char *wrapped = NULL;
	AUTOFREE char *wanted_wrapped =
		xasprintf("%s/bin/%s-linux-musl-gcc gcc %s-linux-gnu-gcc\n", sysroot, arch, arch);

	retarget(p, "tiny", arch);
	WORLD_OK(&p->w, run(p, step));
	bare = made(p, "env");
	assert_string_equal(bare, wanted);
	/* With a sysroot they are its wrappers, which find the cross tools by themselves. */
	WORLD_OK(&p->w, dir_make(AT_FDCWD, sysroot, &p->w.err));
	p->sysroot = sysroot;
	WORLD_OK(&p->w, run(p, "step see {\n\techo \"$CC $CC_FOR_BUILD $CC_FOR_TARGET\" "
			       ">\"$DESTDIR/env\"\n}\n"));
	wrapped = made(p, "env");
	assert_string_equal(wrapped, wanted_wrapped);
}

static void the_cpu_level_is_said_in_words(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;
	struct buf v2 = BUF_INIT, v1 = BUF_INIT;

	step_rules_key(p->target, &v1);
	retarget(p, "tiny+x86-64-v2", NULL);
	step_rules_key(p->target, &v2);
	assert_non_null(strstr(v1.data, "-march=x86-64\n"));
	assert_non_null(strstr(v2.data, "-march=x86-64-v2\n"));
	WORLD_OK(&p->w, run(p, "step see {\n\techo \"$CFLAGS\" >\"$DESTDIR/flags\"\n}\n"));
	found = made(p, "flags");
	assert_int_equal(strncmp(found, "-O2 -march=x86-64-v2 -ffile-prefix-map=", 39), 0);
	buf_release(&v1);
	buf_release(&v2);
}

/* make takes its jobs from the pool, under the descriptor that it is told. */
static void make_gets_the_pool_of_jobs(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;
	AUTOFREE char *wanted = NULL;
	int pair[2];

	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	assert_int_equal(write(pair[1], "ab", 2), 2);
	p->jobserver = (const int[]){ pair[0], pair[1], -1 };
	wanted = xasprintf("-j3 --jobserver-auth=%d,%d\nab\n", pair[0], pair[1]);
	WORLD_OK(&p->w, run(p, "step see {\n\techo \"$MAKEFLAGS\" >\"$DESTDIR/flags\"\n"
			       "\tn=${MAKEFLAGS##*=} n=${n%,*}\n"
			       "\thead -c 2 /proc/self/fd/$n >>\"$DESTDIR/flags\"\n"
			       "\techo >>\"$DESTDIR/flags\"\n}\n"));
	found = made(p, "flags");
	assert_string_equal(found, wanted);
	close(pair[0]);
	close(pair[1]);
}

/* The same places on every machine, whatever the store's. */
static void bubblewrap_shows_the_fixed_places(void **state)
{
	struct place *p = *state;
	AUTOFREE char *sysroot = path_join(p->w.dir, "sysroot");
	AUTOFREE char *found = NULL;

	WORLD_OK(&p->w, dir_make(AT_FDCWD, sysroot, &p->w.err));
	p->sysroot = sysroot;
	p->tier = SANDBOX_BUBBLEWRAP;
	WORLD_OK(&p->w, run(p, "step see {\n\techo \"$DESTDIR $SYSROOT $HOME $PWD $CC $CFLAGS\" "
			       ">\"$DESTDIR/env\"\n}\n"));
	found = made(p, "env");
	assert_string_equal(found, "/build/out /sysroot /build /build/src "
				   "/sysroot/bin/x86_64-linux-musl-gcc "
				   "-O2 -march=x86-64 -ffile-prefix-map=/build=/build\n");
}

static void steps_share_the_folder_but_no_shell(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;

	WORLD_OK(&p->w, run(p, "step one {\n\tx=shared\n\texport x\n\techo left >left\n"
			       "\tmkdir sub\n\tcd sub\n\tset +e\n\tumask 077\n}\n"
			       "step two {\n\techo \"${x-unset} $(cat left) $(umask)\" "
			       "$(test \"$(pwd)\" = \"${DESTDIR%/out}/src\" && echo src) "
			       ">\"$DESTDIR/found\"\n}\n"));
	found = made(p, "found");
	assert_string_equal(found, "unset left 0022 src\n");
}

static void files_beside_the_recipe_are_there(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;

	WORLD_OK(&p->w, run(p, "step see {\n\tcp beside.c \"$DESTDIR\"\n}\n"));
	found = made(p, "beside.c");
	assert_string_equal(found, "int beside;\n");
}

static void the_line_that_failed_is_named(void **state)
{
	struct place *p = *state;
	AUTOFREE char *log = NULL;

	WORLD_FAILS(&p->w,
		    run(p, "step build {\n\techo begin\n\ttrue\n\tsh -c 'echo told; exit 7'\n"
			   "\techo never\n}\n"),
		    ERR_STEP, "step 'build' of recipe 'tiny' failed at");
	log = read_text(AT_FDCWD, p->log);
	assert_non_null(strstr(log, "told\n"));
	assert_null(strstr(log, "never"));
}

/* Number of the line of the recipe that holds text. */
static int line_of(const struct place *p, const char *text)
{
	AUTOFREE char *path = path_join(p->w.dir, "recipes/libc/tiny.recipe");
	AUTOFREE char *whole = read_text(AT_FDCWD, path);
	const char *at = strstr(whole, text);
	int line = 1;

	assert_non_null(at);
	for (const char *s = whole; s < at; s++)
		line += *s == '\n';
	return line;
}

static void the_line_and_the_status_are_the_recipes(void **state)
{
	struct place *p = *state;
	AUTOFREE char *wanted = NULL;
	AUTOFREE char *said = NULL;
	AUTOFREE char *hint = NULL;
	AUTOFREE char *trace = NULL;
	AUTOFREE char *log = NULL;

	assert_int_equal(run(p, "# a comment\nstep first {\n\ttrue\n}\n\nstep second {\n"
				"\tfor i in 1 2; do\n\t\ttrue \\\n\t\t\tmore\n\tdone\n"
				"\tsh -c 'exit 7' # here\n\ttrue\n}\n"),
			 -1);
	said = xstrdup(p->w.err.text);
	hint = xstrdup(p->w.err.hint);
	err_clear(&p->w.err);
	wanted = xasprintf("step 'second' of recipe 'tiny' failed at "
			   "%s/recipes/libc/tiny.recipe:%d (exit status 7)",
			   p->w.dir, line_of(p, "# here"));
	assert_string_equal(said, wanted);
	assert_non_null(strstr(hint, p->log));
	log = read_text(AT_FDCWD, p->log);
	trace = xasprintf("+ tiny.recipe:%d: sh -c 'exit 7'\n", line_of(p, "# here"));
	assert_non_null(strstr(log, trace));
}

/* A script beside the recipe that steps read with "." is told by its own name and line. */
static void a_line_of_a_file_beside_the_recipe_is_named(void **state)
{
	struct place *p = *state;
	AUTOFREE char *wanted = NULL;
	AUTOFREE char *log = NULL;
	AUTOFREE char *beside = path_join(p->w.dir, "recipes/libc/more.sh");

	/* dash cannot tell; the key has the shell, so that a machine without bash is another. */
	assert_string_equal(toolid_shell(), "bash");
	world_write(&p->w, "recipes/libc/more.sh", "# more\n\nmore() {\n\t(false)\n}\nmore\n");
	assert_int_equal(run(p, "file more.sh\nstep build {\n\ttrue\n\t. ./more.sh\n}\n"), -1);
	wanted = xasprintf("step 'build' of recipe 'tiny' failed at %s:4 (exit status 1)", beside);
	assert_string_equal(p->w.err.text, wanted);
	err_clear(&p->w.err);
	log = read_text(AT_FDCWD, p->log);
	assert_non_null(strstr(log, "+ more.sh:6: more\n"));
	assert_non_null(strstr(log, "\n++ more.sh:4: false\n"));
}

/* What a program prints may look like a trace: of a file that is none of ours, or without a line.
 */
static void a_trace_of_a_strange_file_is_no_place(void **state)
{
	struct place *p = *state;
	AUTOFREE char *wanted = NULL;

	world_write(&p->w, "recipes/libc/print.sh",
		    "echo '+ strange.sh:99: rm'\necho '+ tiny.recipe:x: rm'\nexit 1\n");
	assert_int_equal(run(p, "file print.sh\nstep build {\n\tsh print.sh\n}\n"), -1);
	wanted = xasprintf("step 'build' of recipe 'tiny' failed at "
			   "%s/recipes/libc/tiny.recipe:%d (exit status 1)",
			   p->w.dir, line_of(p, "sh print.sh"));
	assert_string_equal(p->w.err.text, wanted);
	err_clear(&p->w.err);
}

static void an_unset_variable_and_a_failing_command_end_a_step(void **state)
{
	struct place *p = *state;

	WORLD_FAILS(&p->w, run(p, "step u {\n\techo \"$NO_SUCH_THING\"\n}\n"), ERR_STEP,
		    "step 'u'");
	WORLD_FAILS(&p->w, run(p, "step e {\n\tfalse\n\ttrue\n}\n"), ERR_STEP, "step 'e'");
	WORLD_OK(&p->w, run(p, "step ok {\n\tfalse || true\n\tif false; then exit 3; fi\n}\n"));
}

static void the_first_step_that_fails_is_the_last(void **state)
{
	struct place *p = *state;
	AUTOFREE char *after = path_join(p->out, "after");

	WORLD_FAILS(&p->w,
		    run(p, "step one {\n\texit 2\n}\nstep two {\n\t: >\"$DESTDIR/after\"\n}\n"),
		    ERR_STEP, "step 'one'");
	assert_false(file_exists(AT_FDCWD, after));
}

static void a_step_killed_by_a_signal_says_so(void **state)
{
	struct place *p = *state;

	WORLD_FAILS(&p->w, run(p, "step killed {\n\tkill -9 $$\n}\n"), ERR_STEP, "exit status 137");
}

#define PATCH "--- a/sub/x.c\n+++ b/sub/x.c\n@@ -1,3 +1,3 @@\n one\n-two\n+zwei\n three\n"

static void put_source(struct place *p, const char *text)
{
	world_write(&p->w, "build/src/sub/x.c", text);
}

static void patches_are_applied_before_the_steps(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;

	world_write(&p->w, "recipes/libc/fix.patch", PATCH);
	put_source(p, "one\ntwo\nthree\n");
	WORLD_OK(&p->w, run(p, "patch fix.patch\nstep see {\n\tcp sub/x.c \"$DESTDIR\"\n"
			       "\ttest ! -e sub/x.c.orig\n}\n"));
	found = made(p, "x.c");
	assert_string_equal(found, "one\nzwei\nthree\n");
}

static void a_patchs_strip_is_heeded(void **state)
{
	struct place *p = *state;
	AUTOFREE char *found = NULL;

	world_write(&p->w, "recipes/libc/fix.patch", PATCH);
	world_write(&p->w, "build/src/x.c", "one\ntwo\nthree\n");
	WORLD_OK(&p->w, run(p, "patch fix.patch strip 2\nstep see {\n\tcp x.c \"$DESTDIR\"\n}\n"));
	found = made(p, "x.c");
	assert_string_equal(found, "one\nzwei\nthree\n");
}

static void a_patch_that_does_not_apply_names_its_place(void **state)
{
	struct place *p = *state;
	AUTOFREE char *place = NULL;
	AUTOFREE char *after = path_join(p->out, "after");
	AUTOFREE char *log = NULL;

	world_write(&p->w, "recipes/libc/fix.patch", PATCH);
	put_source(p, "quite\nanother\nfile\n");
	assert_int_equal(run(p, "patch fix.patch\nstep see {\n\t: >\"$DESTDIR/after\"\n}\n"), -1);
	place = xasprintf("recipes/libc/tiny.recipe:%d:", line_of(p, "patch fix.patch"));
	assert_non_null(strstr(p->w.err.text, place));
	WORLD_FAILS(&p->w, -1, ERR_STEP, "the patch 'fix.patch' does not apply");
	assert_false(file_exists(AT_FDCWD, after));
	log = read_text(AT_FDCWD, p->log);
	assert_non_null(strstr(log, "x.c"));
}

/* Already there: not taken back, as patch(1) would offer. */
static void a_patch_that_is_there_already_fails(void **state)
{
	struct place *p = *state;

	world_write(&p->w, "recipes/libc/fix.patch", PATCH);
	put_source(p, "one\nzwei\nthree\n");
	WORLD_FAILS(&p->w, run(p, "patch fix.patch\nstep see {\n\ttrue\n}\n"), ERR_STEP,
		    "does not apply");
}

/* Patches run outside of the sandbox: what an archive left must not lead them out. */
static void a_patch_follows_no_link_out(void **state)
{
	struct place *p = *state;
	AUTOFREE char *link = path_join(p->build, "src/sub");
	AUTOFREE char *outside = path_join(p->w.dir, "outside/x.c");
	AUTOFREE char *found = NULL;

	world_write(&p->w, "outside/x.c", "one\ntwo\nthree\n");
	world_write(&p->w, "recipes/libc/fix.patch", PATCH);
	assert_int_equal(symlink("../../outside", link), 0);
	WORLD_FAILS(&p->w, run(p, "patch fix.patch\nstep see {\n\ttrue\n}\n"), ERR_STEP,
		    "does not apply");
	found = read_text(AT_FDCWD, outside);
	assert_string_equal(found, "one\ntwo\nthree\n");
}

static void the_log_keeps_what_was_in_it(void **state)
{
	struct place *p = *state;
	AUTOFREE char *log = NULL;

	write_text(AT_FDCWD, p->log, "earlier\n");
	WORLD_OK(&p->w,
		 run(p, "step a {\n\techo out\n\techo err >&2\n}\nstep b {\n\techo more\n}\n"));
	log = read_text(AT_FDCWD, p->log);
	assert_int_equal(strncmp(log, "earlier\n", 8), 0);
	assert_non_null(strstr(log, "\nout\n"));
	assert_non_null(strstr(log, "\nerr\n"));
	assert_non_null(strstr(log, "\nmore\n"));
}

/* In a store of a group another member may put something into its place, a pipe that hangs at
 * worst. */
static void what_stands_in_the_place_of_the_log_is_neither_read_nor_written(void **state)
{
	struct place *p = *state;
	AUTOFREE char *body = xasprintf("step a {\n\techo mine\n\trm \"%s\"\n\tmkfifo \"%s\"\n"
					"\techo after\n\tfalse # here\n}\n",
					p->log, p->log);
	struct stat st;

	assert_int_equal(run(p, body), -1);
	assert_int_equal(p->w.err.code, ERR_STEP);
	assert_non_null(strstr(p->w.err.hint, "| mine\n"));
	assert_non_null(strstr(p->w.err.hint, "| after\n"));
	err_clear(&p->w.err);
	assert_int_equal(lstat(p->log, &st), 0);
	assert_true(S_ISFIFO(st.st_mode));
}

static void the_end_of_a_log_is_its_last_lines(void **state)
{
	struct place *p = *state;
	AUTOFREE char *all = NULL;
	AUTOFREE char *two = NULL;
	AUTOFREE char *none = NULL;
	AUTOFREE char *big = NULL;
	AUTOFREE char *absent = NULL;
	AUTOFREE char *nowhere = path_join(p->w.dir, "nowhere");
	struct buf text = BUF_INIT;

	write_text(AT_FDCWD, p->log, "1\n2\n3\nno newline");
	all = log_tail(p->log, 10, "| ");
	assert_string_equal(all, "| 1\n| 2\n| 3\n| no newline\n");
	two = log_tail(p->log, 2, "");
	assert_string_equal(two, "3\nno newline\n");
	none = log_tail(p->log, 0, "");
	assert_string_equal(none, "");
	absent = log_tail(nowhere, 5, "");
	assert_string_equal(absent, "");
	for (int i = 0; i < 100000; i++)
		buf_addf(&text, "line %d\n", i);
	write_text(AT_FDCWD, p->log, text.data);
	big = log_tail(p->log, 2, "");
	assert_string_equal(big, "line 99998\nline 99999\n");
	buf_release(&text);
}

/* Ten times what a log keeps: the step does well, and the log says what it lacks. */
static void a_step_that_prints_without_end_fills_no_disk(void **state)
{
	struct place *p = *state;
	AUTOFREE char *tail = NULL;
	struct stat st;

	WORLD_OK(&p->w, run(p, "step print {\n\thead -c 320000000 /dev/zero | tr '\\0' x\n"
			       "\techo the-end\n}\n"));
	assert_int_equal(stat(p->log, &st), 0);
	assert_true(st.st_size > 32 * 1024 * 1024 && st.st_size < 33 * 1024 * 1024);
	tail = log_tail(p->log, 1, "");
	assert_non_null(strstr(tail, "the-end"));
}

/* One that went on could write to what the step made after that was hashed. */
static void nothing_that_a_step_started_outlives_it(void **state)
{
	static const char body[] = "step leave {\n"
				   "\tsetsid sh -c 'setsid sleep 300 & exec sleep 300' &\n"
				   "\t(setsid sh -c 'sleep 0.5; echo late >late; sleep 300' &)\n"
				   "\tsleep 0.2\n}\n";
	static const enum sandbox_tier tiers[] = { SANDBOX_BUBBLEWRAP, SANDBOX_LANDLOCK,
						   SANDBOX_NONE };
	struct place *p = *state;
	AUTOFREE char *late = path_join(p->build, "src/late");

	for (size_t i = 0; i < ARRAY_LEN(tiers); i++) {
		p->tier = tiers[i];
		WORLD_OK(&p->w, run(p, body));
		sleep_us(700000);
		assert_false(file_exists(AT_FDCWD, late));
		/* None became a child of this process. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		assert_int_equal(errno, ECHILD);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_environment_is_the_fixed_one),
		TEST(with_a_sysroot_the_tools_are_its_wrappers),
		TEST(the_baselines_versions_are_told_with_a_sysroot_only),
		TEST(for_another_machine_the_tools_are_cross_tools),
		TEST(the_cpu_level_is_said_in_words),
		TEST(make_gets_the_pool_of_jobs),
		TEST(bubblewrap_shows_the_fixed_places),
		TEST(steps_share_the_folder_but_no_shell),
		TEST(files_beside_the_recipe_are_there),
		TEST(the_line_that_failed_is_named),
		TEST(the_line_and_the_status_are_the_recipes),
		TEST(a_line_of_a_file_beside_the_recipe_is_named),
		TEST(a_trace_of_a_strange_file_is_no_place),
		TEST(an_unset_variable_and_a_failing_command_end_a_step),
		TEST(the_first_step_that_fails_is_the_last),
		TEST(a_step_killed_by_a_signal_says_so),
		TEST(patches_are_applied_before_the_steps),
		TEST(a_patchs_strip_is_heeded),
		TEST(a_patch_that_does_not_apply_names_its_place),
		TEST(a_patch_that_is_there_already_fails),
		TEST(a_patch_follows_no_link_out),
		TEST(the_log_keeps_what_was_in_it),
		TEST(what_stands_in_the_place_of_the_log_is_neither_read_nor_written),
		TEST(the_end_of_a_log_is_its_last_lines),
		TEST(a_step_that_prints_without_end_fills_no_disk),
		TEST(nothing_that_a_step_started_outlives_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
