/* What of an object file's sections a linker leaves as it is: patterns to look for. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/object_pattern.h"

#include <stdlib.h>
#include <string.h>

#include "recipes/machine.h"

static void pattern_blur(struct pattern *p, uint64_t at, const struct machine_relocation *r)
{
	uint64_t begin = at > r->before ? at - r->before : 0, end = at + r->from;

	for (uint64_t i = begin; i < end && i < p->size; i++)
		p->known[i] = 0;
}

static int pattern_relocate(const struct elfmap *m, const struct machine *machine,
			    struct pattern *p, struct err *err)
{
	struct elfmap_section s;

	for (uint32_t i = 0; elfmap_section(m, i, &s); i++) {
		const unsigned char *head = m->sections.data + (size_t)i * sizeof(Elf64_Shdr);
		struct span all;

		if (s.type != SHT_RELA || SPAN_FIELD(head, Elf64_Shdr, sh_info) != p->section)
			continue;
		if (!elfmap_section_bytes(m, &s, &all))
			return elfmap_lie(m, err,
					  "its relocations extend beyond the end of the file");
		for (size_t at = 0; at + sizeof(Elf64_Rela) <= all.len; at += sizeof(Elf64_Rela)) {
			const unsigned char *rela = all.data + at;
			uint32_t type = (uint32_t)SPAN_FIELD(rela, Elf64_Rela, r_info);
			uint64_t where = SPAN_FIELD(rela, Elf64_Rela, r_offset);

			if (where >= p->size)
				return elfmap_lie(m, err, "a relocation is outside its section");
			pattern_blur(p, where, machine_relocation(machine, type));
		}
	}
	return 0;
}

/* How many of the window's bytes are different ones: what looks random is rare. */
static unsigned pattern_variety(const unsigned char *w)
{
	unsigned different = 0;

	for (unsigned i = 0; i < PATTERN_ANCHOR; i++) {
		unsigned k = 0;

		while (k < i && w[k] != w[i])
			k++;
		different += k == i;
	}
	return different;
}

/* Choose the anchor, and count what is known. */
static void pattern_finish(struct pattern *p)
{
	unsigned best = 0;
	uint32_t run = 0;

	p->anchor = UINT32_MAX;
	for (uint32_t i = 0; i < p->size; i++) {
		unsigned variety;

		run = p->known[i] ? run + 1 : 0;
		p->known_count += p->known[i];
		if (run < PATTERN_ANCHOR)
			continue;
		variety = pattern_variety(p->data + i + 1 - PATTERN_ANCHOR);
		/* Not the first: functions begin alike. All alike is no mark at all. */
		if (variety > 3 && (variety > best || (variety == best && i < 512))) {
			best = variety;
			p->anchor = i + 1 - PATTERN_ANCHOR;
		}
	}
}

int pattern_read(const struct elfmap *m, struct pattern **out, size_t *count, struct err *err)
{
	/* elfmap reads 64 bits alone. */
	const struct machine *machine = machine_of_elf(ELFCLASS64, m->machine);
	const uint64_t wanted = SHF_ALLOC, unwanted = SHF_MERGE | SHF_COMPRESSED;
	struct elfmap_section s;

	*out = NULL;
	*count = 0;
	if (!machine)
		return err_set(err, ERR_FAILED, "'%s' is for a machine that is not supported",
			       m->name);
	for (uint32_t i = 0; elfmap_section(m, i, &s); i++) {
		struct pattern *p;
		struct span bytes;

		if (s.type != SHT_PROGBITS || (s.flags & wanted) != wanted ||
		    (s.flags & unwanted) || !s.size || s.size >= UINT32_MAX)
			continue;
		if (!elfmap_section_bytes(m, &s, &bytes))
			return elfmap_lie(m, err, "section %u extends beyond the end of the file",
					  i);
		*out = xreallocarray(*out, *count + 1, sizeof(**out));
		p = &(*out)[(*count)++];
		*p = (struct pattern){ .data = bytes.data,
				       .known = xmalloc(bytes.len),
				       .section = i,
				       .size = (uint32_t)bytes.len,

				       .code = s.flags & SHF_EXECINSTR };
		p->align = SPAN_FIELD(m->sections.data + (size_t)i * sizeof(Elf64_Shdr), Elf64_Shdr,
				      sh_addralign);
		memset(p->known, 1, p->size);
		if (pattern_relocate(m, machine, p, err) < 0)
			return -1;
		pattern_finish(p);
	}
	return 0;
}

bool pattern_fits(const struct pattern *p, const unsigned char *data)
{
	for (uint32_t i = 0; i < p->size; i++)
		if (p->known[i] && p->data[i] != data[i])
			return false;
	return true;
}
