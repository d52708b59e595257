/* What the tests of the ELF reader share: files made on the spot, symbols as lines. */
/* SPDX-License-Identifier: MIT */
#ifndef TESTS_ELF_FIXTURE_H
#define TESTS_ELF_FIXTURE_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/strv.h"
#include "sysroots/elf/elfinfo.h"
#include "sysroots/elf/elfsym.h"

static char fixture_dir[256];

static inline int fixture_setup(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	snprintf(fixture_dir, sizeof(fixture_dir), "%s/test_elf.XXXXXX", tmp ? tmp : "/tmp");
	return mkdtemp(fixture_dir) ? 0 : -1;
}

static inline int fixture_teardown(void **state)
{
	(void)state;
	return tree_remove(AT_FDCWD, fixture_dir, NULL);
}

/* Run a shell command in the folder; it must succeed. */
__attribute__((format(printf, 1, 2))) static inline void fixture_run(const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	buf_addf(&text, "cd '%s' && export LC_ALL=C && { ", fixture_dir);
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	buf_addstr(&text, "\n}");
	if (system(text.data) != 0)
		fail_msg("failed: %s", text.data);
	buf_release(&text);
}

static inline void fixture_write(const char *name, const void *data, size_t len)
{
	AUTOFREE char *path = path_join(fixture_dir, name);

	assert_int_equal(file_write(AT_FDCWD, path, data, len, 0644, NULL), 0);
}

static inline void fixture_text(const char *name, const char *text)
{
	fixture_write(name, text, strlen(text));
}

/* A file's bytes in memory that ends where they do, so that ASan sees overreads. */
struct fixture_file {
	unsigned char *data;
	size_t size;
};

static inline struct fixture_file fixture_load_path(const char *path)
{
	struct fixture_file f;
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	if (file_read(AT_FDCWD, path, 1u << 30, &b, &err) < 0)
		fail_msg("%s", err.text);
	f.size = b.len;
	f.data = xmalloc(b.len ? b.len : 1);
	memcpy(f.data, b.data, b.len);
	buf_release(&b);
	return f;
}

static inline struct fixture_file fixture_load(const char *name)
{
	AUTOFREE char *path = path_join(fixture_dir, name);

	return fixture_load_path(path);
}

/* One symbol as a line: "MEMBER:K name@@version", as nm shows it. */
static inline int fixture_add_symbol(const struct elfsym *s, void *arg)
{
	strv_addf(arg, "%s%s%c %s%s%s", s->member, *s->member ? ":" : "", s->kind, s->name,
		  !*s->version    ? ""
		  : s->is_default ? "@@"
				  : "@",
		  s->version);
	return 0;
}

/* All symbols of a file, sorted. */
static inline void fixture_symbols(const struct fixture_file *f, bool defined_only,
				   struct strv *lines)
{
	struct err err = ERR_INIT;

	if (elfsym_each(f->data, f->size, "file", defined_only, fixture_add_symbol, lines, &err) <
	    0)
		fail_msg("%s", err.text);
	strv_sort(lines);
}

static inline void fixture_info(const struct fixture_file *f, struct elfinfo *info)
{
	struct err err = ERR_INIT;

	if (elfinfo_read(f->data, f->size, "file", info, &err) < 0)
		fail_msg("%s", err.text);
}

/* What nm(1) says of a file of the folder, in the same form, sorted. */
static inline void fixture_nm(const char *options, const char *name, struct strv *lines)
{
	AUTOFREE char *cmd =
		xasprintf("cd '%s' && LC_ALL=C nm -g %s %s", fixture_dir, options, name);
	char line[4096], member[sizeof(line) + 1] = "";
	FILE *pipe = popen(cmd, "r");

	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe)) {
		size_t len = strcspn(line, "\n");

		line[len] = '\0';
		if (len > 1 && line[len - 1] == ':') {
			line[len - 1] = '\0';
			snprintf(member, sizeof(member), "%s:", line);
		} else if (len > 19) {
			/* some versions of nm put " (2)" behind the version of an undefined symbol
			 */
			line[19 + strcspn(line + 19, " ")] = '\0';
			strv_addf(lines, "%s%s", member, line + 17);
		}
	}
	assert_int_equal(pclose(pipe), 0);
	strv_sort(lines);
}

static inline void fixture_same_lines(const struct strv *ours, const struct strv *theirs)
{
	for (size_t i = 0; i < ours->len || i < theirs->len; i++) {
		const char *a = i < ours->len ? ours->items[i] : "(nothing)";
		const char *b = i < theirs->len ? theirs->items[i] : "(nothing)";

		if (strcmp(a, b) != 0)
			fail_msg("line %zu: '%s' instead of '%s'", i, a, b);
	}
}

/* Is our reading of a file of the folder exactly nm's? */
static inline void fixture_same_as_nm(const char *options, const char *name)
{
	struct fixture_file f = fixture_load(name);
	AUTOSTRV struct strv ours = STRV_INIT, theirs = STRV_INIT;

	fixture_symbols(&f, false, &ours);
	fixture_nm(options, name, &theirs);
	assert_true(theirs.len > 0);
	fixture_same_lines(&ours, &theirs);
	free(f.data);
}

/* A library with two versions of one symbol, thread-locals, weak, ifunc and unique ones. */
static const char FIXTURE_LIBRARY_C[] =
	"__asm__(\".symver old_f, f@V1\");\n"
	"__asm__(\".symver new_f, f@@V2\");\n"
	"int old_f(void) { return 1; }\n"
	"int new_f(void) { return 2; }\n"
	"int g(void) { return 3; }\n"
	"int hidden_by_script(void) { return 4; }\n"
	"__attribute__((weak)) int weak_f(void) { return 5; }\n"
	"__attribute__((weak)) int weak_object = 6;\n"
	"int data = 7;\n"
	"int zero;\n"
	"const int constant = 8;\n"
	"__thread int tls_data = 9;\n"
	"__thread int tls_zero;\n"
	"static int one(void) { return 1; }\n"
	"static int (*choose(void))(void) { return one; }\n"
	"__attribute__((ifunc(\"choose\"))) int picked(void);\n"
	"__asm__(\".globl absolute\\nabsolute = 42\\n\"\n"
	"	\".data\\n.globl unique\\n.type unique, %gnu_unique_object\\n\"\n"
	"	\".size unique, 4\\nunique: .long 1\\n.text\\n\");\n"
	"extern int wanted(void);\n"
	"extern int maybe(void) __attribute__((weak));\n"
	"extern int maybe_object __attribute__((weak));\n"
	"int calls(void) { return wanted() + (maybe ? maybe() : 0); }\n"
	"int *looks(void) { return &maybe_object; }\n";

static const char FIXTURE_LIBRARY_MAP[] =
	"V1 { global: f; g; weak*; data; zero; constant; tls*; absolute; unique; calls; looks; "
	"local: *; };\n"
	"V2 { global: f; picked; } V1;\n";

/* lib.so of these, with a soname and without a C library, made with more options of gcc. */
static inline void fixture_library(const char *name, const char *options)
{
	fixture_text("lib.c", FIXTURE_LIBRARY_C);
	fixture_text("lib.map", FIXTURE_LIBRARY_MAP);
	fixture_run("gcc -O1 -fPIC -shared -nostdlib -Wl,-soname,libfixture.so.1 "
		    "-Wl,--version-script,lib.map -Wl,--build-id=0x0123456789abcdef %s lib.c -o %s",
		    options, name);
}

#endif
