/* Running a build step without a network and with nothing of the user's in reach. */
/* SPDX-License-Identifier: MIT */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

enum sandbox_tier {
	SANDBOX_BUBBLEWRAP, /* namespaces: no network, own root, own pid space */
	SANDBOX_LANDLOCK, /* landlock for files, seccomp against sockets and more */
	SANDBOX_NONE, /* a clean environment only */
};

const char *sandbox_word(enum sandbox_tier tier); /* "bubblewrap", "landlock", "none" */
int sandbox_parse(const char *word, enum sandbox_tier *tier, struct err *err) MUST_CHECK;

/*
 * The strongest tier this machine can do (tried for real once a process), not
 * below the weakest that the user allowed. Errors: ERR_FAILED, saying why
 * bubblewrap does not work here and which option allows the next tier that
 * would (--sandbox=landlock or SYSROOT_SANDBOX=landlock).
 */
int sandbox_choose(enum sandbox_tier weakest, enum sandbox_tier *tier, struct err *err) MUST_CHECK;

/* Whose a build folder is that was given to the user as whom its steps run. */
struct sandbox_owner {
	bool given; /* else steps run as the caller, and nothing was changed */
	uid_t uid; /* the owner before */
	gid_t gid;
	uid_t to_uid; /* the owner now */
	gid_t to_gid;
};

/*
 * Steps that root runs shall not be root outside the sandbox. Where this machine
 * can do that (given is set then), the build folder and all in it becomes
 * nobody's; the steps are to be run with this owner. For others than root, and in
 * the tier "none", nothing is done, nor where it cannot be done: on filesystems
 * that have no owners, for landlock in a folder that nobody can reach (below a
 * home of mode 0700, say), for bubblewrap where only root may make user
 * namespaces. The steps are root outside then, without any capability.
 * Errors: ERR_SYSTEM.
 */
int sandbox_give(enum sandbox_tier tier, const char *build, struct sandbox_owner *owner,
		 struct err *err) MUST_CHECK;

/*
 * Take what the steps made back: the folder `name` of the build folder and all in
 * it. Links are not followed, and what is no folder is left as it is.
 */
int sandbox_take_back(const char *build, const char *name, const struct sandbox_owner *owner,
		      struct err *err) MUST_CHECK;

struct sandbox_run {
	enum sandbox_tier tier;
	struct sandbox_owner owner; /* what sandbox_give() said; zero: the caller runs it */
	const char *build; /* host folder that appears as /build, writable */
	const char *sysroot; /* host folder that appears as /sysroot, read only; or NULL */
	const struct strv *binds; /* more host folders, absolute, read only at the same path:
				     compilers below /opt or /nix; or NULL */
	const char *const *argv; /* argv[0]: absolute, or found on the PATH in env */
	const char *const *env; /* whole environment, but for PWD, which is set to the
				   working directory */
	int log_fd; /* stdout and stderr; stdin is /dev/null */
	const int *keep_fds; /* descriptors that stay open, -1 behind them; or NULL */
};

/*
 * Start argv with /build as working directory, umask 022, in a session of its
 * own (no terminal), as leader of its process group.
 *
 * bubblewrap: the paths are really /build and /sysroot; /usr, /bin, /sbin,
 * /lib*, and of /etc only alternatives and ld.so.*, are the host's, read only;
 * /tmp, /proc, /dev are its own, and of /proc what is not a process's cannot be
 * written, nor read where it tells of the kernel's memory or keys; there is no
 * /sys; no network, no home; the user is always 1000, the host "sysroot", so that
 * nothing of the real ones reaches the output. The command dies when the thread
 * that started it ends: wait for it in that thread.
 *
 * landlock: the same places can be read, and only build can be written, under
 * their own paths; no sockets but socketpair(2); what lies outside cannot be
 * opened, but its names and sizes can be seen and, where the user may,
 * its modes and times changed. There is no /tmp: the
 * caller points TMPDIR below build.
 *
 * In both, steps have no capability and no way to one, no keys of the caller's,
 * and no system calls that reach further than a build needs (sandbox_seccomp.h).
 *
 * none: environment, umask and session only. TMPDIR as in landlock.
 *
 * sandbox_build_path() and sandbox_sysroot_path() tell what stands for /build
 * and /sysroot in a tier.
 * Wait with process_wait(): exit status, or 128 + signal in every tier. Killing
 * the process group (process_wait does on Ctrl-C) ends everything in the
 * bubblewrap tier; in the others a child that made a session of its own
 * survives it (step_orphans.h ends those).
 * Returns 0 and *pid; or -1: ERR_MISSING, ERR_SYSTEM. In the bubblewrap tier a
 * command that cannot be run is a failure of the step (status 1 and a line in
 * the log), not of this call.
 */
int sandbox_start(const struct sandbox_run *run, pid_t *pid, struct err *err) MUST_CHECK;

/*
 * What the steps see as the build folder and as the sysroot (NULL if there is
 * none) in a tier; borrowed from run. The caller must map these away
 * (-ffile-prefix-map) in the weaker tiers.
 */
const char *sandbox_build_path(const struct sandbox_run *run);
const char *sandbox_sysroot_path(const struct sandbox_run *run);

#endif
