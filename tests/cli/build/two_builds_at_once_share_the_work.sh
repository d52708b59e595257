# Two builders of the same key: one builds, the other waits and takes the result.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'sleep 2; date +%s%N >>"$DESTDIR/../stamp"; cat "$DESTDIR/../stamp"'
expect 0 sysroot fetch tiny
"$SYSROOT_BIN" build tiny >out1 2>err1 &
one=$!
"$SYSROOT_BIN" build tiny >out2 2>err2 &
two=$!
wait $one || fail "the first failed: $(cat err1)"
wait $two || fail "the second failed: $(cat err2)"
cmp out1 out2 || fail "they differ"
cat err1 err2 >both
says both "waiting for another build of 'tiny-libc'"
[ "$(find store/artifacts -type f | wc -l)" -eq 2 ] || fail "not one artifact a part"
expect 0 sysroot fsck
