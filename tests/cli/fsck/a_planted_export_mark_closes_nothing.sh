# Whoever may write to a store puts the mark of an exported store there: the store, which has what
# an export never has, goes on serving; fsck names the mark, and moves it away.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny

touch store/exported
sed -i 's/echo "the log has this"/echo "another"/' data/recipes/catalog/libc/tiny-libc.recipe
for command in 'fetch tiny' 'build tiny' 'find header tiny.h' 'gc' 'show tiny'; do
	# shellcheck disable=SC2086 # words
	expect 0 sysroot $command
	never_says out exported
	never_says err exported
done
expect 3 sysroot fsck
says out "'exported' does not belong to the store: it is harmless; 'sysroot fsck --repair' moves it to quarantine/"
says err ': 1 problem'
never_says err 'checked 0 inputs, 0 objects'
expect 3 sysroot fsck --repair
[ ! -e store/exported ] || fail "fsck --repair left the mark: $(ls store)"
[ -f store/quarantine/exported ] || fail "the mark is not in quarantine: $(ls store/quarantine)"
expect 0 sysroot fsck

# Nor where a folder of the store was lost.
touch store/exported
mv store/objects objects
expect 3 sysroot fsck
says out "the store's directory 'objects' is missing"
mv objects store/objects
expect 3 sysroot fsck --repair
expect 0 sysroot fsck
