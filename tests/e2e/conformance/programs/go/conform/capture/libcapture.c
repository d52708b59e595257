/* libcapture: wants libfilter. */
/* SPDX-License-Identifier: MIT */
#include "capture.h"

int filter_apply(int number);

int capture_version(const unsigned char *packet, size_t size)
{
	return size >= 4 ? packet[0] >> 4 : 0;
}

int capture_filter(int number)
{
	return filter_apply(number);
}
