# musl from 1.2.4 on: off64_t, stat64, open64 and the like are declared to those who define
# _LARGEFILE64_SOURCE, in C and in Go programs, and _GNU_SOURCE is not enough; what compilers say then is in
# the manual's table of errors.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
cat >body.h <<'C'
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static int large(const char *path)
{
	struct stat64 status;
	int fd = open64(path, O_RDWR | O_CREAT, 0600);
	off64_t far = (off64_t)5 << 30;
	FILE *file = fopen64(path, "r");
	void *map = mmap64(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
	int good = file && map != MAP_FAILED && ftruncate64(fd, far) == 0 &&
		   lseek64(fd, far, SEEK_SET) == far && fstat64(fd, &status) == 0 &&
		   status.st_size == far && fseeko64(file, far, SEEK_SET) == 0 && ftello64(file) == far;

	unlink(path);
	return good;
}
C
printf '#define _GNU_SOURCE\n#include "body.h"\nint main(void) { return !large("large"); }\n' >program.c
# What compilers say of quotes differs with their locales.
export LC_ALL=C
for compiler in gcc clang; do
	export SYSROOT_CC="$compiler"
	! "$MUSL_ROOT/bin/cc" program.c -o program 2>log || fail "$compiler compiles the names without the define"
	said=0
	for text in "unknown type name 'off64_t'" "storage size of 'status' isn't known" \
		"variable has incomplete type 'struct stat64'"; do
		if grep -qF "$text" log; then
			said=$((said + 1))
			says "$SYSROOT_SOURCE/docs/manual.md" "$(echo "$text" | sed "s/'status'/'s'/")"
		fi
	done
	[ $said -eq 2 ] || fail "$compiler says of them: $(cat log)"
	for mode in -static -static-pie -pie; do
		expect 0 "$MUSL_ROOT/bin/cc" -D_LARGEFILE64_SOURCE -Wall -Werror $mode program.c -o program
		[ $mode = -pie ] && loader=$MUSL_ROOT/usr/lib/libc.so || loader=
		# shellcheck disable=SC2086 # none or one word
		$loader ./program || fail "$compiler $mode: large files do not work"
	done
done
unset SYSROOT_CC
go_here
[ -z "${SYSROOT_SHARED_GOCACHE-}" ] || GOCACHE=$SYSROOT_SHARED_GOCACHE
mkdir go/src/large
cp body.h go/src/large
cat >go/src/large/main.go <<'GO'
package main

// #define _GNU_SOURCE
// #include "body.h"
// static int check(void) { return large("large"); }
import "C"
import "os"

func main() { os.Exit(1 - int(C.check())) }
GO
! sysroot exec musl+sqlite+zlib -- go build -o program large 2>log || fail "Go compiles the names without the define"
says log off64_t
# shellcheck disable=SC2016 # expanded in the environment of the sysroot
expect 0 sysroot exec musl+sqlite+zlib -- sh -c 'CGO_CFLAGS="$CGO_CFLAGS -D_LARGEFILE64_SOURCE" go build -o program large'
./program || fail "large files do not work in Go's program"
