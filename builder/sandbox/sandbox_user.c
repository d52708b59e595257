/* Private to sandbox: as whom steps run when root builds. */
/* SPDX-License-Identifier: MIT */
#include "builder/sandbox/sandbox_user.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The sets of a process as capget(2) and capset(2) have them: 32 capabilities a word. */
struct caps {
	struct __user_cap_header_struct head;
	struct __user_cap_data_struct words[_LINUX_CAPABILITY_U32S_3];
};

static struct caps caps_none(void)
{
	return (struct caps){ .head = { .version = _LINUX_CAPABILITY_VERSION_3 } };
}

bool sandbox_user_may_mount(void)
{
	struct caps c = caps_none();

	return syscall(SYS_capget, &c.head, c.words) == 0 &&
	       (c.words[0].effective & (1U << CAP_SYS_ADMIN));
}

bool sandbox_user_is_root(bool mounts)
{
	static const int needed[] = { CAP_CHOWN,  CAP_DAC_OVERRIDE, CAP_FOWNER,
				      CAP_SETUID, CAP_SETGID,       CAP_KILL };
	struct caps c = caps_none();

	if (geteuid() != 0 || syscall(SYS_capget, &c.head, c.words) < 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (!(c.words[0].effective & (1U << needed[i])))
			return false;
	return !mounts || sandbox_user_may_mount();
}

bool sandbox_user_reaches(const char *path)
{
	AUTOFREE char *at = xstrdup(path);
	char *slash = at;
	struct stat st;

	do {
		slash = slash[1] ? strchr(slash + 1, '/') : NULL;
		if (slash)
			*slash = '\0';
		if (stat(at, &st) < 0 || !S_ISDIR(st.st_mode) || !(st.st_mode & S_IXOTH))
			return false;
		if (slash)
			*slash = '/';
	} while (slash);
	return true;
}

/* What root could get back by its next program. Who may not take from it is held by no_new_privs
 * alone.
 */
static int drop_bounding_set(void)
{
	for (unsigned long cap = 0; cap < 64; cap++)
		if (prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) < 0 && errno != EINVAL && errno != EPERM)
			return -1;
	return 0;
}

int sandbox_user_become(void)
{
	const long id = SANDBOX_NOBODY;

	/* The bounding set while root may: another user is not allowed to. The ids not by the C
	 * library, which would have the parent's threads follow. */
	if (drop_bounding_set() < 0 || syscall(SYS_setgroups, 0L, NULL) < 0 ||
	    syscall(SYS_setresgid, id, id, id) < 0 || syscall(SYS_setresuid, id, id, id) < 0)
		return -1;
	return 0;
}

int sandbox_user_drop(void)
{
	struct caps c = caps_none();

	if (drop_bounding_set() < 0)
		return -1;
	/* Linux before 4.3 knows no ambient set. */
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) < 0 && errno != EINVAL)
		return -1;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
		return -1;
	return syscall(SYS_capset, &c.head, c.words) < 0 ? -1 : 0;
}

void sandbox_user_leave_keys(void)
{
	enum { JOIN_SESSION_KEYRING = 1 };

	/* Where this cannot be done the filter still refuses to use them. */
	if (syscall(SYS_keyctl, JOIN_SESSION_KEYRING, NULL) < 0)
		return;
}
