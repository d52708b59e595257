/* Fifty thousand damaged ELF files and archives: never a crash, a hang or a read outside. */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "sysroots/elf/elfstrip.h"
#include "tests/unit/test_elf_fixture.h"

#define MUTATIONS 50000
#define BUDGET_SECONDS 5.0
#define PLACES 4096

/* xorshift64*: the same damage on every run and machine. */
static uint64_t rng_state;

static uint64_t rng(void)
{
	rng_state ^= rng_state >> 12;
	rng_state ^= rng_state << 25;
	rng_state ^= rng_state >> 27;
	return rng_state * 0x2545f4914f6cdd1d;
}

static size_t below(size_t n)
{
	return n ? (size_t)(rng() % n) : 0;
}

/*
 * A file and the places in it that steer a reader. The bytes are copied to the
 * end of a mapping, behind which no page can be read: a byte too far is SIGSEGV
 * with every compiler, not only under ASan.
 */
struct victim {
	const char *name;
	struct fixture_file file;
	size_t places[PLACES];
	size_t place_count;
	unsigned char *pages;
	size_t pages_len;
};

static void add_place(struct victim *v, size_t at, size_t len)
{
	for (size_t i = 0; i < len && at + i < v->file.size; i += 2)
		if (v->place_count < PLACES)
			v->places[v->place_count++] = at + i;
}

/* Headers, tables and version chains of the ELF image at base. */
static void find_places(struct victim *v, size_t base)
{
	Elf64_Ehdr h;

	memcpy(&h, v->file.data + base, sizeof(h));
	add_place(v, base, sizeof(h));
	add_place(v, base + h.e_phoff, h.e_phnum * sizeof(Elf64_Phdr));
	add_place(v, base + h.e_shoff, h.e_shnum * sizeof(Elf64_Shdr));
	for (unsigned i = 0; i < h.e_shnum; i++) {
		Elf64_Shdr s;

		memcpy(&s, v->file.data + base + h.e_shoff + i * sizeof(s), sizeof(s));
		if (s.sh_type == SHT_DYNAMIC || s.sh_type == SHT_GNU_verdef ||
		    s.sh_type == SHT_GNU_verneed || s.sh_type == SHT_GNU_versym ||
		    s.sh_type == SHT_GNU_HASH || s.sh_type == SHT_HASH || s.sh_type == SHT_NOTE)
			add_place(v, base + s.sh_offset, s.sh_size < 600 ? s.sh_size : 600);
		if (s.sh_type == SHT_DYNSYM || s.sh_type == SHT_SYMTAB)
			add_place(v, base + s.sh_offset, s.sh_size < 400 ? s.sh_size : 400);
	}
}

static void open_victim(struct victim *v, const char *name)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	memset(v, 0, sizeof(*v));
	v->name = name;
	v->file = fixture_load(name);
	if (memcmp(v->file.data, ELFMAG, SELFMAG) == 0)
		find_places(v, 0);
	else
		for (size_t at = 0; at + 200 < v->file.size; at++)
			if (memcmp(v->file.data + at, ELFMAG "\2\1", 6) == 0) {
				add_place(v, at - 60, 60);
				find_places(v, at);
			}
	v->pages_len = (v->file.size + page - 1) / page * page;
	v->pages = mmap(NULL, v->pages_len + page, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(v->pages != MAP_FAILED);
	assert_int_equal(mprotect(v->pages + v->pages_len, page, PROT_NONE), 0);
}

static void close_victim(struct victim *v)
{
	munmap(v->pages, v->pages_len + (size_t)sysconf(_SC_PAGESIZE));
	free(v->file.data);
}

static void damage(const struct victim *v, unsigned char *data, size_t size)
{
	static const uint64_t extremes[] = { 0,          1,          0x7fffffff, 0x80000000,
					     0xffffffff, UINT64_MAX, INT64_MAX,  UINT64_MAX - 7 };
	size_t times = 1 + below(4);

	while (times--) {
		size_t at = rng() % 4 && v->place_count ? v->places[below(v->place_count)]
							: below(size);
		size_t len = (size_t)1 << below(4), other = below(size);
		uint64_t word = extremes[below(ARRAY_LEN(extremes))];

		if (at >= size)
			continue;
		if (len > size - at)
			len = size - at;
		switch (rng() % 4) {
		case 0:
			data[at] ^= (unsigned char)(1u << below(8));
			break;
		case 1:
			data[at] = (unsigned char)rng();
			break;
		case 2:
			memcpy(data + at, &word, len);
			break;
		default: /* swap two words */
			for (size_t i = 0; i < len && other + i < size; i++) {
				unsigned char c = data[at + i];

				data[at + i] = data[other + i];
				data[other + i] = c;
			}
		}
	}
}

/* Read every byte of what is handed out. */
static int use_symbol(const struct elfsym *s, void *arg)
{
	size_t *sum = arg;

	*sum += strlen(s->name) + strlen(s->version) + strlen(s->member);
	return strchr("TDBRWVivwuUACN?", s->kind) ? 0 : 1;
}

static bool read_all(const unsigned char *data, size_t size)
{
	struct err err = ERR_INIT;
	struct elfinfo info;
	bool accepted = true;
	size_t sum = 0;

	if (elfinfo_read(data, size, "damaged", &info, &err) == 0) {
		elfinfo_release(&info);
	} else {
		accepted = false;
		assert_true(err.code == ERR_CORRUPT || err.code == ERR_FAILED);
		assert_non_null(err.text);
		err_clear(&err);
	}
	if (elfsym_each(data, size, "damaged", false, use_symbol, &sum, &err) < 0) {
		accepted = false;
		assert_true(err.code == ERR_CORRUPT || err.code == ERR_FAILED);
		assert_non_null(err.text);
		err_clear(&err);
	}
	return accepted;
}

/* What comes out is within its bounds, and a second time there is nothing to take. */
static bool strip_it(const unsigned char *data, size_t size)
{
	AUTOSTRV struct strv sections = STRV_INIT;
	const struct elfstrip what = { true, &sections };
	AUTOBUF struct buf out = BUF_INIT, again = BUF_INIT;
	struct err err = ERR_INIT;
	int status;

	strv_add(&sections, ".comment");
	status = elfstrip_file(data, size, "damaged", &what, &out, NULL, &err);
	if (status < 0) {
		assert_true(err.code == ERR_CORRUPT || err.code == ERR_FAILED);
		assert_non_null(err.text);
		err_clear(&err);
	}
	if (status > 0) {
		assert_true(out.len <= 3 * size + (1 << 17));
		status = elfstrip_file(out.data, out.len, "stripped", &what, &again, NULL, &err);
		if (status != 0)
			fail_msg("%s", status > 0 ? "stripped twice" : err.text);
	}
	return status >= 0;
}

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void make_victims(void)
{
	fixture_library("libfixture.so.1", "-Wl,--hash-style=both");
	fixture_library("gnu.so", "-Wl,--hash-style=gnu");
	fixture_text("main.c", "extern int f(void), g(void); int wanted(void) { return 0; }\n"
			       "int main(void) { return f() + g(); }\n");
	fixture_run("gcc -g -pie -fpie main.c ./libfixture.so.1 -o program");
	fixture_text("group.s", ".section .text.f,\"axG\",@progbits,f,comdat\n.globl f\n"
				"f: ret\n.section .debug_info,\"\",@progbits\n.quad f\n"
				".section .debug_types,\"G\",@progbits,t,comdat\n.quad 1\n");
	fixture_run("gcc -g -ffunction-sections -c -fPIC lib.c -o an_object_with_a_long_name.o && "
		    "gcc -g -c main.c && as group.s -o group.o && "
		    "ar rcs lib.a an_object_with_a_long_name.o main.o group.o");
}

/* The loader's view alone: as after sstrip. */
static void forget_sections(struct fixture_file *f)
{
	Elf64_Ehdr h;

	memcpy(&h, f->data, sizeof(h));
	h.e_shoff = 0;
	h.e_shnum = h.e_shstrndx = 0;
	memcpy(f->data, &h, sizeof(h));
}

static void try_damaged_files(bool (*attempt)(const unsigned char *, size_t))
{
	static const char *const names[] = { "libfixture.so.1", "program", "main.o", "lib.a",
					     "gnu.so" };
	struct victim victims[ARRAY_LEN(names)];
	size_t accepted = 0, refused = 0;
	double begin;

	make_victims();
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		open_victim(&victims[i], names[i]);
		if (strcmp(names[i], "gnu.so") == 0)
			forget_sections(&victims[i].file);
		assert_true(attempt(victims[i].file.data, victims[i].file.size));
	}
	rng_state = 0x9e3779b97f4a7c15;
	begin = seconds();
	for (int i = 0; i < MUTATIONS; i++) {
		struct victim *v = &victims[(size_t)i % ARRAY_LEN(names)];
		size_t size = rng() % 8 ? v->file.size : below(v->file.size + 1);
		unsigned char *data = v->pages + v->pages_len - size;

		memcpy(data, v->file.data, size);
		if (size)
			damage(v, data, size);
		if (attempt(data, size))
			accepted++;
		else
			refused++;
		/* a slow machine does fewer, but never none */
		if (i >= MUTATIONS / 10 && seconds() - begin > BUDGET_SECONDS)
			break;
	}
	print_message("%zu damaged files accepted, %zu refused, %.1f s\n", accepted, refused,
		      seconds() - begin);
	/* if nearly all or nearly none were refused, the damage would miss the point */
	assert_true(accepted > (accepted + refused) / 10);
	assert_true(refused > (accepted + refused) / 10);
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		close_victim(&victims[i]);
}

static void damaged_files_never_crash_the_reader(void **state)
{
	(void)state;
	try_damaged_files(read_all);
}

static void damaged_files_never_crash_the_stripper(void **state)
{
	(void)state;
	try_damaged_files(strip_it);
}

static void every_cut_of_a_library_is_refused(void **state)
{
	struct victim v;

	(void)state;
	fixture_library("lib.so", "");
	open_victim(&v, "lib.so");
	for (size_t size = 4; size < v.file.size; size += size < 4096 ? 1 : 97) {
		unsigned char *data = v.pages + v.pages_len - size;

		memcpy(data, v.file.data, size);
		assert_false(read_all(data, size));
	}
	close_victim(&v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(damaged_files_never_crash_the_reader),
		cmocka_unit_test(damaged_files_never_crash_the_stripper),
		cmocka_unit_test(every_cut_of_a_library_is_refused),
	};

	return cmocka_run_group_tests(tests, fixture_setup, fixture_teardown);
}
