# TLS with an authority that only this test knows; never plain http to another machine.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg tls
place=$registry/farm/tiny:one
expect 1 sysroot push "$place" tiny
says err 'SSL certificate problem'
says err '--cacert FILE'
mkdir other
certificate_make other
expect 1 sysroot push --cacert other/ca.pem "$place" tiny
says err 'SSL certificate problem'
expect 0 sysroot push --cacert reg/ca.pem "$place" tiny
expect 0 env SYSROOT_CACERT="$PWD/reg/ca.pem" "$SYSROOT_BIN" pull --insecure-unsigned "$place"
expect 0 env CURL_CA_BUNDLE="$PWD/reg/ca.pem" "$SYSROOT_BIN" push "$place" tiny
# A user's .curlrc does not switch the check off.
mkdir home
echo insecure >home/.curlrc
expect 1 env HOME="$PWD/home" "$SYSROOT_BIN" push "$place" tiny
says err 'SSL certificate problem'

# Without TLS only where it is said, or on this very machine.
registry_start plain
expect 1 sysroot push --cacert reg/ca.pem "$registry/farm/tiny:one" tiny
expect 0 sysroot push --plain-http "$registry/farm/tiny:one" tiny
expect 0 sysroot push "$registry/farm/tiny:one" tiny
