/* The arguments that make ar, ranlib, strip and ld repeatable and keep ld inside the sysroot. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>

/* ar's long options that take the next argument. */
static bool takes_next(const char *arg)
{
	return strcmp(arg, "--plugin") == 0 || strcmp(arg, "--target") == 0 ||
	       strcmp(arg, "--output") == 0 || strcmp(arg, "--record-libdeps") == 0;
}

/*
 * Is this argument ar's operation and modifiers, or a part of them? The first one is, with or
 * without a dash, and each later one with a dash, before "--".
 */
static bool is_keys(const char *arg, bool first)
{
	return arg[0] && strncmp(arg, "--", 2) != 0 && (first || (arg[0] == '-' && arg[1]));
}

/* The keys of all of ar's arguments together. */
static char *all_keys(const struct wrapper_args *args)
{
	char *keys = wrapper_join("", "", "", "");
	bool first = true;

	for (size_t i = 1; i < args->count && strcmp(args->args[i], "--") != 0; i++) {
		if (takes_next(args->args[i])) {
			i++;
		} else if (is_keys(args->args[i], first)) {
			keys = wrapper_join(keys, args->args[i], "", "");
			first = false;
		}
	}
	return keys;
}

/* The keys without "u"; NULL when nothing but a dash is left of them. */
static const char *without_update(const char *keys)
{
	char *copy = wrapper_join(keys, "", "", "");
	char *to = copy;

	for (const char *from = keys; *from; from++)
		if (*from != 'u')
			*to++ = *from;
	*to = '\0';
	return strcmp(copy, "-") == 0 || !*copy ? NULL : copy;
}

void wrapper_ar_arguments(struct wrapper_args *out, char **argv)
{
	struct wrapper_args asked = { 0 };
	const char *keys;
	bool deterministic;
	bool first = true;
	bool ended = false;

	/* ar reads a file of members by itself; one that holds the keys is written out. */
	for (; *argv; argv++) {
		if (*all_keys(&asked))
			wrapper_push(&asked, *argv);
		else
			wrapper_response_expand(&asked, *argv);
	}
	keys = all_keys(&asked);
	/* Only what writes an archive keeps times and owners; U asks for them. */
	deterministic = strpbrk(keys, "rqsdm") && !strpbrk(keys, "DUMhHV");
	for (size_t i = 1; i < asked.count; i++) {
		const char *arg = asked.args[i];

		ended = ended || strcmp(arg, "--") == 0;
		if (!ended && takes_next(arg) && i + 1 < asked.count) {
			wrapper_push(out, arg);
			arg = asked.args[++i];
		} else if (!ended && deterministic && is_keys(arg, first)) {
			/* Without the members' times there is nothing that "u" could compare:
			 * every member is replaced, as by an ar whose default that is. */
			arg = without_update(arg);
			if (first)
				arg = wrapper_join(arg ? arg : "-", "D", "", "");
			first = false;
		}
		if (arg)
			wrapper_push(out, arg);
	}
}

/* ranlib, strip and objcopy. */
void wrapper_archive_arguments(struct wrapper_args *out, char **argv)
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
