# A registry that drips holds neither pull nor push: there is a floor of speed, and a sentence.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny

proxy_start drip
expect 1 timeout 100 "$SYSROOT_BIN" --store other pull --insecure-unsigned --timeout 1 "$proxy/farm/tiny:one"
says err 'less than 1.0 kB a second for 1 s'
says err "'$proxy/farm/tiny'"
# Some seconds, one after the other: not one connection that lasted for all of them.
[ "$(grep -c 'GET .*/blobs/' proxy.log)" -eq 3 ] || fail "not three tries: $(cat proxy.log)"
expect 1 sysroot --store other env tiny
registry_stop_last

proxy_start drip-all
expect 1 timeout 100 "$SYSROOT_BIN" --store third pull --insecure-unsigned --timeout 1 "$proxy/farm/tiny:one"
says err 'less than 1.0 kB a second for 1 s'
expect 1 timeout 100 "$SYSROOT_BIN" push --timeout 1 "$proxy/farm/tiny:two" tiny
says err 'less than 1.0 kB a second for 1 s'
registry_stop_last
proxy_start good
expect 0 sysroot --store other pull --insecure-unsigned "$proxy/farm/tiny:one"
