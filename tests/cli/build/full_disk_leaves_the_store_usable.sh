# A full disk in the middle of a build: said so, nothing half-made, and with room
# again the same command works.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/lib"; head -c 6000000 /dev/zero | tr "\\0" x >"$DESTDIR/usr/lib/libbig.a"'
cat >inside.sh <<'INSIDE'
. "$SYSROOT_SOURCE/tests/lib.sh"
mkdir small
mount -t tmpfs -o size=4m tmpfs small
# All of it, to its end.
SYSROOT_MIN_FREE=0
SYSROOT_STORE=$PWD/small/store
export SYSROOT_STORE SYSROOT_MIN_FREE
expect 0 sysroot fetch tiny
expect 1 sysroot build tiny
cat err >first
says err 'No space left'
[ ! -e small/store/sysroots/tiny ] || fail "a sysroot of a failed build"
expect 0 sysroot fsck
mount -o remount,size=64m small
expect 0 sysroot build tiny
expect 0 sysroot fsck
INSIDE
if [ "$(id -u)" = 0 ]; then
	unshare -m sh inside.sh
else
	unshare -rm sh inside.sh
fi
