# The same source on two machines with different store paths: the same bytes.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
copy_store "$PWD/a"
copy_store "$PWD/b/somewhere else/with a longer name"
for place in "$PWD/a" "$PWD/b/somewhere else/with a longer name"; do
	work=$(mktemp -d "$PWD/work.XXXXXX")
	(
		cd "$work"
		go_here
		for program in baseline notes; do
			for target in musl centos7; do
				SYSROOT_STORE=$place sysroot exec "$target+sqlite+zlib" -- \
					go build -o "$program-$target" "$program"
			done
			SYSROOT_STORE=$place sysroot exec centos7+sqlite+zlib --shared -- \
				go build -o "$program-shared" "$program"
		done
		sha256sum ./*-musl ./*-centos7 ./*-shared >>"../sums-$(basename "$place" | tr ' ' '-')"
		! grep -l "$place" ./*-musl ./*-centos7 ./*-shared || fail "the store's path is in a binary"
	)
done
cmp sums-a sums-with-a-longer-name || fail "they differ: $(cat sums-*)"
