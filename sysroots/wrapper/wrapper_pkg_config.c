/* Makes the host's pkg-config see the sysroot's packages alone and print no path of its own. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *printed_root; /* what stands in front of each directory in the output */
static bool has_own; /* directories of the user's are searched */

static void set(const char *name, const char *value)
{
	if (setenv(name, value, 1) != 0)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
}

/* The directories of PKG_CONFIG_PATH that are no host's own: prefixes of the user's. */
static char *own_directories(void)
{
	const char *path = getenv("PKG_CONFIG_PATH");
	char *rest = wrapper_join(path ? path : "", "", "", "");
	char *kept = wrapper_join("", "", "", "");

	for (char *directory; (directory = strsep(&rest, ":"));) {
		char *parent = wrapper_join(directory, "", "", "");
		char *slash;

		for (size_t n = strlen(parent); n > 1 && parent[n - 1] == '/'; n--)
			parent[n - 1] = '\0';
		slash = strrchr(parent, '/');
		if (slash && slash != parent)
			*slash = '\0';
		if (!*directory || strcmp(parent, "/usr/share") == 0 ||
		    wrapper_host_has_libraries(parent))
			continue;
		kept = wrapper_join(kept, *kept ? ":" : "", directory, "");
	}
	return kept;
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
	const char *own = own_directories();
	const char *root;

	for (char **arg = argv + 1; *arg; arg++)
		if (strncmp(*arg, "--variable", 10) == 0)
			absolute = true;
	root = printed_root = absolute ? target->root : "=";
	/* Behind env, which clears it, a user names their own prefixes here. */
	set("PKG_CONFIG_PATH", own);
	has_own = *own;
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

/* All that comes through the pipe, as a string. */
static char *read_all(int fd)
{
	size_t room = 65536;
	size_t length = 0;
	char *text = malloc(room);

	while (text) {
		ssize_t got = read(fd, text + length, room - length - 1);

		if (got <= 0)
			break;
		length += (size_t)got;
		if (room - length < 4096) {
			char *grown = realloc(text, room *= 2);

			if (!grown)
				free(text);
			text = grown;
		}
	}
	if (!text)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
	text[length] = '\0';
	return text;
}

/* The path that a blank or the end of the line ends; a backslash keeps a byte from that. */
static char *path_at(const char *text)
{
	char *path = wrapper_join(text, "", "", "");
	char *to = path;

	for (; *text && !strchr(" \t\n", *text); text++) {
		if (*text == '\\' && text[1])
			text++;
		*to++ = *text;
	}
	*to = '\0';
	return path;
}

/* Is a directory meant that lies outside the sysroot? */
static bool is_outside(const struct wrapper_target *target, const char *text)
{
	const char *path = path_at(text);

	return path[0] == '/' && access(path, F_OK) == 0 &&
	       access(wrapper_join(target->root, path, "", ""), F_OK) != 0;
}

/* pkg-config puts the sysroot in front of every directory, also of those in a user's prefix. */
static void strip_root(const struct wrapper_target *target, char *text)
{
	static const char *const before[] = { "-I", "-L", "-isystem ", "-idirafter " };
	size_t length = strlen(printed_root);
	char *to = text;

	for (const char *from = text; *from; *to++ = *from++) {
		bool begins = from == text || from[-1] == '\n';

		for (size_t i = 0; i < sizeof(before) / sizeof(before[0]) && !begins; i++) {
			size_t n = strlen(before[i]);

			begins = (size_t)(to - text) >= n && strncmp(to - n, before[i], n) == 0 &&
				 (to - n == text || strchr(" \n", to[-(ptrdiff_t)n - 1]));
		}
		if (begins && strncmp(from, printed_root, length) == 0 &&
		    is_outside(target, from + length))
			from += length;
	}
	*to = '\0';
}

void wrapper_pkg_config_run(const struct wrapper_target *target, const struct wrapper_args *args)
{
	int status = 0;
	pid_t child;
	int fd = has_own ? wrapper_start(args->args, STDOUT_FILENO, NULL, &child) : -1;
	char *text;
	const char *pieces[2] = { NULL, NULL };

	if (fd < 0)
		return;
	text = read_all(fd);
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		_exit(1);
	strip_root(target, text);
	pieces[0] = text;
	if (*text)
		wrapper_say(STDOUT_FILENO, pieces);
	_exit(WEXITSTATUS(status));
}
