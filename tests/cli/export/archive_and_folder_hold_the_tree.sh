# A tar archive and a folder hold the tree as it stands in the store, and the copy is no part of it.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store

# look DIR: as the store's tree, with its modes and times, but without its hard links. (The time of
# the store's .sysroot/digest is that of its last use.)
look() {
	diff -r --no-dereference "$tiny_root" "$1" || fail "$1 is another tree"
	[ "$(stat -c %Y "$1/.sysroot/digest")" = 1000000000 ] || fail "$1/.sysroot/digest has another time"
	for tree in "$tiny_root" "$1"; do
		(cd "$tree" && find . ! -path ./.sysroot/digest -printf '%p %y %m %T@ %l\n' | sort)
	done >both
	[ "$(sort both | uniq -c | awk '$1 != 2')" = "" ] || fail "modes or times differ: $(sort both | uniq -u)"
	[ -z "$(find "$1" -type f -links +1)" ] || fail "$1 has hard links"
}

sysroot export tiny --format dir -o folder
look folder
sysroot export tiny --format tar -o tiny.tar
tar -xf tiny.tar
look tiny
[ "$(tar -tf tiny.tar | sed 's|/.*||' | sort -u)" = tiny ] || fail "the archive fills the folder it is unpacked in"
sysroot export tiny --format tar --prefix /srv/a/b | tar -tf - >list
[ "$(head -n 3 list | tr '\n' ' ')" = "srv/ srv/a/ srv/a/b/ " ] || fail "the prefix's folders: $(head -n 4 list)"
sysroot export tiny --format tar --prefix / >bare.tar
mkdir bare
tar -C bare -xf bare.tar
touch -d @1000000000 bare
look bare
# bsdtar's and Python's readers see the same.
python3 -c 'import sys, tarfile
for m in tarfile.open("tiny.tar"):
    print(m.name, oct(m.mode), m.size, m.uid, m.gid, m.mtime, m.linkname)' >seen
grep -q '^tiny/usr/include/tiny.h 0o644 10 0 0 1000000000 $' seen || fail "$(cat seen)"

# It works without the store, and what is written into it is not in the store.
echo changed >>folder/usr/include/tiny.h
mv store gone
bash -c '. ./tiny/env.sh && echo "$SYSROOT_TARGET $CGO_CPPFLAGS"' >said
says said "tiny -D__sysroot_digest=$(head -c 16 "tiny/.sysroot/digest")"
mv gone store
expect 0 sysroot fsck
