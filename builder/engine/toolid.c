/* Identity of the host programs that steps run: their digests. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/toolid.h"

#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/process.h"

/* Package that has a tool, or NULL when we do not know. */
static const char *toolid_package(const char *tool)
{
	static const struct {
		const char *tool, *package;
	} table[] = {
		{ "gcc", "gcc" },        { "make", "make" },      { "sed", "sed" },
		{ "grep", "grep" },      { "ar", "binutils" },    { "as", "binutils" },
		{ "ld", "binutils" },    { "nm", "binutils" },    { "ranlib", "binutils" },
		{ "strip", "binutils" }, { "tclsh", "tcl" },      { "objcopy", "binutils" },
		{ "awk", "gawk" },       { "find", "findutils" }, { "cmp", "diffutils" },
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (strcmp(table[i].tool, tool) == 0)
			return table[i].package;
	return NULL;
}

const char *toolid_shell(void)
{
	static const char *found;

	if (!found) {
		AUTOFREE char *bash = process_find_in(TOOLID_PATH, "bash");

		found = bash ? "bash" : "sh";
	}
	return found;
}

/* Digest of one file; remembered by what changes when the file does. */
static int toolid_digest(struct index *ix, const char *path, char hex[SHA256_HEX], struct err *err)
{
	AUTOFREE char *stamp = NULL;
	struct stat st;

	if (stat(path, &st) < 0)
		return err_sys(err, "cannot look at '%s'", path);
	stamp = xasprintf("%ju %ju %jd %jd.%09ld %jd.%09ld", (uintmax_t)st.st_dev,
			  (uintmax_t)st.st_ino, (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
			  st.st_mtim.tv_nsec, (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
	if (ix && index_tool_get(ix, path, stamp, hex) == 0)
		return 0;
	if (sha256_file(AT_FDCWD, path, hex, NULL, err) < 0)
		return -1;
	/* A read-only index only costs time. */
	if (ix && index_tool_put(ix, path, stamp, hex, NULL) < 0)
		return 0;
	return 0;
}

static int toolid_line(struct index *ix, const char *name, const char *path, struct buf *text,
		       struct err *err)
{
	char hex[SHA256_HEX];

	if (toolid_digest(ix, path, hex, err) < 0)
		return -1;
	buf_addf(text, "tool %s %s\n", name, hex);
	return 0;
}

/* What a compiler says it uses: -print-prog-name=cc1 and -print-file-name=libgcc.a. */
static int toolid_compiler_part(struct index *ix, const char *compiler, const char *kind,
				const char *path, const char *part, struct buf *text,
				struct err *err)
{
	AUTOFREE char *question = xasprintf("-print-%s-name=%s", kind, part);
	AUTOFREE char *name = xasprintf("%s/%s", compiler, part);
	AUTOFREE char *found = NULL;
	AUTOBUF struct buf answer = BUF_INIT;
	/* Asked as the steps ask it: GCC_EXEC_PREFIX and its like change the answer. */
	static const char search[] = "PATH=" TOOLID_PATH;
	const char *argv[] = { "/usr/bin/env", "-i", search, "LC_ALL=C", path, question, NULL };
	int status;

	if (process_capture(argv, 4096, &answer, &status, err) < 0)
		return -1;
	answer.data[strcspn(answer.data, "\n")] = '\0';
	if (!strchr(answer.data, '/'))
		found = *answer.data ? process_find_in(TOOLID_PATH, answer.data) : NULL;
	else if (access(answer.data, R_OK) == 0)
		found = xstrdup(answer.data);
	if (status != 0 || !found) {
		/* clang has no cc1 of its own; what is not there cannot matter. */
		buf_addf(text, "tool %s -\n", name);
		return 0;
	}
	return toolid_line(ix, name, found, text, err);
}

int toolid_append(struct index *ix, const char *tool, struct buf *text, struct err *err)
{
	static const char *const programs[] = { "cc1", "collect2", "as", "ld" };
	static const char *const files[] = { "libgcc.a", "libgcc_eh.a", "crtbegin.o" };
	AUTOFREE char *path = process_find_in(TOOLID_PATH, tool);

	if (!path) {
		const char *package = toolid_package(tool);

		err_set(err, ERR_MISSING, "'%s' is not installed", tool);
		return package ? err_hint(err, "install the package '%s'", package)
			       : err_hint(err, "install the package that has it");
	}
	if (toolid_line(ix, tool, path, text, err) < 0)
		return -1;
	if (strcmp(tool, "gcc") != 0 && strcmp(tool, "cc") != 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(programs); i++)
		if (toolid_compiler_part(ix, tool, "prog", path, programs[i], text, err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (toolid_compiler_part(ix, tool, "file", path, files[i], text, err) < 0)
			return -1;
	return 0;
}
