/* A bill of materials as CycloneDX 1.6 JSON. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/json.h"
#include "builder/base/version.h"
#include "sysroots/sbom/sbom.h"

/* The reference of a part within the document; the caller frees. */
static char *cdx_ref(const struct sbom_part *p)
{
	return *p->part ? xasprintf("part:%s", p->part) : xstrdup("wrapper");
}

static const char *cdx_root(const struct sbom *b)
{
	return b->binary ? "binary" : "sysroot";
}

static void cdx_hash(struct json *j, const char *sha256)
{
	if (!*sha256)
		return;
	jsonout_array_begin(j, "hashes");
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "alg", "SHA-256");
	jsonout_string(j, "content", sha256);
	jsonout_object_end(j);
	jsonout_array_end(j);
}

static void cdx_property(struct json *j, const char *name, const char *value)
{
	if (!value || !*value)
		return;
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "name", name);
	jsonout_string(j, "value", value);
	jsonout_object_end(j);
}

static void cdx_component(struct json *j, const char *key, const char *type, const char *ref,
			  const char *name, const char *version)
{
	jsonout_object_begin(j, key);
	jsonout_string(j, "type", type);
	if (ref)
		jsonout_string(j, "bom-ref", ref);
	jsonout_string(j, "name", name);
	if (version && *version)
		jsonout_string(j, "version", version);
}

static void cdx_input(const struct sbom_material *m, struct json *j)
{
	AUTOFREE char *origins = sbom_origins(m);

	cdx_component(j, NULL, "file", NULL, m->name, NULL);
	cdx_hash(j, m->sha256);
	if (m->purl)
		jsonout_string(j, "purl", m->purl);
	if (m->url) {
		jsonout_array_begin(j, "externalReferences");
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "type", "distribution");
		jsonout_string(j, "url", m->url);
		jsonout_object_end(j);
		jsonout_array_end(j);
	}
	if (origins) {
		jsonout_array_begin(j, "properties");
		cdx_property(j, "sysroot:origins", origins);
		jsonout_array_end(j);
	}
	jsonout_object_end(j);
}

static bool cdx_any(const struct sbom_part *p, enum material_kind kind)
{
	for (size_t i = 0; i < p->material_count; i++)
		if (p->materials[i].kind == kind)
			return true;
	return false;
}

/* What it was made from, and the patches that were laid on it. */
static void cdx_pedigree(const struct sbom_part *p, struct json *j)
{
	if (!cdx_any(p, MATERIAL_INPUT) && !cdx_any(p, MATERIAL_PATCH))
		return;
	jsonout_object_begin(j, "pedigree");
	if (cdx_any(p, MATERIAL_INPUT)) {
		jsonout_array_begin(j, "ancestors");
		for (size_t i = 0; i < p->material_count; i++)
			if (p->materials[i].kind == MATERIAL_INPUT)
				cdx_input(&p->materials[i], j);
		jsonout_array_end(j);
	}
	if (cdx_any(p, MATERIAL_PATCH)) {
		jsonout_array_begin(j, "patches");
		for (size_t i = 0; i < p->material_count; i++) {
			const struct sbom_material *m = &p->materials[i];
			AUTOFREE char *urn = xasprintf("urn:sha256:%s", m->sha256);

			if (m->kind != MATERIAL_PATCH)
				continue;
			jsonout_object_begin(j, NULL);
			jsonout_string(j, "type", "unofficial");
			jsonout_object_begin(j, "diff");
			jsonout_string(j, "url", m->name ? m->name : urn);
			jsonout_object_end(j);
			jsonout_object_end(j);
		}
		jsonout_array_end(j);
	}
	jsonout_object_end(j);
}

static void cdx_part_properties(const struct sbom_part *p, struct json *j)
{
	if (!*p->part)
		return;
	jsonout_array_begin(j, "properties");
	cdx_property(j, "sysroot:recipe", p->recipe);
	cdx_property(j, "sysroot:fidelity", p->fidelity);
	cdx_property(j, "sysroot:sandbox", p->sandbox);
	cdx_property(j, "sysroot:build-key", p->key);
	cdx_property(j, "sysroot:manifest-sha256", p->digest);
	for (size_t i = 0; i < p->material_count; i++) {
		const struct sbom_material *m = &p->materials[i];
		AUTOFREE char *value = NULL;

		if (m->kind == MATERIAL_PATCH)
			value = xasprintf("sha256:%s -p%u %s", m->sha256, m->strip,
					  m->name ? m->name : "");
		else if (m->kind == MATERIAL_FILE)
			value = xasprintf("sha256:%s %s", m->sha256, m->name);
		cdx_property(j, m->kind == MATERIAL_PATCH ? "sysroot:patch" : "sysroot:file",
			     value);
	}
	jsonout_array_end(j);
}

static void cdx_method(struct json *j, const char *technique, int64_t hundredths, const char *value)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "technique", technique);
	jsonout_hundredths(j, "confidence", hundredths);
	jsonout_string(j, "value", value);
	jsonout_object_end(j);
}

/*
 * Compared content is proof (it may be of another release of the same bytes); names
 * alone are a good guess; a soname says what it wants, not what it will get.
 */
static void cdx_evidence(const struct sbom_link *l, struct json *j)
{
	AUTOFREE char *words = sbom_link_words(l);
	int64_t sure = l->by_content ? 100 : l->by_symbol ? 60 : 50;

	jsonout_object_begin(j, "evidence");
	jsonout_array_begin(j, "identity");
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "field", "name");
	jsonout_hundredths(j, "confidence", sure);
	jsonout_array_begin(j, "methods");
	cdx_method(j,
		   l->by_content  ? "binary-analysis"
		   : l->by_symbol ? "other"
				  : "filename",
		   sure, words);
	jsonout_array_end(j);
	jsonout_object_end(j);
	jsonout_array_end(j);
	jsonout_array_begin(j, "occurrences");
	for (size_t i = 0; i < l->objects.len; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "location", l->objects.items[i]);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	jsonout_object_end(j);
}

static void cdx_files(const struct sbom *b, const struct sbom_part *p, struct json *j)
{
	bool any = false;

	for (size_t i = 0; b->store && i < b->tree.manifest.count; i++) {
		const struct entry *e = &b->tree.manifest.entries[i];

		if (e->type != ENTRY_FILE || strcmp(e->part ? e->part : "", p->part) != 0)
			continue;
		if (!any)
			jsonout_array_begin(j, "components");
		any = true;
		cdx_component(j, NULL, "file", NULL, e->path, NULL);
		cdx_hash(j, e->sha256);
		jsonout_object_end(j);
	}
	if (any)
		jsonout_array_end(j);
}

static void cdx_part(const struct sbom *b, const struct sbom_part *p, struct json *j)
{
	AUTOFREE char *ref = cdx_ref(p);

	cdx_component(j, NULL, "library", ref, p->name, p->version);
	jsonout_string(j, "scope", "required");
	cdx_hash(j, p->digest);
	if (*p->license) {
		jsonout_array_begin(j, "licenses");
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "expression", p->license);
		jsonout_object_end(j);
		jsonout_array_end(j);
	}
	if (p->purl)
		jsonout_string(j, "purl", p->purl);
	cdx_pedigree(p, j);
	cdx_files(b, p, j);
	if (p->link)
		cdx_evidence(p->link, j);
	cdx_part_properties(p, j);
	jsonout_object_end(j);
}

static void cdx_module(const struct sbom_module *m, struct json *j)
{
	AUTOFREE char *purl = sbom_purl_go(m);

	cdx_component(j, NULL, "library", purl, m->path, m->version);
	jsonout_string(j, "purl", purl);
	if (*m->sum) {
		jsonout_array_begin(j, "properties");
		cdx_property(j, "sysroot:go-sum", m->sum);
		jsonout_array_end(j);
	}
	jsonout_object_end(j);
}

static void cdx_metadata(const struct sbom *b, struct json *j)
{
	AUTOFREE char *missing = strv_join(&b->missing, ", ");

	jsonout_object_begin(j, "metadata");
	jsonout_string(j, "timestamp", b->created);
	jsonout_object_begin(j, "tools");
	jsonout_array_begin(j, "components");
	cdx_component(j, NULL, "application", NULL, "sysroot", SYSROOT_VERSION);
	jsonout_object_end(j);
	jsonout_array_end(j);
	jsonout_object_end(j);
	cdx_component(j, "component", b->binary ? "application" : "platform", cdx_root(b),
		      b->binary ? b->binary : b->tree.name, NULL);
	cdx_hash(j, b->binary ? b->binary_sha256 : b->tree.digest);
	jsonout_array_begin(j, "properties");
	for (size_t i = 0; i < b->tree.facts.len; i++)
		cdx_property(j, "sysroot:fact", b->tree.facts.items[i]);
	cdx_property(j, "sysroot:manifest-sha256", b->tree.digest);
	cdx_property(j, "sysroot:needed-elsewhere", missing);
	cdx_property(j, "sysroot:go-version", b->go_version);
	jsonout_array_end(j);
	jsonout_object_end(j);
	jsonout_object_end(j);
}

static void cdx_depends(const struct sbom *b, const struct sbom_part *p, struct json *j)
{
	AUTOFREE char *ref = cdx_ref(p);

	jsonout_object_begin(j, NULL);
	jsonout_string(j, "ref", ref);
	jsonout_array_begin(j, "dependsOn");
	for (size_t i = 0; i < p->needs.len; i++)
		for (size_t k = 0; k < b->count; k++) {
			AUTOFREE char *need = cdx_ref(&b->parts[k]);

			if (strcmp(b->parts[k].part, p->needs.items[i]) == 0 &&
			    sbom_has(b, &b->parts[k]))
				jsonout_string(j, NULL, need);
		}
	jsonout_array_end(j);
	jsonout_object_end(j);
}

static void cdx_dependencies(const struct sbom *b, struct json *j)
{
	jsonout_array_begin(j, "dependencies");
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "ref", cdx_root(b));
	jsonout_array_begin(j, "dependsOn");
	for (size_t i = 0; i < b->count; i++) {
		AUTOFREE char *ref = cdx_ref(&b->parts[i]);

		if (sbom_has(b, &b->parts[i]))
			jsonout_string(j, NULL, ref);
	}
	for (size_t i = 0; i < b->module_count; i++) {
		AUTOFREE char *purl = sbom_purl_go(&b->modules[i]);

		jsonout_string(j, NULL, purl);
	}
	jsonout_array_end(j);
	jsonout_object_end(j);
	for (size_t i = 0; i < b->count; i++)
		if (sbom_has(b, &b->parts[i]))
			cdx_depends(b, &b->parts[i], j);
	jsonout_array_end(j);
}

int sbom_cyclonedx(const struct sbom *b, struct buf *out, struct err *err)
{
	const size_t begin = out->len;
	struct json j;

	(void)err; /* digests of files stand in the manifest: nothing is read */
	jsonout_init(&j, out);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "bomFormat", "CycloneDX");
	jsonout_string(&j, "specVersion", "1.6");
	jsonout_string(&j, "serialNumber", "urn:uuid:" SBOM_NO_UUID);
	jsonout_number(&j, "version", 1);
	cdx_metadata(b, &j);
	jsonout_array_begin(&j, "components");
	for (size_t i = 0; i < b->count; i++)
		if (sbom_has(b, &b->parts[i]))
			cdx_part(b, &b->parts[i], &j);
	for (size_t i = 0; i < b->module_count; i++)
		cdx_module(&b->modules[i], &j);
	jsonout_array_end(&j);
	cdx_dependencies(b, &j);
	jsonout_object_end(&j);
	sbom_put_uuid(out, begin);
	return 0;
}
