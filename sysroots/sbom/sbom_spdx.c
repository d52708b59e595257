/* A bill of materials as SPDX 2.3 JSON. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/json.h"
#include "builder/base/version.h"
#include "sysroots/sbom/sbom.h"
#include "sysroots/sbom/sbom_spdx_files.h"
#include "sysroots/sbom/sbom_spdx_names.h"

static char *spdx_material_id(const struct sbom_material *m)
{
	AUTOFREE char *kind = xstrdup(material_word(m->kind));

	*kind = (char)(*kind - 'a' + 'A');
	return spdx_id(kind, m->sha256);
}

static const char *spdx_root(const struct sbom *b)
{
	return b->binary ? "SPDXRef-Binary" : "SPDXRef-Sysroot";
}

/* "" and NULL are what nobody claims to know. */
static const char *spdx_or_none(const char *value)
{
	return value && *value ? value : "NOASSERTION";
}

static void spdx_checksum(struct json *j, const char *sha256)
{
	if (!*sha256)
		return;
	jsonout_array_begin(j, "checksums");
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "algorithm", "SHA256");
	jsonout_string(j, "checksumValue", sha256);
	jsonout_object_end(j);
	jsonout_array_end(j);
}

static void spdx_reference(struct json *j, const char *category, const char *type,
			   const char *locator)
{
	if (!locator || !*locator)
		return;
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "referenceCategory", category);
	jsonout_string(j, "referenceType", type);
	jsonout_string(j, "referenceLocator", locator);
	jsonout_object_end(j);
}

/* A package up to its checksum; what follows is the caller's. */
static void spdx_package(struct json *j, const char *id, const char *name, const char *version,
			 const char *url, const char *license, const char *purpose)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "SPDXID", id);
	jsonout_string(j, "name", name);
	if (version && *version)
		jsonout_string(j, "versionInfo", version);
	jsonout_string(j, "downloadLocation", spdx_or_none(url));
	jsonout_string(j, "licenseConcluded", "NOASSERTION");
	jsonout_string(j, "licenseDeclared", spdx_or_none(license));
	jsonout_string(j, "copyrightText", "NOASSERTION");
	jsonout_string(j, "supplier", "NOASSERTION");
	jsonout_string(j, "primaryPackagePurpose", purpose);
}

static void spdx_sysroot(const struct sbom *b, struct json *j)
{
	AUTOFREE char *facts = strv_join(&b->tree.facts, "; ");
	AUTOFREE char *comment = xasprintf("The SHA256 checksum is that of the sysroot's manifest "
					   "(.sysroot/manifest). %s",
					   facts ? facts : "");

	spdx_package(j, "SPDXRef-Sysroot", b->tree.name, NULL, NULL, NULL, "OTHER");
	jsonout_bool(j, "filesAnalyzed", false);
	spdx_checksum(j, b->tree.digest);
	jsonout_string(j, "comment", comment);
	jsonout_object_end(j);
}

static void spdx_binary(const struct sbom *b, struct json *j)
{
	AUTOFREE char *missing = b->missing.len ? strv_join(&b->missing, ", ") : NULL;
	AUTOFREE char *comment =
		missing ? xasprintf("Needs libraries that are not in the sysroot: %s", missing)
			: NULL;

	spdx_package(j, "SPDXRef-Binary", b->binary, NULL, NULL, NULL, "APPLICATION");
	jsonout_bool(j, "filesAnalyzed", false);
	spdx_checksum(j, b->binary_sha256);
	if (comment)
		jsonout_string(j, "comment", comment);
	jsonout_object_end(j);
}

static char *spdx_part_comment(const struct sbom_part *p)
{
	AUTOBUF struct buf c = BUF_INIT;
	bool known = *p->sandbox && strcmp(p->sandbox, "-") != 0;

	if (!*p->part)
		buf_addstr(&c, "What sysroot itself adds to the tree: the compiler wrapper, the "
			       "compiler's specs, environment files.");
	else
		buf_addf(&c, "Made by the recipe '%s' (fidelity: %s%s%s).", p->recipe, p->fidelity,
			 known ? ", sandbox: " : "", known ? p->sandbox : "");
	if (*p->digest)
		buf_addstr(&c,
			   " The SHA256 checksum is that of the artifact's manifest: its list of "
			   "paths, modes and digests.");
	if (p->link) {
		AUTOFREE char *words = sbom_link_words(p->link);

		buf_addf(&c, " %c%s.", words[0] - 'a' + 'A', words + 1);
	}
	return buf_steal(&c);
}

static int spdx_part(const struct sbom *b, const struct sbom_part *p, struct json *j,
		     struct err *err)
{
	AUTOFREE char *id = spdx_part_id(p);
	AUTOFREE char *comment = spdx_part_comment(p);

	spdx_package(j, id, p->name, p->version, NULL, p->license, *p->part ? "LIBRARY" : "OTHER");
	spdx_checksum(j, p->digest);
	if (b->store && spdx_verification(b, p, j, err) < 0)
		return -1;
	if (!b->store)
		jsonout_bool(j, "filesAnalyzed", false);
	if (*p->key || p->purl) {
		jsonout_array_begin(j, "externalRefs");
		spdx_reference(j, "PACKAGE-MANAGER", "purl", p->purl);
		spdx_reference(j, "OTHER", "build-key", p->key);
		jsonout_array_end(j);
	}
	jsonout_string(j, "comment", comment);
	jsonout_object_end(j);
	return 0;
}

static void spdx_material(const struct sbom_material *m, struct json *j)
{
	AUTOFREE char *id = spdx_material_id(m);
	AUTOFREE char *origins = sbom_origins(m);
	AUTOFREE char *comment = origins ? xasprintf("Origins: %s", origins) : NULL;
	AUTOFREE char *unnamed = xasprintf("patch %.12s", m->sha256);

	spdx_package(j, id, m->name ? m->name : unnamed, NULL, m->url, NULL,
		     m->kind == MATERIAL_INPUT ? "ARCHIVE" : "FILE");
	jsonout_bool(j, "filesAnalyzed", false);
	if (m->name)
		jsonout_string(j, "packageFileName", m->name);
	spdx_checksum(j, m->sha256);
	if (m->purl) {
		jsonout_array_begin(j, "externalRefs");
		spdx_reference(j, "PACKAGE-MANAGER", "purl", m->purl);
		jsonout_array_end(j);
	}
	if (comment)
		jsonout_string(j, "comment", comment);
	jsonout_object_end(j);
}

static void spdx_modules(const struct sbom *b, struct json *j)
{
	for (size_t i = 0; i < b->module_count; i++) {
		const struct sbom_module *m = &b->modules[i];
		AUTOFREE char *id = spdx_id("GoModule", m->path);
		AUTOFREE char *purl = sbom_purl_go(m);

		spdx_package(j, id, m->path, m->version, NULL, NULL, "LIBRARY");
		jsonout_bool(j, "filesAnalyzed", false);
		jsonout_array_begin(j, "externalRefs");
		spdx_reference(j, "PACKAGE-MANAGER", "purl", purl);
		jsonout_array_end(j);
		jsonout_string(j, "comment",
			       "According to the Go program's own build information.");
		jsonout_object_end(j);
	}
}

static void spdx_part_relations(const struct sbom *b, const struct sbom_part *p, struct json *j)
{
	AUTOFREE char *id = spdx_part_id(p);

	spdx_relation(j, "SPDXRef-Sysroot", "CONTAINS", id);
	if (p->link && p->link->is_static)
		spdx_relation(j, "SPDXRef-Binary", "STATIC_LINK", id);
	if (p->link && p->link->is_dynamic)
		spdx_relation(j, "SPDXRef-Binary", "DYNAMIC_LINK", id);
	for (size_t i = 0; i < p->needs.len; i++)
		for (size_t k = 0; k < b->count; k++) {
			AUTOFREE char *need = spdx_part_id(&b->parts[k]);

			if (strcmp(b->parts[k].part, p->needs.items[i]) == 0 &&
			    sbom_has(b, &b->parts[k]))
				spdx_relation(j, need, "BUILD_DEPENDENCY_OF", id);
		}
	for (size_t i = 0; i < p->material_count; i++) {
		AUTOFREE char *from = spdx_material_id(&p->materials[i]);

		if (p->materials[i].kind == MATERIAL_PATCH)
			spdx_relation(j, from, "PATCH_FOR", id);
		else
			spdx_relation(j, id, "GENERATED_FROM", from);
	}
}

static void spdx_relations(const struct sbom *b, struct json *j)
{
	jsonout_array_begin(j, "relationships");
	spdx_relation(j, "SPDXRef-DOCUMENT", "DESCRIBES", spdx_root(b));
	if (b->binary)
		spdx_relation(j, "SPDXRef-Sysroot", "BUILD_DEPENDENCY_OF", "SPDXRef-Binary");
	for (size_t i = 0; i < b->count; i++)
		if (sbom_has(b, &b->parts[i]))
			spdx_part_relations(b, &b->parts[i], j);
	for (size_t i = 0; i < b->module_count; i++) {
		AUTOFREE char *id = spdx_id("GoModule", b->modules[i].path);

		spdx_relation(j, "SPDXRef-Binary", "STATIC_LINK", id);
	}
	if (b->store)
		spdx_file_relations(b, j);
	jsonout_array_end(j);
}

static int spdx_packages(const struct sbom *b, struct json *j, struct err *err)
{
	jsonout_array_begin(j, "packages");
	if (b->binary)
		spdx_binary(b, j);
	spdx_sysroot(b, j);
	for (size_t i = 0; i < b->count; i++)
		if (sbom_has(b, &b->parts[i]) && spdx_part(b, &b->parts[i], j, err) < 0)
			return -1;
	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; sbom_has(b, &b->parts[i]) && k < b->parts[i].material_count; k++)
			if (sbom_is_first(b, i, k))
				spdx_material(&b->parts[i].materials[k], j);
	spdx_modules(b, j);
	jsonout_array_end(j);
	return 0;
}

int sbom_spdx(const struct sbom *b, struct buf *out, struct err *err)
{
	const size_t begin = out->len;
	struct json j;

	jsonout_init(&j, out);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "spdxVersion", "SPDX-2.3");
	jsonout_string(&j, "dataLicense", "CC0-1.0");
	jsonout_string(&j, "SPDXID", "SPDXRef-DOCUMENT");
	jsonout_string(&j, "name", b->binary ? b->binary : b->tree.name);
	jsonout_string(&j, "documentNamespace", "urn:uuid:" SBOM_NO_UUID);
	jsonout_object_begin(&j, "creationInfo");
	jsonout_string(&j, "created", b->created);
	jsonout_array_begin(&j, "creators");
	jsonout_string(&j, NULL, "Tool: sysroot-" SYSROOT_VERSION);
	jsonout_array_end(&j);
	jsonout_object_end(&j);
	if (spdx_packages(b, &j, err) < 0)
		return -1;
	if (b->store && spdx_files(b, &j, err) < 0)
		return -1;
	spdx_relations(b, &j);
	jsonout_object_end(&j);
	sbom_put_uuid(out, begin);
	return 0;
}
