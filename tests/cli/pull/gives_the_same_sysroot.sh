# What was pulled is what was pushed, and is used like what was built: by tag and by digest.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
key_make me
trust me
expect 0 sysroot push --sign me.key "$registry/farm/tiny:one" tiny
cp out place
expect 0 sysroot --store other pull "$registry/farm/tiny:one"
[ "$(cut -d' ' -f1,2 out)" = "$(cut -d' ' -f1,2 built)" ] || fail "another sysroot: $(cat out)"
diff -r --no-dereference store/sysroots/tiny/ other/sysroots/tiny/ || fail "the trees differ"
expect 0 sysroot --store other env tiny
expect 0 sysroot --store other find header tiny.h
says out tiny
expect 0 sysroot --store other fsck
says err '0 problems'
expect 1 test -e other/artifacts/"$(tags reg farm/tiny | sed -n 's/^key-//p' | head -n 1)"

# Its artifacts make the next build of it nothing but composing.
expect 0 sysroot --store other pull --artifacts "$(cat place)"
says err 'pulled   tiny-libc'
expect 0 sysroot --store other build tiny
never_says err made
expect 0 sysroot --store other fsck
says err '0 problems'

expect 1 sysroot --store other pull "$registry/farm/tiny:two"
says err "does not have 'two'"
expect 1 sysroot --store other pull "$registry/farm/tiny@sha256:$(printf x | sha256sum | cut -d' ' -f1)"
says err "does not have 'sha256:"
[ -z "$(find other/tmp -mindepth 1 ! -name partial ! -name '*.lock')" ] || fail "something is left in tmp/"
[ -z "$(ls other/tmp/partial 2>/dev/null)" ] || fail "something is left in tmp/partial"
