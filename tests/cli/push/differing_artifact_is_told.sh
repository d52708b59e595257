# Another artifact of the same build key is not overwritten unless that is asked for.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
own_store
# A step that cannot be repeated.
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/share"; cat /proc/sys/kernel/random/uuid >"$DESTDIR/usr/share/id"'
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot --store other fetch tiny
expect 0 sysroot --store other build tiny
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny
registry_fingerprint reg >before
expect 3 sysroot --store other push "$registry/farm/tiny:one" tiny
says err "the registry has a different artifact of 'tiny-libc' with the same build key"
says err "'sysroot --store other challenge'"
registry_fingerprint reg | cmp -s - before || fail "something was overwritten"
expect 0 sysroot --store other push --replace "$registry/farm/tiny:one" tiny
expect 3 sysroot push "$registry/farm/tiny:one" tiny
