# A whole folder of inputs is taken in; what no recipe wants, or is no file, is told,
# with exit status 3, and keeps nothing else out.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
echo foreign >a-foreign-file
mkfifo b-pipe
mv data/recipes/catalog/libc/tiny.h z-input
expect 3 timeout 20 "$SYSROOT_BIN" add a-foreign-file b-pipe z-input
says err "no recipe needs 'a-foreign-file'"
says err "'b-pipe' is not a regular file"
says err "added 'tiny.h'"
expect 0 sysroot build tiny
