/* Running a recipe's steps in the sandbox, with a log that tells the line. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/steps.h"

#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/build/step_log.h"
#include "builder/build/step_orphans.h"
#include "builder/plan/step_rules.h"
#include "builder/plan/toolid.h"
#include "cache/store/store.h"
#include "recipes/catalog.h"

/* The environment of a step: fixed but for the job count, which must not matter. */
static void steps_environment(const struct steps_run *run, const struct sandbox_run *box,
			      struct strv *env)
{
	const char *build = sandbox_build_path(box);
	const char *sysroot = run->sysroot ? sandbox_sysroot_path(box) : NULL;
	const struct target *t = run->target;
	AUTOFREE char *cflags = step_rules_cflags(t);
	AUTOFREE char *bare = toolid_program("gcc", t->arch);
	static const struct {
		const char *variable, *tool;
	} tools[] = {
		{ "CC", "gcc" }, { "AR", "ar" },           { "RANLIB", "ranlib" },
		{ "NM", "nm" },  { "STRIP", "strip" },     { "LD", "ld" },
		{ "AS", "as" },  { "OBJCOPY", "objcopy" }, { "PKG_CONFIG", "pkg-config" },
	};

	strv_add(env, "PATH=" TOOLID_PATH);
	strv_add(env, "LC_ALL=C");
	strv_add(env, "TZ=UTC");
	strv_add(env, "USER=builder");
	strv_addf(env, "HOME=%s", build);
	strv_addf(env, "TMPDIR=%s/tmp", build);
	strv_addf(env, "SOURCE_DATE_EPOCH=%d", STORE_MTIME);
	strv_addf(env, "JOBS=%d", run->jobs);
	if (run->jobserver)
		strv_addf(env, "MAKEFLAGS=-j%d --jobserver-auth=%d,%d", run->jobs,
			  run->jobserver[0], run->jobserver[1]);
	else
		strv_addf(env, "MAKEFLAGS=-j%d", run->jobs);
	strv_addf(env, "ARCH=%s", t->arch);
	strv_addf(env, "TRIPLE=%s", t->triple);
	strv_addf(env, "DESTDIR=%s/out", build);
	/* Whatever the tier's real path, debug info and __FILE__ say /build. */
	strv_addf(env, "CFLAGS=%s -ffile-prefix-map=%s=/build", cflags, build);
	strv_add(env, "CC_FOR_BUILD=gcc");
	strv_addf(env, "CC_FOR_TARGET=%s", bare);
	if (sysroot) {
		/* These are in the key of what needs something, and of nothing else. */
		strv_addf(env, "SYSROOT=%s", sysroot);
		/* --enable-kernel of 6.1.175 would refuse the 6.1.100 that is the same baseline. */
		strv_addf(env, "LINUX_VERSION=%.*s", (int)version_prefix(t->linux_version, 2),
			  t->linux_version);
		strv_addf(env, "LIBC_VERSION=%s", t->libc_version);
	}
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		AUTOFREE char *program = toolid_program(tools[i].tool, t->arch);

		if (!sysroot && strcmp(tools[i].tool, "pkg-config") == 0)
			continue; /* the machine's own would find the machine's libraries */
		if (sysroot)
			strv_addf(env, "%s=%s/bin/%s-%s", tools[i].variable, sysroot, t->triple,
				  tools[i].tool);
		else
			strv_addf(env, "%s=%s", tools[i].variable, program);
	}
}

/*
 * The script as a file of its own, named like the recipe, its lines on the same
 * lines as there: so what the shell traces as file and line is the recipe's, and
 * that of a file beside it which the script reads.
 */
static int steps_write_script(const struct steps_run *run, const struct recipe_step *step,
			      const char *path, struct err *err)
{
	const char *base = path_basename(run->recipe->file);
	AUTOBUF struct buf text = BUF_INIT;

	/* dash does not know which file it is in. */
	buf_addf(&text, "PS4='+ %s:${LINENO}: '; set -x; cd src;",
		 strcmp(toolid_shell(), "bash") == 0 ? "${BASH_SOURCE##*/}" : base);
	for (int i = 1; i < step->script_line; i++)
		buf_addch(&text, '\n');
	buf_addstr(&text, step->script);
	return file_write(AT_FDCWD, path, text.data, text.len, 0644, err);
}

/* "FILE:LINE" that the log's last trace names, as a path; NULL when there is none. */
static char *steps_last_place(const struct steps_run *run)
{
	AUTOFREE char *tail = steps_log_tail(run->log_fd, 2000, "");
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, tail, "\n");
	for (size_t i = lines.len; i-- > 0;) {
		char *at = lines.items[i], *colon, *name;
		uint64_t number = 0;
		size_t n = strspn(at, "+");
		bool ours;

		/* A "+" more for each subshell. */
		colon = n && at[n] == ' ' ? strchr(at, ':') : NULL;
		if (!colon || !decimal_span(colon + 1, DECIMAL_DIGITS, INT_MAX, &number) || !number)
			continue;
		*colon = '\0';
		name = (char *)(uintptr_t)path_basename(at + n + 1);
		ours = strcmp(name, path_basename(run->recipe->file)) == 0;
		for (size_t k = 0; k < run->recipe->file_count; k++)
			ours |= strcmp(name, path_basename(run->recipe->files[k].name)) == 0;
		if (ours)
			return xasprintf("%s/%s:%d", run->recipe->folder, name, (int)number);
	}
	return NULL;
}

char *steps_log_tail(int log, size_t lines, const char *prefix)
{
	enum { MOST = 256 * 1024 };
	AUTOFREE char *text = xmalloc(MOST + 1);
	AUTOSTRV struct strv all = STRV_INIT;
	struct buf out = BUF_INIT;
	off_t size = lseek(log, 0, SEEK_END);
	ssize_t n = 0;

	if (size > 0)
		n = pread(log, text, MOST, size > MOST ? size - MOST : 0);
	text[n > 0 ? n : 0] = '\0';
	strv_split(&all, text, "\n");
	for (size_t i = all.len > lines ? all.len - lines : 0; i < all.len; i++)
		buf_addf(&out, "%s%s\n", prefix, all.items[i]);
	return buf_steal(&out);
}

static int steps_patch(const struct steps_run *run, const struct recipe_file *patch, int log,
		       struct err *err)
{
	AUTOFREE char *path = path_join(run->recipe->folder, patch->name);
	AUTOFREE char *src = path_join(run->build, "src");
	AUTOFREE char *strip = xasprintf("-p%u", patch->strip);
	AUTOCLOSE int in = open(path, O_RDONLY | O_CLOEXEC);
	const char *argv[] = { "patch", "--batch", "--forward", "--no-backup-if-mismatch",
			       strip,   NULL };
	struct process p = PROCESS_INIT;
	int status;

	if (in < 0)
		return err_sys(err, "cannot open the patch '%s'", path);
	p.argv = argv;
	p.cwd = src;
	p.in = in;
	p.out = log;
	p.err = log;
	p.own_group = true;
	if (process_run(&p, &status, err) < 0)
		return -1;
	if (status != 0) {
		err_set_at(err, ERR_STEP, patch->place.file, patch->place.line, patch->place.column,
			   "the patch '%s' does not apply", patch->name);
		return err_hint(err, "see the log %s", run->log);
	}
	return 0;
}

static int steps_copy_file(const struct steps_run *run, const char *name, struct err *err)
{
	enum { MOST = 16 * 1024 * 1024 };
	AUTOFREE char *from = path_join(run->recipe->folder, name);
	AUTOFREE char *to = xasprintf("%s/src/%s", run->build, path_basename(name));
	AUTOBUF struct buf text = BUF_INIT;

	if (file_read(AT_FDCWD, from, MOST, &text, err) < 0)
		return -1;
	return file_write(AT_FDCWD, to, text.data, text.len, 0644, err);
}

/* "FILE:LINE" of the line that failed, for who reads errors by their fields. */
static void steps_place(const char *place, struct err *err)
{
	const char *colon = strrchr(place, ':');
	AUTOFREE char *file = xstrndup(place, colon ? (size_t)(colon - place) : strlen(place));
	uint64_t line = 0;

	if (colon)
		decimal_span(colon + 1, DECIMAL_DIGITS, INT_MAX, &line);
	err_place(err, file, (int)line, 0);
}

static int steps_run_one(const struct steps_run *run, const struct recipe_step *step,
			 const struct sandbox_owner *owner, struct step_log *log, struct err *err)
{
	const char *base = path_basename(run->recipe->file);
	AUTOFREE char *path = path_join(run->build, base);
	AUTOFREE char *place = NULL;
	AUTOFREE char *tail = NULL;
	AUTOFREE char *script = NULL;
	AUTOSTRV struct strv env = STRV_INIT;
	struct sandbox_run box = {
		.tier = run->tier,
		.owner = *owner,
		.build = run->build,
		.sysroot = run->sysroot,
		.log_fd = step_log_fd(log),
		.keep_fds = run->jobserver,
	};
	bool bash = strcmp(toolid_shell(), "bash") == 0;
	const char *posix[] = { "sh", "-eu", NULL, NULL };
	const char *argv[] = { "bash", "--posix", "-eu", NULL, NULL };
	int status, rc;
	pid_t pid;

	if (steps_write_script(run, step, path, err) < 0)
		return -1;
	steps_environment(run, &box, &env);
	script = path_join(sandbox_build_path(&box), base);
	posix[2] = argv[3] = script;
	box.argv = bash ? argv : posix;
	box.env = (const char *const *)env.items;
	if (sandbox_start(&box, &pid, err) < 0)
		return -1;
	rc = process_wait(pid, &status, err);
	if (step_orphans_end(rc < 0 ? NULL : err) < 0)
		return -1;
	if (rc < 0)
		return err_hint(err, "run the same command again to continue; the log is %s",
				run->log);
	if (status == 0)
		return 0;
	/* Its end is told below. */
	if (step_log_close(log, err) < 0)
		return -1;
	place = steps_last_place(run);
	if (!place)
		place = xasprintf("%s:%d", run->recipe->file, step->place.line);
	err_set(err, ERR_STEP, "step '%s' of recipe '%s' failed at %s (exit status %d)", step->name,
		run->recipe->name, place, status);
	steps_place(place, err);
	tail = steps_log_tail(run->log_fd, 15, "  | ");
	return err_hint(err, "%sthe whole log: %s", tail, run->log);
}

static void steps_tell(const struct steps_run *run, const char *verb, const char *name)
{
	AUTOFREE char *what = xasprintf("%s %s", verb, name);

	if (run->doing)
		run->doing(run->doing_arg, what);
}

static int steps_run_all(const struct steps_run *run, struct step_log *log, struct err *err)
{
	const struct recipe *r = run->recipe;
	const int fd = step_log_fd(log);
	AUTOFREE char *out = path_join(run->build, "out");
	AUTOFREE char *tmp = path_join(run->build, "tmp");
	struct sandbox_owner owner;

	if (dir_make(AT_FDCWD, out, err) < 0 || dir_make(AT_FDCWD, tmp, err) < 0)
		return -1;
	for (size_t i = 0; i < r->patch_count; i++) {
		steps_tell(run, "patch", r->patches[i].name);
		if (steps_patch(run, &r->patches[i], fd, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < r->file_count; i++)
		if (steps_copy_file(run, r->files[i].name, err) < 0)
			return -1;
	if (sandbox_give(run->tier, run->build, &owner, err) < 0)
		return -1;
	/* So that /dev/stderr and /dev/fd/N, which are these, can be opened. */
	if (owner.given &&
	    (fchown(fd, owner.to_uid, owner.to_gid) < 0 ||
	     (run->jobserver && fchown(run->jobserver[0], owner.to_uid, owner.to_gid) < 0)))
		return err_sys(err, "cannot pass the log and the job server to the steps");
	for (size_t i = 0; i < r->step_count; i++) {
		steps_tell(run, "step", r->steps[i].name);
		if (steps_run_one(run, &r->steps[i], &owner, log, err) < 0)
			return -1;
	}
	return sandbox_take_back(run->build, "out", &owner, err);
}

int steps_run(const struct steps_run *run, struct err *err)
{
	struct step_log *log = NULL;
	int rc = step_log_open(run->log_fd, run->log, STEP_LOG_HEAD, STEP_LOG_TAIL, &log, err);

	if (rc < 0)
		return -1;
	step_orphans_adopt();
	rc = steps_run_all(run, log, err);
	if (step_log_close(log, rc < 0 ? NULL : err) < 0)
		rc = -1;
	step_log_free(log);
	return rc;
}
