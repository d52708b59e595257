/* Keeps a static program from loading the NSS and iconv modules of another glibc.
 *
 * getaddrinfo(), getpwnam() and iconv_open() in libc.a load the machine's modules, and with
 * them its libc.so.6, into a program that already has a libc: of exactly the same version
 * that works, with any other one the program crashes. The linker sends these calls here
 * (--wrap=__libc_dlopen_mode and so on in glibc.specs). A program's own dlopen() does not pass
 * here.
 *
 * Modules for names are never loaded: libnss_systemd crashes a static program even of the machine's
 * own version. glibc from 2.34 on has "files" and "dns" in libc.a itself; before, the program has
 * them from static_names.c. Others, for character sets, are loaded from a machine with the same
 * version; on another they fail as they do where the module is missing.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem */
#include "static_names.h"

#include <fcntl.h>
#include <gnu/libc-version.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void *__real___libc_dlopen_mode(const char *name, int mode);
void *__wrap___libc_dlopen_mode(const char *name, int mode) __attribute__((visibility("hidden")));
void *__real___libc_dlsym(void *handle, const char *name);
void *__wrap___libc_dlsym(void *handle, const char *name) __attribute__((visibility("hidden")));
int __real___libc_dlclose(void *handle);
int __wrap___libc_dlclose(void *handle) __attribute__((visibility("hidden")));

/* The library says in words what it is: "... stable release version 2.17, by ...". */
static int is_our_version(const char *path)
{
	char words[64] = "stable release version ";
	struct stat status;
	const char *library, *found = NULL;
	size_t length;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	strncat(words, gnu_get_libc_version(), 16);
	length = strlen(words);
	if (fstat(fd, &status) == 0 && (size_t)status.st_size > length) {
		library = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (library != MAP_FAILED) {
			/* One byte less: what follows the number is looked at too. */
			found = memmem(library, (size_t)status.st_size - 1, words, length);
			if (found && found[length] != '.' && found[length] != ',')
				found = NULL;
			munmap((void *)library, (size_t)status.st_size);
		}
	}
	close(fd);
	return found != NULL;
}

/* Where the loader finds the library, the machine's own architecture first. */
static int machine_has_our_version(void)
{
	static const char *const paths[] = {
#if defined(__aarch64__)
		"/lib/aarch64-linux-gnu/libc.so.6",
#elif defined(__x86_64__)
		"/lib/x86_64-linux-gnu/libc.so.6",
#elif defined(__riscv) && __riscv_xlen == 64
		"/lib/riscv64-linux-gnu/libc.so.6",
		"/lib64/lp64d/libc.so.6",
#else
#error "where Debian has the libraries of this architecture is not known"
#endif
		"/lib64/libc.so.6",
		"/lib/libc.so.6",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (access(paths[i], R_OK) == 0)
			return is_our_version(paths[i]);
	return 0;
}

#pragma weak static_names_module
#pragma weak static_names_is_module
#pragma weak static_names_function

static int is_ours(const void *handle)
{
#if __GLIBC_PREREQ(2, 34)
	(void)handle;
	return 0;
#else
	return static_names_is_module && static_names_is_module(handle);
#endif
}

void *__wrap___libc_dlopen_mode(const char *name, int mode)
{
	if (strncmp(name, "libnss_", 7) == 0) {
#if __GLIBC_PREREQ(2, 34)
		return NULL;
#else
		return static_names_module ? static_names_module(name) : NULL;
#endif
	}
	return machine_has_our_version() ? __real___libc_dlopen_mode(name, mode) : NULL;
}

void *__wrap___libc_dlsym(void *handle, const char *name)
{
	return is_ours(handle) ? static_names_function(handle, name)
			       : __real___libc_dlsym(handle, name);
}

int __wrap___libc_dlclose(void *handle)
{
	return is_ours(handle) ? 0 : __real___libc_dlclose(handle);
}
