# A secret key with a passphrase: from a file; without one and without a terminal, an error.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
printf 'open sesame\n' >phrase
expect 0 sysroot kit key --password-file phrase me
trust me
expect 2 setsid -w "$SYSROOT_BIN" push --sign me.key "$registry/farm/tiny:one" tiny
expect 0 env SYSROOT_SIGN=me.key SYSROOT_SIGN_PASSWORD_FILE=phrase "$SYSROOT_BIN" push --only-sysroot \
	"$registry/farm/tiny:one" tiny
expect 0 sysroot --store other pull "$registry/farm/tiny:one"
