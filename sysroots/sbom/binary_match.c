/* Which objects of a sysroot's archives a binary was linked with. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/binary_match.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/buf.h"
#include "sysroots/elf/arfile.h"
#include "sysroots/sbom/match_internal.h"

int match_new(const struct elfmap *binary, struct match **out, struct err *err)
{
	struct match *m = xcalloc(1, sizeof(*m));

	m->binary = *binary;
	if (match_symbols_read(binary, &m->symbols, err) < 0) {
		match_free(m);
		return -1;
	}
	match_symbols_sort(&m->symbols);
	*out = m;
	return 0;
}

void match_free(struct match *m)
{
	if (!m)
		return;
	for (size_t i = 0; i < m->object_count; i++) {
		struct match_object *o = &m->objects[i];

		for (size_t k = 0; k < o->pattern_count; k++)
			free(o->patterns[k].known);
		free(o->patterns);
		free(o->label);
		free(o->symbols.items);
	}
	free(m->objects);
	free(m->symbols.items);
	free(m->hits);
	free(m);
}

static int match_add_object(struct match *m, const char *part, const char *path, const char *member,
			    const void *data, size_t size, struct err *err)
{
	struct match_object o = { .part = part };
	struct elfmap map;

	if (!elfmap_is(data, size))
		return 0;
	if (elfmap_open(&map, data, size, path, member, err) < 0)
		return -1;
	if (map.type != ET_REL || map.machine != m->binary.machine)
		return 0;
	if (pattern_read(&map, &o.patterns, &o.pattern_count, err) < 0 ||
	    match_symbols_read(&map, &o.symbols, err) < 0) {
		for (size_t k = 0; k < o.pattern_count; k++)
			free(o.patterns[k].known);
		free(o.patterns);
		free(o.symbols.items);
		return -1;
	}
	o.label = *member ? elfmap_label(path, member) : xstrdup(path);
	for (size_t k = 0; k < o.pattern_count; k++)
		o.has_code |= o.patterns[k].code && match_is_sure(&o.patterns[k]);
	if (m->object_count == m->object_cap) {
		m->object_cap = m->object_cap ? m->object_cap * 2 : 256;
		m->objects = xreallocarray(m->objects, m->object_cap, sizeof(*m->objects));
	}
	m->objects[m->object_count++] = o;
	return 0;
}

int match_add_file(struct match *m, const char *part, const char *path, const void *data,
		   size_t size, struct err *err)
{
	struct arfile_member member;
	struct arfile ar;
	int more;

	if (!arfile_is(data, size))
		return match_add_object(m, part, path, "", data, size, err);
	more = arfile_open(&ar, data, size, path, err);
	while (more >= 0 && (more = arfile_next(&ar, &member, err)) > 0)
		if (match_add_object(m, part, path, member.name, member.data, member.size, err) < 0)
			more = -1;
	arfile_release(&ar);
	return more;
}

/* Every hit that lies in a larger one goes; what is left, by address. */
static int hit_by_size(const void *pa, const void *pb)
{
	const struct match_hit *a = pa, *b = pb;

	if (a->size != b->size)
		return a->size < b->size ? 1 : -1;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	return a->object < b->object ? -1 : a->object > b->object;
}

/*
 * Take the hits, the largest first, where no larger one stands. Hits of one place and size
 * are of objects with equal sections: all of them keep it.
 */
static void match_claim(struct match *m)
{
	unsigned char *taken = xcalloc(m->binary.all.len + 1, 1);
	size_t kept = 0;

	if (m->hit_count)
		qsort(m->hits, m->hit_count, sizeof(*m->hits), hit_by_size);
	for (size_t i = 0; i < m->hit_count; i++) {
		struct match_hit h = m->hits[i];
		const struct match_hit *last = kept ? &m->hits[kept - 1] : NULL;
		bool equal = last && last->at == h.at && last->size == h.size;

		if (!equal && memchr(taken + h.at, 1, h.size))
			continue;
		if (!equal) {
			memset(taken + h.at, 1, h.size);
			m->found_bytes += h.code ? h.size : 0;
		}
		m->hits[kept++] = h;
	}
	m->hit_count = kept;
	free(taken);
}

/*
 * Of the hits from i to end, which are of one place: those of objects found elsewhere, or
 * those whose symbols are there too, or all.
 */
static void match_settle(struct match *m, size_t i, size_t end)
{
	struct match_object *first = NULL;
	bool by_name = false;

	for (size_t k = i; k < end; k++) {
		if (m->objects[m->hits[k].object].found)
			return;
		by_name |= match_symbols_fit(m, &m->objects[m->hits[k].object]);
	}
	/* The same bytes in two parts: neither can be named for sure. */
	for (size_t k = i + 1; k < end; k++)
		if (strcmp(m->objects[m->hits[k].object].part,
			   m->objects[m->hits[i].object].part) != 0)
			return;
	for (size_t k = i, named = 0; k < end && named < 2; k++) {
		struct match_object *o = &m->objects[m->hits[k].object];

		if (o == first || (by_name && !match_symbols_fit(m, o)))
			continue;
		if (named++)
			match_also(first, o);
		else
			first = o;
	}
	if (first)
		first->found = first->by_content = true;
}

static void match_name(struct match *m)
{
	size_t end;

	/* What only one object has names it; only then is the rest looked at. */
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < m->hit_count; i = end) {
			struct match_object *o = &m->objects[m->hits[i].object];

			for (end = i + 1; end < m->hit_count; end++)
				if (m->hits[end].at != m->hits[i].at ||
				    m->hits[end].size != m->hits[i].size)
					break;
			if (o->has_code && !m->hits[i].code)
				continue; /* a table alone may be anybody's */
			if (pass == 1)
				match_settle(m, i, end);
			else if (end == i + 1)
				o->found = o->by_content = true;
		}
	for (size_t i = 0; i < m->hit_count; i++) {
		struct match_object *o = &m->objects[m->hits[i].object];

		o->bytes += o->found ? m->hits[i].size : 0;
	}
}

size_t match_run(struct match *m)
{
	size_t n = 0;

	match_search(m);
	match_claim(m);
	match_name(m);
	match_by_symbols(m);
	for (size_t i = 0; i < m->object_count; i++) {
		if (!m->objects[i].found)
			continue;
		m->objects[i].rank = n;
		n++;
	}
	return n;
}

struct match_found match_get(const struct match *m, size_t i)
{
	for (size_t k = 0; k < m->object_count; k++) {
		const struct match_object *o = &m->objects[k];

		if (o->found && o->rank == i)
			return (struct match_found){ o->label, o->part, o->by_content, o->bytes };
	}
	return (struct match_found){ 0 };
}

size_t match_code_bytes(const struct match *m)
{
	struct elfmap_segment s;
	size_t n = 0;

	for (uint32_t i = 0; elfmap_segment(&m->binary, i, &s); i++)
		if (s.type == PT_LOAD && (s.flags & PF_X))
			n += s.filesz;
	return n;
}

size_t match_found_bytes(const struct match *m)
{
	return m->found_bytes;
}

bool match_is_stripped(const struct match *m)
{
	return m->symbols.count == 0;
}
