/* Identity of the host programs that steps run: their digests. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/toolid.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/keytext.h"
#include "builder/base/process.h"
#include "recipes/machine.h"

/* Tools that work on code of one architecture, and so are another program for each. */
static const char *const of_an_arch[] = {
	"ar", "as",      "cpp",     "g++",    "gcc",     "ld",
	"nm", "objcopy", "objdump", "ranlib", "readelf", "strip",
};

/* What the cross tools of an architecture begin with. Targets have a row; tests ask for others. */
static char *toolid_triple(const char *arch)
{
	const struct machine *m = machine_find(arch);

	return m ? xstrdup(m->gnu_triple) : xasprintf("%s-linux-gnu", arch);
}

char *toolid_program(const char *tool, const char *arch)
{
	static const char for_build[] = "-for-build";
	AUTOFREE char *triple = toolid_triple(arch);
	size_t n = strlen(tool), end = strlen(for_build);

	if (n > end && strcmp(tool + n - end, for_build) == 0)
		return xstrndup(tool, n - end);
	if (strcmp(arch, machine_here()) != 0)
		for (size_t i = 0; i < ARRAY_LEN(of_an_arch); i++)
			if (strcmp(of_an_arch[i], tool) == 0)
				return xasprintf("%s-%s", triple, tool);
	return xstrdup(tool);
}

char *toolid_version(const char *tool, const char *arch)
{
	AUTOFREE char *program = toolid_program(tool, arch);
	AUTOFREE char *path = process_find_in(TOOLID_PATH, program);
	const char *const argv[] = { path, "--version", NULL };
	AUTOBUF struct buf out = BUF_INIT;
	int status;

	if (!path || strcmp(tool, "tclsh") == 0 ||
	    process_capture(argv, 1 << 16, &out, &status, NULL) < 0 || status != 0)
		return NULL;
	out.data[strcspn(out.data, "\n")] = '\0';
	return out.data[0] ? xstrdup(out.data) : NULL;
}

/* Package that has a program, by Debian's names; NULL when we do not know. The caller frees. */
static char *toolid_package(const char *tool, const char *program, const char *arch)
{
	const struct machine *m = machine_find(arch);
	AUTOFREE char *triple = toolid_triple(arch);
	/* aarch64-linux-gnu-ld is in binutils-aarch64-linux-gnu. */
	bool cross = strncmp(program, triple, strlen(triple)) == 0;
	static const struct {
		const char *tool, *package;
	} table[] = {
		{ "gcc", "gcc" },        { "make", "make" },      { "sed", "sed" },
		{ "grep", "grep" },      { "ar", "binutils" },    { "as", "binutils" },
		{ "ld", "binutils" },    { "nm", "binutils" },    { "ranlib", "binutils" },
		{ "strip", "binutils" }, { "tclsh", "tcl" },      { "objcopy", "binutils" },
		{ "awk", "gawk" },       { "find", "findutils" }, { "cmp", "diffutils" },
		{ "diff", "diffutils" }, { "gawk", "gawk" },      { "readelf", "binutils" },
		{ "bison", "bison" },    { "perl", "perl" },      { "python3", "python3" },
		{ "msgfmt", "gettext" }, { "cpp", "cpp" },        { "objdump", "binutils" },
		{ "g++", "g++" },        { "m4", "m4" },          { "gcc-for-build", "gcc" },
		{ "patch", "patch" },
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		if (strcmp(table[i].tool, tool) != 0)
			continue;
		return cross ? xasprintf("%s-%s", table[i].package, m ? m->debian_triple : triple)
			     : xstrdup(table[i].package);
	}
	return NULL;
}

void toolid_describe(const char *tool, const char *arch, char **program, char **package)
{
	*program = toolid_program(tool, arch);
	*package = toolid_package(tool, *program, arch);
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

/* What changes when a file does; the caller frees. NULL: it is not there (errno). */
static char *toolid_stamp(const char *path)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	return xasprintf("%ju %ju %jd %jd.%09ld %jd.%09ld", (uintmax_t)st.st_dev,
			 (uintmax_t)st.st_ino, (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
			 st.st_mtim.tv_nsec, (intmax_t)st.st_ctim.tv_sec, st.st_ctim.tv_nsec);
}

/* Digest of one file; remembered by its stamp. */
static int toolid_digest(struct index *ix, const char *path, char hex[SHA256_HEX], struct err *err)
{
	AUTOFREE char *stamp = toolid_stamp(path);

	if (!stamp)
		return err_sys(err, "cannot stat '%s'", path);
	if (ix && index_tool_get(ix, path, stamp, hex) == 0)
		return 0;
	if (sha256_file(AT_FDCWD, path, hex, NULL, err) < 0)
		return -1;
	/* A read-only index only costs time. */
	if (ix && index_tool_put(ix, path, stamp, hex, NULL) < 0)
		return 0;
	return 0;
}

struct toolid_checking {
	void (*say)(const char *line, void *arg);
	void *arg;
	size_t *problems;
};

static int toolid_check_one(const char *path, const char *stamp, const char *hex, void *arg)
{
	struct toolid_checking *c = arg;
	AUTOFREE char *now = toolid_stamp(path);
	AUTOFREE char *line = NULL;
	char digest[SHA256_HEX];

	/* Another file by now, or one that cannot be read: nobody takes this row. */
	if (!now || strcmp(now, stamp) != 0 ||
	    sha256_file(AT_FDCWD, path, digest, NULL, NULL) < 0 || strcmp(digest, hex) == 0)
		return process_interrupted();
	++*c->problems;
	line = xasprintf("the index has a wrong digest for '%s': artifacts would get wrong keys; "
			 "'sysroot fsck --repair' rebuilds the index",
			 path);
	c->say(line, c->arg);
	return 0;
}

int toolid_check(struct index *ix, void (*say)(const char *line, void *arg), void *arg,
		 size_t *problems, struct err *err)
{
	struct toolid_checking c = { say, arg, problems };

	return index_each_tool(ix, toolid_check_one, &c, err);
}

/*
 * The file behind the name, too: awk may be mawk today and gawk tomorrow, and a program
 * of many names does what the name says that it was called by.
 */
static int toolid_line(struct index *ix, const char *name, const char *path, struct buf *text,
		       struct err *err)
{
	AUTOFREE char *real = realpath(path, NULL);
	char hex[SHA256_HEX];
	const struct keytext_tool tool = {
		.name = name,
		.digest = hex,
		.file = real ? path_basename(real) : NULL,
	};

	if (toolid_digest(ix, path, hex, err) < 0)
		return -1;
	keytext_tool(text, &tool);
	return 0;
}

/*
 * What a compiler answers to a question, to be freed; NULL when it fails or knows
 * nothing. Many targets ask the same: each answer is kept while this program runs
 * and the compiler is the same file.
 */
static int toolid_ask(const char *path, const char *question, char **found, struct err *err)
{
	static struct toolid_answer {
		char *key, *text;
	} * answers;
	static size_t count;
	AUTOFREE char *stamp = toolid_stamp(path);
	AUTOFREE char *key = xasprintf("%s %s %s", path, stamp ? stamp : "", question);
	AUTOBUF struct buf answer = BUF_INIT;
	/* Asked as the steps ask it: GCC_EXEC_PREFIX and its like change the answer. */
	static const char search[] = "PATH=" TOOLID_PATH;
	const char *argv[] = { "/usr/bin/env", "-i", search, "LC_ALL=C", path, question, NULL };
	int status;

	*found = NULL;
	for (size_t i = 0; i < count; i++) {
		if (strcmp(answers[i].key, key) == 0) {
			*found = answers[i].text ? xstrdup(answers[i].text) : NULL;
			return 0;
		}
	}
	if (process_capture(argv, 4096, &answer, &status, err) < 0)
		return -1;
	answer.data[strcspn(answer.data, "\n")] = '\0';
	if (status == 0 && *answer.data)
		*found = xstrdup(answer.data);
	answers = xreallocarray(answers, count + 1, sizeof(*answers));
	answers[count++] =
		(struct toolid_answer){ STEAL_POINTER(key), *found ? xstrdup(*found) : NULL };
	return 0;
}

/* What a compiler says it uses: -print-prog-name=cc1 and -print-file-name=libgcc.a. */
static int toolid_compiler_part(struct index *ix, const char *compiler, const char *kind,
				const char *path, const char *part, struct buf *text,
				struct err *err)
{
	AUTOFREE char *question = xasprintf("-print-%s-name=%s", kind, part);
	AUTOFREE char *name = xasprintf("%s/%s", compiler, part);
	AUTOFREE char *answer = NULL;
	AUTOFREE char *found = NULL;

	if (toolid_ask(path, question, &answer, err) < 0)
		return -1;
	if (answer && !strchr(answer, '/'))
		found = process_find_in(TOOLID_PATH, answer);
	else if (answer && access(answer, R_OK) == 0)
		found = STEAL_POINTER(answer);
	if (!found) {
		/* clang has no cc1 of its own; what is not there cannot matter. */
		keytext_tool(text, &(struct keytext_tool){ .name = name, .digest = "-" });
		return 0;
	}
	return toolid_line(ix, name, found, text, err);
}

int toolid_append(struct index *ix, const char *tool, const char *arch, struct buf *text,
		  struct err *err)
{
	static const char *const programs[] = { "cc1", "collect2", "as", "ld" };
	static const char *const files[] = { "libgcc.a",    "libgcc_eh.a", "crtbegin.o",
					     "crtbeginS.o", "crtbeginT.o", "crtend.o",
					     "crtendS.o" };
	AUTOFREE char *program = toolid_program(tool, arch);
	AUTOFREE char *path = process_find_in(TOOLID_PATH, program);

	if (!path) {
		AUTOFREE char *package = toolid_package(tool, program, arch);

		err_set(err, ERR_MISSING, "'%s' is not installed", program);
		return package ? err_hint(err, "install the package '%s'", package)
			       : err_hint(err, "install the package that has it");
	}
	if (toolid_line(ix, tool, path, text, err) < 0)
		return -1;
	if (strncmp(tool, "gcc", 3) != 0 && strcmp(tool, "cc") != 0)
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(programs); i++)
		if (toolid_compiler_part(ix, tool, "prog", path, programs[i], text, err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(files); i++)
		if (toolid_compiler_part(ix, tool, "file", path, files[i], text, err) < 0)
			return -1;
	return 0;
}
