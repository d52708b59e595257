/* The calls that a step of the landlock tier has no use for, and those that builds need. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/xattr.h>

#include "builder/sandbox/sandbox_seccomp.h"
#include "tests/unit/sandbox_fixture.h"

/* --- in the sandbox --- */

/* One line for each attempt: "done WHAT" or "refused WHAT". */
static void told(const char *what, bool done)
{
	printf("%s %s\n", done ? "done" : "refused", what);
}

static void attempt_datagrams(const char *name)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int pair[2] = { -1, -1 };

	snprintf(to.sun_path, sizeof(to.sun_path), "%s", name);
	told("a pair of datagram sockets", socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	told("a pair of raw sockets",
	     socketpair(AF_UNIX, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0);
	told("datagram to a name",
	     sendto(pair[0], "x", 1, 0, (struct sockaddr *)&to, sizeof(to)) == 1);
	told("connect to a name", connect(pair[1], (struct sockaddr *)&to, sizeof(to)) == 0);
	told("stream", socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0);
	told("sequence", socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == 0);
}

/* arg: the number of a segment that everybody may read. */
static void attempt_ipc(const char *arg)
{
	told("a segment of the machine", shmat(atoi(arg), NULL, SHM_RDONLY) != (void *)-1);
	told("shared memory", shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) >= 0);
	told("messages", msgget(IPC_PRIVATE, IPC_CREAT | 0600) >= 0);
	told("semaphores", semget(IPC_PRIVATE, 1, IPC_CREAT | 0600) >= 0);
	told("looking at all segments", shmctl(0, SHM_INFO, NULL) >= 0 || errno != ENOSYS);
	told("a queue with a name",
	     syscall(SYS_mq_open, "q", O_RDONLY, 0, NULL) >= 0 || errno != ENOSYS);
}

/* path: a file of the user's outside, which a step may look at but not open. */
static void attempt_marks(const char *path)
{
	/* An access control list: 12346 may read and write. */
	static const unsigned char acl[] = { 2,   0,   0,   0, 1,   0,   6,   0,    255,
					     255, 255, 255, 2, 0,   6,   0,   0x3a, 0x30,
					     0,   0,   4,   0, 0,   0,   255, 255,  255,
					     255, 16,  0,   6, 0,   255, 255, 255,  255,
					     32,  0,   0,   0, 255, 255, 255, 255 };
	int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0755);

	told("chmod 4755", chmod(path, 04755) == 0);
	told("chmod 2755", chmod(path, 02755) == 0);
	told("fchmod", fchmod(fd, 06755) == 0);
	told("fchmodat", syscall(SYS_fchmodat, AT_FDCWD, path, 04755) == 0);
	told("fchmodat2", syscall(452, AT_FDCWD, path, 04755, 0) == 0 || errno != EPERM);
	told("open", open("a", O_WRONLY | O_CREAT | O_CLOEXEC, 04755) >= 0);
	told("openat2", syscall(437, AT_FDCWD, ".", NULL, 0) >= 0 || errno != ENOSYS);
	told("mknod", mknod("b", S_IFREG | 04755, 0) == 0);
	told("list", setxattr(path, "system.posix_acl_access", acl, sizeof(acl), 0) == 0);
	told("attribute", setxattr(path, "user.x", "y", 1, 0) == 0 || errno != EOPNOTSUPP);
	told("removal", fremovexattr(fd, "user.x") == 0 || errno != EOPNOTSUPP);
}

/* pid: another process of the same user, which is left as it is where this works. */
static void attempt_limits(const char *pid)
{
	const pid_t other = atoi(pid);
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };
	struct sched_param param = { .sched_priority = 0 };
	cpu_set_t cpus;

	told("own limit", prlimit(0, RLIMIT_CORE, NULL, &limit) == 0 &&
				  prlimit(0, RLIMIT_CORE, &limit, NULL) == 0);
	told("own priority", setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0)) == 0);
	told("own processors", sched_getaffinity(0, sizeof(cpus), &cpus) == 0 &&
				       sched_setaffinity(0, sizeof(cpus), &cpus) == 0);
	told("limit", prlimit(other, RLIMIT_CORE, &limit, NULL) == 0);
	told("priority", setpriority(PRIO_PROCESS, (id_t)other, 19) == 0);
	told("scheduler", sched_setscheduler(other, SCHED_OTHER, &param) == 0);
	told("processors", sched_setaffinity(other, sizeof(cpus), &cpus) == 0);
}

static int probe_main(const char *what, const char *arg)
{
	if (strcmp(what, "datagrams") == 0)
		attempt_datagrams(arg);
	else if (strcmp(what, "ipc") == 0)
		attempt_ipc(arg);
	else if (strcmp(what, "marks") == 0)
		attempt_marks(arg);
	else if (strcmp(what, "limits") == 0)
		attempt_limits(arg);
	fflush(stdout);
	_exit(0); /* a leak checker cannot work in here */
}

/* --- outside --- */

/* What the filter answers to a call: 0, or the error. A machine of what the filters use. */
static int answer(bool bounded, uint32_t arch, int nr, const uint64_t args[6])
{
	struct sock_filter code[SANDBOX_SECCOMP_MOST];
	const size_t len = sandbox_seccomp_make(bounded, code);
	struct seccomp_data data = { .nr = nr, .arch = arch };
	uint32_t a = 0;

	memcpy(data.args, args, sizeof(data.args));
	for (size_t i = 0; i < len; i++) {
		const struct sock_filter *f = &code[i];

		switch (f->code) {
		case BPF_LD | BPF_W | BPF_ABS:
			memcpy(&a, (const char *)&data + f->k, sizeof(a));
			break;
		case BPF_ALU | BPF_AND | BPF_K:
			a &= f->k;
			break;
		case BPF_JMP | BPF_JA:
			i += f->k;
			break;
		case BPF_JMP | BPF_JEQ | BPF_K:
			i += a == f->k ? f->jt : f->jf;
			break;
		case BPF_JMP | BPF_JSET | BPF_K:
			i += a & f->k ? f->jt : f->jf;
			break;
		case BPF_RET | BPF_K:
			if (f->k == SECCOMP_RET_ALLOW)
				return 0;
			assert_int_equal(f->k & SECCOMP_RET_ACTION_FULL, SECCOMP_RET_ERRNO);
			return (int)(f->k & SECCOMP_RET_DATA);
		default:
			fail_msg("instruction %u", f->code);
		}
	}
	fail_msg("the filter has no end");
	return -1;
}

/* The calling conventions of this processor, and a call in each: {-1}: not there. */
#if defined(__x86_64__)
static const uint32_t ARCHS[] = { AUDIT_ARCH_X86_64, AUDIT_ARCH_I386 };
#define NR(x86_64, i386, aarch64, arm)                                                             \
	{                                                                                          \
		x86_64, i386                                                                       \
	}
#else
static const uint32_t ARCHS[] = { AUDIT_ARCH_AARCH64, AUDIT_ARCH_ARM };
#define NR(x86_64, i386, aarch64, arm)                                                             \
	{                                                                                          \
		aarch64, arm                                                                       \
	}
#endif

struct expected {
	int nr[2];
	uint64_t args[6];
	int error; /* of the landlock tier; in bubblewrap all these are let through */
};

static void assert_answers(const struct expected *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t c = 0; c < ARRAY_LEN(ARCHS); c++) {
			const int nr = calls[i].nr[c];
			int got = nr < 0 ? 0 : answer(false, ARCHS[c], nr, calls[i].args);

			if (nr < 0)
				continue;
			if (got != calls[i].error)
				print_error("row %zu, convention %zu, call %d: %d\n", i, c, nr,
					    got);
			assert_int_equal(got, calls[i].error);
			assert_int_equal(answer(true, ARCHS[c], nr, calls[i].args), 0);
		}
	}
}

/* The ends of a datagram pair can send to whatever socket of the machine has a name. */
static void no_datagram_leaves_a_step(void **state)
{
	struct place *p = *state;
	AUTOFREE char *name = path_join(p->root, "heard");
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	AUTOCLOSE int listener = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	AUTOBUF struct buf out = BUF_INIT;
	char byte;

	assert_true(strlen(name) < sizeof(at.sun_path));
	memcpy(at.sun_path, name, strlen(name) + 1);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof(at)), 0);
	assert_int_equal(chmod(name, 0666), 0);
	assert_int_equal(run_probe(p, SANDBOX_LANDLOCK, "datagrams", name, NULL, &out), 0);
	assert_string_equal(out.data, "refused a pair of datagram sockets\n"
				      "refused a pair of raw sockets\n"
				      "refused datagram to a name\n"
				      "refused connect to a name\n"
				      "done stream\n"
				      "done sequence\n");
	assert_int_equal(recv(listener, &byte, 1, 0), -1);
}

static void pairs_of_sockets_are_connected_ones(void **state)
{
	static const struct expected calls[] = {
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_STREAM }, 0 },
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC }, 0 },
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK }, 0 },
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_DGRAM }, EAFNOSUPPORT },
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC }, EAFNOSUPPORT },
		{ NR(53, 360, 199, 288), { AF_UNIX, SOCK_RAW }, EAFNOSUPPORT },
		{ NR(-1, 102, -1, -1), { 8 }, EAFNOSUPPORT },
	};

	(void)state;
	assert_answers(calls, ARRAY_LEN(calls));
	for (size_t c = 0; c < ARRAY_LEN(ARCHS); c++) {
		static const int nr[] = NR(53, 360, 199, 288);
		const uint64_t tipc[6] = { 30, SOCK_SEQPACKET };

		assert_int_equal(answer(false, ARCHS[c], nr[c], tipc), EAFNOSUPPORT);
		assert_int_equal(answer(true, ARCHS[c], nr[c], tipc), EAFNOSUPPORT);
	}
}

/* Remove what a step has left, if it could: of those who own nothing else here. */
static void remove_left_ipc(uid_t uid)
{
	struct shmid_ds shm;
	struct msqid_ds msg;
	struct semid_ds sem;
	struct seminfo info;
	struct shm_info shms;
	struct msginfo msgs;
	const int last_shm = shmctl(0, SHM_INFO, (struct shmid_ds *)(void *)&shms);
	const int last_msg = msgctl(0, MSG_INFO, (struct msqid_ds *)(void *)&msgs);
	const int last_sem = semctl(0, 0, SEM_INFO, &info);

	for (int i = 0; i <= last_shm; i++) {
		int id = shmctl(i, SHM_STAT, &shm);

		if (id >= 0 && shm.shm_perm.uid == uid)
			assert_int_equal(shmctl(id, IPC_RMID, NULL), 0);
	}
	for (int i = 0; i <= last_msg; i++) {
		int id = msgctl(i, MSG_STAT, &msg);

		if (id >= 0 && msg.msg_perm.uid == uid)
			assert_int_equal(msgctl(id, IPC_RMID, NULL), 0);
	}
	for (int i = 0; i <= last_sem; i++) {
		int id = semctl(i, 0, SEM_STAT, &sem);

		if (id >= 0 && sem.sem_perm.uid == uid)
			assert_int_equal(semctl(id, 0, IPC_RMID), 0);
	}
}

/* System V's objects belong to the machine, not to a step, and outlive it. */
static void no_ipc_with_the_machine(void **state)
{
	struct place *p = *state;
	const int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0644);
	AUTOFREE char *arg = xasprintf("%d", id);
	AUTOBUF struct buf out = BUF_INIT;
	int status;

	assert_true(id >= 0);
	status = run_probe(p, SANDBOX_LANDLOCK, "ipc", arg, NULL, &out);
	assert_int_equal(shmctl(id, IPC_RMID, NULL), 0);
	if (geteuid() == 0)
		remove_left_ipc(65534);
	assert_int_equal(status, 0);
	assert_string_equal(out.data, "refused a segment of the machine\n"
				      "refused shared memory\n"
				      "refused messages\n"
				      "refused semaphores\n"
				      "refused looking at all segments\n"
				      "refused a queue with a name\n");
}

static void calls_of_ipc_are_not_there(void **state)
{
	static const int calls[][2] = {
		NR(-1, 117, -1, -1), /* ipc, which is all of them */
		NR(29, 395, 194, 307), /* shmget */
		NR(30, 397, 196, 305), /* shmat */
		NR(31, 396, 195, 308), /* shmctl */
		NR(64, 393, 190, 299), /* semget */
		NR(65, -1, 193, 298), /* semop */
		NR(66, 394, 191, 300), /* semctl */
		NR(220, -1, 192, 312), /* semtimedop */
		NR(-1, 420, -1, 420), /* semtimedop_time64 */
		NR(68, 399, 186, 303), /* msgget */
		NR(69, 400, 189, 301), /* msgsnd */
		NR(70, 401, 188, 302), /* msgrcv */
		NR(71, 402, 187, 304), /* msgctl */
		NR(240, 277, 180, 274), /* mq_open */
		NR(241, 278, 181, 275), /* mq_unlink */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
		const struct expected one = { { calls[i][0], calls[i][1] }, { 0 }, ENOSYS };

		assert_answers(&one, 1);
	}
}

/* Steps have the user's own id there: root's are nobody, who owns no files outside. */
static void become_user(struct place *p)
{
	if (geteuid() == 0 &&
	    (chown(p->build, 12345, 12345) < 0 || chown(p->secret, 12345, 12345) < 0 ||
	     setgid(12345) < 0 || setuid(12345) < 0))
		_exit(1);
}

static void mark_files(struct place *p)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct stat st;

	become_user(p);
	CHILD_CHECK(run_probe(p, SANDBOX_LANDLOCK, "marks", p->secret, NULL, &out) == 0);
	CHILD_CHECK(stat(p->secret, &st) == 0);
	if (strstr(out.data, "done ") || strlen(out.data) < 100 || (st.st_mode & 07777) != 0644) {
		fprintf(stderr, "mode %o\n%s", st.st_mode, out.data);
		_exit(1);
	}
}

/* A program that is marked set-id is a way to the user's rights for everybody. */
static void no_file_of_the_users_is_given_away(void **state)
{
	in_child(*state, mark_files);
}

static void use_modes(struct place *p)
{
	static const char script[] =
		"set -e; mkdir -p a/b; mkdir -m 755 c; echo x >f; chmod 755 f a; chmod -R u+w a\n"
		"cp -p f g; cp -a a d; install -m 755 f h; install -d -m 755 i; chmod 1777 i\n"
		"mv g j; ln f k; sed -i s/x/y/ f; tar -cf t a f; mkdir u; tar -xpf t -C u\n"
		"touch -d @1 f; mkfifo q; rm -rf a d u; echo well";
	AUTOBUF struct buf out = BUF_INIT;

	become_user(p);
	CHILD_CHECK(run_shell(p, SANDBOX_LANDLOCK, script, &out) == 0);
	if (strcmp(out.data, "well\n") != 0) {
		fputs(out.data, stderr);
		_exit(1);
	}
}

static void what_installs_files_works(void **state)
{
	in_child(*state, use_modes);
}

static void modes_without_marks_are_let_through(void **state)
{
	/* O_CREAT, O_TMPFILE; without these the mode is what happens to be there. */
	static const uint64_t creat = 0100, tmpfile = 020000000;
	static const struct expected calls[] = {
		{ NR(90, 15, -1, 15), { 0, 01777 }, 0 }, /* chmod */
		{ NR(90, 15, -1, 15), { 0, 04755 }, EPERM },
		{ NR(90, 15, -1, 15), { 0, 02755 }, EPERM },
		{ NR(91, 94, 52, 94), { 0, 01777 }, 0 }, /* fchmod */
		{ NR(91, 94, 52, 94), { 0, 04000 }, EPERM },
		{ NR(268, 306, 53, 333), { 0, 06000, 01777 }, 0 }, /* fchmodat */
		{ NR(268, 306, 53, 333), { 0, 0, 02000 }, EPERM },
		{ NR(452, 452, 452, 452), { 0, 06000, 01777 }, 0 }, /* fchmodat2 */
		{ NR(452, 452, 452, 452), { 0, 0, 06000 }, EPERM },
		{ NR(85, 8, -1, 8), { 0, 0755 }, 0 }, /* creat */
		{ NR(85, 8, -1, 8), { 0, 04755 }, EPERM },
		{ NR(133, 14, -1, 14), { 0, 0100755 }, 0 }, /* mknod */
		{ NR(133, 14, -1, 14), { 0, 0102755 }, EPERM },
		{ NR(259, 297, 33, 324), { 0, 06000, 0100755 }, 0 }, /* mknodat */
		{ NR(259, 297, 33, 324), { 0, 0, 0104755 }, EPERM },
		{ NR(2, 5, -1, 5), { 0, 0, 06000 }, 0 }, /* open */
		{ NR(2, 5, -1, 5), { 0, creat, 0777 }, 0 },
		{ NR(2, 5, -1, 5), { 0, creat | 1, 04755 }, EPERM },
		{ NR(257, 295, 56, 322), { 0, 0, 0, 06000 }, 0 }, /* openat */
		{ NR(257, 295, 56, 322), { 0, 0, creat, 0777 }, 0 },
		{ NR(257, 295, 56, 322), { 0, 0, creat, 02755 }, EPERM },
		{ NR(257, 295, 56, 322), { 0, 0, tmpfile | 1, 04755 }, EPERM },
		{ NR(437, 437, 437, 437), { 0 }, ENOSYS }, /* openat2: its mode cannot be seen */
		{ NR(188, 226, 5, 226), { 0 }, EOPNOTSUPP }, /* setxattr */
		{ NR(189, 227, 6, 227), { 0 }, EOPNOTSUPP }, /* lsetxattr */
		{ NR(190, 228, 7, 228), { 0 }, EOPNOTSUPP }, /* fsetxattr */
		{ NR(463, 463, 463, 463), { 0 }, EOPNOTSUPP }, /* setxattrat */
		{ NR(197, 235, 14, 235), { 0 }, EOPNOTSUPP }, /* removexattr */
		{ NR(198, 236, 15, 236), { 0 }, EOPNOTSUPP }, /* lremovexattr */
		{ NR(199, 237, 16, 237), { 0 }, EOPNOTSUPP }, /* fremovexattr */
		{ NR(466, 466, 466, 466), { 0 }, EOPNOTSUPP }, /* removexattrat */
		{ NR(469, 469, 469, 469), { 0 }, EOPNOTSUPP }, /* file_setattr */
		{ NR(191, 229, 8, 229), { 0 }, 0 }, /* getxattr */
	};

	(void)state;
	assert_answers(calls, ARRAY_LEN(calls));
}

static void limit_another(struct place *p)
{
	AUTOFREE char *arg = NULL;
	AUTOBUF struct buf out = BUF_INIT;
	pid_t other;
	int status;

	become_user(p);
	other = fork();
	CHILD_CHECK(other >= 0);
	if (other == 0) {
		pause();
		_exit(0);
	}
	arg = xasprintf("%d", (int)other);
	status = run_probe(p, SANDBOX_LANDLOCK, "limits", arg, NULL, &out);
	kill(other, SIGKILL);
	waitpid(other, NULL, 0);
	if (status != 0 || strcmp(out.data, "done own limit\n"
					    "done own priority\n"
					    "done own processors\n"
					    "refused limit\n"
					    "refused priority\n"
					    "refused scheduler\n"
					    "refused processors\n") != 0) {
		fputs(out.data, stderr);
		_exit(1);
	}
}

/* A limit of processor time, for one, would end any process of the user's. */
static void other_processes_keep_their_limits(void **state)
{
	in_child(*state, limit_another);
}

static void limits_of_ones_own_are_let_through(void **state)
{
	enum { PROCESS, GROUP, USER };
	static const struct expected calls[] = {
		{ NR(302, 340, 261, 369), { 0, 1 }, 0 }, /* prlimit64 */
		{ NR(302, 340, 261, 369), { 7, 1 }, EPERM },
		{ NR(142, 154, 118, 154), { 0 }, 0 }, /* sched_setparam */
		{ NR(142, 154, 118, 154), { 7 }, EPERM },
		{ NR(144, 156, 119, 156), { 0 }, 0 }, /* sched_setscheduler */
		{ NR(144, 156, 119, 156), { 7 }, EPERM },
		{ NR(203, 241, 122, 241), { 0 }, 0 }, /* sched_setaffinity */
		{ NR(203, 241, 122, 241), { 7 }, EPERM },
		{ NR(314, 351, 274, 380), { 0 }, 0 }, /* sched_setattr */
		{ NR(314, 351, 274, 380), { 7 }, EPERM },
		{ NR(141, 97, 140, 97), { PROCESS, 0, 5 }, 0 }, /* setpriority */
		{ NR(141, 97, 140, 97), { GROUP, 0, 5 }, 0 },
		{ NR(141, 97, 140, 97), { PROCESS, 7, 5 }, EPERM },
		{ NR(141, 97, 140, 97), { USER, 0, 5 }, EPERM },
		{ NR(251, 289, 30, 314), { PROCESS + 1, 0 }, 0 }, /* ioprio_set */
		{ NR(251, 289, 30, 314), { PROCESS + 1, 7 }, EPERM },
		{ NR(251, 289, 30, 314), { USER + 1, 0 }, EPERM },
	};

	(void)state;
	assert_answers(calls, ARRAY_LEN(calls));
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(no_datagram_leaves_a_step),
		TEST(pairs_of_sockets_are_connected_ones),
		TEST(no_ipc_with_the_machine),
		TEST(calls_of_ipc_are_not_there),
		TEST(no_file_of_the_users_is_given_away),
		TEST(what_installs_files_works),
		TEST(modes_without_marks_are_let_through),
		TEST(other_processes_keep_their_limits),
		TEST(limits_of_ones_own_are_let_through),
	};

	/* Copies of this program run inside the sandboxes. */
	if (argc > 3 && strcmp(argv[1], "probe") == 0)
		return probe_main(argv[2], argv[3]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
