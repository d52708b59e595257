/* What all origins share: running their programs under watch, and taking in what came. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <time.h>

#include "builder/base/buf.h"
#include "builder/base/clock.h"
#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/fetch/curl.h"

#define LOG_MAX ((size_t)4 << 20)
#define DEPTH_MAX 32 /* folders that a watched folder may nest */

extern char **environ;

/* Leader of the group that origin_run() runs now, for the signal handler. */
static volatile sig_atomic_t origin_child;

void origin_tell(const struct origin *o, enum origin_message kind, const char *fmt, ...)
{
	AUTOBUF struct buf line = BUF_INIT;
	va_list ap;

	buf_addf(&line, "%c ", (char)kind);
	va_start(ap, fmt);
	buf_vaddf(&line, fmt, ap);
	va_end(ap);
	plain_replace_controls(line.data, ' ');
	buf_addch(&line, '\n');
	/* A parent that is gone cannot be told; its death ends this worker. */
	if (fd_write(o->report, line.data, line.len, NULL) < 0)
		return;
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

static void sleep_ms(long ms)
{
	const struct timespec ts = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&ts, NULL);
}

void origin_stop(void)
{
	pid_t pid = (pid_t)origin_child;

	if (pid <= 0)
		return;
	kill(-pid, SIGTERM);
	for (int i = 0; i < 40 && waitpid(pid, NULL, WNOHANG) == 0; i++)
		sleep_ms(25);
	kill(-pid, SIGKILL); /* what it may have left in its group, too */
	waitpid(pid, NULL, 0);
	origin_child = 0;
}

/* In the child: do not outlive the worker, even when that is killed. */
static int die_with_worker(void *arg)
{
	const pid_t *worker = arg;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -1;
	return getppid() == *worker ? 0 : -1;
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

/*
 * Time that is left for what comes: each byte is worth what it takes at the floor of speed, and no
 * more than the timeout is ever left. One that drips uses it up as one that stalls does, and what a
 * program does quietly between its downloads has the whole of it.
 */
static int64_t deadline_after(int64_t deadline, int64_t now, uint64_t moved, int64_t timeout)
{
	int64_t most = now + timeout;

	if (moved >= (uint64_t)timeout * TRANSFER_SLOWEST / 1000)
		return most;
	deadline += (int64_t)(moved * 1000 / TRANSFER_SLOWEST);
	return deadline < most ? deadline : most;
}

static int too_slow(const struct origin *o, int64_t quiet, struct err *err)
{
	char text[16];

	if (quiet > o->timeout * 1000)
		return err_set(err, ERR_MISSING, "no data for %ld s", o->timeout);
	return err_set(err, ERR_MISSING, "less than %s a second for %ld s",
		       term_size(TRANSFER_SLOWEST, text), o->timeout);
}

/* Watch the running child until it ends or has to be ended. */
static int watch(struct origin *o, const struct origin_command *c, pid_t pid, int *status,
		 struct err *err)
{
	int64_t changed = clock_ms(), looked = 0, deadline = changed + o->timeout * 1000;
	uint64_t size = c->watch ? origin_size(c->watch) : 0;
	char text[16];
	long pause = 2;
	int raw;

	for (;;) {
		pid_t got = waitpid(pid, &raw, WNOHANG);

		if (got == pid)
			break;
		if (got < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for '%s'", c->argv[0]);
		sleep_ms(pause);
		if (pause < 50)
			pause *= 2;
		if (!c->watch || clock_ms() - looked < 200)
			continue;
		looked = clock_ms();
		uint64_t size_now = origin_size(c->watch);

		if (size_now != size) {
			deadline =
				deadline_after(deadline, looked,
					       size_now > size ? size_now - size : size - size_now,
					       o->timeout * 1000);
			size = size_now;
			changed = looked;
			if (c->counts)
				origin_tell(o, ORIGIN_BYTES, "%" PRIu64, size);
		}
		if (c->limit && size > c->limit) {
			origin_stop();
			return err_set(err, ERR_MISSING, "more than %s came",
				       term_size(c->limit, text));
		}
		if (looked > deadline) {
			origin_stop();
			return too_slow(o, looked - changed, err);
		}
	}
	origin_child = 0;
	kill(-pid, SIGKILL); /* a helper that it left running would hold files open */
	*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	return 0;
}

int origin_run(struct origin *o, const struct origin_command *c, int *status, struct err *err)
{
	AUTOSTRV struct strv env = STRV_INIT;
	AUTOCLOSE int log = -1;
	AUTOCLOSE int out = -1;
	struct process p = PROCESS_INIT;
	pid_t worker = getpid(), pid;
	sigset_t block, before;
	int rc;

	log = output_open(c->log, err);
	if (log < 0)
		return -1;
	if (c->out) {
		out = output_open(c->out, err);
		if (out < 0)
			return -1;
	}
	environment_make(&env, c->env);
	p.argv = c->argv;
	p.env = (const char *const *)env.items;
	p.cwd = c->cwd;
	p.out = out >= 0 ? out : log;
	p.err = log;
	p.own_group = true;
	p.prepare = die_with_worker;
	p.arg = &worker;
	/* The handler must find the child from its first moment on. */
	sigemptyset(&block);
	sigaddset(&block, SIGTERM);
	sigaddset(&block, SIGINT);
	sigaddset(&block, SIGHUP);
	sigprocmask(SIG_BLOCK, &block, &before);
	rc = process_start(&p, &pid, err);
	if (rc == 0)
		origin_child = pid;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (rc < 0) {
		if (err->code == ERR_MISSING)
			origin_tell(o, ORIGIN_LACKS, "%s", c->argv[0]);
		return -1;
	}
	return watch(o, c, pid, status, err);
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
		return xstrdup("it does not say why");
	strv_split(&lines, text.data, "\r\n");
	for (size_t p = 0; p < count; p++)
		for (size_t i = 0; i < lines.len; i++)
			if (strncmp(lines.items[i], prefixes[p], strlen(prefixes[p])) == 0)
				return line_clean(lines.items[i] + strlen(prefixes[p]));
	return lines.len ? line_clean(lines.items[lines.len - 1]) : xstrdup("it does not say why");
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
