/* Running programs: start, wait, capture, and a clean stop on Ctrl-C. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/clock.h"
#include "builder/base/new_calls.h"

extern char **environ;

static volatile sig_atomic_t process_signal;

bool process_interrupted(void)
{
	return process_signal != 0;
}

static void process_on_signal(int number)
{
	/* Not after the SIGTERM that a parent sends for the same Ctrl-C. */
	if (process_signal == SIGINT && number == SIGINT)
		_exit(130);
	process_signal = number;
}

void process_catch_interrupts(void)
{
	struct sigaction sa = { .sa_handler = process_on_signal };
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	/* No SA_RESTART: a call that waits shall come back and look. */
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		struct sigaction old;

		/* nohup and background jobs ignore some: let them. */
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN)
			continue;
		sigaction(numbers[i], &sa, NULL);
	}
	/* Where the caller ignores it, no child could be waited for. */
	sa.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &sa, NULL);
}

char *process_find_in(const char *path, const char *name)
{
	struct stat st;

	while (*path) {
		size_t n = strcspn(path, ":");
		char *full = n ? xasprintf("%.*s/%s", (int)n, path, name) : xstrdup(name);

		if (stat(full, &st) == 0 && S_ISREG(st.st_mode) && access(full, X_OK) == 0)
			return full;
		free(full);
		path += n;
		if (*path)
			path++;
	}
	return NULL;
}

char *process_find(const char *name)
{
	const char *path = getenv("PATH");

	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? xstrdup(name) : NULL;
	return process_find_in(path && *path ? path : "/usr/local/bin:/usr/bin:/bin", name);
}

static void process_child_signals(void)
{
	struct sigaction sa = { .sa_handler = SIG_DFL };
	const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD };
	sigset_t none;

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		struct sigaction old;

		/* What nohup ignores, the program shall ignore too. */
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN &&
		    numbers[i] != SIGPIPE && numbers[i] != SIGCHLD)
			continue;
		sigaction(numbers[i], &sa, NULL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* What the child failed at, told through a pipe to process_start(). */
struct process_failure {
	int number; /* errno */
	bool in_cwd; /* it was the working directory */
};

/* Out of the way of 0, 1 and 2, which are about to be made; -1 stays -1. */
static int process_lift(int fd)
{
	return fd >= 0 && fd <= 2 ? fcntl(fd, F_DUPFD_CLOEXEC, 3) : fd;
}

/*
 * Descriptors that this program was started with are the caller's business: a
 * folder or socket among them would reach into the sandbox.
 */
static void process_close_others(void)
{
	long most;

	if (syscall(CALL_CLOSE_RANGE, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC, Linux 5.11 */) == 0)
		return;
	most = sysconf(_SC_OPEN_MAX);
	for (int fd = 3; fd < (most > 0 && most < 65536 ? (int)most : 65536); fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static _Noreturn void process_child(const struct process *p, const char *program, pid_t parent,
				    int report)
{
	struct process_failure f = { 0, false };
	int in = p->in >= 0 ? p->in : open("/dev/null", O_RDWR | O_CLOEXEC);
	int out, err;

	/* The caller may have been started with some of 0, 1 and 2 closed. */
	report = process_lift(report);
	if (p->own_group)
		setpgid(0, 0);
	process_child_signals();
	in = process_lift(in);
	out = process_lift(p->out);
	err = process_lift(p->err);
	if (in < 0 || dup2(in, 0) < 0)
		goto fail;
	if (p->out >= 0 && (out < 0 || dup2(out, 1) < 0))
		goto fail;
	if (p->err >= 0 && (err < 0 || dup2(err, 2) < 0))
		goto fail;
	process_close_others();
	for (const int *fd = p->keep_fds; fd && *fd >= 0; fd++)
		if (fcntl(*fd, F_SETFD, 0) < 0)
			goto fail;
	if (p->cwd && chdir(p->cwd) < 0) {
		f.in_cwd = true;
		goto fail;
	}
	/* A parent that has ended before that is another one now. */
	errno = ECANCELED;
	if (p->ends_with_us && (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent))
		goto fail;
	errno = ECANCELED; /* for a prepare() that says no without a reason */
	if (p->prepare && p->prepare(p->arg) != 0)
		goto fail;
	execve(program, (char *const *)(uintptr_t)p->argv,
	       p->env ? (char *const *)(uintptr_t)p->env : environ);
fail:
	f.number = errno;
	if (write(report, &f, sizeof(f)) < 0)
		_exit(126);
	_exit(127);
}

/* errno is set. The hints of err_sys() are about places to write. */
static int process_cannot(const struct process *p, const char *program, bool in_cwd,
			  struct err *err)
{
	int number = errno;

	if (in_cwd) {
		err_sys(err, "cannot run '%s' in the directory '%s'", program, p->cwd);
		return err_hint(err,
				"make sure that the directory exists and that you may enter it");
	}
	err_sys(err, "cannot run '%s'", program);
	if (number == EACCES || number == EPERM)
		return err_hint(err, "make sure that it is a program and that you may run it");
	if (number == ENOENT)
		return err_hint(err, "its interpreter or dynamic loader is missing");
	if (number == ENOEXEC)
		return err_hint(err, "it is not a program for this machine");
	return -1;
}

static void process_reap(pid_t pid)
{
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

int process_start(const struct process *p, pid_t *pid, struct err *err)
{
	AUTOFREE char *program = process_find(p->argv[0]);
	AUTOCLOSE int report_read = -1;
	AUTOCLOSE int report_write = -1;
	pid_t parent = getpid();
	struct process_failure f;
	int report[2];
	ssize_t n;

	if (!program)
		return err_set(err, ERR_MISSING, "'%s' is not installed", p->argv[0]);
	if (pipe2(report, O_CLOEXEC) < 0)
		return err_sys(err, "cannot run '%s'", p->argv[0]);
	report_read = report[0];
	report_write = report[1];
	*pid = fork();
	if (*pid < 0)
		return err_sys(err, "cannot run '%s'", p->argv[0]);
	if (*pid == 0)
		process_child(p, program, parent, report_write);
	if (p->own_group)
		setpgid(*pid, *pid); /* both sides, so that neither is too late */
	close(steal_fd(&report_write));
	do
		n = read(report_read, &f, sizeof(f));
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)sizeof(f)) {
		process_reap(*pid);
		errno = f.number;
		return process_cannot(p, program, f.in_cwd, err);
	}
	return 0;
}

static void process_end_group(pid_t pid)
{
	const struct timespec tick = { 0, 50L * 1000 * 1000 };

	if (kill(-pid, SIGTERM) < 0)
		kill(pid, SIGTERM);
	for (int i = 0; i < 40; i++) {
		if (waitpid(pid, NULL, WNOHANG) != 0) {
			kill(-pid, SIGKILL); /* what it left behind in its group */
			return;
		}
		nanosleep(&tick, NULL);
	}
	if (kill(-pid, SIGKILL) < 0)
		kill(pid, SIGKILL);
	process_reap(pid);
}

enum { PROCESS_LOOK_MS = 200 }; /* how often one who waits looks for an interrupt */

/*
 * Until the process ends, or a moment. A plain waitpid() would sleep through an
 * interrupt that came just before it, or that another thread took.
 */
static void process_doze(int pidfd)
{
	const struct timespec tick = { 0, 10L * 1000 * 1000 };
	struct pollfd watch = { .fd = pidfd, .events = POLLIN };

	if (pidfd < 0)
		nanosleep(&tick, NULL); /* Linux before 5.3 */
	else
		poll(&watch, 1, PROCESS_LOOK_MS);
}

static int process_wait_ticking(pid_t pid, const struct process *p, int *status, struct err *err)
{
	AUTOCLOSE int pidfd = (int)syscall(CALL_PIDFD_OPEN, pid, 0);
	int64_t ticked = clock_ms();
	int raw = 0;

	for (;;) {
		pid_t got;

		if (process_interrupted()) {
			process_end_group(pid);
			return err_set(err, ERR_INTERRUPTED, "interrupted");
		}
		got = waitpid(pid, &raw, WNOHANG);
		if (got == pid)
			break;
		if (got < 0 && errno != EINTR)
			return err_sys(err, "cannot wait for a process");
		if (got == 0)
			process_doze(pidfd);
		/* Without a pidfd it dozes shorter: a tick may walk a whole folder. */
		if (got != 0 || !p || !p->tick ||
		    (pidfd < 0 && clock_ms() - ticked < PROCESS_LOOK_MS))
			continue;
		ticked = clock_ms();
		if (p->tick(p->arg, err) < 0) {
			process_end_group(pid);
			return -1;
		}
	}
	if (p && p->own_group)
		kill(-pid, SIGKILL); /* a helper that it left running would hold files open */
	*status = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
	return 0;
}

int process_wait(pid_t pid, int *status, struct err *err)
{
	return process_wait_ticking(pid, NULL, status, err);
}

int process_run(const struct process *p, int *status, struct err *err)
{
	pid_t pid = 0;

	if (process_start(p, &pid, err) < 0)
		return -1;
	return process_wait_ticking(pid, p, status, err);
}

int process_capture(const char *const *argv, size_t max, struct buf *out, int *status,
		    struct err *err)
{
	AUTOCLOSE int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	AUTOCLOSE int reader = -1;
	AUTOCLOSE int writer = -1;
	struct process p = PROCESS_INIT;
	size_t total = 0;
	int ends[2];
	pid_t pid = 0;

	if (null < 0 || pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot run '%s'", argv[0]);
	reader = ends[0];
	writer = ends[1];
	p.argv = argv;
	p.out = writer;
	p.err = null;
	if (process_start(&p, &pid, err) < 0)
		return -1;
	close(steal_fd(&writer));
	while (!process_interrupted()) {
		struct pollfd watch = { .fd = reader, .events = POLLIN };
		char chunk[16384];
		ssize_t n;

		if (poll(&watch, 1, PROCESS_LOOK_MS) <= 0)
			continue;
		n = read(reader, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		if (total < max)
			buf_add(out, chunk, (size_t)n < max - total ? (size_t)n : max - total);
		total += (size_t)n;
	}
	return process_wait(pid, status, err);
}
