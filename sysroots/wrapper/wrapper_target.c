/* Finds the sysroot around the running wrapper and reads what it is a sysroot of. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static const char again[] = "the sysroot is damaged: rebuild it with 'sysroot build'";

/* The files in .sysroot are some lines long. */
enum { LARGEST = 16384 };

/*
 * ROOT of ROOT/libexec/wrapper, if it is a sysroot; its target file goes to *text.
 *
 * The mode is told by the name of the file that runs, wrapper or wrapper-static, to which the links
 * in bin/ and static/bin/ lead. No name that a caller gives in argv[0], no link of a user's and no
 * search through PATH changes it.
 */
static char *root_of(const char *program, char **text, bool *links_static)
{
	static const char name[] = "/wrapper-static";
	size_t length = strlen(program);

	char *root = wrapper_join(program, "", "", "");

	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(root, '/');

		if (!slash)
			return NULL;
		*slash = '\0';
	}
	*links_static =
		length >= sizeof(name) && strcmp(program + length - (sizeof(name) - 1), name) == 0;
	*text = wrapper_read(wrapper_join(root, "/.sysroot/target", "", ""), LARGEST);
	return *text ? root : NULL;
}

static char *find_root(char **text, bool *links_static)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
	unsigned long started;
	char *root;

	if (length > 0) {
		path[length] = '\0';
		root = root_of(path, text, links_static);
		if (root)
			return root;
	}
	/* Without /proc (a bare chroot) the kernel still tells the path given to exec. */
	started = getauxval(AT_EXECFN);
	/* An address of the auxiliary vector comes as a number. */
	if (started &&
	    realpath((const char *)started, path)) { /* NOLINT(performance-no-int-to-ptr) */
		root = root_of(path, text, links_static);
		if (root)
			return root;
	}
	wrapper_die(1, "this is not inside a sysroot", NULL,
		    "use the programs in a sysroot's bin directory where they are");
}

void wrapper_target_load(struct wrapper_target *target)
{
	char *text;
	char *digest;
	struct {
		const char *key;
		const char **value;
	} const known[] = {
		{ "name", &target->name },
		{ "triple", &target->triple },
		{ "arch", &target->arch },
		{ "libc", &target->libc },
		{ "libc-version", &target->libc_version },
		{ "cpu", &target->cpu },
		{ "link-options", &target->link_options },
	};
	const size_t known_count = sizeof(known) / sizeof(known[0]);

	*target = (struct wrapper_target){ 0 };
	target->root = find_root(&text, &target->links_static);
	/* ld's -rpath-link, pkg-config and whoever reads -print-search-dirs split lists there, and
	 * make cannot read a dependency file that names a header below it. */
	if (strchr(target->root, ':'))
		wrapper_die(
			1, "the path of this sysroot contains a colon:", target->root,
			"move it to a path without colons: lists of directories are split at them");
	for (char *line; (line = strsep(&text, "\n"));) {
		char *space = strchr(line, ' ');

		if (!space)
			continue;
		*space = '\0';
		for (size_t i = 0; i < known_count; i++)
			if (strcmp(line, known[i].key) == 0)
				*known[i].value = space + 1;
	}
	for (size_t i = 0; i < known_count; i++)
		if (!*known[i].value)
			wrapper_die(1, "'.sysroot/target' does not have the line", known[i].key,
				    again);

	digest = wrapper_read(wrapper_join(target->root, "/.sysroot/digest", "", ""), LARGEST);
	if (digest)
		digest[strcspn(digest, " \n")] = '\0';
	target->digest = digest && *digest ? digest : "-";
}
