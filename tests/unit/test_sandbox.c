/* What a build step can and cannot do in each tier of the sandbox. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>

#include "tests/unit/sandbox_fixture.h"

extern char **environ;

static int probe_main(const char *what, const char *arg)
{
	if (strcmp(what, "env") == 0) {
		for (char **e = environ; *e; e++)
			puts(*e);
	} else if (strcmp(what, "connect") == 0) {
		struct sockaddr_in to = { .sin_family = AF_INET,
					  .sin_port = htons((uint16_t)atoi(arg)),
					  .sin_addr = { htonl(INADDR_LOOPBACK) } };
		int fd = socket(AF_INET, SOCK_STREAM, 0);

		if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
			printf("refused: %s\n", strerror(errno));
			fflush(stdout);
			_exit(7);
		}
		puts("connected");
	} else if (strcmp(what, "sockets") == 0) {
		int pair[2];

		printf("unix %d\n", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
		printf("netlink %d\n", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
		printf("pair %d\n", socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	} else if (strcmp(what, "session") == 0) {
		printf("tty %d\n", open("/dev/tty", O_RDWR | O_CLOEXEC) >= 0);
	}
	fflush(stdout);
	_exit(0); /* a leak checker cannot work in here */
}

static void words_are_parsed_and_the_nearest_is_offered(void **state)
{
	struct place *p = *state;
	enum sandbox_tier tier;

	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		ok(p, sandbox_parse(sandbox_word(TIERS[i]), &tier, &p->err));
		assert_int_equal(tier, TIERS[i]);
	}
	assert_int_equal(sandbox_parse("landlok", &tier, &p->err), -1);
	assert_int_equal(p->err.code, ERR_USAGE);
	assert_non_null(strstr(p->err.hint, "'landlock'"));
}

static void choose_without_bwrap(struct place *p)
{
	enum sandbox_tier tier = SANDBOX_NONE;

	setenv("PATH", "/nowhere", 1);
	CHILD_CHECK(sandbox_choose(SANDBOX_BUBBLEWRAP, &tier, &p->err) == -1);
	CHILD_CHECK(p->err.code == ERR_FAILED);
	CHILD_CHECK(strstr(p->err.text, "bubblewrap is not installed"));
	CHILD_CHECK(strstr(p->err.hint, "install the package 'bubblewrap'"));
	CHILD_CHECK(strstr(p->err.hint, "--sandbox=landlock"));
	CHILD_CHECK(strstr(p->err.hint, "SYSROOT_SANDBOX=landlock"));
	CHILD_CHECK(sandbox_choose(SANDBOX_LANDLOCK, &tier, &p->err) == 0);
	CHILD_CHECK(tier == SANDBOX_LANDLOCK);
	/* Allowing less than is there does not make it less. */
	CHILD_CHECK(sandbox_choose(SANDBOX_NONE, &tier, &p->err) == 0);
	CHILD_CHECK(tier == SANDBOX_LANDLOCK);
}

static void choose_never_weakens_by_itself(void **state)
{
	in_child(*state, choose_without_bwrap);
}

static void choose_with_broken_bwrap(struct place *p)
{
	static const char script[] = "#!/bin/sh\necho 'bwrap: no namespaces for you' >&2\nexit 1\n";
	AUTOFREE char *fake = path_join(p->tools, "bwrap");
	enum sandbox_tier tier;

	CHILD_CHECK(file_write(AT_FDCWD, fake, script, strlen(script), 0755, &p->err) == 0);
	setenv("PATH", p->tools, 1);
	CHILD_CHECK(sandbox_choose(SANDBOX_BUBBLEWRAP, &tier, &p->err) == -1);
	CHILD_CHECK(strstr(p->err.text, "bubblewrap"));
	CHILD_CHECK(strstr(p->err.text, "no namespaces for you") ||
		    strstr(p->err.text, "namespaces"));
	CHILD_CHECK(strstr(p->err.hint, "--sandbox=landlock"));
}

static void choose_says_why_bubblewrap_fails(void **state)
{
	in_child(*state, choose_with_broken_bwrap);
}

static void choose_with_all_there(struct place *p)
{
	enum sandbox_tier tier;

	CHILD_CHECK(sandbox_choose(SANDBOX_NONE, &tier, &p->err) == 0);
	CHILD_CHECK(tier == SANDBOX_BUBBLEWRAP);
}

static void choose_takes_the_strongest(void **state)
{
	in_child(*state, choose_with_all_there);
}

static void no_network_in_the_two_strong_tiers(void **state)
{
	struct place *p = *state;
	AUTOCLOSE int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	AUTOBUF struct buf out = BUF_INIT;
	char port[16];

	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(listen(listener, 5), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &len), 0);
	snprintf(port, sizeof(port), "%d", ntohs(at.sin_port));

	/* It is the sandbox that refuses, not the probe that is broken. */
	assert_int_equal(run_probe(p, SANDBOX_NONE, "connect", port, NULL, &out), 0);
	assert_string_equal(out.data, "connected\n");
	assert_int_equal(run_probe(p, SANDBOX_BUBBLEWRAP, "connect", port, NULL, &out), 7);
	assert_int_equal(run_probe(p, SANDBOX_LANDLOCK, "connect", port, NULL, &out), 7);
	assert_string_equal(out.data, "refused: Address family not supported by protocol\n");
}

static void landlock_tier_has_socketpair_only(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf out = BUF_INIT;

	assert_int_equal(run_probe(p, SANDBOX_LANDLOCK, "sockets", NULL, NULL, &out), 0);
	assert_string_equal(out.data, "unix 0\nnetlink 0\npair 1\n");
}

static void environment_is_what_was_given(void **state)
{
	struct place *p = *state;
	const char *const env[] = { "PATH=/usr/bin:/bin", "A=1 '\"$x", "EMPTY=", "B=a=b", NULL };
	AUTOBUF struct buf out = BUF_INIT;

	setenv("LEAKS", "yes", 1);
	setenv("CPATH", "/usr/include", 1);
	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		const struct sandbox_run r = { .tier = TIERS[i], .build = p->build };
		AUTOSTRV struct strv want = STRV_INIT, got = STRV_INIT;

		for (size_t j = 0; env[j]; j++)
			strv_add(&want, env[j]);
		strv_addf(&want, "PWD=%s", sandbox_build_path(&r));
		assert_int_equal(run_probe(p, TIERS[i], "env", NULL, env, &out), 0);
		strv_split(&got, out.data, "\n");
		strv_sort(&want);
		strv_sort(&got);
		assert_int_equal(got.len, want.len);
		for (size_t j = 0; j < want.len; j++)
			assert_string_equal(got.items[j], want.items[j]);
	}
	unsetenv("LEAKS");
	unsetenv("CPATH");
}

static void the_users_files_are_out_of_sight(void **state)
{
	struct place *p = *state;
	AUTOFREE char *list = xasprintf("ls '%s'", p->root);
	AUTOFREE char *read = xasprintf("cat '%s'", p->secret);
	AUTOBUF struct buf out = BUF_INIT;

	assert_int_equal(run_shell(p, SANDBOX_NONE, read, &out), 0);
	assert_string_equal(out.data, "secret\n");
	assert_int_not_equal(run_shell(p, SANDBOX_BUBBLEWRAP, list, &out), 0);
	assert_int_not_equal(run_shell(p, SANDBOX_BUBBLEWRAP, read, &out), 0);
	assert_int_equal(run_shell(p, SANDBOX_BUBBLEWRAP,
				   "for f in /root /home /etc/passwd /var /run /opt /srv; do "
				   "[ ! -e $f ] || exit 1; done; ls /",
				   &out),
			 0);
	assert_int_not_equal(run_shell(p, SANDBOX_LANDLOCK, list, &out), 0);
	assert_int_not_equal(run_shell(p, SANDBOX_LANDLOCK, read, &out), 0);
	assert_null(strstr(out.data, "secret\n"));
	assert_int_not_equal(run_shell(p, SANDBOX_LANDLOCK, "cat /etc/passwd", &out), 0);
}

static void only_the_build_folder_can_be_written(void **state)
{
	struct place *p = *state;
	AUTOFREE char *outside = path_join(p->root, "outside");
	AUTOFREE char *beside = xasprintf("echo x >'%s'", outside);
	AUTOFREE char *link = xasprintf("ln -s '%s' out; echo x >out", p->secret);
	AUTOFREE char *made = path_join(p->build, "made");
	AUTOBUF struct buf out = BUF_INIT;
	AUTOBUF struct buf secret = BUF_INIT;
	mode_t before = umask(077);
	struct stat st;

	for (size_t i = 0; i < 2; i++) {
		const struct sandbox_run r = { .tier = TIERS[i], .sysroot = p->sysroot };
		AUTOFREE char *below = xasprintf("echo x >%s/x", sandbox_sysroot_path(&r));

		assert_int_not_equal(run_shell(p, TIERS[i], "echo x >/test-sandbox", &out), 0);
		assert_int_not_equal(run_shell(p, TIERS[i], "echo x >/usr/test-sandbox", &out), 0);
		assert_int_not_equal(run_shell(p, TIERS[i], "echo x >../test-sandbox", &out), 0);
		assert_int_not_equal(run_shell(p, TIERS[i], beside, &out), 0);
		assert_int_not_equal(run_shell(p, TIERS[i], below, &out), 0);
		run_shell(p, TIERS[i], link, &out);
		/* Should one have been written, the next run must not find it. */
		assert_int_not_equal(unlink(outside), 0);
		assert_int_not_equal(unlink("/test-sandbox"), 0);
		assert_int_not_equal(unlink("/usr/test-sandbox"), 0);
		buf_clear(&secret);
		ok(p, file_read(AT_FDCWD, p->secret, 100, &secret, &p->err));
		assert_string_equal(secret.data, "secret\n");
	}
	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		assert_int_equal(run_shell(p, TIERS[i], "rm -f made; echo x >made; cat made", &out),
				 0);
		assert_string_equal(out.data, "x\n");
		/* The caller's umask does not reach the steps. */
		assert_int_equal(stat(made, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0644);
		assert_int_equal(st.st_uid, geteuid());
	}
	umask(before);
}

static void sysroot_can_be_read(void **state)
{
	struct place *p = *state;
	AUTOFREE char *header = path_join(p->sysroot, "stdio.h");
	AUTOBUF struct buf out = BUF_INIT;

	ok(p, file_write(AT_FDCWD, header, "puts\n", 5, 0644, &p->err));
	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		const struct sandbox_run r = { .tier = TIERS[i], .sysroot = p->sysroot };
		AUTOFREE char *read = xasprintf("cat '%s/stdio.h'", sandbox_sysroot_path(&r));

		assert_int_equal(run_shell(p, TIERS[i], read, &out), 0);
		assert_string_equal(out.data, "puts\n");
	}
}

static void extra_folders_are_readable_only(void **state)
{
	struct place *p = *state;
	AUTOFREE char *tool = path_join(p->tools, "tool");
	AUTOFREE char *write = xasprintf("echo x >'%s'", tool);
	const char *const use[] = { tool, NULL };
	const char *const harm[] = { "sh", "-c", write, NULL };
	AUTOSTRV struct strv binds = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	ok(p, file_write(AT_FDCWD, tool, "#!/bin/sh\necho tool\n", 20, 0755, &p->err));
	strv_add(&binds, p->tools);
	for (size_t i = 0; i < 2; i++) {
		struct sandbox_run r = { .tier = TIERS[i], .argv = use };

		r.binds = &binds;
		assert_int_equal(run(p, &r, &out), 0);
		assert_string_equal(out.data, "tool\n");
		r.argv = harm;
		assert_int_not_equal(run(p, &r, &out), 0);
		assert_int_equal(run_shell(p, TIERS[i], tool, &out), i == 0 ? 127 : 126);
	}
}

static void user_and_host_name_are_always_the_same(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;

	assert_int_equal(run_shell(*state, SANDBOX_BUBBLEWRAP, "id -u; id -g; uname -n; pwd", &out),
			 0);
	assert_string_equal(out.data, "1000\n1000\nsysroot\n/build\n");
}

static void status_and_signals_pass_through(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		assert_int_equal(run_shell(*state, TIERS[i], "exit 0", &out), 0);
		assert_int_equal(run_shell(*state, TIERS[i], "exit 42", &out), 42);
		assert_int_equal(run_shell(*state, TIERS[i], "kill -TERM $$", &out), 128 + SIGTERM);
		assert_int_equal(run_shell(*state, TIERS[i], "kill -KILL $$", &out), 128 + SIGKILL);
		assert_int_equal(run_shell(*state, TIERS[i], "echo a; echo b >&2; exit 3", &out),
				 3);
		assert_string_equal(out.data, "a\nb\n");
		assert_int_equal(run_shell(*state, TIERS[i], "read x; echo \"[$x]\"", &out), 0);
		assert_string_equal(out.data, "[]\n");
	}
}

static void missing_program_is_said(void **state)
{
	struct place *p = *state;
	const char *const argv[] = { "no-such-program", NULL };
	AUTOBUF struct buf out = BUF_INIT;
	struct sandbox_run r = { .argv = argv, .env = PLAIN_ENV };
	pid_t pid;

	r.build = p->build;
	for (size_t i = 1; i < ARRAY_LEN(TIERS); i++) {
		r.tier = TIERS[i];
		assert_int_equal(sandbox_start(&r, &pid, &p->err), -1);
		assert_int_equal(p->err.code, ERR_MISSING);
	}
	r.tier = SANDBOX_BUBBLEWRAP;
	assert_int_not_equal(run(p, &r, &out), 0);
	assert_non_null(strstr(out.data, "no-such-program"));
}

/* Whoever is alive holds the write end of a pipe open. */
static void killing_the_group_leaves_no_child(void **state)
{
	struct place *p = *state;
	const char *const argv[] = { "sh", "-c",
				     "sleep 300 & (sleep 300) & echo ready >&2; sleep 300", NULL };

	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		struct sandbox_run r = { .tier = TIERS[i], .argv = argv, .env = PLAIN_ENV };
		AUTOCLOSE int log = -1;
		AUTOCLOSE int alive = -1;
		struct pollfd ended;
		int keep[2] = { -1, -1 };
		int ends[2], status;
		char word[8];
		pid_t pid;

		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		alive = ends[0];
		r.build = p->build;
		keep[0] = ends[1];
		r.keep_fds = keep;
		assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
		log = ends[0];
		r.log_fd = ends[1];
		ok(p, sandbox_start(&r, &pid, &p->err));
		close(keep[0]);
		close(r.log_fd);
		assert_int_equal(read(log, word, 6), 6);
		assert_int_equal(getpgid(pid), pid);
		ended = (struct pollfd){ .fd = alive, .events = POLLIN };
		assert_int_equal(poll(&ended, 1, 0), 0);
		assert_int_equal(kill(-pid, i == 0 ? SIGTERM : SIGKILL), 0);
		assert_int_equal(poll(&ended, 1, 10000), 1);
		assert_int_equal(read(alive, word, 1), 0);
		ok(p, process_wait(pid, &status, &p->err));
		assert_true(status > 128);
	}
}

static void kept_descriptor_reaches_the_step(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		AUTOCLOSE int fd = memfd_create("kept", MFD_CLOEXEC);
		AUTOFREE char *script = xasprintf("echo kept >&%d", fd);
		const char *const argv[] = { "sh", "-c", script, NULL };
		struct sandbox_run r = { .tier = TIERS[i],
					 .argv = argv,
					 .keep_fds = (const int[]){ fd, -1 } };
		char got[8] = "";

		assert_true(fd >= 3 && fd <= 9); /* dash knows one digit */
		assert_int_equal(run(p, &r, &out), 0);
		assert_int_equal(pread(fd, got, 5, 0), 5);
		assert_string_equal(got, "kept\n");
	}
}

static void steps_have_no_terminal(void **state)
{
	AUTOBUF struct buf out = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(TIERS); i++) {
		assert_int_equal(run_probe(*state, TIERS[i], "session", NULL, NULL, &out), 0);
		assert_string_equal(out.data, "tty 0\n");
	}
}

static void build_as_nobody(struct place *p)
{
	AUTOCLOSE int log = memfd_create("log", MFD_CLOEXEC);
	const char *const argv[] = { "sh", "-c", "id -u; echo x >made && [ ! -e /home ]", NULL };
	struct sandbox_run r = { .argv = argv, .env = PLAIN_ENV, .log_fd = log };
	AUTOFREE char *made = path_join(p->build, "made");
	enum sandbox_tier tier;
	char said[512] = "";
	int status;
	pid_t pid;

	if (geteuid() == 0) {
		CHILD_CHECK(chown(p->build, 65534, 65534) == 0);
		CHILD_CHECK(setgid(65534) == 0 && setuid(65534) == 0);
	}
	CHILD_CHECK(sandbox_choose(SANDBOX_BUBBLEWRAP, &tier, &p->err) == 0);
	r.tier = tier;
	r.build = p->build;
	CHILD_CHECK(sandbox_start(&r, &pid, &p->err) == 0);
	CHILD_CHECK(process_wait(pid, &status, &p->err) == 0);
	CHILD_CHECK(pread(log, said, sizeof(said) - 1, 0) >= 0);
	if (status != 0 || strcmp(said, "1000\n") != 0 || access(made, F_OK) != 0) {
		fprintf(stderr, "status %d: %s\n", status, said);
		_exit(1);
	}
}

static void works_without_root(void **state)
{
	in_child(*state, build_as_nobody);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(words_are_parsed_and_the_nearest_is_offered),
		TEST(choose_never_weakens_by_itself),
		TEST(choose_says_why_bubblewrap_fails),
		TEST(choose_takes_the_strongest),
		TEST(no_network_in_the_two_strong_tiers),
		TEST(landlock_tier_has_socketpair_only),
		TEST(environment_is_what_was_given),
		TEST(the_users_files_are_out_of_sight),
		TEST(only_the_build_folder_can_be_written),
		TEST(sysroot_can_be_read),
		TEST(extra_folders_are_readable_only),
		TEST(user_and_host_name_are_always_the_same),
		TEST(status_and_signals_pass_through),
		TEST(missing_program_is_said),
		TEST(killing_the_group_leaves_no_child),
		TEST(kept_descriptor_reaches_the_step),
		TEST(steps_have_no_terminal),
		TEST(works_without_root),
	};

	/* Copies of this program run inside the sandboxes. */
	if (argc > 2 && strcmp(argv[1], "probe") == 0)
		return probe_main(argv[2], argc > 3 ? argv[3] : "");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
