/* Keeps a static program from loading the NSS and iconv modules of another glibc.
 *
 * getaddrinfo(), getpwnam() and iconv_open() in libc.a load the machine's modules, and with
 * them its libc.so.6, into a program that already has a libc: of exactly the same version
 * that works, with any other one the program crashes. The linker sends these calls here
 * (--wrap=__libc_dlopen_mode in gcc.specs), and on a machine with another version they fail
 * as they do where the module is missing. A program's own dlopen() does not pass here.
 */
/* SPDX-License-Identifier: MIT */
#include <gnu/libc-version.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

void *__real___libc_dlopen_mode(const char *name, int mode);
void *__wrap___libc_dlopen_mode(const char *name, int mode) __attribute__((visibility("hidden")));

/* Until 2.33 glibc installed its library as libc-VERSION.so beside the link libc.so.6. */
static int machine_has_our_version(void)
{
	static const char *const directories[] = {
		"/lib64/libc-",
		"/lib/x86_64-linux-gnu/libc-",
		"/lib/aarch64-linux-gnu/libc-",
		"/lib/libc-",
	};

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		char path[64];

		strcpy(path, directories[i]);
		strncat(path, gnu_get_libc_version(), 16);
		strcat(path, ".so");
		if (access(path, R_OK) == 0)
			return 1;
	}
	return 0;
}

void *__wrap___libc_dlopen_mode(const char *name, int mode)
{
	return machine_has_our_version() ? __real___libc_dlopen_mode(name, mode) : NULL;
}
