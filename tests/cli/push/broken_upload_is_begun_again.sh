# Uploads that break off in their middle, and a registry that is busy for a while.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
proxy_start cut-upload 2
expect 0 sysroot push "$proxy/farm/tiny:one" tiny
[ "$(grep -c '^PUT .*/uploads/' proxy.log)" -ge 6 ] || fail "no upload was begun again: $(cat proxy.log)"
expect 0 sysroot --store "$PWD/other" pull --insecure-unsigned "$registry/farm/tiny:one"
cmp -s out built || [ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"

proxy_start busy 2
expect 0 sysroot push "$proxy/farm/tiny:two" tiny
proxy_start cut-upload 100
expect 1 sysroot push "$proxy/farm/other:one" tiny
says err 'run the same command again to resume'
! tags reg farm/other 2>/dev/null | grep . || fail "a broken push left a tag"
