/* A program without threads. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

int main(void)
{
	return puts("no threads") < 0;
}
