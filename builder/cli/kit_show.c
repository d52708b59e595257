/* sysroot kit list, diff: what is in a kit. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/kit_commands.h"
#include "builder/cli/table.h"

static const char *const kind_words[KIT_KINDS] = {
	[KIT_ARTIFACT] = "artifact", [KIT_INPUT] = "input",           [KIT_OBJECT] = "object",
	[KIT_PROGRAM] = "program",   [KIT_PROVENANCE] = "provenance", [KIT_RECORD] = "sysroot",
};

struct listing {
	struct kit *k;
	bool all; /* every member, not only what has a name */
	struct table trees, artifacts;
	struct json *json; /* NULL: tables */
	struct buf out;
};

static void list_see(void *arg, const struct kit_member *m, const struct artifact *a,
		     const struct tree_record *t)
{
	struct listing *l = arg;

	(void)m;
	if (l->json && a) {
		jsonout_object_begin(l->json, NULL);
		jsonout_string(l->json, "kind", "artifact");
		jsonout_string(l->json, "key", a->key);
		jsonout_string(l->json, "part", a->part);
		jsonout_string(l->json, "recipe", a->recipe);
		jsonout_string(l->json, "version", a->version);
		jsonout_string(l->json, "license", a->license);
		jsonout_string(l->json, "fidelity", a->fidelity);
		jsonout_object_end(l->json);
	} else if (l->json) {
		jsonout_object_begin(l->json, NULL);
		jsonout_string(l->json, "kind", "sysroot");
		jsonout_string(l->json, "target", t->name);
		jsonout_string(l->json, "key", t->request_key);
		jsonout_string(l->json, "digest", t->digest);
		jsonout_object_end(l->json);
	} else if (a) {
		table_row(&l->artifacts, a->part, a->recipe, a->version, a->license);
	} else {
		AUTOFREE char *digest = xasprintf("sha256:%s", t->digest);

		table_row(&l->trees, t->name, digest);
	}
}

static void list_members_json(struct json *j, const char *key, const struct kit_members *l)
{
	jsonout_array_begin(j, key);
	for (size_t i = 0; i < l->count; i++) {
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "name", l->items[i].name);
		jsonout_string(j, "kind", kind_words[l->items[i].kind]);
		jsonout_number(j, "size", (int64_t)l->items[i].size);
		jsonout_string(j, "sha256", *l->items[i].sha256 ? l->items[i].sha256 : NULL);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static int list_json(struct listing *l, const char *file, struct err *err)
{
	const struct kit_manifest *m = kit_manifest(l->k);
	struct kit_summary s = { 0 };

	kit_summarize(l->k, &s);
	kit_json_head(l->json, file, &s);
	kit_summary_release(&s);
	jsonout_array_begin(l->json, "contents");
	if (kit_look(l->k, list_see, l, err) < 0)
		return -1;
	jsonout_array_end(l->json);
	list_members_json(l->json, "members", &m->members);
	list_members_json(l->json, "needs", &m->needs);
	return 0;
}

static void list_member_lines(struct buf *out, const struct kit_members *l, const char *before)
{
	for (size_t i = 0; i < l->count; i++)
		buf_addf(out, "%s%12" PRIu64 " %s\n", before, l->items[i].size, l->items[i].name);
}

/* How many there are of a kind, and how large they are together. */
static void list_kinds(const struct kit_manifest *m, struct buf *out)
{
	struct table t;

	table_init(&t, 3);
	table_row(&t, "KIND", "NUMBER", "SIZE");
	for (int k = 0; k < KIT_KINDS; k++) {
		uint64_t bytes = 0, n = 0;
		char number[32], size[16];

		for (size_t i = 0; i < m->members.count; i++) {
			bool is = m->members.items[i].kind == (enum kit_kind)k;

			n += is;
			bytes += is ? m->members.items[i].size : 0;
		}
		snprintf(number, sizeof(number), "%" PRIu64, n);
		if (n)
			table_row(&t, kind_words[k], number, term_size(bytes, size));
	}
	table_print(&t, out);
	table_release(&t);
	if (m->needs.count)
		buf_addf(out, "left out: %zu members that the other side has\n", m->needs.count);
}

static int list_text(struct listing *l, struct err *err)
{
	const struct kit_manifest *m = kit_manifest(l->k);
	int rc;

	table_init(&l->trees, 2);
	table_init(&l->artifacts, 4);
	table_row(&l->trees, "SYSROOT", "DIGEST");
	table_row(&l->artifacts, "PART", "RECIPE", "VERSION", "LICENSE");
	rc = kit_look(l->k, list_see, l, err);
	buf_addf(&l->out, "%s %" PRIu64 "\n\n", m->name, m->number);
	list_kinds(m, &l->out);
	for (int i = 0; i < 2; i++) {
		struct table *t = i ? &l->artifacts : &l->trees;

		if (t->cells.len > t->columns) {
			buf_addch(&l->out, '\n');
			table_print(t, &l->out);
		}
		table_release(t);
	}
	if (l->all) {
		buf_addch(&l->out, '\n');
		list_member_lines(&l->out, &m->members, "  ");
		list_member_lines(&l->out, &m->needs, "- ");
	}
	return rc;
}

int kit_cmd_list(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOREADING struct kit_reading r = { 0 };
	struct listing l = { .out = BUF_INIT };
	struct kit_summary summary = { 0 };
	const struct option_def table[] = {
		{ OPTION_FLAG, 'a', "all", NULL, "every member, with its size", &l.all },
		KIT_OPTIONS_READING(r),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit list",
		.arguments = "[OPTION...] KIT",
		.summary = "List what is in a kit: its sysroots, their parts, how much of each "
			   "kind. Its\n"
			   "signature is verified first.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 1)
		return cli_want("kit list", "one kit", err);
	process_catch_interrupts();
	if (kit_reading_open(&r, files.items[0], false, &l.k, err))
		return -1;
	l.json = answer_json();
	status = l.json ? list_json(&l, files.items[0], err) : list_text(&l, err);
	kit_summarize(l.k, &summary);
	if (status == 0) {
		kit_say_signer(files.items[0], &summary);
		status = cli_print(&l.out, err);
	}
	kit_summary_release(&summary);
	kit_close(l.k);
	buf_release(&l.out);
	return status;
}

/* The sorted names of what a kit carries, or of a list of 'kit have'. */
static int diff_read(struct kit_reading *r, const char *file, struct kit_members *l,
		     struct err *err)
{
	AUTOCLOSE int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	char head[13] = "";
	struct kit *k;

	if (fd < 0)
		return err_sys(err, "cannot open '%s'", file);
	if (read(fd, head, sizeof(head) - 1) == sizeof(head) - 1 &&
	    strcmp(head, "sysroot have") == 0) {
		if (file_read(AT_FDCWD, file, KIT_MANIFEST_MAX, &text, err) ||
		    kit_have_parse(text.data, text.len, file, &names, err))
			return -1;
		for (size_t i = 0; i < names.len; i++)
			kit_members_add(l, names.items[i], 0, NULL);
		return 0;
	}
	if (kit_reading_open(r, file, false, &k, err))
		return -1;
	for (size_t i = 0; i < kit_manifest(k)->members.count; i++) {
		const struct kit_member *m = &kit_manifest(k)->members.items[i];

		kit_members_add(l, m->name, m->size, m->sha256);
	}
	kit_close(k);
	return 0;
}

/* Names of a that b has not, or has with another content under the same name. */
static void diff_names(const struct kit_members *a, const struct kit_members *b, struct strv *only)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct kit_member *m = &a->items[i];
		const struct kit_member *other = kit_members_find(b, m->name);

		if (!other ||
		    (*m->sha256 && *other->sha256 && strcmp(m->sha256, other->sha256) != 0))
			strv_add(only, m->name);
	}
}

static void diff_print(const struct strv *gone, const struct strv *come, struct buf *out)
{
	if (answer_json()) {
		answer_strings(answer_json(), "only_first", gone);
		answer_strings(answer_json(), "only_second", come);
		return;
	}
	for (size_t i = 0; i < gone->len; i++)
		buf_addf(out, "- %s\n", gone->items[i]);
	for (size_t i = 0; i < come->len; i++)
		buf_addf(out, "+ %s\n", come->items[i]);
}

int kit_cmd_diff(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOSTRV struct strv gone = STRV_INIT;
	AUTOSTRV struct strv come = STRV_INIT;
	AUTOREADING struct kit_reading r = { 0 };
	AUTOBUF struct buf out = BUF_INIT;
	struct kit_members a = { 0 }, b = { 0 };
	const struct option_def table[] = {
		KIT_OPTION_KEYS(r.keys),
		{ OPTION_FLAG, 0, "insecure-unsigned", NULL, "accept kits without a signature",
		  &r.unsigned_ok },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit diff",
		.arguments = "[OPTION...] A B",
		.summary = "List what is only in A (-), and what is only in B (+). Each is a kit, "
			   "or a list\n"
			   "printed by 'sysroot kit have'.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 2)
		return cli_want("kit diff", "two kits", err);
	process_catch_interrupts();
	status = diff_read(&r, files.items[0], &a, err) || diff_read(&r, files.items[1], &b, err)
			 ? -1
			 : 0;
	if (status == 0) {
		diff_names(&a, &b, &gone);
		diff_names(&b, &a, &come);
		diff_print(&gone, &come, &out);
		status = cli_print(&out, err);
	}
	kit_members_release(&a);
	kit_members_release(&b);
	return status;
}
