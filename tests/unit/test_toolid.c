/* The identity of host tools: what is in it, and what is not. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include "builder/plan/toolid.h"

/* A tool's lines; the caller frees. */
static char *lines_of(struct index *ix, const char *tool)
{
	struct buf text = BUF_INIT;
	struct err err = ERR_INIT;

	ok(toolid_append(ix, tool, machine_here(), &text, &err), &err);
	return buf_steal(&text);
}

static void setup_tools(const struct world *w, char **tools)
{
	*tools = path_join(w->dir, "tools");
	assert_int_equal(mkdir(*tools, 0755), 0);
}

static void a_tool_is_its_digest_and_no_path(void **state)
{
	struct world *w = *state;
	AUTOFREE char *found = lines_of(w->ix, "sh");
	AUTOFREE char *wanted = NULL, *real = NULL;
	AUTOFREE char *again = lines_of(NULL, "sh");
	char hex[SHA256_HEX];

	WORLD_OK(w, sha256_file(AT_FDCWD, "/bin/sh", hex, NULL, &w->err));
	real = realpath("/bin/sh", NULL);
	wanted = strcmp(path_basename(real), "sh") == 0
			 ? xasprintf("tool sh %s\n", hex)
			 : xasprintf("tool sh %s \"%s\"\n", hex, path_basename(real));
	assert_string_equal(found, wanted);
	assert_string_equal(again, wanted);
}

static void lines_are_added_to_what_is_there(void **state)
{
	struct world *w = *state;
	AUTOFREE char *sh = lines_of(w->ix, "sh");
	struct buf text = BUF_INIT;

	buf_addstr(&text, "first\n");
	WORLD_OK(w, toolid_append(w->ix, "sh", machine_here(), &text, &w->err));
	assert_memory_equal(text.data, "first\n", 6);
	assert_string_equal(text.data + 6, sh);
	buf_release(&text);
}

static void a_compiler_brings_what_it_runs_and_links(void **state)
{
	static const char *const parts[] = { "gcc",
					     "gcc/cc1",
					     "gcc/collect2",
					     "gcc/as",
					     "gcc/ld",
					     "gcc/libgcc.a",
					     "gcc/libgcc_eh.a",
					     "gcc/crtbegin.o",
					     "gcc/crtbeginS.o",
					     "gcc/crtbeginT.o",
					     "gcc/crtend.o",
					     "gcc/crtendS.o" };
	struct world *w = *state;
	AUTOFREE char *found = lines_of(w->ix, "gcc");
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, found, "\n");
	assert_int_equal(lines.len, ARRAY_LEN(parts));
	for (size_t i = 0; i < lines.len; i++) {
		AUTOFREE char *begin = xasprintf("tool %s ", parts[i]);
		const char *digest = lines.items[i] + strlen(begin);

		assert_memory_equal(lines.items[i], begin, strlen(begin));
		lines.items[i][strlen(begin) + 64] = '\0'; /* the file's own name may follow */
		assert_true(sha256_is_hex(digest));
	}
}

static void an_absent_tool_names_its_package(void **state)
{
	struct world *w = *state;
	struct buf text = BUF_INIT;

	WORLD_FAILS(w, toolid_append(w->ix, "no-such-tool", machine_here(), &text, &w->err),
		    ERR_MISSING, "'no-such-tool' is not installed");
	buf_release(&text);
}

/* The steps' PATH is fixed: a program that only the user's PATH has is none of theirs. */
struct changes {
	struct world *w;
	const char *tools;
};

/* The machine that this one is not. */
static const char *other_arch(void)
{
	return strcmp(machine_here(), "aarch64") == 0 ? "x86_64" : "aarch64";
}

static void a_tool_of_another_architecture_is_another_program(void **state)
{
	static const char *const of_arch[] = { "gcc",    "g++",     "cpp",     "ar",
					       "as",     "ld",      "nm",      "strip",
					       "ranlib", "objcopy", "readelf", "objdump" };
	static const char *const of_none[] = { "make", "sh", "pkg-config", "gawk", "ldd", "gccgo" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(of_arch); i++) {
		AUTOFREE char *native = toolid_program(of_arch[i], machine_here());
		AUTOFREE char *cross = toolid_program(of_arch[i], other_arch());
		AUTOFREE char *wanted = xasprintf("%s-linux-gnu-%s", other_arch(), of_arch[i]);

		assert_string_equal(native, of_arch[i]);
		assert_string_equal(cross, wanted);
	}
	for (size_t i = 0; i < ARRAY_LEN(of_none); i++) {
		AUTOFREE char *cross = toolid_program(of_none[i], other_arch());

		assert_string_equal(cross, of_none[i]);
	}
	/* The machine's own, whatever is made. */
	{
		AUTOFREE char *native = toolid_program("gcc-for-build", machine_here());
		AUTOFREE char *cross = toolid_program("gcc-for-build", other_arch());
		AUTOFREE char *bare = toolid_program("-for-build", other_arch());

		assert_string_equal(native, "gcc");
		assert_string_equal(cross, "gcc");
		assert_string_equal(bare, "-for-build");
	}
}

/* Its lines have the recipe's word, so that a recipe's key does not say which machine built it. */
static void see_a_cross_compiler(void *arg)
{
	const struct changes *c = arg;
	AUTOFREE char *script = xasprintf("case $1 in\n"
					  "-print-prog-name=cc1) echo %s/cc1 ;;\n"
					  "*) exit 1 ;;\nesac",
					  c->tools);
	AUTOFREE char *name = xasprintf("%s-linux-gnu-gcc", other_arch());
	AUTOFREE char *path = path_join(c->tools, name);
	AUTOFREE char *cc1 = path_join(c->tools, "cc1");
	struct buf cross = BUF_INIT, native = BUF_INIT, for_build = BUF_INIT;
	AUTOFREE char *wanted = NULL;
	struct err err = ERR_INIT;
	char hex[SHA256_HEX], hex_cc1[SHA256_HEX];

	world_tool(c->tools, name, script);
	world_tool(c->tools, "gcc", "exit 1");
	world_tool(c->tools, "cc1", "echo 1");
	ok(toolid_append(c->w->ix, "gcc", other_arch(), &cross, &err), &err);
	ok(toolid_append(c->w->ix, "gcc", machine_here(), &native, &err), &err);
	ok(toolid_append(c->w->ix, "gcc-for-build", other_arch(), &for_build, &err), &err);
	ok(sha256_file(AT_FDCWD, path, hex, NULL, &err), &err);
	ok(sha256_file(AT_FDCWD, cc1, hex_cc1, NULL, &err), &err);
	wanted = xasprintf("tool gcc %s \"%s\"\ntool gcc/cc1 %s\n", hex, name, hex_cc1);
	assert_int_equal(strncmp(cross.data, wanted, strlen(wanted)), 0);
	assert_null(strstr(native.data, hex));
	assert_null(strstr(native.data, hex_cc1));
	assert_int_equal(strncmp(for_build.data, "tool gcc-for-build ", 19), 0);
	/* The same program as the native gcc, under its own word. */
	assert_memory_equal(for_build.data + 19, native.data + 9, SHA256_HEX - 1);
	buf_release(&cross);
	buf_release(&native);
	buf_release(&for_build);
}

static void a_cross_compiler_is_known_by_its_own_parts(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = NULL;
	struct changes c = { w, NULL };

	setup_tools(w, &tools);
	c.tools = tools;
	world_with_tools(tools, see_a_cross_compiler, &c);
}

static void an_absent_cross_tool_names_its_package(void **state)
{
	static const struct {
		const char *tool, *arch, *says, *hint;
	} all[] = {
		{ "gcc", "s390x", "'s390x-linux-gnu-gcc' is not installed",
		  "install the package 'gcc-s390x-linux-gnu'" },
		{ "objcopy", "s390x", "'s390x-linux-gnu-objcopy' is not installed",
		  "install the package 'binutils-s390x-linux-gnu'" },
	};
	struct world *w = *state;

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct buf text = BUF_INIT;

		assert_int_equal(toolid_append(w->ix, all[i].tool, all[i].arch, &text, &w->err),
				 -1);
		assert_string_equal(w->err.hint, all[i].hint);
		WORLD_FAILS(w, -1, ERR_MISSING, all[i].says);
		buf_release(&text);
	}
}

static void the_users_environment_says_nothing(void **state)
{
	struct world *w = *state;
	AUTOFREE char *before = lines_of(NULL, "gcc");
	AUTOFREE char *after = NULL;
	AUTOFREE char *tools = NULL;
	AUTOFREE char *path = xstrdup(getenv("PATH"));
	struct buf text = BUF_INIT;

	setup_tools(w, &tools);
	world_tool(tools, "gcc", "echo nonsense");
	world_tool(tools, "mine", "echo mine");
	world_tool(tools, "as", "exit 0");
	setenv("PATH", tools, 1);
	setenv("COMPILER_PATH", tools, 1);
	setenv("GCC_EXEC_PREFIX", tools, 1);
	setenv("LIBRARY_PATH", tools, 1);
	after = lines_of(NULL, "gcc");
	WORLD_FAILS(w, toolid_append(NULL, "mine", machine_here(), &text, &w->err), ERR_MISSING,
		    "mine");
	setenv("PATH", path, 1);
	unsetenv("COMPILER_PATH");
	unsetenv("GCC_EXEC_PREFIX");
	unsetenv("LIBRARY_PATH");
	assert_string_equal(before, after);
	buf_release(&text);
}

static void see_a_tool_change(void *arg)
{
	const struct changes *c = arg;
	AUTOFREE char *one = lines_of(c->w->ix, "faketool");
	AUTOFREE char *known = lines_of(c->w->ix, "faketool");
	AUTOFREE char *two = NULL;
	AUTOFREE char *full = path_join(c->tools, "faketool");
	const struct timespec old[2] = { { 1000, 0 }, { 1000, 0 } };

	assert_string_equal(one, known);
	/* Same size and same time: its inode or ctime tell. */
	assert_int_equal(utimensat(AT_FDCWD, full, old, 0), 0);
	free(STEAL_POINTER(known));
	known = lines_of(c->w->ix, "faketool");
	assert_string_equal(one, known);
	sleep_us(20000);
	world_tool(c->tools, "faketool", "echo 2");
	assert_int_equal(utimensat(AT_FDCWD, full, old, 0), 0);
	two = lines_of(c->w->ix, "faketool");
	assert_string_not_equal(one, two);
}

static void a_changed_tool_is_never_taken_for_the_remembered_one(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = NULL;
	struct changes c = { w, NULL };

	setup_tools(w, &tools);
	c.tools = tools;
	world_tool(tools, "faketool", "echo 1");
	world_with_tools(tools, see_a_tool_change, &c);
}

static void see_a_compiler_change(void *arg)
{
	const struct changes *c = arg;
	AUTOFREE char *one = NULL;
	AUTOFREE char *two = NULL;
	AUTOFREE char *script = xasprintf("case $1 in\n"
					  "-print-prog-name=cc1) echo %s/cc1 ;;\n"
					  "-print-prog-name=as) echo as ;;\n"
					  "-print-file-name=crtbegin.o) echo crtbegin.o ;;\n"
					  "*) exit 1 ;;\nesac",
					  c->tools);

	world_tool(c->tools, "gcc", script);
	world_tool(c->tools, "cc1", "echo 1");
	world_tool(c->tools, "as", "echo 1");
	one = lines_of(NULL, "gcc");
	/* What the compiler does not have is said, and is no error. */
	assert_non_null(strstr(one, "tool gcc/libgcc.a -\n"));
	assert_non_null(strstr(one, "tool gcc/crtbegin.o -\n"));
	assert_non_null(strstr(one, "tool gcc/collect2 -\n"));
	world_tool(c->tools, "cc1", "echo 2");
	two = lines_of(NULL, "gcc");
	assert_string_not_equal(one, two);
	world_tool(c->tools, "cc1", "echo 1");
	world_tool(c->tools, "as", "echo 2");
	free(STEAL_POINTER(two));
	two = lines_of(NULL, "gcc");
	assert_string_not_equal(one, two);
}

static void what_a_compiler_runs_is_part_of_it(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = NULL;
	struct changes c = { w, NULL };

	setup_tools(w, &tools);
	c.tools = tools;
	world_with_tools(tools, see_a_compiler_change, &c);
}

static void the_shell_is_one_that_steps_find(void **state)
{
	const char *shell = toolid_shell();
	AUTOFREE char *lines = lines_of(NULL, shell);

	(void)state;
	assert_true(strcmp(shell, "bash") == 0 || strcmp(shell, "sh") == 0);
	assert_int_equal(strncmp(lines, "tool ", 5), 0);
}

/* As Debian's alternatives do it: the link stays, what it leads to changes. */
static void see_an_alternative(void *arg)
{
	const struct changes *c = arg;
	AUTOFREE char *link = path_join(c->tools, "awk");
	AUTOFREE char *one = NULL;
	AUTOFREE char *two = NULL;

	world_tool(c->tools, "mawk", "echo mawk");
	world_tool(c->tools, "gawk", "echo gawk");
	assert_int_equal(symlink("mawk", link), 0);
	one = lines_of(NULL, "awk");
	assert_non_null(strstr(one, " \"mawk\"\n"));
	assert_int_equal(unlink(link), 0);
	assert_int_equal(symlink("gawk", link), 0);
	two = lines_of(NULL, "awk");
	assert_non_null(strstr(two, " \"gawk\"\n"));
}

static void the_file_behind_a_name_is_told(void **state)
{
	struct world *w = *state;
	AUTOFREE char *tools = NULL;
	struct changes c = { w, NULL };

	setup_tools(w, &tools);
	c.tools = tools;
	world_with_tools(tools, see_an_alternative, &c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(a_tool_is_its_digest_and_no_path),
		WORLD_TEST(the_file_behind_a_name_is_told),
		WORLD_TEST(lines_are_added_to_what_is_there),
		WORLD_TEST(a_compiler_brings_what_it_runs_and_links),
		WORLD_TEST(an_absent_tool_names_its_package),
		WORLD_TEST(a_tool_of_another_architecture_is_another_program),
		WORLD_TEST(a_cross_compiler_is_known_by_its_own_parts),
		WORLD_TEST(an_absent_cross_tool_names_its_package),
		WORLD_TEST(the_users_environment_says_nothing),
		WORLD_TEST(a_changed_tool_is_never_taken_for_the_remembered_one),
		WORLD_TEST(what_a_compiler_runs_is_part_of_it),
		WORLD_TEST(the_shell_is_one_that_steps_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
