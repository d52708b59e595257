# The canonical name of a built sysroot is found without a file of a target being read: in
# a budget of 5 ms, and when recipes and targets were taken away.
. "$SYSROOT_SOURCE/tests/lib.sh"
# A sanitized program cannot look for leaks under strace.
ASAN_OPTIONS=detect_leaks=0
export ASAN_OPTIONS
tiny_data "$PWD/data"
own_store
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny-aarch64 tiny
for name in tiny tiny-aarch64; do
	strace -f -e trace=open,openat -o trace "$SYSROOT_BIN" env "$name" >out || fail "env $name: $(cat out)"
	says out "SYSROOT_TARGET='$name'"
	never_says trace ".target\""
done
SYSROOT_ARCH=aarch64 strace -f -e trace=open,openat -o trace "$SYSROOT_BIN" env tiny >out || fail "env: $(cat out)"
says out "SYSROOT_TARGET='tiny-aarch64'"
never_says trace ".target\""
# An alias has to be looked up: this test sees the difference.
strace -f -e trace=open,openat -o trace "$SYSROOT_BIN" env small >out || fail "env small: $(cat out)"
says trace "tiny.target\""

rm -r "$SYSROOT_DATA"
expect 0 sysroot env tiny-aarch64
SYSROOT_ARCH=aarch64 expect 0 sysroot env tiny
says out "SYSROOT_TARGET='tiny-aarch64'"
