# Whatever kernel headers a glibc is put together with: each __NR_x has its SYS_x, and no SYS_x is
# without its __NR_x.
. "$SYSROOT_SOURCE/tests/lib.sh"

# names_agree TARGET OPTION...: build it, and compare what <sys/syscall.h> defines
names_agree() {
	target=$1
	shift
	sysroot -q build "$@" "$target" >built.log 2>&1 || {
		sysroot fetch "$@" "$target" >built.log 2>&1 || fail "cannot fetch '$target': $(cat built.log)"
		sysroot build "$@" "$target" >built.log 2>&1 || fail "cannot build '$target': $(cat built.log)"
	}
	sysroot exec "$target" -- sh -c 'echo "#include <sys/syscall.h>" | $CC -E -dM -' >macros ||
		fail "$target: no sys/syscall.h"
	sed -n 's/^#define __NR_\([A-Za-z0-9_]*\) .*/\1/p' macros | grep -vx -e syscalls -e arch_specific_syscall |
		sort >calls
	# What counts the calls is no call; one SYS_ is the number of another.
	sed -n 's/^#define SYS_\([A-Za-z0-9_]*\) __NR_\1$/\1/p' macros | grep -vx -e syscalls -e arch_specific_syscall |
		sort >names
	[ "$(wc -l <calls)" -gt 250 ] || fail "$target has only these calls: $(cat calls)"
	comm -3 calls names >differ
	[ ! -s differ ] || fail "$target: __NR_ alone, and SYS_ alone (right): $(cat differ)"
}

# has TARGET CALL: a program uses it by its name
has() {
	printf '#include <sys/syscall.h>\n#include <unistd.h>\nint main(void) { return (int)syscall(SYS_%s); }\n' "$2" >call.c
	sysroot exec "$1" -- sh -c '$CC $LDFLAGS call.c -o call' >call.log 2>&1 || fail "$1: $(cat call.log)"
}

names_agree centos7
# Old glibc, new headers: 5.10 for 3.10, for both architectures.
names_agree centos7+linux-5.10 --recipe linux-headers-5.10-debian11
has centos7+linux-5.10 memfd_create
has centos7+linux-5.10 close_range
# shellcheck disable=SC2046 # an option and its word
names_agree centos7-aarch64+linux-5.10 --recipe linux-headers-5.10-debian11-arm64 $(quick centos7-aarch64)
has centos7-aarch64+linux-5.10 openat2
# From 2.30 on glibc asks for each name that it knows; 6.12 has calls that 2.36 does not know.
names_agree debian12+linux-6.12 --recipe linux-headers-6.12-debian13
has debian12+linux-6.12 cachestat
# And fewer than it was built with.
names_agree debian12+linux-5.10 --recipe linux-headers-5.10-debian11
