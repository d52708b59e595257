/* Processes: fork, exec, spawn, the environment, limits, terminals. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int exit_of(pid_t child)
{
	int status = -1;

	if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void check_exec(void)
{
	char *const sh[] = { "sh", "-c", "exit ${CONFORM:-9}", NULL };
	char *const with[] = { "CONFORM=4", NULL };
	pid_t child = fork();

	if (child == 0) {
		execve("/bin/sh", sh, with);
		_exit(99);
	}
	CHECK_INT(exit_of(child), 4);
	setenv("CONFORM", "5", 1);
	child = fork();
	if (child == 0) {
		execvp("sh", sh);
		_exit(99);
	}
	CHECK_INT(exit_of(child), 5);
	child = vfork();
	if (child == 0) {
		execlp("/nowhere/at/all", "x", (char *)NULL);
		_exit(errno == ENOENT ? 6 : 99);
	}
	CHECK_INT(exit_of(child), 6);
	CHECK_INT(system("exit 8"), 8 << 8);
	unsetenv("CONFORM");
}

static void check_spawn(void)
{
	char *const words[] = { "sh", "-c", "read line; echo \"got $line\"; exit 3", NULL };
	char said[32] = "";
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int in[2], out[2];
	pid_t child = -1;

	NEED(pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0);
	NEED(posix_spawn_file_actions_init(&actions) == 0 &&
	     posix_spawnattr_init(&attributes) == 0);
	sigemptyset(&none);
	CHECK_INT(posix_spawn_file_actions_adddup2(&actions, in[0], 0), 0);
	CHECK_INT(posix_spawn_file_actions_adddup2(&actions, out[1], 1), 0);
	CHECK_INT(posix_spawnattr_setsigmask(&attributes, &none), 0);
	CHECK_INT(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK), 0);
	CHECK_INT(posix_spawnp(&child, "sh", &actions, &attributes, words, environ), 0);
	CHECK_INT(write(in[1], "this\n", 5), 5);
	CHECK_INT(exit_of(child), 3);
	CHECK_INT(read(out[0], said, sizeof(said) - 1), 9);
	CHECK_STR(said, "got this\n");
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	for (int i = 0; i < 2; i++) {
		close(in[i]);
		close(out[i]);
	}
	/*
	 * Until 2.24 glibc told a failing exec only by the child's status 127; later ones
	 * by memory that they share with the child, which they do not under qemu-user.
	 */
	if (TARGET_MUSL || (TARGET_GLIBC >= 224 && !setting.emulated)) {
		CHECK_INT(posix_spawn(&child, "/nowhere/at/all", NULL, NULL, words, environ),
			  ENOENT);
	} else {
		NEED(posix_spawn(&child, "/nowhere/at/all", NULL, NULL, words, environ) == 0);
		CHECK_INT(exit_of(child), 127);
	}
}

static void check_environment(void)
{
	static char put[] = "CONFORM_PUT=1";
	char **kept = environ;

	CHECK_INT(setenv("CONFORM_A", "1", 1), 0);
	CHECK_INT(setenv("CONFORM_A", "2", 0), 0);
	CHECK_STR(getenv("CONFORM_A"), "1");
	CHECK_INT(putenv(put), 0);
	put[12] = '7';
	CHECK_STR(getenv("CONFORM_PUT"), "7");
	CHECK_INT(unsetenv("CONFORM_A"), 0);
	CHECK(getenv("CONFORM_A") == NULL && secure_getenv("CONFORM_PUT") != NULL);
	CHECK_INT(setenv("a=b", "", 1), -1);
	CHECK_INT(errno, EINVAL);
	kept = environ;
	environ = (char *[]){ "ONLY=this", NULL };
	CHECK_STR(getenv("ONLY"), "this");
	CHECK(getenv("PATH") == NULL);
	environ = kept;
	CHECK_INT(unsetenv("CONFORM_PUT"), 0);
}

static int prepared, in_parent, in_child;

static void prepare(void)
{
	prepared++;
}

static void parent(void)
{
	in_parent++;
}

static void child(void)
{
	in_child++;
}

static void check_fork_handlers(void)
{
	pid_t pid;

	/* In libpthread_nonshared.a, then libc_nonshared.a: bound to this program. */
	NEED(pthread_atfork(prepare, parent, child) == 0);
	pid = fork();
	if (pid == 0)
		_exit(prepared == 1 && in_child == 1 && in_parent == 0 ? 12 : 99);
	CHECK_INT(exit_of(pid), 12);
	CHECK(prepared == 1 && in_parent == 1 && in_child == 0);
}

static void check_terminal(void)
{
	char name[64] = "", said[32] = "";
	struct winsize size = { .ws_row = 24, .ws_col = 81 }, got;
	int master = -1, slave = -1;

	/* In libutil before glibc 2.34. */
	NEED(openpty(&master, &slave, name, NULL, &size) == 0);
	CHECK(isatty(slave) && strncmp(name, "/dev/pts/", 9) == 0);
	CHECK_INT(ioctl(slave, TIOCGWINSZ, &got), 0);
	CHECK_INT(got.ws_col, 81);
	CHECK_INT(write(slave, "x\n", 2), 2);
	CHECK_INT(read(master, said, sizeof(said)), 3);
	CHECK_STR(said, "x\r\n");
	CHECK_INT(ttyname_r(slave, said, sizeof(said)), 0);
	close(master);
	close(slave);
}

static void check_system(void)
{
	struct utsname system_name;
	struct rlimit limit;
	struct rusage used;
	struct tms times_used;
	cpu_set_t cpus;
	char text[64];

	CHECK_INT(uname(&system_name), 0);
	CHECK_STR(system_name.sysname, "Linux");
	CHECK_INT(gethostname(text, sizeof(text)), 0);
	CHECK_STR(text, system_name.nodename);
	CHECK_INT(getrlimit(RLIMIT_NOFILE, &limit), 0);
	CHECK(sysconf(_SC_OPEN_MAX) == (long)limit.rlim_cur || limit.rlim_cur == RLIM_INFINITY);
	CHECK_INT(prlimit(0, RLIMIT_NOFILE, NULL, &limit), 0);
	CHECK_INT(getrusage(RUSAGE_SELF, &used), 0);
	CHECK(used.ru_maxrss > 0 && times(&times_used) != (clock_t)-1);
	CHECK(sched_getaffinity(0, sizeof(cpus), &cpus) == 0 && CPU_COUNT(&cpus) >= 1);
	CHECK_INT(sysconf(_SC_CLK_TCK), 100);
	CHECK_INT(getpid(), (pid_t)syscall(SYS_getpid));
	CHECK_INT(getppid(), (pid_t)syscall(SYS_getppid));
	CHECK(getgroups(0, NULL) >= 0 && getpgrp() == getpgid(0));
	CHECK_INT(prctl(PR_SET_NAME, "conform", 0, 0, 0), 0);
	CHECK_INT(prctl(PR_GET_NAME, text, 0, 0, 0), 0);
	CHECK_STR(text, "conform");
	CHECK(confstr(_CS_PATH, text, sizeof(text)) > 1 && strstr(text, "/bin"));
	errno = 0;
	CHECK_INT(syscall(100000), -1);
	CHECK_INT(errno, ENOSYS);
}

void check_process(void)
{
	check_exec();
	check_spawn();
	check_environment();
	check_fork_handlers();
	check_terminal();
	check_system();
}
