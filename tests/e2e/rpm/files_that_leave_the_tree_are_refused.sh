# An rpm that tries to put a file outside of the folder that it is unpacked in, by '..' or through
# a link, is refused by name, and nothing is written there.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
arch=x86_64
. "$SYSROOT_SOURCE/tests/e2e/rpm/rpm_common.inc"

tiny_data "$PWD/data"
sed -i 's/^part linux-headers .*/part linux-headers linux-headers-3.10.0-centos/' data/sysroots/targets/tiny.target
catalog=data/recipes/catalog/linux-headers
rpm="kernel-headers-3.10.0-1160.el7.x86_64.rpm"
mkdir outside

# An honest package to begin with: what follows must not fail for any other reason.
honest() {
	rm -rf tree store
	mkdir -p tree/kernel-headers/usr/include/linux
	echo '#define LINUX_VERSION_CODE 199168' >tree/kernel-headers/usr/include/linux/version.h
}

# build STATUS [OLD NEW]: make the rpm and a sysroot of it. rpmbuild itself makes no hostile names,
# so that bytes of the plain payload are changed afterwards.
build() {
	rpm_build kernel-headers 3.10.0-1160.el7 w.ufdio '(none)'
	if [ $# -gt 1 ]; then
		[ ${#2} -eq ${#3} ] || fail "'$2' and '$3' differ in length"
		LC_ALL=C sed -i "s|$2|$3|g" $rpm
		LC_ALL=C grep -qaF "$3" $rpm || fail "the rpm does not hold '$3'"
	fi
	sed "s/sha256 .*/sha256 $(sha256sum $rpm | cut -d' ' -f1)/" \
		"$SYSROOT_SOURCE/recipes/catalog/linux-headers/linux-headers-3.10.0-centos.recipe" >$catalog/linux-headers-3.10.0-centos.recipe
	expect 0 sysroot add $rpm $catalog/../libc/tiny.h
	expect "$1" sysroot build tiny
	[ -z "$(ls outside)" ] || fail "written outside: $(ls outside)"
	[ "$1" -eq 0 ] || [ ! -e store/sysroots/tiny ] || fail "a sysroot was made"
}

honest
build 0

honest
mkdir -p tree/kernel-headers/usr/include/aa/bb/cc
echo escaped >tree/kernel-headers/usr/include/aa/bb/cc/escaped
build 3 ./usr/include/aa/bb/cc/ ./usr/include/../../../
says err "$rpm"
says err "has '..' in its path"

# A link first, then a file below it; the link leads to a folder that is there.
honest
ln -s "$PWD/outside" tree/kernel-headers/usr/include/out
mkdir tree/kernel-headers/usr/include/ouu
echo escaped >tree/kernel-headers/usr/include/ouu/escaped
build 3 include/ouu include/out
says err "$rpm"
says err "passes through the link 'usr/include/out', which is absolute"

honest
ln -s ../../../../../../../../../../../../../tmp tree/kernel-headers/usr/include/out
mkdir tree/kernel-headers/usr/include/ouu
echo escaped >tree/kernel-headers/usr/include/ouu/escaped-from-an-rpm
build 3 include/ouu include/out
says err "which leads out of the directory"
[ ! -e /tmp/escaped-from-an-rpm ] || fail "a file has escaped"

# A link alone writes nothing, but what reads the sysroot would follow it.
honest
ln -s ../../../../etc/passwd tree/kernel-headers/usr/include/passwd.h
build 3
says err "the link 'usr/include/passwd.h' of recipe 'linux-headers-3.10.0-centos' leaves the tree: '../../../../etc/passwd'"

# An absolute one means the sysroot's own root, as it does on the system that it is from.
honest
ln -s /usr/include/linux/version.h tree/kernel-headers/usr/include/version.h
build 0
[ "$(readlink store/sysroots/tiny/usr/include/version.h)" = linux/version.h ] || fail "the link was not made relative"
