/* Names of archive entries: made safe, matched, shown. */
/* SPDX-License-Identifier: MIT */
#ifndef UNPACK_PATH_H
#define UNPACK_PATH_H

#include <stdbool.h>

#include "builder/base/buf.h"
#include "builder/base/strv.h"

/*
 * Bring an entry's path into the one form that may be made below a root: no
 * "." and no empty components, no slash at either end, the first `strip`
 * components dropped. out (cleared first) is empty when nothing is left.
 * Returns NULL, or why the path is refused ("is absolute"); static.
 */
const char *unpack_path_clean(const char *raw, unsigned strip, struct buf *out);

/*
 * Why no symlink with this target may be made ("has an empty target"), or NULL;
 * static. Where it points to does not matter: nothing follows it.
 */
const char *unpack_path_refuse_target(const char *target);

/* Does path match any of a list of patterns (recipes/pattern.h)? true for NULL and an empty list.
 */
bool unpack_path_selected(const char *path, const struct strv *patterns);

/* A hostile name for a message: control bytes escaped, cut when long; caller frees. */
char *unpack_path_show(const char *raw);

#endif
