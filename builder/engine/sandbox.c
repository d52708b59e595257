/* Running a build step without a network and with nothing of the user's in reach. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/sandbox.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/engine/sandbox_bubblewrap.h"
#include "builder/engine/sandbox_landlock.h"
#include "builder/engine/sandbox_places.h"

/*
 * Programs, their libraries, and what the loader and Debian's alternatives need
 * of /etc. Not /etc itself: a build shall not find passwd, hosts or a
 * compiler's configuration there.
 */
const char *const SANDBOX_PLACES[] = {
	"/usr",
	"/bin",
	"/sbin",
	"/lib",
	"/lib32",
	"/lib64",
	"/libx32",
	"/etc/alternatives",
	"/etc/ld.so.cache",
	"/etc/ld.so.conf",
	"/etc/ld.so.conf.d",
	NULL,
};

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
	err_set(err, ERR_USAGE, "'%s' is no kind of sandbox", word);
	near = strv_nearest(&words, word);
	if (near)
		return err_hint(err, "did you mean '%s'? There are bubblewrap, landlock and none",
				near);
	return err_hint(err, "there are bubblewrap, landlock and none");
}

/* Tried once: it costs a few milliseconds and cannot change under a process. */
static struct {
	pthread_mutex_t lock;
	bool tried;
	char *why; /* bubblewrap does not work; NULL: it does */
	char *hint; /* how to make it work, or NULL */
} probe = { .lock = PTHREAD_MUTEX_INITIALIZER };

int sandbox_choose(enum sandbox_tier weakest, enum sandbox_tier *tier, struct err *err)
{
	enum sandbox_tier next;

	pthread_mutex_lock(&probe.lock);
	if (!probe.tried)
		probe.why = sandbox_bubblewrap_try(&probe.hint);
	probe.tried = true;
	pthread_mutex_unlock(&probe.lock); /* why and hint stay as they are from now on */

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
	err_set(err, ERR_FAILED, "build steps cannot be shut off from this machine: %s%s",
		probe.why, weakest == SANDBOX_LANDLOCK ? ", and this kernel has no landlock" : "");
	return err_hint(err, "%s%sor allow %s by --sandbox=%s or SYSROOT_SANDBOX=%s",
			probe.hint ? probe.hint : "", probe.hint ? ", " : "",
			next == SANDBOX_LANDLOCK ? "the weaker sandbox of landlock and seccomp"
						 : "steps without any sandbox",
			sandbox_word(next), sandbox_word(next));
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

/* In the child, between fork and exec. */
static int sandbox_prepare(void *arg)
{
	const int *rules = arg;

	umask(022);
	/* Who is killed takes the step along, as bwrap's --die-with-parent does. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || setsid() < 0)
		return -1;
	return *rules < 0 ? 0 : sandbox_landlock_impose(*rules);
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

	if (run->tier == SANDBOX_BUBBLEWRAP)
		return sandbox_bubblewrap_start(run, pid, err);
	if (run->tier == SANDBOX_LANDLOCK) {
		rules = sandbox_landlock_rules(run, err);
		if (rules < 0)
			return -1;
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
	p.keep_fd = run->keep_fd;
	p.prepare = sandbox_prepare;
	p.arg = &rules;
	return process_start(&p, pid, err);
}
