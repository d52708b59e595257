# A store that cannot be written: what, where, what to do; exit status 1.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
SYSROOT_STORE=/proc/nowhere/store
export SYSROOT_STORE
expect 1 sysroot build tiny
says err "/proc/nowhere"
says err "--store"
if [ "$(id -u)" = 0 ]; then
	mkdir store
	chmod 755 . store
	chmod 755 "$(dirname "$PWD")"
	SYSROOT_STORE=$PWD/store
	expect 1 setpriv --reuid 65534 --regid 65534 --clear-groups "$SYSROOT_BIN" fetch tiny
	says err "ermission denied"
	[ -z "$(ls store)" ] || fail "something was written"
fi
