/* Releases of distributions that have no target, and what fits them. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/targets/target_release.h"

#include <string.h>
#include <strings.h>

const struct target_release target_releases[] = {
	{ "centos5 el5 rhel5", "2.5", "2.6.18", NULL },
	{ "centos6 el6 rhel6 oracle6 ol6", "2.12", "2.6.32", NULL },
	{ "rocky7 alma7 oracle7 ol7 scientific7", "2.17", "3.10", "centos7" },
	{ "oracle8 ol8", "2.28", "4.18", "rocky8" },
	{ "oracle9 ol9", "2.34", "5.14", "rocky9" },
	{ "centos10 oracle10 ol10", "2.39", "6.12", "rocky10" },
	{ "debian7 wheezy", "2.13", "3.2", NULL },
	{ "debian8 jessie", "2.19", "3.16", "glibc-2.17+linux-3.16" },
	{ "debian9 stretch", "2.24", "4.9", "glibc-2.17+linux-4.9" },
	{ "debian10 buster", "2.28", "4.19", "glibc-2.28+linux-4.19" },
	{ "ubuntu12.04 precise", "2.15", "3.2", NULL },
	{ "ubuntu14.04 trusty", "2.19", "3.13", "centos7" },
	{ "ubuntu16.04 xenial", "2.23", "4.4", "glibc-2.17+linux-4.4" },
	{ "ubuntu18.04 bionic", "2.27", "4.15", "glibc-2.17+linux-4.14" },
	{ "amazonlinux1 amzn1 al1", "2.17", "4.14", "glibc-2.17+linux-4.14" },
	{ "amazonlinux2 amzn2 al2", "2.26", "4.14", "glibc-2.17+linux-4.14" },
	{ "amazonlinux2023 amzn2023 al2023", "2.34", "6.1", "glibc-2.34+linux-6.1" },
	{ "sles11", "2.11", "3.0", NULL },
	{ "sles12", "2.22", "4.4", "glibc-2.17+linux-4.4" },
	{ "sles15 leap15", "2.26", "4.12", "glibc-2.17+linux-4.9" },
};
const size_t target_release_count = sizeof(target_releases) / sizeof(target_releases[0]);

const struct target_release *target_release_find(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; len && i < target_release_count; i++)
		for (const char *p = target_releases[i].names; *p;) {
			size_t n = strcspn(p, " ");

			if (n == len && strncasecmp(p, name, n) == 0)
				return &target_releases[i];
			p += n + (p[n] == ' ');
		}
	return NULL;
}
