/* Answers what build systems ask a compiler about the target's libraries, where the host's
 * compiler would name the host's. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>
#include <unistd.h>

static void answer(const char *line)
{
	const char *pieces[] = { line, "\n", NULL };

	wrapper_say(STDOUT_FILENO, pieces);
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* Files that lie in the compiler's own directory; the compiler knows where. */
static bool belongs_to_compiler(const char *file)
{
	static const char *const beginnings[] = { "crtbegin",    "crtend",      "crtfast",
						  "crtprec",     "libgcc",      "libgcov",
						  "libstdc++",   "libsupc++",   "libatomic",
						  "libquadmath", "libgfortran", "libgomp.spec",
						  "liblto" };

	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
		if (begins(file, beginnings[i]))
			return true;
	return !begins(file, "lib") && !strstr(file, ".o");
}

/* As gcc does: the path where it is, or the bare name when it is nowhere. */
static bool answer_file_name(const struct wrapper_target *target, const char *file)
{
	const char *path = wrapper_join(target->root, "/usr/lib/", file, "");

	if (*file && access(path, R_OK) == 0) {
		answer(path);
		return true;
	}
	if (belongs_to_compiler(file))
		return false;
	answer(file);
	return true;
}

/* libtool searches the directories of the last line for libraries. */
static bool answer_search_dirs(const struct wrapper_target *target)
{
	const char *own = wrapper_host_gcc_directory(target->arch);

	if (!own)
		return false;
	answer(wrapper_join("install: ", own, "/", ""));
	answer(wrapper_join("programs: =", own, "/", ""));
	answer(wrapper_join("libraries: =", own,
			    "/:", wrapper_join(target->root, "/usr/lib/", "", "")));
	return true;
}

bool wrapper_query_answer(const struct wrapper_target *target, enum wrapper_flavour flavour,
			  const struct wrapper_args *asked)
{
	for (size_t i = 1; i < asked->count; i++) {
		/* The driver takes one dash or two. */
		const char *arg = asked->args[i];
		const char *query = begins(arg, "--") ? arg + 1 : arg;

		if (strcmp(query, "-dumpmachine") == 0) {
			answer(target->triple);
			return true;
		}
		if (begins(query, "-print-file-name="))
			return answer_file_name(target, query + strlen("-print-file-name="));
		if (strcmp(query, "-print-search-dirs") == 0)
			return answer_search_dirs(target);
		/* gcc's own answer is right; clang was told of no gcc. */
		if (strcmp(query, "-print-libgcc-file-name") == 0 && flavour == WRAPPER_CLANG) {
			const char *own = wrapper_host_gcc_directory(target->arch);

			if (!own)
				return false;
			answer(wrapper_join(own, "/libgcc.a", "", ""));
			return true;
		}
	}
	return false;
}
