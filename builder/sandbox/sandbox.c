/* Running a build step without a network and with nothing of the user's in reach. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/sandbox/sandbox_bubblewrap.h"
#include "builder/sandbox/sandbox_landlock.h"
#include "builder/sandbox/sandbox_seccomp.h"
#include "builder/sandbox/sandbox_user.h"

static const char *const SANDBOX_WORDS[] = {
	[SANDBOX_BUBBLEWRAP] = "bubblewrap",
	[SANDBOX_LANDLOCK] = "landlock",
	[SANDBOX_NONE] = "none",
};

const char *sandbox_word(enum sandbox_tier tier)
{
	return SANDBOX_WORDS[tier];
}

int sandbox_parse(const char *word, enum sandbox_tier *tier, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	const char *near;

	for (size_t i = 0; i < ARRAY_LEN(SANDBOX_WORDS); i++) {
		if (strcmp(word, SANDBOX_WORDS[i]) == 0) {
			*tier = (enum sandbox_tier)i;
			return 0;
		}
		strv_add(&words, SANDBOX_WORDS[i]);
	}
	err_set(err, ERR_USAGE, "unknown sandbox '%s'", word);
	near = strv_nearest(&words, word);
	if (near)
		return err_hint(err,
				"did you mean '%s'? the choices are bubblewrap, landlock and none",
				near);
	return err_hint(err, "the choices are bubblewrap, landlock and none");
}

/* Tried once: it costs a few milliseconds and cannot change under a process. */
static struct {
	pthread_mutex_t lock;
	bool tried;
	bool demotes; /* it works as nobody, for who is root */
	char *why; /* bubblewrap does not work; NULL: it does */
	char *hint; /* how to make it work, or NULL */
} probe = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void probe_once(void)
{
	pthread_mutex_lock(&probe.lock);
	if (!probe.tried)
		probe.why = sandbox_bubblewrap_try(&probe.demotes, &probe.hint);
	probe.tried = true;
	pthread_mutex_unlock(&probe.lock); /* its words stay as they are from now on */
}

int sandbox_choose(enum sandbox_tier weakest, enum sandbox_tier *tier, struct err *err)
{
	enum sandbox_tier next;

	probe_once();
	if (!probe.why) {
		*tier = SANDBOX_BUBBLEWRAP;
		return 0;
	}
	/* Ctrl-C ended the try: that says nothing of bubblewrap. */
	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	next = sandbox_landlock_works() ? SANDBOX_LANDLOCK : SANDBOX_NONE;
	if (next <= weakest) {
		*tier = next;
		return 0;
	}
	err_set(err, ERR_FAILED, "build steps cannot be isolated from this machine: %s%s",
		probe.why,
		weakest == SANDBOX_LANDLOCK ? ", and this kernel does not support landlock" : "");
	return err_hint(err, "%s%sor allow %s with --sandbox=%s or SYSROOT_SANDBOX=%s",
			probe.hint ? probe.hint : "", probe.hint ? ", " : "",
			next == SANDBOX_LANDLOCK ? "the weaker sandbox of landlock and seccomp"
						 : "steps without any sandbox",
			sandbox_word(next), sandbox_word(next));
}

/* Can steps of this tier run as nobody in this folder? */
static bool may_demote(enum sandbox_tier tier, const char *build)
{
	if (tier == SANDBOX_LANDLOCK) {
		/* Into the folder itself it comes as its owner. */
		AUTOFREE char *above = xstrndup(build, (size_t)(path_basename(build) - build));

		return sandbox_user_is_root(false) && sandbox_user_reaches(above);
	}
	if (tier != SANDBOX_BUBBLEWRAP || !sandbox_user_is_root(true))
		return false;
	probe_once();
	return probe.demotes;
}

struct owner {
	uid_t uid;
	gid_t gid;
};

static int give_one(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	const struct owner *to = arg;

	(void)st;
	if (fchownat(rootfd, path, to->uid, to->gid, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(err, "cannot change the owner of '%s'", path);
	return 0;
}

int sandbox_give(enum sandbox_tier tier, const char *build, struct sandbox_owner *owner,
		 struct err *err)
{
	struct owner to = { SANDBOX_NOBODY, SANDBOX_NOBODY };
	AUTOCLOSE int fd = -1;
	struct stat st;

	*owner = (struct sandbox_owner){ .given = false };
	if (!may_demote(tier, build))
		return 0;
	fd = dir_open(AT_FDCWD, build, err);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot stat '%s'", build);
	if (fchown(fd, to.uid, to.gid) < 0)
		return 0; /* the filesystem has no owners, or not ours to change */
	*owner = (struct sandbox_owner){ true, st.st_uid, st.st_gid, to.uid, to.gid };
	return tree_walk(fd, ".", give_one, &to, err);
}

int sandbox_take_back(const char *build, const char *name, const struct sandbox_owner *owner,
		      struct err *err)
{
	struct owner to = { owner->uid, owner->gid };
	AUTOCLOSE int dir = -1;
	AUTOCLOSE int fd = -1;

	if (!owner->given)
		return 0;
	dir = dir_open(AT_FDCWD, build, err);
	if (dir < 0)
		return -1;
	/* A step may have left anything of that name; who reads it next looks, too. */
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return 0;
	if (fchown(fd, to.uid, to.gid) < 0)
		return err_sys(err, "cannot change the owner of '%s'", name);
	return tree_walk(fd, ".", give_one, &to, err);
}

const char *sandbox_build_path(const struct sandbox_run *run)
{
	return run->tier == SANDBOX_BUBBLEWRAP ? "/build" : run->build;
}

const char *sandbox_sysroot_path(const struct sandbox_run *run)
{
	if (!run->sysroot)
		return NULL;
	return run->tier == SANDBOX_BUBBLEWRAP ? "/sysroot" : run->sysroot;
}

/* What the child needs between fork and exec. */
struct entry {
	enum sandbox_tier tier;
	bool demoted;
	int rules; /* of landlock */
	struct sock_filter code[SANDBOX_SECCOMP_MOST];
	size_t len;
};

static int entry_prepare(void *arg)
{
	const struct entry *e = arg;

	umask(022);
	if (setsid() < 0)
		return -1;
	if (e->tier == SANDBOX_LANDLOCK) {
		sandbox_user_leave_keys();
		if ((e->demoted && sandbox_user_become() < 0) || sandbox_user_drop() < 0)
			return -1;
	}
	/*
	 * Who is killed takes the step along, as bwrap's --die-with-parent does. After
	 * the change of user, which would clear it.
	 */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return -1;
	return e->tier == SANDBOX_LANDLOCK ? sandbox_landlock_impose(e->rules, e->code, e->len) : 0;
}

/*
 * Where argv[0] is, by the PATH of the run and not of this process; NULL when it
 * is nowhere. bwrap does the same inside its own root.
 */
static char *sandbox_find(const struct sandbox_run *run)
{
	const char *path = "/usr/bin:/bin";

	if (run->argv[0][0] == '/')
		return xstrdup(run->argv[0]);
	if (strchr(run->argv[0], '/')) /* relative to the working directory of the step */
		return path_join(run->build, run->argv[0]);
	for (size_t i = 0; run->env[i]; i++)
		if (strncmp(run->env[i], "PATH=", 5) == 0)
			path = run->env[i] + 5;
	return process_find_in(path, run->argv[0]);
}

/* env and PWD, which a shell would set anyway: the same in every tier. */
static void sandbox_env(const struct sandbox_run *run, struct strv *out)
{
	for (size_t i = 0; run->env[i]; i++)
		if (strncmp(run->env[i], "PWD=", 4) != 0)
			strv_add(out, run->env[i]);
	strv_addf(out, "PWD=%s", sandbox_build_path(run));
}

int sandbox_start(const struct sandbox_run *run, pid_t *pid, struct err *err)
{
	AUTOSTRV struct strv env = STRV_INIT;
	AUTOSTRV struct strv argv = STRV_INIT;
	AUTOFREE char *program = NULL;
	AUTOCLOSE int rules = -1;
	struct process p = PROCESS_INIT;
	struct entry entry = { .tier = run->tier, .demoted = run->owner.given };

	if (run->tier == SANDBOX_BUBBLEWRAP)
		return sandbox_bubblewrap_start(run, pid, err);
	if (run->tier == SANDBOX_LANDLOCK) {
		rules = sandbox_landlock_rules(run, err);
		if (rules < 0)
			return -1;
		entry.rules = rules;
		entry.len = sandbox_seccomp_make(false, entry.code);
	}
	sandbox_env(run, &env);
	program = sandbox_find(run);
	if (!program)
		return err_set(err, ERR_MISSING, "'%s' is not installed", run->argv[0]);
	strv_add(&argv, program);
	for (size_t i = 1; run->argv[i]; i++)
		strv_add(&argv, run->argv[i]);
	p.argv = (const char *const *)argv.items;
	p.env = (const char *const *)env.items;
	p.cwd = run->build;
	p.out = p.err = run->log_fd;
	p.keep_fds = run->keep_fds;
	p.prepare = entry_prepare;
	p.arg = &entry;
	return process_start(&p, pid, err);
}
