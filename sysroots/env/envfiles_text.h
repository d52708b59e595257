/* The parts of the carried files that are the same for every sysroot but for a few words. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOTS_ENVFILES_TEXT_H
#define SYSROOTS_ENVFILES_TEXT_H

/*
 * In these texts @NAME@, @TRIPLE@, @ARCH@ and @ARCH@ stand for the sysroot's facts, and
 * @VARIABLES@ for the lines that set the variables.
 */
extern const char ENVFILES_SH[];
extern const char ENVFILES_MAKE[];
extern const char ENVFILES_CMAKE[];
extern const char ENVFILES_CMAKE_SHARED[];
extern const char ENVFILES_SITE[];
extern const char ENVFILES_MESON[];
extern const char ENVFILES_MESON_CARRIED_SHARED[];

/* The same for a sysroot whose place is known: @ROOT@ stands for its path as Meson writes it. */
extern const char ENVFILES_MESON_STATIC[];
extern const char ENVFILES_MESON_SHARED[];

#endif
