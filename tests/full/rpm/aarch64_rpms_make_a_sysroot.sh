# The recipes that take CentOS 7's and AlmaLinux 9's own packages for aarch64, proved as those for
# x86_64 are: the loader stands in /lib there, the kernel of CentOS is 4.18, and the headers of
# AlmaLinux 9 are in glibc-devel. The contents are those of a glibc 2.17 for aarch64.
. "$SYSROOT_SOURCE/tests/lib.sh"
command -v qemu-aarch64 >qemu.path || fail "qemu-aarch64 is not installed (Debian: qemu-user)"
want centos7-aarch64
from=$root/usr
own_store
arch=aarch64
loader="ld-linux-aarch64.so.1"
. "$SYSROOT_SOURCE/tests/e2e/rpm/rpm_common.inc"

rpm_libraries 2.17
mkdir tree/glibc/lib
rm "tree/glibc/lib64/$loader"
ln -s ../lib64/ld-2.17.so "tree/glibc/lib/$loader"
rpm_development
rpm_headers glibc-headers 4 18 0
mkdir -p tree/nss-softokn-freebl/lib64
cp "$from/lib/libBrokenLocale.so.1" tree/nss-softokn-freebl/lib64/libfreebl3.so
rpm_build glibc 2.17-317.el7 w2.xzdio xz
rpm_build glibc-devel 2.17-317.el7 w2.xzdio xz
rpm_build glibc-headers 2.17-317.el7 w2.xzdio xz
rpm_build glibc-static 2.17-317.el7 w2.xzdio xz
rpm_build nss-softokn-freebl 3.44.0-8.el7_7 w2.xzdio xz
rpm_build kernel-headers 4.18.0-193.28.1.el7 w2.xzdio xz
rpm_sysroot centos7+linux-4.18-aarch64 glibc-2.17-centos-aarch64 linux-headers-4.18.0-centos-aarch64
[ "$(echo "$rpms" | wc -w)" -eq 6 ] || fail "the recipes want other packages: $rpms"
rpm_check_layout
rpm_check_contents
[ "$(readlink "$root/usr/lib/$loader")" = ld-2.17.so ] || fail "the loader is lost"
rpm_check_programs 4 18 0 qemu-aarch64

rm -r tree data ./*.rpm
rpm_libraries ''
mkdir tree/glibc/lib
mv "tree/glibc/lib64/$loader" tree/glibc/lib/
rpm_development
rpm_headers glibc-devel 5 14 0
for link in tree/glibc-devel/usr/lib64/*.so; do
	[ -L "$link" ] || continue
	soname=$(cd "$from/lib" && echo "$(basename "$link")".[0-9]*)
	ln -sf "../../lib64/$soname" "$link"
done
rpm_build glibc 2.34-125.el9_5.8.alma.1 w3.zstdio zstd
rpm_build glibc-devel 2.34-125.el9_5.8.alma.1 w3.zstdio zstd
rpm_build glibc-static 2.34-125.el9_5.8.alma.1 w3.zstdio zstd
rpm_build kernel-headers 5.14.0-503.40.1.el9_5 w3.zstdio zstd
rpm_sysroot rocky9-aarch64 glibc-2.34-alma9-aarch64 linux-headers-5.14.0-alma9-aarch64
[ "$(echo "$rpms" | wc -w)" -eq 4 ] || fail "the recipes want other packages: $rpms"
rpm_check_layout
rpm_check_contents
[ -x "$root/usr/lib/$loader" ] || fail "the loader is lost"
rpm_check_programs 5 14 0 qemu-aarch64
