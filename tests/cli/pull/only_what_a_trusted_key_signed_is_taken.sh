# Unsigned, signed by another, with its signature taken away: refused, the store unchanged.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
key_make me
key_make other
expect 0 sysroot push "$registry/farm/unsigned:one" tiny
expect 0 sysroot push --sign me.key "$registry/farm/signed:one" tiny
mkdir fresh
expect 0 sysroot --store fresh targets
expect 1 sysroot --store fresh pull "$registry/farm/none:one"
fingerprint fresh >before

# refused WHAT PLACE: by pull, and by a build, which makes it itself
refused() {
	expect 3 sysroot --store fresh pull --timeout 10 "$2"
	says err "$1"
	fingerprint fresh | cmp -s - before || fail "$1: the store changed"
}
refused 'it is not signed' "$registry/farm/unsigned:one"
refused 'trusted' "$registry/farm/signed:one"
trust other
refused 'trusted' "$registry/farm/signed:one"
proxy_start strip
refused 'it is not signed' "$proxy/farm/signed:one"
# The user's word is for what nobody signed, not for what a stranger did.
expect 3 sysroot --store fresh pull --insecure-unsigned "$registry/farm/signed:one"
trust me
# Signed, but another artifact than the one that was asked for.
libc=$(sysroot show --json tiny | sed -n '/"parts"/,$ s/^.*"key": "\(.*\)".*/\1/p' | head -n 1)
proxy_start swap "key-$libc"
expect 0 sysroot --store fresh fetch tiny
expect 0 sysroot --store fresh build --remote "$proxy/farm/signed" tiny
says err 'taken    tiny-libc'
says err "'tiny-headers' is not taken"
says err 'instead of'
says err 'made     tiny-headers'
expect 0 sysroot --store last pull "$registry/farm/signed:one"
expect 0 sysroot --store last pull --insecure-unsigned "$registry/farm/unsigned:one"
expect 0 env SYSROOT_REMOTE_UNSIGNED=1 "$SYSROOT_BIN" --store last pull "$registry/farm/unsigned:one"
