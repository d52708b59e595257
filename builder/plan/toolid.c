/* Identity of the host programs that steps run: their digests. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/toolid.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/keytext.h"
#include "builder/base/new_calls.h"
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

/* What a compiler answered to a question: its first line, NULL when it failed or said nothing. */
struct toolid_answer {
	char *key, *text;
};

/* Many targets ask the same: kept while this program runs and the compiler is the same file. */
static struct toolid_answer *toolid_answers;
static size_t toolid_answer_count;

static const struct toolid_answer *toolid_answer_find(const char *key)
{
	for (size_t i = 0; i < toolid_answer_count; i++)
		if (strcmp(toolid_answers[i].key, key) == 0)
			return &toolid_answers[i];
	return NULL;
}

static bool toolid_knows(char *const *keys, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!toolid_answer_find(keys[i]))
			return false;
	return true;
}

/* How many questions are asked at once: starting a compiler takes longer than its answer. */
enum { TOOLID_ASKED = 4 };

/* Start the compiler with its answer going to *out. */
static int toolid_ask_begin(const char *path, const char *question, int null, int *out, pid_t *pid,
			    struct err *err)
{
	/* Asked as the steps ask it: GCC_EXEC_PREFIX and its like change the answer. */
	static const char *const env[] = { "PATH=" TOOLID_PATH, "LC_ALL=C", NULL };
	const char *const argv[] = { path, question, NULL };
	struct process p = PROCESS_INIT;

	*out = file_in_memory_of("", 0, err);
	if (*out < 0)
		return -1;
	p.argv = argv;
	p.env = env;
	p.out = *out;
	p.err = null;
	return process_start(&p, pid, err);
}

static int toolid_ask_end(int out, pid_t pid, const char *key, struct err *err)
{
	AUTOBUF struct buf answer = BUF_INIT;
	int status;

	if (process_wait(pid, &status, err) < 0 ||
	    file_in_memory_read(out, 1 << 16, &answer, err) < 0)
		return -1;
	toolid_answers =
		xreallocarray(toolid_answers, toolid_answer_count + 1, sizeof(*toolid_answers));
	toolid_answers[toolid_answer_count] = (struct toolid_answer){ .key = xstrdup(key) };
	if (status == 0 && answer.len && answer.data[0] != '\n')
		toolid_answers[toolid_answer_count].text =
			xstrndup(answer.data, strcspn(answer.data, "\n"));
	toolid_answer_count++;
	return 0;
}

/* Some questions at once, at most TOOLID_ASKED; their answers are found by these keys then. */
static int toolid_ask(const char *path, char *const *questions, char *const *keys, size_t count,
		      struct err *err)
{
	AUTOCLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int out[TOOLID_ASKED];
	pid_t pid[TOOLID_ASKED] = { 0 };
	size_t begun = 0;
	int status = 0;

	if (null < 0)
		return err_sys(err, "cannot open '/dev/null'");
	for (; status == 0 && begun < count; begun++)
		status = toolid_ask_begin(path, questions[begun], null, &out[begun], &pid[begun],
					  err);
	/* Of the one that could not be started only the file is there. */
	if (status < 0 && out[--begun] >= 0)
		close(out[begun]);
	for (size_t i = 0; i < begun; i++) {
		if (toolid_ask_end(out[i], pid[i], keys[i], status < 0 ? NULL : err) < 0)
			status = -1;
		close(out[i]);
	}
	return status;
}

/* The part of a compiler that it names in its answer. */
static int toolid_compiler_part(struct index *ix, const char *compiler, const char *part,
				const char *answer, struct buf *text, struct err *err)
{
	AUTOFREE char *name = xasprintf("%s/%s", compiler, part);
	AUTOFREE char *found = NULL;

	if (answer && !strchr(answer, '/'))
		found = process_find_in(TOOLID_PATH, answer);
	else if (answer && access(answer, R_OK) == 0)
		found = xstrdup(answer);
	if (!found) {
		/* clang has no cc1 of its own; what is not there cannot matter. */
		keytext_tool(text, &(struct keytext_tool){ .name = name, .digest = "-" });
		return 0;
	}
	return toolid_line(ix, name, found, text, err);
}

/* What a compiler says it uses: -print-prog-name=cc1 and -print-file-name=libgcc.a. */
static int toolid_compiler_parts(struct index *ix, const char *compiler, const char *path,
				 struct buf *text, struct err *err)
{
	static const struct {
		const char *question, *part;
	} parts[] = {
		{ "-print-prog-name=", "cc1" },         { "-print-prog-name=", "collect2" },
		{ "-print-prog-name=", "as" },          { "-print-prog-name=", "ld" },
		{ "-print-file-name=", "libgcc.a" },    { "-print-file-name=", "libgcc_eh.a" },
		{ "-print-file-name=", "crtbegin.o" },  { "-print-file-name=", "crtbeginS.o" },
		{ "-print-file-name=", "crtbeginT.o" }, { "-print-file-name=", "crtend.o" },
		{ "-print-file-name=", "crtendS.o" },
	};
	AUTOFREE char *stamp = toolid_stamp(path);
	AUTOSTRV struct strv questions = STRV_INIT, keys = STRV_INIT;

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		strv_addf(&questions, "%s%s", parts[i].question, parts[i].part);
		strv_addf(&keys, "%s %s %s", path, stamp ? stamp : "", questions.items[i]);
	}
	for (size_t i = 0; i < keys.len; i += TOOLID_ASKED) {
		size_t left = keys.len - i, count = left < TOOLID_ASKED ? left : TOOLID_ASKED;

		if (!toolid_knows(keys.items + i, count) &&
		    toolid_ask(path, questions.items + i, keys.items + i, count, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (toolid_compiler_part(ix, compiler, parts[i].part,
					 toolid_answer_find(keys.items[i])->text, text, err) < 0)
			return -1;
	return 0;
}

int toolid_append(struct index *ix, const char *tool, const char *arch, struct buf *text,
		  struct err *err)
{
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
	return toolid_compiler_parts(ix, tool, path, text, err);
}
