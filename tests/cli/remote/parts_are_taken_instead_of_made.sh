# A machine without inputs gets its parts from a registry, and composes the same sysroot.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
key_make me
trust me
SYSROOT_REMOTE=$registry/farm/tiny
export SYSROOT_REMOTE

# A CI machine publishes what it makes, and only that.
expect 0 sysroot --store ci fetch tiny
expect 0 sysroot --store ci build --publish --sign me.key tiny
says err 'made     tiny-libc'
says err "pushed   tiny-libc to $registry/farm/tiny"
[ "$(tags reg farm/tiny | grep -c '^key-')" -eq 2 ] || fail "tags: $(tags reg farm/tiny)"
registry_fingerprint reg >before
expect 0 sysroot --store ci build --publish --sign me.key tiny
expect 0 sysroot --store ci2 fetch tiny
expect 0 sysroot --store ci2 build --publish --sign me.key tiny
says err 'taken    tiny-libc'
registry_fingerprint reg | cmp -s - before || fail "something moved"

# No inputs here; no sandbox is needed to take.
expect 0 env PATH="$PWD/nothing:$PATH" "$SYSROOT_BIN" --store user build tiny
says err "taken    tiny-libc from $registry/farm/tiny"
never_says err made
never_says err building
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
expect 0 sysroot --store user fsck
says err '0 problems'
expect 0 sysroot --store user2 build --json tiny
says out '"parts_taken": 2'
says out '"parts_made": 0'

# What no remote has is listed as ever, and nothing was made meanwhile.
SYSROOT_REMOTE=$registry/farm/other
expect 1 sysroot --store third build tiny
says err 'tiny.h'
says err "'sysroot --store third fetch tiny'"
never_says err made
expect 0 sysroot --store third build --remote "$registry/farm/other,$registry/farm/tiny" tiny
says err "taken    tiny-libc from $registry/farm/tiny"
