# A pipe in the place of a file of the store: no command waits for somebody to write to it, each
# ends with words, and 'fsck --repair' brings the store back into order.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
cp data/recipes/catalog/libc/tiny.h tiny.h
mkdir good
expect 0 sysroot --store "$PWD/good" fetch tiny
expect 0 sysroot --store "$PWD/good" build tiny
expect 0 sysroot --store "$PWD/good" kit create -t tiny --number 3 --name tiny -o tiny.kit
expect 0 sysroot --store "$PWD/good" gc --pin tiny
mkdir -p good/tmp/run-1-0 good/tmp/partial
digest=$(readlink good/sysroots/tiny | sed 's,.*/,,')
input=$(cd good && find inputs -type f)
wrapper=$(sha256sum "good/trees/$digest/libexec/wrapper" | cut -d' ' -f1)
header=$(sha256sum tiny.h | cut -d' ' -f1)
for file in format index.sqlite index.sqlite-wal index.sqlite-shm "records/tiny/$digest" "$(cd good && find artifacts -type f | head -n 1)" \
	"$(cd good && find provenance -type f | head -n 1)" pins/tiny kits/tiny locks/use locks/turn locks/sysroot-tiny \
	tmp/run-1-0.lock tmp/run-1-0/lease-0 "tmp/partial/${input##*/}.part" "$input" "objects/$(echo "$wrapper" | cut -c1-2)/$wrapper.x" \
	"objects/$(echo "$header" | cut -c1-2)/$header" "trees/$digest/.sysroot/manifest" "trees/$digest/.sysroot/digest" \
	"trees/$digest/.sysroot/target" "trees/$digest/usr/include/tiny.h" "logs/tiny-libc-000000000000.log" sysroots/tiny; do
	rm -rf store
	cp -a good store
	rm -f "store/$file"
	mkfifo "store/$file"
	for line in "gc --keep-days 0" "gc -n" "env tiny" "find header tiny.h" "show tiny" fsck "build tiny" "fetch tiny" "add tiny.h" \
		"kit import --older --insecure-unsigned tiny.kit" "export tiny -o image.oci"; do
		rm -rf image.oci
		got=0
		# shellcheck disable=SC2086 # words
		timeout -k 1 30 "$SYSROOT_BIN" --store "$PWD/store" $line >out 2>err </dev/null || got=$?
		[ "$got" -le 3 ] || fail "'$line' ends with $got where '$file' is a pipe: $(cat err)"
		never_says err 'bad state'
		[ -p "store/$file" ] || break # made again, or taken away
	done
	timeout -k 1 30 "$SYSROOT_BIN" --store "$PWD/store" fsck --repair >out 2>err </dev/null || [ $? -eq 3 ] || fail "fsck --repair, '$file': $(cat out err)"
	[ ! -p "store/$file" ] || fail "the repair leaves '$file' a pipe: $(cat out err)"
	for line in "fetch tiny" "build tiny" "gc --keep-days 0" "env tiny" fsck; do
		# shellcheck disable=SC2086 # words
		timeout -k 1 30 "$SYSROOT_BIN" --store "$PWD/store" $line >out 2>err </dev/null || fail "'$line' after the repair of '$file': $(cat out err)"
	done
done
