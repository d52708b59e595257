/* What a user asks of 'sysroot export'. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_EXPORT_REQUEST_H
#define CLI_EXPORT_REQUEST_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"
#include "sysroots/image/image_sink.h"

enum export_format { EXPORT_OCI, EXPORT_DOCKER, EXPORT_TAR, EXPORT_DIR };

/* "oci", "docker", "tar", "dir": by enum export_format. */
extern const char *const EXPORT_FORMATS[];

/* Texts are borrowed from the command line, but for image_name. */
struct export_request {
	struct strv names; /* targets, as typed */
	struct strv archs; /* --arch */
	enum export_format format;
	const char *output; /* NULL: stdout */
	const char *prefix; /* in an image: absolute; in an archive: NULL where none is given */
	const char *program_path; /* NULL: the running one */
	bool no_program, shared;
	enum image_compression compression;
	char *image_name; /* NAME:TAG, or NULL where none is given */
};

/* 0 to go on, 1 after the help, -1. *r: zeroed; release it in any case. Errors: ERR_USAGE. */
int export_request_parse(int argc, char **argv, struct export_request *r,
			 struct err *err) MUST_CHECK;
void export_request_release(struct export_request *r);

/*
 * Can this path stand in variables, links and archives without any quoting? Relative,
 * letters, digits and _ - + . / @ only.
 */
bool export_is_plain_path(const char *path);

#endif
