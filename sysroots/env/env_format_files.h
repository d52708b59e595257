/* Printing variables for the files of programs that are no shells; env_format.h's other half. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENV_FORMAT_FILES_H
#define SYSROOTS_ENV_FORMAT_FILES_H

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"
#include "sysroots/env/variables.h"

/*
 * What each makes, and its errors, env_format_print() tells. Sources: cmake-language(7),
 * "Quoted Argument"; Dockerfile reference, "ENV"; GitHub's documentation, "Workflow commands",
 * "Setting an environment variable"; systemd.exec(5), "EnvironmentFile=".
 */
int env_format_json(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_make(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_cmake(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_meson(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_docker(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_github(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;
int env_format_systemd(const struct variables *v, struct buf *out, struct err *err) MUST_CHECK;

/* ERR_FAILED when value is not well-formed UTF-8. name: whose; reader: "JSON", for the words. */
int env_format_check_utf8(const char *name, const char *value, const char *reader,
			  struct err *err) MUST_CHECK;

#endif
