# What is there already stays; what is to be signed and is not, is put there anew, once.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny
says err 'pushed   tiny-libc'
grep -qx "$registry/farm/tiny:one@sha256:[0-9a-f]\{64\}" out || fail "it printed: $(cat out)"
cp out first
[ "$(tags reg farm/tiny | grep -c '^key-[0-9a-f]\{64\}$')" -eq 2 ] || fail "tags: $(tags reg farm/tiny)"
registry_fingerprint reg >before

# The same from another store that made the same, too.
expect 0 sysroot push "$registry/farm/tiny:one" tiny
says err 'everything is already there'
cmp -s out first || fail "another digest: $(cat out)"
registry_fingerprint reg | cmp -s - before || fail "pushing again moved something"

# Another tag is the same manifest.
expect 0 sysroot push --only-sysroot "$registry/farm/tiny:two" tiny
[ "$(sed 's/.*@//' out)" = "$(sed 's/.*@//' first)" ] || fail "another digest under another tag"

key_make me
expect 0 sysroot push --sign me.key "$registry/farm/tiny:one" tiny
says err 'pushed   tiny-libc'
cmp -s out first && fail "signed and unsigned are one manifest"
registry_fingerprint reg >signed
expect 0 sysroot push --sign me.key "$registry/farm/tiny:one" tiny
registry_fingerprint reg | cmp -s - signed || fail "pushing again moved something"
expect 0 sysroot push "$registry/farm/tiny:one" tiny
registry_fingerprint reg | cmp -s - signed || fail "the signature is lost when pushing without one"
