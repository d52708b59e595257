# A program that lies in bin/ of a store works on that store with gc and fsck too, as with all other
# commands, and is not taken for foreign there.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
mkdir store/bin
cp "$SYSROOT_BIN" store/bin/sysroot
HOME=$PWD/home
mkdir home
export HOME
unset SYSROOT_STORE XDG_CACHE_HOME

expect 0 store/bin/sysroot fsck
expect 0 store/bin/sysroot fsck --repair
says err "1 sysroot: 0 problems"
[ -x store/bin/sysroot ] || fail "the program is gone: $(ls -R store/quarantine)"
echo more >store/notes
expect 3 store/bin/sysroot fsck --repair
[ -f store/quarantine/notes ] || fail "another store was repaired: $(cat out err)"
expect 0 store/bin/sysroot fsck
# A folder 'bin' of somebody else is none of the store's.
mv store/bin other
mkdir store/bin
echo foreign >store/bin/tool
expect 3 sysroot --store "$PWD/store" fsck
says out "'bin' does not belong to the store"
rm -r store/bin
mv other store/bin

expect 0 store/bin/sysroot gc --pin tiny
[ -f store/pins/tiny ] || fail "another store has the pin"
expect 0 store/bin/sysroot gc --unpin tiny
rm store/sysroots/tiny
expect 0 store/bin/sysroot gc -n --keep-days 0
says out "would remove"
expect 0 store/bin/sysroot gc --keep-days 0
[ -z "$(ls store/trees)" ] || fail "another store was collected: $(cat out err)"
[ -x store/bin/sysroot ] || fail "the program is gone"
# What is named goes before.
expect 1 store/bin/sysroot --store "$PWD/none" gc
expect 1 env SYSROOT_STORE="$PWD/none" store/bin/sysroot fsck --repair
[ ! -e home/.cache ] || fail "a store was made at home"
