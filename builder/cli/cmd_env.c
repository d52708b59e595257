/* sysroot env: print the environment of a sysroot for a shell. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_current.h"
#include "builder/cli/commands.h"
#include "sysroots/env/env_format.h"
#include "sysroots/env/env_target.h"

struct env_request {
	bool is_static, shared, undo;
	bool current; /* the target is that of the calling environment */
	const char *arch, *at;
	struct option_choice format_word;
	enum env_format format;
	struct strv names;
};

/* Without a target: that of the calling environment, linked as it is. */
static int env_choose_target(struct env_request *r, struct err *err)
{
	int current = cli_take_current("env", &r->names, err);

	if (current < 0)
		return -1;
	if (r->names.len != 1)
		return cli_want("env", "one target", err);
	r->current = current;
	if (current && !r->is_static)
		r->shared |= cli_current_is_shared();
	return 0;
}

/* 0 to go on, 1 after the help, -1. */
static int env_parse(int argc, char **argv, struct env_request *r, struct err *err)
{
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "static", NULL, "programs are linked statically (the default)",
		  &r->is_static },
		{ OPTION_FLAG, 0, "shared", NULL, "programs are linked dynamically", &r->shared },
		{ OPTION_CHOICE, 0, "format", "FORMAT", "output format, see below (sh)",
		  &r->format_word },
		{ OPTION_STRING, 0, "at", "DIR", "the sysroot is at DIR where this is read",
		  &r->at },
		CLI_OPTION_ARCH(r->arch),
		{ OPTION_FLAG, 0, "undo", NULL, "restore every variable", &r->undo },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "env",
		.arguments = "[OPTION...] [TARGET] | --undo",
		.summary = "Print the environment that makes builds use a sysroot. In a shell "
			   "that has one,\n"
			   "its target is the default.",
		.table = table,
		.more = "  eval $(sysroot env centos7)                       sh, bash, zsh, dash, "
			"ash\n"
			"  sysroot env --format fish centos7 | source        fish\n"
			"  eval `sysroot env --format csh centos7`           csh, tcsh\n"
			"  eval $(sysroot env --undo)                        restore the "
			"environment\n"
			"\n"
			"Formats: sh fish csh json make cmake meson docker github systemd direnv.\n"
			"File formats (cmake, meson, docker, systemd) ignore the calling "
			"environment.\n"
			"The format is never guessed from SHELL, which is the login shell and not "
			"the one\n"
			"that reads the output. 'man sysroot-env' explains what is set, and why.",
	};
	int status = option_parse(&usage, argc, argv, &r->names, err);

	/* Also after misuse: what is printed then is of the format. */
	if (r->format_word.value && env_format_parse(r->format_word.value, &r->format, err) < 0)
		return -1;
	if (status != 0)
		return status;
	if (r->is_static && r->shared) {
		err_set(err, ERR_USAGE, "'--static' and '--shared' exclude each other");
		return err_hint(err, "use only one of them");
	}
	if (r->undo && r->names.len) {
		err_set(err, ERR_USAGE, "'--undo' does not take a target, but '%s' was given",
			r->names.items[0]);
		return err_hint(err, "it undoes whatever 'sysroot env' set in this shell");
	}
	if (r->undo && !env_format_can_undo(r->format)) {
		err_set(err, ERR_USAGE, "the format '%s' does not support --undo",
			r->format_word.value);
		return err_hint(err, "write the file again without the output of 'sysroot env'");
	}
	if (r->undo && r->at) {
		err_set(err, ERR_USAGE, "'--undo' and '--at' exclude each other");
		return err_hint(err, "use only one of them");
	}
	return r->undo ? 0 : env_choose_target(r, err);
}

static int env_text(const struct env_request *r, const char *name, struct variables *v,
		    struct buf *out, struct err *err)
{
	const struct env_target_place where = { r->at, env_format_is_file(r->format) };
	enum environment_link link = r->shared ? ENVIRONMENT_SHARED : ENVIRONMENT_STATIC;

	if (r->format == ENV_FORMAT_MESON)
		return env_target_meson(cli_store_path(), name, r->arch, link, cli_canonical,
					&where, out, err);
	if (r->undo) {
		if (env_target_undo(v, err) < 0)
			return -1;
		if (!v->len)
			term_say("nothing to undo");
	} else if (env_target_variables_at(cli_store_path(), name, r->arch, link, cli_canonical,
					   &where, v, err) < 0) {
		return -1;
	}
	return env_format_print(r->format, v, out, err);
}

static int env_print(const struct env_request *r, struct err *err)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	AUTOFREE char *name = NULL;

	if ((!r->undo && cli_built_name(r->names.items[0], r->arch, &name, err) < 0) ||
	    env_text(r, name, &v, &out, err) < 0)
		return r->current ? cli_blame_current(err) : -1;
	if (cli_print(&out, err) < 0)
		return -1;
	if (v.len && r->format == ENV_FORMAT_SH && isatty(STDOUT_FILENO))
		term_say("to set these in your shell: eval $(sysroot env%s%s%s)",
			 r->shared ? " --shared" : "", r->undo ? " --undo" : " ",
			 r->undo ? "" : name);
	return 0;
}

/* Who goes on in spite of the error builds for what was set before. */
static void env_say_unchanged(const struct env_request *r, struct err *err)
{
	const char *before = getenv("SYSROOT_TARGET");

	if (!r->undo && before && *before && env_format_can_undo(r->format))
		err_hint_more(
			err,
			"this shell is still set up for '%s'; 'sysroot env --undo' undoes that",
			before);
}

int cmd_env(int argc, char **argv, struct err *err)
{
	struct env_request request = {
		.format = ENV_FORMAT_SH,
		.format_word = { .words = ENV_FORMAT_WORDS },
	};
	int status = env_parse(argc, argv, &request, err);

	if (status == 0)
		status = env_print(&request, err);
	if (status < 0)
		env_say_unchanged(&request, err);
	if (status < 0) {
		/* The error is what counts; that it cannot be said twice does not. */
		fputs(env_format_failure(request.format), stdout);
		fflush(stdout);
	}
	strv_release(&request.names);
	return status < 0 ? -1 : 0;
}
