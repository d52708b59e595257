# What makes the index again leaves the old one where it is until the new one is whole: on a disk
# that is full, find answers as before, and where there was no index there is none.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot find header tiny.h
cp out answer
sql() {
	python3 -c 'import sqlite3, sys
db = sqlite3.connect("store/index.sqlite")
db.executescript(sys.argv[1])
db.close()' "$1"
}
# No file may grow beyond 40 KiB, as on a full disk: room for what SQLite has beside an index.
full() {
	(
		ulimit -f 80
		"$SYSROOT_BIN" "$@"
	)
}
digest() {
	sha256sum store/index.sqlite
}

# One row is wrong: --repair makes the index again, and fails.
sql "UPDATE artifact SET version = '9'"
digest >before
expect 1 full fsck --repair
digest | cmp - before || fail "the index is another one"
expect 0 sysroot find header tiny.h
cmp out answer || fail "find answers: $(cat out)"
expect 3 sysroot fsck --repair
expect 0 sysroot fsck
expect 0 sysroot find header tiny.h
cmp out answer || fail "find answers after the repair: $(cat out)"

# Of a schema that this program does not know.
sql "PRAGMA user_version = 99"
digest >before
for option in --rebuild-index --repair; do
	expect 1 full fsck $option
	digest | cmp - before || fail "$option: the index is another one"
done
expect 0 sysroot fsck --rebuild-index
expect 0 sysroot find header tiny.h
cmp out answer || fail "find answers after the rebuild: $(cat out)"

# There is none: a failure leaves none, which find tells.
rm store/index.sqlite*
for option in --rebuild-index --repair; do
	expect 1 full fsck $option
	[ ! -e store/index.sqlite ] || fail "$option: an index is left: $(ls -l store/index.sqlite)"
	expect 1 sysroot find header tiny.h
	says err "fsck --rebuild-index"
done
expect 3 sysroot fsck --repair
expect 0 sysroot find header tiny.h
cmp out answer || fail "find answers: $(cat out)"
[ -z "$(ls store/tmp)" ] || fail "left in tmp/: $(ls -R store/tmp)"
