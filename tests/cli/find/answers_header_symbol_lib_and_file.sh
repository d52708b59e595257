# The index knows what each sysroot has.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot find header sys/random.h
grep -qE '^musl .* usr/include/sys/random\.h$' out || fail "musl has sys/random.h: $(cat out)"
! grep -q '^centos7' out || fail "glibc 2.17 has no sys/random.h: $(cat out)"
expect 0 sysroot find symbol getrandom
! grep -q '^centos7' out || fail "glibc 2.17 has no getrandom: $(cat out)"
expect 0 sysroot find symbol memcpy -t centos7
says out "GLIBC_2.14"
expect 0 sysroot find lib z
grep -qE '^centos7\+sqlite\+zlib .*zlib +usr/lib/libz\.a$' out || fail "libz.a: $(cat out)"
expect 0 sysroot find file crt1.o
grep -qE '^musl .*usr/lib/crt1\.o$' out || fail "crt1.o: $(cat out)"
expect 0 sysroot find file 'Scrt*.o' -t musl
expect 1 sysroot find header no/such/header.h
says err "no built sysroot has"
expect 0 sysroot find --json lib c -t centos7
says out '"soname": "libc.so.6"'
expect 2 sysroot find haeder stdio.h
