/* What all origins share: running their programs under watch, and taking in what came. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/base/worker.h"
#include "builder/fetch/transfer.h"

#define LOG_MAX ((size_t)4 << 20)
#define DEPTH_MAX 32 /* folders that a watched folder may nest */

extern char **environ;

void origin_tell(const struct origin *o, enum origin_message kind, const char *fmt, ...)
{
	AUTOBUF struct buf text = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	/* One line, whatever the texts of others in it hold. */
	plain_replace_controls(text.data, ' ');
	worker_tell(o->report, (int)kind, text.data, text.len);
}

bool origin_word_ok(const char *word, const char *allowed)
{
	return *word && *word != '-' && *word != '.' && strlen(word) < 256 &&
	       word[strspn(word, allowed)] == '\0';
}

static uint64_t size_at(int dirfd, const char *name, int depth)
{
	struct stat st;
	uint64_t sum = 0;
	DIR *dir;
	int fd;

	if (fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (S_ISREG(st.st_mode))
		return (uint64_t)st.st_size;
	if (!S_ISDIR(st.st_mode) || depth == DEPTH_MAX)
		return 0;
	fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return 0;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return 0;
	}
	for (struct dirent *e; (e = readdir(dir));)
		if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
			sum += size_at(fd, e->d_name, depth + 1);
	closedir(dir);
	return sum;
}

uint64_t origin_size(const char *path)
{
	return size_at(AT_FDCWD, path, 0);
}

/* The caller's environment, with some variables replaced. */
static void environment_make(struct strv *env, const struct strv *over)
{
	/* The reasons in a log are found by their English prefixes. */
	strv_add(env, "LC_ALL=C");
	if (over)
		strv_add_all(env, over);
	for (char **e = environ; *e; e++) {
		size_t n = strcspn(*e, "=");
		bool replaced = false;

		for (size_t i = 0; i < env->len && !replaced; i++)
			replaced = strncmp(env->items[i], *e, n) == 0 && env->items[i][n] == '=';
		if (!replaced)
			strv_add(env, *e);
	}
}

static int output_open(const char *path, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	return fd < 0 ? err_sys(err, "cannot write '%s'", path) : fd;
}

/* What is watched while a program runs. */
struct watch {
	struct origin *o;
	const struct origin_command *c;
	struct transfer transfer;
};

static int watch_look(void *arg, struct err *err)
{
	struct watch *w = arg;
	uint64_t size = w->c->watch ? origin_size(w->c->watch) : 0;
	char text[16];
	int moved = w->c->watch ? transfer_look(&w->transfer, size, err) : 0;

	if (moved > 0 && w->c->counts)
		origin_tell(w->o, ORIGIN_BYTES, "%" PRIu64, size);
	if (moved >= 0 && w->c->limit && size > w->c->limit)
		return err_set(err, ERR_MISSING, "it sent more than %s",
			       term_size(w->c->limit, text));
	return moved < 0 ? -1 : 0;
}

int origin_run(struct origin *o, const struct origin_command *c, int *status, struct err *err)
{
	AUTOSTRV struct strv env = STRV_INIT;
	AUTOCLOSE int log = output_open(c->log, err);
	AUTOCLOSE int out = log >= 0 && c->out ? output_open(c->out, err) : -1;
	AUTOFREE char *program = NULL;
	struct watch watch = { .o = o, .c = c };
	struct process p = PROCESS_INIT;

	if (log < 0 || (c->out && out < 0))
		return -1;
	program = process_find(c->argv[0]);
	if (!program)
		origin_tell(o, ORIGIN_LACKS, "%s", c->argv[0]);
	transfer_begin(&watch.transfer, c->watch ? origin_size(c->watch) : 0, o->timeout);
	environment_make(&env, c->env);
	p.argv = c->argv;
	p.env = (const char *const *)env.items;
	p.cwd = c->cwd;
	p.out = out >= 0 ? out : log;
	p.err = log;
	p.own_group = true;
	p.ends_with_us = true;
	p.tick = watch_look;
	p.arg = &watch;
	return process_run(&p, status, err);
}

void origin_blame_disk(const struct origin *o, struct err *err)
{
	struct statvfs vfs;
	uint64_t left;

	if (fstatvfs(store_fd(o->store), &vfs) < 0 || vfs.f_blocks == 0)
		return;
	left = (uint64_t)(geteuid() == 0 ? vfs.f_bfree : vfs.f_bavail) * vfs.f_frsize;
	/* Most tools remove something when they fail: a little room counts as none. */
	if (left >= UINT64_C(128) * 1024)
		return;
	errno = ENOSPC;
	err_sys(err, "cannot fetch '%s' into '%s'", o->input->name, store_path(o->store));
}

/* The line at text, without blanks around and control bytes inside. */
static char *line_clean(const char *text)
{
	char *line;

	while (*text == ' ' || *text == '\t')
		text++;
	line = xstrndup(text, strcspn(text, "\r\n"));
	for (size_t n = strlen(line); n && isspace((unsigned char)line[n - 1]); n--)
		line[n - 1] = '\0';
	plain_replace_controls(line, ' ');
	return line;
}

char *origin_log_line(const char *log, const char *const *prefixes, size_t count)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOSTRV struct strv lines = STRV_INIT;

	if (file_read(AT_FDCWD, log, LOG_MAX, &text, NULL) < 0)
		return xstrdup("no reason given");
	strv_split(&lines, text.data, "\r\n");
	for (size_t p = 0; p < count; p++)
		for (size_t i = 0; i < lines.len; i++)
			if (strncmp(lines.items[i], prefixes[p], strlen(prefixes[p])) == 0)
				return line_clean(lines.items[i] + strlen(prefixes[p]));
	return lines.len ? line_clean(lines.items[lines.len - 1]) : xstrdup("no reason given");
}

bool origin_log_has(const char *log, const char *const *words, size_t count)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (file_read(AT_FDCWD, log, LOG_MAX, &text, NULL) < 0)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strstr(text.data, words[i]))
			return true;
	return false;
}

int origin_accept(struct origin *o, const char *path, struct err *err)
{
	const struct recipe_input *in = o->input;
	uint64_t size = origin_size(path);
	char found[SHA256_HEX] = "";
	struct err inner = ERR_INIT;

	origin_tell(o, ORIGIN_NOTE, "checking");
	if (store_add_input(o->store, AT_FDCWD, path, in->sha256, found, &inner) == 0)
		return 0;
	if (inner.code != ERR_MISMATCH || !found[0])
		return err_move(err, &inner);
	err_clear(&inner);
	if (!in->size || size == in->size)
		return err_set(err, ERR_MISMATCH, "wrong digest: %s instead of %s", found,
			       in->sha256);
	return err_set(err, ERR_MISMATCH,
		       "wrong digest: %s instead of %s (%" PRIu64 " bytes instead of %" PRIu64 ")",
		       found, in->sha256, size, in->size);
}
