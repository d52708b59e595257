# Recipes in a place that the user may not write to: which, and what to do; nothing is fetched.
. "$SYSROOT_SOURCE/tests/lib.sh"
# shellcheck source=tests/cli/relock/archive.inc
. "$SYSROOT_SOURCE/tests/cli/relock/archive.inc"
tiny_from_archive
publish 1.5-2 "int newer;"
as_user=
if [ "$(id -u)" = 0 ]; then
	mkdir store
	chown 65534:65534 store
	for dir in . .. ../..; do
		chmod a+rx "$dir"
	done
	as_user="setpriv --reuid 65534 --regid 65534 --clear-groups"
else
	chmod 555 data/recipes/catalog/libc
fi
# shellcheck disable=SC2086 # words
expect 1 $as_user "$SYSROOT_BIN" relock tiny
says err "cannot replace the recipe '$PWD/data/recipes/catalog/libc/tiny-libc.recipe'"
says err "ermission denied"
says err "SYSROOT_DATA"
[ ! -d store/inputs ] || [ -z "$(find store/inputs -type f)" ] || fail "it was fetched all the same"
# What there is can be asked all the same.
# shellcheck disable=SC2086
expect 0 $as_user "$SYSROOT_BIN" relock --dry-run tiny
says out "1.5-2"
chmod 755 data/recipes/catalog/libc
