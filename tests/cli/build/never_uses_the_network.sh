# build opens no network socket, whatever is missing.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
# (a sanitized program cannot look for leaks under strace)
expect 0 env ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=socket,connect -o trace "$SYSROOT_BIN" build tiny
! grep 'connect(.*AF_INET' trace || fail "a complete build went to the network"
unset SYSROOT_DATA
expect 1 env ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=socket,connect -o trace "$SYSROOT_BIN" build centos7
! grep 'connect(.*AF_INET' trace || fail "a build without its inputs went to the network"
