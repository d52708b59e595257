/* What gc and rm answer with --json. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_GC_ANSWER_H
#define CLI_GC_ANSWER_H

#include "builder/base/json.h"
#include "cache/gc/gc.h"

/* Begin "removed", an array; add to it one thing that goes; end it, and add the sums. */
void gc_answer_begin(struct json *j, const struct gc_options *options);
void gc_answer_item(struct json *j, const struct gc_item *item);
void gc_answer_end(struct json *j, const struct gc_options *options, const struct gc_report *r);

#endif
