/* An artifact's provenance, read back from its statement. */
/* SPDX-License-Identifier: MIT */
#include "cache/provenance/provenance.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/json_read.h"

#define PROVENANCE_MAX ((size_t)16 << 20) /* bytes of a statement */
#define PROVENANCE_MATERIALS 100000

void provenance_release(struct provenance *p)
{
	for (size_t i = 0; i < p->count; i++) {
		free(p->materials[i].kind);
		free(p->materials[i].name);
		free(p->materials[i].sha256);
		free(p->materials[i].version);
		strv_release(&p->materials[i].origins);
	}
	free(p->materials);
	free(p->recipe);
	free(p->digest);
	free(p->key);
	*p = (struct provenance){ 0 };
}

static int provenance_lie(const char *name, const char *what, struct err *err)
{
	err_set(err, ERR_CORRUPT, "the provenance of '%s' is damaged: %s", name, what);
	return err_hint(err, "'sysroot fsck --repair' removes it; the artifact is not affected");
}

/* A string's text, "" for none; the caller frees. */
static char *text_at(const struct json_t *value)
{
	const char *text = jsonin_string(value);

	return xstrdup(text ? text : "");
}

static bool is_string(const struct json_t *value, const char *wanted)
{
	const char *text = jsonin_string(value);

	return text && strcmp(text, wanted) == 0;
}

/* What is wrong with the head, or NULL. */
static const char *read_head(const struct json_t *root, struct provenance *p)
{
	const struct json_t *definition = jsonin_at(root, "predicate", "buildDefinition");
	const struct json_t *subjects = jsonin_at(root, "subject");
	const struct json_t *subject = jsonin_item(subjects, 0);

	if (!is_string(jsonin_at(root, "_type"), PROVENANCE_STATEMENT) ||
	    !is_string(jsonin_at(root, "predicateType"), PROVENANCE_PREDICATE) ||
	    !is_string(jsonin_at(definition, "buildType"), PROVENANCE_BUILD_TYPE))
		return "it is not a statement of how a recipe was built";
	if (jsonin_count(subjects) != 1)
		return "it does not describe exactly one artifact";
	p->recipe = text_at(jsonin_at(subject, "name"));
	p->digest = text_at(jsonin_at(subject, "digest", "sha256"));
	p->key = text_at(jsonin_at(definition, "internalParameters", "buildKey"));
	if (!sha256_is_hex(p->digest) || !sha256_is_hex(p->key))
		return "it contains an invalid digest";
	return NULL;
}

/* The same of one material. */
static const char *read_material(const struct json_t *material, struct provenance_material *m)
{
	const struct json_t *notes = jsonin_at(material, "annotations");
	const struct json_t *origins = jsonin_at(notes, "origins");

	*m = (struct provenance_material){
		.kind = text_at(jsonin_at(notes, "kind")),
		.name = text_at(jsonin_at(material, "name")),
		.sha256 = text_at(jsonin_at(material, "digest", "sha256")),
		.version = text_at(jsonin_at(notes, "version")),
		.origins = STRV_INIT,
	};
	for (size_t i = 0; i < jsonin_count(origins); i++)
		strv_take(&m->origins, text_at(jsonin_item(origins, i)));
	return sha256_is_hex(m->sha256) ? NULL : "it contains an invalid digest";
}

static const char *read_materials(const struct json_t *root, struct provenance *p)
{
	const struct json_t *materials =
		jsonin_at(root, "predicate", "buildDefinition", "resolvedDependencies");
	const size_t count = jsonin_count(materials);
	const char *wrong = NULL;

	if (count > PROVENANCE_MATERIALS)
		return "it has more materials than the limit";
	p->materials = xcalloc(count, sizeof(*p->materials));
	while (!wrong && p->count < count) {
		wrong = read_material(jsonin_item(materials, p->count), &p->materials[p->count]);
		p->count++;
	}
	return wrong;
}

int provenance_parse(const char *text, size_t len, const char *name, struct provenance *p,
		     struct err *err)
{
	struct json_t AUTOJSON *root = NULL;
	const char *wrong = NULL;

	if (len > PROVENANCE_MAX)
		return provenance_lie(name, "it is too large", err);
	root = jsonin_parse(text, len, PROVENANCE_MAX, name, NULL);
	wrong = root ? read_head(root, p) : "it is not JSON";
	if (!wrong)
		wrong = read_materials(root, p);
	return wrong ? provenance_lie(name, wrong, err) : 0;
}

bool provenance_fits(const struct provenance *p, const struct artifact *a, char **why)
{
	AUTOFREE char *what = NULL;
	char digest[SHA256_HEX];

	manifest_digest(&a->manifest, digest);
	if (strcmp(p->key, a->key) != 0)
		what = xasprintf("it is for the build key %s", p->key);
	else if (strcmp(p->recipe, a->recipe) != 0)
		what = xasprintf("it is for the recipe '%s'", p->recipe);
	else if (strcmp(p->digest, digest) != 0)
		what = xasprintf("it is for a tree with digest %s", p->digest);
	else
		return true;
	if (why)
		*why = STEAL_POINTER(what);
	return false;
}
