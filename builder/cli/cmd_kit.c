/* sysroot kit: offline kits; the table of its subcommands. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/kit_commands.h"

static const struct kit_command {
	const char *name;
	int (*run)(int argc, char **argv, struct err *err);
	const char *help;
} kit_commands[] = {
	{ "create", kit_cmd_create, "pack inputs, artifacts, sysroots and the program into a kit" },
	{ "sign", kit_cmd_sign, "sign a kit" },
	{ "verify", kit_cmd_verify, "check a kit's signature and contents; read a medium back" },
	{ "import", kit_cmd_import, "import all of a kit, or nothing" },
	{ "list", kit_cmd_list, "list the contents of a kit" },
	{ "diff", kit_cmd_diff, "compare the contents of two kits" },
	{ "have", kit_cmd_have, "list what this store has, for 'create --have'" },
	{ "key", kit_cmd_key, "generate a key pair" },
	{ "trust", kit_cmd_trust, "trust a public key" },
	{ "keys", kit_cmd_keys, "list the trusted keys" },
};

static int kit_unknown(const char *word, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	const char *nearest;

	for (size_t i = 0; i < ARRAY_LEN(kit_commands); i++)
		strv_add(&names, kit_commands[i].name);
	err_set(err, ERR_USAGE, "'kit' has no subcommand '%s'", word);
	nearest = strv_nearest(&names, word);
	if (nearest)
		return err_hint(err, "did you mean 'sysroot kit %s'?", nearest);
	return err_hint(err, "'sysroot kit --help' lists them");
}

/* Without a subcommand, or with one that there is not. */
static int kit_itself(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOFREE char *choice = NULL;
	AUTOFREE char *arguments = NULL;
	AUTOBUF struct buf list = BUF_INIT;
	const struct option_def table[] = { { OPTION_END, 0, NULL, NULL, NULL, NULL } };
	struct option_usage usage = {
		.command = "kit",
		.summary = "A kit is one signed file that carries inputs, artifacts and sysroots "
			   "to a\nmachine without a network.",
		.table = table,
		.stop_at_first = true,
	};
	int status;

	buf_addstr(&list, "  sysroot kit create -t centos7 -t musl -o farm.kit\n"
			  "  sysroot kit sign --key farm.key farm.kit\n"
			  "  sysroot kit import farm.kit     # there, with farm.kit.minisig beside "
			  "it\n\nsubcommands:\n");
	for (size_t i = 0; i < ARRAY_LEN(kit_commands); i++) {
		strv_add(&names, kit_commands[i].name);
		buf_addf(&list, "  %-9s %s\n", kit_commands[i].name, kit_commands[i].help);
	}
	buf_addstr(&list, "\n'sysroot kit SUBCOMMAND --help' describes one of them.");
	choice = strv_join(&names, "|");
	arguments = xasprintf("%s ...", choice);
	usage.arguments = arguments;
	usage.more = list.data;
	status = option_parse(&usage, argc, argv, &words, err);
	if (status > 0)
		return 0;
	/* It does not take --json; misuse with it is answered by a document too. */
	answer_find_flag(argc, argv);
	if (status < 0)
		return -1;
	if (words.len == 0)
		return cli_want("kit", "a subcommand", err);
	return kit_unknown(words.items[0], err);
}

int cmd_kit(int argc, char **argv, struct err *err)
{
	for (size_t i = 0; argc > 1 && i < ARRAY_LEN(kit_commands); i++)
		if (strcmp(argv[1], kit_commands[i].name) == 0) {
			AUTOFREE char *name = xasprintf("kit %s", kit_commands[i].name);

			answer_set_command(name);
			return kit_commands[i].run(argc - 1, argv + 1, err);
		}
	return kit_itself(argc, argv, err);
}
