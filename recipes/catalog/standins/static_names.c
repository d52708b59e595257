/* Lets static programs look names and users up in files and DNS, wherever they run.
 *
 * glibc asks the services that the machine's /etc/nsswitch.conf names, and loads the module of each
 * from the machine, and with it another libc. Here the services are settled when the program
 * starts: "files dns" for hosts, "files" for all else. glibc does not ask nscd either. From
 * 2.34 on both are in libc.a; before that it loads them too, and gets ours (names.h) instead.
 *
 * The linker sends the calls by which every function that looks names up begins here
 * (--wrap=__nss_database_lookup up to 2.28, then ..._lookup2, and ..._get from 2.33 on): that is
 * how this file gets into the programs that need it, and into no others.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "static_names.h"

#include <errno.h>
#include <nss.h>
#include <stddef.h>
#include <string.h>

#define HIDDEN __attribute__((visibility("hidden")))

/* glibc's own: below 0 where nscd is never asked. In the programs that would ask it. */
extern int __nss_not_use_nscd_passwd __attribute__((weak)),
	__nss_not_use_nscd_group __attribute__((weak)),
	__nss_not_use_nscd_hosts __attribute__((weak)),
	__nss_not_use_nscd_services __attribute__((weak)),
	__nss_not_use_nscd_netgroup __attribute__((weak));

/* 101: a program's own constructors may look names up. */
__attribute__((constructor(101))) static void settle_services(void)
{
	static const char *const databases[] = {
		"aliases",  "ethers",   "group",  "gshadow",   "initgroups",
		"netgroup", "networks", "passwd", "protocols", "publickey",
		"rpc",      "services", "shadow",
	};
	/* A service that a program has settled is not asked of nscd in any case; but getaddrinfo()
	 * also asks it for the time when the machine's addresses changed. */
	int *const nscd[] = {
		&__nss_not_use_nscd_passwd,   &__nss_not_use_nscd_group,
		&__nss_not_use_nscd_hosts,    &__nss_not_use_nscd_services,
		&__nss_not_use_nscd_netgroup,
	};
	int saved = errno;

	for (size_t i = 0; i < sizeof(nscd) / sizeof(nscd[0]); i++)
		if (nscd[i])
			*nscd[i] = -1;
	for (size_t i = 0; i < sizeof(databases) / sizeof(databases[0]); i++)
		__nss_configure_lookup(databases[i], "files");
	__nss_configure_lookup("hosts", "files dns");
	errno = saved;
}

#if __GLIBC_PREREQ(2, 33)

_Bool __real___nss_database_get(int database, void *actions);
_Bool __wrap___nss_database_get(int database, void *actions) HIDDEN;

_Bool __wrap___nss_database_get(int database, void *actions)
{
	return __real___nss_database_get(database, actions);
}

#elif __GLIBC_PREREQ(2, 29)

int __real___nss_database_lookup2(const char *database, const char *alternative,
				  const char *services, void *found);
int __wrap___nss_database_lookup2(const char *database, const char *alternative,
				  const char *services, void *found) HIDDEN;

int __wrap___nss_database_lookup2(const char *database, const char *alternative,
				  const char *services, void *found)
{
	return __real___nss_database_lookup2(database, alternative, services, found);
}

#else

int __real___nss_database_lookup(const char *database, const char *alternative,
				 const char *services, void *found);
int __wrap___nss_database_lookup(const char *database, const char *alternative,
				 const char *services, void *found) HIDDEN;

int __wrap___nss_database_lookup(const char *database, const char *alternative,
				 const char *services, void *found)
{
	return __real___nss_database_lookup(database, alternative, services, found);
}

#endif

#if !__GLIBC_PREREQ(2, 34)

#include "names.h"

#pragma weak names_files_hosts
#pragma weak names_dns

/* The modules, by what their functions' names begin with. */
static const struct static_module {
	const char *file, *prefix;
	const struct names_function *tables[4];
} modules[] = {
	{ "libnss_files.so.2",
	  "_nss_files_",
	  { names_files_users, names_files_lists, names_files_netgroups, names_files_hosts } },
	{ "libnss_dns.so.2", "_nss_dns_", { names_dns } },
};

void *static_names_module(const char *file)
{
	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strcmp(file, modules[i].file) == 0)
			return (void *)&modules[i];
	return NULL;
}

int static_names_is_module(const void *handle)
{
	return handle == &modules[0] || handle == &modules[1];
}

void *static_names_function(const void *handle, const char *name)
{
	const struct static_module *module = handle;
	const size_t length = strlen(module->prefix);

	if (strncmp(name, module->prefix, length) != 0)
		return NULL;
	for (size_t t = 0; t < 4; t++)
		for (const struct names_function *f = module->tables[t]; f && f->name; f++)
			if (strcmp(name + length, f->name) == 0)
				return f->function;
	return NULL;
}

#endif
