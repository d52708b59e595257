/* What an ELF file, an archive or a linker script is and asks for. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/elfinfo.h"

#include "builder/base/hex.h"
#include "sysroots/elf/arfile.h"
#include "sysroots/elf/elfdyn.h"
#include "sysroots/elf/elfmap.h"

#define STRING_LIMIT 4096
#define NEEDED_LIMIT 10000
#define BUILD_ID_LIMIT 256
#define SCRIPT_HEAD 65536 /* bytes in which a script's first command is looked for */

#ifndef DT_RELR
#define DT_RELR 36
#endif

/* Behind blanks and C comments, or the end. */
static size_t skip_blanks(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len) {
		const char *end;

		if (text[at] == ' ' || (text[at] >= '\t' && text[at] <= '\r')) {
			at++;
			continue;
		}
		if (len - at < 4 || memcmp(text + at, "/*", 2) != 0)
			break;
		end = memmem(text + at + 2, len - at - 2, "*/", 2);
		if (!end)
			return len;
		at = (size_t)(end + 2 - text);
	}
	return at;
}

/* A linker script begins with a command that has brackets: GROUP ( ... ). */
static bool is_script(const char *text, size_t len)
{
	static const char *const commands[] = { "GROUP",       "INPUT",    "OUTPUT_FORMAT",
						"OUTPUT_ARCH", "OUTPUT",   "SEARCH_DIR",
						"EXTERN",      "SECTIONS", "VERSION",
						"PROVIDE",     "ENTRY",    "STARTUP",
						"TARGET" };
	size_t at, end;

	if (len > SCRIPT_HEAD)
		len = SCRIPT_HEAD;
	at = skip_blanks(text, len);
	for (end = at; end < len && ((text[end] >= 'A' && text[end] <= 'Z') || text[end] == '_');)
		end++;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (end - at == strlen(commands[i]) &&
		    memcmp(text + at, commands[i], end - at) == 0) {
			end += skip_blanks(text + end, len - end);
			return end < len && (text[end] == '(' || text[end] == '{');
		}
	return false;
}

static int take_string(const struct elfmap *m, const struct elfdyn *d, uint64_t off,
		       const char *what, const char **out, struct err *err)
{
	const char *s = elfdyn_string(d, off);

	if (!s)
		return elfmap_lie(m, err, "the name of its %s is out of bounds", what);
	if (strnlen(s, STRING_LIMIT + 1) > STRING_LIMIT)
		return elfmap_lie(m, err, "the name of its %s has over %d bytes", what,
				  STRING_LIMIT);
	*out = s;
	return 0;
}

static int read_dynamic(const struct elfmap *m, const struct elfdyn *d, struct elfinfo *info,
			struct err *err)
{
	const char *s = NULL;
	uint64_t value;

	for (size_t at = 0; at < d->table.len; at += sizeof(Elf64_Dyn)) {
		const unsigned char *p = d->table.data + at;

		if (SPAN_FIELD(p, Elf64_Dyn, d_tag) != DT_NEEDED)
			continue;
		if (take_string(m, d, SPAN_FIELD(p, Elf64_Dyn, d_un.d_val), "needed library", &s,
				err) < 0)
			return -1;
		if (info->needed.len == NEEDED_LIMIT)
			return elfmap_lie(m, err, "it needs more than %d libraries", NEEDED_LIMIT);
		strv_add(&info->needed, s);
	}
	if (elfdyn_value(d, DT_SONAME, &value)) {
		if (take_string(m, d, value, "soname", &s, err) < 0)
			return -1;
		info->soname = xstrdup(s);
	}
	for (size_t i = 0; i < d->need_count; i++)
		strv_addf(&info->need_versions, "%s %s", d->needs[i].file, d->needs[i].version);
	strv_sort_unique(&info->need_versions);
	info->has_relr = elfdyn_value(d, DT_RELR, &value);
	return 0;
}

static int read_interp(const struct elfmap *m, struct elfinfo *info, struct err *err)
{
	struct elfmap_segment s;
	const unsigned char *p;

	if (elfmap_find_segment(m, PT_INTERP, &s) < 0)
		return 0;
	p = span_at(m->all, s.offset, s.filesz);
	if (!p || !s.filesz || s.filesz > STRING_LIMIT || p[s.filesz - 1] != '\0')
		return elfmap_lie(m, err,
				  "the name of its interpreter is out of bounds or not terminated");
	info->interp = xstrdup((const char *)p);
	return 0;
}

static char *hex_of(const unsigned char *bytes, size_t len)
{
	char *hex = xmalloc(2 * len + 1);

	hex_encode(bytes, len, hex);
	return hex;
}

/*
 * The build id among notes. A note that does not fit ends the search: nothing
 * but the build id is told by notes, and the loader does not need them either.
 */
static char *find_build_id(struct span notes, uint64_t align)
{
	uint64_t at = 0, round = align == 8 ? 7 : 3;
	const unsigned char *p;

	while ((p = span_at(notes, at, sizeof(Elf64_Nhdr)))) {
		uint64_t namesz = SPAN_FIELD(p, Elf64_Nhdr, n_namesz);
		uint64_t descsz = SPAN_FIELD(p, Elf64_Nhdr, n_descsz);
		uint64_t desc_at = (at + sizeof(Elf64_Nhdr) + namesz + round) & ~round;
		const unsigned char *owner = span_at(notes, at + sizeof(Elf64_Nhdr), namesz);
		const unsigned char *id = span_at(notes, desc_at, descsz);

		if (!owner || !id)
			return NULL;
		if (SPAN_FIELD(p, Elf64_Nhdr, n_type) == NT_GNU_BUILD_ID && namesz == 4 &&
		    memcmp(owner, "GNU", 4) == 0 && descsz && descsz <= BUILD_ID_LIMIT)
			return hex_of(id, (size_t)descsz);
		at = (desc_at + descsz + round) & ~round;
	}
	return NULL;
}

static void read_build_id(const struct elfmap *m, struct elfinfo *info)
{
	struct elfmap_segment g;
	struct elfmap_section s;
	struct span notes;

	for (uint32_t i = 0; !info->build_id && elfmap_segment(m, i, &g); i++) {
		const unsigned char *p =
			g.type == PT_NOTE ? span_at(m->all, g.offset, g.filesz) : NULL;

		if (p)
			info->build_id =
				find_build_id((struct span){ p, (size_t)g.filesz }, g.align);
	}
	for (uint32_t i = 0; !info->build_id && elfmap_section(m, i, &s); i++)
		if (s.type == SHT_NOTE && elfmap_section_bytes(m, &s, &notes))
			info->build_id = find_build_id(notes, 4);
}

static int read_elf(const struct elfmap *m, struct elfinfo *info, struct err *err)
{
	struct elfdyn d = { .present = false };
	uint64_t flags;
	int result = -1;

	info->machine = m->machine;
	read_build_id(m, info);
	if (m->type == ET_REL)
		info->kind = ELFKIND_OBJECT;
	if (m->type != ET_DYN && m->type != ET_EXEC)
		return 0;
	if (elfdyn_read(m, &d, err) < 0 || read_interp(m, info, err) < 0 ||
	    read_dynamic(m, &d, info, err) < 0)
		goto out;
	result = 0;
	if (d.hollow)
		goto out;
	if (!elfdyn_value(&d, DT_FLAGS_1, &flags))
		flags = 0;
	/* the C library itself has an interpreter, to be run; its soname tells */
	if (m->type == ET_EXEC || (flags & DF_1_PIE) || (info->interp && !info->soname))
		info->kind = ELFKIND_EXEC;
	else
		info->kind = ELFKIND_SHARED;
	info->is_static = info->kind == ELFKIND_EXEC && !info->interp && !info->needed.len;
out:
	elfdyn_release(&d);
	return result;
}

/* An archive is for the machine of its first object. */
static int read_archive(const void *data, size_t size, const char *name, struct elfinfo *info,
			struct err *err)
{
	struct arfile_member member;
	struct arfile ar;
	struct elfmap m;
	int more;

	more = arfile_open(&ar, data, size, name, err);
	while (more >= 0 && (more = arfile_next(&ar, &member, err)) > 0) {
		if (!elfmap_is(member.data, member.size))
			continue;
		more = elfmap_open(&m, member.data, member.size, name, member.name, err);
		if (more == 0)
			info->machine = m.machine;
		break;
	}
	arfile_release(&ar);
	info->kind = ELFKIND_ARCHIVE;
	return more < 0 ? -1 : 0;
}

int elfinfo_read(const void *data, size_t size, const char *name, struct elfinfo *info,
		 struct err *err)
{
	struct elfmap m;
	int result = 0;

	*info = (struct elfinfo){ .kind = ELFKIND_OTHER };
	if (arfile_is(data, size)) {
		result = read_archive(data, size, name, info, err);
	} else if (elfmap_is(data, size)) {
		result = elfmap_open(&m, data, size, name, "", err);
		if (result == 0)
			result = read_elf(&m, info, err);
	} else if (is_script(data, size)) {
		info->kind = ELFKIND_SCRIPT;
	}
	if (result < 0)
		elfinfo_release(info);
	return result;
}

void elfinfo_release(struct elfinfo *info)
{
	free(info->soname);
	free(info->interp);
	free(info->build_id);
	strv_release(&info->needed);
	strv_release(&info->need_versions);
	*info = (struct elfinfo){ .kind = ELFKIND_OTHER };
}
