# What a running build planned to use, or has made, stays until it ends, however it ends.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" "$wait_for_release"
expect 0 sysroot fetch tiny
# Its step waits, the kernel headers are made, and no sysroot names them.
waits_with_headers() {
	waiting 1 store && [ "$(find store/artifacts -type f | wc -l)" = 1 ]
}
"$SYSROOT_BIN" build -j 2 tiny >out1 2>err1 &
build=$!
await waits_with_headers
expect 0 sysroot gc --keep-days 0 --inputs --max-size 100G
never_says out artifact
expect 0 sysroot fsck
release store
wait $build || fail "the build failed: $(cat err1)"
[ "$(grep -c '^made' err1)" = 2 ] || fail "not two parts made: $(cat err1)"
# A lease ends with its process, also by kill -9.
expect 1 sysroot gc --yes --max-size 1k
[ -z "$(ls store/sysroots)" ] || fail "the sysroot is there"
sed -i 's/echo "the log has this"/echo "another log"/' data/recipes/catalog/libc/tiny-libc.recipe
"$SYSROOT_BIN" build -j 2 tiny >out2 2>err2 &
build=$!
await waits_with_headers
ls store/tmp/run-*/lease-* >/dev/null || fail "no lease: $(cat err2)"
expect 0 sysroot gc --keep-days 0
never_says out tiny-headers
kill -9 $build
wait $build 2>/dev/null || :
takes_headers() {
	sysroot gc --keep-days 0 >out 2>err && grep -q tiny-headers out
}
await takes_headers
[ -z "$(ls store/artifacts)" ] || fail "left: $(ls store/artifacts)"
expect 0 sysroot fsck
