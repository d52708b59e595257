/* What each command answers for a store that 'sysroot export' wrote. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_exported.h"

#include <string.h>

#include "builder/base/alloc.h"

#define ELSEWHERE                                                                                  \
	"choose another store with --store DIR or SYSROOT_STORE; 'sysroot env' and 'sysroot "      \
	"exec' can use\nthis one"

/*
 * The commands that cannot work in it; the others can: docs/man/sysroot-export.1 lists both.
 * Such a store has no inputs, objects, artifacts, records or index.
 */
static const struct {
	const char *command, *why, *hint;
} cli_exported_answers[] = {
	{ "fetch", "inputs cannot be fetched into it", ELSEWHERE },
	{ "relock", "it has no inputs to re-pin", ELSEWHERE },
	{ "add", "inputs cannot be added to it", ELSEWHERE },
	{ "build", "nothing can be built in it", ELSEWHERE },
	{ "log", "it has no logs", "ask the store in which it was built" },
	{ "pull", "nothing can be pulled into it", ELSEWHERE },
	{ "kit", "kits can be neither created from it nor imported into it", ELSEWHERE },
	{ "export", "nothing can be exported from it",
	  "export from the store in which it was built; or copy the image, or the directory, as it "
	  "is" },
	{ "find", "it has no index",
	  "use the store in which it was built; here, look into the directories below sysroots/" },
	{ "rm", "nothing is removed from it",
	  "remove the image, or the directory of the store, as a whole" },
	{ "gc", "there is nothing in it to remove",
	  "to free space, remove the image, or the directory of the store" },
	{ "push", "it does not have the parts of the sysroot",
	  "push from the store in which it was built" },
	{ "challenge", "it does not have the parts of the sysroot",
	  "use the store in which it was built" },
	{ "sbom", "it does not record what the sysroot was made from",
	  "use the store in which it was built; the labels of the image name the licenses" },
};

static const char *cli_command = "";

void cli_set_command(const char *name)
{
	cli_command = name;
}

int cli_check_exported(const struct store *s, struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(cli_exported_answers); i++) {
		if (strcmp(cli_exported_answers[i].command, cli_command) != 0 ||
		    !store_is_exported(s))
			continue;
		store_exported_error(s, cli_exported_answers[i].why, err);
		return err_hint(err, "%s", cli_exported_answers[i].hint);
	}
	return 0;
}
