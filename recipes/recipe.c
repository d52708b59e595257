/* What a parsed recipe answers: its canonical text, what it selects, its end. */
/* SPDX-License-Identifier: MIT */
#include "recipes/recipe.h"

#include <string.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/keytext.h"

/* Raised when the same recipe must be built again: part of every build key. */
#define CANONICAL_FORMAT 2

static void free_input(struct recipe_input *input)
{
	free(input->name);
	for (size_t i = 0; i < input->origin_count; i++)
		strv_release(&input->origins[i].words);
	free(input->origins);
	free(input->unpack_dir);
	strv_release(&input->inner);
	strv_release(&input->only);
}

static void free_files(struct recipe_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(files[i].name);
	free(files);
}

void recipe_free(struct recipe *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->input_count; i++)
		free_input(&r->inputs[i]);
	free(r->inputs);
	free_files(r->patches, r->patch_count);
	free_files(r->files, r->file_count);
	for (size_t i = 0; i < r->step_count; i++) {
		free(r->steps[i].name);
		free(r->steps[i].script);
	}
	free(r->steps);
	for (size_t i = 0; i < r->select_count; i++)
		free(r->selects[i].pattern);
	free(r->selects);
	for (size_t i = 0; i < r->strip_count; i++) {
		free(r->strips[i].section);
		free(r->strips[i].pattern);
	}
	free(r->strips);
	strv_release(&r->archs);
	free(r->cpu);
	strv_release(&r->needs);
	strv_release(&r->tools);
	strv_release(&r->provides);
	free(r->name);
	free(r->folder);
	free(r->part);
	free(r->version);
	free(r->summary);
	free(r->license);
	free(r->homepage);
	free(r->fidelity);
	free(r->root);
	free(r->file);
	free(r);
}

static void add_list(struct buf *out, const char *key, const struct strv *values)
{
	if (values->len)
		keytext_quoted(out, key, values);
}

/* The order of such a list says nothing, so it must not change the key. */
static void add_set(struct buf *out, const char *key, const struct strv *values)
{
	AUTOSTRV struct strv sorted = STRV_INIT;

	strv_add_all(&sorted, values);
	strv_sort_unique(&sorted);
	add_list(out, key, &sorted);
}

/* A line with a number or digest before its one quoted value. */
static void add_after(struct buf *out, const char *key, const char *bare, const char *value)
{
	AUTOFREE char *begin = xasprintf("%s %s", key, bare);

	keytext_quoted_one(out, begin, value);
}

static void add_input(struct buf *out, const struct recipe_input *input)
{
	AUTOFREE char *strip = xasprintf("%u", input->strip);

	add_after(out, "input", input->sha256, input->name);
	if (!input->unpack_dir) {
		keytext_line(out, "unpack-none");
		return;
	}
	add_after(out, "unpack", strip, input->unpack_dir);
	add_list(out, "inner", &input->inner);
	add_set(out, "only", &input->only);
}

static void add_strip(struct buf *out, const struct recipe_strip *strip)
{
	AUTOSTRV struct strv values = STRV_INIT;

	if (strip->section)
		strv_add(&values, strip->section);
	strv_add(&values, strip->pattern);
	keytext_quoted(out, strip->section ? "drop-section" : "strip-debug", &values);
}

char *recipe_canonical(const struct recipe *r)
{
	AUTOBUF struct buf out = BUF_INIT;

	keytext_line(&out, "format %d", CANONICAL_FORMAT);
	keytext_quoted_one(&out, "recipe", r->name);
	keytext_quoted_one(&out, "part", r->part);
	keytext_quoted_one(&out, "version", r->version);
	keytext_quoted_one(&out, "fidelity", r->fidelity);
	add_set(&out, "needs", &r->needs);
	add_set(&out, "tools", &r->tools);
	add_set(&out, "provides", &r->provides);
	for (size_t i = 0; i < r->input_count; i++)
		add_input(&out, &r->inputs[i]);
	for (size_t i = 0; i < r->patch_count; i++)
		keytext_line(&out, "patch %s %u", r->patches[i].sha256, r->patches[i].strip);
	for (size_t i = 0; i < r->file_count; i++)
		add_after(&out, "file", r->files[i].sha256, r->files[i].name);
	for (size_t i = 0; i < r->step_count; i++)
		keytext_script(&out, r->steps[i].script);
	keytext_quoted_one(&out, "root", r->root);
	for (size_t i = 0; i < r->select_count; i++)
		keytext_quoted_one(&out, r->selects[i].keep ? "keep" : "drop",
				   r->selects[i].pattern);
	for (size_t i = 0; i < r->strip_count; i++)
		add_strip(&out, &r->strips[i]);
	return buf_steal(&out);
}
