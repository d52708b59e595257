/* One error: a code, the system's errno where there was one, a text, a hint. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"

static const struct {
	int status;
	const char *word;
} err_table[] = {
#define X(code, status, word) [code] = { status, word },
	ERR_CODES(X)
#undef X
};

int err_exit_status(enum err_code code)
{
	return err_table[code].status;
}

const char *err_word(enum err_code code)
{
	return err_table[code].word;
}

void err_clear(struct err *err)
{
	if (!err)
		return;
	free(err->text);
	free(err->hint);
	free(err->file);
	*err = (struct err)ERR_INIT;
}

int err_move(struct err *to, struct err *from)
{
	if (to) {
		err_clear(to);
		*to = *from;
		*from = (struct err)ERR_INIT;
	} else {
		err_clear(from);
	}
	return -1;
}

int err_copy(struct err *to, const struct err *from)
{
	struct err e = *from;

	e.text = from->text ? xstrdup(from->text) : NULL;
	e.hint = from->hint ? xstrdup(from->hint) : NULL;
	e.file = from->file ? xstrdup(from->file) : NULL;
	return err_move(to, &e);
}

static char *__attribute__((format(printf, 1, 0))) err_format(const char *fmt, va_list ap)
{
	struct buf b = BUF_INIT;

	buf_vaddf(&b, fmt, ap);
	return buf_steal(&b);
}

int err_set(struct err *err, enum err_code code, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (!err)
		return -1;
	/* Formatted first: an argument may be the old text. */
	va_start(ap, fmt);
	text = err_format(fmt, ap);
	va_end(ap);
	err_clear(err);
	err->code = code;
	err->text = text;
	return -1;
}

int err_set_at(struct err *err, enum err_code code, const char *file, int line, int column,
	       const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	struct err e = ERR_INIT;
	va_list ap;

	if (!err)
		return -1;
	buf_addf(&b, "%s:%d:", file, line);
	if (column)
		buf_addf(&b, "%d:", column);
	buf_addch(&b, ' ');
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	e.code = code;
	e.text = buf_steal(&b);
	err_place(&e, file, line, column);
	return err_move(err, &e);
}

int err_place(struct err *err, const char *file, int line, int column)
{
	char *own;

	if (!err)
		return -1;
	own = xstrdup(file);
	free(err->file);
	err->file = own;
	err->line = line;
	err->column = column;
	return -1;
}

static const char *err_system_hint(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
		return "free some disk space ('sysroot gc' removes what nothing needs), or choose "
		       "another store\nwith --store DIR or SYSROOT_STORE";
	case ENOENT:
		return "check the spelling of the path, and the directory that it is relative to";
	case ENOTDIR:
		return "a component of that path is a file, not a directory";
	case EROFS:
		return "the filesystem is mounted read-only: use a writable place, or choose "
		       "another store\nwith --store DIR or SYSROOT_STORE";
	case EACCES:
	case EPERM:
		return "you do not have permission; fix the permissions, or choose another store "
		       "with --store DIR or SYSROOT_STORE";
	case ELOOP:
	case EBADFD:
		return "in a store, 'sysroot fsck --repair' removes whatever has taken the place "
		       "of the store's\nfiles and directories";
	case EMFILE:
	case ENFILE:
		return "raise the limit on open files ('ulimit -n')";
	default:
		return NULL;
	}
}

/* Where the system's words would lead astray. */
static const char *err_reason(int number)
{
	switch (number) {
	case ELOOP:
		return "it is a symbolic link, which is not followed";
	case EBADFD:
		return "it is not a regular file";
	default:
		return strerror(number);
	}
}

int err_sys(struct err *err, const char *fmt, ...)
{
	int number = errno;
	const char *hint = err_system_hint(number);
	struct buf b = BUF_INIT;
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	buf_addf(&b, ": %s", err_reason(number));
	err_clear(err);
	err->code = ERR_SYSTEM;
	err->sysno = number;
	err->text = buf_steal(&b);
	err->hint = hint ? xstrdup(hint) : NULL;
	return -1;
}

int err_hint(struct err *err, const char *fmt, ...)
{
	va_list ap;
	char *hint;

	if (!err)
		return -1;
	va_start(ap, fmt);
	hint = err_format(fmt, ap);
	va_end(ap);
	free(err->hint);
	err->hint = hint;
	return -1;
}

int err_hint_proc(struct err *err)
{
	/* A bare chroot: no spelling helps there. */
	if (err && err->sysno == ENOENT && access("/proc/self", F_OK) < 0)
		return err_hint(
			err, "/proc is not mounted here: as root, run 'mount -t proc proc /proc'");
	return -1;
}

int err_hint_more(struct err *err, const char *fmt, ...)
{
	va_list ap;
	char *more, *hint;

	if (!err)
		return -1;
	va_start(ap, fmt);
	more = err_format(fmt, ap);
	va_end(ap);
	if (!err->hint) {
		err->hint = more;
		return -1;
	}
	hint = xasprintf("%s\n%s", err->hint, more);
	free(more);
	free(err->hint);
	err->hint = hint;
	return -1;
}

int err_prefix(struct err *err, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	buf_vaddf(&b, fmt, ap);
	va_end(ap);
	buf_addf(&b, ": %s", err->text ? err->text : "");
	free(err->text);
	err->text = buf_steal(&b);
	return -1;
}
