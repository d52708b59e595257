# What is there is not made again: no process is started, no file is written.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp out first
before=$(fingerprint store)
expect 0 strace -f -e trace=mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlinkat -o trace \
	"$SYSROOT_BIN" build tiny
cmp out first || fail "the second build answered otherwise"
[ "$before" = "$(fingerprint store)" ] || fail "the store changed"
! grep -E '^[0-9]+ +(link|rename|symlink)' trace || fail "files were made"
