/* Private to sandbox: the system calls that no build step needs, as a seccomp filter. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_seccomp.h"

#include <assert.h>
#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "builder/base/alloc.h"
#include "recipes/machine.h"

/*
 * A filter of ours in place of libseccomp: a table of numbers is no library. The
 * numbers are spelled out because the headers of the machine that compiles know
 * neither the newest calls nor those of the other calling conventions, which the
 * same processor offers to a program that asks for them. The columns of all tables
 * are those of enum machine_calls.
 */
#define NO (-1) /* not in this convention */

/*
 * Calls that reach beyond one's own files and processes, that a user namespace
 * of one's own would allow, or that have let programs out of sandboxes before.
 * Sources: arch/x86/entry/syscalls/, arch/arm/tools/syscall.tbl and
 * include/uapi/asm-generic/unistd.h of Linux.
 */
static const int16_t REFUSED[][MACHINE_CALLS] = {
	{ 101, 26, 117, 26 }, /* ptrace */
	{ 310, 347, 270, 376 }, /* process_vm_readv */
	{ 311, 348, 271, 377 }, /* process_vm_writev */
	{ 312, 349, 272, 378 }, /* kcmp */
	{ 438, 438, 438, 438 }, /* pidfd_getfd */
	{ 165, 21, 40, 21 }, /* mount */
	{ NO, 22, NO, NO }, /* umount */
	{ 166, 52, 39, 52 }, /* umount2 */
	{ 155, 217, 41, 218 }, /* pivot_root */
	{ 428, 428, 428, 428 }, /* open_tree */
	{ 429, 429, 429, 429 }, /* move_mount */
	{ 430, 430, 430, 430 }, /* fsopen */
	{ 431, 431, 431, 431 }, /* fsconfig */
	{ 432, 432, 432, 432 }, /* fsmount */
	{ 433, 433, 433, 433 }, /* fspick */
	{ 442, 442, 442, 442 }, /* mount_setattr */
	{ 467, 467, 467, 467 }, /* open_tree_attr */
	{ 308, 346, 268, 375 }, /* setns */
	{ 304, 342, 265, 371 }, /* open_by_handle_at */
	{ 300, 338, 262, 367 }, /* fanotify_init */
	{ 248, 286, 217, 309 }, /* add_key */
	{ 249, 287, 218, 310 }, /* request_key */
	{ 250, 288, 219, 311 }, /* keyctl */
	{ 298, 336, 241, 364 }, /* perf_event_open */
	{ 321, 357, 280, 386 }, /* bpf */
	{ 323, 374, 282, 388 }, /* userfaultfd */
	{ 103, 103, 116, 103 }, /* syslog: the kernel's messages */
	{ 163, 51, 89, 51 }, /* acct */
	{ 179, 131, 60, 131 }, /* quotactl */
	{ 443, 443, 443, 443 }, /* quotactl_fd */
	{ 167, 87, 224, 87 }, /* swapon */
	{ 168, 115, 225, 115 }, /* swapoff */
	{ 169, 88, 142, 88 }, /* reboot */
	{ 246, 283, 104, 347 }, /* kexec_load */
	{ 320, NO, 294, 401 }, /* kexec_file_load */
	{ 175, 128, 105, 128 }, /* init_module */
	{ 313, 350, 273, 379 }, /* finit_module */
	{ 176, 129, 106, 129 }, /* delete_module */
	{ 172, 110, NO, NO }, /* iopl */
	{ 173, 101, NO, NO }, /* ioperm */
	{ 154, 123, NO, NO }, /* modify_ldt */
	{ NO, 113, NO, NO }, /* vm86old */
	{ NO, 166, NO, NO }, /* vm86 */
	{ 212, 253, 18, 249 }, /* lookup_dcookie */
	{ 279, 317, 239, 344 }, /* move_pages */
	{ 256, 294, 238, 400 }, /* migrate_pages */
};

static const int16_t UNKNOWN[][MACHINE_CALLS] = {
	{ 435, 435, 435, 435 }, /* clone3 */
	{ 425, 425, 425, 425 }, /* io_uring_setup */
	{ 426, 426, 426, 426 }, /* io_uring_enter */
	{ 427, 427, 427, 427 }, /* io_uring_register */
};

/*
 * Without namespaces: objects that belong to the machine, which a step could read
 * and leave behind. A kernel may be built without these calls.
 */
static const int16_t SHARED[][MACHINE_CALLS] = {
	{ NO, 117, NO, NO }, /* ipc: all that follow of System V */
	{ 29, 395, 194, 307 }, /* shmget */
	{ 30, 397, 196, 305 }, /* shmat */
	{ 31, 396, 195, 308 }, /* shmctl */
	{ 64, 393, 190, 299 }, /* semget */
	{ 65, NO, 193, 298 }, /* semop */
	{ 66, 394, 191, 300 }, /* semctl */
	{ 220, NO, 192, 312 }, /* semtimedop */
	{ NO, 420, NO, 420 }, /* semtimedop_time64 */
	{ 68, 399, 186, 303 }, /* msgget */
	{ 69, 400, 189, 301 }, /* msgsnd */
	{ 70, 401, 188, 302 }, /* msgrcv */
	{ 71, 402, 187, 304 }, /* msgctl */
	{ 240, 277, 180, 274 }, /* mq_open */
	{ 241, 278, 181, 275 }, /* mq_unlink */
};

/*
 * Without namespaces: what gives a file of the user's away, wherever it lies. Tools
 * take it that a filesystem has none of these.
 */
static const int16_t ATTRIBUTES[][MACHINE_CALLS] = {
	{ 188, 226, 5, 226 }, /* setxattr */
	{ 189, 227, 6, 227 }, /* lsetxattr */
	{ 190, 228, 7, 228 }, /* fsetxattr */
	{ 463, 463, 463, 463 }, /* setxattrat */
	{ 197, 235, 14, 235 }, /* removexattr */
	{ 198, 236, 15, 236 }, /* lremovexattr */
	{ 199, 237, 16, 237 }, /* fremovexattr */
	{ 466, 466, 466, 466 }, /* removexattrat */
	{ 469, 469, 469, 469 }, /* file_setattr */
};

/* Calls that set a mode, and which of their arguments it is. */
static const struct {
	int16_t nr[MACHINE_CALLS];
	uint8_t mode;
} MODES[] = {
	{ { 90, 15, NO, 15 }, 1 }, /* chmod */
	{ { 91, 94, 52, 94 }, 1 }, /* fchmod */
	{ { 268, 306, 53, 333 }, 2 }, /* fchmodat */
	{ { 452, 452, 452, 452 }, 2 }, /* fchmodat2 */
	{ { 85, 8, NO, 8 }, 1 }, /* creat */
	{ { 133, 14, NO, 14 }, 1 }, /* mknod */
	{ { 259, 297, 33, 324 }, 2 }, /* mknodat */
};

/* Calls that have a mode behind their flags if these say that a file is made. */
static const struct {
	int16_t nr[MACHINE_CALLS];
	uint8_t flags;
} OPENS[] = {
	{ { 2, 5, NO, 5 }, 1 }, /* open */
	{ { 257, 295, 56, 322 }, 2 }, /* openat */
};

/*
 * Calls that limit a process, by their first argument; 0 is the caller. A filter
 * cannot know the caller's number, so that is refused, too.
 */
static const int16_t LIMITS[][MACHINE_CALLS] = {
	{ 302, 340, 261, 369 }, /* prlimit64 */
	{ 142, 154, 118, 154 }, /* sched_setparam */
	{ 144, 156, 119, 156 }, /* sched_setscheduler */
	{ 203, 241, 122, 241 }, /* sched_setaffinity */
	{ 314, 351, 274, 380 }, /* sched_setattr */
};

/* The same by their second, where the first says whether it is one process or all of a user. */
static const struct {
	int16_t nr[MACHINE_CALLS];
	uint8_t user;
} PRIORITIES[] = {
	{ { 141, 97, 140, 97 }, 2 }, /* setpriority: PRIO_USER */
	{ { 251, 289, 30, 314 }, 3 }, /* ioprio_set: IOPRIO_WHO_USER */
};

/* Its mode is behind a pointer. */
static const int16_t OPENAT2[][MACHINE_CALLS] = { { 437, 437, 437, 437 } };

/* Set-user-ID and set-group-ID; O_CREAT and what is new in O_TMPFILE. */
enum { SET_ID_BITS = 06000, FLAGS_OF_MAKING = 0100 | 020000000 };

static const int16_t CLONE[MACHINE_CALLS] = { 56, 120, 220, 120 };
static const int16_t UNSHARE[MACHINE_CALLS] = { 272, 310, 97, 337 };
static const int16_t SOCKET[MACHINE_CALLS] = { 41, 359, 198, 281 };
static const int16_t SOCKETPAIR[MACHINE_CALLS] = { 53, 360, 199, 288 };
static const int16_t SOCKETCALL[MACHINE_CALLS] = { NO, 102, NO, NO };
static const int16_t IOCTL[MACHINE_CALLS] = { 16, 54, 29, 54 };

/* CLONE_NEWNS, CGROUP, UTS, IPC, USER, PID, NET; NEWTIME is a signal's bit to clone(). */
#define NEW_NAMESPACES 0x7e020000U
#define CLONE_NEWTIME_BIT 0x80U

/* The type of a socket without its flags; what socketcall(2) does, by its first argument. */
enum { SOCKET_TYPES = 0xf, SOCKETCALL_SOCKET = 1, SOCKETCALL_SOCKETPAIR = 8 };

/* What a terminal is made to do as if somebody typed it. */
enum { IOCTL_TIOCSTI = 0x5412, IOCTL_TIOCLINUX = 0x541c };

struct program {
	struct sock_filter *code;
	size_t len;
};

static void add(struct program *p, uint16_t code, uint8_t yes, uint8_t no, uint32_t k)
{
	assert(p->len < SANDBOX_SECCOMP_MOST);
	p->code[p->len++] = (struct sock_filter){ code, yes, no, k };
}

#define LOAD(p, field) add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, field))
/* Unless the loaded word is k, skip the next n instructions. */
#define UNLESS(p, k, n) add(p, BPF_JMP | BPF_JEQ | BPF_K, 0, n, (uint32_t)(k))
#define UNLESS_BITS(p, k, n) add(p, BPF_JMP | BPF_JSET | BPF_K, 0, n, k)
#define ALLOW(p) add(p, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW)

static void fail_with(struct program *p, uint32_t number)
{
	add(p, BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | number);
}

/* args[n]: the low word, on machines that have it first. */
#define LOAD_ARG(p, n)                                                                             \
	add(p, BPF_LD | BPF_W | BPF_ABS, 0, 0,                                                     \
	    (uint32_t)(offsetof(struct seccomp_data, args) + (n) * sizeof(uint64_t)))

static void add_calls(struct program *p, const int16_t (*calls)[MACHINE_CALLS], size_t count,
		      enum machine_calls c, uint32_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (calls[i][c] == NO)
			continue;
		UNLESS(p, calls[i][c], 1);
		fail_with(p, number);
	}
}

/* A call of which bits of the first argument are refused. */
static void add_flags(struct program *p, int nr, uint32_t bits)
{
	UNLESS(p, nr, 4);
	LOAD_ARG(p, 0);
	UNLESS_BITS(p, bits, 1);
	fail_with(p, EPERM);
	ALLOW(p);
}

/* What follows is for one call, up to end_call(), which lets through what got there. */
static size_t begin_call(struct program *p, int nr)
{
	UNLESS(p, nr, 0);
	return p->len;
}

static void end_call(struct program *p, size_t begin)
{
	ALLOW(p);
	p->code[begin - 1].jf = (uint8_t)(p->len - begin);
}

/* A program of the user's that is set-id is a way to the user's rights for others. */
static void add_modes(struct program *p, enum machine_calls c)
{
	for (size_t i = 0; i < ARRAY_LEN(MODES); i++) {
		size_t begin;

		if (MODES[i].nr[c] == NO)
			continue;
		begin = begin_call(p, MODES[i].nr[c]);
		LOAD_ARG(p, MODES[i].mode);
		UNLESS_BITS(p, SET_ID_BITS, 1);
		fail_with(p, EPERM);
		end_call(p, begin);
	}
	for (size_t i = 0; i < ARRAY_LEN(OPENS); i++) {
		size_t begin;

		if (OPENS[i].nr[c] == NO)
			continue;
		begin = begin_call(p, OPENS[i].nr[c]);
		LOAD_ARG(p, OPENS[i].flags);
		UNLESS_BITS(p, FLAGS_OF_MAKING, 3);
		LOAD_ARG(p, OPENS[i].flags + 1U);
		UNLESS_BITS(p, SET_ID_BITS, 1);
		fail_with(p, EPERM);
		end_call(p, begin);
	}
}

static void add_limits(struct program *p, enum machine_calls c)
{
	for (size_t i = 0; i < ARRAY_LEN(LIMITS); i++) {
		const size_t begin = begin_call(p, LIMITS[i][c]);

		LOAD_ARG(p, 0);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0);
		fail_with(p, EPERM);
		end_call(p, begin);
	}
	for (size_t i = 0; i < ARRAY_LEN(PRIORITIES); i++) {
		const size_t begin = begin_call(p, PRIORITIES[i].nr[c]);

		LOAD_ARG(p, 0);
		UNLESS(p, PRIORITIES[i].user, 1);
		fail_with(p, EPERM);
		LOAD_ARG(p, 1);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0);
		fail_with(p, EPERM);
		end_call(p, begin);
	}
}

/*
 * The ends of a pair of streams or of sequences are connected for good; those of
 * datagrams send to any socket that has a name, which landlock does not cover.
 */
static void add_pairs(struct program *p, enum machine_calls c, bool namespaces)
{
	const size_t begin = begin_call(p, SOCKETPAIR[c]);

	LOAD_ARG(p, 0);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, AF_UNIX);
	fail_with(p, EAFNOSUPPORT);
	if (!namespaces) {
		LOAD_ARG(p, 1);
		add(p, BPF_ALU | BPF_AND | BPF_K, 0, 0, SOCKET_TYPES);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 2, 0, SOCK_STREAM);
		add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, SOCK_SEQPACKET);
		fail_with(p, EAFNOSUPPORT);
	}
	end_call(p, begin);
}

static void add_sockets(struct program *p, enum machine_calls c, bool namespaces)
{
	/* The families whose reach a network namespace ends; vsock's leads to the host of a VM. */
	static const uint32_t families[] = { AF_UNIX, AF_INET, AF_INET6 };

	if (SOCKETCALL[c] != NO) { /* family and type are behind a pointer */
		const size_t begin = begin_call(p, SOCKETCALL[c]);

		LOAD_ARG(p, 0);
		UNLESS(p, SOCKETCALL_SOCKET, 1);
		fail_with(p, EAFNOSUPPORT);
		if (!namespaces) {
			UNLESS(p, SOCKETCALL_SOCKETPAIR, 1);
			fail_with(p, EAFNOSUPPORT);
		}
		end_call(p, begin);
	}
	add_pairs(p, c, namespaces);
	if (!namespaces) {
		UNLESS(p, SOCKET[c], 1);
		fail_with(p, EAFNOSUPPORT);
		return;
	}
	UNLESS(p, SOCKET[c], 2 + 2 * ARRAY_LEN(families));
	LOAD_ARG(p, 0);
	for (size_t i = 0; i < ARRAY_LEN(families); i++) {
		UNLESS(p, families[i], 1);
		ALLOW(p);
	}
	fail_with(p, EAFNOSUPPORT);
}

static void add_convention(struct program *p, const struct machine_convention *convention,
			   bool namespaces)
{
	const enum machine_calls c = convention->calls;
	size_t skip;

	LOAD(p, arch);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, convention->audit);
	skip = p->len;
	add(p, BPF_JMP | BPF_JA, 0, 0, 0); /* to behind this convention */
	LOAD(p, nr);
	if (convention->other_bit) { /* x32: nobody's compiler is made of it */
		UNLESS_BITS(p, convention->other_bit, 1);
		fail_with(p, ENOSYS);
	}
	add_calls(p, REFUSED, ARRAY_LEN(REFUSED), c, EPERM);
	add_calls(p, UNKNOWN, ARRAY_LEN(UNKNOWN), c, ENOSYS);
	if (!namespaces) {
		add_calls(p, SHARED, ARRAY_LEN(SHARED), c, ENOSYS);
		add_calls(p, OPENAT2, ARRAY_LEN(OPENAT2), c, ENOSYS);
		add_calls(p, ATTRIBUTES, ARRAY_LEN(ATTRIBUTES), c, EOPNOTSUPP);
		add_modes(p, c);
		add_limits(p, c);
	}
	add_flags(p, CLONE[c], NEW_NAMESPACES);
	add_flags(p, UNSHARE[c], NEW_NAMESPACES | CLONE_NEWTIME_BIT);
	add_sockets(p, c, namespaces);
	UNLESS(p, IOCTL[c], 4);
	LOAD_ARG(p, 1);
	add(p, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, IOCTL_TIOCSTI);
	UNLESS(p, IOCTL_TIOCLINUX, 1);
	fail_with(p, EPERM);
	ALLOW(p);
	p->code[skip].k = (uint32_t)(p->len - skip - 1);
}

size_t sandbox_seccomp_make(bool namespaces, struct sock_filter code[SANDBOX_SECCOMP_MOST])
{
	const struct machine *m = machine_own();
	struct program p = { code, 0 };

	if (!m)
		return 0;
	for (const struct machine_convention *c = m->conventions; c->audit; c++)
		add_convention(&p, c, namespaces);
	fail_with(&p, ENOSYS); /* of a convention that there is not */
	return p.len;
}
