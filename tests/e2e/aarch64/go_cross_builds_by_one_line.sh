# eval $(sysroot env TARGET --arch aarch64); go build: a program with C inside for aarch64, static
# on musl, dynamic on glibc, with nothing but that line.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
go_here
want musl-aarch64+sqlite+zlib

# The very words of the manual, in a shell that knows nothing else.
cat >build.sh <<'END'
set -e
eval $("$SYSROOT_BIN" env musl+sqlite+zlib --arch aarch64)
go build -o notes notes
go build -o baseline baseline
go env GOARCH CGO_ENABLED >go.env
END
sh build.sh >log 2>&1 || fail "$(cat log)"
[ "$(tr '\n' ' ' <go.env)" = "arm64 1 " ] || fail "Go builds for $(cat go.env)"
for program in notes baseline; do
	readelf -h "$program" | grep -q 'Machine: *AArch64' || fail "$program is of another machine"
	is_static "$program"
	qemu-aarch64 "./$program" >said || fail "$program: $(cat said)"
done
qemu-aarch64 ./notes >said
says said "1000 notes, 7893 bytes"

# The variable says the same; the compiler may be clang.
SYSROOT_ARCH=aarch64 SYSROOT_CC=clang expect 0 sysroot exec musl+sqlite+zlib -- go build -o by-clang notes
qemu-aarch64 ./by-clang >said || fail "by clang: $(cat said)"
says said "1000 notes, 7893 bytes"

want centos7-aarch64+sqlite+zlib
expect 0 sysroot exec --arch aarch64 --shared centos7+sqlite+zlib -- go build -o shared notes
readelf -lW shared | grep -q 'interpreter: /lib/ld-linux-aarch64.so.1' || fail "another loader: $(readelf -lW shared)"
keeps_to shared 2.17
qemu-aarch64 -L "$root" ./shared >said || fail "shared: $(cat said)"
says said "1000 notes, 7893 bytes"

# Back on this machine's own.
expect 0 sh -c 'eval $("$SYSROOT_BIN" env musl+sqlite+zlib); go env GOARCH'
[ "$(cat out)" = "$(go env GOHOSTARCH)" ] || fail "Go stays with $(cat out)"
