/* sysroot exec: run a command in the environment of a sysroot. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/option.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_data.h"
#include "builder/cli/commands.h"
#include "sysroots/env/env_target.h"

struct exec_request {
	bool is_static, shared;
	const char *arch;
	struct strv words; /* the target, then the command */
	struct strv behind; /* the target and all behind it: options there point into it */
};

/*
 * Options may stand before the target and behind it, up to "--" or the command: what follows is
 * the command's own. 0 to go on, 1 after the help, -1.
 */
static int exec_parse(int argc, char **argv, struct exec_request *r, struct err *err)
{
	const struct option_def table[] = {
		{ OPTION_FLAG, 0, "static", NULL, "programs are linked statically (the default)",
		  &r->is_static },
		{ OPTION_FLAG, 0, "shared", NULL, "programs are linked dynamically", &r->shared },
		CLI_OPTION_ARCH(r->arch),
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "exec",
		.arguments = "[OPTION...] TARGET [--] COMMAND [ARGUMENT...]",
		.summary = "Run a command in the environment that 'sysroot env TARGET' prints.",
		.table = table,
		.more = "  sysroot exec centos7 -- go build ./...\n\n"
			"The exit status is the command's; 126 if it cannot be run, 127 if it is "
			"not\n"
			"found.",
		.stop_at_first = true,
	};
	int status = option_parse(&usage, argc, argv, &r->behind, err);

	if (status == 0 && !r->behind.len)
		return cli_want("exec", "a target and a command", err);
	if (status == 0) {
		strv_add(&r->words, r->behind.items[0]);
		/* The target stands where the command's name does for the second part. */
		status = option_parse(&usage, (int)r->behind.len, r->behind.items, &r->words, err);
	}
	if (status != 0)
		return status;
	if (r->is_static && r->shared) {
		err_set(err, ERR_USAGE, "'--static' and '--shared' exclude each other");
		return err_hint(err, "use only one of them");
	}
	if (r->words.len < 2) {
		err_set(err, ERR_USAGE, "'exec' needs a command to run");
		return err_hint(err, "for example 'sysroot exec %s -- make'", r->words.items[0]);
	}
	return 0;
}

static int exec_setenv(const struct variables *v, struct err *err)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = &v->items[i];

		if (at->value ? setenv(at->name, at->value, 1) : unsetenv(at->name))
			return err_sys(err, "cannot set the variable '%s'", at->name);
	}
	return 0;
}

static int exec_run(const struct exec_request *r, struct err *err)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOFREE char *name = NULL;
	char **command = r->words.items + 1;
	int failed;

	if (cli_built_name(r->words.items[0], r->arch, &name, err) < 0 ||
	    env_target_variables(cli_store_path(), name, r->arch,
				 r->shared ? ENVIRONMENT_SHARED : ENVIRONMENT_STATIC, cli_canonical,
				 &v, err) < 0 ||
	    exec_setenv(&v, err) < 0)
		return -1;
	cli_data_release();
	execvp(command[0], command);
	failed = errno;
	/* Said here, since the exit status is not one of an error code: see env(1). */
	fprintf(stderr, "sysroot: cannot run '%s': %s\n%s", command[0], strerror(failed),
		failed == ENOENT ? "make sure that it is installed and on PATH; a sysroot does not "
				   "contain programs\n"
				 : "");
	return failed == ENOENT ? 127 : 126;
}

int cmd_exec(int argc, char **argv, struct err *err)
{
	struct exec_request request = { 0 };
	int status = exec_parse(argc, argv, &request, err);

	status = status == 0 ? exec_run(&request, err) : status < 0 ? -1 : 0;
	strv_release(&request.words);
	strv_release(&request.behind);
	return status;
}
