# CentOS 7's kernel calls itself 3.10.0, and a static glibc program refuses a kernel older
# than the one that its libc.a was built for: it must start there, with gcc and with clang.
. "$SYSROOT_SOURCE/tests/lib.sh"
gcc -O1 -o as_kernel "$SYSROOT_SOURCE/tests/e2e/programs/as_kernel.c"
[ "$(./as_kernel 3.10.0-1160.el7.x86_64 "$(command -v uname)" -r)" = 3.10.0-1160.el7.x86_64 ] ||
	fail "as_kernel does not work here"
cat >hello.c <<'C'
#include <stdio.h>
int main(void) { return puts("hello") < 0; }
C
for compiler in gcc clang; do
	SYSROOT_CC=$compiler "$CENTOS7_ROOT/bin/cc" -static -o hello-$compiler hello.c
	./as_kernel 3.10.0-1160.el7.x86_64 ./hello-$compiler >said || fail "$compiler: exit status $?"
	says said hello
	# The check itself is still there: what is really too old is refused.
	! ./as_kernel 2.6.18 ./hello-$compiler >said 2>&1 || fail "$compiler: starts on 2.6.18"
done
SYSROOT_CC=gcc "$MUSL_ROOT/bin/cc" -static -o hello-musl hello.c
./as_kernel 3.10.0-1160.el7.x86_64 ./hello-musl >said || fail "musl: exit status $?"
