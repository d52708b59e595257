# The recipes that take AlmaLinux 8's own packages, proved on rpm files that are laid out as those
# are: links by build id below /usr/lib, libm as linker scripts that name the vector library, links
# with absolute targets. The contents are those of glibc 2.17 under 2.28's names.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
from=$CENTOS7_ROOT/usr
arch=x86_64
loader="ld-linux-x86-64.so.2"
. "$SYSROOT_SOURCE/tests/e2e/rpm/rpm_common.inc"

rpm_libraries 2.28
rpm_development
rpm_headers glibc-headers 4 18 0
mkdir -p tree/glibc/usr/lib/.build-id/0a
ln -s ../../../../lib64/libc-2.28.so tree/glibc/usr/lib/.build-id/0a/1b2c3d4e5f
for link in tree/glibc-devel/usr/lib64/*.so; do
	[ -L "$link" ] || continue
	ln -sf "$(readlink "$link" | sed 's,^\.\./\.\.,,')" "$link"
done
echo 'int vector(void) { return 0; }' >vector.c
"$CENTOS7_ROOT/bin/cc" -shared -fPIC -Wl,-soname,libmvec.so.1 vector.c -o tree/glibc/lib64/libmvec-2.28.so
ln -s libmvec-2.28.so tree/glibc/lib64/libmvec.so.1
"$CENTOS7_ROOT/bin/cc" -c vector.c -o vector.o
"$CENTOS7_ROOT/bin/x86_64-linux-gnu-ar" rcD tree/glibc-static/usr/lib64/libmvec.a vector.o
mv tree/glibc-static/usr/lib64/libm.a tree/glibc-static/usr/lib64/libm-2.28.a
rm tree/glibc-devel/usr/lib64/libm.so
cat >tree/glibc-devel/usr/lib64/libm.so <<'SCRIPT'
/* GNU ld script
*/
OUTPUT_FORMAT(elf64-x86-64)
GROUP ( /lib64/libm.so.6  AS_NEEDED ( /lib64/libmvec.so.1 ) )
SCRIPT
cat >tree/glibc-static/usr/lib64/libm.a <<'SCRIPT'
/* GNU ld script
*/
OUTPUT_FORMAT(elf64-x86-64)
GROUP ( /usr/lib64/libm-2.28.a /usr/lib64/libmvec.a )
SCRIPT

rpm_build glibc 2.28-236.el8_9.13 w2.xzdio xz
rpm_build glibc-devel 2.28-236.el8_9.13 w2.xzdio xz
rpm_build glibc-headers 2.28-236.el8_9.13 w3.zstdio zstd
rpm_build glibc-static 2.28-236.el8_9.13 w1.gzdio gzip
rpm_build kernel-headers 4.18.0-513.24.1.el8_9 w2.xzdio xz

rpm_sysroot rocky8 glibc-2.28-alma8 linux-headers-4.18.0-alma8
[ "$(echo "$rpms" | wc -w)" -eq 5 ] || fail "the recipes want other packages: $rpms"
rpm_check_layout
rpm_check_contents
says "$root/usr/lib/libm.so" 'GROUP ( libm.so.6  AS_NEEDED ( libmvec.so.1 ) )'
says "$root/usr/lib/libm.a" 'GROUP ( libm-2.28.a libmvec.a )'
[ "$(readlink tree/glibc-devel/usr/lib64/libdl.so)" = /lib64/libdl.so.2 ] || fail "the rpm has no absolute link"
[ "$(readlink "$root/usr/lib/libdl.so")" = libdl.so.2 ] || fail "libdl.so -> $(readlink "$root/usr/lib/libdl.so")"
[ "$(readlink "$root/usr/lib/libdl.so.2")" = libdl-2.28.so ] || fail "libdl.so.2 -> $(readlink "$root/usr/lib/libdl.so.2")"
rpm_check_programs 4 18 0
