/* The program's entry: the table of subcommands, and how errors are told. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/option.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/base/strv.h"
#include "builder/base/term.h"
#include "builder/base/version.h"
#include "builder/cli/advice.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/cli_exported.h"
#include "builder/cli/commands.h"
#include "builder/cli/complete.h"

static const struct command commands[] = {
	{ "targets", cmd_targets, "list what can be built, and what is built" },
	{ "show", cmd_show, "show what a target is made of, and what is missing" },
	{ "list", cmd_list, "list the sysroots that are built: size, age, last use" },
	{ "fetch", cmd_fetch, "fetch a target's inputs into the store (needs a network)" },
	{ "lock", cmd_lock, "record which recipes and inputs make a target" },
	{ "relock", cmd_relock, "re-pin packages that have been replaced (needs a network)" },
	{ "add", cmd_add, "add input files that you carried over" },
	{ "build", cmd_build, "build what is missing, and compose the sysroot" },
	{ "log", cmd_log, "print the log of a target's last build" },
	{ "env", cmd_env, "print the environment: eval $(sysroot env centos7)" },
	{ "exec", cmd_exec, "run a command in that environment" },
	{ "export", cmd_export, "export a sysroot as an image, an archive or a directory" },
	{ "find", cmd_find, "find which sysroots have a header, symbol, library or file" },
	{ "rm", cmd_rm, "remove sysroots from the store" },
	{ "gc", cmd_gc, "remove from the store what nothing needs any longer" },
	{ "kit", cmd_kit, "carry targets across an air gap in one signed file" },
	{ "push", cmd_push, "put a sysroot and its artifacts into a registry" },
	{ "pull", cmd_pull, "get a sysroot from a registry" },
	{ "challenge", cmd_challenge,
	  "compare what is built here with what another machine built" },
	{ "sbom", cmd_sbom, "print the bill of materials of a sysroot: SPDX, CycloneDX" },
	{ "fsck", cmd_fsck, "check the store; rebuild its index" },
	{ "completion", cmd_completion, "print a shell completion script" },
	{ "version", cmd_version, "print the version" },
};

/* For the help and completions; main_run() reads them. */
static const struct option_def main_options[] = {
	{ OPTION_STRING, 0, "store", "DIR",
	  "where everything is kept ($SYSROOT_STORE, ~/.cache/sysroot)", NULL },
	{ OPTION_FLAG, 0, "trust-store", NULL,
	  "use it even if others may write to it ($SYSROOT_TRUST_STORE=1)", NULL },
	{ OPTION_FLAG, 'q', NULL, NULL, "quiet: errors only", NULL },
	{ OPTION_FLAG, 'v', NULL, NULL, "verbose: also what is reused, logs and origins", NULL },
	{ OPTION_FLAG, 0, "version", NULL, "print the version", NULL },
	{ OPTION_END, 0, NULL, NULL, NULL, NULL },
};

static void main_help(FILE *to)
{
	fprintf(to, "usage: sysroot [--store DIR] [--trust-store] [-q | -v] COMMAND ...\n\n"
		    "Sysroots for static and dynamic builds against a chosen ABI baseline.\n\n"
		    "  sysroot build --fetch centos7\n"
		    "  eval $(sysroot env centos7)\n"
		    "  go build ./...            # runs on CentOS 7: glibc 2.17, Linux 3.10\n\n"
		    "commands:\n");
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].help);
	fprintf(to, "\noptions before the command:\n");
	for (const struct option_def *o = main_options; o->kind != OPTION_END; o++) {
		AUTOFREE char *left =
			o->name ? xasprintf("--%s%s%s", o->name, o->argument ? " " : "",
					    o->argument ? o->argument : "")
				: xasprintf("-%c", o->letter);

		fprintf(to, "  %-14s %s\n", left, o->help);
	}
	fprintf(to, "\n'sysroot help COMMAND' describes one of them.\n");
}

/* The problem first, then on lines of their own what to do about it. */
static void main_tell(const struct err *e)
{
	AUTOFREE char *text = plain_text(e->text ? e->text : "failed");

	/* It is one line, whatever names are in it. */
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\t')
			*p = '?';
	term_progress_done();
	fprintf(stderr, "%ssysroot: %s%s\n", term_colour("31"), text, term_colour("0"));
	if (e->hint) {
		AUTOFREE char *hint = advice_render(e->hint), *shown = plain_text(hint);

		fprintf(stderr, "%s\n", shown);
	}
}

static int main_unknown(const char *word, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	const char *nearest;

	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		strv_add(&names, commands[i].name);
	err_set(err, ERR_USAGE, "unknown command '%s'", word);
	nearest = strv_nearest(&names, word);
	if (nearest)
		return err_hint(err, "did you mean '%s'?", nearest);
	return err_hint(err, "'sysroot --help' lists the commands");
}

/* A command was found: what stands on stdout is its own decision from then on. */
static bool main_dispatched;

static int main_command(int argc, char **argv, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(argv[0], commands[i].name) == 0) {
			main_dispatched = true;
			cli_set_command(commands[i].name);
			answer_set_command(commands[i].name);
			return commands[i].run(argc, argv, err);
		}
	return main_unknown(argv[0], err);
}

/* "help kit create" is "kit create --help". */
static int main_help_of(int count, char **names, struct err *err)
{
	char option[] = "--help";
	AUTOFREE char **words = xcalloc((size_t)count + 2, sizeof(*words));

	if (!count) {
		main_help(stdout);
		return 0;
	}
	for (int i = 0; i < count; i++)
		words[i] = names[i];
	words[count] = option;
	return main_command(count + 1, words, err);
}

static void main_set_store(const char *path)
{
	cli_set_store(path);
	advice_set_store(path);
}

static int main_run(int argc, char **argv, struct err *err)
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			main_help(stdout);
			return 0;
		} else if (strcmp(argv[i], "--version") == 0) {
			printf("sysroot %s\n", SYSROOT_VERSION);
			return 0;
		} else if (strcmp(argv[i], "-q") == 0) {
			term_set_quiet(true);
		} else if (strcmp(argv[i], "-v") == 0) {
			term_set_quiet(false);
			term_set_verbose(true);
		} else if (strcmp(argv[i], "--trust-store") == 0) {
			store_trust_others();
			advice_set_trust();
		} else if (strcmp(argv[i], "--store") == 0 && i + 1 < argc) {
			main_set_store(argv[++i]);
		} else if (strncmp(argv[i], "--store=", 8) == 0) {
			main_set_store(argv[i] + 8);
		} else if (strcmp(argv[i], "--store") == 0) {
			err_set(err, ERR_USAGE, "option '--store' requires a value");
			return err_hint(err, "write '--store DIR'");
		} else {
			err_set(err, ERR_USAGE, "unknown option '%s' before the command", argv[i]);
			return err_hint(err, "'sysroot --help' lists the options");
		}
	}
	if (i >= argc) {
		main_help(stderr);
		return 2;
	}
	if (strcmp(argv[i], "__complete") == 0)
		return complete_print(commands, ARRAY_LEN(commands), main_options, argc - i - 1,
				      argv + i + 1, err);
	if (strcmp(argv[i], "help") == 0)
		return main_help_of(argc - i - 1, argv + i + 1, err);
	return main_command(argc - i, argv + i, err);
}

int main(int argc, char **argv)
{
	struct err err = ERR_INIT;
	int status;

	/* A file that grows too large (ulimit -f) is an error with words, not an end. */
	signal(SIGXFSZ, SIG_IGN);
	advice_set_commands(commands, ARRAY_LEN(commands));
	answer_set_command(NULL); /* it asked all of them */
	term_set_render(advice_render);
	status = main_run(argc, argv, &err);
	if (status < 0 && !main_dispatched)
		answer_find_flag(argc, argv);
	if (answer_print(status < 0 ? &err : NULL, status < 0 ? NULL : &err) < 0)
		status = -1;
	if (status == 0 && fflush(stdout) != 0)
		status = cli_stdout_error(&err);
	if (status < 0) {
		/*
		 * eval $(sysroot evn T) or $(sysroot --stor=x env T) must fail too,
		 * rather than go on with the host's compiler.
		 */
		if (!main_dispatched && !*answer_flag() && !isatty(STDOUT_FILENO))
			printf("false;\n");
		status = err_exit_status(err.code);
		main_tell(&err);
		err_clear(&err);
	}
	return status;
}
