/* Keeps a static program from refusing Linux 3.10.0 because its libc.a was built for 3.10.108.
 *
 * At start a static program compares the kernel's version with the one that its glibc was
 * configured for (--enable-kernel) and ends with "FATAL: kernel too old" below it. crosstool-NG
 * sets that to the very version of the headers, while CentOS 7's kernel calls itself 3.10.0 for
 * all its life. Nothing that glibc 2.17 uses came between the two. The linker sends the question
 * here (--wrap=_dl_discover_osversion in gcc.specs).
 *
 * It is asked before thread-local storage and relocations are set up: no stack protector, no
 * call but the one.
 */
/* SPDX-License-Identifier: MIT */
int __real__dl_discover_osversion(void);
int __wrap__dl_discover_osversion(void) __attribute__((visibility("hidden")));

int __wrap__dl_discover_osversion(void)
{
	const int linux_3_10_0 = 3 << 16 | 10 << 8 | 0, linux_3_10_108 = linux_3_10_0 + 108;
	int version = __real__dl_discover_osversion();

	return version >= linux_3_10_0 && version < linux_3_10_108 ? linux_3_10_108 : version;
}
