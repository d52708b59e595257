/* A static program's own dlopen(): an error with words, never a crash. */
/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <stdio.h>

int main(void)
{
	const char *words;

	if (dlopen("/nowhere/libnone.so", RTLD_NOW)) {
		printf("differs: what does not exist was opened\n");
		return 1;
	}
	words = dlerror();
	if (!words || !words[0]) {
		printf("differs: dlopen() fails without a word\n");
		return 1;
	}
	printf("ok dl_static\n");
	return 0;
}
