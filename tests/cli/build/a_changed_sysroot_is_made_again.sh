# A sysroot that is built already is looked at before its digest is printed: what was replaced, added,
# removed or written to is told, and the sysroot is made again from the store's objects.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp out answer
root=$(readlink -f store/sysroots/tiny)
tree() {
	(cd "$root" && find . -printf '%p %y %m %T@ %l\n' | LC_ALL=C sort && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}
tree >whole
expect 0 sysroot build tiny
[ ! -s err ] || fail "a whole sysroot: $(cat err)"
# again PATH: build says that it was changed, and it is as it was
again() {
	expect 0 sysroot build tiny
	says err "rebuilt 'tiny': '$1' was"
	cmp out answer || fail "another answer: $(cat out)"
	tree | diff whole - >log || fail "after '$1' it is another tree: $(cat log)"
	expect 0 sysroot build tiny
	[ ! -s err ] || fail "told twice: $(cat err)"
}
for wrapper in wrapper wrapper-static; do
	rm "$root/libexec/$wrapper"
	printf '#!/bin/sh\nexec cc "$@"\n' >"$root/libexec/$wrapper"
	chmod 755 "$root/libexec/$wrapper"
	again "libexec/$wrapper"
done
ln -sf /bin/true "$root/static/bin/cc"
again static/bin/cc
rm "$root/bin/cc"
cp /bin/true "$root/bin/cc"
again bin/cc
echo 'int other;' >"$root/usr/include/added.h"
again usr/include/added.h
rm "$root/usr/include/tiny.h"
again usr/include/tiny.h
rm "$root/usr/include/tiny.h"
printf 'int tinz;\n' >"$root/usr/include/tiny.h"
again usr/include/tiny.h
rm -r "$root/usr/include/linux"
again usr/include/linux
echo changed >"$root/.sysroot/manifest"
again .sysroot/manifest
# What was taken out of the way is kept until 'gc --quarantine'.
[ -n "$(find store/quarantine -name added.h)" ] || fail "the changed trees are gone: $(ls store/quarantine)"
expect 0 sysroot fsck

# Written into: it is the object itself, which cannot be put right from anywhere.
chmod u+w "$root/usr/include/tiny.h"
echo 'int tinx;' >"$root/usr/include/tiny.h"
expect 3 sysroot build tiny
says err "fsck --repair"
[ ! -s out ] || fail "a digest is printed: $(cat out)"
expect 3 sysroot fsck --repair
expect 0 sysroot build tiny
cmp out answer || fail "another answer: $(cat out)"
tree | diff whole - || fail "another tree"

# Touched, with its content still: mode and time are set right, and nothing is made again.
touch "$root/libexec/wrapper" "$root/.sysroot/digest"
chmod 600 "$root/usr/include/tiny.h" "$root/.sysroot/manifest"
chmod 700 "$root/libexec"
expect 0 sysroot build tiny
[ ! -s err ] || fail "what was touched: $(cat err)"
tree | diff whole - || fail "a touched file"

# Another target whose sysroot is the same tree, or whose name is pointed at it again.
rm store/sysroots/tiny "$root/libexec/wrapper"
cp /bin/true "$root/libexec/wrapper"
expect 0 sysroot build tiny
cmp out answer || fail "another answer: $(cat out)"
tree | diff whole - || fail "a name was pointed at a changed tree"
