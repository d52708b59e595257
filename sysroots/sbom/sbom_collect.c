/* Gathering what the store knows of a sysroot. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/sbom.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "cache/provenance/provenance.h"
#include "recipes/recipe_origin.h"

static void material_release(struct sbom_material *m)
{
	free(m->name);
	free(m->purl);
	free(m->url);
	strv_release(&m->origins);
}

static void part_release(struct sbom_part *p)
{
	free(p->part);
	free(p->name);
	free(p->recipe);
	free(p->version);
	free(p->license);
	free(p->fidelity);
	free(p->sandbox);
	free(p->purl);
	for (size_t i = 0; i < p->material_count; i++)
		material_release(&p->materials[i]);
	free(p->materials);
	strv_release(&p->needs);
	if (p->link)
		strv_release(&p->link->objects);
	free(p->link);
}

void sbom_release(struct sbom *b)
{
	for (size_t i = 0; i < b->count; i++)
		part_release(&b->parts[i]);
	free(b->parts);
	for (size_t i = 0; i < b->module_count; i++) {
		free(b->modules[i].path);
		free(b->modules[i].version);
		free(b->modules[i].sum);
	}
	free(b->modules);
	free(b->binary);
	free(b->go_version);
	strv_release(&b->missing);
	tree_record_release(&b->tree);
	*b = (struct sbom){ 0 };
}

static int collect_time(struct sbom *b, struct err *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	uint64_t seconds = STORE_MTIME;

	if (epoch && *epoch) {
		/* The year must have four digits. */
		if (!decimal_parse(epoch, 253402300799, &seconds)) {
			err_set(err, ERR_USAGE, "'%s' in SOURCE_DATE_EPOCH is not a time", epoch);
			return err_hint(err, "give seconds since 1970");
		}
	}
	clock_text((time_t)seconds, b->created);
	return 0;
}

/* The C library's own name is one of the facts: "libc glibc". */
static const char *collect_name(const struct sbom *b, const char *part)
{
	const char *libc = strcmp(part, "libc") == 0 ? tree_record_fact(&b->tree, "libc") : NULL;

	return libc ? libc : part;
}

static void collect_materials(struct sbom_part *p, const struct key_materials *m)
{
	p->materials = xcalloc(m->count, sizeof(*p->materials));
	for (size_t i = 0; i < m->count; i++) {
		const struct key_material *k = &m->items[i];
		struct sbom_material *to;

		if (k->kind == MATERIAL_NEED)
			strv_add(&p->needs, k->name);
		/* Tools made it and are not in it: the provenance has them. */
		if (k->kind == MATERIAL_NEED || k->kind == MATERIAL_TOOL)
			continue;
		to = &p->materials[p->material_count++];
		to->kind = k->kind;
		to->name = k->name ? xstrdup(k->name) : NULL;
		to->strip = k->strip;
		memcpy(to->sha256, k->sha256, SHA256_HEX);
	}
	strv_sort_unique(&p->needs);
}

/* What the story of its making adds: origins, and what patches are called. */
static bool collect_provenance(const struct store *s, struct sbom_part *p, const struct artifact *a)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct provenance story = { 0 };
	bool told = store_read_provenance(s, p->key, &text, NULL) == 0 &&
		    provenance_parse(text.data, text.len, p->recipe, &story, NULL) == 0 &&
		    provenance_fits(&story, a, NULL);

	for (size_t i = 0; told && i < p->material_count; i++) {
		struct sbom_material *m = &p->materials[i];

		for (size_t k = 0; k < story.count; k++) {
			const struct provenance_material *from = &story.materials[k];

			if (strcmp(from->sha256, m->sha256) != 0 ||
			    strcmp(from->kind, material_word(m->kind)) != 0)
				continue;
			if (!m->name && *from->name)
				m->name = xstrdup(from->name);
			if (!m->origins.len)
				strv_add_all(&m->origins, &from->origins);
		}
	}
	provenance_release(&story);
	return told;
}

/* The same from a recipe as it is now; only what has the digest is believed. */
static void collect_recipe(struct catalog *catalog, struct sbom_part *p)
{
	const struct recipe *r;

	if (!catalog || catalog_get(catalog, p->recipe, &r, NULL) < 0)
		return;
	for (size_t i = 0; i < p->material_count; i++) {
		struct sbom_material *m = &p->materials[i];

		for (size_t k = 0; k < r->input_count; k++) {
			const struct recipe_input *in = &r->inputs[k];

			if (m->kind != MATERIAL_INPUT || m->origins.len ||
			    strcmp(in->sha256, m->sha256) != 0)
				continue;
			for (size_t o = 0; o < in->origin_count; o++) {
				AUTOFREE char *words = strv_join(&in->origins[o].words, " ");

				strv_addf(&m->origins, "%s %s", origin_word(in->origins[o].kind),
					  words);
			}
		}
		for (size_t k = 0; k < r->patch_count; k++)
			if (m->kind == MATERIAL_PATCH && !m->name &&
			    strcmp(r->patches[k].sha256, m->sha256) == 0)
				m->name = xstrdup(r->patches[k].name);
	}
}

static int collect_artifact(const struct store *s, struct catalog *catalog, struct sbom_part *p,
			    struct err *err)
{
	struct key_materials m = { 0 };
	struct artifact a = { 0 };
	struct err e = ERR_INIT;
	int status = store_read_artifact(s, p->key, &a, &e);

	if (status < 0 && e.code == ERR_MISSING) {
		/* The sysroot lives on without it; its record says the rest. */
		err_clear(&e);
		artifact_release(&a);
		return 0;
	}
	if (status < 0)
		return err_move(err, &e);
	manifest_digest(&a.manifest, p->digest);
	free(p->sandbox);
	p->sandbox = xstrdup(a.sandbox);
	status = key_materials_read(a.key_text, &m, err);
	if (status == 0) {
		collect_materials(p, &m);
		if (!collect_provenance(s, p, &a))
			collect_recipe(catalog, p);
		for (size_t i = 0; i < p->material_count; i++)
			sbom_set_purl(&p->materials[i]);
	} else {
		err_prefix(err, "the artifact of '%s'", p->recipe);
	}
	key_materials_release(&m);
	artifact_release(&a);
	return status;
}

/* What stands in the tree and came from no part: the wrapper and the files of environment. */
static void collect_own(struct sbom *b)
{
	for (size_t i = 0; i < b->tree.manifest.count; i++) {
		const struct entry *e = &b->tree.manifest.entries[i];

		if (e->part || e->type == ENTRY_DIR)
			continue;
		b->parts[b->count++] = (struct sbom_part){
			.part = xstrdup(""),
			.name = xstrdup("sysroot-wrapper"),
			.recipe = xstrdup(""),
			.version = xstrdup(""),
			.license = xstrdup("MIT"),
			.fidelity = xstrdup(""),
			.sandbox = xstrdup(""),
		};
		return;
	}
}

int sbom_collect(const struct store *s, struct catalog *catalog, const char *name, struct sbom *b,
		 struct err *err)
{
	if (collect_time(b, err) < 0 || store_read_tree(s, name, &b->tree, err) < 0)
		return -1;
	b->parts = xcalloc(b->tree.part_count + 1, sizeof(*b->parts));
	for (size_t i = 0; i < b->tree.part_count; i++) {
		const struct tree_part *from = &b->tree.parts[i];
		struct sbom_part *p = &b->parts[b->count++];

		p->part = xstrdup(from->part);
		p->name = xstrdup(collect_name(b, from->part));
		p->recipe = xstrdup(from->recipe);
		p->version = xstrdup(from->version);
		p->license = xstrdup(from->license);
		p->fidelity = xstrdup(from->fidelity);
		p->sandbox = xstrdup("");
		p->purl = sbom_purl_generic(p->name, p->version);
		if (!sha256_is_hex(from->key))
			continue;
		memcpy(p->key, from->key, SHA256_HEX);
		if (collect_artifact(s, catalog, p, err) < 0)
			return -1;
	}
	collect_own(b);
	return 0;
}
