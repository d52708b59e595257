/* Searching a binary for thousands of sections at once. */
/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "sysroots/sbom/match_internal.h"

#define SEARCH_BITS 20 /* of the filter that nearly every place of the binary ends at */
#define SEARCH_HITS ((size_t)1 << 20) /* more than any program has objects */

struct sought {
	uint64_t anchor;
	size_t object;
	const struct pattern *pattern;
};

struct search {
	struct match *m;
	struct sought *list; /* sorted by anchor */
	size_t count;
	unsigned char *filter; /* a bit for each hash of an anchor */
};

static uint64_t search_load(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static uint32_t search_hash(uint64_t v)
{
	return (uint32_t)((v * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - SEARCH_BITS));
}

static int sought_order(const void *pa, const void *pb)
{
	const struct sought *a = pa, *b = pb;

	if (a->anchor != b->anchor)
		return a->anchor < b->anchor ? -1 : 1;
	return a->object < b->object ? -1 : a->object > b->object;
}

static void search_prepare(struct search *s)
{
	size_t cap = 0;

	s->filter = xcalloc((size_t)1 << (SEARCH_BITS - 3), 1);
	for (size_t i = 0; i < s->m->object_count; i++) {
		const struct match_object *o = &s->m->objects[i];

		for (size_t k = 0; k < o->pattern_count; k++) {
			const struct pattern *p = &o->patterns[k];
			uint64_t anchor;

			if (!match_is_sure(p))
				continue;
			if (s->count == cap) {
				cap = cap ? cap * 2 : 1024;
				s->list = xreallocarray(s->list, cap, sizeof(*s->list));
			}
			anchor = search_load(p->data + p->anchor);
			s->list[s->count++] = (struct sought){ anchor, i, p };
			s->filter[search_hash(anchor) >> 3] |=
				(unsigned char)(1u << (search_hash(anchor) & 7));
		}
	}
	if (s->count)
		qsort(s->list, s->count, sizeof(*s->list), sought_order);
}

static void search_hit(struct match *m, const struct sought *w, size_t at)
{
	if (m->hit_count == SEARCH_HITS)
		return;
	if (m->hit_count == m->hit_cap) {
		m->hit_cap = m->hit_cap ? m->hit_cap * 2 : 1024;
		m->hits = xreallocarray(m->hits, m->hit_cap, sizeof(*m->hits));
	}
	m->hits[m->hit_count++] =
		(struct match_hit){ at, w->object, w->pattern->size, w->pattern->code };
}

/* Everything with this anchor at p, which is inside of bytes at file offset begin. */
static void search_at(struct search *s, const struct elfmap_segment *seg, struct span bytes,
		      size_t p, uint64_t v)
{
	size_t low = 0, high = s->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (s->list[middle].anchor < v)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < s->count && s->list[low].anchor == v; low++) {
		const struct pattern *want = s->list[low].pattern;
		size_t base = p - want->anchor;

		if (p < want->anchor || want->size > bytes.len - base ||
		    (want->align > 1 && (seg->vaddr + base) % want->align != 0) ||
		    (want->code && !(seg->flags & PF_X)))
			continue;
		if (pattern_fits(want, bytes.data + base))
			search_hit(s->m, &s->list[low], (size_t)seg->offset + base);
	}
}

void match_search(struct match *m)
{
	struct search s = { .m = m };
	struct elfmap_segment seg;

	search_prepare(&s);
	for (uint32_t i = 0; elfmap_segment(&m->binary, i, &seg); i++) {
		const unsigned char *data = span_at(m->binary.all, seg.offset, seg.filesz);
		struct span bytes = { data, (size_t)seg.filesz };

		if (seg.type != PT_LOAD || !data)
			continue;
		for (size_t p = 0; p + PATTERN_ANCHOR <= bytes.len; p++) {
			uint64_t v = search_load(data + p);
			uint32_t h = search_hash(v);

			if (s.filter[h >> 3] >> (h & 7) & 1)
				search_at(&s, &seg, bytes, p, v);
		}
	}
	free(s.filter);
	free(s.list);
}
