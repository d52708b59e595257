/* An archive that was compiled on a newer machine, with the headers of Debian 13's glibc. */
/* SPDX-License-Identifier: MIT */
#include <stdio.h>

const char *foreign(const char *path);

int main(void)
{
	const char *bad = foreign("matrix.foreign");

	if (bad)
		puts(bad);
	return bad != NULL;
}
