# What was made elsewhere in a weaker sandbox than is allowed here is made anew.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
mkdir bin
printf '#!/bin/sh\nexit 1\n' >bin/bwrap
chmod +x bin/bwrap
expect 0 env PATH="$PWD/bin:$PATH" "$SYSROOT_BIN" build --sandbox none tiny
says err 'weaker than bubblewrap'
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny
for place in "dir:$PWD/store" "$registry/farm/tiny"; do
	rm -rf other
	expect 0 sysroot --store other fetch tiny
	expect 0 sysroot --store other build --insecure-unsigned --remote "$place" tiny
	says err "'tiny-libc' is not used: it was built in the sandbox"
	says err 'made     tiny-libc'
	expect 0 sysroot --store other show tiny
	says out bubblewrap
	rm -rf other
	expect 0 sysroot --store other build --insecure-unsigned --remote "$place" --sandbox none tiny
	says err 'taken    tiny-libc'
done
