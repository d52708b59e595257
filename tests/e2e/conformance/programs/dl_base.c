/* The library that dl_library.c needs: found beside it, by its own run path. */
/* SPDX-License-Identifier: MIT */
int base_value(void);
int base_early(int more);
int twice(int value);

/* In the room that glibc's loader keeps for late comers; musl refuses such a library. */
static __thread int early
#if TARGET_GLIBC
	__attribute__((tls_model("initial-exec")))
#endif
	= 60;

int base_value(void)
{
	/* The program's own twice() stands before this library's. */
	return twice(21);
}

int twice(int value)
{
	return 2 * value + 1000;
}

int base_early(int more)
{
	return early += more;
}
