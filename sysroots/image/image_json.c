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

	json_string(j, key, value);
}

/* The descriptor's fields; the caller opens and closes the object. */
static void json_descriptor(struct json *j, const char *media, const struct image_blob *blob)
{
	json_string(j, "mediaType", media);
	json_digest(j, "digest", blob->digest);
	json_number(j, "size", (int64_t)blob->size);
}

/* The fields by which images are told apart; arm64's variant is what everybody writes. */
static void json_platform(struct json *j, const struct machine *machine)
{
	json_string(j, "architecture", machine->other_name);
	json_string(j, "os", "linux");
	if (strcmp(machine->arch, "aarch64") == 0)
		json_string(j, "variant", "v8");
}

static void json_pairs(struct json *j, const char *key, const struct variables *pairs)
{
	json_object_begin(j, key);
	for (size_t i = 0; i < pairs->len; i++)
		json_string(j, pairs->items[i].name, pairs->items[i].value);
	json_object_end(j);
}

/* "config" of the config: what a container starts with. */
static void json_runtime(struct json *j, const struct image_wish *wish, const struct variables *env,
			 const struct variables *labels)
{
	json_object_begin(j, "config");
	json_array_begin(j, "Env");
	for (size_t i = 0; i < env->len; i++) {
		AUTOFREE char *line = xasprintf("%s=%s", env->items[i].name, env->items[i].value);

		json_string(j, NULL, line);
	}
	json_array_end(j);
	/* 'docker create', which 'docker cp' needs, wants some command. */
	if (wish->program >= 0) {
		json_array_begin(j, "Cmd");
		json_string(j, NULL, "sysroot");
		json_string(j, NULL, "env");
		json_string(j, NULL, wish->tree->name);
		json_array_end(j);
	}
	json_string(j, "WorkingDir", "/");
	json_pairs(j, "Labels", labels);
	json_object_end(j);
}

static void json_history(struct json *j, const struct image_wish *wish, size_t layers)
{
	AUTOFREE char *sysroot = xasprintf("sysroot export %s", wish->tree->name);

	json_array_begin(j, "history");
	for (size_t i = 0; i < layers; i++) {
		json_object_begin(j, NULL);
		json_string(j, "created", CREATED);
		json_string(j, "created_by", i ? "the program 'sysroot'" : sysroot);
		json_object_end(j);
	}
	json_array_end(j);
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
	json_init(&j, out);
	json_object_begin(&j, NULL);
	json_string(&j, "created", CREATED);
	json_platform(&j, wish->machine);
	json_runtime(&j, wish, &env, &labels);
	json_object_begin(&j, "rootfs");
	json_string(&j, "type", "layers");
	json_array_begin(&j, "diff_ids");
	for (size_t i = 0; i < image->layer_count; i++)
		json_digest(&j, NULL, image->diff_ids[i]);
	json_array_end(&j);
	json_object_end(&j);
	json_history(&j, wish, image->layer_count);
	json_object_end(&j);
	return 0;
}

void image_json_manifest(const struct image_wish *wish, const struct image *image, struct buf *out)
{
	struct variables AUTOVARIABLES labels = VARIABLES_INIT;
	struct json j;

	json_init(&j, out);
	json_object_begin(&j, NULL);
	json_number(&j, "schemaVersion", 2);
	json_string(&j, "mediaType", MEDIA "manifest.v1+json");
	json_object_begin(&j, "config");
	json_descriptor(&j, MEDIA "config.v1+json", &image->config);
	json_object_end(&j);
	json_array_begin(&j, "layers");
	for (size_t i = 0; i < image->layer_count; i++) {
		json_object_begin(&j, NULL);
		json_descriptor(&j, layer_media[wish->compression], &image->layers[i]);
		json_object_end(&j);
	}
	json_array_end(&j);
	/* The config was made of them before: they cannot fail now. */
	if (image_facts_labels(wish->tree, &labels, NULL) == 0)
		json_pairs(&j, "annotations", &labels);
	json_object_end(&j);
}

static void json_image_entry(struct json *j, const struct image *image)
{
	json_descriptor(j, MEDIA "manifest.v1+json", &image->manifest);
	json_object_begin(j, "platform");
	json_platform(j, image->machine);
	json_object_end(j);
}

static void json_index_begin(struct json *j, struct buf *out)
{
	json_init(j, out);
	json_object_begin(j, NULL);
	json_number(j, "schemaVersion", 2);
	json_string(j, "mediaType", MEDIA "index.v1+json");
	json_array_begin(j, "manifests");
}

void image_json_index(const struct image *images, size_t count, struct buf *out)
{
	struct json j;

	json_index_begin(&j, out);
	for (size_t i = 0; i < count; i++) {
		json_object_begin(&j, NULL);
		json_image_entry(&j, &images[i]);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
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
	json_object_begin(&j, NULL);
	if (nested)
		json_descriptor(&j, MEDIA "index.v1+json", nested);
	else
		json_image_entry(&j, image);
	if (name) {
		json_object_begin(&j, "annotations");
		if (docker) {
			/* A short name is docker's to complete: it reads manifest.json's. */
			if (has_registry(name))
				json_string(&j, "io.containerd.image.name", name);
			json_string(&j, "org.opencontainers.image.ref.name",
				    strrchr(name, ':') + 1);
		} else {
			json_string(&j, "org.opencontainers.image.ref.name", name);
		}
		json_object_end(&j);
	}
	json_object_end(&j);
	json_array_end(&j);
	json_object_end(&j);
}

void image_json_docker(const struct image *image, const char *name, struct buf *out)
{
	AUTOFREE char *config = xasprintf("blobs/sha256/%s", image->config.digest);
	struct json j;

	json_init(&j, out);
	json_array_begin(&j, NULL);
	json_object_begin(&j, NULL);
	json_string(&j, "Config", config);
	json_array_begin(&j, "RepoTags");
	json_string(&j, NULL, name);
	json_array_end(&j);
	json_array_begin(&j, "Layers");
	for (size_t i = 0; i < image->layer_count; i++) {
		AUTOFREE char *path = xasprintf("blobs/sha256/%s", image->layers[i].digest);

		json_string(&j, NULL, path);
	}
	json_array_end(&j);
	json_object_end(&j);
	json_array_end(&j);
}
