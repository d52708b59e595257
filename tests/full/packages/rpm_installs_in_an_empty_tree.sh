#!/bin/sh
# The rpm is the same bytes from two runs, asks for the C library that the program wants and for
# nothing else, installs into a tree where there is nothing, works there with that C library, and
# goes without a trace.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/full/packages/packages.inc"
need_root
packs_the_same rpm
root=$PWD/root

in_root() {
	rpm --root "$root" --dbpath /var/lib/rpm "$@"
}

# What it asks for is what the program's own headers name.
rpm -qpR "$package" | grep -v '^rpmlib(' | sed -n 's/^\(lib[^(]*\|ld[^(]*\)(.*/\1/p' | sort -u >asked
readelf -dW "$SYSROOT_BIN" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort -u >needed
cmp asked needed || fail "asked: $(cat asked), needed: $(cat needed)"
! rpm -qpR "$package" | grep -v -e '^rpmlib(' -e '^lib' -e '^ld' -e '^rtld(' || fail "it asks for more"
[ -z "$(rpm -qp --scripts "$package")" ] || fail "it runs scripts"

mkdir root
in_root --initdb
if [ -s needed ]; then
	! in_root -i "$package" 2>said || fail "it installs where there is no C library"
	says said 'libc.so.6'
fi
in_root -i --nodeps "$package" >said 2>&1 || fail "rpm -i: $(cat said)"
[ "$(in_root -qa)" = "$(basename "$package" .rpm)" ] || fail "rpm -qa: $(in_root -qa)"
in_root -V --nodeps sysroot >said 2>&1 || fail "rpm -V: $(cat said)"
in_root -qd sysroot | grep -qx /usr/share/doc/sysroot/manual.md || fail "documents: $(in_root -qd sysroot)"
has_all root

# The C library that a distribution would bring: this machine's.
ldd "$SYSROOT_BIN" | sed -n 's|.* => \(/[^ ]*\) .*|\1|p; s|^\t\(/[^ ]*\) .*|\1|p' | while read -r library; do
	install -D "$library" "root$library"
done
mkdir -p root/tmp root/dev
answers chroot root

in_root -e --nodeps sysroot >said 2>&1 || fail "rpm -e: $(cat said)"
has_none root
