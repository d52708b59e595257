# musl 1.2.3 has the names that end in 64 for all who define _GNU_SOURCE, and for object files that were
# compiled with them on a machine with glibc.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
want musl-1.2.3
cat >part.c <<'C'
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int large(const char *path);
int large(const char *path)
{
	int fd = open64(path, O_RDWR | O_CREAT, 0600);
	FILE *file = fopen64(path, "r");
	off64_t far = (off64_t)5 << 30;

	unlink(path);
	return file && ftruncate64(fd, far) == 0 && lseek64(fd, far, SEEK_SET) == far &&
	       fseeko64(file, far, SEEK_SET) == 0 && ftello64(file) == far;
}
C
printf 'int large(const char *path);\nint main(void) { return !large("large"); }\n' >program.c
for compiler in gcc clang; do
	export SYSROOT_CC="$compiler"
	expect 0 "$root/bin/cc" -Wall -Werror -c part.c -o ours.o
	expect 0 $compiler -fPIC -c part.c -o foreign.o
	for mode in -static -static-pie -pie; do
		[ $mode = -pie ] && loader=$root/usr/lib/libc.so || loader=
		for part in ours.o foreign.o; do
			expect 0 "$root/bin/cc" -fPIC $mode program.c $part -o program
			# shellcheck disable=SC2086 # none or one word
			$loader ./program || fail "$compiler $mode $part: large files do not work"
		done
	done
done
