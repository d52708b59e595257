/* Brings DNS and /etc/hosts into the static programs of glibc before 2.34 that look hosts up, and
 * into no others: the linker sends here what each of those calls (--wrap=_res_hconf_init of
 * getaddrinfo() and gethostbyname(), --wrap=__nss_hosts_lookup2 of gethostent() too). From 2.34 on
 * the calls are only passed on. */
/* SPDX-License-Identifier: MIT */
#include "names.h"

#pragma GCC visibility push(hidden)

void __real__res_hconf_init(void);
void __wrap__res_hconf_init(void);
int __real___nss_hosts_lookup2(void *service, const char *name, const char *other, void *function);
int __wrap___nss_hosts_lookup2(void *service, const char *name, const char *other, void *function);

#if !__GLIBC_PREREQ(2, 34)
extern const struct names_function *const names_hosts_wanted[];
const struct names_function *const names_hosts_wanted[] = { names_files_hosts, names_dns };
#endif

void __wrap__res_hconf_init(void)
{
	__real__res_hconf_init();
}

int __wrap___nss_hosts_lookup2(void *service, const char *name, const char *other, void *function)
{
	return __real___nss_hosts_lookup2(service, name, other, function);
}

#pragma GCC visibility pop
