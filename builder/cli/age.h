/* How long ago something was, for people. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_AGE_H
#define CLI_AGE_H

#include <stdint.h>

/* "40 s", "12 min", "5 h", "1 day", "30 days"; "-" below 0: not known. The caller frees. */
char *age_text(int64_t seconds);

/* Seconds since a time in seconds since 1970, 0 at least; -1 for a time of 0, which is not known.
 */
int64_t age_since(int64_t then);

#endif
