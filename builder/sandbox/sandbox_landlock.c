/* Private to sandbox: the tier of landlock and seccomp, without namespaces. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "builder/sandbox/sandbox_places.h"
#include "builder/sandbox/sandbox_seccomp.h"

/*
 * linux/landlock.h of the machine that compiles is often older than the kernel
 * that runs, so the interface is spelled out: Documentation/userspace-api/
 * landlock.rst of Linux 6.12. The numbers are the same on all architectures.
 */
enum { CALL_CREATE_RULESET = 444, CALL_ADD_RULE = 445, CALL_RESTRICT_SELF = 446 };
enum { RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

#define FS_EXECUTE (1ULL << 0)
#define FS_WRITE_FILE (1ULL << 1)
#define FS_READ_FILE (1ULL << 2)
#define FS_READ_DIR (1ULL << 3)
#define FS_MAKE_CHAR (1ULL << 6)
#define FS_MAKE_BLOCK (1ULL << 11)
#define FS_REFER (1ULL << 13) /* ABI 2 */
#define FS_TRUNCATE (1ULL << 14) /* ABI 3 */
#define FS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define FS_ALL_1 ((1ULL << 13) - 1)
#define FS_OF_A_FILE (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)
#define NET_BIND_AND_CONNECT 3ULL /* ABI 4: TCP */
#define SCOPE_ABSTRACT_AND_SIGNAL 3ULL /* ABI 6: sockets and processes outside */

struct ruleset_attr {
	uint64_t fs, net, scope;
};

struct path_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

/* The highest ABI version of this kernel; below 1: there is no landlock. */
static long landlock_abi(void)
{
	return syscall(CALL_CREATE_RULESET, NULL, 0, RULESET_VERSION);
}

bool sandbox_landlock_works(void)
{
	struct sock_filter code[SANDBOX_SECCOMP_MOST];

	/* With no filter the call fails by EFAULT where it is known, else by EINVAL. */
	return sandbox_seccomp_make(false, code) > 0 && landlock_abi() >= 1 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0 && errno == EFAULT;
}

/* Allow some access at and below a path; a path that is not there is passed over. */
static int allow(int rules, const char *path, uint64_t access, bool optional, struct err *err)
{
	AUTOCLOSE int fd = open(path, O_PATH | O_CLOEXEC);
	struct path_rule rule = { .allowed = access, .fd = fd };
	struct stat st;

	if (fd < 0 && errno == ENOENT && optional)
		return 0;
	if (fd < 0 || fstat(fd, &st) < 0)
		return err_sys(err, "cannot open '%s' for the sandbox", path);
	if (!S_ISDIR(st.st_mode))
		rule.allowed &= FS_OF_A_FILE;
	if (syscall(CALL_ADD_RULE, rules, RULE_PATH_BENEATH, &rule, 0) < 0)
		return err_sys(err, "landlock rejects the rule for '%s'", path);
	return 0;
}

static int allow_all(int rules, uint64_t all, const struct sandbox_run *run, struct err *err)
{
	const uint64_t look = FS_READ_FILE | FS_READ_DIR;
	/*
	 * /proc: make and compilers ask for processors and memory. Of processes
	 * outside, landlock hides what ptrace could see.
	 */
	static const char *const readable[] = { "/proc", "/dev/random", "/dev/urandom" };
	static const char *const writable[] = { "/dev/null", "/dev/zero", "/dev/full" };

	for (size_t i = 0; SANDBOX_PLACES[i]; i++)
		if (allow(rules, SANDBOX_PLACES[i], look | FS_EXECUTE, true, err) < 0)
			return -1;
	for (size_t i = 0; run->binds && i < run->binds->len; i++)
		if (allow(rules, run->binds->items[i], look | FS_EXECUTE, false, err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(readable); i++)
		if (allow(rules, readable[i], look, true, err) < 0)
			return -1;
	for (size_t i = 0; i < ARRAY_LEN(writable); i++)
		if (allow(rules, writable[i],
			  FS_READ_FILE | FS_WRITE_FILE | (all & (FS_TRUNCATE | FS_IOCTL_DEV)), true,
			  err) < 0)
			return -1;
	if (run->sysroot && allow(rules, run->sysroot, look | FS_EXECUTE, false, err) < 0)
		return -1;
	return allow(rules, run->build, all & ~(FS_MAKE_CHAR | FS_MAKE_BLOCK), false, err);
}

int sandbox_landlock_rules(const struct sandbox_run *run, struct err *err)
{
	long abi = landlock_abi();
	struct ruleset_attr attr = { .fs = FS_ALL_1 };
	size_t size = sizeof(attr.fs);
	AUTOCLOSE int rules = -1;

	if (abi < 1)
		return err_set(err, ERR_FAILED, "this kernel does not support landlock");
	if (abi >= 2)
		attr.fs |= FS_REFER;
	if (abi >= 3)
		attr.fs |= FS_TRUNCATE;
	if (abi >= 4) {
		attr.net = NET_BIND_AND_CONNECT;
		size = offsetof(struct ruleset_attr, scope);
	}
	if (abi >= 5)
		attr.fs |= FS_IOCTL_DEV;
	if (abi >= 6) {
		attr.scope = SCOPE_ABSTRACT_AND_SIGNAL;
		size = sizeof(attr);
	}
	rules = (int)syscall(CALL_CREATE_RULESET, &attr, size, 0); /* close-on-exec */
	if (rules < 0)
		return err_sys(err, "landlock rejects the sandbox's rules");
	if (allow_all(rules, attr.fs, run, err) < 0)
		return -1;
	return steal_fd(&rules);
}

int sandbox_landlock_impose(int rules, const struct sock_filter *code, size_t len)
{
	const struct sock_fprog filter = {
		.len = (unsigned short)len,
		.filter = (struct sock_filter *)(uintptr_t)code,
	};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || syscall(CALL_RESTRICT_SELF, rules, 0) < 0)
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}
