/* sysconf() for sanitizers that were compiled with a newer glibc. */
/* SPDX-License-Identifier: MIT */
/*
 * From glibc 2.34 on SIGSTKSZ is a call, sysconf(_SC_SIGSTKSZ), and the sanitizers' libraries make
 * their signal stacks of that size. An older sysconf() answers -1, and the program ends before
 * main(). Programs with a sanitizer are linked with --wrap=sysconf, which leads here.
 */
#include <sys/auxv.h>
#include <unistd.h>

#define NEW_MINSIGSTKSZ 249 /* _SC_MINSIGSTKSZ and _SC_SIGSTKSZ, which older headers lack */
#define NEW_SIGSTKSZ 250
#define NEW_AT_MINSIGSTKSZ 51

/* What the kernel's headers say, which glibc's own hide for some releases. */
#ifdef __aarch64__
enum { SMALLEST = 5120, USUAL = 16384 };
#else
enum { SMALLEST = 2048, USUAL = 8192 };
#endif

/* --wrap makes these names, which are the implementation's own therefore. */
long __real_sysconf(int name);
long __wrap_sysconf(int name) __attribute__((visibility("hidden")));

long __wrap_sysconf(int name)
{
	long value = __real_sysconf(name);
	long least;

	if (value >= 0 || (name != NEW_MINSIGSTKSZ && name != NEW_SIGSTKSZ))
		return value;
	/* What the kernel stores there depends on the CPU; it says so from Linux 5.14 on. */
	least = (long)getauxval(NEW_AT_MINSIGSTKSZ);
	if (least < SMALLEST)
		least = SMALLEST;
	if (name == NEW_MINSIGSTKSZ)
		return least;
	return 4 * least > USUAL ? 4 * least : USUAL;
}
