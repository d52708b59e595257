/* Keeps a static program from refusing the target's kernel as too old.
 *
 * At start a static program of glibc before 2.36 compares the kernel's version with the one that
 * its libc.a was configured for (--enable-kernel), and ends with "FATAL: kernel too old" below it.
 * crosstool-NG sets that to the very version of the headers, 3.10.108 or 4.10.17, while CentOS 7's
 * kernel calls itself 3.10.0 for all its life; and nothing that glibc 2.17 uses came after 3.7.
 * So any kernel from the target's on is new enough, and about older ones glibc is asked. The linker
 * sends the question here (--wrap=_dl_discover_osversion in glibc.specs).
 *
 * Every other libc.a is configured for the target's kernel or an older one, 2.17 built from
 * upstream's release among them: their sysroots do not have this file (standins.recipe).
 *
 * It is asked before thread-local storage and relocations are set up: no stack protector, no
 * call but the one.
 */
/* SPDX-License-Identifier: MIT */
int __real__dl_discover_osversion(void);
int __wrap__dl_discover_osversion(void) __attribute__((visibility("hidden")));

int __wrap__dl_discover_osversion(void)
{
	const int targets = LINUX_MAJOR << 16 | LINUX_MINOR << 8, newest = 0xffffff;
	int version = __real__dl_discover_osversion();

	return version >= targets ? newest : version;
}
