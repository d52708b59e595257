/* Processes that a step left behind; outside bubblewrap nothing else ends them. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/step_orphans.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>

#include "builder/base/decimal.h"
#include "builder/base/file.h"

void step_orphans_adopt(void)
{
	/* Linux before 3.4 does not know it; then they stay where they are. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) < 0)
		return;
}

/* Is the process of this name in /proc a child of ours that a step left? */
static bool is_orphan(const char *name)
{
	AUTOFREE char *path = xasprintf("/proc/%s/stat", name);
	AUTOBUF struct buf text = BUF_INIT;
	const char *end;
	int parent, group, session;
	char state;

	if (file_read(AT_FDCWD, path, 4096, &text, NULL) < 0)
		return false;
	/* "PID (NAME) STATE PPID PGRP SESSION": a name may have any character in it. */
	end = strrchr(text.data, ')');
	return end && sscanf(end + 1, " %c %d %d %d", &state, &parent, &group, &session) == 4 &&
	       parent == getpid() && session != getsid(0);
}

/* Kill those that are there now; how many there were. */
static size_t kill_orphans(void)
{
	AUTOSTRV struct strv names = STRV_INIT;
	size_t found = 0;

	if (dir_list(AT_FDCWD, "/proc", &names, NULL) < 0)
		return 0;
	for (size_t i = 0; i < names.len; i++) {
		uint64_t pid;

		if (!decimal_parse(names.items[i], INT_MAX, &pid) || pid <= 1 ||
		    !is_orphan(names.items[i]))
			continue;
		found++;
		kill((pid_t)pid, SIGKILL);
		while (waitpid((pid_t)pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return found;
}

int step_orphans_end(struct err *err)
{
	enum { ROUNDS = 1000 };
	const struct timespec tick = { 0, 1000L * 1000 };

	/* Their children come to us only when they have ended. */
	for (int i = 0; i < ROUNDS; i++) {
		if (kill_orphans() == 0)
			return 0;
		nanosleep(&tick, NULL);
	}
	return err_set(err, ERR_FAILED, "processes that a step left behind cannot be stopped");
}
