/* The text that a build key is the hash of: the only place that writes and reads it. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_KEYTEXT_H
#define BASE_KEYTEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

/*
 * A text is lines: a word, then values with one space before each. A value is bare or
 * "quoted" with \ before " and \, and \n for a newline. A script stands behind its line,
 * which tells its length in bytes, so that nothing in it is ever a line of the text.
 *
 *     sysroot key 2
 *     recipe "musl-1.2.5"
 *     step 12
 *     make install
 *     tool awk 5f...8e "mawk"
 *
 * Format 2 tells of a tool the file that runs, where its name is another one.
 * Format 1 did not, and is still read: stores and kits hold artifacts of it.
 */
#define KEYTEXT_FORMAT 2

struct keytext_line {
	char *word; /* "tool" */
	struct strv values; /* without quotes and escapes */
	size_t bare; /* how many of them, from the first, stood without quotes */
	char *script; /* of a "step"; else NULL */
};

struct keytext {
	int format; /* 1 or 2 */
	struct keytext_line *lines; /* without the first, which tells the format */
	size_t count;
};

struct keytext_tool {
	const char *name; /* "gcc", "gcc/cc1" */
	const char *digest; /* sha256; "-": the compiler has no such part; NULL: not installed */
	const char *file; /* name of the file behind it; NULL: as name, or not told */
};

/* --- writing --- */

/* The first line. */
void keytext_begin(struct buf *out);

/* A line of bare values; it must be one line, and hold no quotation mark. */
void keytext_line(struct buf *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A line that begins with `bare` (a word, perhaps with bare values) and ends with quoted values. */
void keytext_quoted(struct buf *out, const char *bare, const struct strv *values);
void keytext_quoted_one(struct buf *out, const char *bare, const char *value);

/* A step's script, any bytes but NUL. */
void keytext_script(struct buf *out, const char *script);

/* A tool. file is written only where it differs from the last component of the name. */
void keytext_tool(struct buf *out, const struct keytext_tool *tool);

/* --- reading --- */

/*
 * Read a whole text. *k: released by the caller with keytext_release(), also after an
 * error. Words that this version does not know are kept as lines like the others.
 * Errors: ERR_CORRUPT for whatever no keytext_ function wrote: another format, a line
 * without its newline, a value without its closing quote, a script that is shorter than
 * its line says, a known word with too few or too many values.
 */
int keytext_read(const char *text, struct keytext *k, struct err *err) MUST_CHECK;
void keytext_release(struct keytext *k);

/* Is the line a tool? Then *tool, borrowed from the line. */
bool keytext_is_tool(const struct keytext_line *line, struct keytext_tool *tool);

/*
 * Do two texts differ in nothing but their tools and their format? Then the artifacts
 * are of one recipe, made on different machines. false when either cannot be read.
 */
bool keytext_same_but_tools(const char *a, const char *b);

/* Does the text say that a tool is not installed? No artifact has such a key. */
bool keytext_lacks_tool(const char *text);

/*
 * Append the digests of the inputs. Of a text that cannot be read (a newer version of
 * this program wrote it) whatever looks like an input is taken: for those who keep
 * inputs, one too many is better than one too few.
 */
void keytext_inputs(const char *text, struct strv *digests);

static inline void keytext_release_at(struct keytext *k)
{
	keytext_release(k);
}
#define AUTOKEYTEXT __attribute__((cleanup(keytext_release_at)))

#endif
