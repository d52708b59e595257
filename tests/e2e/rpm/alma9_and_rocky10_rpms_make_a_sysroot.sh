# The recipes that take AlmaLinux 9's and Rocky Linux 10's own packages, proved on rpm files that
# are laid out as those are: libraries by their sonames alone, and in 10 no package of headers
# beside glibc-devel. The contents are those of glibc 2.17.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
from=$CENTOS7_ROOT/usr
arch=x86_64
loader="ld-linux-x86-64.so.2"
. "$SYSROOT_SOURCE/tests/e2e/rpm/rpm_common.inc"

# libraries_by_soname: also the links for the linker go to sonames
libraries_by_soname() {
	rpm_libraries ''
	rpm_development
	for link in tree/glibc-devel/usr/lib64/*.so; do
		[ -L "$link" ] || continue
		soname=$(cd "$from/lib" && echo "$(basename "$link")".[0-9]*)
		ln -sf "../../lib64/$soname" "$link"
	done
}

libraries_by_soname
rpm_headers glibc-headers 5 14 0
rpm_build glibc 2.34-125.el9_5.8.alma.1 w19.zstdio zstd
rpm_build glibc-devel 2.34-125.el9_5.8.alma.1 w19.zstdio zstd
rpm_build glibc-headers 2.34-125.el9_5.8.alma.1 w3.zstdio zstd
rpm_build glibc-static 2.34-125.el9_5.8.alma.1 w3.zstdio zstd
rpm_build kernel-headers 5.14.0-503.40.1.el9_5 w3.zstdio zstd
rpm_sysroot rocky9 glibc-2.34-alma9 linux-headers-5.14.0-alma9
[ "$(echo "$rpms" | wc -w)" -eq 5 ] || fail "the recipes want other packages: $rpms"
rpm_check_layout
rpm_check_contents
[ ! -L "$root/usr/lib/libc.so.6" ] || fail "libc.so.6 is a link"
rpm_check_programs 5 14 0

# What is compiled for x86-64-v2 is no part of a target for older CPUs.
expect 1 sysroot build rocky9+x86-64 --recipe glibc-2.34-alma9 --recipe linux-headers-5.14.0-alma9
says err x86-64-v2

rm -r tree data ./*.rpm
libraries_by_soname
rpm_headers glibc-devel 6 12 0
rpm_build glibc 2.39-58.el10_1.2 w3.zstdio zstd
rpm_build glibc-devel 2.39-58.el10_1.2 w3.zstdio zstd
rpm_build glibc-static 2.39-58.el10_1.2 w1.xzdio xz
rpm_build kernel-headers 6.12.0-124.8.1.el10_1 w3.zstdio zstd
rpm_sysroot rocky10 glibc-2.39-rocky10 linux-headers-6.12.0-rocky10
[ "$(echo "$rpms" | wc -w)" -eq 4 ] || fail "the recipes want other packages: $rpms"
rpm_check_layout
rpm_check_contents
rpm_check_programs 6 12 0
