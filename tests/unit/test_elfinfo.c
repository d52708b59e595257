/* What the ELF reader says a file is and asks for, and which files it refuses. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>

#include "tests/unit/test_elf_fixture.h"

/* A program that needs no C library: it can be linked in every way there is. */
static void make_start(void)
{
	fixture_text("start.s", ".globl _start\n_start: nop\n");
	fixture_run("as start.s -o start.o");
}

static void kind_of(const char *name, struct elfinfo *info)
{
	struct fixture_file f = fixture_load(name);

	fixture_info(&f, info);
	free(f.data);
}

static void library_tells_soname_build_id_and_machine(void **state)
{
	struct elfinfo info;

	(void)state;
	fixture_library("lib.so", "");
	kind_of("lib.so", &info);
	assert_int_equal(info.kind, ELFKIND_SHARED);
	assert_string_equal(info.soname, "libfixture.so.1");
	assert_string_equal(info.build_id, "0123456789abcdef");
#ifdef __x86_64__
	assert_int_equal(info.machine, EM_X86_64);
#endif
	assert_null(info.interp);
	assert_int_equal(info.needed.len, 0);
	assert_false(info.is_static);
	assert_false(info.has_relr);
	elfinfo_release(&info);
}

static void program_tells_what_it_needs(void **state)
{
	struct elfinfo info;

	(void)state;
	fixture_library("libfixture.so.1", "");
	fixture_text("main.c", "extern int f(void), g(void); int wanted(void) { return 0; }\n"
			       "int main(void) { return f() + g(); }\n");
	fixture_run("gcc -pie -fpie main.c ./libfixture.so.1 -o main");
	kind_of("main", &info);
	assert_int_equal(info.kind, ELFKIND_EXEC);
	assert_non_null(info.interp);
	assert_non_null(strstr(info.interp, "ld-"));
	assert_false(info.is_static);
	assert_true(strv_contains(&info.needed, "libfixture.so.1"));
	assert_true(strv_contains(&info.need_versions, "libfixture.so.1 V1"));
	assert_true(strv_contains(&info.need_versions, "libfixture.so.1 V2"));
	for (size_t i = 1; i < info.need_versions.len; i++)
		assert_true(strcmp(info.need_versions.items[i - 1], info.need_versions.items[i]) <
			    0);
	elfinfo_release(&info);
}

static void ways_to_link_a_program_are_told_apart(void **state)
{
	static const struct {
		const char *options;
		bool is_static, has_interp;
	} ways[] = {
		{ "-static", true, false },
		{ "-static-pie", true, false },
		{ "-pie", false, true },
		{ "-no-pie -Wl,--no-as-needed ./libfixture.so.1", false, true },
	};

	(void)state;
	make_start();
	fixture_library("libfixture.so.1", "");
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct elfinfo info;

		fixture_run("gcc -nostdlib start.o %s -Wl,--unresolved-symbols=ignore-all -o way",
			    ways[i].options);
		kind_of("way", &info);
		assert_int_equal(info.kind, ELFKIND_EXEC);
		assert_int_equal(info.is_static, ways[i].is_static);
		assert_int_equal(info.interp != NULL, ways[i].has_interp);
		elfinfo_release(&info);
	}
}

/* As libc.so.6 is: it can be run, and is a library all the same. */
static void library_with_interpreter_is_a_library(void **state)
{
	struct elfinfo info;

	(void)state;
	fixture_text("runs.c", "const char interp[] __attribute__((section(\".interp\"))) = "
			       "\"/lib/loader.so\";\n");
	fixture_run("gcc -fPIC -shared -nostdlib -Wl,-soname,runs.so.1 runs.c -o runs.so");
	kind_of("runs.so", &info);
	assert_int_equal(info.kind, ELFKIND_SHARED);
	assert_string_equal(info.interp, "/lib/loader.so");
	elfinfo_release(&info);
}

static void plugin_without_soname_is_a_library(void **state)
{
	struct elfinfo info;

	(void)state;
	make_start();
	fixture_run("gcc -shared -nostdlib start.o -o plugin.so");
	kind_of("plugin.so", &info);
	assert_int_equal(info.kind, ELFKIND_SHARED);
	assert_null(info.soname);
	assert_false(info.is_static);
	elfinfo_release(&info);
}

static void object_archive_script_and_text_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		enum elf_file_kind kind;
	} texts[] = {
		{ "", ELFKIND_OTHER },
		{ "\177EL", ELFKIND_OTHER },
		{ "hello\n", ELFKIND_OTHER },
		{ "!<arch>\n", ELFKIND_ARCHIVE },
		{ "/* GNU ld script\n*/\nOUTPUT_FORMAT(elf64-x86-64)\nGROUP ( libc.so.6 )\n",
		  ELFKIND_SCRIPT },
		{ "INPUT(-lfoo)", ELFKIND_SCRIPT },
		{ "  GROUP\n( a b )", ELFKIND_SCRIPT },
		{ "GROUPS ( a b )", ELFKIND_OTHER },
		{ "GROUP", ELFKIND_OTHER },
		{ "/* GROUP ( never closed", ELFKIND_OTHER },
		{ "/*/ GROUP ( a ) */", ELFKIND_OTHER },
	};
	struct elfinfo info;

	(void)state;
	make_start();
	kind_of("start.o", &info);
	assert_int_equal(info.kind, ELFKIND_OBJECT);
	elfinfo_release(&info);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct fixture_file f = { (unsigned char *)xstrdup(texts[i].text),
					  strlen(texts[i].text) };

		fixture_info(&f, &info);
		if (info.kind != texts[i].kind)
			fail_msg("kind %d of text %zu", info.kind, i);
		elfinfo_release(&info);
		free(f.data);
	}
}

static void separate_debug_file_is_neither_library_nor_program(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;
	struct elfinfo info;

	(void)state;
	fixture_library("lib.so", "-g");
	fixture_run("objcopy --only-keep-debug lib.so lib.debug");
	f = fixture_load("lib.debug");
	fixture_info(&f, &info);
	assert_int_equal(info.kind, ELFKIND_OTHER);
	assert_string_equal(info.build_id, "0123456789abcdef");
	fixture_symbols(&f, false, &lines);
	assert_int_equal(lines.len, 0);
	elfinfo_release(&info);
	free(f.data);
}

/* The dynamic entries of a file, to be changed. */
static void each_dynamic(struct fixture_file *f, void (*change)(Elf64_Dyn *d))
{
	Elf64_Ehdr h;

	memcpy(&h, f->data, sizeof(h));
	for (unsigned i = 0; i < h.e_phnum; i++) {
		Elf64_Phdr p;

		memcpy(&p, f->data + h.e_phoff + i * sizeof(p), sizeof(p));
		for (size_t at = 0; p.p_type == PT_DYNAMIC && at < p.p_filesz;
		     at += sizeof(Elf64_Dyn)) {
			Elf64_Dyn d;

			memcpy(&d, f->data + p.p_offset + at, sizeof(d));
			change(&d);
			memcpy(f->data + p.p_offset + at, &d, sizeof(d));
		}
	}
}

static void flags_to_relr(Elf64_Dyn *d)
{
	if (d->d_tag == DT_FLAGS)
		d->d_tag = 36; /* DT_RELR */
}

static void soname_far_away(Elf64_Dyn *d)
{
	if (d->d_tag == DT_SONAME)
		d->d_un.d_val = 1u << 20;
}

static void strings_cut(Elf64_Dyn *d)
{
	if (d->d_tag == DT_STRSZ)
		d->d_un.d_val -= 2;
}

static void strings_too_long(Elf64_Dyn *d)
{
	if (d->d_tag == DT_STRSZ)
		d->d_un.d_val = UINT64_MAX;
}

static void symbols_elsewhere(Elf64_Dyn *d)
{
	if (d->d_tag == DT_SYMTAB)
		d->d_un.d_ptr = UINT64_MAX - 8;
}

static void versions_elsewhere(Elf64_Dyn *d)
{
	if (d->d_tag == DT_VERDEF)
		d->d_un.d_ptr += 1;
}

static void packed_relocations_are_noticed(void **state)
{
	struct fixture_file f;
	struct elfinfo info;

	(void)state;
	fixture_library("lib.so", "-Wl,-z,now");
	f = fixture_load("lib.so");
	each_dynamic(&f, flags_to_relr);
	fixture_info(&f, &info);
	assert_true(info.has_relr);
	elfinfo_release(&info);
	free(f.data);
}

static void lies_in_the_dynamic_section_are_corrupt(void **state)
{
	static const struct {
		void (*change)(Elf64_Dyn *d);
		const char *text;
	} lies[] = {
		{ soname_far_away,
		  "'evil.so' is damaged: the name of its soname is out of bounds" },
		{ strings_cut, "'evil.so' is damaged: its dynamic strings are not terminated" },
		{ strings_too_long,
		  "'evil.so' is damaged: its dynamic strings "
		  "(18446744073709551615 bytes) extend beyond the end of the file" },
		{ symbols_elsewhere, "'evil.so' is damaged: its dynamic symbols are out of bounds, "
				     "at address 0xfffffffffffffff7" },
		{ versions_elsewhere, "'evil.so' is damaged: there is no version definition at "
				      "offset 0" },
	};

	(void)state;
	fixture_library("lib.so", "");
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		struct fixture_file f = fixture_load("lib.so");
		struct err err = ERR_INIT;
		struct elfinfo info;

		each_dynamic(&f, lies[i].change);
		assert_int_equal(elfinfo_read(f.data, f.size, "evil.so", &info, &err), -1);
		assert_int_equal(err.code, ERR_CORRUPT);
		assert_string_equal(err.text, lies[i].text);
		assert_non_null(err.hint);
		err_clear(&err);
		free(f.data);
	}
}

/* The first program header of a type, to be changed. */
static Elf64_Phdr change_segment(struct fixture_file *f, uint32_t type, int64_t filesz_change)
{
	Elf64_Phdr p = { 0 };
	Elf64_Ehdr h;

	memcpy(&h, f->data, sizeof(h));
	for (unsigned i = 0; i < h.e_phnum && p.p_type != type; i++) {
		size_t at = h.e_phoff + i * sizeof(p);

		memcpy(&p, f->data + at, sizeof(p));
		if (p.p_type != type)
			continue;
		p.p_filesz += (uint64_t)filesz_change;
		memcpy(f->data + at, &p, sizeof(p));
	}
	assert_int_equal(p.p_type, type);
	return p;
}

static uint64_t segment_end, strings_at;

static void versym_at_the_end(Elf64_Dyn *d)
{
	if (d->d_tag == DT_VERSYM)
		d->d_un.d_ptr = segment_end - 2;
}

static void find_strings(Elf64_Dyn *d)
{
	if (d->d_tag == DT_STRTAB)
		strings_at = d->d_un.d_ptr;
}

static void is_corrupt(struct fixture_file *f, const char *text)
{
	struct err err = ERR_INIT;
	struct elfinfo info;

	assert_int_equal(elfinfo_read(f->data, f->size, "evil", &info, &err), -1);
	assert_int_equal(err.code, ERR_CORRUPT);
	if (!strstr(err.text, text))
		fail_msg("'%s' instead of '%s'", err.text, text);
	err_clear(&err);
	free(f->data);
}

/* Bytes that are in the file, but that no loader would put there. */
static void tables_must_fit_into_their_segment(void **state)
{
	struct fixture_file f;
	Elf64_Phdr load;

	(void)state;
	fixture_library("lib.so", "-Wl,-z,separate-code");
	f = fixture_load("lib.so");
	load = change_segment(&f, PT_LOAD, 0);
	segment_end = load.p_vaddr + load.p_filesz;
	each_dynamic(&f, versym_at_the_end);
	is_corrupt(&f, "it has fewer symbol versions than symbols");

	f = fixture_load("lib.so");
	each_dynamic(&f, find_strings);
	change_segment(&f, PT_LOAD,
		       (int64_t)(strings_at + 1 - load.p_vaddr) - (int64_t)load.p_filesz);
	is_corrupt(&f, "extend beyond the end of the file");
}

static void interpreter_must_end(void **state)
{
	struct fixture_file f;

	(void)state;
	make_start();
	fixture_run("gcc -nostdlib -pie start.o -o pie");
	f = fixture_load("pie");
	change_segment(&f, PT_INTERP, -1);
	is_corrupt(&f, "the name of its interpreter is out of bounds or not terminated");
}

static void versions_of_one_index_are_corrupt(void **state)
{
	struct fixture_file f;
	Elf64_Ehdr h;

	(void)state;
	fixture_library("lib.so", "");
	f = fixture_load("lib.so");
	memcpy(&h, f.data, sizeof(h));
	for (unsigned i = 0; i < h.e_shnum; i++) {
		Elf64_Shdr s;
		Elf64_Verdef base;

		memcpy(&s, f.data + h.e_shoff + i * sizeof(s), sizeof(s));
		if (s.sh_type != SHT_GNU_verdef)
			continue;
		memcpy(&base, f.data + s.sh_offset, sizeof(base));
		memcpy(f.data + s.sh_offset + base.vd_next + offsetof(Elf64_Verdef, vd_ndx),
		       &base.vd_ndx, sizeof(base.vd_ndx));
	}
	is_corrupt(&f, "two symbol versions have the index 1");
}

static void lies_in_the_header_are_refused(void **state)
{
	static const struct {
		size_t at;
		unsigned char byte;
		enum err_code code;
		const char *text;
	} lies[] = {
		{ EI_CLASS, ELFCLASS32, ERR_FAILED,
		  "'evil.o' is a 32-bit ELF file, which is not supported" },
		{ EI_DATA, ELFDATA2MSB, ERR_FAILED,
		  "'evil.o' is a big-endian ELF file, which is not supported" },
		{ EI_CLASS, 9, ERR_CORRUPT, "'evil.o' is damaged: there is no ELF class 9" },
		{ EI_VERSION, 7, ERR_CORRUPT, "'evil.o' is damaged: there is no ELF version 7" },
		{ offsetof(Elf64_Ehdr, e_shentsize), 63, ERR_CORRUPT,
		  "'evil.o' is damaged: its section headers have 63 bytes instead of 64" },
		{ offsetof(Elf64_Ehdr, e_shoff) + 7, 0xff, ERR_CORRUPT, NULL },
		{ offsetof(Elf64_Ehdr, e_shnum) + 1, 0xf0, ERR_CORRUPT, NULL },
	};

	(void)state;
	make_start();
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		struct fixture_file f = fixture_load("start.o");
		struct err err = ERR_INIT;
		struct elfinfo info;

		f.data[lies[i].at] = lies[i].byte;
		assert_int_equal(elfinfo_read(f.data, f.size, "evil.o", &info, &err), -1);
		assert_int_equal(err.code, lies[i].code);
		if (lies[i].text)
			assert_string_equal(err.text, lies[i].text);
		err_clear(&err);
		free(f.data);
	}
}

static void every_cut_of_the_header_is_refused(void **state)
{
	struct fixture_file f;

	(void)state;
	make_start();
	f = fixture_load("start.o");
	for (size_t len = 4; len < sizeof(Elf64_Ehdr); len++) {
		unsigned char *cut = xmalloc(len);
		struct err err = ERR_INIT;
		struct elfinfo info;

		memcpy(cut, f.data, len);
		assert_int_equal(elfinfo_read(cut, len, "cut.o", &info, &err), -1);
		assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
		free(cut);
	}
	free(f.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(library_tells_soname_build_id_and_machine),
		cmocka_unit_test(program_tells_what_it_needs),
		cmocka_unit_test(ways_to_link_a_program_are_told_apart),
		cmocka_unit_test(library_with_interpreter_is_a_library),
		cmocka_unit_test(plugin_without_soname_is_a_library),
		cmocka_unit_test(object_archive_script_and_text_are_told_apart),
		cmocka_unit_test(separate_debug_file_is_neither_library_nor_program),
		cmocka_unit_test(packed_relocations_are_noticed),
		cmocka_unit_test(lies_in_the_dynamic_section_are_corrupt),
		cmocka_unit_test(tables_must_fit_into_their_segment),
		cmocka_unit_test(interpreter_must_end),
		cmocka_unit_test(versions_of_one_index_are_corrupt),
		cmocka_unit_test(lies_in_the_header_are_refused),
		cmocka_unit_test(every_cut_of_the_header_is_refused),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
