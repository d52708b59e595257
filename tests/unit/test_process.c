/* Programs that are run: what they are given, what they say, and how they end. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>

#include "builder/base/new_calls.h"
#include "builder/base/process.h"

/* Run a shell line; returns its status. */
static int shell(const char *line, const struct process *with)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int status = -1;

	if (with)
		p = *with;
	p.argv = argv;
	if (process_run(&p, &status, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		err_clear(&err);
		return -1;
	}
	return status;
}

/* The same with stdout to the file "out", whose content comes back; the caller frees. */
static char *shell_output(const struct place *at, const char *line, const struct process *with)
{
	struct process p = PROCESS_INIT;
	int out = openat(at->fd, "out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

	if (with)
		p = *with;
	p.out = out;
	assert_int_equal(shell(line, &p), 0);
	close(out);
	return get(at->fd, "out");
}

static void the_exit_status_comes_back(void **state)
{
	(void)state;
	assert_int_equal(shell("exit 0", NULL), 0);
	assert_int_equal(shell("exit 7", NULL), 7);
	assert_int_equal(shell("exit 255", NULL), 255);
}

static void a_death_by_signal_is_128_and_its_number(void **state)
{
	(void)state;
	assert_int_equal(shell("kill -KILL $$", NULL), 128 + SIGKILL);
	assert_int_equal(shell("kill -TERM $$", NULL), 128 + SIGTERM);
	assert_int_equal(shell("ulimit -c 0; kill -SEGV $$", NULL), 128 + SIGSEGV);
}

static void programs_are_found_on_path_alone(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));
	AUTOFREE char *path =
		xasprintf("%s/absent:%s/a:%s/b:%s/c", p->path, p->path, p->path, p->path);
	AUTOFREE char *want = xasprintf("%s/c/tool", p->path);
	AUTOFREE char *found = NULL, *here = NULL, *by_slash = NULL, *usual = NULL;
	AUTOFREE char *absent = NULL, *nameless = NULL, *absent_by_slash = NULL;
	struct err err = ERR_INIT;
	int cwd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	ok(dir_make(p->fd, "a/tool", &err), &err); /* a folder of that name */
	ok(dir_make(p->fd, "b", &err), &err);
	ok(dir_make(p->fd, "c", &err), &err);
	put(p->fd, "b/tool", "#!/bin/sh\n", 10); /* not executable */
	put(p->fd, "c/tool", "#!/bin/sh\n", 10);
	assert_int_equal(fchmodat(p->fd, "c/tool", 0755, 0), 0);
	assert_int_equal(fchdir(p->fd) || chdir("c"), 0);
	setenv("PATH", path, 1);
	found = process_find("tool");
	absent = process_find("no-such-tool");
	nameless = process_find("");
	absent_by_slash = process_find("c/no-such-tool");
	by_slash = process_find(want);
	setenv("PATH", ":/nowhere", 1); /* an empty piece is where we are */
	here = process_find("tool");
	unsetenv("PATH");
	usual = process_find("sh");
	/* As it was, before anything may fail: what follows needs it. */
	setenv("PATH", before, 1);
	assert_int_equal(fchdir(cwd), 0);
	close(cwd);
	assert_string_equal(found, want);
	assert_string_equal(by_slash, want);
	assert_string_equal(here, "tool");
	assert_non_null(usual);
	assert_null(absent);
	assert_null(nameless);
	assert_null(absent_by_slash);
}

static void what_is_not_installed_is_told_by_name(void **state)
{
	const char *const argv[] = { "no-such-program-here", NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int status;

	(void)state;
	p.argv = argv;
	assert_int_equal(process_run(&p, &status, &err), -1);
	assert_int_equal(err.code, ERR_MISSING);
	assert_string_equal(err.text, "'no-such-program-here' is not installed");
	err_clear(&err);
}

/* Start what cannot be; the reason must come back, and no child stay behind. */
static void expect_cannot(const char *program, const char *cwd, int number, const char *word)
{
	const char *const argv[] = { program, NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	pid_t pid;

	p.argv = argv;
	p.cwd = cwd;
	assert_int_equal(process_start(&p, &pid, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	assert_int_equal(err.sysno, number);
	assert_non_null(strstr(err.text, program));
	assert_non_null(strstr(err.text, word));
	assert_null(strstr(err.hint ? err.hint : "", "--store"));
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
	err_clear(&err);
}

static void what_cannot_be_executed_tells_errno(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *junk = path_join(p->path, "junk");
	AUTOFREE char *lost = path_join(p->path, "lost");

	put(p->fd, "junk",
	    "\x7f"
	    "ELF?",
	    5);
	put(p->fd, "lost", "#!/no/such/interpreter\n", 23);
	assert_int_equal(fchmodat(p->fd, "junk", 0755, 0), 0);
	assert_int_equal(fchmodat(p->fd, "lost", 0755, 0), 0);
	expect_cannot(junk, NULL, ENOEXEC, "cannot run");
	expect_cannot(lost, NULL, ENOENT, "cannot run");
	expect_cannot(p->path, NULL, EACCES, "cannot run");
	expect_cannot("/bin/sh", "/no/such/folder", ENOENT, "in the directory '/no/such/folder'");
}

static void environment_and_working_directory_are_as_given(void **state)
{
	const struct place *p = *state;
	const char *const env[] = { "ONE=1", "TWO=two words", NULL };
	AUTOFREE char *pwd = NULL, *given = NULL, *own = NULL, *real = realpath(p->path, NULL);
	AUTOFREE char *want = xasprintf("%s\n", real);
	struct process with = PROCESS_INIT;

	setenv("SYSROOT_TEST_OWN", "inherited", 1);
	with.cwd = p->path;
	pwd = shell_output(p, "pwd -P", &with);
	assert_string_equal(pwd, want);
	with.env = env;
	given = shell_output(p, "echo $ONE,$TWO,$SYSROOT_TEST_OWN,$HOME", &with);
	assert_string_equal(given, "1,two words,,\n");
	own = shell_output(p, "echo $SYSROOT_TEST_OWN", NULL);
	assert_string_equal(own, "inherited\n");
	unsetenv("SYSROOT_TEST_OWN");
}

static void stdin_is_empty_unless_given(void **state)
{
	const struct place *p = *state;
	AUTOFREE char *none = shell_output(p, "cat; echo end", NULL);
	AUTOFREE char *given = NULL;
	struct process with = PROCESS_INIT;

	assert_string_equal(none, "end\n");
	put(p->fd, "in", "given\n", 6);
	with.in = openat(p->fd, "in", O_RDONLY | O_CLOEXEC);
	given = shell_output(p, "cat", &with);
	assert_string_equal(given, "given\n");
	close(with.in);
}

static void out_and_err_may_be_one_or_two(void **state)
{
	const struct place *p = *state;
	struct process with = PROCESS_INIT;
	AUTOFREE char *out = NULL, *log = NULL;

	with.err = openat(p->fd, "log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	out = shell_output(p, "echo o; echo e >&2", &with);
	assert_string_equal(out, "o\n");
	with.out = with.err;
	assert_int_equal(shell("echo o; echo f >&2", &with), 0);
	log = get(p->fd, "log");
	assert_string_equal(log, "e\no\nf\n");
	close(with.err);
}

/* In a child whose 0, 1 and 2 are files of the place. */
static int swap_standard_descriptors(void *arg)
{
	const struct place *p = arg;
	struct process with = PROCESS_INIT;
	int one = openat(p->fd, "one", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	int two = openat(p->fd, "two", O_WRONLY | O_CREAT | O_TRUNC, 0644);

	alarm(20);
	if (dup2(one, 1) < 0 || dup2(two, 2) < 0)
		return 1;
	with.out = 2;
	with.err = 1;
	return shell("echo o; echo e >&2", &with);
}

static void out_and_err_may_change_places(void **state)
{
	struct place *p = *state;
	AUTOFREE char *one = NULL, *two = NULL;

	assert_int_equal(in_child(swap_standard_descriptors, p), 0);
	one = get(p->fd, "one");
	two = get(p->fd, "two");
	assert_string_equal(one, "e\n");
	assert_string_equal(two, "o\n");
}

/* As cron and containers may start programs: with 0, 1 and 2 closed. */
static int run_with_nothing_open(void *arg)
{
	const struct place *p = arg;
	AUTOFREE char *lost = path_join(p->path, "lost");
	const char *const argv[] = { lost, NULL };
	struct process with = PROCESS_INIT;
	struct err err = ERR_INIT;
	pid_t pid;

	alarm(20);
	with.out = with.err = openat(p->fd, "log", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	close(0);
	close(1);
	close(2);
	if (shell("cat; echo o; echo e >&2; exit 3", &with) != 3)
		return 1;
	with.argv = argv;
	if (process_start(&with, &pid, &err) != -1 || err.sysno != ENOENT)
		return 2;
	err_clear(&err);
	return 0;
}

static void closed_standard_descriptors_do_no_harm(void **state)
{
	struct place *p = *state;
	AUTOFREE char *log = NULL;

	put(p->fd, "lost", "#!/no/such/interpreter\n", 23);
	assert_int_equal(fchmodat(p->fd, "lost", 0755, 0), 0);
	assert_int_equal(in_child(run_with_nothing_open, p), 0);
	log = get(p->fd, "log");
	assert_string_equal(log, "o\ne\n");
}

static void more_descriptors_stay_open_when_asked_for(void **state)
{
	const struct place *p = *state;
	struct process with = PROCESS_INIT;
	AUTOFREE char *line = NULL, *got = NULL;
	int other, also, fd;

	put(p->fd, "in", "kept\n", 5);
	also = openat(p->fd, "in", O_RDONLY | O_CLOEXEC);
	fd = openat(p->fd, "in", O_RDONLY | O_CLOEXEC);
	other = openat(p->fd, "in", O_RDONLY); /* as our own caller may have left one */
	line = xasprintf("cat /proc/self/fd/%d; test ! -e /proc/self/fd/%d || echo other; "
			 "cat /proc/self/fd/%d",
			 fd, other, also);
	with.keep_fds = (const int[]){ fd, also, -1 };
	got = shell_output(p, line, &with);
	assert_string_equal(got, "kept\nkept\n");
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC); /* here as it was */
	free(line);
	line = xasprintf("test ! -e /proc/self/fd/%d && test ! -e /proc/self/fd/%d", fd, other);
	assert_int_equal(shell(line, NULL), 0);
	close(fd);
	close(also);
	close(other);
}

static int prepare_variable(void *arg)
{
	return setenv("PREPARED", arg, 1);
}

static int prepare_refuse(void *arg)
{
	errno = *(int *)arg;
	return -1;
}

static void prepare_runs_in_the_child_and_may_refuse(void **state)
{
	const struct place *p = *state;
	const char *const argv[] = { "true", NULL };
	struct process with = PROCESS_INIT;
	AUTOFREE char *got = NULL;
	struct err err = ERR_INIT;
	char word[] = "yes";
	int number = EXDEV;
	pid_t pid;

	with.prepare = prepare_variable;
	with.arg = word;
	got = shell_output(p, "echo $PREPARED", &with);
	assert_string_equal(got, "yes\n");
	assert_null(getenv("PREPARED"));
	with.argv = argv;
	with.prepare = prepare_refuse;
	with.arg = &number;
	assert_int_equal(process_start(&with, &pid, &err), -1);
	assert_int_equal(err.sysno, EXDEV);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	err_clear(&err);
}

static int count_ticks(void *arg, struct err *err)
{
	(void)err;
	++*(int *)arg;
	return 0;
}

static int no_more_ticks(void *arg, struct err *err)
{
	return ++*(int *)arg < 2 ? 0 : err_set(err, ERR_MISSING, "that is enough");
}

static void who_waits_can_show_something_meanwhile(void **state)
{
	struct process p = PROCESS_INIT;
	int ticks = 0;

	(void)state;
	p.tick = count_ticks;
	p.arg = &ticks;
	assert_int_equal(shell("sleep 0.7", &p), 0);
	assert_in_range(ticks, 2, 20);
}

/* From now on this kernel is one before Linux 5.3. */
static void deny_pidfd_open(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CALL_PIDFD_OPEN, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { ARRAY_LEN(code), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(255);
}

static void an_older_kernel_shows_it_no_more_often(void **state)
{
	int status = -1;
	pid_t pid = fork();

	(void)state;
	assert_true(pid >= 0);
	if (pid == 0) {
		struct process p = PROCESS_INIT;
		int ticks = 0;

		deny_pidfd_open();
		p.tick = count_ticks;
		p.arg = &ticks;
		_exit(shell("sleep 0.7", &p) == 0 && ticks < 200 ? ticks : 254);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_in_range(WEXITSTATUS(status), 2, 20);
}

static void who_waits_can_end_it(void **state)
{
	static const char *const argv[] = { "sh", "-c", "sleep 600 & sleep 600", NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int ticks = 0, status = -7;

	(void)state;
	p.argv = argv;
	p.own_group = true;
	p.tick = no_more_ticks;
	p.arg = &ticks;
	assert_int_equal(process_run(&p, &status, &err), -1);
	assert_int_equal(err.code, ERR_MISSING);
	assert_string_equal(err.text, "that is enough");
	assert_int_equal(ticks, 2);
	assert_int_equal(status, -7);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	err_clear(&err);
}

/* What is left of a group would hold a pipe open, whose end is waited for here. */
static void what_stays_behind_in_its_group_is_killed(void **state)
{
	struct process p = PROCESS_INIT;
	int ends[2];
	char c;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	p.own_group = true;
	p.out = ends[1];
	assert_int_equal(shell("sleep 600 & exit 3", &p), 3);
	close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 0);
	close(ends[0]);
}

/* A process whose parent is killed: told by the pipe that it holds open. */
static void a_process_can_end_with_us(void **state)
{
	static const char *const argv[] = { "sh", "-c", "echo; exec sleep 600", NULL };
	int ends[2];
	pid_t pid;
	char c;

	(void)state;
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		struct process p = PROCESS_INIT;
		int status;

		p.argv = argv;
		p.out = ends[1];
		p.own_group = true;
		p.ends_with_us = true;
		_exit(process_run(&p, &status, NULL) < 0 ? 1 : 2);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &c, 1), 1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(read(ends[0], &c, 1), 0);
	close(ends[0]);
}

static void a_group_of_its_own_is_there_at_once(void **state)
{
	const char *const argv[] = { "sleep", "60", NULL };
	struct process p = PROCESS_INIT;
	struct err err = ERR_INIT;
	int status;
	pid_t pid;

	(void)state;
	p.argv = argv;
	ok(process_start(&p, &pid, &err), &err);
	assert_int_equal(getpgid(pid), getpgid(0));
	assert_int_equal(kill(pid, SIGKILL), 0);
	ok(process_wait(pid, &status, &err), &err);
	p.own_group = true;
	ok(process_start(&p, &pid, &err), &err);
	assert_int_equal(getpgid(pid), pid);
	assert_int_equal(kill(-pid, SIGINT), 0);
	ok(process_wait(pid, &status, &err), &err);
	assert_int_equal(status, 128 + SIGINT);
}

static int run_with_signals_changed(void *arg)
{
	sigset_t all;

	(void)arg;
	alarm(20);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN); /* as nohup does */
	sigfillset(&all);
	sigdelset(&all, SIGALRM);
	sigprocmask(SIG_BLOCK, &all, NULL);
	if (shell("kill -PIPE $$; exit 5", NULL) != 128 + SIGPIPE)
		return 1;
	if (shell("kill -TERM $$; exit 5", NULL) != 128 + SIGTERM)
		return 2;
	if (shell("kill -HUP $$; exit 5", NULL) != 5)
		return 3;
	return 0;
}

static void children_start_with_signals_as_a_login_shell_gives_them(void **state)
{
	(void)state;
	assert_int_equal(in_child(run_with_signals_changed, NULL), 0);
}

static int wait_with_children_ignored(void *arg)
{
	(void)arg;
	alarm(20);
	signal(SIGCHLD, SIG_IGN);
	process_catch_interrupts();
	return shell("exit 4", NULL);
}

static void children_are_waited_for_where_the_caller_ignored_them(void **state)
{
	(void)state;
	assert_int_equal(in_child(wait_with_children_ignored, NULL), 4);
}

static void waiting_for_what_is_no_child_fails(void **state)
{
	struct err err = ERR_INIT;
	int status;

	(void)state;
	alarm(20);
	assert_int_equal(process_wait(getppid(), &status, &err), -1);
	assert_int_equal(err.sysno, ECHILD);
	alarm(0);
	err_clear(&err);
}

/* --- capture ------------------------------------------------------------------------- */

static int capture(const char *line, size_t max, struct buf *out)
{
	const char *const argv[] = { "sh", "-c", line, NULL };
	struct err err = ERR_INIT;
	int status = -1;

	ok(process_capture(argv, max, out, &status, &err), &err);
	return status;
}

static void capture_appends_what_is_said_on_stdout(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;

	(void)state;
	buf_addstr(&out, "<");
	assert_int_equal(capture("echo said; echo not this >&2; exit 9", 100, &out), 9);
	assert_string_equal(out.data, "<said\n");
	buf_clear(&out);
	assert_int_equal(capture("printf 'a\\0b'", 100, &out), 0);
	assert_int_equal(out.len, 3);
	assert_memory_equal(out.data, "a\0b", 4);
	buf_clear(&out);
	assert_int_equal(capture("kill -KILL $$", 100, &out), 137);
	assert_string_equal(out.data, "");
}

static void capture_keeps_to_its_bound_and_lets_the_program_finish(void **state)
{
	static const size_t bounds[] = { 0, 1, 10, 16384, 16385, 99999, 100000, 100001 };

	(void)state;
	alarm(60);
	for (size_t i = 0; i < ARRAY_LEN(bounds); i++) {
		AUTOBUF struct buf out = BUF_INIT;

		assert_int_equal(capture("head -c 100000 /dev/zero && exit 6", bounds[i], &out), 6);
		assert_int_equal(out.len, bounds[i] < 100000 ? bounds[i] : 100000);
	}
	alarm(0);
}

static void capture_of_what_is_not_installed_is_missing(void **state)
{
	const char *const argv[] = { "no-such-program-here", NULL };
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	int status;

	(void)state;
	assert_int_equal(process_capture(argv, 10, &out, &status, &err), -1);
	assert_int_equal(err.code, ERR_MISSING);
	assert_string_equal(out.data, "");
	err_clear(&err);
}

static void no_descriptor_is_lost(void **state)
{
	const char *const none[] = { "no-such-program-here", NULL };
	AUTOBUF struct buf out = BUF_INIT;
	struct err err = ERR_INIT;
	int before = count_descriptors(), status;

	(void)state;
	for (int i = 0; i < 3; i++) {
		capture("echo x", 10, &out);
		assert_int_equal(shell("exit 0", NULL), 0);
		expect_cannot("/bin/sh", "/no/such/folder", ENOENT, "in the directory");
		assert_int_equal(process_capture(none, 10, &out, &status, &err), -1);
	}
	assert_int_equal(count_descriptors(), before);
	err_clear(&err);
}

int main(void)
{
	signal(SIGINT, SIG_DFL); /* ignored in a shell's background */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exit_status_comes_back),
		cmocka_unit_test(a_death_by_signal_is_128_and_its_number),
		place_test(programs_are_found_on_path_alone),
		cmocka_unit_test(what_is_not_installed_is_told_by_name),
		place_test(what_cannot_be_executed_tells_errno),
		place_test(environment_and_working_directory_are_as_given),
		place_test(stdin_is_empty_unless_given),
		place_test(out_and_err_may_be_one_or_two),
		place_test(out_and_err_may_change_places),
		place_test(closed_standard_descriptors_do_no_harm),
		place_test(more_descriptors_stay_open_when_asked_for),
		place_test(prepare_runs_in_the_child_and_may_refuse),
		cmocka_unit_test(who_waits_can_show_something_meanwhile),
		cmocka_unit_test(an_older_kernel_shows_it_no_more_often),
		cmocka_unit_test(who_waits_can_end_it),
		cmocka_unit_test(what_stays_behind_in_its_group_is_killed),
		cmocka_unit_test(a_process_can_end_with_us),
		cmocka_unit_test(a_group_of_its_own_is_there_at_once),
		cmocka_unit_test(children_start_with_signals_as_a_login_shell_gives_them),
		cmocka_unit_test(children_are_waited_for_where_the_caller_ignored_them),
		cmocka_unit_test(waiting_for_what_is_no_child_fails),
		cmocka_unit_test(capture_appends_what_is_said_on_stdout),
		cmocka_unit_test(capture_keeps_to_its_bound_and_lets_the_program_finish),
		cmocka_unit_test(capture_of_what_is_not_installed_is_missing),
		cmocka_unit_test(no_descriptor_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
