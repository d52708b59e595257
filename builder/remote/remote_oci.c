/* What we keep in a registry: OCI artifacts with one kit each. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_oci.h"

#include <string.h>

#include "builder/base/json.h"
#include "builder/base/json_read.h"
#include "builder/base/plain.h"

#define ARTIFACT_TYPE "application/vnd.sysroot.artifact.v1"
#define KIT_TYPE "application/vnd.sysroot.kit.v1+zstd"
#define SIGNATURE_TYPE "application/vnd.sysroot.kit.v1.minisig"
#define EMPTY_TYPE "application/vnd.oci.empty.v1+json"
#define KEY_NOTE "vnd.sysroot.key"
#define RECIPE_NOTE "vnd.sysroot.recipe"
#define TARGET_NOTE "vnd.sysroot.target"
#define TREE_NOTE "vnd.sysroot.tree"
#define TITLE_NOTE "org.opencontainers.image.title"

void oci_manifest_release(struct oci_manifest *m)
{
	free(m->key);
	free(m->target);
	free(m->recipe);
	free(m->tree);
	*m = (struct oci_manifest){ 0 };
}

/* --- writing: other tools compare manifests by digest, so the form is the shortest --- */

static void write_blob(struct json *j, const char *key, const char *type, const struct oci_blob *b,
		       const char *title)
{
	jsonout_object_begin(j, key);
	jsonout_string(j, "mediaType", type);
	jsonout_string(j, "digest", b->digest);
	jsonout_number(j, "size", (int64_t)b->size);
	if (title) {
		jsonout_object_begin(j, "annotations");
		jsonout_string(j, TITLE_NOTE, title);
		jsonout_object_end(j);
	}
	jsonout_object_end(j);
}

static void write_note(struct json *j, const char *name, const char *value)
{
	if (value)
		jsonout_string(j, name, value);
}

void oci_manifest_text(const struct oci_manifest *m, struct buf *out)
{
	const struct oci_blob empty = { .digest = OCI_EMPTY_DIGEST, .size = 2 };
	struct json j;

	jsonout_init_compact(&j, out);
	jsonout_object_begin(&j, NULL);
	jsonout_number(&j, "schemaVersion", 2);
	jsonout_string(&j, "mediaType", OCI_MANIFEST_TYPE);
	jsonout_string(&j, "artifactType", ARTIFACT_TYPE);
	write_blob(&j, "config", EMPTY_TYPE, &empty, NULL);
	jsonout_array_begin(&j, "layers");
	write_blob(&j, NULL, KIT_TYPE, &m->kit, "sysroot.kit");
	if (m->signature.size)
		write_blob(&j, NULL, SIGNATURE_TYPE, &m->signature, "sysroot.kit.minisig");
	jsonout_array_end(&j);
	jsonout_object_begin(&j, "annotations");
	write_note(&j, KEY_NOTE, m->key);
	write_note(&j, RECIPE_NOTE, m->recipe);
	write_note(&j, TARGET_NOTE, m->target);
	write_note(&j, TREE_NOTE, m->tree);
	jsonout_object_end(&j);
	jsonout_object_end(&j);
}

/* --- reading --- */

static const char *string_at(const struct json_t *object, const char *key)
{
	const char *s = jsonin_string(jsonin_at(object, key));

	return s ? s : "";
}

/* What stands in annotations is printed: only plain words are taken. */
static char *note_at(const struct json_t *notes, const char *key)
{
	const char *s = string_at(notes, key);

	if (!*s || strlen(s) > 200)
		return NULL;
	for (const char *p = s; *p; p++)
		if (!plain_is_graphic(*p) || *p == '"' || *p == '\\')
			return NULL;
	return xstrdup(s);
}

static int parse_blob(const struct json_t *layer, uint64_t most, struct oci_blob *b,
		      struct err *err)
{
	const char *digest = string_at(layer, "digest");
	int64_t bytes = 0;

	if (b->size)
		return err_set(err, ERR_MISMATCH, "its manifest has two layers of the same kind");
	if (!remote_digest_ok(digest))
		return err_set(err, ERR_MISMATCH, "its manifest has an invalid digest");
	if (!jsonin_number(jsonin_at(layer, "size"), &bytes) || bytes <= 0 ||
	    (uint64_t)bytes > most)
		return err_set(err, ERR_MISMATCH, "its manifest has an impossible size");
	memcpy(b->digest, digest, REMOTE_DIGEST);
	b->size = (uint64_t)bytes;
	return 0;
}

static int parse_root(const struct json_t *root, struct oci_manifest *m, struct err *err)
{
	const struct json_t *layers = jsonin_at(root, "layers"), *notes;
	int64_t version = 0;

	if (!jsonin_number(jsonin_at(root, "schemaVersion"), &version) || version != 2)
		return err_set(err, ERR_MISMATCH, "the manifest is invalid");
	if (strcmp(string_at(root, "artifactType"), ARTIFACT_TYPE) != 0)
		return err_set(err, ERR_MISMATCH, "it was not made by 'sysroot push'");
	for (size_t i = 0; i < jsonin_count(layers); i++) {
		const struct json_t *layer = jsonin_item(layers, i);
		const char *kind = string_at(layer, "mediaType");

		if (strcmp(kind, KIT_TYPE) == 0 && parse_blob(layer, OCI_KIT_MAX, &m->kit, err) < 0)
			return -1;
		if (strcmp(kind, SIGNATURE_TYPE) == 0 &&
		    parse_blob(layer, OCI_SIGNATURE_MAX, &m->signature, err) < 0)
			return -1;
	}
	if (!m->kit.size)
		return err_set(err, ERR_MISMATCH, "its manifest does not name a kit");
	notes = jsonin_at(root, "annotations");
	m->key = note_at(notes, KEY_NOTE);
	m->recipe = note_at(notes, RECIPE_NOTE);
	m->target = note_at(notes, TARGET_NOTE);
	m->tree = note_at(notes, TREE_NOTE);
	return 0;
}

int oci_manifest_parse(const char *text, size_t len, struct oci_manifest *m, struct err *err)
{
	struct json_t AUTOJSON *root = jsonin_parse(text, len, OCI_MANIFEST_MAX, "manifest", NULL);

	if (!root)
		return err_set(err, ERR_MISMATCH, "the manifest is not JSON");
	return parse_root(root, m, err);
}

char *oci_error_message(const char *text, size_t len)
{
	struct json_t AUTOJSON *root = jsonin_parse(text, len, OCI_MANIFEST_MAX, "answer", NULL);
	const struct json_t *first = jsonin_item(jsonin_at(root, "errors"), 0);
	const char *code = string_at(first, "code"), *message = string_at(first, "message");
	char *line = NULL;

	if (*code || *message)
		line = xasprintf("%.60s%s%.200s", code, *code && *message ? ": " : "", message);
	if (line)
		plain_replace_controls(line, ' ');
	return line;
}
