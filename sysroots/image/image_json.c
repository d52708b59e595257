/* The JSON texts of an image: config, manifest, index, and docker's own. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_json.h"

#include <string.h>

#include "builder/base/json.h"
#include "sysroots/image/image_facts.h"

#define MEDIA "application/vnd.oci.image."
/* STORE_MTIME as RFC 3339 writes it. */
#define CREATED "2001-09-09T01:46:40Z"
_Static_assert(STORE_MTIME == 1000000000, "CREATED is another date");

static const char *const layer_media[] = {
	[IMAGE_PLAIN] = MEDIA "layer.v1.tar",
	[IMAGE_GZIP] = MEDIA "layer.v1.tar+gzip",
	[IMAGE_ZSTD] = MEDIA "layer.v1.tar+zstd",
};

static void json_digest(struct json *j, const char *key, const char *digest)
{
	AUTOFREE char *value = xasprintf("sha256:%s", digest);

	jsonout_string(j, key, value);
}

/* The descriptor's fields; the caller opens and closes the object. */
static void json_descriptor(struct json *j, const char *media, const struct image_blob *blob)
{
	jsonout_string(j, "mediaType", media);
	json_digest(j, "digest", blob->digest);
	jsonout_number(j, "size", (int64_t)blob->size);
}

/* The fields by which images are told apart. */
static void json_platform(struct json *j, const struct machine *machine)
{
	jsonout_string(j, "architecture", machine->other_name);
	jsonout_string(j, "os", "linux");
	if (machine->variant)
		jsonout_string(j, "variant", machine->variant);
}

static void json_pairs(struct json *j, const char *key, const struct variables *pairs)
{
	jsonout_object_begin(j, key);
	for (size_t i = 0; i < pairs->len; i++)
		jsonout_string(j, pairs->items[i].name, pairs->items[i].value);
	jsonout_object_end(j);
}

/* "config" of the config: what a container starts with. */
static void json_runtime(struct json *j, const struct image_wish *wish, const struct variables *env,
			 const struct variables *labels)
{
	jsonout_object_begin(j, "config");
	jsonout_array_begin(j, "Env");
	for (size_t i = 0; i < env->len; i++) {
		AUTOFREE char *line = xasprintf("%s=%s", env->items[i].name, env->items[i].value);

		jsonout_string(j, NULL, line);
	}
	jsonout_array_end(j);
	/* 'docker create', which 'docker cp' needs, wants some command. */
	if (wish->program >= 0) {
		jsonout_array_begin(j, "Cmd");
		jsonout_string(j, NULL, "sysroot");
		jsonout_string(j, NULL, "env");
		jsonout_string(j, NULL, wish->tree->name);
		jsonout_array_end(j);
	}
	jsonout_string(j, "WorkingDir", "/");
	json_pairs(j, "Labels", labels);
	jsonout_object_end(j);
}

static void json_history(struct json *j, const struct image_wish *wish, size_t layers)
{
	AUTOFREE char *sysroot = xasprintf("sysroot export %s", wish->tree->name);

	jsonout_array_begin(j, "history");
	for (size_t i = 0; i < layers; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "created", CREATED);
		jsonout_string(j, "created_by", i ? "the program 'sysroot'" : sysroot);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

int image_json_config(const struct image_wish *wish, const struct image *image, struct buf *out,
		      struct err *err)
{
	struct variables AUTOVARIABLES env = VARIABLES_INIT;
	struct variables AUTOVARIABLES labels = VARIABLES_INIT;
	struct json j;

	if (image_facts_environment(wish, &env, err) < 0 ||
	    image_facts_labels(wish->tree, &labels, err) < 0)
		return -1;
	jsonout_init(&j, out);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "created", CREATED);
	json_platform(&j, wish->machine);
	json_runtime(&j, wish, &env, &labels);
	jsonout_object_begin(&j, "rootfs");
	jsonout_string(&j, "type", "layers");
	jsonout_array_begin(&j, "diff_ids");
	for (size_t i = 0; i < image->layer_count; i++)
		json_digest(&j, NULL, image->diff_ids[i]);
	jsonout_array_end(&j);
	jsonout_object_end(&j);
	json_history(&j, wish, image->layer_count);
	jsonout_object_end(&j);
	return 0;
}

void image_json_manifest(const struct image_wish *wish, const struct image *image, struct buf *out)
{
	struct variables AUTOVARIABLES labels = VARIABLES_INIT;
	struct json j;

	jsonout_init(&j, out);
	jsonout_object_begin(&j, NULL);
	jsonout_number(&j, "schemaVersion", 2);
	jsonout_string(&j, "mediaType", MEDIA "manifest.v1+json");
	jsonout_object_begin(&j, "config");
	json_descriptor(&j, MEDIA "config.v1+json", &image->config);
	jsonout_object_end(&j);
	jsonout_array_begin(&j, "layers");
	for (size_t i = 0; i < image->layer_count; i++) {
		jsonout_object_begin(&j, NULL);
		json_descriptor(&j, layer_media[wish->compression], &image->layers[i]);
		jsonout_object_end(&j);
	}
	jsonout_array_end(&j);
	/* The config was made of them before: they cannot fail now. */
	if (image_facts_labels(wish->tree, &labels, NULL) == 0)
		json_pairs(&j, "annotations", &labels);
	jsonout_object_end(&j);
}

static void json_image_entry(struct json *j, const struct image *image)
{
	json_descriptor(j, MEDIA "manifest.v1+json", &image->manifest);
	jsonout_object_begin(j, "platform");
	json_platform(j, image->machine);
	jsonout_object_end(j);
}

static void json_index_begin(struct json *j, struct buf *out)
{
	jsonout_init(j, out);
	jsonout_object_begin(j, NULL);
	jsonout_number(j, "schemaVersion", 2);
	jsonout_string(j, "mediaType", MEDIA "index.v1+json");
	jsonout_array_begin(j, "manifests");
}

void image_json_index(const struct image *images, size_t count, struct buf *out)
{
	struct json j;

	json_index_begin(&j, out);
	for (size_t i = 0; i < count; i++) {
		jsonout_object_begin(&j, NULL);
		json_image_entry(&j, &images[i]);
		jsonout_object_end(&j);
	}
	jsonout_array_end(&j);
	jsonout_object_end(&j);
}

/* Is the first component of an image's name a registry? Docker's grammar. */
static bool has_registry(const char *name)
{
	size_t first = strcspn(name, "/");

	return name[first] && (memchr(name, '.', first) || memchr(name, ':', first) ||
			       strncmp(name, "localhost/", 10) == 0);
}

void image_json_layout(const struct image *image, const struct image_blob *nested, const char *name,
		       bool docker, struct buf *out)
{
	struct json j;

	json_index_begin(&j, out);
	jsonout_object_begin(&j, NULL);
	if (nested)
		json_descriptor(&j, MEDIA "index.v1+json", nested);
	else
		json_image_entry(&j, image);
	if (name) {
		jsonout_object_begin(&j, "annotations");
		if (docker) {
			/* A short name is docker's to complete: it reads manifest.json's. */
			if (has_registry(name))
				jsonout_string(&j, "io.containerd.image.name", name);
			jsonout_string(&j, "org.opencontainers.image.ref.name",
				       strrchr(name, ':') + 1);
		} else {
			jsonout_string(&j, "org.opencontainers.image.ref.name", name);
		}
		jsonout_object_end(&j);
	}
	jsonout_object_end(&j);
	jsonout_array_end(&j);
	jsonout_object_end(&j);
}

void image_json_docker(const struct image *image, const char *name, struct buf *out)
{
	AUTOFREE char *config = xasprintf("blobs/sha256/%s", image->config.digest);
	struct json j;

	jsonout_init(&j, out);
	jsonout_array_begin(&j, NULL);
	jsonout_object_begin(&j, NULL);
	jsonout_string(&j, "Config", config);
	jsonout_array_begin(&j, "RepoTags");
	jsonout_string(&j, NULL, name);
	jsonout_array_end(&j);
	jsonout_array_begin(&j, "Layers");
	for (size_t i = 0; i < image->layer_count; i++) {
		AUTOFREE char *path = xasprintf("blobs/sha256/%s", image->layers[i].digest);

		jsonout_string(&j, NULL, path);
	}
	jsonout_array_end(&j);
	jsonout_object_end(&j);
	jsonout_array_end(&j);
}
