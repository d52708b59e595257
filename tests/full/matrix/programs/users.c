/* Users and groups, by name and by number, and the groups of a user. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	struct passwd *user = getpwnam("conform-user");
	struct group *group;
	gid_t groups[8];
	int count = 8, entries = 0;

	if (!user || user->pw_uid != 4711)
		return puts("getpwnam"), 1;
	user = getpwuid(4711);
	if (!user || strcmp(user->pw_name, "conform-user") != 0)
		return puts("getpwuid"), 1;
	group = getgrnam("conform-group");
	if (!group || group->gr_gid != 4712)
		return puts("getgrnam"), 1;
	group = getgrgid(5);
	if (!group || strcmp(group->gr_name, "tty") != 0)
		return puts("getgrgid"), 1;
	if (getgrouplist("conform-user", 4712, groups, &count) < 1 || count != 1 ||
	    groups[0] != 4712)
		return puts("getgrouplist"), 1;
	for (setpwent(); getpwent();)
		entries++;
	endpwent();
	if (entries != 2 || getpwnam("nobody-of-that-name"))
		return puts("getpwent"), 1;
	return 0;
}
