/* Directories of this machine's own headers and libraries, which a sysroot's user does not want. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "x86_64-linux-gnu" below one of the directories, as Debian has them. */
static bool is_triple(const char *name)
{
	return strstr(name, "-linux-") && !strchr(name, '/');
}

/* The path is parent, or parent and a triple behind it. */
static bool is_or_has_triple(const char *path, const char *parent)
{
	size_t length = strlen(parent);

	if (strncmp(path, parent, length) != 0)
		return false;
	return !path[length] || (path[length] == '/' && is_triple(path + length + 1));
}

/* The path without links, "..", and slashes at the end, as far as that can be told. */
static const char *plain(const char *path)
{
	char real[PATH_MAX];
	char *copy;
	size_t length;

	if (realpath(path, real))
		return wrapper_join(real, "", "", "");
	copy = wrapper_join(path, "", "", "");
	for (length = strlen(copy); length > 1 && copy[length - 1] == '/'; length--)
		copy[length - 1] = '\0';
	return copy;
}

static bool is_one_of(const char *path, const char *const *parents)
{
	if (strncmp(path, "/usr", 4) != 0 && strncmp(path, "/lib", 4) != 0)
		return false;
	path = plain(path);
	for (; *parents; parents++)
		if (is_or_has_triple(path, *parents))
			return true;
	return false;
}

bool wrapper_host_has_headers(const char *directory)
{
	static const char *const parents[] = { "/usr/include", NULL };

	return is_one_of(directory, parents);
}

bool wrapper_host_has_libraries(const char *directory)
{
	static const char *const parents[] = { "/usr/lib", "/usr/lib64", "/usr/lib32",
					       "/lib",     "/lib64",     NULL };

	return is_one_of(directory, parents);
}

/* "z" of "libz.so.1.2" or "libz.a"; NULL for other names. */
static const char *library_name(const char *file)
{
	char *name;
	char *end = NULL;

	if (strncmp(file, "lib", 3) != 0)
		return NULL;
	name = wrapper_join(file + 3, "", "", "");
	for (char *at = name; (at = strchr(at, '.')); at++)
		if (strcmp(at, ".a") == 0 ||
		    (strncmp(at, ".so", 3) == 0 && (!at[3] || at[3] == '.'))) {
			end = at;
			break;
		}
	if (!end)
		return NULL;
	*end = '\0';
	return name;
}

/* Once a run: a command line may name many. Not where the user wants no warnings: -w. */
static void say(const struct wrapper_target *target, const char *arg, const char *done,
		const char *things)
{
	static bool said;
	const char *line[] = { wrapper_name(),
			       ": '",
			       arg,
			       "' is ",
			       done,
			       ": this machine's ",
			       things,
			       " do not fit the sysroot '",
			       target->name,
			       "'\n",
			       NULL };

	if (!said && !target->quiet)
		wrapper_say(STDERR_FILENO, line);
	said = true;
}

const char *wrapper_host_path_left_out(const struct wrapper_target *target, const char *previous,
				       const char *arg)
{
	static const struct {
		const char *option;
		bool libraries;
	} options[] = {
		{ "-I", false },      { "-isystem", false }, { "-idirafter", false },
		{ "-iquote", false }, { "-L", true },
	};
	const char *slash;

	/* Where the sysroot is the root of all, its directories are these. */
	if (!*target->root)
		return arg;
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		size_t length = strlen(options[i].option);
		bool apart = strcmp(previous, options[i].option) == 0;
		const char *directory = arg;

		if (!apart && strncmp(arg, options[i].option, length) == 0)
			directory = arg + length;
		else if (!apart)
			continue;
		if (!(options[i].libraries ? wrapper_host_has_libraries
					   : wrapper_host_has_headers)(directory))
			continue;
		say(target, arg, "left out", options[i].libraries ? "libraries" : "headers");
		/* A value cannot be taken away from its option: no header or library is there. */
		return apart ? wrapper_join(target->root, "/libexec", "", "") : NULL;
	}
	if (arg[0] != '/' || wrapper_link_takes_value(previous))
		return arg;
	slash = strrchr(arg, '/');
	if (library_name(slash + 1)) {
		char *directory = wrapper_join(arg, "", "", "");

		directory[slash - arg] = '\0';
		if (wrapper_host_has_libraries(directory)) {
			const char *name = wrapper_join("-l", library_name(slash + 1), "", "");

			say(target, arg, wrapper_join("taken as '", name, "'", ""), "libraries");
			return name;
		}
	}
	return arg;
}
