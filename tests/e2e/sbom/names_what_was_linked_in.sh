#!/bin/sh
# What 'sbom --binary' names is what the linker's own map says, stripped or not.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
cat >a.c <<'C'
#include <math.h>
#include <stdio.h>
#include <sqlite3.h>
#include <zlib.h>

int main(int argc, char **argv)
{
	unsigned char out[200];
	unsigned long n = sizeof(out);
	sqlite3 *db;

	(void)argv;
	compress(out, &n, (const unsigned char *)"aaaaaaaa", 8);
	sqlite3_open(":memory:", &db);
	printf("%lu %s %f\n", n, sqlite3_libversion(), pow(argc, 1.5));
	return sqlite3_close(db);
}
C

# held_against MAP ROOT BILL MOST: of the map's objects below ROOT at least MOST of 100 are named,
# and nothing else but start files that are alike
held_against() {
	python3 - "$@" <<-'PY'
		import json, os, re, sys
		map_, root, bill, most = sys.argv[1:]
		linked, named = set(), []
		for line in open(map_, encoding="utf-8"):
		    m = re.match(r"(?:LOAD )?(/[^\s(]+\.[ao])(?:\(([^)]+)\))?", line)
		    if not m or not os.path.realpath(m[1]).startswith(root) or (m[1].endswith(".a") and not m[2]):
		        continue
		    path = os.path.realpath(m[1])[len(root) + 1:]
		    linked.add(f"{path}({m[2]})" if m[2] else path)
		for c in json.load(open(bill))["components"]:
		    named += [set(o["location"].split(" or ")) for o in c.get("evidence", {}).get("occurrences", [])]
		wrong = [n for n in named if not n & linked and not all("crt" in x for x in n)]
		right = {x for n in named for x in n & linked}
		print(len(linked), len(right), wrong[:9])
		if wrong or len(linked) < 100 or len(right) * 100 < int(most) * len(linked):
		    sys.exit(f"lacking: {sorted(linked - right)[:20]}")
	PY
}

for root in "$CENTOS7_ROOT" "$MUSL_ROOT"; do
	target=centos7+sqlite+zlib
	[ "$root" = "$CENTOS7_ROOT" ] || target=musl+sqlite+zlib
	"$root/bin/cc" -O2 -static -o app a.c -lsqlite3 -lz -lm -lpthread -ldl -Wl,-Map=app.map || fail "cannot link"
	expect 0 sysroot sbom --binary app $target --format cyclonedx -o app.json
	held_against app.map "$root" app.json 95 || fail "$target: another list than the linker's"
	strip -o stripped app
	expect 0 sysroot sbom --binary stripped $target --format cyclonedx -o app.json
	held_against app.map "$root" app.json 70 || fail "$target, stripped: another list than the linker's"
	expect 0 sysroot sbom --binary stripped $target
	grep -qE '^sqlite +3\.40\.1 +static +1 ' out || fail "sqlite: $(cat out)"
	grep -qE '^zlib +1\.2\.13 +static +[4-9] ' out || fail "zlib: $(cat out)"
	says out "It is stripped"
done

# Without what it did not take; and by the environment's target.
"$MUSL_ROOT/bin/cc" -static -o plain -x c - <<'C' || fail "cannot link"
int main(void) { return 0; }
C
expect 0 env SYSROOT_TARGET=musl+sqlite+zlib "$SYSROOT_BIN" sbom --binary plain
grep -q '^musl ' out || fail "musl: $(cat out)"
! grep -qE '^(sqlite|zlib) ' out || fail "too much: $(cat out)"

# Dynamic: the C library is needed, the archives are in.
"$CENTOS7_ROOT/bin/cc" -o shared a.c -lsqlite3 -lz -lm -lpthread -ldl || fail "cannot link"
expect 0 sysroot sbom --binary shared centos7+sqlite+zlib
grep -qE '^glibc +2\.17 +static, dynamic ' out || fail "glibc: $(cat out)"
grep -qE '^zlib +1\.2\.13 +static ' out || fail "zlib: $(cat out)"
expect 0 sysroot sbom --binary shared --format spdx centos7+sqlite+zlib
says out '"relationshipType": "DYNAMIC_LINK"'
says out '"relationshipType": "STATIC_LINK"'
expect 0 sysroot sbom --binary shared musl+sqlite+zlib
says out "Needed at run time, and not in the sysroot: libc.so.6"

expect 1 sysroot sbom --binary a.c musl+sqlite+zlib
says err "'a.c' is not an ELF file"
expect 1 sysroot sbom --binary absent musl+sqlite+zlib
head -c 3000 app >short
expect 3 sysroot sbom --binary short musl+sqlite+zlib
expect 2 sysroot sbom --binary app --files musl+sqlite+zlib
