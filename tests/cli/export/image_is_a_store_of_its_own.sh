# Layers unpacked over one another are a store that the program in them knows from its place: env
# and exec work without any variable, recipe or home, wherever the folder is.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
sysroot -q export tiny -o one.oci
# Under the name as it was typed, too; another prefix.
sysroot -q export small -o alias.oci --prefix /srv/s
build_here tiny-aarch64
sysroot -q export tiny-aarch64 -o two.oci
unpack_image one.oci "$PWD/root"
unpack_image two.oci "$PWD/root"
unpack_image alias.oci "$PWD/root"
[ "$(cd root && find . -maxdepth 3 | LC_ALL=C sort | tr '\n' ' ')" = ". ./opt ./opt/sysroot ./opt/sysroot/bin ./opt/sysroot/exported ./opt/sysroot/format ./opt/sysroot/sysroots ./opt/sysroot/trees ./srv ./srv/s ./srv/s/bin ./srv/s/exported ./srv/s/format ./srv/s/sysroots ./srv/s/trees ./usr ./usr/local ./usr/local/bin " ] ||
	fail "other folders: $(cd root && find . -maxdepth 3 | sort)"

# As in a container: nothing of this machine's, and the host's store out of the way.
mv store away
mv data no-data
inside() {
	env -i PATH=/usr/bin:/bin HOME=/nowhere "$@"
}
for target in tiny tiny-aarch64; do
	expect 0 inside root/opt/sysroot/bin/sysroot env $target
	says out "$PWD/root/opt/sysroot/sysroots/$target/static/bin/"
done
expect 0 inside root/opt/sysroot/bin/sysroot exec tiny -- sh -c 'cat "$SYSROOT/usr/include/tiny.h"'
says out "int tiny;"
expect 0 inside root/srv/s/bin/sysroot env small
says out "$PWD/root/srv/s/sysroots/small/static/bin/"
# The link on PATH leads there. It was copied to /srv/s last.
[ "$(readlink root/usr/local/bin/sysroot)" = ../../../srv/s/bin/sysroot ] || fail "$(readlink root/usr/local/bin/sysroot)"
expect 0 inside root/usr/local/bin/sysroot env tiny
# What is said by name goes before.
expect 2 inside SYSROOT_STORE="$PWD/nowhere" root/usr/local/bin/sysroot env tiny
expect 2 inside root/usr/local/bin/sysroot --store "$PWD/nowhere" env tiny
# Not there: the eval fails.
expect 1 inside root/usr/local/bin/sysroot env musl
says out "false;"
says err "'musl' is not built"
# The folder may be moved.
mv root/opt/sysroot moved
expect 0 inside moved/bin/sysroot env tiny
says out "$PWD/moved/sysroots/tiny/static/bin/"

# The tree is the store's, with what makes env.sh work.
diff -r --no-dereference "away/trees/$(basename "$tiny_root")" moved/sysroots/tiny/ || fail "another tree"
