# Wrong bytes, lengths, digests, manifests: told as such, exit status 3, the store unchanged.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny
digest=$(sed 's/.*@//' out)
mkdir fresh
expect 1 sysroot --store fresh pull "$registry/farm/none:one"
fingerprint fresh >before

# lies MODE WORDS [PLACE]
lies() {
	proxy_start "$1"
	expect 3 sysroot --store fresh pull --insecure-unsigned "$proxy/farm/tiny${3-:one}"
	says err "'$proxy/farm/tiny"
	says err "$2"
	fingerprint fresh | cmp -s - before || fail "$1: the store changed"
	[ -z "$(find fresh/tmp -type f ! -name '*.lock')" ] || fail "$1 leaves $(find fresh/tmp -type f)"
	registry_stop_last
}
lies flip 'wrong blob: sha256:'
lies short 'wrong blob: sha256:'
lies size 'wrong blob: sha256:'
lies endless 'it sent more than the expected'
lies garbage 'the manifest is not JSON'
lies deep 'the manifest is not JSON'
lies huge 'it sent more than the expected 4.2 MB'
lies header 'it sent the manifest sha256:'
lies foreign "it was not made by 'sysroot push'"
lies garbage "wrong manifest: sha256:" "@$digest"
lies foreign "wrong manifest: sha256:" "@$digest"

# A build says so and makes the part itself.
expect 0 sysroot --store fresh fetch tiny
proxy_start flip
expect 0 sysroot --store fresh build --remote "$proxy/farm/tiny" --insecure-unsigned tiny
says err "'tiny-libc' is not taken"
says err 'wrong blob'
says err 'made     tiny-libc'
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
