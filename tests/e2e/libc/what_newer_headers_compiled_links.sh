# Archives that were compiled with the headers of glibc 2.38 or later ask for __isoc23_strtol and its kin:
# an older target has them, with C23's rule for 0b, in static and in dynamic programs.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >newer.c <<'C'
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

long __isoc23_strtol(const char *, char **, int);
long long __isoc23_strtoll(const char *, char **, int);
unsigned long __isoc23_strtoul(const char *, char **, int);
unsigned long long __isoc23_strtoull(const char *, char **, int);

static int wrong;

static void is(const char *text, int base, long value, unsigned long unsigned_value, size_t length, int error)
{
	char *end, *ends;

	errno = 7;
	if (__isoc23_strtol(text, &end, base) != value || errno != error || __isoc23_strtoll(text, &ends, base) != value ||
	    (size_t)(end - text) != length || end != ends)
		printf("signed '%s' %d\n", text, ++wrong);
	errno = 7;
	if (__isoc23_strtoul(text, &end, base) != unsigned_value || errno != 7 ||
	    __isoc23_strtoull(text, &ends, base) != unsigned_value || (size_t)(end - text) != length || end != ends)
		printf("unsigned '%s' %d\n", text, ++wrong);
}

int main(void)
{
	char *end;

	is("12", 10, 12, 12, 2, 7);
	is(" -0x10z", 0, -16, -16UL, 6, 7);
	is("0b101", 0, 5, 5, 5, 7);
	is(" +0B11 ", 2, 3, 3, 6, 7);
	is("-0b1", 0, -1, -1UL, 4, 7);
	is("0b2", 0, 0, 0, 1, 7);
	is("0b1", 10, 0, 0, 1, 7);
	is("0b1", 16, 0xb1, 0xb1, 3, 7);
	is("0b1000000000000000000000000000000000000000000000000000000000000000", 0, LONG_MAX, 1UL << 63, 66, ERANGE);
	is("-0b1000000000000000000000000000000000000000000000000000000000000000", 0, LONG_MIN, 1UL << 63, 67, 7);
	errno = 0;
	if (__isoc23_strtoul("0b11111111111111111111111111111111111111111111111111111111111111111", &end, 0) != ULONG_MAX ||
	    errno != ERANGE)
		printf("overflow %d\n", ++wrong);
	puts("done");
	return wrong;
}
C
for flags in -static -no-pie; do
	"$CENTOS7_ROOT/bin/cc" -O1 $flags newer.c -o newer 2>log || fail "$flags: $(cat log)"
	run=
	[ $flags = -static ] || run="$CENTOS7_ROOT/usr/lib/ld-linux-x86-64.so.2 --library-path $CENTOS7_ROOT/usr/lib"
	# shellcheck disable=SC2086 # words
	$run ./newer >said || fail "$flags: $(cat said)"
	grep -qx 'done' said || fail "$flags: $(cat said)"
done
