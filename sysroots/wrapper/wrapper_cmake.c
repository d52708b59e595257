/* Keeps this machine's libraries out of what Meson asks the host's CMake. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>

/* "build/meson-private/cmake_zlib/CMakeMesonToolchainFile.cmake", and a form of it with "Temp". */
static bool is_mesons(const char *file)
{
	static const char front[] = "CMakeMeson";
	static const char end[] = "ToolchainFile.cmake";
	const char *name = wrapper_base_name(file);
	size_t length = strlen(name);

	return strncmp(name, front, sizeof(front) - 1) == 0 && length >= sizeof(end) &&
	       strcmp(name + length - (sizeof(end) - 1), end) == 0;
}

/*
 * Meson's file stands in place of the sysroot's, which CMAKE_TOOLCHAIN_FILE names in the
 * environment, and names the compilers alone. The sysroot's is made to be read behind the settings
 * of each language as well, and sets where libraries, headers and packages are looked for. Before a
 * Meson project has a language, the project in which Meson looks for one has none either: only its
 * name leads there then.
 */
void wrapper_cmake_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			     char **argv)
{
	static const char option[] = "-DCMAKE_TOOLCHAIN_FILE=";
	const char *ours = target->links_static ? "/toolchain.cmake" : "/toolchain-shared.cmake";
	bool by_meson = false;

	for (char **arg = argv + 1; *arg; arg++) {
		if (strncmp(*arg, option, sizeof(option) - 1) == 0)
			by_meson = is_mesons(*arg + sizeof(option) - 1);
		wrapper_push(out, *arg);
	}
	if (!by_meson)
		return;
	wrapper_push(out,
		     wrapper_join("-DCMAKE_USER_MAKE_RULES_OVERRIDE=", target->root, ours, ""));
	wrapper_push(out,
		     wrapper_join("-DCMAKE_PROJECT_MesonTemp_INCLUDE=", target->root, ours, ""));
}
