/* A result on its way to its place: made in a folder beside it, moved when whole. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_IMAGE_OUTPUT_H
#define SYSROOTS_IMAGE_OUTPUT_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

struct image_output {
	int parent; /* descriptor of the folder that the result goes into */
	char *name; /* of the result in it; NULL: it goes to stdout */
	char *path; /* as the user gave it, for messages */
	bool folder; /* the result is a folder, which must be new */
	char *temp; /* name of the work folder in parent */
	int work; /* descriptor of the work folder, locked as long as we live */
};

#define IMAGE_OUTPUT_INIT                                                                          \
	{                                                                                          \
		.parent = -1, .work = -1                                                           \
	}

/*
 * Make a work folder ("PARENT/.sysroot-export-PID-N", mode 0700). Those that
 * killed processes left there are removed.
 *
 * path: of the result; NULL for stdout, then the work folder is in $TMPDIR or
 * /tmp. folder: the result will be a folder; that something is there already is
 * an error. A file in the way is replaced at the end.
 * Release with image_output_release(), also after an error.
 * Errors: ERR_FAILED when it exists, ERR_MISSING when there is no folder for it,
 * ERR_SYSTEM.
 */
int image_output_open(const char *path, bool folder, struct image_output *o,
		      struct err *err) MUST_CHECK;

/*
 * Move what stands under this name in the work folder to the result's place,
 * synced before and after. Not for stdout.
 */
int image_output_commit(struct image_output *o, const char *made, struct err *err) MUST_CHECK;

/* Remove the work folder with all that is still in it. */
void image_output_release(struct image_output *o);

#endif
