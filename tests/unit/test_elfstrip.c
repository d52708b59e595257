/* Stripping: what goes, what stays, and that it links and runs as before. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>

#include "sysroots/elf/elfstrip.h"
#include "tests/unit/test_elf_fixture.h"

/* Strip a file of the folder into another. section: to go as well, or NULL. */
static int strip_to(const char *from, const char *to, bool debug, const char *section,
		    struct err *err)
{
	struct fixture_file f = fixture_load(from);
	AUTOSTRV struct strv sections = STRV_INIT;
	const struct elfstrip what = { debug, &sections };
	AUTOBUF struct buf out = BUF_INIT;
	AUTOSTRV struct strv found = STRV_INIT;
	int status;

	if (section)
		strv_add(&sections, section);
	status = elfstrip_file(f.data, f.size, from, &what, &out, &found, err);
	assert_int_equal(found.len, status > 0 && section ? 1 : 0);
	if (status > 0)
		fixture_write(to, out.data, out.len);
	free(f.data);
	return status;
}

/* Something goes, and then nothing more does. */
static void strip_well(const char *from, const char *to, bool debug, const char *section)
{
	struct err err = ERR_INIT;

	if (strip_to(from, to, debug, section, &err) != 1)
		fail_msg("%s: %s", from, err.text ? err.text : "nothing to strip");
	assert_int_equal(strip_to(to, to, debug, section, &err), 0);
}

static void strip_fails(const char *from, bool debug, const char *section, const char *says)
{
	struct err err = ERR_INIT;

	assert_int_equal(strip_to(from, "out", debug, section, &err), -1);
	if (!strstr(err.text, says))
		fail_msg("'%s' is not in: %s", says, err.text);
	err_clear(&err);
}

/* Do two commands of the shell print the same? */
static void same_output(const char *one, const char *two)
{
	fixture_run("{ %s; } >one.txt && { %s; } >two.txt && cmp one.txt two.txt", one, two);
}

static void make_parts(void)
{
	fixture_text("a.c", "__thread int tls = 3; int zero[100]; const char *text = \"text\";\n"
			    "extern int other(int); int (*table[])(int) = { other };\n"
			    "__attribute__((weak)) int twice(int x) { return table[0](2 * x); }\n"
			    "int first(void) { static int calls; return twice(++calls) + tls; }\n");
	fixture_text("b.c", "#include <stdio.h>\nint other(int x) { return x > 100 ? puts(\"no\") "
			    ": x + 1; }\n");
	fixture_text("main.c", "#include <stdio.h>\nextern int first(void);\n"
			       "int main(void) { printf(\"%d %d\\n\", first(), first()); }\n");
	fixture_run("gcc -g3 -ffunction-sections -fdata-sections -c a.c b.c main.c");
	fixture_run("rm -f lib.a && ar rcs lib.a a.o b.o");
}

static void objects_without_debug_information_are_the_same_code(void **state)
{
	(void)state;
	make_parts();
	strip_well("a.o", "s.o", true, NULL);
	same_output(
		"objdump -drw --no-show-raw-insn -j .text.first -j .text.twice a.o | tail -n +4",
		"objdump -drw --no-show-raw-insn -j .text.first -j .text.twice s.o | tail -n +4");
	same_output("nm a.o | grep -v ' [nN] ' | sort", "nm s.o | sort");
	fixture_run("! readelf -SW s.o | grep -E 'debug|Error|Warning'");
	fixture_run("readelf -aW s.o 2>&1 >/dev/null | cmp - /dev/null");
	fixture_run("readelf -sW a.o | grep -q FILE && ! readelf -sW s.o | grep FILE");
}

static void what_was_stripped_links_and_runs(void **state)
{
	(void)state;
	make_parts();
	strip_well("lib.a", "sa.a", true, NULL);
	strip_well("main.o", "smain.o", true, NULL);
	same_output("nm -s lib.a | grep ' in '", "nm -s sa.a | grep ' in '");
	fixture_run(
		"for how in -static -no-pie; do gcc $how smain.o sa.a -o program && "
		"test \"$(./program)\" = '6 8' || test \"$(./program)\" = '8 6' || exit 1; done");
	fixture_run("gcc -g -shared -fPIC a.c b.c -o liba.so");
	strip_well("liba.so", "libs.so", true, NULL);
	fixture_run("readelf -aW libs.so 2>&1 >/dev/null | cmp - /dev/null");
	fixture_run("gcc smain.o ./libs.so -o shared && ./shared | grep -qE '6 8|8 6'");
	same_output("nm -D liba.so", "nm -D libs.so");
	same_output("objdump -h -j .text -j .data -j .dynsym liba.so | grep '^ '",
		    "objdump -h -j .text -j .data -j .dynsym libs.so | grep '^ '");
}

/* The warning of the linker, as glibc's mktemp() has it. */
static void a_named_section_goes(void **state)
{
	(void)state;
	fixture_text("w.c", "int risky(void) { return 0; }\n"
			    "static const char w[] __attribute__((used, "
			    "section(\".gnu.warning.risky\\n\\t#\"))) = \"do not\";\n");
	fixture_text("use.c", "extern int risky(void); int main(void) { return risky(); }\n");
	fixture_run("gcc -g -c w.c use.c && rm -f w.a && ar rcs w.a w.o use.o");
	strip_well("w.a", "quiet.a", true, ".gnu.warning.risky");
	fixture_run("gcc use.o w.a -o p 2>&1 | grep -q 'do not'");
	fixture_run("gcc use.o quiet.a -o p 2>&1 | cmp - /dev/null && ./p");
	/* Debug information that names what is in it keeps it. */
	strip_fails("w.a", false, ".gnu.warning.risky", "a section that stays needs symbol");
	fixture_run("gcc -c w.c && rm -f w.a && ar rcs w.a w.o use.o");
	strip_well("w.a", "quiet.a", false, ".gnu.warning.risky");
	fixture_run("gcc use.o quiet.a -o p 2>&1 | cmp - /dev/null && ./p");
}

static void groups_lose_what_goes(void **state)
{
	(void)state;
	fixture_text("g.s", ".section .text.f,\"axG\",%progbits,f,comdat\n.globl f\nf: nop\n"
			    ".section .debug_more,\"G\",%progbits,f,comdat\n.quad 0\n"
			    ".section .debug_types,\"G\",%progbits,t,comdat\n.quad 1\n"
			    ".section .data,\"aw\"\n.quad f\n");
	fixture_run("as g.s -o g.o && readelf -gW g.o | grep -c 'COMDAT' | grep -qx 2");
	strip_well("g.o", "sg.o", true, NULL);
	fixture_run("readelf -gW sg.o | grep -c 'COMDAT' | grep -qx 1");
	fixture_run("readelf -gW sg.o | grep -q '\\.text\\.f$' && "
		    "! readelf -gW sg.o | grep -q debug");
	fixture_run(
		"ld -r sg.o sg.o -o two.o && readelf -aW two.o 2>&1 >/dev/null | cmp - /dev/null");
}

/* Not one byte depends on this machine's binutils: a fixed file gives a fixed result. */
static void members_of_odd_size_and_text_stay(void **state)
{
	(void)state;
	make_parts();
	fixture_text("odd.txt", "odd");
	fixture_run("cp a.o a_name_that_is_longer_than_fifteen.o && rm -f t.a && "
		    "ar rc t.a odd.txt a_name_that_is_longer_than_fifteen.o b.o");
	strip_well("t.a", "st.a", true, NULL);
	same_output("ar t t.a", "ar t st.a");
	fixture_run("ar p st.a odd.txt | cmp - odd.txt");
	/* time, owner and mode are those of `ar D` */
	fixture_run("TZ=UTC ar tv st.a | grep -v '^rw-r--r-- 0/0 .* 1970 ' | cmp - /dev/null");
}

/* Where there is no symbol table, nothing is linked to one: the first section's fields are counts.
 */
static void without_symbols_what_the_first_section_says_is_no_link(void **state)
{
	struct fixture_file f;
	Elf64_Ehdr header;
	const Elf64_Word link = 0x10000000;

	(void)state;
	make_parts();
	fixture_run("gcc -shared -fPIC a.c b.c -o bare.so && strip -s bare.so");
	f = fixture_load("bare.so");
	memcpy(&header, f.data, sizeof(header));
	memcpy(f.data + header.e_shoff + offsetof(Elf64_Shdr, sh_link), &link, sizeof(link));
	fixture_write("bare.so", f.data, f.size);
	free(f.data);
	strip_well("bare.so", "quiet.so", false, ".comment");
	fixture_run("! readelf -SW quiet.so | grep comment");
}

static void nothing_to_strip_is_said(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	make_parts();
	fixture_text("script.so", "GROUP ( libc.so.6 )\n");
	assert_int_equal(strip_to("script.so", "out", true, NULL, &err), 0);
	fixture_text("n.s", ".globl f\nf: nop\n");
	fixture_run("as n.s -o n.o");
	assert_int_equal(strip_to("n.o", "out", true, NULL, &err), 0);
	assert_int_equal(strip_to("a.o", "out", false, ".no_such", &err), 0);
}

static void what_something_else_needs_is_refused(void **state)
{
	(void)state;
	make_parts();
	strip_fails("a.o", false, ".text.twice", "a section that stays needs symbol");
	fixture_run("gcc -shared -fPIC a.c b.c -o liba.so");
	strip_fails("liba.so", false, ".data", "is loaded at run time");
	strip_fails("a.o", false, ".symtab", "the file's own table");
	fixture_run("rm -f thin.a && ar rcsT thin.a a.o");
	strip_fails("thin.a", true, NULL, "thin archive");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_without_debug_information_are_the_same_code),
		cmocka_unit_test(what_was_stripped_links_and_runs),
		cmocka_unit_test(a_named_section_goes),
		cmocka_unit_test(groups_lose_what_goes),
		cmocka_unit_test(members_of_odd_size_and_text_stay),
		cmocka_unit_test(without_symbols_what_the_first_section_says_is_no_link),
		cmocka_unit_test(nothing_to_strip_is_said),
		cmocka_unit_test(what_something_else_needs_is_refused),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
