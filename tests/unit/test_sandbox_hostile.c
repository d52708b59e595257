/* What a hostile build step reaches of the machine: nothing, in either tier, whoever builds. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <termios.h>

#include "builder/sandbox/sandbox_user.h"
#include "tests/unit/sandbox_fixture.h"

/* --- in the sandbox --- */

/* One line for each attempt: "done WHAT" or "refused WHAT". */
static void told(const char *what, bool done)
{
	printf("%s %s\n", done ? "done" : "refused", what);
	fflush(stdout); /* what follows may end us */
}

static void try_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
	char byte;

	/* What is opened and empty tells nothing. */
	told(path, fd >= 0 && (flags == O_WRONLY || read(fd, &byte, 1) > 0));
	if (fd >= 0)
		close(fd);
}

/* What it writes is what was there, or nothing: a test that fails shall do no harm. */
static void attempt_files(void)
{
	static const char *const write[] = {
		"/proc/sys/kernel/core_pattern",
		"/proc/sys/kernel/modprobe",
		"/proc/sys/kernel/hotplug",
		"/proc/sys/kernel/usermodehelper/bset",
		"/proc/sys/kernel/randomize_va_space",
		"/proc/sys/vm/drop_caches",
		"/proc/sys/fs/protected_symlinks",
		"/proc/sys/fs/binfmt_misc/register",
		"/proc/sysrq-trigger",
		"/proc/irq/default_smp_affinity",
		"/proc/bus/pci/00/00.0",
		"/proc/acpi/wakeup",
		"/proc/mtrr",
		"/proc/scsi/scsi",
		"/proc/latency_stats",
		"/proc/fs/nfsd/versions",
		"/sys/kernel/uevent_helper",
		"/sys/kernel/mm/ksm/run",
		"/sys/power/state",
		"/sys/fs/cgroup/cgroup.procs",
		"/sys/fs/cgroup/release_agent",
		"/dev/mem",
		"/dev/kmsg",
		"/dev/port",
		"/dev/sda",
		"/dev/vda",
		"/dev/fuse",
		"/dev/kvm",
		"/dev/vsock",
		"/dev/net/tun",
		"/dev/loop-control",
		"/dev/mapper/control",
		"/dev/userfaultfd",
		"/dev/uinput",
		"/etc/ld.so.cache",
		"/usr/bin/env",
		"/etc/shadow",
	};
	static const char *const read[] = {
		"/proc/kcore",       "/proc/kmsg",        "/proc/kpageflags", "/proc/timer_list",
		"/proc/vmallocinfo", "/proc/slabinfo",    "/dev/mem",         "/dev/kmsg",
		"/etc/shadow",       "/proc/sched_debug",
	};

	for (size_t i = 0; i < ARRAY_LEN(write); i++)
		try_open(write[i], O_WRONLY);
	for (size_t i = 0; i < ARRAY_LEN(read); i++)
		try_open(read[i], O_RDONLY);
}

/* The folders that another process sees, unless they are this one's. */
static bool others_root_can_be_opened(void)
{
	AUTOFREE char *parent = xasprintf("/proc/%d/root", getppid() > 1 ? getppid() : 1);
	struct stat own, other;

	return stat("/", &own) == 0 && stat(parent, &other) == 0 &&
	       (own.st_dev != other.st_dev || own.st_ino != other.st_ino);
}

struct clone3_args {
	uint64_t flags, more[7];
};

static void attempt_calls(void)
{
	struct clone3_args clone3 = { .flags = CLONE_NEWUSER, .more = { 0 } };
	const int mount_ns = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
	char byte = 0, stack[16384];
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2] = { { 0 } };
	long rc;

	told("unshare user", unshare(CLONE_NEWUSER) == 0);
	told("unshare mount", unshare(CLONE_NEWNS) == 0);
	told("unshare net", unshare(CLONE_NEWNET) == 0);
	rc = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);
	if (rc == 0)
		_exit(0);
	told("clone user", rc > 0);
	rc = syscall(435, &clone3, sizeof(clone3));
	if (rc == 0)
		_exit(0);
	told("clone3", rc > 0);
	told("setns", setns(mount_ns, 0) == 0);
	told("mount", mount("none", "/tmp", "tmpfs", 0, NULL) == 0);
	told("remount", mount(NULL, "/proc", NULL, MS_REMOUNT | MS_BIND, NULL) == 0);
	told("umount", umount2("/proc", MNT_DETACH) == 0);
	told("open_tree", syscall(428, AT_FDCWD, "/usr", 1U) >= 0);
	told("fsopen", syscall(430, "proc", 0U) >= 0);
	told("pivot_root", syscall(SYS_pivot_root, ".", ".") == 0);
	told("chroot", chroot(".") == 0);
	told("mknod", mknod("node", S_IFBLK | 0600, makedev(254, 0)) == 0);
	told("ptrace", ptrace(PTRACE_SEIZE, getppid(), NULL, NULL) == 0);
	told("ptrace traceme", ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0);
	told("process_vm_readv",
	     syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0) == 0);
	told("pidfd_getfd", syscall(438, -1, 0, 0) >= 0 || errno != EPERM);
	told("io_uring", syscall(425, 1U, stack) >= 0 || errno != ENOSYS);
	told("io_uring_enter", syscall(426, -1, 0, 0, 0, NULL, 0) >= 0 || errno != ENOSYS);
	told("keyctl", syscall(SYS_keyctl, 0, -3, 0) >= 0);
	told("add_key", syscall(SYS_add_key, "user", "x", "y", 1UL, -4) >= 0);
	told("request_key", syscall(SYS_request_key, "user", "x", NULL, 0) >= 0 || errno != EPERM);
	told("bpf", syscall(SYS_bpf, 0, stack, 64U) >= 0 || errno != EPERM);
	told("perf_event_open",
	     syscall(SYS_perf_event_open, stack, 0, -1, -1, 0UL) >= 0 || errno != EPERM);
	told("userfaultfd", syscall(SYS_userfaultfd, 1) >= 0 || errno != EPERM);
	told("kexec_load", syscall(SYS_kexec_load, 0UL, 0UL, NULL, 0UL) >= 0 || errno != EPERM);
	told("init_module", syscall(SYS_init_module, &byte, 1UL, "") >= 0 || errno != EPERM);
	told("finit_module", syscall(SYS_finit_module, -1, "", 0) >= 0 || errno != EPERM);
	told("delete_module", syscall(SYS_delete_module, "x", 0U) >= 0 || errno != EPERM);
	told("open_by_handle_at",
	     syscall(SYS_open_by_handle_at, AT_FDCWD, stack, 0) >= 0 || errno != EPERM);
	told("fanotify_init", syscall(SYS_fanotify_init, 0U, 0U) >= 0 || errno != EPERM);
	told("syslog", syscall(SYS_syslog, 3, stack, 100) >= 0);
	told("acct", syscall(SYS_acct, NULL) == 0);
	told("swapoff", syscall(SYS_swapoff, "/nowhere") == 0 || errno != EPERM);
	told("sethostname", sethostname("x", 1) == 0);
	told("vsock", socket(40, SOCK_STREAM, 0) >= 0);
	told("netlink", socket(AF_NETLINK, SOCK_RAW, 0) >= 0);
	told("packet", socket(AF_PACKET, SOCK_RAW, 0) >= 0);
	told("alg", socket(AF_ALG, SOCK_SEQPACKET, 0) >= 0);
	told("raw", socket(AF_INET, SOCK_RAW, 255) >= 0);
	told("bluetooth", socket(31, SOCK_RAW, 1) >= 0);
	told("chmod of a device", chmod("/dev/null", 0666) == 0);
	told("chown of a device", chown("/dev/null", getuid(), getgid()) == 0);
	told("folders of another process", others_root_can_be_opened());
	told("kill of the one who waits", getppid() > 1 && kill(getppid(), 0) == 0);
	told("a capability", syscall(SYS_capget, &head, caps) < 0 || caps[0].effective ||
				     caps[1].effective || caps[0].permitted || caps[1].permitted ||
				     caps[0].inheritable || caps[1].inheritable);
	for (unsigned long cap = 0, has = 0; cap < 40; cap++) {
		has |= prctl(PR_CAPBSET_READ, cap) == 1;
		if (cap == 39)
			/* Who was root could take them from the bounding set. */
			told("a capability to come by",
			     has && (getuid() == SANDBOX_NOBODY ||
				     prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1));
	}
	told("new privileges", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
	told("seccomp off", prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2);
}

/* A terminal of one's own: typing into it for others must not work, though it is ours. */
static void attempt_terminal(void)
{
	char name[64] = "";
	const int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	int slave = -1;
	char c = 'x';

	if (master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0 &&
	    ptsname_r(master, name, sizeof(name)) == 0)
		slave = open(name, O_RDWR | O_CLOEXEC);
	told("TIOCSTI", slave >= 0 && ioctl(slave, 0x5412UL, &c) == 0);
	told("TIOCLINUX", slave >= 0 && ioctl(slave, 0x541cUL, &c) == 0);
	told("a controlling terminal", open("/dev/tty", O_RDWR | O_CLOEXEC) >= 0);
}

/* Descriptors but 0, 1, 2 that were handed on. */
static void attempt_descriptors(void)
{
	for (int fd = 3; fd < 1024; fd++) {
		if (fcntl(fd, F_GETFD) >= 0) {
			told("an inherited descriptor", true);
			return;
		}
	}
	told("an inherited descriptor", false);
}

static int attack(const char *arg)
{
	int id = atoi(arg);

	attempt_descriptors();
	attempt_files();
	attempt_calls();
	attempt_terminal();
	if (id >= 0)
		told("shared memory of others", shmat(id, NULL, SHM_RDONLY) != (void *)-1);
	fflush(stdout);
	_exit(0);
}

/* --- outside --- */

/*
 * What is left where landlock alone holds a step that is root outside: it covers
 * neither modes and owners of files nor reading in parts of /proc.
 */
static const char *const OF_ROOT[] = {
	"done chmod of a device", "done chown of a device", "done /proc/timer_list",
	"done /proc/vmallocinfo", "done /proc/slabinfo",    "done /proc/sched_debug",
};

static bool is_of_root(const char *line)
{
	for (size_t i = 0; i < ARRAY_LEN(OF_ROOT); i++)
		if (strcmp(line, OF_ROOT[i]) == 0)
			return true;
	return false;
}

/* Nothing was done, and everything was tried. root: but for what is root's. */
static void assert_nothing_done(const char *said, const char *where, bool root)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	size_t refused = 0;

	strv_split(&lines, said, "\n");
	for (size_t i = 0; i < lines.len; i++) {
		if (strncmp(lines.items[i], "refused ", 8) == 0 ||
		    (root && is_of_root(lines.items[i])))
			refused++;
		else
			print_error("%s: %s\n", where, lines.items[i]);
	}
	assert_true(lines.len > 90);
	assert_int_equal(refused, lines.len);
}

static void attack_tier(struct place *p, enum sandbox_tier tier, const char *where, bool root)
{
	AUTOBUF struct buf out = BUF_INIT;
	AUTOFREE char *arg = NULL;
	int status;
	const int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0666);

	assert_true(id >= 0);
	arg = xasprintf("%d", tier == SANDBOX_BUBBLEWRAP ? id : -1);
	status = run_probe(p, tier, "attack", arg, NULL, &out);
	if (status)
		fputs(out.data, stderr);
	assert_int_equal(status, 0);
	assert_int_equal(shmctl(id, IPC_RMID, NULL), 0);
	assert_nothing_done(out.data, where, root);
}

static void a_step_in_bubblewrap_reaches_nothing(void **state)
{
	attack_tier(*state, SANDBOX_BUBBLEWRAP, "bubblewrap", false);
}

static void nor_where_root_cannot_be_another_user(void **state)
{
	struct place *p = *state;

	p->keep_user = true;
	attack_tier(p, SANDBOX_BUBBLEWRAP, "bubblewrap as the caller", false);
}

/* Without a capability that a container may not have, steps are not another user. */
static void without_cap(struct place *p, int cap)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct caps[2];

	if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 || syscall(SYS_capget, &head, caps) < 0)
		_exit(1);
	caps[0].effective &= ~(1U << cap);
	caps[0].permitted &= ~(1U << cap);
	caps[0].inheritable &= ~(1U << cap);
	if (syscall(SYS_capset, &head, caps) < 0)
		_exit(1);
	attack_tier(p, SANDBOX_BUBBLEWRAP, "bubblewrap of a lesser root", false);
}

static void without_kill(struct place *p)
{
	without_cap(p, CAP_KILL);
}

static void without_chown(struct place *p)
{
	without_cap(p, CAP_CHOWN);
}

static void without_sys_admin(struct place *p)
{
	without_cap(p, CAP_SYS_ADMIN);
}

static void nor_where_root_lacks_a_capability(void **state)
{
	assert_int_equal(geteuid(), 0);
	in_child(*state, without_kill);
	in_child(*state, without_chown);
	in_child(*state, without_sys_admin);
}

static void a_step_in_landlock_reaches_nothing(void **state)
{
	attack_tier(*state, SANDBOX_LANDLOCK, "landlock", false);
}

static void nor_in_a_folder_that_only_root_reaches(void **state)
{
	struct place *p = *state;

	assert_int_equal(chmod(p->root, 0700), 0);
	attack_tier(p, SANDBOX_LANDLOCK, "landlock as the caller", geteuid() == 0);
}

static void in_both_tiers(struct place *p)
{
	attack_tier(p, SANDBOX_BUBBLEWRAP, "bubblewrap of a user", false);
	attack_tier(p, SANDBOX_LANDLOCK, "landlock of a user", false);
}

static void as_user(struct place *p)
{
	/* Another than nobody, whom a step of root's is. */
	if (geteuid() == 0 &&
	    (chown(p->build, 12345, 12345) < 0 || setgid(12345) < 0 || setuid(12345) < 0))
		_exit(1);
	in_both_tiers(p);
}

static void a_step_of_a_user_reaches_nothing(void **state)
{
	in_child(*state, as_user);
}

/* A program that a step marks set-id is a way to the builder's rights for other users. */
static void roots_steps_are_nobody_outside(void **state)
{
	struct place *p = *state;
	AUTOFREE char *made = path_join(p->build, "made");
	struct sandbox_owner owner;
	struct stat st;

	assert_int_equal(geteuid(), 0);
	for (size_t i = 0; i < 2; i++) {
		const char *const argv[] = { "sh", "-c",
					     "echo x >made; chmod 6755 made || :", NULL };
		AUTOCLOSE int log = memfd_create("log", MFD_CLOEXEC);
		struct sandbox_run r = { .tier = TIERS[i],
					 .build = p->build,
					 .argv = argv,
					 .env = PLAIN_ENV,
					 .log_fd = log };
		int status;
		pid_t pid;

		ok(p, sandbox_give(TIERS[i], p->build, &owner, &p->err));
		assert_true(owner.given);
		r.owner = owner;
		ok(p, sandbox_start(&r, &pid, &p->err));
		ok(p, process_wait(pid, &status, &p->err));
		assert_int_equal(status, 0);
		assert_int_equal(stat(made, &st), 0);
		assert_int_equal(st.st_uid, 65534);
		assert_int_equal(st.st_gid, 65534);
		ok(p, sandbox_take_back(p->root, "build", &owner, &p->err));
		assert_int_equal(stat(made, &st), 0);
		assert_int_equal(st.st_uid, 0);
		assert_int_equal(st.st_mode & 07000, 0);
		assert_int_equal(unlink(made), 0);
	}
}

/* The folder of a home that nobody else may enter, as root's is. */
static void a_store_below_a_closed_home_works(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf out = BUF_INIT;
	AUTOFREE char *header = path_join(p->sysroot, "stdio.h");
	AUTOFREE char *made = path_join(p->build, "made");

	ok(p, file_write(AT_FDCWD, header, "puts\n", 5, 0644, &p->err));
	assert_int_equal(chmod(p->root, 0700), 0);
	for (size_t i = 0; i < 2; i++) {
		const struct sandbox_run r = { .tier = TIERS[i], .sysroot = p->sysroot };
		AUTOFREE char *script =
			xasprintf("cat %s/stdio.h; echo x >made", sandbox_sysroot_path(&r));

		assert_int_equal(run_shell(p, TIERS[i], script, &out), 0);
		assert_string_equal(out.data, "puts\n");
		assert_int_equal(unlink(made), 0);
	}
}

/* Links that a step leaves lead the one who takes its files back nowhere. */
static void taking_back_follows_no_link(void **state)
{
	struct place *p = *state;
	const struct sandbox_owner owner = { true, 12345, 12345, 0, 0 };
	AUTOFREE char *script =
		xasprintf("mkdir out; ln -s '%s' out/a; ln -s '%s' b", p->secret, p->tools);
	AUTOBUF struct buf out = BUF_INIT;
	struct stat st;

	assert_int_equal(geteuid(), 0);
	assert_int_equal(run_shell(p, SANDBOX_BUBBLEWRAP, script, &out), 0);
	ok(p, sandbox_take_back(p->build, "out", &owner, &p->err));
	ok(p, sandbox_take_back(p->build, "b", &owner, &p->err));
	assert_int_equal(stat(p->secret, &st), 0);
	assert_int_equal(st.st_uid, 0);
	assert_int_equal(stat(p->tools, &st), 0);
	assert_int_equal(st.st_uid, 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		TEST(a_step_in_bubblewrap_reaches_nothing),
		TEST(nor_where_root_cannot_be_another_user),
		TEST(nor_where_root_lacks_a_capability),
		TEST(a_step_in_landlock_reaches_nothing),
		TEST(nor_in_a_folder_that_only_root_reaches),
		TEST(a_step_of_a_user_reaches_nothing),
		TEST(roots_steps_are_nobody_outside),
		TEST(a_store_below_a_closed_home_works),
		TEST(taking_back_follows_no_link),
	};

	if (argc > 3 && strcmp(argv[1], "probe") == 0)
		return attack(argv[3]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
