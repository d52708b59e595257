/* The reader of libraries that the index asks for their symbols. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/elf/index_symbols.h"

#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/file_map.h"
#include "sysroots/elf/elfinfo.h"
#include "sysroots/elf/elfsym.h"

/* A symbol that was seen; its strings stand in collection.text. */
struct seen {
	uint64_t hash;
	size_t name;
	size_t version;
	char kind;
	bool is_default;
};

/* Symbols in the order of the file, each name, version and kind once, and a hash table of them. */
struct collection {
	struct seen *items;
	size_t len, cap;
	size_t *slots; /* number of the item + 1, or 0: free */
	size_t slot_count; /* a power of two, at least twice len; or 0 */
	struct buf text;
};

/*
 * Probing ends after this many slots: then the symbol counts as new. Files
 * whose symbols collide that often are made on purpose, and cost a symbol
 * listed twice, not time without bound.
 */
#define PROBE_LIMIT 1000

/* FNV-1a; a hostile file can make its symbols collide, hence PROBE_LIMIT. */
static uint64_t hash_add(uint64_t hash, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)s[i]) * 0x100000001b3;
	return hash;
}

static void rehash(struct collection *c, size_t slot_count)
{
	free(c->slots);
	c->slots = xcalloc(slot_count, sizeof(*c->slots));
	c->slot_count = slot_count;
	for (size_t i = 0; i < c->len; i++) {
		size_t at = c->items[i].hash & (slot_count - 1);

		for (int probe = 0; c->slots[at] && probe < PROBE_LIMIT; probe++)
			at = (at + 1) & (slot_count - 1);
		if (!c->slots[at])
			c->slots[at] = i + 1;
	}
}

static bool is_same(const struct collection *c, const struct seen *a, const struct elfsym *sym)
{
	return a->kind == sym->kind && strcmp(c->text.data + a->name, sym->name) == 0 &&
	       strcmp(c->text.data + a->version, sym->version) == 0;
}

static int collect(const struct elfsym *sym, void *arg)
{
	struct collection *c = arg;
	size_t name_len = strlen(sym->name), version_len = strlen(sym->version), at;
	uint64_t hash = 0xcbf29ce484222325;

	hash = hash_add(hash, sym->name, name_len + 1);
	hash = hash_add(hash, sym->version, version_len + 1);
	hash = hash_add(hash, &sym->kind, 1);
	hash ^= hash >> 32;
	if (c->len * 2 >= c->slot_count)
		rehash(c, c->slot_count ? c->slot_count * 2 : 8192);
	at = hash & (c->slot_count - 1);
	for (int i = 0; c->slots[at] && i < PROBE_LIMIT; i++) {
		const struct seen *a = &c->items[c->slots[at] - 1];

		if (a->hash == hash && is_same(c, a, sym))
			return 0;
		at = (at + 1) & (c->slot_count - 1);
	}
	if (c->len == c->cap) {
		c->cap = c->cap ? c->cap * 2 : 4096;
		c->items = xreallocarray(c->items, c->cap, sizeof(*c->items));
	}
	c->items[c->len] = (struct seen){ hash, c->text.len, c->text.len + name_len + 1, sym->kind,
					  sym->is_default };
	buf_add(&c->text, sym->name, name_len + 1);
	buf_add(&c->text, sym->version, version_len + 1);
	c->len++;
	if (!c->slots[at])
		c->slots[at] = c->len;
	return 0;
}

static int take_soname(const struct elfinfo *info, const char *path, char soname[256],
		       struct err *err)
{
	size_t len = info->soname ? strlen(info->soname) : 0;

	if (len > 255)
		return err_set(err, ERR_CORRUPT, "'%s' has a soname of %zu bytes", path, len);
	memcpy(soname, len ? info->soname : "", len + 1);
	return 0;
}

static int read_symbols(const void *data, size_t size, const char *path, char soname[256],
			struct collection *c, struct err *err)
{
	struct elfinfo info;
	int result = -1;

	if (elfinfo_read(data, size, path, &info, err) < 0)
		return -1;
	if (info.kind != ELFKIND_SHARED && info.kind != ELFKIND_OBJECT &&
	    info.kind != ELFKIND_ARCHIVE)
		result = 0;
	else if (elfsym_each(data, size, path, true, collect, c, err) == 0)
		result = take_soname(&info, path, soname, err);
	elfinfo_release(&info);
	return result;
}

int symbols_index_reader(int fd, const char *path, char soname[256],
			 void (*add)(void *arg, const struct index_symbol *sym), void *arg,
			 struct err *err)
{
	struct collection c = { .text = BUF_INIT };
	struct file_map AUTOFILEMAP file = { 0 };
	int result;

	soname[0] = '\0';
	if (file_map_open(fd, path, &file, err) < 0)
		return -1;
	if (!file.size)
		return 0;
	result = read_symbols(file.data, file.size, path, soname, &c, err);
	for (size_t i = 0; result == 0 && i < c.len; i++) {
		const struct seen *a = &c.items[i];
		struct index_symbol sym = { c.text.data + a->name, c.text.data + a->version,
					    a->kind, a->is_default };

		add(arg, &sym);
	}
	free(c.items);
	free(c.slots);
	buf_release(&c.text);
	return result;
}
