# What was made in a weaker sandbox, when that was allowed, is not taken without a
# word by a build that does not allow it; what was made in a stronger one is.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
# The step notes when it ran.
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/include"; date +%s%N >"$DESTDIR/usr/include/ran.h"'
hide=$PWD/hidden
printf '#!/bin/sh\nexit 1\n' >"$hide"
chmod 755 "$hide"
# without_bubblewrap COMMAND...: in a mount namespace in which bwrap does not work
without_bubblewrap() {
	if [ "$(id -u)" = 0 ]; then
		unshare -m sh -c 'mount --bind "$0" "$(command -v bwrap)" && exec "$@"' "$hide" "$@"
	else
		unshare -rm sh -c 'mount --bind "$0" "$(command -v bwrap)" && exec "$@"' "$hide" "$@"
	fi
}
expect 0 sysroot fetch tiny
expect 0 without_bubblewrap "$SYSROOT_BIN" build --sandbox none tiny
says err "weaker than bubblewrap"
cp store/sysroots/tiny/usr/include/ran.h weak
expect 0 sysroot show tiny
! grep -q ' bubblewrap ' out || fail "show does not tell the tier: $(cat out)"
expect 0 sysroot build tiny
! cmp -s store/sysroots/tiny/usr/include/ran.h weak || fail "taken as it was"
cp store/sysroots/tiny/usr/include/ran.h strong
# the index knows the new one, and not the one before it
expect 0 sysroot fsck
expect 0 without_bubblewrap "$SYSROOT_BIN" build --sandbox none tiny
cmp store/sysroots/tiny/usr/include/ran.h strong || fail "a stronger one was made anew"
