# In the place of a tree, of a sysroot's name or of its records stands a link, a file, a pipe or a
# folder: env says what to do, and both ways that are told, 'build' and 'fsck --repair' with a 'build',
# lead to a sysroot that works.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp out answer
digest=$(readlink store/sysroots/tiny)
digest=${digest##*/}
tree=trees/$digest
mkdir elsewhere
echo precious >elsewhere/file
kinds="link file pipe folder"

# plant KIND PATH
plant() {
	rm -rf "store/$2"
	case $1 in
	link) ln -s "$PWD/elsewhere" "store/$2" ;;
	file) echo something >"store/$2" ;;
	pipe) mkfifo "store/$2" ;;
	folder)
		mkdir "store/$2"
		echo something >"store/$2/something"
		;;
	esac
}
works() {
	cmp out answer || fail "$kind for $path: build answers $(cat out)"
	expect 0 sysroot exec tiny -- sh -c 'cat "$SYSROOT/usr/include/tiny.h"'
	says out 'int tiny;'
	expect 0 sysroot build tiny
	[ ! -s err ] || fail "$kind for $path: told twice: $(cat err)"
	expect 0 sysroot fsck
	[ "$(cat elsewhere/file)" = precious ] || fail "$kind for $path: what the link led to was changed"
}

for path in "$tree" sysroots/tiny; do
	for kind in $kinds; do
		plant "$kind" "$path"
		expect 3 sysroot env tiny
		[ "$kind" = folder ] || says err "$path'"
		says err "'sysroot build tiny' rebuilds it"
		expect 0 sysroot build tiny
		works
		plant "$kind" "$path"
		expect 3 sysroot fsck
		expect 3 sysroot fsck --repair
		expect 0 sysroot build tiny
		works
	done
done

# The tree is told, and kept for who wants to look at it.
plant file "$tree"
expect 0 sysroot build tiny
says err "rebuilt 'tiny': '$tree' was replaced; the altered tree is in quarantine/"
[ -n "$(find store/quarantine -type f -name "$digest*")" ] || fail "the file is not in quarantine: $(ls store/quarantine)"

# The name leads to a tree, but its records cannot be read, or written: only fsck puts that right.
for kind in link file; do
	plant "$kind" records/tiny
	expect 1 sysroot build tiny
	says err "store/records/tiny"
	says err "'sysroot fsck --repair'"
	expect 3 sysroot fsck
	says out "record"
	expect 3 sysroot fsck --repair
	expect 0 sysroot build tiny
	works
done

# With --verify nothing is put right without being asked for, and what is to be done is told.
plant link "$tree"
expect 3 sysroot build --verify tiny
says err "'sysroot fsck --repair'"
expect 3 sysroot fsck --repair
expect 0 sysroot build --verify tiny
cmp out answer || fail "build --verify answers $(cat out)"
