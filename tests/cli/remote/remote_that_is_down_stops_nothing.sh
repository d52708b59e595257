# A place that cannot be reached, or does not let us in, is told once; the parts are made.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
port=$(free_port)
# told PLACE WORDS: once, and the sysroot is made
told() {
	rm -rf fresh
	expect 0 sysroot --store fresh fetch tiny
	expect 0 sysroot --store fresh build --remote "$1" tiny
	says err "$2"
	[ "$(grep -c '^remote: ' err)" -eq 1 ] || fail "not told once: $(cat err)"
	says err 'not trying it again'
	says err 'made     tiny-libc'
	[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
}
told "127.0.0.1:$port/farm" 'cannot be reached'
told "dir:$PWD/nowhere" 'nowhere'
registry_start reg login
told "$registry/farm" '401'
registry_start tls tls
told "$registry/farm" 'SSL certificate problem'

# The next of the list is asked all the same.
expect 0 sysroot --store list build --remote "127.0.0.1:$port/farm,dir:$PWD/store" tiny
says err "taken    tiny-libc from dir:$PWD/store"

# Publishing there is no failure of what was made, but is said.
expect 0 sysroot --store ci fetch tiny
expect 0 sysroot --store ci build --publish --remote "127.0.0.1:$port/farm" tiny
says err 'cannot be reached'
