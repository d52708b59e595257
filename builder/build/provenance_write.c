/* How an artifact was made, as an in-toto statement with SLSA's predicate. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/provenance_write.h"

#include <string.h>
#include <sys/utsname.h>

#include "builder/base/clock.h"
#include "builder/base/json.h"
#include "builder/base/process.h"
#include "builder/base/version.h"
#include "builder/plan/toolid.h"
#include "cache/provenance/provenance.h"
#include "recipes/recipe_origin.h"
#include "sysroots/sbom/key_materials.h"

struct statement {
	struct json json;
	struct store *store;
	const struct plan *plan;
	const struct plan_part *part;
};

static void statement_time(struct json *j, const char *key, time_t t)
{
	char text[CLOCK_TEXT];

	clock_text(t, text);
	jsonout_string(j, key, text);
}

static void statement_digest(struct json *j, const char *sha256)
{
	jsonout_object_begin(j, "digest");
	jsonout_string(j, "sha256", sha256);
	jsonout_object_end(j);
}

static const struct recipe_input *statement_input(const struct recipe *r, const char *sha256)
{
	for (size_t i = 0; i < r->input_count; i++)
		if (strcmp(r->inputs[i].sha256, sha256) == 0)
			return &r->inputs[i];
	return NULL;
}

static void statement_origins(struct json *j, const struct recipe_input *in)
{
	if (!in || !in->origin_count)
		return;
	jsonout_array_begin(j, "origins");
	for (size_t i = 0; i < in->origin_count; i++) {
		AUTOFREE char *words = strv_join(&in->origins[i].words, " ");
		AUTOFREE char *origin = xasprintf("%s %s", origin_word(in->origins[i].kind), words);

		jsonout_string(j, NULL, origin);
	}
	jsonout_array_end(j);
}

/* The URI of an input: its first address on the web, if it has one. */
static const char *statement_uri(const struct recipe_input *in)
{
	for (size_t i = 0; in && i < in->origin_count; i++)
		if (in->origins[i].kind == ORIGIN_HTTPS)
			return in->origins[i].words.items[0];
	return NULL;
}

static int statement_need(struct statement *s, const struct key_material *k, struct err *err)
{
	AUTOFREE char *uri = xasprintf("%s%s", PROVENANCE_ARTIFACT, k->sha256);
	struct artifact a = { 0 };
	char digest[SHA256_HEX];

	if (store_read_artifact(s->store, k->sha256, &a, err) < 0)
		return -1;
	manifest_digest(&a.manifest, digest);
	jsonout_string(&s->json, "uri", uri);
	statement_digest(&s->json, digest);
	artifact_release(&a);
	return 0;
}

static int statement_material(struct statement *s, const struct key_material *k, struct err *err)
{
	const struct recipe *r = s->part->recipe;
	const struct recipe_input *in = statement_input(r, k->sha256);
	AUTOFREE char *version = k->kind == MATERIAL_TOOL && !strchr(k->name, '/')
					 ? toolid_version(k->name, s->plan->target->arch)
					 : NULL;
	const char *name = k->name;

	for (size_t i = 0; !name && i < r->patch_count; i++)
		if (strcmp(r->patches[i].sha256, k->sha256) == 0)
			name = r->patches[i].name;
	jsonout_object_begin(&s->json, NULL);
	if (name)
		jsonout_string(&s->json, "name", name);
	if (k->kind == MATERIAL_NEED) {
		if (statement_need(s, k, err) < 0)
			return -1;
	} else {
		if (k->kind == MATERIAL_INPUT && statement_uri(in))
			jsonout_string(&s->json, "uri", statement_uri(in));
		statement_digest(&s->json, k->sha256);
	}
	jsonout_object_begin(&s->json, "annotations");
	jsonout_string(&s->json, "kind", material_word(k->kind));
	if (k->kind == MATERIAL_INPUT)
		statement_origins(&s->json, in);
	if (version)
		jsonout_string(&s->json, "version", version);
	jsonout_object_end(&s->json);
	jsonout_object_end(&s->json);
	return 0;
}

static void statement_parameters(struct statement *s, const struct artifact *a)
{
	const struct target *t = s->plan->target;
	struct json *j = &s->json;

	jsonout_object_begin(j, "externalParameters");
	jsonout_string(j, "recipe", a->recipe);
	jsonout_string(j, "part", a->part);
	jsonout_string(j, "version", a->version);
	jsonout_string(j, "arch", t->arch);
	jsonout_string(j, "triple", t->triple);
	jsonout_string(j, "libc", t->libc);
	jsonout_string(j, "libcVersion", t->libc_version);
	jsonout_string(j, "linuxVersion", t->linux_version);
	jsonout_string(j, "cpu", t->cpu);
	jsonout_object_end(j);
	jsonout_object_begin(j, "internalParameters");
	jsonout_string(j, "buildKey", a->key);
	jsonout_string(j, "sandbox", a->sandbox);
	jsonout_string(j, "license", a->license);
	jsonout_string(j, "fidelity", a->fidelity);
	jsonout_object_end(j);
}

static void statement_run(struct json *j, time_t started, time_t finished)
{
	struct utsname u = { 0 };
	AUTOFREE char *kernel = NULL;

	if (uname(&u) < 0)
		u = (struct utsname){ 0 };
	kernel = xasprintf("%s %s %s", u.sysname, u.release, u.machine);
	jsonout_object_begin(j, "runDetails");
	jsonout_object_begin(j, "builder");
	jsonout_string(j, "id", PROVENANCE_BUILDER);
	jsonout_object_begin(j, "version");
	jsonout_string(j, "sysroot", SYSROOT_VERSION);
	jsonout_string(j, "kernel", kernel);
	jsonout_object_end(j);
	jsonout_object_end(j);
	jsonout_object_begin(j, "metadata");
	statement_time(j, "startedOn", started);
	statement_time(j, "finishedOn", finished);
	jsonout_object_end(j);
	jsonout_object_end(j);
}

static int statement_materials(struct statement *s, const struct artifact *a, struct err *err)
{
	struct key_materials m = { 0 };
	int status = key_materials_read(a->key_text, &m, err);

	jsonout_array_begin(&s->json, "resolvedDependencies");
	for (size_t i = 0; i < m.count && status == 0; i++)
		status = statement_material(s, &m.items[i], err);
	jsonout_array_end(&s->json);
	key_materials_release(&m);
	return status;
}

int provenance_write(struct store *store, const struct plan *plan, const struct plan_part *part,
		     const struct artifact *a, time_t started, time_t finished, struct err *err)
{
	struct statement s = { .store = store, .plan = plan, .part = part };
	AUTOBUF struct buf out = BUF_INIT;
	struct json *j = &s.json;
	char digest[SHA256_HEX];
	int status;

	manifest_digest(&a->manifest, digest);
	jsonout_init(j, &out);
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "_type", PROVENANCE_STATEMENT);
	jsonout_array_begin(j, "subject");
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "name", a->recipe);
	statement_digest(j, digest);
	jsonout_object_end(j);
	jsonout_array_end(j);
	jsonout_string(j, "predicateType", PROVENANCE_PREDICATE);
	jsonout_object_begin(j, "predicate");
	jsonout_object_begin(j, "buildDefinition");
	jsonout_string(j, "buildType", PROVENANCE_BUILD_TYPE);
	statement_parameters(&s, a);
	status = statement_materials(&s, a, err);
	jsonout_object_end(j);
	statement_run(j, started, finished);
	jsonout_object_end(j);
	jsonout_object_end(j);
	if (status < 0)
		return err_prefix(err, "the provenance of '%s'", a->recipe);
	return store_put_provenance(store, a->key, out.data, out.len, err);
}
