# Linux 3.10 and 3.2 answer ENOSYS to renameat2, openat2, memfd_create, getrandom, copy_file_range,
# statx, close_range, landlock and others: every command has its way round, and makes the same.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
gcc -O1 -o as_kernel "$SYSROOT_SOURCE/tests/e2e/programs/as_kernel.c"
tiny_data "$PWD/data"
here=$PWD
# An input that comes by hand, and one in an archive, of which unpacking opens folders and links.
mkdir -p more/sub
ln -s sub more/link
echo "int more;" >more/sub/more.h
tar -cf more.tar more
cat >>data/recipes/catalog/libc/tiny-libc.recipe <<-R

	input more.tar {
		sha256 $(sha256sum more.tar | cut -d' ' -f1)
		from file nowhere.tar
	}
R
sed -i 's|cp tiny.h .*|&; cp more/link/more.h "\$DESTDIR/usr/include/"|' \
	data/recipes/catalog/libc/tiny-libc.recipe
registry_start reg
# bubblewrap 0.11 wants openat2 itself: there the weakest sandbox has to do, which is recorded.
SYSROOT_SANDBOX=none
export SYSROOT_SANDBOX

# every_command: with the store, kits and copies below ./$1; its digests go to $1/digests
every_command() {
	mkdir "$1"
	cd "$1"
	SYSROOT_STORE=$PWD/store
	XDG_CONFIG_HOME=$PWD/config
	export SYSROOT_STORE XDG_CONFIG_HOME
	expect 1 sysroot fetch tiny
	expect 0 sysroot add "$here/more.tar"
	expect 0 sysroot fetch tiny
	expect 0 sysroot build tiny
	cut -d' ' -f1,2 out >digests
	expect 0 sysroot targets
	expect 0 sysroot show tiny
	expect 0 sysroot env tiny
	expect 0 sysroot exec tiny -- sh -c 'test -f "$SYSROOT/usr/include/more.h"'
	expect 0 sysroot find header more.h
	says out tiny
	expect 0 sysroot sbom tiny
	expect 0 sysroot export --format dir tiny -o copy-dir
	expect 0 sysroot export --format tar tiny -o copy.tar
	expect 0 sysroot export --no-program --format oci tiny -o copy.oci.tar
	expect 0 sysroot export --no-program --format docker tiny -o copy.docker.tar
	[ -f copy-dir/usr/include/more.h ] || fail "the folder is not whole"
	# A folder that is there is not replaced, with or without the call that says so.
	expect 1 sysroot export --format dir tiny -o copy-dir
	says err "exists"
	sha256sum copy.* >>digests
	expect 0 sysroot kit key --no-password farm
	expect 0 sysroot kit create -t tiny --with inputs,artifacts --name farm -o farm.kit
	expect 0 sysroot kit sign --key farm.key farm.kit
	expect 0 sysroot kit trust farm.pub
	expect 0 sysroot kit verify farm.kit
	expect 0 sysroot push "$registry/farm/$1:one" tiny
	SYSROOT_STORE=$PWD/other
	expect 0 sysroot kit import farm.kit
	cut -d' ' -f1,2 out >>digests
	expect 0 sysroot fsck
	SYSROOT_STORE=$PWD/third
	expect 0 sysroot pull --insecure-unsigned "$registry/farm/$1:one"
	expect 0 sysroot exec tiny -- true
	SYSROOT_STORE=$PWD/store
	# A tree that was written into is put back in its place.
	root=$(readlink -f store/sysroots/tiny)
	chmod u+w "$root/usr/include" && rm -f "$root/usr/include/more.h"
	expect 3 sysroot fsck --repair
	expect 0 sysroot build tiny
	cut -d' ' -f1,2 out >>digests
	expect 0 sysroot fsck --rebuild-index
	expect 0 sysroot find header more.h
	says out tiny
	expect 0 sysroot gc
	expect 0 sysroot fsck
	cd ..
}

every_command now
program=$SYSROOT_BIN
for release in 3.10 3.2; do
	printf '#!/bin/sh\nexec "%s/as_kernel" --calls %s "%s" "$@"\n' "$here" $release "$program" >sysroot-$release
	chmod +x sysroot-$release
	SYSROOT_BIN=$here/sysroot-$release
	every_command $release
	cmp now/digests $release/digests || fail "on Linux $release other bytes come out"
done
