/* Finds the host's compiler and tools, and says which they are. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

bool wrapper_host_is_other(const struct wrapper_target *target)
{
	struct utsname host;

	return uname(&host) == 0 && strcmp(host.machine, target->arch) != 0;
}

const char *wrapper_host_name(const struct wrapper_target *target, const char *tool)
{
	return wrapper_host_is_other(target) ? wrapper_join(target->arch, "-linux-gnu-", tool, "")
					     : tool;
}

/* A link anywhere to ROOT/libexec/wrapper or wrapper-static, of this or of another sysroot. */
static bool is_wrapper(const char *path)
{
	char real[PATH_MAX];
	char *tail;

	if (!realpath(path, real))
		return false;
	tail = strrchr(real, '/');
	if (!tail || (strcmp(tail, "/wrapper") != 0 && strcmp(tail, "/wrapper-static") != 0))
		return false;
	*tail = '\0';
	tail = strrchr(real, '/');
	if (!tail || strcmp(tail, "/libexec") != 0)
		return false;
	*tail = '\0';
	return access(wrapper_join(real, "/.sysroot/target", "", ""), F_OK) == 0;
}

bool wrapper_host_is_sysroot_bin(const char *directory)
{
	return access(wrapper_join(directory, "/../.sysroot/target", "", ""), F_OK) == 0 ||
	       access(wrapper_join(directory, "/../../libexec/wrapper-static", "", ""), F_OK) == 0;
}

const char *wrapper_host_find(const char *name)
{
	const char *path = getenv("PATH");
	char *rest;

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 && !is_wrapper(name) ? name : NULL;
	rest = wrapper_join(path ? path : "", "", "", "");
	for (char *directory; (directory = strsep(&rest, ":"));) {
		char *candidate = wrapper_join(directory, "/", name, "");

		if (access(candidate, X_OK) == 0 && !is_wrapper(candidate) &&
		    !wrapper_host_is_sysroot_bin(directory))
			return candidate;
	}
	return NULL;
}

/* Go takes a compiler whose version says "experimental" for one that it must identify by the
 * compiler's file, and then no longer looks at our line. */
static void hide_experimental(char *line)
{
	for (char *word; (word = strstr(line, "experimental"));)
		*word = 'E';
}

int wrapper_start(const char *const *args, int stream, const char *locale, pid_t *child)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return -1;
	*child = fork();
	if (*child == 0) {
		if (dup2(ends[1], stream) >= 0 && (!locale || setenv("LC_ALL", locale, 1) == 0))
			execv(args[0], (char *const *)args);
		_exit(126);
	}
	close(ends[1]);
	if (*child < 0) {
		close(ends[0]);
		return -1;
	}
	return ends[0];
}

const char *wrapper_host_ask(const char *tool, const char *question)
{
	enum { LARGEST = 4096 };
	const char *arguments[] = { tool, question, NULL };
	char *line = malloc(LARGEST);
	size_t length = 0;
	pid_t child;
	int fd = line ? wrapper_start(arguments, STDOUT_FILENO, "C", &child) : -1;

	if (fd < 0) {
		free(line);
		return "unknown";
	}
	/* Read to the end, so that the compiler is not killed by a broken pipe. */
	for (;;) {
		char rest[512];
		ssize_t got = length < LARGEST - 1 ? read(fd, line + length, LARGEST - 1 - length)
						   : read(fd, rest, sizeof(rest));

		if (got <= 0)
			break;
		if (length < LARGEST - 1)
			length += (size_t)got;
	}
	close(fd);
	waitpid(child, NULL, 0);
	line[length] = '\0';
	line[strcspn(line, "\n")] = '\0';
	return *line ? line : "unknown";
}

const char *wrapper_host_version(const char *tool)
{
	char *line = wrapper_join(wrapper_host_ask(tool, "--version"), "", "", "");

	hide_experimental(line);
	return line;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Compares directory names as versions: "9" is older than "12", for its number is shorter. */
static bool newer(const char *a, const char *b)
{
	for (; *a || *b; a++, b++) {
		size_t left = 0;
		size_t right = 0;

		while (is_digit(a[left]))
			left++;
		while (is_digit(b[right]))
			right++;
		if (left != right)
			return left > right;
		if (*a != *b)
			return *a > *b;
	}
	return false;
}

static const char *newest_under(const char *triple_directory)
{
	DIR *directory = opendir(triple_directory);
	const char *best = NULL;

	if (!directory)
		return NULL;
	for (struct dirent *entry; (entry = readdir(directory));) {
		char *start;

		if (!is_digit(entry->d_name[0]))
			continue;
		start = wrapper_join(triple_directory, "/", entry->d_name, "/crtbeginS.o");
		if (access(start, R_OK) == 0 && (!best || newer(entry->d_name, best)))
			best = wrapper_join(entry->d_name, "", "", "");
	}
	closedir(directory);
	return best ? wrapper_join(triple_directory, "/", best, "") : NULL;
}

const char *wrapper_host_gcc_directory(const char *arch)
{
	static const char *const bases[] = { "/usr/lib/gcc", "/usr/lib/gcc-cross",
					     "/usr/lib64/gcc" };
	const char *best = NULL;

	for (size_t i = 0; i < sizeof(bases) / sizeof(bases[0]) && !best; i++) {
		DIR *directory = opendir(bases[i]);
		size_t length = strlen(arch);

		if (!directory)
			continue;
		/* x86_64-linux-gnu on Debian, x86_64-redhat-linux on Fedora, and so on. */
		for (struct dirent *entry; (entry = readdir(directory));) {
			const char *found;

			if (strncmp(entry->d_name, arch, length) != 0 ||
			    entry->d_name[length] != '-' || strstr(entry->d_name, "mingw") ||
			    strstr(entry->d_name, "x32"))
				continue;
			found = newest_under(wrapper_join(bases[i], "/", entry->d_name, ""));
			if (found && (!best || newer(found, best)))
				best = found;
		}
		closedir(directory);
	}
	return best;
}
