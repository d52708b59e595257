/* What 'build' tells at its end: the built sysroots, a table of all, each failure once. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/build_report.h"

#include <string.h>

#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/table.h"

void build_item_release(struct build_item *item)
{
	build_result_release(&item->result);
	err_clear(&item->err);
	plan_free(item->plan);
	target_free(item->target);
	free(item->name);
}

/* --- how a target ended --- */

enum report_end { REPORT_MADE, REPORT_THERE, REPORT_FAILED, REPORT_IMPOSSIBLE, REPORT_STOPPED };

static const struct {
	const char *word; /* in the table */
	const char *json;
	const char *count; /* in the last line */
} REPORT_WORDS[] = {
	[REPORT_MADE] = { "made", "made", "made" },
	[REPORT_THERE] = { "in the store", "store", "taken from the store" },
	[REPORT_FAILED] = { "failed", "failed", "failed" },
	[REPORT_IMPOSSIBLE] = { "skipped", "not-possible", "skipped" },
	[REPORT_STOPPED] = { "not finished", "not-finished", "not finished" },
};

static enum report_end report_end(const struct build_report *r, const struct build_item *item)
{
	if (!item->plan)
		return item->impossible ? REPORT_IMPOSSIBLE : REPORT_FAILED;
	switch (item->result.end) {
	case BUILD_MADE:
		return REPORT_MADE;
	case BUILD_THERE:
		return REPORT_THERE;
	case BUILD_FAILED:
		return REPORT_FAILED;
	case BUILD_MISSING:
		return r->all ? REPORT_IMPOSSIBLE : REPORT_FAILED;
	case BUILD_STOPPED:
		break;
	}
	return REPORT_STOPPED;
}

static bool report_lacks_inputs(const struct build_item *item)
{
	return item->plan && item->result.end == BUILD_MISSING;
}

/* Names of the missing inputs, each once. */
static void report_missing(const struct build_item *item, struct strv *names)
{
	if (!report_lacks_inputs(item))
		return;
	for (size_t i = 0; i < item->plan->count; i++)
		strv_add_all(names, &item->plan->parts[i].missing);
	strv_sort_unique(names);
}

static const struct err *report_item_error(const struct build_item *item)
{
	const struct err *e = item->plan ? &item->result.err : &item->err;

	return e->code ? e : NULL;
}

/* --- stdout --- */

/* The inputs that are missing, each once. */
static void report_json_missing(const struct build_item *item, struct json *j)
{
	AUTOSTRV struct strv seen = STRV_INIT;

	jsonout_array_begin(j, "missing");
	for (size_t i = 0; report_lacks_inputs(item) && i < item->plan->count; i++) {
		const struct plan_part *p = &item->plan->parts[i];

		for (size_t k = 0; k < p->recipe->input_count; k++) {
			const struct recipe_input *in = &p->recipe->inputs[k];

			if (!strv_contains(&p->missing, in->name) ||
			    strv_contains(&seen, in->sha256))
				continue;
			strv_add(&seen, in->sha256);
			jsonout_object_begin(j, NULL);
			answer_input_fields(j, in, ANSWER_INPUT_MISSING);
			jsonout_object_end(j);
		}
	}
	jsonout_array_end(j);
}

static void report_json(const struct build_report *r, const struct build_item *item, struct json *j)
{
	enum report_end end = report_end(r, item);
	bool built = end == REPORT_MADE || end == REPORT_THERE;
	const struct err *error = report_item_error(item);
	struct err lacks = ERR_INIT;
	char before[SHA256_HEX];
	const struct answer_sysroot sysroot = {
		.name = item->name,
		.state = built ? ANSWER_BUILT
			 : store_tree_digest(r->store, item->name, before, NULL) == 0
				 ? ANSWER_OUT_OF_DATE
				 : ANSWER_NOT_BUILT,
		.target = item->target,
		.key = item->plan ? item->plan->request_key : NULL,
	};

	if (end == REPORT_FAILED && report_lacks_inputs(item)) {
		(void)!plan_missing_error(item->plan, &lacks);
		error = &lacks;
	}
	jsonout_object_begin(j, NULL);
	answer_sysroot_fields(j, r->store, &sysroot);
	jsonout_string(j, "result", REPORT_WORDS[end].json);
	jsonout_number(j, "parts_made", (int64_t)item->result.made);
	jsonout_number(j, "parts_taken", (int64_t)item->result.taken);
	answer_error(j, "error", error);
	jsonout_string(j, "log", item->result.log);
	report_json_missing(item, j);
	jsonout_object_end(j);
	err_clear(&lacks);
}

void build_report_answer(const struct build_report *r, struct buf *out)
{
	struct json *j = answer_json();

	if (j)
		jsonout_array_begin(j, "targets");
	for (size_t i = 0; i < r->count; i++) {
		const struct build_item *item = &r->items[i];
		enum report_end end = report_end(r, item);

		if (j)
			report_json(r, item, j);
		else if (end == REPORT_MADE || end == REPORT_THERE)
			buf_addf(out, "%s sha256:%s %s/sysroots/%s\n", item->name,
				 item->result.digest, store_path(r->store), item->name);
	}
	if (j)
		jsonout_array_end(j);
}

/* --- the table --- */

/* As many names as fit into the columns; of the first its begin at least. */
static char *report_names(const char *before, const struct strv *names, int columns)
{
	struct buf text = BUF_INIT;

	buf_addstr(&text, before);
	for (size_t i = 0; i < names->len; i++) {
		bool last = i + 1 == names->len;
		size_t needed = strlen(names->items[i]) + (i > 0 ? 2 : 0) + (last ? 0 : 5);

		if ((int)(text.len + needed) <= columns) {
			buf_addf(&text, "%s%s", i > 0 ? ", " : "", names->items[i]);
			continue;
		}
		if (i == 0 && columns > (int)text.len + 3)
			buf_add(&text, names->items[0], (size_t)columns - text.len - 3);
		buf_addstr(&text, i > 0 ? ", ..." : "...");
		break;
	}
	return buf_steal(&text);
}

/* Few words about an end, for the third column. */
static char *report_note(const struct build_report *r, const struct build_item *item, int columns)
{
	const struct err *e = report_item_error(item);
	AUTOSTRV struct strv missing = STRV_INIT;
	AUTOFREE char *count = NULL;

	if (report_lacks_inputs(item)) {
		report_missing(item, &missing);
		count = xasprintf("%zu input%s not fetched: ", missing.len,
				  missing.len == 1 ? "" : "s");
		return report_names(count, &missing, columns);
	}
	if (item->plan && item->result.end == BUILD_MADE && item->result.taken)
		return xasprintf("%zu of %zu parts made, %zu taken from remotes", item->result.made,
				 item->plan->count, item->result.taken);
	if (item->plan && item->result.end == BUILD_MADE && item->result.made)
		return xasprintf("%zu of %zu parts made", item->result.made, item->plan->count);
	if (item->plan && item->result.end == BUILD_MADE)
		return xstrdup("its parts were in the store");
	if (item->result.part)
		return xstrdup(item->result.part->recipe->name);
	if (report_end(r, item) == REPORT_STOPPED)
		return xstrdup(process_interrupted() ? "interrupted"
						     : "another target failed (-k continues)");
	if (report_end(r, item) == REPORT_FAILED && item->plan)
		return xstrdup("its parts conflict");
	return xstrdup(e ? e->text : "");
}

static int report_widest(const struct build_report *r)
{
	int widest = term_columns("TARGET");

	for (size_t i = 0; i < r->count; i++) {
		int n = term_columns(r->items[i].name);

		widest = n > widest ? n : widest;
	}
	return widest;
}

/* Notes that would not have room beside the names stand below them. */
static void report_table(const struct build_report *r, struct buf *out)
{
	enum { RESULT_COLUMNS = 12, NOTE_LEAST = 24, INDENT = 4 };
	int width = term_width(STDERR_FILENO);
	int rest = width - report_widest(r) - RESULT_COLUMNS - 4;
	bool beside = rest >= NOTE_LEAST;
	struct table table;

	table_init(&table, beside ? 3 : 2);
	if (beside)
		table_row(&table, "TARGET", "RESULT", "NOTE");
	else
		table_row(&table, "TARGET", "RESULT");
	for (size_t i = 0; i < r->count; i++) {
		const struct build_item *item = &r->items[i];
		enum report_end end = report_end(r, item);
		const char *word = REPORT_WORDS[end].word;
		AUTOFREE char *note = report_note(r, item, beside ? rest : width - INDENT);

		if (beside) {
			table_row(&table, item->name, word, note);
			continue;
		}
		AUTOFREE char *below = xasprintf("%s\n    %s", word, note);
		bool wanted = end == REPORT_FAILED || end == REPORT_IMPOSSIBLE;

		table_row(&table, item->name, wanted && *note ? below : word);
	}
	table_print(&table, out);
	table_release(&table);
}

/* "5 targets in 12.3 s: 2 made, 3 taken from the store" */
static void report_counts(const struct build_report *r, struct buf *out)
{
	size_t counts[ARRAY_LEN(REPORT_WORDS)] = { 0 };
	const char *between = ": ";

	for (size_t i = 0; i < r->count; i++)
		counts[report_end(r, &r->items[i])]++;
	buf_addf(out, "%zu target%s in %.1f s", r->count, r->count == 1 ? "" : "s", r->seconds);
	for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
		if (!counts[i])
			continue;
		buf_addf(out, "%s%zu %s", between, counts[i], REPORT_WORDS[i].count);
		between = ", ";
	}
}

void build_report_say(const struct build_report *r)
{
	AUTOSTRV struct strv lacking = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	report_table(r, &out);
	for (size_t i = 0; i < r->count; i++)
		if (report_lacks_inputs(&r->items[i]))
			strv_add(&lacking, r->items[i].name);
	if (lacking.len && r->all) {
		AUTOFREE char *names = strv_join(&lacking, " ");

		buf_addf(&out,
			 "fetch what is missing, on a machine with a network: 'sysroot fetch %s'\n",
			 names);
	}
	report_counts(r, &out);
	term_say("%s", out.data);
}

/* --- the error --- */

/* The same failure of a part that an earlier target shares? */
static bool report_is_told(const struct build_report *r, size_t self)
{
	const struct plan_part *part = r->items[self].result.part;

	for (size_t i = 0; part && i < self; i++) {
		const struct plan_part *other = r->items[i].result.part;

		if (other && strcmp(other->key, part->key) == 0)
			return true;
	}
	return false;
}

static void report_failure(struct build_report *r, size_t self, struct buf *out)
{
	struct build_item *item = &r->items[self];
	const struct build_result *result = &item->result;
	AUTOFREE char *whose = NULL;
	struct err e = ERR_INIT;
	const struct err *told = report_item_error(item);

	if (report_lacks_inputs(item)) {
		(void)!plan_missing_error(item->plan, &e);
		told = &e;
	} else if (result->part) {
		AUTOSTRV struct strv names = STRV_INIT;

		for (size_t i = 0; i < r->count; i++) {
			const struct plan_part *part = r->items[i].result.part;

			if (part && strcmp(part->key, result->part->key) == 0)
				strv_add(&names, r->items[i].name);
		}
		whose = strv_join(&names, ", ");
	}
	buf_addf(out, "%s%s: %s", out->len ? "\n" : "", whose ? whose : item->name, told->text);
	if (result->log)
		buf_addf(out, "\n  see the log %s", result->log);
	else if (told->hint)
		buf_addf(out, "\n%s", told->hint);
	err_clear(&e);
}

int build_report_error(struct build_report *r, struct err *err)
{
	AUTOBUF struct buf hint = BUF_INIT;
	struct build_item *first = NULL;
	size_t targets = 0, failures = 0;
	enum err_code code = ERR_FAILED;

	for (size_t i = 0; i < r->count; i++) {
		const struct err *e = report_item_error(&r->items[i]);

		if (report_end(r, &r->items[i]) != REPORT_FAILED)
			continue;
		targets++;
		if (report_is_told(r, i))
			continue;
		if (failures++ == 0)
			first = &r->items[i];
		/* Damage and hostile input must not be lost among other failures. */
		if (e && err_exit_status(e->code) > err_exit_status(code))
			code = e->code;
		report_failure(r, i, &hint);
	}
	if (!first)
		return 0;
	if (failures == 1 && report_lacks_inputs(first))
		return plan_missing_error(first->plan, err);
	if (failures == 1)
		return err_move(err, first->plan ? &first->result.err : &first->err);
	err_set(err, code, "%zu of %zu targets failed", targets, r->count);
	return err_hint(err, "%s", hint.data);
}
