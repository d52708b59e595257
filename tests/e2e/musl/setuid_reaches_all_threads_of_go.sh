# syscall.Setuid() in a Go program with C in it: all threads follow, and the signal by which musl tells
# them is handled on their alternate stacks, never on a goroutine's small one.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_musl.sh"
go_here
[ -z "${SYSROOT_SHARED_GOCACHE-}" ] || GOCACHE=$SYSROOT_SHARED_GOCACHE
write_setuid
setuid_works musl+sqlite+zlib go
