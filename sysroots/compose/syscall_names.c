/* glibc's SYS_* names in step with the system calls of the kernel headers. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/compose/syscall_names.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/alloc.h"

/* Bytes of a header, at most; the longest of these has 40,000. */
#define HEADER_MAX (1 << 20)

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static size_t word_length(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_')
		n++;
	return n;
}

/*
 * What follows the prefix in the word that a line defines; NULL when it defines none that begins
 * so. The caller frees. indented: are there blanks before the '#' or behind it?
 */
static char *defined_name(const char *line, const char *prefix, bool *indented)
{
	const char *hash = skip_blanks(line), *p;
	size_t len = strlen(prefix);

	if (*hash != '#')
		return NULL;
	p = skip_blanks(hash + 1);
	*indented = p != line + 1;
	if (strncmp(p, "define", 6) != 0 || (p[6] != ' ' && p[6] != '\t'))
		return NULL;
	p = skip_blanks(p + 6);
	if (strncmp(p, prefix, len) != 0 || word_length(p) == len)
		return NULL;
	return xstrndup(p + len, word_length(p) - len);
}

/* Names that stand in asm/unistd.h and are no calls. */
static bool is_no_call(const char *name)
{
	return strcmp(name, "syscalls") == 0 || strcmp(name, "arch_specific_syscall") == 0;
}

/* All names behind the prefix; sorted. unasked: those alone whose line is not indented. */
static void collect(const char *text, const char *prefix, bool unasked, struct strv *names)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		bool indented = false;
		AUTOFREE char *name = defined_name(line, prefix, &indented);

		if (name && !is_no_call(name) && !(unasked && indented))
			strv_add(names, name);
	}
	strv_sort_unique(names);
}

static bool has_all(const struct strv *names, const struct strv *wanted)
{
	for (size_t i = 0; i < wanted->len; i++)
		if (!strv_has_sorted(names, wanted->items[i]))
			return false;
	return true;
}

void syscall_names_follow(const char *listed, const struct strv *headers, const struct strv *others,
			  struct buf *out)
{
	AUTOSTRV struct strv named = STRV_INIT, unasked = STRV_INIT, calls = STRV_INIT,
			     known = STRV_INIT;

	collect(listed, "SYS_", false, &named);
	collect(listed, "SYS_", true, &unasked);
	for (size_t i = 0; i < headers->len; i++)
		collect(headers->items[i], "__NR_", false, &calls);
	if (!calls.len)
		return;
	strv_add_all(&known, &calls);
	for (size_t i = 0; i < others->len; i++)
		collect(others->items[i], "__NR_", false, &known);
	if (!has_all(&named, &calls)) {
		buf_addstr(out, "\n/* The system calls of the kernel headers beside it.  */\n");
		for (size_t i = 0; i < calls.len; i++)
			buf_addf(out,
				 "\n#if defined __NR_%s && !defined SYS_%s\n"
				 "# define SYS_%s __NR_%s\n#endif\n",
				 calls.items[i], calls.items[i], calls.items[i], calls.items[i]);
	}
	if (!has_all(&known, &unasked)) {
		buf_addstr(out, "\n/* Those that the kernel headers beside it do not have.  */\n");
		for (size_t i = 0; i < unasked.len; i++)
			if (!strv_has_sorted(&known, unasked.items[i]))
				buf_addf(out, "\n#ifndef __NR_%s\n# undef SYS_%s\n#endif\n",
					 unasked.items[i], unasked.items[i]);
	}
}

/* The text of a file of the tree, added to texts; of one that is not there, nothing. */
static int header_text(const struct store *s, const struct manifest *m, const char *path,
		       struct strv *texts, struct err *err)
{
	const struct entry *e = manifest_find(m, path);
	AUTOFREE char *text = NULL;
	AUTOCLOSE int fd = -1;
	size_t len = 0;

	if (!e || e->type != ENTRY_FILE)
		return 0;
	if (e->size > HEADER_MAX)
		return err_set(err, ERR_FAILED, "'%s' is larger than %d bytes", path, HEADER_MAX);
	fd = store_open_object(s, e->sha256, e->exec, err);
	if (fd < 0)
		return err_prefix(err, "'%s'", path);
	text = xcalloc(1, e->size + 1);
	while (len < e->size) {
		ssize_t n = read(fd, text + len, e->size - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read '%s'", path);
		if (n == 0)
			return err_set(err, ERR_CORRUPT, "'%s' has become shorter", path);
		len += (size_t)n;
	}
	strv_take(texts, STEAL_POINTER(text));
	return 0;
}

int syscall_names_compose(struct store *s, struct manifest *m, struct err *err)
{
	static const char listed[] = "usr/include/bits/syscall.h";
	static const char own[] = "usr/include/asm/unistd_64.h";
	static const char *const shared[] = { "usr/include/asm/unistd.h",
					      "usr/include/asm-generic/unistd.h" };
	static const char *const foreign[] = { "usr/include/asm/unistd_32.h",
					       "usr/include/asm/unistd_x32.h" };
	AUTOSTRV struct strv text = STRV_INIT, headers = STRV_INIT, others = STRV_INIT;
	AUTOBUF struct buf more = BUF_INIT, whole = BUF_INIT;
	char sha256[SHA256_HEX];

	bool has_own;

	/* The machine's own list is in unistd_64.h, if there is one, else in what machines share.
	 */
	if (header_text(s, m, listed, &text, err) < 0 || header_text(s, m, own, &headers, err) < 0)
		return -1;
	has_own = headers.len > 0;
	for (size_t i = 0; i < ARRAY_LEN(shared); i++)
		if (header_text(s, m, shared[i], has_own ? &others : &headers, err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		if (header_text(s, m, foreign[i], &others, err) < 0)
			return -1;
	if (!text.len)
		return 0;
	syscall_names_follow(text.items[0], &headers, &others, &more);
	if (!more.len)
		return 0;
	buf_addstr(&whole, text.items[0]);
	buf_add(&whole, more.data, more.len);
	if (store_put_object(s, whole.data, whole.len, false, sha256, err) < 0)
		return err_prefix(err, "'%s'", listed);
	for (size_t i = 0; i < m->count; i++) {
		struct entry *e = &m->entries[i];

		if (strcmp(e->path, listed) == 0) {
			memcpy(e->sha256, sha256, sizeof(sha256));
			e->size = whole.len;
		}
	}
	return 0;
}
