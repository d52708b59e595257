/* Private to sandbox: the tier of namespaces, by the bwrap program. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/sandbox_bubblewrap.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/engine/sandbox_places.h"

static void add_words(struct strv *args, const char *a, const char *b, const char *c)
{
	strv_add(args, a);
	if (b)
		strv_add(args, b);
	if (c)
		strv_add(args, c);
}

/* A place of the host, read only; a merged /usr's "/lib -> usr/lib" stays a link. */
static void add_place(struct strv *args, const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return;
	if (S_ISLNK(st.st_mode)) {
		AUTOFREE char *target = link_read(AT_FDCWD, path, NULL);

		if (target && target[0] != '/') {
			add_words(args, "--symlink", target, path);
			return;
		}
	}
	add_words(args, "--ro-bind-try", path, path);
}

/* Everything up to the command. env NULL: none but what bwrap sets itself, PWD. */
static void add_options(struct strv *args, const struct strv *binds, const char *const *env)
{
	add_words(args, "--unshare-all", "--unshare-user", NULL);
	add_words(args, "--die-with-parent", "--new-session", NULL);
	/*
	 * A fixed user that is not root: what the steps do must not depend on
	 * who builds, and as root install, tar and cp would try to set owners.
	 */
	add_words(args, "--uid", "1000", NULL);
	add_words(args, "--gid", "1000", NULL);
	add_words(args, "--hostname", "sysroot", NULL);
	for (size_t i = 0; SANDBOX_PLACES[i]; i++)
		add_place(args, SANDBOX_PLACES[i]);
	add_words(args, "--tmpfs", "/tmp", NULL);
	add_words(args, "--proc", "/proc", NULL);
	add_words(args, "--dev", "/dev", NULL);
	for (size_t i = 0; binds && i < binds->len; i++)
		add_words(args, "--ro-bind", binds->items[i], binds->items[i]);
	/* start_bwrap() gives it an empty environment; --clearenv would want bubblewrap 0.5. */
	for (size_t i = 0; env && env[i]; i++) {
		const char *equals = strchr(env[i], '=');
		char *name;

		if (!equals)
			continue;
		strv_add(args, "--setenv");
		name = xstrndup(env[i], (size_t)(equals - env[i]));
		strv_take(args, name);
		strv_add(args, equals + 1);
	}
}

/* In the child: bwrap hands the umask on, and its group is what gets killed. */
static int sandbox_prepare(void *arg)
{
	(void)arg;
	umask(022);
	return setsid() < 0 ? -1 : 0;
}

static int start_bwrap(const char *bwrap, const struct strv *args, int log_fd, int keep_fd,
		       pid_t *pid, struct err *err)
{
	/* The caller's LD_PRELOAD and the like must not reach bwrap either. */
	const char *const no_env[] = { NULL };
	AUTOSTRV struct strv argv = STRV_INIT;
	struct process p = PROCESS_INIT;

	strv_add(&argv, bwrap);
	strv_add_all(&argv, args);
	p.argv = (const char *const *)argv.items;
	p.env = no_env;
	p.out = p.err = log_fd;
	p.keep_fd = keep_fd;
	p.prepare = sandbox_prepare;
	return process_start(&p, pid, err);
}

int sandbox_bubblewrap_start(const struct sandbox_run *run, pid_t *pid, struct err *err)
{
	AUTOFREE char *bwrap = process_find("bwrap");
	AUTOSTRV struct strv args = STRV_INIT;

	if (!bwrap)
		return err_set(err, ERR_MISSING, "'bwrap' is not installed");
	add_options(&args, run->binds, run->env);
	add_words(&args, "--bind", run->build, "/build");
	if (run->sysroot)
		add_words(&args, "--ro-bind", run->sysroot, "/sysroot");
	add_words(&args, "--remount-ro", "/", NULL);
	add_words(&args, "--chdir", "/build", "--");
	for (size_t i = 0; run->argv[i]; i++)
		strv_add(&args, run->argv[i]);
	return start_bwrap(bwrap, &args, run->log_fd, run->keep_fd, pid, err);
}

static long read_number(const char *path)
{
	AUTOBUF struct buf text = BUF_INIT;

	if (file_read(AT_FDCWD, path, 64, &text, NULL) < 0 || !text.len)
		return -1;
	return strtol(text.data, NULL, 10);
}

/* Why namespaces are refused. said: what bwrap wrote. */
static char *explain(const char *said, char **hint)
{
	size_t n = strcspn(said, "\n");

	/* First, or a container would be blamed. 0.4 is the oldest that was tried. */
	if (strstr(said, "Unknown option")) {
		*hint = xstrdup("install bubblewrap 0.4 or later");
		return xasprintf("this bubblewrap is too old (%.*s)", (int)n, said);
	}
	if (read_number("/proc/sys/user/max_user_namespaces") == 0) {
		*hint = xstrdup("let an administrator set user.max_user_namespaces above 0");
		return xstrdup("bubblewrap cannot work, user namespaces are switched off here");
	}
	if (read_number("/proc/sys/kernel/unprivileged_userns_clone") == 0 && geteuid() != 0) {
		*hint = xstrdup("let an administrator set kernel.unprivileged_userns_clone to 1");
		return xstrdup("bubblewrap cannot work, only root may make user namespaces here");
	}
	if (read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1 &&
	    geteuid() != 0) {
		*hint = xstrdup("let an administrator set "
				"kernel.apparmor_restrict_unprivileged_userns to 0 or give bwrap "
				"an apparmor profile");
		return xstrdup("bubblewrap cannot work, apparmor forbids user namespaces here");
	}
	if (file_exists(AT_FDCWD, "/.dockerenv") || file_exists(AT_FDCWD, "/run/.containerenv")) {
		*hint = xstrdup("start the container so that it may make user namespaces "
				"(docker run --security-opt seccomp=unconfined "
				"--security-opt systempaths=unconfined)");
		return xasprintf("bubblewrap cannot work, this container forbids user namespaces "
				 "(%.*s)",
				 (int)n, said);
	}
	return xasprintf("bubblewrap does not work here (%.*s)", (int)n,
			 n ? said : "it gives no reason");
}

char *sandbox_bubblewrap_try(char **hint)
{
	AUTOFREE char *bwrap = process_find("bwrap");
	AUTOCLOSE int log = memfd_create("bwrap", MFD_CLOEXEC);
	AUTOSTRV struct strv args = STRV_INIT;
	struct err err = ERR_INIT;
	char said[512] = "";
	int status = -1;
	pid_t pid;

	*hint = NULL;
	if (!bwrap) {
		*hint = xstrdup("install the package 'bubblewrap'");
		return xstrdup("bubblewrap is not installed (there is no 'bwrap' on PATH)");
	}
	add_options(&args, NULL, NULL);
	add_words(&args, "--remount-ro", "/", "--");
	strv_add(&args, "true");
	if (start_bwrap(bwrap, &args, log, -1, &pid, &err) < 0 ||
	    process_wait(pid, &status, &err) < 0) {
		char *why = xasprintf("bubblewrap cannot be run (%s)", err.text);

		err_clear(&err);
		return why;
	}
	if (status == 0)
		return NULL;
	if (log >= 0 && pread(log, said, sizeof(said) - 1, 0) < 0)
		said[0] = '\0';
	return explain(said, hint);
}
