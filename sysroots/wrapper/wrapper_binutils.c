/* The arguments that make ar, ranlib and ld repeatable and keep ld inside the sysroot. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>

/* ar's first argument that is no long option is the operation and its modifiers. */
void wrapper_ar_arguments(struct wrapper_args *out, char **argv)
{
	bool seen = false;

	while (*++argv) {
		const char *arg = *argv;

		if (seen || strncmp(arg, "--", 2) == 0 || arg[0] == '@') {
			wrapper_push(out, arg);
			if (!seen && argv[1] &&
			    (strcmp(arg, "--plugin") == 0 || strcmp(arg, "--target") == 0 ||
			     strcmp(arg, "--output") == 0))
				wrapper_push(out, *++argv);
			continue;
		}
		seen = true;
		/* Only what writes an archive keeps times and owners; U asks for them. */
		if (strpbrk(arg, "rqsdm") && !strpbrk(arg, "DUMhHV"))
			arg = wrapper_join(arg, "D", "", "");
		wrapper_push(out, arg);
	}
}

void wrapper_ranlib_arguments(struct wrapper_args *out, char **argv)
{
	/* The last of -D and -U wins. */
	if (argv[1])
		wrapper_push(out, "-D");
	while (*++argv)
		wrapper_push(out, *argv);
}

void wrapper_ld_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			  char **argv)
{
	const char *lib = wrapper_join(target->root, "/usr/lib", "", "");

	wrapper_push(out, wrapper_join("--sysroot=", target->root, "", ""));
	wrapper_push(out, "-nostdlib");
	wrapper_push(out, "--hash-style=gnu");
	wrapper_push(out, wrapper_join("-rpath-link=", lib, "", ""));
	while (*++argv)
		wrapper_push(out, *argv);
	/* Last: the user's -L come first. */
	wrapper_push(out, wrapper_join("-L", lib, "", ""));
}
