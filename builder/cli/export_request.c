/* What a user asks of 'sysroot export'. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/export_request.h"

#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "sysroots/env/variables.h"
#include "sysroots/image/image_name.h"

#define EXPORT_PREFIX "/opt/sysroot"

const char *const EXPORT_FORMATS[] = { "oci", "docker", "tar", "dir", NULL };

/* Options that are looked at before they mean something. */
struct words {
	const char *format_word, *tag, *compress_word;
};

static const char export_more[] =
	"  sysroot export centos7 --format docker | docker load\n"
	"  sysroot export centos7 -o centos7.oci              an OCI layout, a directory\n"
	"  sysroot export musl --arch x86_64 --arch aarch64 -o musl.tar\n"
	"                                                     one index, as an archive\n\n"
	"In an image, the sysroot and the program are in " EXPORT_PREFIX ", so that after\n"
	"'COPY --from=sysroot:centos7 / /' the line 'eval $(sysroot env centos7)' works.";

/* 0 to go on, 1 after the help, -1. */
static int export_options(int argc, char **argv, struct export_request *r, struct words *w,
			  struct err *err)
{
	AUTOFREE char *archs = xasprintf("%s; several make one index", machine_choices());
	const struct option_def table[] = {
		{ OPTION_STRING, 0, "format", "FORMAT", "oci (the default), docker, tar or dir",
		  &w->format_word },
		{ OPTION_STRING, 'o', "output", "PATH", "where to write; '-' is stdout",
		  &r->output },
		{ OPTION_LIST, 0, "arch", "ARCH", archs, &r->archs },
		{ OPTION_STRING, 0, "tag", "NAME:TAG", "name of the image (sysroot:TARGET)",
		  &w->tag },
		{ OPTION_STRING, 0, "prefix", "PATH", "directory in the image or archive",
		  &r->prefix },
		{ OPTION_STRING, 0, "program", "FILE", "the program for the image (this one)",
		  &r->program_path },
		{ OPTION_FLAG, 0, "no-program", NULL, "no program in the image", &r->no_program },
		{ OPTION_FLAG, 0, "shared", NULL, "variables in the image for dynamic links",
		  &r->shared },
		{ OPTION_STRING, 0, "compress", "HOW", "gzip, zstd or none", &w->compress_word },
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "export",
		.arguments = "[OPTION...] TARGET...",
		.summary = "Export sysroots as a container image, an archive or a directory.",
		.table = table,
		.more = export_more,
	};

	return option_parse(&usage, argc, argv, &r->names, err);
}

static int export_parse_format(struct export_request *r, const struct words *w, struct err *err)
{
	AUTOSTRV struct strv all = STRV_INIT;
	const char *near;

	if (!w->format_word)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(EXPORT_FORMATS) - 1; i++) {
		r->format = (enum export_format)i;
		if (strcmp(w->format_word, EXPORT_FORMATS[i]) == 0)
			return 0;
		strv_add(&all, EXPORT_FORMATS[i]);
	}
	err_set(err, ERR_USAGE, "unknown format '%s'", w->format_word);
	near = strv_nearest(&all, w->format_word);
	return near ? err_hint(err, "did you mean '%s'?", near)
		    : err_hint(err, "the choices are oci, docker, tar and dir");
}

bool export_is_plain_path(const char *path)
{
	for (const char *p = path; *p; p++)
		if (!variable_byte_plain(*p) || *p == ':' || *p == '=')
			return false;
	return path_is_safe(path);
}

static int export_parse_prefix(struct export_request *r, struct err *err)
{
	bool image = r->format == EXPORT_OCI || r->format == EXPORT_DOCKER;

	if (!r->prefix) {
		r->prefix = image ? EXPORT_PREFIX : NULL;
		return 0;
	}
	if (r->format == EXPORT_TAR && strcmp(r->prefix, "/") == 0)
		return 0;
	if (export_is_plain_path(r->prefix + (*r->prefix == '/')) && (!image || *r->prefix == '/'))
		return 0;
	err_set(err, ERR_USAGE, "'%s' cannot be the directory in the %s", r->prefix,
		image ? "image" : "archive");
	return err_hint(err, "give %spath of letters, digits and _ - + . @ without '..'",
			image ? "an absolute " : "a ");
}

/* An option that says nothing to this format. */
static int export_refuse(const struct export_request *r, const struct words *w, struct err *err)
{
	bool image = r->format == EXPORT_OCI || r->format == EXPORT_DOCKER;
	const char *word = NULL;

	if (!image)
		word = w->tag            ? "--tag"
		       : r->program_path ? "--program"
		       : r->no_program   ? "--no-program"
		       : r->shared       ? "--shared"
					 : NULL;
	if (!word && r->format == EXPORT_DIR)
		word = r->prefix ? "--prefix" : w->compress_word ? "--compress" : NULL;
	if (word)
		err_set(err, ERR_USAGE, "'%s' with '--format %s'", word, EXPORT_FORMATS[r->format]);
	else if (r->program_path && r->no_program)
		err_set(err, ERR_USAGE, "'--program' and '--no-program' exclude each other");
	else
		return 0;
	return err_hint(err, "use only one of them");
}

static int export_parse_output(struct export_request *r, struct err *err)
{
	bool stream = r->format == EXPORT_DOCKER || r->format == EXPORT_TAR;

	if (!r->output && !stream) {
		err_set(err, ERR_USAGE, "'export' needs '-o PATH' for the format '%s'",
			EXPORT_FORMATS[r->format]);
		return err_hint(err, "it creates a directory%s",
				r->format == EXPORT_OCI ? "; an archive if PATH ends in .tar" : "");
	}
	if (r->output && strcmp(r->output, "-") == 0)
		r->output = NULL;
	if (!r->output && r->format == EXPORT_DIR) {
		err_set(err, ERR_USAGE, "a directory cannot be written to stdout");
		return err_hint(err, "name it with '-o PATH', or use '--format tar'");
	}
	if (!r->output && answer_json()) {
		err_set(err, ERR_USAGE, "'--json' with an archive on stdout");
		return err_hint(err, "write the archive to a file with '-o FILE'");
	}
	if (!r->output && isatty(STDOUT_FILENO)) {
		err_set(err, ERR_USAGE, "not writing an archive to a terminal");
		return err_hint(err, "use '-o FILE', or pipe it: '| docker load'");
	}
	return 0;
}

int export_request_parse(int argc, char **argv, struct export_request *r, struct err *err)
{
	struct words w = { 0 };
	int status = export_options(argc, argv, r, &w, err);

	if (status != 0)
		return status;
	if (!r->names.len)
		return cli_want("export", "a target", err);
	if (export_parse_format(r, &w, err) < 0)
		return -1;
	r->compression = r->format == EXPORT_TAR ? IMAGE_PLAIN : IMAGE_GZIP;
	if ((w.compress_word &&
	     image_compression_parse(w.compress_word, &r->compression, err) < 0) ||
	    export_refuse(r, &w, err) < 0 || export_parse_prefix(r, err) < 0 ||
	    export_parse_output(r, err) < 0)
		return -1;
	return w.tag ? image_name_parse(w.tag, &r->image_name, err) : 0;
}

void export_request_release(struct export_request *r)
{
	strv_release(&r->archs);
	strv_release(&r->names);
	free(r->image_name);
}
