/* Symbols of ar archives: names of all variants, members that repeat, damage. */
/* SPDX-License-Identifier: MIT */
#include <ar.h>

#include "sysroots/elf/arfile.h"
#include "tests/unit/test_elf_fixture.h"

static void make_objects(void)
{
	fixture_text("a.c", "int first(void) { return 1; } int both; extern int other;\n"
			    "int *p(void) { return &other; }\n");
	fixture_text("b.c", "int second(void) { return 2; } int weak __attribute__((weak));\n");
	fixture_run("gcc -c a.c b.c && mkdir -p sub && cp b.o sub/a.o && "
		    "cp a.o a_name_that_has_more_than_fifteen_letters.o && "
		    "cp b.o another_name_that_is_too_long_for_the_header.o");
}

static void archive_reads_as_nm_does(void **state)
{
	(void)state;
	make_objects();
	fixture_run("rm -f lib.a && ar rcs lib.a a.o b.o "
		    "a_name_that_has_more_than_fifteen_letters.o "
		    "another_name_that_is_too_long_for_the_header.o");
	fixture_same_as_nm("", "lib.a");
}

static void members_of_one_name_are_both_read(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;

	(void)state;
	make_objects();
	fixture_run("rm -f twice.a && ar qcs twice.a a.o sub/a.o");
	f = fixture_load("twice.a");
	fixture_symbols(&f, true, &lines);
	assert_true(strv_contains(&lines, "a.o:T first"));
	assert_true(strv_contains(&lines, "a.o:T second"));
	free(f.data);
	fixture_same_as_nm("", "twice.a");
}

static void archive_without_symbol_table_reads_the_same(void **state)
{
	(void)state;
	make_objects();
	fixture_run("rm -f plain.a && ar rcS plain.a a.o b.o");
	fixture_same_as_nm("", "plain.a");
}

static void members_that_are_no_objects_are_passed_over(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;
	struct elfinfo info;

	(void)state;
	make_objects();
	fixture_text("notes.txt", "odd");
	fixture_run("rm -f mixed.a && ar rc mixed.a notes.txt b.o");
	f = fixture_load("mixed.a");
	fixture_symbols(&f, true, &lines);
	assert_int_equal(lines.len, 2);
	assert_string_equal(lines.items[0], "b.o:T second");
	assert_string_equal(lines.items[1], "b.o:V weak");
	fixture_info(&f, &info);
	assert_int_equal(info.kind, ELFKIND_ARCHIVE);
	assert_int_not_equal(info.machine, 0);
	elfinfo_release(&info);
	free(f.data);
}

static void thin_archive_is_refused(void **state)
{
	struct fixture_file f;
	struct err err = ERR_INIT;
	struct elfinfo info;

	(void)state;
	make_objects();
	fixture_run("rm -f thin.a && ar rcsT thin.a a.o b.o");
	f = fixture_load("thin.a");
	assert_int_equal(elfinfo_read(f.data, f.size, "thin.a", &info, &err), -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_string_equal(err.text, "'thin.a' is a thin archive, which only names its members");
	assert_non_null(err.hint);
	err_clear(&err);
	assert_int_equal(elfsym_each(f.data, f.size, "thin.a", true, fixture_add_symbol, NULL,
				     &err),
			 -1);
	assert_int_equal(err.code, ERR_FAILED);
	err_clear(&err);
	free(f.data);
}

/* One member by hand, as no ar(1) of this machine would write it. */
static void add_member(struct buf *b, const char *name, size_t size_said, const void *data,
		       size_t len)
{
	if (!b->len)
		buf_add(b, ARMAG, SARMAG);
	buf_addf(b, "%-16s%-12s%-6s%-6s%-8s%-10zu`\n", name, "0", "0", "0", "644", size_said);
	buf_add(b, data, len);
	if (len % 2)
		buf_addch(b, '\n');
}

static void names_of(const struct buf *b, struct strv *names)
{
	struct arfile_member m;
	struct arfile ar;
	struct err err = ERR_INIT;
	int more;

	assert_int_equal(arfile_open(&ar, b->data, b->len, "x.a", &err), 0);
	while ((more = arfile_next(&ar, &m, &err)) > 0)
		strv_addf(names, "%s=%.*s", m.name, (int)m.size, (const char *)m.data);
	if (more < 0)
		fail_msg("%s", err.text);
	arfile_release(&ar);
}

static void bsd_names_are_taken_from_the_content(void **state)
{
	AUTOBUF struct buf b = BUF_INIT;
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	add_member(&b, "__.SYMDEF", 4, "\0\0\0\0", 4);
	add_member(&b, "#1/12", 17, "long name.o\0hello", 17);
	add_member(&b, "#1/16", 16, "__.SYMDEF SORTED", 16);
	add_member(&b, "#1/4", 8, "ab\0\0wxyz", 8);
	add_member(&b, "short.o", 1, "1", 1);
	names_of(&b, &names);
	assert_int_equal(names.len, 3);
	assert_string_equal(names.items[0], "long name.o=hello");
	assert_string_equal(names.items[1], "ab=wxyz");
	assert_string_equal(names.items[2], "short.o=1");
}

static void gnu_tables_are_no_members(void **state)
{
	AUTOBUF struct buf b = BUF_INIT;
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	add_member(&b, "/", 4, "\0\0\0\0", 4);
	add_member(&b, "/SYM64/", 8, "\0\0\0\0\0\0\0\0", 8);
	add_member(&b, "//", 23, "first_name.o/\nsecond.o/\n", 23);
	add_member(&b, "/14", 1, "2", 1);
	add_member(&b, "/0", 1, "1", 1);
	add_member(&b, "full_sixteen_bts", 1, "3", 1);
	/* the last may lack its filling byte */
	buf_addf(&b, "%-16s%-12s%-6s%-6s%-8s%-10d`\n4", "odd.o/", "0", "0", "0", "644", 1);
	b.data[8 + 60 + 4 + 60 + 8 + 60 + 22] = '\n';
	names_of(&b, &names);
	assert_int_equal(names.len, 4);
	assert_string_equal(names.items[0], "second.o=2");
	assert_string_equal(names.items[1], "first_name.o=1");
	assert_string_equal(names.items[2], "full_sixteen_bts=3");
	assert_string_equal(names.items[3], "odd.o=4");
}

static void damaged_archives_are_corrupt(void **state)
{
	static const struct {
		const char *name, *content;
		size_t size;
		const char *text;
	} lies[] = {
		{ "a.o/", "1234", 5, "'x.a' is damaged: the member at 0x8 has truncated content" },
		{ "/0", "1234", 4,
		  "'x.a' is damaged: the member at 0x8 has a name outside the name table" },
		{ "/zero", "1234", 4,
		  "'x.a' is damaged: the member at 0x8 has a name outside the name table" },
		{ "#1/5", "1234", 4,
		  "'x.a' is damaged: the member at 0x8 has a name longer than its content" },
	};
	struct arfile_member m;
	struct arfile ar;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		AUTOBUF struct buf b = BUF_INIT;
		struct err err = ERR_INIT;

		add_member(&b, lies[i].name, lies[i].size, lies[i].content, 4);
		assert_int_equal(arfile_open(&ar, b.data, b.len, "x.a", &err), 0);
		assert_int_equal(arfile_next(&ar, &m, &err), -1);
		assert_int_equal(err.code, ERR_CORRUPT);
		assert_string_equal(err.text, lies[i].text);
		err_clear(&err);
		arfile_release(&ar);
	}
}

/* Nothing in a member's name may move a terminal's cursor. */
static void damaged_member_is_named_without_control_bytes(void **state)
{
	AUTOBUF struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	(void)state;
	add_member(&b, "\033[2Jx.o/", 8, "\177ELF\2\1\1\0", 8);
	assert_int_equal(elfsym_each(b.data, b.len, "x.a", true, fixture_add_symbol, NULL, &err),
			 -1);
	assert_string_equal(err.text,
			    "'x.a(?[2Jx.o)' is damaged: its header is truncated after 8 bytes");
	err_clear(&err);
}

static void every_cut_of_an_archive_is_noticed(void **state)
{
	struct fixture_file f;

	(void)state;
	make_objects();
	fixture_run("rm -f lib.a && ar rcs lib.a a.o b.o");
	f = fixture_load("lib.a");
	for (size_t len = SARMAG + 1; len + 1 < f.size; len++) {
		AUTOSTRV struct strv lines = STRV_INIT;
		struct err err = ERR_INIT;
		unsigned char *cut = xmalloc(len);
		int result;

		memcpy(cut, f.data, len);
		result = elfsym_each(cut, len, "cut.a", true, fixture_add_symbol, &lines, &err);
		/* where a member ends, a shorter archive is a whole one */
		if (result == 0)
			assert_true(lines.len < 4);
		else
			assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
		free(cut);
	}
	free(f.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(archive_reads_as_nm_does),
		cmocka_unit_test(members_of_one_name_are_both_read),
		cmocka_unit_test(archive_without_symbol_table_reads_the_same),
		cmocka_unit_test(members_that_are_no_objects_are_passed_over),
		cmocka_unit_test(thin_archive_is_refused),
		cmocka_unit_test(bsd_names_are_taken_from_the_content),
		cmocka_unit_test(gnu_tables_are_no_members),
		cmocka_unit_test(damaged_archives_are_corrupt),
		cmocka_unit_test(damaged_member_is_named_without_control_bytes),
		cmocka_unit_test(every_cut_of_an_archive_is_noticed),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
