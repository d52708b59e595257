# Whoever may write to a store leaves a journal beside the index that names a file elsewhere as its
# super-journal: no command deletes that file, or minds.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny

cat >plant.py <<'PYTHON'
import struct, sys
database, victim = sys.argv[1], sys.argv[2].encode()
page = struct.unpack(">H", open(database, "rb").read(18)[16:])[0]
pages = len(open(database, "rb").read()) // page
magic = bytes.fromhex("d9d505f920a163d7")
# A header without records, and behind it the page of the lock, the name, its length and sum.
header = (magic + struct.pack(">5I", 0, 1234, pages, 512, page)).ljust(512, b"\0")
name = struct.pack(">I", 0x40000000 // page + 1) + victim + struct.pack(">2I", len(victim), sum(victim)) + magic
open(database + "-journal", "wb").write(header + name)
PYTHON

mkdir elsewhere
for command in 'build tiny' 'gc' 'fetch tiny' 'find header tiny.h' 'fsck' 'fsck --rebuild-index' 'show tiny'; do
	echo precious >elsewhere/file
	rm -f store/index.sqlite-wal store/index.sqlite-shm
	python3 plant.py store/index.sqlite "$PWD/elsewhere/file"
	# shellcheck disable=SC2086 # words
	expect 0 sysroot $command
	[ -f elsewhere/file ] || fail "'sysroot $command' deleted a file that a journal named"
done
expect 0 sysroot build tiny
expect 0 sysroot find header tiny.h
says out tiny.h
