/* Private to normalising: text files that name the folders of a library. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/normalise_text.h"

#include <stdbool.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"

enum { SCRIPT_MAX = 4096, PC_MAX = 65536 }; /* bytes; real ones have some hundreds */

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n > k && strcmp(name + n - k, end) == 0;
}

/* Returns whether anything changed. */
static bool script_rewrite(const char *text, struct buf *out)
{
	bool changed = false, comment = false;

	for (const char *p = text; *p;) {
		bool begins = p == text || strchr(" \t\n(,", p[-1]);

		if (!comment && p[0] == '/' && p[1] == '*')
			comment = true;
		if (comment && p[0] == '*' && p[1] == '/')
			comment = false;
		/* "=/lib/x" is below ld's sysroot, "=x" would be no name any more. */
		if (!comment && begins && p[0] == '=' && p[1] == '/')
			p++;
		if (!comment && *p == '/' && p[1] != '*' && (begins || p[-1] == '=')) {
			size_t n = strcspn(p, " \t\n),");
			size_t start = n;

			while (start && p[start - 1] != '/')
				start--;
			buf_add(out, p + start, n - start);
			p += n;
			changed = true;
			continue;
		}
		buf_addch(out, *p++);
	}
	return changed;
}

/* Does the path that begins at p go through `folder`, or end with it? */
static bool goes_through(const char *p, const char *folder)
{
	size_t n = strlen(folder);

	return strncmp(p, folder, n) == 0 && (p[n] == '\0' || strchr("/ \t\n\"'", p[n]));
}

static bool pc_rewrite(const char *text, const char *triple, struct buf *out)
{
	AUTOFREE char *gnu = xasprintf("%.*s-linux-gnu", (int)strcspn(triple, "-"), triple);
	AUTOFREE char *lib = xasprintf("/lib/%s", triple);
	AUTOFREE char *lib_gnu = xasprintf("/lib/%s", gnu);
	AUTOFREE char *include = xasprintf("/include/%s", triple);
	AUTOFREE char *include_gnu = xasprintf("/include/%s", gnu);
	const char *const folders[][2] = {
		{ lib, "/lib" },         { lib_gnu, "/lib" },
		{ include, "/include" }, { include_gnu, "/include" },
		{ "/lib64", "/lib" },
	};
	bool changed = false;

	for (const char *p = text; *p;) {
		size_t i = 0;

		while (i < ARRAY_LEN(folders) && !goes_through(p, folders[i][0]))
			i++;
		if (i == ARRAY_LEN(folders)) {
			buf_addch(out, *p++);
			continue;
		}
		buf_addstr(out, folders[i][1]);
		p += strlen(folders[i][0]);
		changed = true;
	}
	return changed;
}

int normalise_text(int dirfd, const char *path, off_t size, const char *triple, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const char *base = path_basename(path);
	bool pc = ends_in(base, ".pc");
	bool changed;

	if ((!pc && !ends_in(base, ".so") && !ends_in(base, ".a")) ||
	    size > (pc ? PC_MAX : SCRIPT_MAX))
		return 0;
	if (file_read(dirfd, path, PC_MAX, &text, err) < 0)
		return -1;
	if (memchr(text.data, '\0', text.len) ||
	    (!pc && !strstr(text.data, "GROUP") && !strstr(text.data, "INPUT")))
		return 0;
	changed = pc ? pc_rewrite(text.data, triple, &out) : script_rewrite(text.data, &out);
	return changed ? file_write(dirfd, path, out.data, out.len, 0644, err) : 0;
}
