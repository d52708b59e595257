/* What --json prints: one document a command, with its format number and its error. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/answer.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/cli/advice.h"
#include "builder/cli/built_record.h"
#include "builder/cli/cli.h"

/* There is one stdout, so there is one answer. */
static struct {
	bool wanted;
	bool begun;
	char *command; /* NULL if the one that was named does not exist */
	struct buf text;
	struct json json;
} answer;

bool *answer_flag(void)
{
	return &answer.wanted;
}

void answer_find_flag(int argc, char **argv)
{
	answer.wanted |= option_is_among(argc, argv, "--json");
}

void answer_set_command(const char *name)
{
	free(answer.command);
	answer.command = name ? xstrdup(name) : NULL;
}

static void answer_begin(void)
{
	answer.text.len = 0;
	jsonout_init(&answer.json, &answer.text);
	jsonout_object_begin(&answer.json, NULL);
	jsonout_number(&answer.json, "format", ANSWER_FORMAT);
	jsonout_string(&answer.json, "command", answer.command);
	answer.begun = true;
}

struct json *answer_json(void)
{
	if (!answer.wanted)
		return NULL;
	if (!answer.begun)
		answer_begin();
	return &answer.json;
}

int answer_print(const struct err *e, struct err *err)
{
	struct json *j = answer_json();
	int status;

	if (!j)
		return 0;
	if (j->depth != 1)
		answer_begin();
	answer_error(j, "error", e);
	jsonout_object_end(j);
	status = cli_print(&answer.text, err);
	buf_release(&answer.text);
	answer.begun = false;
	return status;
}

void answer_error(struct json *j, const char *key, const struct err *e)
{
	AUTOFREE char *hint = e && e->hint ? advice_render(e->hint) : NULL;

	if (!e || e->code == ERR_NONE) {
		jsonout_string(j, key, NULL);
		return;
	}
	jsonout_object_begin(j, key);
	jsonout_string(j, "kind", err_word(e->code));
	jsonout_string(j, "message", e->text ? e->text : "failed");
	jsonout_string(j, "hint", hint);
	jsonout_string(j, "file", e->file);
	answer_number_or_null(j, "line", e->line);
	answer_number_or_null(j, "column", e->column);
	jsonout_object_end(j);
}

void answer_number_or_null(struct json *j, const char *key, int64_t value)
{
	if (value)
		jsonout_number(j, key, value);
	else
		jsonout_string(j, key, NULL);
}

void answer_seconds(struct json *j, const char *key, int64_t seconds)
{
	if (seconds < 0)
		jsonout_string(j, key, NULL);
	else
		jsonout_number(j, key, seconds);
}

void answer_strings(struct json *j, const char *key, const struct strv *words)
{
	jsonout_array_begin(j, key);
	for (size_t i = 0; i < words->len; i++)
		jsonout_string(j, NULL, words->items[i]);
	jsonout_array_end(j);
}

char *answer_path(const struct store *s, const char *name)
{
	return xasprintf("%s/sysroots/%s", store_path(s), name);
}

const char *answer_state_word(enum answer_state state)
{
	static const char *const words[] = {
		[ANSWER_BUILT] = "built",
		[ANSWER_NOT_BUILT] = "not-built",
		[ANSWER_OUT_OF_DATE] = "out-of-date",
		[ANSWER_UNKNOWN] = "unknown",
	};

	return words[state];
}

void answer_baseline(struct json *j, const char *libc, const char *version, const char *linux)
{
	AUTOFREE char *baseline =
		libc && version && linux ? xasprintf("%s-%s+linux-%s", libc, version, linux) : NULL;

	jsonout_string(j, "baseline", baseline);
}

static void answer_record_fields(struct json *j, const struct store *s,
				 const struct answer_sysroot *a, const struct tree_record *t)
{
	const struct target *of = a->target;
	AUTOFREE char *path = *t->digest ? answer_path(s, a->name) : NULL;

	jsonout_string(j, "target", a->name);
	jsonout_string(j, "arch", of ? of->arch : tree_record_fact(t, "arch"));
	answer_baseline(j, of ? of->libc : tree_record_fact(t, "libc"),
			of ? of->libc_version : tree_record_fact(t, "libc-version"),
			of ? of->linux_version : tree_record_fact(t, "linux-version"));
	jsonout_string(j, "key", *t->digest ? t->request_key : a->key && *a->key ? a->key : NULL);
	jsonout_string(j, "digest", *t->digest ? t->digest : NULL);
	jsonout_string(j, "path", path);
	answer_number_or_null(j, "size", (int64_t)built_record_size(t));
	jsonout_string(j, "state", answer_state_word(a->state));
	jsonout_string(j, "reason", a->reason);
}

void answer_sysroot_fields(struct json *j, const struct store *s, const struct answer_sysroot *a)
{
	struct tree_record t = { 0 };

	if (a->record) {
		answer_record_fields(j, s, a, a->record);
		return;
	}
	if (s && a->state != ANSWER_NOT_BUILT && built_record_read(s, a->name, &t, NULL) < 0 &&
	    store_tree_digest(s, a->name, t.digest, NULL) < 0)
		*t.digest = '\0';
	answer_record_fields(j, s, a, &t);
	tree_record_release(&t);
}

void answer_built(struct json *j, const char *key, const struct store *s, const char *name)
{
	const struct answer_sysroot a = { .name = name, .state = ANSWER_BUILT };

	jsonout_object_begin(j, key);
	answer_sysroot_fields(j, s, &a);
	jsonout_object_end(j);
}

void answer_part(struct json *j, const struct tree_part *p, const char *state)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "part", p->part);
	jsonout_string(j, "recipe", p->recipe);
	jsonout_string(j, "key", p->key);
	jsonout_string(j, "state", state);
	jsonout_object_end(j);
}

void answer_place(struct json *j, const char *host, const char *repo, const char *tag)
{
	AUTOFREE char *place = xasprintf("%s/%s", host, repo);

	jsonout_string(j, "place", place);
	jsonout_string(j, "tag", tag);
}

void answer_target_fields(struct json *j, const struct target *t)
{
	jsonout_string(j, "summary", t->summary);
	jsonout_string(j, "libc", t->libc);
	jsonout_string(j, "libc_version", t->libc_version);
	jsonout_string(j, "linux_version", t->linux_version);
	jsonout_string(j, "triple", t->triple);
	jsonout_string(j, "cpu", t->cpu);
}

void answer_input_fields(struct json *j, const struct recipe_input *in, enum answer_input state)
{
	static const char *const words[] = {
		[ANSWER_INPUT_PRESENT] = "present",
		[ANSWER_INPUT_MISSING] = "missing",
		[ANSWER_INPUT_UNKNOWN] = "unknown",
	};

	jsonout_string(j, "input", in->name);
	jsonout_string(j, "sha256", in->sha256);
	answer_number_or_null(j, "size", (int64_t)in->size);
	jsonout_string(j, "state", words[state]);
}
