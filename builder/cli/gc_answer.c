/* What gc and rm answer with --json. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/gc_answer.h"

#include "builder/cli/answer.h"

void gc_answer_begin(struct json *j, const struct gc_options *options)
{
	jsonout_bool(j, "dry_run", options->dry_run);
	jsonout_array_begin(j, "removed");
}

void gc_answer_item(struct json *j, const struct gc_item *item)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "kind", gc_word(item->kind, false));
	jsonout_string(j, "name", item->name);
	jsonout_string(j, "recipe", item->what);
	jsonout_number(j, "size", (int64_t)item->frees);
	answer_seconds(j, "unused_seconds", item->unused);
	jsonout_object_end(j);
}

void gc_answer_end(struct json *j, const struct gc_options *options, const struct gc_report *r)
{
	uint64_t bytes = 0;

	jsonout_array_end(j);
	jsonout_object_begin(j, "count");
	for (size_t i = 0; i < GC_KINDS; i++) {
		bytes += r->bytes[i];
		jsonout_number(j, gc_word((enum gc_kind)i, true), (int64_t)r->count[i]);
	}
	jsonout_object_end(j);
	jsonout_number(j, "freed", (int64_t)bytes);
	jsonout_number(j, "stayed", (int64_t)r->stayed);
	answer_number_or_null(j, "store_size", options->max_size ? (int64_t)r->size : 0);
}
