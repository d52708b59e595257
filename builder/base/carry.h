/* Carrying a file's bytes inside the program. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_CARRY_H
#define BASE_CARRY_H

#include <stddef.h>

/*
 * At file scope: bytes of a file, as build time found them (a path in quotes, relative to the
 * source tree's top), between the two symbols NAME_begin and NAME_end: one object to the
 * linker, which the compiler cannot see. A zero byte follows them.
 */
#define CARRY(name, file)                                                                          \
	__asm__(".section .rodata." #name ",\"a\"\n"                                               \
		".balign 16\n"                                                                     \
		".type " #name "_begin, %object\n" #name "_begin:\n"                               \
		".incbin \"" file "\"\n"                                                           \
		".type " #name "_end, %object\n" #name "_end:\n"                                   \
		".byte 0\n"                                                                        \
		".previous\n");                                                                    \
	extern const char name##_begin[] CARRY_HERE, name##_end[] CARRY_HERE

/* Not through the GOT of a PIE: for AArch64, ld takes both symbols' entries there for one. */
#define CARRY_HERE __attribute__((visibility("hidden")))

/* How many bytes there are. */
#define CARRY_SIZE(name) ((size_t)(name##_end - name##_begin))

#endif
