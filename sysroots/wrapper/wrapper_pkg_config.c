/* Makes the host's pkg-config see the sysroot's packages alone and print no path of its own. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <stdlib.h>
#include <string.h>

static void set(const char *name, const char *value)
{
	if (setenv(name, value, 1) != 0)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
}

/* Directories are printed as -I=/usr/include/x: gcc, clang and ld put the sysroot in place of
 * the "=", and a flag that Go hashes or records is the same wherever the sysroot lies. Who
 * asks for a variable wants a path to open; so does CMake, which takes the flags apart and
 * says so by SYSROOT_PKG_CONFIG=absolute. */
void wrapper_pkg_config_arguments(struct wrapper_args *out, const struct wrapper_target *target,
				  char **argv)
{
	const char *wish = getenv("SYSROOT_PKG_CONFIG");
	bool absolute = wish && strcmp(wish, "absolute") == 0;
	const char *root;

	for (char **arg = argv + 1; *arg; arg++)
		if (strncmp(*arg, "--variable", 10) == 0)
			absolute = true;
	root = absolute ? target->root : "=";
	set("PKG_CONFIG_LIBDIR", wrapper_join(target->root, "/usr/lib/pkgconfig:", target->root,
					      "/usr/share/pkgconfig"));
	set("PKG_CONFIG_SYSROOT_DIR", root);
	/* pkgconf compares after it has put the sysroot in front, pkg-config before. */
	set("PKG_CONFIG_SYSTEM_INCLUDE_PATH",
	    wrapper_join("/usr/include:", root, "/usr/include", ""));
	set("PKG_CONFIG_SYSTEM_LIBRARY_PATH",
	    wrapper_join("/usr/lib:/lib:/usr/lib64:", root, "/usr/lib", ""));
	wrapper_push(out, "--static");
	while (*++argv)
		wrapper_push(out, *argv);
}
