/* A small library in libpcap's manner: found by -L and -l, with another one behind it. */
/* SPDX-License-Identifier: MIT */
#ifndef CONFORM_CAPTURE_H
#define CONFORM_CAPTURE_H

#include <stddef.h>

/* The IP version of a packet, 0 if it is too short. */
int capture_version(const unsigned char *packet, size_t size);
/* What libfilter makes of it. */
int capture_filter(int number);

#endif
