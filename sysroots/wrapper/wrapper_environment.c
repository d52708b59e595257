/* Takes out of the environment what would let the host reach into a compile. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* DEPENDENCIES_OUTPUT and SUNPRO_DEPENDENCIES stay: they say where to write, not what to read. */
static const char *const dropped[] = {
	"CPATH",
	"C_INCLUDE_PATH",
	"CPLUS_INCLUDE_PATH",
	"OBJC_INCLUDE_PATH",
	"OBJCPLUS_INCLUDE_PATH",
	"LIBRARY_PATH",
	"COMPILER_PATH",
	"GCC_EXEC_PREFIX",
	"GCC_COMPARE_DEBUG",
	"CCC_OVERRIDE_OPTIONS", /* edits clang's command line */
	"CCC_ADD_ARGS",
	"LD_LIBRARY_PATH",
	"LD_RUN_PATH",
	"LDEMULATION", /* another machine's output from ld */
	"GNUTARGET", /* another object format from every tool of binutils */
	"SDKROOT",
	"PKG_CONFIG_LIBDIR",
	"PKG_CONFIG_SYSROOT_DIR",
	"PKG_CONFIG_SYSTEM_INCLUDE_PATH",
	"PKG_CONFIG_SYSTEM_LIBRARY_PATH",
	"PKG_CONFIG_ALLOW_SYSTEM_CFLAGS",
	"PKG_CONFIG_ALLOW_SYSTEM_LIBS",
};

/* The compiler looks for its linker and assembler on PATH, and clang by the name TRIPLE-ld:
 * with a sysroot's bin directory there it would come back to a wrapper, maybe another one's. */
static void clean_path(void)
{
	const char *path = getenv("PATH");
	char *rest;
	char *kept;
	char *end;

	if (!path)
		path = "/usr/local/bin:/usr/bin:/bin";
	rest = wrapper_join(path, "", "", "");
	kept = end = wrapper_join(path, ":", "", "");
	*end = '\0';
	for (char *directory; (directory = strsep(&rest, ":"));) {
		if (!*directory || wrapper_host_is_sysroot_bin(directory))
			continue;
		if (end != kept)
			*end++ = ':';
		end = stpcpy(end, directory);
	}
	if (setenv("PATH", kept, 1) != 0)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
}

/* A copy of a wrapper under a compiler's name would start itself for ever. */
static void count_depth(void)
{
	const char *depth = getenv("SYSROOT_WRAPPER_DEPTH");
	char next[2] = "1";

	if (depth && depth[0] >= '1' && depth[0] <= '8' && !depth[1])
		next[0] = (char)(depth[0] + 1);
	if (next[0] > '5')
		wrapper_die(1, "the compiler found on PATH is this wrapper again", NULL,
			    "remove copies of sysroot wrappers from PATH and SYSROOT_CC");
	if (setenv("SYSROOT_WRAPPER_DEPTH", next, 1) != 0)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
}

void wrapper_environment_clean(void)
{
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]); i++)
		if (getenv(dropped[i]))
			unsetenv(dropped[i]);
	/* clang 16 and later read system-wide configuration files unless told not to. */
	if (setenv("CLANG_NO_DEFAULT_CONFIG", "1", 1) != 0)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
	count_depth();
	clean_path();
}
