/* __getauxval for musl before 1.2.6, whose libc.so does not have it under this name.
 *
 * libgcc.a of a gcc that was made for glibc calls it on aarch64, to learn whether the processor
 * has atomic instructions (-moutline-atomics, the default of distributions). In libc.a it is,
 * and is taken from there.
 */
/* SPDX-License-Identifier: MIT */
#include <sys/auxv.h>

/* Hidden: what is linked must not offer it to others. */
unsigned long __getauxval(unsigned long type) __attribute__((visibility("hidden")));

unsigned long __getauxval(unsigned long type)
{
	return getauxval(type);
}
