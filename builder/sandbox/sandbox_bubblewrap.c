/* Private to sandbox: the tier of namespaces, by the bwrap program. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_bubblewrap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/new_calls.h"
#include "builder/base/process.h"
#include "builder/sandbox/sandbox_devices.h"
#include "builder/sandbox/sandbox_places.h"
#include "builder/sandbox/sandbox_seccomp.h"
#include "builder/sandbox/sandbox_user.h"

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

/*
 * Files of /proc that tell of the whole machine, its memory or its keys, and
 * that a container does not have either. For root, those that only root may read
 * come in addition; nothing of all this can be written, see below.
 */
static const char *const HIDDEN_FILES[] = {
	"kcore",         "keys",        "key-users",     "kmsg",       "kallsyms",
	"latency_stats", "sched_debug", "sysrq-trigger", "timer_list", "timer_stats",
};
static const char *const HIDDEN_FOLDERS[] = { "/proc/acpi", "/proc/asound", "/proc/scsi" };

/* Where nobody finds the folders of a run that root alone can reach. */
#define SOURCES "/tmp"

/*
 * Each is a mount, which takes time when a step starts: what the modes keep from a
 * user who is not root needs none.
 */
static bool is_to_hide(const char *name, bool root)
{
	AUTOFREE char *path = path_join("/proc", name);
	struct stat st;

	if (lstat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return false;
	if (!(st.st_mode & 0004))
		return root;
	for (size_t i = 0; i < ARRAY_LEN(HIDDEN_FILES); i++)
		if (strcmp(name, HIDDEN_FILES[i]) == 0)
			return true;
	return false;
}

/* What of /proc is a machine's and no process's, and is not for steps. */
static void add_masks(struct strv *args, bool root)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct stat st;

	add_words(args, "--proc", "/proc", NULL);
	if (dir_list(AT_FDCWD, "/proc", &names, NULL) < 0)
		return; /* then bwrap cannot work either, and says so */
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = NULL;

		if ((names.items[i][0] >= '0' && names.items[i][0] <= '9') ||
		    !is_to_hide(names.items[i], root))
			continue;
		path = path_join("/proc", names.items[i]);
		/* bwrap mounts it without devices: nobody can open it at all. */
		add_words(args, "--ro-bind", "/dev/null", path);
	}
	for (size_t i = 0; i < ARRAY_LEN(HIDDEN_FOLDERS); i++) {
		if (stat(HIDDEN_FOLDERS[i], &st) < 0)
			continue;
		add_words(args, "--tmpfs", HIDDEN_FOLDERS[i], NULL);
		add_words(args, "--remount-ro", HIDDEN_FOLDERS[i], NULL);
	}
	/*
	 * bwrap leaves /proc/sys writable to who is root outside, whatever it is
	 * inside: core_pattern is then a program that the kernel runs as root.
	 */
	add_words(args, "--remount-ro", "/proc", NULL);
}

/* How one bwrap is started; the child between fork and exec needs it. */
struct entry {
	bool root; /* the devices are its own */
	bool demoted; /* as nobody */
	struct strv from; /* demoted: folders that appear as SOURCES/0, SOURCES/1, ... */
	struct strv at; /* those names */
	int filter; /* descriptor of the seccomp filter */
};

static void entry_release(struct entry *e)
{
	strv_release(&e->from);
	strv_release(&e->at);
	if (e->filter >= 0)
		close(e->filter);
}

/* The option that shows a folder of the host at a place. */
static void add_folder(struct strv *args, struct entry *e, const char *option, const char *from,
		       const char *at)
{
	if (e->demoted) {
		strv_addf(&e->at, SOURCES "/%zu", e->from.len);
		strv_add(&e->from, from);
		from = e->at.items[e->at.len - 1];
	}
	add_words(args, option, from, at);
}

static int make_filter(struct err *err)
{
	struct sock_filter code[SANDBOX_SECCOMP_MOST];
	size_t len = sandbox_seccomp_make(true, code);
	int fd = file_in_memory_of(code, len * sizeof(code[0]), err);

	return fd < 0 ? err_prefix(err, "the seccomp filter of the sandbox") : fd;
}

/* Everything up to the command. env NULL: none but what bwrap sets itself, PWD. */
static int add_options(struct strv *args, struct entry *e, const struct strv *binds,
		       const char *const *env, struct err *err)
{
	e->filter = make_filter(err);
	if (e->filter < 0)
		return -1;
	add_words(args, "--unshare-all", "--unshare-user", NULL);
	add_words(args, "--die-with-parent", "--new-session", NULL);
	add_words(args, "--cap-drop", "ALL", NULL);
	/*
	 * A fixed user that is not root: what the steps do must not depend on
	 * who builds, and as root install, tar and cp would try to set owners.
	 */
	add_words(args, "--uid", "1000", NULL);
	add_words(args, "--gid", "1000", NULL);
	add_words(args, "--hostname", "sysroot", NULL);
	strv_add(args, "--seccomp");
	strv_addf(args, "%d", e->filter);
	for (size_t i = 0; SANDBOX_PLACES[i]; i++)
		add_place(args, SANDBOX_PLACES[i]);
	add_words(args, "--tmpfs", "/tmp", NULL);
	add_masks(args, geteuid() == 0 && !e->demoted);
	add_words(args, "--dev", "/dev", NULL);
	for (size_t i = 0; binds && i < binds->len; i++)
		add_folder(args, e, "--ro-bind", binds->items[i], binds->items[i]);
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
	return 0;
}

/* --- in the child --- */

/* The folders that root can reach, where nobody can: below a /tmp of this child's own. */
static int show_sources(const struct entry *e)
{
	int folders[16];

	if (e->from.len > ARRAY_LEN(folders)) {
		errno = E2BIG;
		return -1;
	}
	/* First of all: some may lie below the place that is covered then. */
	for (size_t i = 0; i < e->from.len; i++) {
		folders[i] = open(e->from.items[i], O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (folders[i] < 0)
			return -1;
	}
	if (mount("sysroot", SOURCES, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=64k") < 0)
		return -1;
	for (size_t i = 0; i < e->from.len; i++)
		if (mkdir(e->at.items[i], 0755) < 0 || fchdir(folders[i]) < 0 ||
		    mount(".", e->at.items[i], NULL, MS_BIND | MS_REC, NULL) < 0)
			return -1;
	return chdir("/");
}

/* bwrap hands the umask on, and its group is what gets killed. */
static int entry_prepare(void *arg)
{
	const struct entry *e = arg;

	umask(022);
	if (setsid() < 0 || fcntl(e->filter, F_SETFD, 0) < 0)
		return -1;
	sandbox_user_leave_keys();
	if (e->root && sandbox_devices_lock(e->demoted) < 0)
		return -1;
	if (!e->demoted)
		return 0;
	return show_sources(e) < 0 ? -1 : sandbox_user_become();
}

/* --- in the parent --- */

static int start_bwrap(const char *bwrap, const struct strv *args, struct entry *e, int log_fd,
		       const int *keep_fds, pid_t *pid, struct err *err)
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
	p.keep_fds = keep_fds;
	p.prepare = entry_prepare;
	p.arg = e;
	return process_start(&p, pid, err);
}

int sandbox_bubblewrap_start(const struct sandbox_run *run, pid_t *pid, struct err *err)
{
	AUTOFREE char *bwrap = process_find("bwrap");
	AUTOSTRV struct strv args = STRV_INIT;
	struct entry e = { geteuid() == 0, run->owner.given, STRV_INIT, STRV_INIT, -1 };
	int rc;

	if (!bwrap)
		return err_set(err, ERR_MISSING, "'bwrap' is not installed");
	rc = add_options(&args, &e, run->binds, run->env, err);
	if (rc == 0) {
		add_folder(&args, &e, "--bind", run->build, "/build");
		if (run->sysroot)
			add_folder(&args, &e, "--ro-bind", run->sysroot, "/sysroot");
		add_words(&args, "--remount-ro", "/", NULL);
		add_words(&args, "--chdir", "/build", "--");
		for (size_t i = 0; run->argv[i]; i++)
			strv_add(&args, run->argv[i]);
		rc = start_bwrap(bwrap, &args, &e, run->log_fd, run->keep_fds, pid, err);
	}
	entry_release(&e);
	return rc;
}

/* Does the kernel's switch of that path stand at this number? */
static bool switch_is(const char *path, uint64_t number)
{
	AUTOBUF struct buf text = BUF_INIT;
	uint64_t n;

	return file_read(AT_FDCWD, path, 64, &text, NULL) == 0 &&
	       decimal_span(text.data, text.len, UINT64_MAX, &n) && n == number;
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
	if (access("/proc/self", F_OK) < 0) {
		*hint = xstrdup("mount /proc (as root: 'mount -t proc proc /proc')");
		return xstrdup("bubblewrap cannot work, /proc is not mounted here");
	}
	if (switch_is("/proc/sys/user/max_user_namespaces", 0)) {
		*hint = xstrdup("let an administrator set user.max_user_namespaces above 0");
		return xstrdup("bubblewrap cannot work, user namespaces are disabled here");
	}
	if (switch_is("/proc/sys/kernel/unprivileged_userns_clone", 0) && geteuid() != 0) {
		*hint = xstrdup("let an administrator set kernel.unprivileged_userns_clone to 1");
		return xstrdup("bubblewrap cannot work, only root may create user namespaces here");
	}
	if (switch_is("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", 1) &&
	    geteuid() != 0) {
		*hint = xstrdup("let an administrator set "
				"kernel.apparmor_restrict_unprivileged_userns to 0 or give bwrap "
				"an apparmor profile");
		return xstrdup("bubblewrap cannot work, apparmor forbids user namespaces here");
	}
	if (file_exists(AT_FDCWD, "/.dockerenv") || file_exists(AT_FDCWD, "/run/.containerenv")) {
		/* No advice to open the container: that is worth less than this sandbox is. */
		return xasprintf("bubblewrap cannot work, this container forbids user namespaces "
				 "(%.*s)",
				 (int)n, said);
	}
	return xasprintf("bubblewrap does not work here (%.*s)", (int)n,
			 n ? said : "no reason given");
}

/* What bwrap says when it runs "true", as nobody or as who we are; NULL: it works. */
static char *try_once(const char *bwrap, bool demoted, char said[512])
{
	AUTOCLOSE int log = file_in_memory();
	AUTOSTRV struct strv args = STRV_INIT;
	struct entry e = { geteuid() == 0, demoted, STRV_INIT, STRV_INIT, -1 };
	struct err err = ERR_INIT;
	char *why = NULL;
	int status = -1, rc;
	pid_t pid;

	memset(said, 0, 512);
	rc = add_options(&args, &e, NULL, NULL, &err);
	if (rc == 0) {
		add_words(&args, "--remount-ro", "/", "--");
		strv_add(&args, "true");
		rc = start_bwrap(bwrap, &args, &e, log, NULL, &pid, &err);
	}
	if (rc == 0)
		rc = process_wait(pid, &status, &err);
	entry_release(&e);
	if (rc < 0 && e.root && !sandbox_user_may_mount()) {
		/* No namespace to lock the devices in: bwrap would get none either. */
		snprintf(said, 512, "%s", err.text);
		why = xstrdup("");
	} else if (rc < 0)
		why = xasprintf("bubblewrap cannot be run (%s)", err.text);
	else if (status != 0)
		why = xstrdup("");
	err_clear(&err);
	if (why && log >= 0 && pread(log, said, 511, 0) < 0)
		said[0] = '\0';
	return why;
}

char *sandbox_bubblewrap_try(bool *demotes, char **hint)
{
	AUTOFREE char *bwrap = process_find("bwrap");
	AUTOFREE char *why = NULL;
	char said[512];

	*hint = NULL;
	*demotes = false;
	if (!bwrap) {
		*hint = xstrdup("install the package 'bubblewrap'");
		return xstrdup("bubblewrap is not installed (there is no 'bwrap' on PATH)");
	}
	if (sandbox_user_is_root(true)) {
		why = try_once(bwrap, true, said);
		if (!why || process_interrupted()) {
			*demotes = !why;
			return STEAL_POINTER(why);
		}
		/* Where only root may make user namespaces, it stays root outside. */
		free(why);
	}
	why = try_once(bwrap, false, said);
	if (!why || *why)
		return STEAL_POINTER(why);
	return explain(said, hint);
}
