# A member of a group puts a symbolic link in the place of a folder of the store: no command of
# another member reads, writes or removes anything behind it, and each says what is wrong.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
cp data/recipes/catalog/libc/tiny.h tiny.h
# Another part, for builds that make something.
sed 's/target tiny/target other/; /alias/d; s/tiny-libc/other-libc/' data/sysroots/targets/tiny.target >data/sysroots/targets/other.target
sed 's/recipe tiny-libc/recipe other-libc/; s/echo "the log has this"/echo other/' data/recipes/catalog/libc/tiny-libc.recipe >data/recipes/catalog/libc/other-libc.recipe
mkdir good
chmod 2775 good
expect 0 sysroot --store "$PWD/good" fetch tiny
expect 0 sysroot --store "$PWD/good" build tiny
expect 0 sysroot --store "$PWD/good" kit create -t tiny --number 0 -o tiny.kit
key=$(printf '%064d' 0)
mkdir -p good/quarantine good/tmp/partial good/tmp/run-1-0 good/objects/00 good/inputs/00 good/records/none
# The folder's place is taken by a link to one with the same content, and with what commands
# would take away or write over, were it theirs.
link() {
	rm -rf store victim
	cp -a good store
	mv "store/$1" victim
	ln -s "$PWD/victim" "store/$1"
	for file in old-000000000000.log $key.blob $key.part run-1-0.lock thing $key $key.x; do
		case $1/$file in
		objects/* | trees/* | artifacts/* | share/* | tmp/run-1-0.lock/*) ;;
		*) echo bait >"victim/$file" ;;
		esac
	done
	case $1 in
	inputs | objects) mkdir -p victim/00 && echo bait >"victim/00/$key" ;;
	tmp) echo bait >victim/run-1-0/file ;;
	records) mkdir -p victim/none && echo bait >"victim/none/$key" ;;
	*/00) echo bait >"victim/$key" ;;
	esac
	find victim -mindepth 1 -links 1 -type f -exec touch -h -d 2001-09-09 {} +
}
state() {
	(cd victim && find . -printf '%p %y %m %s %T@ %l\n' | LC_ALL=C sort && find . -type f -exec sha256sum {} +) | LC_ALL=C sort
}
shard=$(find good/objects -type f | head -n 1 | cut -d/ -f3)
input=$(find good/inputs -type f | head -n 1 | cut -d/ -f3)
tree=$(readlink good/sysroots/tiny | sed 's,.*/,,')
commands() {
	echo "gc --keep-days 0 --inputs --quarantine"
	echo "fsck --repair"
	echo "build other"
	echo "fetch other"
	case $1 in
	*/*) ;;
	*)
		echo "add tiny.h"
		echo "kit import --insecure-unsigned tiny.kit"
		;;
	esac
}
for folder in inputs objects artifacts provenance trees records sysroots kits pins locks logs tmp share quarantine \
	tmp/partial "inputs/$input" inputs/00 "objects/$shard" objects/00 records/tiny records/none \
	"trees/$tree" tmp/run-1-0; do
	commands "$folder" | while read -r line; do
		link "$folder"
		state >before
		# shellcheck disable=SC2086 # words
		timeout 60 "$SYSROOT_BIN" --store "$PWD/store" $line >out 2>err </dev/null || [ $? -ne 124 ] || fail "$line hangs with $folder"
		state >after
		cmp -s before after || {
			diff before after || true
			fail "'$line' reached what the link '$folder' leads to: $(cat err)"
		}
		case $folder/$line in
		*/*/*) ;;
		*/gc* | */build* | */fetch* | */add* | */kit* | */env*)
			says err "'$PWD/store/$folder' is a symbolic link"
			says err "fsck --repair"
			;;
		esac
	done
	# It is told, taken away, and then all is well again.
	link "$folder"
	sysroot --store "$PWD/store" fsck --repair >out 2>err </dev/null || true
	case $folder in
	*/*) ;;
	*) says out "'$folder' is a symbolic link" ;;
	esac
	sysroot --store "$PWD/store" build tiny >out 2>err </dev/null || fail "after the repair of $folder: $(cat err)"
	sysroot --store "$PWD/store" gc >out 2>err </dev/null || fail "after the repair of $folder: $(cat err)"
done
