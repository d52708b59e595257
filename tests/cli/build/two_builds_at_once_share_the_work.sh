# Two builders of the same key: one builds, the other waits and takes the result.
# The header that the step makes holds the time, so that equal digests mean one run.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'sleep 2; mkdir -p "$DESTDIR/usr/include"; date +"#define MADE %s%N" >"$DESTDIR/usr/include/made.h"'
expect 0 sysroot fetch tiny
"$SYSROOT_BIN" build tiny >out1 2>err1 &
one=$!
"$SYSROOT_BIN" build tiny >out2 2>err2 &
two=$!
wait $one || fail "the first failed: $(cat err1)"
wait $two || fail "the second failed: $(cat err2)"
says out1 sha256:
cmp out1 out2 || fail "the step ran twice"
grep -q 'MADE [0-9]\{16,\}' store/sysroots/tiny/usr/include/made.h || fail "the header has no time"
cat err1 err2 >both
says both "waiting for another build of 'tiny-libc'"
[ "$(find store/artifacts -type f | wc -l)" -eq 2 ] || fail "not one artifact a part"
[ "$(find store/trees -mindepth 1 -maxdepth 1 | wc -l)" -eq 1 ] || fail "more than one tree"
expect 0 sysroot fsck

# The other half of the proof: another run of the step has another digest.
SYSROOT_STORE=$PWD/another
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
[ "$(grep -o 'sha256:[0-9a-f]*' out)" != "$(grep -o 'sha256:[0-9a-f]*' out1)" ] || fail "the digest does not tell one run from two"
