/* The progress lines of a build: one for each running part, and how far the whole is. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/clock.h"
#include "builder/base/term.h"
#include "builder/build/build_internal.h"

enum {
	SHOW_TIME = 6, /* columns of "1234 s" */
	SHOW_DOING = 16, /* columns that are left for what a part does, where there is room */
	SHOW_NAME_LEAST = 12,
};

/* "41 s: 3/14 parts, 2/5 sysroots, 1 failed": short enough for 40 columns. */
static void show_counts(const struct builder *b, struct strv *lines)
{
	size_t made = 0, failed = 0, composed = 0;
	AUTOBUF struct buf line = BUF_INIT;

	for (size_t i = 0; i < b->unit_count; i++) {
		made += b->units[i].state == UNIT_MADE;
		failed += b->units[i].state == UNIT_FAILED;
	}
	for (size_t i = 0; i < b->plan_count; i++)
		composed += b->results[i].end == BUILD_MADE || b->results[i].end == BUILD_THERE;
	buf_addf(&line, "%.0f s: %zu/%zu part%s", clock_seconds_since(b->begun_ms), made,
		 b->unit_count, b->unit_count == 1 ? "" : "s");
	if (b->plan_count > 1)
		buf_addf(&line, ", %zu/%zu sysroots", composed, b->plan_count);
	if (failed)
		buf_addf(&line, ", %zu failed", failed);
	if (b->stopping)
		buf_addstr(&line, ", stopping");
	strv_add(lines, line.data);
}

static int show_name_columns(const struct builder *b)
{
	int most = term_width(STDERR_FILENO) - 1 - 2 - SHOW_TIME - 2 - SHOW_DOING, columns = 0;

	if (most < SHOW_NAME_LEAST)
		most = SHOW_NAME_LEAST;
	for (size_t i = 0; i < b->unit_count; i++) {
		int n = term_columns(b->units[i].label);

		if (b->units[i].state == UNIT_RUNNING && n > columns)
			columns = n;
	}
	return columns < most ? columns : most;
}

void build_show(const struct builder *b, const char *composing)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	int room = term_height(STDERR_FILENO) - 3; /* beside the counts and "more" */
	size_t more = 0;
	int columns;

	if (!term_progress_due())
		return;
	columns = show_name_columns(b);
	show_counts(b, &lines);
	if (composing)
		strv_addf(&lines, "  composing %s", composing);
	for (size_t i = 0; i < b->unit_count; i++) {
		const struct build_unit *u = &b->units[i];

		if (u->state != UNIT_RUNNING)
			continue;
		if ((int)lines.len > room && room > 0)
			more++;
		else
			/* Names are ASCII: a column is a byte. */
			strv_addf(&lines, "  %-*.*s%*.0f s  %s", columns, columns, u->label,
				  SHOW_TIME - 2, build_worker_seconds(&u->worker),
				  u->worker.doing ? u->worker.doing : "");
	}
	if (more)
		strv_addf(&lines, "  and %zu more", more);
	term_progress_lines(&lines);
}
