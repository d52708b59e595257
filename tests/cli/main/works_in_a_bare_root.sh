# Without HOME, /proc or /tmp: what needs none of them works, and the rest says what is missing.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
bare() {
	env -i PATH="$PATH" SYSROOT_DATA="$SYSROOT_DATA" "$@"
}

# No home, no store: nothing is built, and that is all there is to say.
for home in HOME= HOME=relative; do
	expect 0 bare $home "$SYSROOT_BIN" targets
	says out "tiny"
	expect 0 bare $home "$SYSROOT_BIN" show tiny
	says out "tiny-libc"
done
expect 0 bare "$SYSROOT_BIN" targets --json
expect 2 bare "$SYSROOT_BIN" fetch tiny
says err "HOME is not set"
# One that was named and cannot be is told all the same.
expect 2 bare SYSROOT_STORE=relative "$SYSROOT_BIN" targets
says err "SYSROOT_STORE"

own_store
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
here=$PWD
inside() {
	bwrap --unshare-all --bind / / --dev /dev "$@"
}
# The program looks itself up by /proc; the file's spelling is not to blame.
cp -R store fresh
rm -rf fresh/artifacts fresh/sysroots fresh/records fresh/trees fresh/index.sqlite*
for words in "kit create -t tiny --with program -o $here/a.kit" "export tiny -o $here/a.tar"; do
	# shellcheck disable=SC2086 # words
	expect 1 inside --tmpfs /proc "$SYSROOT_BIN" $words
	says err "/proc is not mounted here: as root, run 'mount -t proc proc /proc'"
	never_says err "spelled"
done
# No namespaces without it, which is no container's fault; the weaker tiers need none of it.
expect 1 inside --tmpfs /proc env SYSROOT_STORE="$here/fresh" "$SYSROOT_BIN" build tiny
says err "bubblewrap cannot work, /proc is not mounted here"
expect 0 inside --tmpfs /proc env SYSROOT_STORE="$here/fresh" "$SYSROOT_BIN" build tiny --sandbox none
says err "weaker than bubblewrap, which you allowed"
# What goes to stdout is put together below TMPDIR.
expect 1 env TMPDIR="$here/gone" "$SYSROOT_BIN" export tiny --no-program --format docker
says err "set TMPDIR to a writable directory"
