#!/bin/sh
# The Debian package is the same bytes from two runs, lintian finds no error in it, and in a Debian
# with nothing but the essential it installs by dpkg alone, works, and goes without a trace.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/full/packages/packages.inc"
need_root
packs_the_same deb

lintian --allow-root --fail-on error "$package" >lintian.log 2>&1 || fail "lintian: $(cat lintian.log)"

suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
# shellcheck disable=SC2016 # apt's own words
mirror=$(apt-get indextargets --format '$(SITE) $(RELEASE)' | awk -v s="$suite" '$2 == s { print $1; exit }')
[ -n "$mirror" ] || fail "apt names no mirror of '$suite'"
debootstrap --variant=minbase "$suite" root "$mirror" >debootstrap.log 2>&1 ||
	fail "debootstrap: $(tail -n 5 debootstrap.log)"
[ -z "$(find root/usr -name '*sysroot*')" ] || fail "the tree is not bare"

cp "$package" root/sysroot.deb
chroot root dpkg -i /sysroot.deb >dpkg.log 2>&1 || fail "dpkg -i: $(cat dpkg.log)"
has_all root
answers chroot root
chroot root dpkg -V sysroot >dpkg.log 2>&1 || fail "dpkg -V: $(cat dpkg.log)"
[ ! -s dpkg.log ] || fail "dpkg -V: $(cat dpkg.log)"
# It says what is missing and which package has it.
! chroot root sysroot --store /store build musl 2>said || fail "it built without a compiler"
chroot root dpkg -P sysroot >dpkg.log 2>&1 || fail "dpkg -P: $(cat dpkg.log)"
has_none root
