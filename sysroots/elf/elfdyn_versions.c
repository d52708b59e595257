/* The GNU symbol version tables: what is defined, what is needed, by index. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfdyn_versions.h"

#define NEED_LIMIT 10000
#define NAME_LIMIT 4096

static int set_version(const struct elfmap *m, struct elfdyn *d, unsigned index, const char *name,
		       bool is_need, struct err *err)
{
	index &= ELFDYN_VERSION_INDEX;
	if (index >= d->version_count) {
		size_t count = index + 64;

		d->versions = xreallocarray(d->versions, count, sizeof(*d->versions));
		memset(d->versions + d->version_count, 0,
		       (count - d->version_count) * sizeof(*d->versions));
		d->version_count = count;
	}
	if (d->versions[index].name)
		return elfmap_lie(m, err, "two symbol versions have the index %u", index);
	d->versions[index] = (struct elfdyn_version){ name, is_need };
	return 0;
}

static int version_string(const struct elfmap *m, const struct elfdyn *d, uint64_t off,
			  const char **out, struct err *err)
{
	const char *s = elfdyn_string(d, off);

	if (!s)
		return elfmap_lie(m, err, "the name of a symbol version is out of bounds");
	if (strnlen(s, NAME_LIMIT + 1) > NAME_LIMIT)
		return elfmap_lie(m, err, "the name of a symbol version has over %d bytes",
				  NAME_LIMIT);
	*out = s;
	return 0;
}

static int read_definitions(const struct elfmap *m, struct elfdyn *d, struct span all,
			    struct err *err)
{
	uint64_t at = 0, next;

	/* chains only lead forward, and every entry takes an index: there is an end */
	do {
		const unsigned char *p = span_at(all, at, sizeof(Elf64_Verdef));
		const char *name = "";
		unsigned index;

		if (!p || SPAN_FIELD(p, Elf64_Verdef, vd_version) != VER_DEF_CURRENT)
			return elfmap_lie(m, err, "there is no version definition at offset %#llx",
					  (unsigned long long)at);
		index = SPAN_FIELD(p, Elf64_Verdef, vd_ndx);
		/* the base names the file itself; its symbols count as unversioned */
		if (!(SPAN_FIELD(p, Elf64_Verdef, vd_flags) & VER_FLG_BASE)) {
			const unsigned char *aux =
				span_at(all, at + SPAN_FIELD(p, Elf64_Verdef, vd_aux),
					sizeof(Elf64_Verdaux));
			if (!aux)
				return elfmap_lie(m, err, "a version definition has no name");
			if (version_string(m, d, SPAN_FIELD(aux, Elf64_Verdaux, vda_name), &name,
					   err) < 0)
				return -1;
		}
		if (set_version(m, d, index, name, false, err) < 0)
			return -1;
		next = SPAN_FIELD(p, Elf64_Verdef, vd_next);
		at += next;
	} while (next);
	return 0;
}

static int add_need(const struct elfmap *m, struct elfdyn *d, const char *file,
		    const unsigned char *aux, struct err *err)
{
	const char *name = NULL;
	unsigned index = SPAN_FIELD(aux, Elf64_Vernaux, vna_other) & ELFDYN_VERSION_INDEX;

	if (version_string(m, d, SPAN_FIELD(aux, Elf64_Vernaux, vna_name), &name, err) < 0)
		return -1;
	if (d->need_count == NEED_LIMIT)
		return elfmap_lie(m, err, "it needs more than %d symbol versions", NEED_LIMIT);
	if (d->need_count % 64 == 0)
		d->needs = xreallocarray(d->needs, d->need_count + 64, sizeof(*d->needs));
	d->needs[d->need_count++] = (struct elfdyn_need){ file, name };
	/* no symbol can have index 0: the loader asks for the version all the same */
	return index ? set_version(m, d, index, name, true, err) : 0;
}

static int read_needs(const struct elfmap *m, struct elfdyn *d, struct span all, struct err *err)
{
	uint64_t at = 0, next;

	/* entries may overlap as they like: NEED_LIMIT ends both loops */
	do {
		const unsigned char *p = span_at(all, at, sizeof(Elf64_Verneed));
		uint64_t aux_at, aux_next;
		const char *file = NULL;

		if (!p || SPAN_FIELD(p, Elf64_Verneed, vn_version) != VER_NEED_CURRENT)
			return elfmap_lie(m, err, "there is no version need at offset %#llx",
					  (unsigned long long)at);
		if (version_string(m, d, SPAN_FIELD(p, Elf64_Verneed, vn_file), &file, err) < 0)
			return -1;
		aux_at = at + SPAN_FIELD(p, Elf64_Verneed, vn_aux);
		do {
			const unsigned char *aux = span_at(all, aux_at, sizeof(Elf64_Vernaux));

			if (!aux)
				return elfmap_lie(
					m, err, "the version needs of a library are out of bounds");
			if (add_need(m, d, file, aux, err) < 0)
				return -1;
			aux_next = SPAN_FIELD(aux, Elf64_Vernaux, vna_next);
			aux_at += aux_next;
		} while (aux_next);
		next = SPAN_FIELD(p, Elf64_Verneed, vn_next);
		at += next;
	} while (next);
	return 0;
}

int elfdyn_versions_read(const struct elfmap *m, struct elfdyn *d, struct span versym,
			 struct span definitions, struct span needs, struct err *err)
{
	size_t count = d->symbols.len / sizeof(Elf64_Sym);

	if (versym.len) {
		if (!span_at(versym, 0, count * 2))
			return elfmap_lie(m, err, "it has fewer symbol versions than symbols");
		d->versym = (struct span){ versym.data, count * 2 };
	}
	if (definitions.len && read_definitions(m, d, definitions, err) < 0)
		return -1;
	return needs.len ? read_needs(m, d, needs, err) : 0;
}
