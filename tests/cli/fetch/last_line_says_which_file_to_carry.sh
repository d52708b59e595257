# Where nothing can be fetched the last line names the one file to carry over.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
mv data/recipes/catalog/libc/tiny.h elsewhere.h
expect 1 sysroot fetch tiny
says err "$(sha256sum elsewhere.h | cut -d' ' -f1)"
tail -n 1 err >last
says last "'sysroot add tiny.h'"
