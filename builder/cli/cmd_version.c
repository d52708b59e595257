/* sysroot version: the same as --version. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/option.h"
#include "builder/base/version.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"

int cmd_version(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "version",
		.arguments = "",
		.summary = "Print the version, as 'sysroot --version' does.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("version", words.items[0], err);
	cli_line("sysroot %s", SYSROOT_VERSION);
	return 0;
}
