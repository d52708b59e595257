/* Symbols of shared objects, programs and object files, beside what nm says. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/test_elf_fixture.h"

#include "builder/base/process.h"

static void shared_object_has_default_and_hidden_versions(void **state)
{
	static const char *const expected[] = {
		"A V1",           "A V2",
		"A absolute@@V1", "B tls_zero@@V1",
		"B zero@@V1",     "D data@@V1",
		"D tls_data@@V1", "R constant@@V1",
		"T calls@@V1",    "T f@@V2",
		"T f@V1",         "T g@@V1",
		"T looks@@V1",    "V weak_object@@V1",
		"W weak_f@@V1",   "i picked@@V2",
		"u unique@@V1",
	};
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_library("lib.so", "");
	f = fixture_load("lib.so");
	fixture_symbols(&f, true, &lines);
	assert_int_equal(lines.len, ARRAY_LEN(expected));
	for (size_t i = 0; i < lines.len; i++)
		assert_string_equal(lines.items[i], expected[i]);
	free(f.data);
}

static void undefined_symbols_are_left_out_when_asked(void **state)
{
	AUTOSTRV struct strv all = STRV_INIT, defined = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_library("lib.so", "");
	f = fixture_load("lib.so");
	fixture_symbols(&f, false, &all);
	fixture_symbols(&f, true, &defined);
	assert_true(strv_contains(&all, "U wanted"));
	assert_true(strv_contains(&all, "w maybe"));
	assert_true(strv_contains(&all, "w maybe_object") || strv_contains(&all, "v maybe_object"));
	assert_int_equal(all.len, defined.len + 3);
	free(f.data);
}

static void library_reads_as_nm_does(void **state)
{
	(void)state;
	fixture_library("lib.so", "");
	fixture_same_as_nm("-D --with-symbol-versions", "lib.so");
}

static void library_without_versions_reads_as_nm_does(void **state)
{
	(void)state;
	fixture_text("plain.c", "int f(void) { return 1; } int d = 1;");
	fixture_run("gcc -fPIC -shared -nostdlib plain.c -o plain.so");
	fixture_same_as_nm("-D --with-symbol-versions", "plain.so");
}

static void object_file_reads_as_nm_does(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_text("obj.c", "int common_one; extern int u; int t(void) { return u; }\n"
			      "__thread int tls; __attribute__((weak)) int w; static int s = 1;\n"
			      "__attribute__((visibility(\"hidden\"))) int h(void) { return s; }\n"
			      "__attribute__((section(\".comment.kept\"))) int odd = 2;\n");
	fixture_run("gcc -O0 -fcommon -c obj.c");
	fixture_same_as_nm("", "obj.o");
	f = fixture_load("obj.o");
	fixture_symbols(&f, false, &lines);
	assert_true(strv_contains(&lines, "C common_one"));
	assert_true(strv_contains(&lines, "T h"));
	assert_true(strv_contains(&lines, "U u"));
	assert_false(strv_contains(&lines, "d s"));
	free(f.data);
}

static void dynamic_program_names_the_versions_it_needs(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;
	bool found = false;

	(void)state;
	fixture_library("libfixture.so.1", "");
	fixture_text("main.c", "extern int f(void); extern int data;\n"
			       "int wanted(void) { return 0; }\n"
			       "int main(void) { return f() + data; }\n");
	/* without PIC the program gets a copy of the library's variable */
	fixture_run("gcc -no-pie -fno-pie main.c ./libfixture.so.1 -o main");
	fixture_same_as_nm("-D --with-symbol-versions", "main");
	f = fixture_load("main");
	fixture_symbols(&f, false, &lines);
	assert_true(strv_contains(&lines, "U f@V2"));
	for (size_t i = 0; i < lines.len; i++)
		found |= strcmp(lines.items[i] + 1, " data@V1") == 0;
	assert_true(found);
	free(f.data);
}

static void object_file_version_is_split_from_the_name(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_text("versions.s", ".text\n.globl a,b\na: nop\nb: nop\n"
				   ".symver a,f@V1\n.symver b,f@@V2\n.symver u,g@V3\n.quad u\n");
	fixture_run("as versions.s -o versions.o");
	f = fixture_load("versions.o");
	fixture_symbols(&f, false, &lines);
	assert_true(strv_contains(&lines, "T f@V1"));
	assert_true(strv_contains(&lines, "T f@@V2"));
	assert_true(strv_contains(&lines, "U g@V3"));
	free(f.data);
}

static void section_numbers_beyond_16_bits_are_read(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct buf text = BUF_INIT;
	struct fixture_file f;

	(void)state;
	for (int i = 0; i < 66000; i++)
		buf_addf(&text, ".section .d%d,\"aw\"\n", i);
	buf_addstr(&text, ".globl last_data\nlast_data: .long 1\n"
			  ".section .last,\"ax\"\n.globl last_code\nlast_code: nop\n");
	fixture_write("many.s", text.data, text.len);
	buf_release(&text);
	fixture_run("as many.s -o many.o");
	f = fixture_load("many.o");
	fixture_symbols(&f, false, &lines);
	assert_true(strv_contains(&lines, "D last_data"));
	assert_true(strv_contains(&lines, "T last_code"));
	free(f.data);
}

/* Make the file forget its section headers, as sstrip does. */
static void forget_sections(struct fixture_file *f)
{
	Elf64_Ehdr h;

	memcpy(&h, f->data, sizeof(h));
	h.e_shoff = 0;
	h.e_shnum = h.e_shstrndx = 0;
	memcpy(f->data, &h, sizeof(h));
}

static void same_without_sections(const char *options)
{
	AUTOSTRV struct strv with = STRV_INIT, without = STRV_INIT;
	struct fixture_file f;

	fixture_library("bare.so", options);
	f = fixture_load("bare.so");
	fixture_symbols(&f, false, &with);
	forget_sections(&f);
	fixture_symbols(&f, false, &without);
	assert_true(strv_contains(&without, "U wanted"));
	fixture_same_lines(&without, &with);
	free(f.data);
}

static void stripped_section_headers_change_nothing_with_sysv_hash(void **state)
{
	(void)state;
	same_without_sections("-Wl,--hash-style=sysv -Wl,-z,separate-code");
}

static void stripped_section_headers_change_nothing_with_gnu_hash(void **state)
{
	(void)state;
	same_without_sections("-Wl,--hash-style=gnu -Wl,-z,separate-code");
}

/* The undefined ones are in no hash table: only the relocations tell of them. */
static void stripped_program_without_exports_keeps_its_undefined_symbols(void **state)
{
	/* the first is a relocation of a call, the second one of data */
	static const char *const sources[] = {
		"extern int f(void); void _start(void) { f(); }\n",
		"extern int f(void); int (*p)(void) = f; void _start(void) { p(); }\n",
	};

	(void)state;
	fixture_library("libfixture.so.1", "");
	for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
		AUTOSTRV struct strv with = STRV_INIT, without = STRV_INIT;
		struct fixture_file f;

		fixture_text("calls.c", sources[i]);
		fixture_run("gcc -nostdlib -pie -fpie -Wl,-z,lazy,--hash-style=gnu "
			    "-Wl,--unresolved-symbols=ignore-in-shared-libs calls.c "
			    "./libfixture.so.1 -o calls");
		f = fixture_load("calls");
		fixture_symbols(&f, false, &with);
		forget_sections(&f);
		fixture_symbols(&f, false, &without);
		assert_true(strv_contains(&without, "U f@V2"));
		fixture_same_lines(&without, &with);
		free(f.data);
	}
}

/* The GNU hashes of "a" and "c" are both even: one chain of two, with two buckets. */
static void stripped_library_with_one_hash_chain_keeps_its_symbols(void **state)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_text("two.c", "int a(void) { return 1; } int c(void) { return 2; }\n");
	fixture_run("gcc -nostdlib -fPIC -shared -Wl,--hash-style=gnu two.c -o two.so");
	f = fixture_load("two.so");
	forget_sections(&f);
	fixture_symbols(&f, false, &lines);
	assert_int_equal(lines.len, 2);
	assert_string_equal(lines.items[0], "T a");
	assert_string_equal(lines.items[1], "T c");
	free(f.data);
}

/* What the loader takes counts, not what a section header claims. */
static void section_header_with_another_place_is_not_believed(void **state)
{
	AUTOSTRV struct strv before = STRV_INIT, after = STRV_INIT;
	struct fixture_file f;
	Elf64_Ehdr h;

	(void)state;
	fixture_library("lib.so", "");
	f = fixture_load("lib.so");
	fixture_symbols(&f, false, &before);
	memcpy(&h, f.data, sizeof(h));
	for (unsigned i = 0; i < h.e_shnum; i++) {
		unsigned char *p = f.data + h.e_shoff + i * sizeof(Elf64_Shdr);
		Elf64_Shdr s;

		memcpy(&s, p, sizeof(s));
		if (s.sh_type != SHT_DYNSYM)
			continue;
		s.sh_addr += sizeof(Elf64_Sym);
		s.sh_offset += sizeof(Elf64_Sym);
		s.sh_size = 2 * sizeof(Elf64_Sym);
		memcpy(p, &s, sizeof(s));
	}
	fixture_symbols(&f, false, &after);
	fixture_same_lines(&after, &before);
	free(f.data);
}

static void files_without_symbols_are_no_error(void **state)
{
	static const char *const names[] = { "empty.o", "static", "empty.so" };

	(void)state;
	fixture_text("empty.s", "");
	fixture_text("start.s", ".globl _start\n_start: nop\n");
	fixture_run("as empty.s -o empty.o && strip -s empty.o");
	fixture_run("gcc -nostdlib -static start.s -o static");
	fixture_run("gcc -nostdlib -shared empty.s -o empty.so");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTOSTRV struct strv lines = STRV_INIT;
		struct fixture_file f = fixture_load(names[i]);

		fixture_symbols(&f, false, &lines);
		assert_int_equal(lines.len, 0);
		free(f.data);
	}
}

static int stop_at_third(const struct elfsym *s, void *arg)
{
	(void)s;
	return ++*(int *)arg == 3;
}

static void visitor_ends_the_walk(void **state)
{
	struct fixture_file f;
	int seen = 0;

	(void)state;
	fixture_library("lib.so", "");
	f = fixture_load("lib.so");
	assert_int_equal(elfsym_each(f.data, f.size, "x", false, stop_at_third, &seen, NULL), 0);
	assert_int_equal(seen, 3);
	free(f.data);
}

static void text_has_no_symbols_to_read(void **state)
{
	struct err err = ERR_INIT;
	int seen = 0;

	(void)state;
	assert_int_equal(elfsym_each("hello", 5, "notes.txt", false, stop_at_third, &seen, &err),
			 -1);
	assert_int_equal(err.code, ERR_FAILED);
	assert_string_equal(err.text, "'notes.txt' is neither an ELF file nor an archive");
	err_clear(&err);
}

/* 4,000 symbols, each of whose names is all that follows in one long string. */
static void overlapping_names_are_bounded(void **state)
{
	const size_t symbols = 4001, strings = 600000;
	const size_t size =
		sizeof(Elf64_Ehdr) + 3 * sizeof(Elf64_Shdr) + symbols * sizeof(Elf64_Sym) + strings;
	unsigned char *data = xcalloc(1, size);
	Elf64_Ehdr h = { .e_type = ET_REL,
			 .e_machine = EM_X86_64,
			 .e_shoff = sizeof(h),
			 .e_shentsize = sizeof(Elf64_Shdr),
			 .e_shnum = 3 };
	Elf64_Shdr s[3] = { { 0 },
			    { .sh_type = SHT_SYMTAB,
			      .sh_link = 2,
			      .sh_entsize = sizeof(Elf64_Sym),
			      .sh_offset = sizeof(h) + sizeof(s),
			      .sh_size = symbols * 24 },
			    { .sh_type = SHT_STRTAB,
			      .sh_size = strings,
			      .sh_offset = sizeof(h) + sizeof(s) + symbols * 24 } };
	struct err err = ERR_INIT;
	int seen = -100000;

	(void)state;
	memcpy(h.e_ident, ELFMAG "\2\1\1", 7);
	memcpy(data, &h, sizeof(h));
	memcpy(data + sizeof(h), s, sizeof(s));
	for (size_t i = 1; i < symbols; i++) {
		Elf64_Sym sym = { .st_name = (Elf64_Word)i,
				  .st_info = ELF64_ST_INFO(STB_GLOBAL, STT_FUNC) };

		memcpy(data + s[1].sh_offset + i * 24, &sym, sizeof(sym));
	}
	memset(data + s[2].sh_offset, 'x', strings - 1);
	assert_int_equal(elfsym_each(data, size, "long", false, stop_at_third, &seen, &err), -1);
	assert_int_equal(err.code, ERR_CORRUPT);
	assert_true(seen > -100000 && seen < -99900);
	err_clear(&err);
	free(data);
}

/* Its program headers anew, behind count empty ones. */
static void put_segments_behind(struct fixture_file *f, size_t count)
{
	Elf64_Ehdr h;
	size_t own, padding = count * sizeof(Elf64_Phdr), at = (f->size + 7) & ~(size_t)7;
	unsigned char *data;

	memcpy(&h, f->data, sizeof(h));
	own = h.e_phnum * sizeof(Elf64_Phdr);
	data = calloc(1, at + padding + own);
	assert_non_null(data);
	memcpy(data, f->data, f->size);
	memcpy(data + at + padding, f->data + h.e_phoff, own);
	h.e_phoff = at;
	h.e_phnum = (Elf64_Half)(h.e_phnum + count);
	memcpy(data, &h, sizeof(h));
	free(f->data);
	f->data = data;
	f->size = at + padding + own;
}

/* With 60,000 segments to look at for each symbol, a library of some megabytes took minutes. */
static void few_of_many_segments_are_looked_at(void **state)
{
	AUTOSTRV struct strv few = STRV_INIT, many = STRV_INIT;
	struct fixture_file f;

	(void)state;
	fixture_text("variable.c", "int variable = 1;\n");
	fixture_run("gcc -shared -fPIC -nostdlib -o variable.so variable.c");
	f = fixture_load("variable.so");
	forget_sections(&f);
	put_segments_behind(&f, 20);
	fixture_symbols(&f, false, &few);
	assert_true(strv_contains(&few, "D variable"));
	put_segments_behind(&f, 60000);
	fixture_symbols(&f, false, &many);
	assert_true(strv_contains(&many, "? variable"));
	free(f.data);
}

static int count_one(const struct elfsym *sym, void *arg)
{
	(void)sym;
	++*(int *)arg;
	return 0;
}

/* In a child, since a signal that was caught is not forgotten. */
static void a_signal_ends_the_walk(void **state)
{
	struct fixture_file f;
	int status;
	pid_t pid;

	(void)state;
	fixture_run("seq 10000 | sed 's/.*/int v&;/' >many.c && gcc -fno-common -c many.c");
	f = fixture_load("many.o");
	pid = fork();
	if (pid == 0) {
		struct err err = ERR_INIT;
		int seen = 0;

		process_catch_interrupts();
		raise(SIGTERM);
		_exit(elfsym_each(f.data, f.size, "many.o", false, count_one, &seen, &err) < 0 &&
				      err.code == ERR_INTERRUPTED && seen < 10000
			      ? 0
			      : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	free(f.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_object_has_default_and_hidden_versions),
		cmocka_unit_test(undefined_symbols_are_left_out_when_asked),
		cmocka_unit_test(library_reads_as_nm_does),
		cmocka_unit_test(library_without_versions_reads_as_nm_does),
		cmocka_unit_test(object_file_reads_as_nm_does),
		cmocka_unit_test(dynamic_program_names_the_versions_it_needs),
		cmocka_unit_test(object_file_version_is_split_from_the_name),
		cmocka_unit_test(section_numbers_beyond_16_bits_are_read),
		cmocka_unit_test(stripped_section_headers_change_nothing_with_sysv_hash),
		cmocka_unit_test(stripped_section_headers_change_nothing_with_gnu_hash),
		cmocka_unit_test(stripped_program_without_exports_keeps_its_undefined_symbols),
		cmocka_unit_test(stripped_library_with_one_hash_chain_keeps_its_symbols),
		cmocka_unit_test(section_header_with_another_place_is_not_believed),
		cmocka_unit_test(files_without_symbols_are_no_error),
		cmocka_unit_test(visitor_ends_the_walk),
		cmocka_unit_test(text_has_no_symbols_to_read),
		cmocka_unit_test(overlapping_names_are_bounded),
		cmocka_unit_test(few_of_many_segments_are_looked_at),
		cmocka_unit_test(a_signal_ends_the_walk),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
