# What a running build planned to use, or has made, stays until it ends, however it ends.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'until [ -e /tmp/never ] || sleep 4; do :; done'
expect 0 sysroot fetch tiny
"$SYSROOT_BIN" build -j 2 tiny >out1 2>err1 &
build=$!
tries=0
until [ "$(find store/artifacts -type f | wc -l)" = 1 ]; do
	sleep 0.1
	tries=$((tries + 1))
	[ $tries -lt 100 ] || fail "nothing was made: $(cat err1)"
done
# The kernel headers are made; no sysroot names them; the build waits for its step.
expect 0 sysroot gc --keep-days 0 --inputs --max-size 100G
never_says out artifact
expect 0 sysroot fsck
wait $build || fail "the build failed: $(cat err1)"
[ "$(grep -c '^made' err1)" = 2 ] || fail "not two parts made: $(cat err1)"
# A lease ends with its process, also by kill -9.
expect 1 sysroot gc --yes --max-size 1k
[ -z "$(ls store/sysroots)" ] || fail "the sysroot is there"
sed -i 's/echo "the log has this"/echo "another log"/' data/recipes/catalog/libc/tiny-libc.recipe
"$SYSROOT_BIN" build -j 2 tiny >out2 2>err2 &
build=$!
tries=0
until ls store/tmp/run-*/lease-* >/dev/null 2>&1 && [ "$(find store/artifacts -type f | wc -l)" = 1 ]; do
	sleep 0.1
	tries=$((tries + 1))
	[ $tries -lt 100 ] || fail "no lease, or no kernel headers: $(cat err2)"
done
expect 0 sysroot gc --keep-days 0
never_says out tiny-headers
kill -9 $build
wait $build 2>/dev/null || :
tries=0
until sysroot gc --keep-days 0 >out 2>err && grep -q tiny-headers out; do
	sleep 0.2
	tries=$((tries + 1))
	[ $tries -lt 50 ] || fail "the dead process still holds: $(ls -R store/tmp)"
done
[ -z "$(ls store/artifacts)" ] || fail "left: $(ls store/artifacts)"
expect 0 sysroot fsck
