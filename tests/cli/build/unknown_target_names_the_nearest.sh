# A slip of the fingers is answered with the name that was meant; exit status 2.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
expect 2 sysroot build centos8x
expect 2 sysroot build cetnos7
says err "cetnos7"
says err "centos7"
expect 2 sysroot build centos7+zlip
says err "zlib"
[ ! -s out ] || fail "something on stdout: $(cat out)"
