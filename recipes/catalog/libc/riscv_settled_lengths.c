/* Settles, in a libc.a for riscv64, the lengths that linkers before binutils 2.41 cannot compute.
 *
 *   riscv_settled_lengths ARCHIVE
 *
 * Since binutils 2.41 the assembler leaves the lengths in .gcc_except_table, which are ULEB128
 * numbers, to the linker: the distance of two labels changes where the linker shortens the code
 * between them. Older linkers do not know these relocations (SET_ULEB128, SUB_ULEB128), and GNU
 * ld crashes. The assembler has written the distances of the code as it is. So, in each object
 * that has such a relocation, they are taken as final: these relocations go, and with them the
 * permission to shorten its code (RELAX). Every linker then makes the same of it.
 *
 * Relocations become R_RISCV_NONE where they are; nothing moves. Fails, and says why, when a length
 * is not what the labels say, or where the linker must move code even so (ALIGN).
 */
/* SPDX-License-Identifier: MIT */
#include <elf.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* Names of <elf.h> in newer C libraries only. */
enum { NONE = 0, ALIGN = 43, RELAX = 51, SET_ULEB128 = 60, SUB_ULEB128 = 61, RISCV = 243 };

static const char *member; /* the object that is looked at */

static void fail(const char *what)
{
	fprintf(stderr, "%s: %s\n", member, what);
	exit(1);
}

/* An object in memory; members of an archive are aligned to two bytes alone. */
struct object {
	unsigned char *data;
	size_t size;
	Elf64_Ehdr head;
};

static Elf64_Shdr section(const struct object *o, size_t i)
{
	Elf64_Shdr s;

	if (i >= o->head.e_shnum)
		fail("a section is not there");
	memcpy(&s, o->data + o->head.e_shoff + i * sizeof(s), sizeof(s));
	if (s.sh_type != SHT_NOBITS && (s.sh_offset > o->size || s.sh_size > o->size - s.sh_offset))
		fail("a section reaches beyond the end");
	return s;
}

static uint64_t symbol_value(const struct object *o, const Elf64_Shdr *table, uint64_t i)
{
	Elf64_Sym symbol;

	if (i >= table->sh_size / sizeof(symbol))
		fail("a symbol is not there");
	memcpy(&symbol, o->data + table->sh_offset + i * sizeof(symbol), sizeof(symbol));
	if (symbol.st_shndx == SHN_UNDEF)
		fail("a length is not of labels of this object");
	return symbol.st_value;
}

static uint64_t uleb128(const unsigned char *at, const unsigned char *end)
{
	uint64_t value = 0;

	for (unsigned shift = 0; at < end && shift < 64; shift += 7, at++) {
		value |= (uint64_t)(*at & 0x7f) << shift;
		if (!(*at & 0x80))
			return value;
	}
	fail("a length has no end");
	return 0;
}

/* The relocations of one section; settle: make the changes. Returns whether it has lengths. */
static int relocations(const struct object *o, const Elf64_Shdr *rela, int settle)
{
	const Elf64_Shdr target = section(o, rela->sh_info), symbols = section(o, rela->sh_link);
	uint64_t place = 0, first = 0;
	int lengths = 0, open = 0;

	for (uint64_t at = 0; at + sizeof(Elf64_Rela) <= rela->sh_size; at += sizeof(Elf64_Rela)) {
		unsigned char *where = o->data + rela->sh_offset + at;
		Elf64_Rela r;
		uint64_t value;
		uint32_t type;

		memcpy(&r, where, sizeof(r));
		type = (uint32_t)r.r_info;
		if (settle && type == ALIGN)
			fail("the linker must move its code");
		if (type != SET_ULEB128 && type != SUB_ULEB128 && type != RELAX)
			continue;
		if (type != RELAX) {
			lengths = 1;
			value = symbol_value(o, &symbols, r.r_info >> 32) + (uint64_t)r.r_addend;
			if (open != (type == SUB_ULEB128) || (open && r.r_offset != place) ||
			    r.r_offset >= target.sh_size)
				fail("a length is not the distance of two labels");
			if (open &&
			    first - value != uleb128(o->data + target.sh_offset + place,
						     o->data + target.sh_offset + target.sh_size))
				fail("a length is not what its labels say");
			open = !open;
			place = r.r_offset;
			first = value;
		}
		if (settle) {
			r.r_info = NONE;
			r.r_addend = 0;
			memcpy(where, &r, sizeof(r));
		}
	}
	if (open)
		fail("a length has no second label");
	return lengths;
}

static void object(unsigned char *data, size_t size)
{
	struct object o = { .data = data, .size = size };
	int lengths = 0;

	if (size < sizeof(o.head) || memcmp(data, ELFMAG, SELFMAG) != 0)
		return;
	memcpy(&o.head, data, sizeof(o.head));
	if (o.head.e_ident[EI_CLASS] != ELFCLASS64 || o.head.e_machine != RISCV)
		fail("it is of another machine");
	if (o.head.e_shentsize != sizeof(Elf64_Shdr) || o.head.e_shoff > size ||
	    o.head.e_shnum > (size - o.head.e_shoff) / sizeof(Elf64_Shdr))
		fail("it has no sections");
	for (int settle = 0; settle <= lengths; settle++)
		for (size_t i = 0; i < o.head.e_shnum; i++) {
			const Elf64_Shdr s = section(&o, i);

			if (s.sh_type == SHT_RELA)
				lengths |= relocations(&o, &s, settle);
		}
}

int main(int argc, char **argv)
{
	/* A member's header: name of 16 bytes, date, owner, group, mode, size, two bytes of end. */
	enum { HEADER = 60, SIZE_AT = 48 };
	struct stat status;
	unsigned char *all;
	size_t size;
	int fd;

	member = argc == 2 ? argv[1] : "riscv_settled_lengths";
	fd = argc == 2 ? open(argv[1], O_RDWR) : -1;
	if (fd < 0 || fstat(fd, &status) != 0)
		fail("cannot be opened");
	size = (size_t)status.st_size;
	all = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (all == MAP_FAILED || size < 8 || memcmp(all, "!<arch>\n", 8) != 0)
		fail("is no archive");
	for (size_t at = 8; at + HEADER <= size;) {
		char name[17] = "", digits[11] = "";
		size_t length;

		memcpy(name, all + at, 16);
		memcpy(digits, all + at + SIZE_AT, 10);
		length = strtoul(digits, NULL, 10);
		at += HEADER;
		member = name;
		if (length > size - at)
			fail("reaches beyond the end of the archive");
		object(all + at, length);
		at += length + (length & 1);
	}
	return munmap(all, size) == 0 ? 0 : 1;
}
