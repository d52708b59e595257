# A shell in which a switch to another target failed still builds for the one before: the last line
# says so. A store that is not there is named.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
SYSROOT_TARGET=tiny expect 1 sysroot env tiny-aarch64
says err "the sysroot of 'tiny-aarch64' is not built"
tail -n 1 err >last
says last "this shell is still set up for 'tiny'"
SYSROOT_TARGET=tiny expect 2 sysroot env nonsense
tail -n 1 err >last
says last "this shell is still set up for 'tiny'"
# A new shell, and a format that no shell reads, have nothing to tell of.
expect 1 sysroot env tiny
never_says err "still set up"
SYSROOT_TARGET=tiny expect 1 sysroot env --format docker tiny
never_says err "still set up"
expect 1 sysroot --store "$PWD/stroe" env tiny
says err "there is no store at '$PWD/stroe'"
expect 1 sysroot --store "$PWD/stroe" exec tiny -- true
says err "there is no store at '$PWD/stroe'"
