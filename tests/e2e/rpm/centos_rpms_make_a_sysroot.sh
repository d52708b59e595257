# The recipes that take CentOS 7.9's own packages, proved on rpm files that are laid out as those
# are: the names and folders of CentOS, its linker scripts with absolute paths, its relative links
# between /usr/lib64 and /lib64, what is no part of a sysroot beside it; the contents are the
# other glibc 2.17's, which the tests have.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
from=$CENTOS7_ROOT/usr
arch=x86_64
loader="ld-linux-x86-64.so.2"
. "$SYSROOT_SOURCE/tests/e2e/rpm/rpm_common.inc"

rpm_libraries 2.17
rpm_development
rpm_headers glibc-headers 3 10 0
mkdir -p tree/glibc/lib64/rtkaio
cp "$from/lib/librt-2.17.so" tree/glibc/lib64/rtkaio/librtkaio-2.17.so
ln -s librtkaio-2.17.so tree/glibc/lib64/rtkaio/librt.so.1
mkdir -p tree/nss-softokn-freebl/lib64 tree/nss-softokn-freebl/usr/lib64 tree/glibc-common/usr/bin tree/glibc-common/usr/share/locale
echo 'int FREEBL_GetVector(void) { return 0; }' >freebl.c
"$CENTOS7_ROOT/bin/cc" -shared -fPIC -Wl,-soname,libfreebl3.so freebl.c -o tree/nss-softokn-freebl/lib64/libfreebl3.so
echo checksum >tree/nss-softokn-freebl/lib64/libfreebl3.chk
ln -s ../../lib64/libfreebl3.so tree/nss-softokn-freebl/usr/lib64/libfreebl3.so
cp /bin/true tree/glibc-common/usr/bin/locale
echo en >tree/glibc-common/usr/share/locale/locale.alias

rpm_build glibc 2.17-317.el7 w1.xzdio xz
rpm_build glibc-devel 2.17-317.el7 w9.gzdio gzip
rpm_build glibc-headers 2.17-317.el7 w3.zstdio zstd
rpm_build glibc-static 2.17-317.el7 w3.zstdio zstd
rpm_build glibc-common 2.17-317.el7 w1.gzdio gzip
rpm_build nss-softokn-freebl 3.44.0-8.el7_7 w1.xzdio xz
rpm_build kernel-headers 3.10.0-1160.el7 w1.gzdio gzip
rm -r tree/glibc-common

rpm_sysroot centos7 glibc-2.17-centos linux-headers-3.10.0-centos
[ "$(echo "$rpms" | wc -w)" -eq 6 ] || fail "the recipes want other packages: $rpms"
expect 3 sysroot add glibc-common-2.17-317.el7.x86_64.rpm
rpm_check_layout
rpm_check_contents
[ "$(readlink "$root/usr/lib/libm.so")" = libm.so.6 ] || fail "libm.so -> $(readlink "$root/usr/lib/libm.so")"
[ -f "$root/usr/lib/libfreebl3.so" ] && [ ! -L "$root/usr/lib/libfreebl3.so" ] || fail "libfreebl3.so is lost"
rpm_check_programs 3 10 0
expect 0 sysroot find -t centos7 symbol pthread_create
says out libpthread
