/* The arguments that make the host's gcc compile and link for the sysroot. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* gcc keeps these as libNAME.a beside itself, next to a link libNAME.so to a library of the
 * host's. They belong to the compiler, so the static one is right for any target. Of those that gcc
 * also links by itself, libexec/runtime/libNAME.so says it. */
static const char *const runtime_libraries[] = {
	"asan", "gfortran", "lsan", "objc", "stdc++", "tsan", "ubsan",
};

const char *wrapper_static_runtime(const char *arg)
{
	if (arg[0] != '-' || arg[1] != 'l')
		return arg;
	for (size_t i = 0; i < sizeof(runtime_libraries) / sizeof(runtime_libraries[0]); i++)
		if (strcmp(arg + 2, runtime_libraries[i]) == 0)
			return wrapper_join("-l:lib", arg + 2, ".a", "");
	return arg;
}

/*
 * The sysroot's path as specs can take it. They are split at blanks and know no quoting, so a
 * path with one goes by another name: a descriptor of the folder, which gcc's children inherit.
 */
static const char *root_without_blanks(const struct wrapper_target *target)
{
	char digits[2] = "0";
	int fd;

	if (!strpbrk(target->root, " \t\n"))
		return target->root;
	fd = open(target->root, O_PATH | O_DIRECTORY);
	/* One digit, above the standard ones: nothing else is open this early. */
	if (fd < 3 || fd > 9 || access("/proc/self/fd", X_OK) < 0)
		wrapper_die(1,
			    "without /proc, gcc cannot use a sysroot whose path contains a blank:",
			    target->root,
			    "move the sysroot to a path without blanks, or set SYSROOT_CC=clang");
	digits[0] = (char)('0' + fd);
	return wrapper_join("/proc/self/fd/", digits, "", "");
}

/* CMake names the sysroot again, by a path that the specs may not be able to take. */
static bool is_own_sysroot(const struct wrapper_target *target, const char *arg)
{
	static const char option[] = "--sysroot=";
	char path[4096]; /* PATH_MAX; a freestanding clang does not know the name */

	return strncmp(arg, option, sizeof(option) - 1) == 0 &&
	       realpath(arg + sizeof(option) - 1, path) && strcmp(path, target->root) == 0;
}

void wrapper_gcc_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			   enum wrapper_job job, const struct wrapper_args *passed)
{
	const char *root = root_without_blanks(target);

	wrapper_push(out, wrapper_join("--sysroot=", root, "", ""));
	wrapper_push(out, wrapper_join("-specs=", root, "/libexec/gcc.specs", ""));
	wrapper_push(out, wrapper_join("-ffile-prefix-map=", root, "=/sysroot", ""));
	/* Ahead of the user's arguments: a later -march= wins. */
	if (*target->cpu)
		wrapper_push(out, wrapper_join("-march=", target->cpu, "", ""));
	/* The host's libstdc++.so needs the host's glibc. */
	if (job == WRAPPER_COMPILE_CPLUSPLUS)
		wrapper_push(out, "-static-libstdc++");
	for (size_t i = 1; i < passed->count; i++)
		if (!is_own_sysroot(target, passed->args[i]))
			wrapper_push(out, wrapper_static_runtime(passed->args[i]));
}
