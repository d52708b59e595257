/* libfilter: what libcapture wants. */
/* SPDX-License-Identifier: MIT */
int filter_apply(int number);

int filter_apply(int number)
{
	return number + 1;
}
