/* The index's reader of libraries: what it adds, and that it adds all or nothing. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/index_symbols.h"
#include "tests/unit/test_elf_fixture.h"

static void add_line(void *arg, const struct index_symbol *s)
{
	strv_addf(arg, "%c %s%s%s", s->kind, s->name,
		  !*s->version    ? ""
		  : s->is_default ? "@@"
				  : "@",
		  s->version);
}

static int read_file(const char *name, char soname[256], struct strv *lines, struct err *err)
{
	AUTOFREE char *path = path_join(fixture_dir, name);
	AUTOCLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	memset(soname, 'x', 256);
	return symbols_index_reader(fd, name, soname, add_line, lines, err);
}

static void shared_object_gives_soname_and_versions(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	char soname[256];

	(void)state;
	fixture_library("lib.so", "");
	assert_int_equal(read_file("lib.so", soname, &lines, NULL), 0);
	assert_string_equal(soname, "libfixture.so.1");
	assert_true(strv_contains(&lines, "T f@@V2"));
	assert_true(strv_contains(&lines, "T f@V1"));
	assert_true(strv_contains(&lines, "B tls_zero@@V1"));
	assert_false(strv_contains(&lines, "U wanted"));
	assert_int_equal(lines.len, 17);
}

static void archive_gives_each_symbol_once_a_kind(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	char soname[256];

	(void)state;
	fixture_text("one.c", "int f(void) { return 1; } int only; extern int away;\n"
			      "int *p(void) { return &away; }\n");
	fixture_text("two.c", "__attribute__((weak)) int f(void) { return 2; }\n");
	fixture_run("rm -f many.a && gcc -c one.c two.c && cp one.o three.o && "
		    "ar rc many.a one.o two.o three.o");
	assert_int_equal(read_file("many.a", soname, &lines, NULL), 0);
	assert_string_equal(soname, "");
	strv_sort(&lines);
	assert_int_equal(lines.len, 4);
	assert_string_equal(lines.items[0], "B only");
	assert_string_equal(lines.items[1], "T f");
	assert_string_equal(lines.items[2], "T p");
	assert_string_equal(lines.items[3], "W f");
}

static void many_symbols_are_all_kept_apart(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	char soname[256];

	(void)state;
	for (int i = 0; i < 30000; i++)
		buf_addf(&text, ".globl s%d\ns%d = %d\n", i, i, i);
	fixture_write("many.s", text.data, text.len);
	fixture_run("rm -f many.a && as many.s -o many.o && cp many.o again.o && "
		    "ar rc many.a many.o again.o");
	assert_int_equal(read_file("many.a", soname, &lines, NULL), 0);
	assert_int_equal(lines.len, 30000);
	strv_sort_unique(&lines);
	assert_int_equal(lines.len, 30000);
}

static void object_file_gives_its_symbols(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	char soname[256];

	(void)state;
	fixture_text("start.s", ".globl _start\n_start: nop\n.quad main\n");
	fixture_run("as start.s -o start.o");
	assert_int_equal(read_file("start.o", soname, &lines, NULL), 0);
	assert_int_equal(lines.len, 1);
	assert_string_equal(lines.items[0], "T _start");
}

static void other_files_give_nothing_and_are_no_error(void **state)
{
	static const char *const names[] = { "nothing", "script.so", "text", "program" };

	(void)state;
	fixture_text("nothing", "");
	fixture_text("script.so", "GROUP ( libc.so.6 )\n");
	fixture_text("text", "hello\n");
	fixture_text("main.c", "int exported = 1; int main(void) { return 0; }");
	fixture_run("gcc -rdynamic main.c -o program");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTOSTRV struct strv lines = STRV_INIT;
		char soname[256];

		assert_int_equal(read_file(names[i], soname, &lines, NULL), 0);
		assert_string_equal(soname, "");
		assert_int_equal(lines.len, 0);
	}
}

static void damaged_archive_adds_nothing(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct err err = ERR_INIT;
	char soname[256];

	(void)state;
	fixture_text("one.c", "int f(void) { return 1; }\n");
	fixture_run("rm -f cut.a && gcc -c one.c && cp one.o two.o && ar rc cut.a one.o two.o && "
		    "truncate -s -10 cut.a");
	assert_int_equal(read_file("cut.a", soname, &lines, &err), -1);
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_int_equal(lines.len, 0);
	err_clear(&err);
}

static void overlong_soname_is_refused(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct err err = ERR_INIT;
	char soname[256];

	(void)state;
	fixture_text("one.c", "int f(void) { return 1; }\n");
	fixture_run("gcc -shared -nostdlib -fPIC one.c -o ok.so "
		    "-Wl,-soname,$(printf '%%0255d' 0) && "
		    "gcc -shared -nostdlib -fPIC one.c -o long.so "
		    "-Wl,-soname,$(printf '%%0256d' 0)");
	assert_int_equal(read_file("ok.so", soname, &lines, &err), 0);
	assert_int_equal(strlen(soname), 255);
	assert_int_equal(lines.len, 1);
	assert_int_equal(read_file("long.so", soname, &lines, &err), -1);
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_string_equal(soname, "");
	assert_int_equal(lines.len, 1);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_object_gives_soname_and_versions),
		cmocka_unit_test(archive_gives_each_symbol_once_a_kind),
		cmocka_unit_test(many_symbols_are_all_kept_apart),
		cmocka_unit_test(object_file_gives_its_symbols),
		cmocka_unit_test(other_files_give_nothing_and_are_no_error),
		cmocka_unit_test(damaged_archive_adds_nothing),
		cmocka_unit_test(overlong_soname_is_refused),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
