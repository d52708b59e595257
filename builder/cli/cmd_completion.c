/* sysroot completion: print what makes a shell complete the command line of this program. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/carry.h"
#include "builder/base/option.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"

CARRY(completion_bash, "builder/cli/completion/sysroot.bash");
CARRY(completion_zsh, "builder/cli/completion/sysroot.zsh");
CARRY(completion_fish, "builder/cli/completion/sysroot.fish");

static const struct {
	const char *shell, *script;
} completion_scripts[] = {
	{ "bash", completion_bash_begin },
	{ "zsh", completion_zsh_begin },
	{ "fish", completion_fish_begin },
};

int cmd_completion(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	const struct option_def table[] = {
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "completion",
		.arguments = "bash|zsh|fish",
		.summary = "Print a shell script that completes commands, options and targets.",
		.more = "  eval \"$(sysroot completion bash)\"       in ~/.bashrc\n"
			"  eval \"$(sysroot completion zsh)\"        in ~/.zshrc, after compinit\n"
			"  sysroot completion fish | source        in ~/.config/fish/config.fish",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len != 1)
		return cli_want("completion", "one shell: bash, zsh or fish", err);
	for (size_t i = 0; i < ARRAY_LEN(completion_scripts); i++) {
		AUTOBUF struct buf out = BUF_INIT;

		if (strcmp(words.items[0], completion_scripts[i].shell) != 0)
			continue;
		buf_addstr(&out, completion_scripts[i].script);
		return cli_print(&out, err);
	}
	err_set(err, ERR_USAGE, "there is no completion for '%s'", words.items[0]);
	return err_hint(err, "the choices are bash, zsh and fish");
}
