/* What we keep in a registry: OCI artifacts with one kit each. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_oci.h"

#include <inttypes.h>
#include <string.h>

#include <jansson.h>

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

/* --- writing: names of targets and recipes need no escapes --- */

static void text_blob(struct buf *out, const char *type, const struct oci_blob *b,
		      const char *title)
{
	buf_addf(out, "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%" PRIu64, type, b->digest,
		 b->size);
	if (title)
		buf_addf(out, ",\"annotations\":{\"" TITLE_NOTE "\":\"%s\"}", title);
	buf_addch(out, '}');
}

static void text_note(struct buf *out, const char *name, const char *value, const char **comma)
{
	if (!value)
		return;
	buf_addf(out, "%s\"%s\":\"%s\"", *comma, name, value);
	*comma = ",";
}

void oci_manifest_text(const struct oci_manifest *m, struct buf *out)
{
	const struct oci_blob empty = { .digest = OCI_EMPTY_DIGEST, .size = 2 };
	const char *comma = "";

	buf_addstr(out, "{\"schemaVersion\":2,\"mediaType\":\"" OCI_MANIFEST_TYPE
			"\",\"artifactType\":\"" ARTIFACT_TYPE "\",\"config\":");
	text_blob(out, EMPTY_TYPE, &empty, NULL);
	buf_addstr(out, ",\"layers\":[");
	text_blob(out, KIT_TYPE, &m->kit, "sysroot.kit");
	if (m->signature.size) {
		buf_addch(out, ',');
		text_blob(out, SIGNATURE_TYPE, &m->signature, "sysroot.kit.minisig");
	}
	buf_addstr(out, "],\"annotations\":{");
	text_note(out, KEY_NOTE, m->key, &comma);
	text_note(out, RECIPE_NOTE, m->recipe, &comma);
	text_note(out, TARGET_NOTE, m->target, &comma);
	text_note(out, TREE_NOTE, m->tree, &comma);
	buf_addstr(out, "}}");
}

/* --- reading --- */

static const char *string_at(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "";
}

/* What stands in annotations is printed: only plain words are taken. */
static char *note_at(const json_t *notes, const char *key)
{
	const char *s = string_at(notes, key);

	if (!*s || strlen(s) > 200)
		return NULL;
	for (const char *p = s; *p; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '"' || *p == '\\')
			return NULL;
	return xstrdup(s);
}

static int parse_blob(const json_t *layer, uint64_t most, struct oci_blob *b, struct err *err)
{
	const char *digest = string_at(layer, "digest");
	const json_t *size = json_object_get(layer, "size");
	json_int_t bytes = json_integer_value(size);

	if (b->size)
		return err_set(err, ERR_MISMATCH, "its manifest has two layers of one kind");
	if (!remote_digest_ok(digest))
		return err_set(err, ERR_MISMATCH, "its manifest has a digest that is none");
	if (bytes <= 0 || (uint64_t)bytes > most)
		return err_set(err, ERR_MISMATCH, "its manifest says a size that cannot be");
	memcpy(b->digest, digest, REMOTE_DIGEST);
	b->size = (uint64_t)bytes;
	return 0;
}

static int parse_root(const json_t *root, struct oci_manifest *m, struct err *err)
{
	const json_t *layers = json_object_get(root, "layers"), *layer, *notes;
	const char *type = string_at(root, "artifactType");
	size_t i;

	if (!json_is_object(root) ||
	    json_integer_value(json_object_get(root, "schemaVersion")) != 2)
		return err_set(err, ERR_MISMATCH, "what should be a manifest is none");
	if (strcmp(type, ARTIFACT_TYPE) != 0)
		return err_set(err, ERR_MISMATCH, "it is nothing that 'sysroot push' made");
	json_array_foreach(layers, i, layer)
	{
		const char *kind = string_at(layer, "mediaType");

		if (strcmp(kind, KIT_TYPE) == 0 && parse_blob(layer, OCI_KIT_MAX, &m->kit, err) < 0)
			return -1;
		if (strcmp(kind, SIGNATURE_TYPE) == 0 &&
		    parse_blob(layer, OCI_SIGNATURE_MAX, &m->signature, err) < 0)
			return -1;
	}
	if (!m->kit.size)
		return err_set(err, ERR_MISMATCH, "its manifest names no kit");
	notes = json_object_get(root, "annotations");
	m->key = note_at(notes, KEY_NOTE);
	m->recipe = note_at(notes, RECIPE_NOTE);
	m->target = note_at(notes, TARGET_NOTE);
	m->tree = note_at(notes, TREE_NOTE);
	return 0;
}

int oci_manifest_parse(const char *text, size_t len, struct oci_manifest *m, struct err *err)
{
	json_t *root = len <= OCI_MANIFEST_MAX ? json_loadb(text, len, JSON_REJECT_DUPLICATES, NULL)
					       : NULL;
	int status;

	if (!root)
		return err_set(err, ERR_MISMATCH, "what should be a manifest is no JSON");
	status = parse_root(root, m, err);
	json_decref(root);
	return status;
}

char *oci_error_message(const char *text, size_t len)
{
	json_t *root = len <= OCI_MANIFEST_MAX ? json_loadb(text, len, 0, NULL) : NULL;
	const json_t *first = json_array_get(json_object_get(root, "errors"), 0);
	const char *code = string_at(first, "code"), *message = string_at(first, "message");
	char *line = NULL;

	if (*code || *message)
		line = xasprintf("%.60s%s%.200s", code, *code && *message ? ": " : "", message);
	for (char *p = line; p && *p; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = ' ';
	json_decref(root);
	return line;
}
