/* Text of others made fit to be shown: nothing in it steers a terminal. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include <stdbool.h>

/*
 * Names in archives, answers of servers, logs and recipes come from others. A copy of such a text
 * in which '?' stands for whatever a terminal might obey or a reader be misled by: control
 * characters (C0 but tab and newline, DEL, C1 also as UTF-8), marks that turn the direction of
 * writing (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069), and each byte that is not
 * UTF-8. The one place where this is done, for all that goes to stderr, and
 * to stdout where that is a terminal. text may be NULL, for "".
 * The caller frees.
 */
char *plain_text(const char *text);

/* A control character of ASCII, tab, newline and DEL among them: no name of ours has one. */
static inline bool plain_is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}
bool plain_has_control(const char *text);

/* A character of ASCII that leaves ink: what headers and addresses may hold. */
static inline bool plain_is_graphic(char c)
{
	return c > ' ' && c < 0x7f;
}

/* In place, for what becomes one line of something: `instead` for each control character. */
void plain_replace_controls(char *text, char instead);

#endif
