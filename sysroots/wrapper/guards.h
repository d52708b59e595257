/* What static programs ask of glibc that goes to a stand-in first; recipes/catalog/standins says of
 * each why. gcc has the linker's options from the specs when a sysroot is composed, clang from the
 * wrapper. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_WRAPPER_GUARDS_H
#define SYSROOTS_WRAPPER_GUARDS_H

/* Calls option(FUNCTION) for each. */
/* clang-format off */
#define STATIC_GUARDS(option) \
	option(__libc_dlopen_mode) \
	option(__libc_dlsym) \
	option(__libc_dlclose) \
	option(__nss_database_lookup) \
	option(__nss_database_lookup2) \
	option(__nss_database_get) \
	option(__nss_hosts_lookup2) \
	option(_res_hconf_init) \
	option(_nl_load_locale) \
	option(_nl_intern_locale_data)
/* clang-format on */

/* Where the sysroot has libstandins_kernel.a. */
#define KERNEL_GUARD "--wrap=_dl_discover_osversion"

#endif
