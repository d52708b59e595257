# Two stores that made the same key, one of them something else.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
own_store
# shellcheck disable=SC2016 # for the step
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/share"; cat /proc/sys/kernel/random/uuid >"$DESTDIR/usr/share/id"'
for store in one two; do
	expect 0 sysroot --store $store fetch tiny
	expect 0 sysroot --store $store build tiny
done
registry_start reg
expect 0 sysroot --store one push "$registry/farm/tiny:one" tiny
place=$registry/farm/tiny

expect 0 sysroot --store one challenge --insecure-unsigned tiny "$place"
grep -q '^libc .* equal$' out || fail "$(cat out)"
expect 3 sysroot --store one challenge tiny "$place"
says err 'it is not signed'

fingerprint two >before
# differs PLACE
differs() {
	expect 3 sysroot --store two challenge --insecure-unsigned tiny "$1"
	grep -q '^libc .* differs$' out || fail "$(cat out)"
	grep -q '^linux-headers .* equal$' out || fail "$(cat out)"
	says out 'tiny-libc differs:'
	says out '  usr/share/id'
	says err 'have different artifacts for 1 build key'
	says err '1 equal, 1 differs, 0 not there'
	here=$(sed -n 's/^  here   sha256:\([0-9a-f]\{64\}\).*/\1/p' out)
	there=$(sed -n 's/^  there  sha256:\([0-9a-f]\{64\}\).*/\1/p' out)
	[ ${#here} -eq 64 ] && [ ${#there} -eq 64 ] && [ "$here" != "$there" ] || fail "$(cat out)"
	fingerprint two | cmp -s - before || fail "the store changed"
}
differs "$place"
differs "dir:$PWD/one"
expect 3 sysroot --store two challenge --insecure-unsigned --json tiny "$place"
python3 - "$here" "$there" <<-'PYTHON' || fail "the JSON is wrong: $(cat out)"
	import json, sys
	parts = {p["part"]: p for p in json.load(open("out"))["parts"]}
	libc = parts["libc"]
	assert parts["linux-headers"]["state"] == "equal"
	assert libc["state"] == "differs" and libc["paths"] == ["usr/share/id"], libc
	assert (libc["here"], libc["there"], libc["differing"]) == (*sys.argv[1:3], 1)
PYTHON

expect 0 sysroot --store two challenge --insecure-unsigned tiny "$registry/farm/other"
grep -q '^libc .* not there$' out || fail "$(cat out)"
mkdir empty
expect 1 sysroot --store two challenge tiny "dir:$PWD/empty/none"
proxy_start flip
expect 3 sysroot --store two challenge --insecure-unsigned tiny "$proxy/farm/tiny"
says err 'wrong blob'
fingerprint two | cmp -s - before || fail "the store changed"
