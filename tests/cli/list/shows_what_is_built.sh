# A row a built sysroot: its baseline, size, and when it was built and used last. An empty store, and
# one that is not there, are no errors.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
empty() {
	expect 0 sysroot list
	[ ! -s out ] || fail "rows: $(cat out)"
	says err 'no sysroot is built'
	says err "'sysroot build --fetch TARGET'"
	expect 0 sysroot list --json
	says out '"sysroots": []'
	[ ! -s err ] || fail "words with JSON: $(cat err)"
}
empty
[ ! -e store ] || fail "a look made the store"
expect 0 sysroot fetch tiny
empty

sed "s/target tiny/target a-name-that-is-longer-than-a-column-is/; /alias/d" data/sysroots/targets/tiny.target \
	>data/sysroots/targets/a-name-that-is-longer-than-a-column-is.target
expect 0 sysroot build tiny tiny-aarch64 a-name-that-is-longer-than-a-column-is
touch -d '5 days ago' store/records/tiny-aarch64/*
expect 0 sysroot list
[ "$(wc -L <out)" -le 80 ] || fail "too wide: $(cat out)"
head -n 1 out | tr -s ' ' | grep -qx 'SYSROOT C LIBRARY LINUX ARCH SIZE AGE UNUSED' || fail "heading: $(cat out)"
tr -s ' ' <out >rows
grep -qE '^tiny musl 1 3\.10 x86_64 [0-9.]+ k?B [0-9]+ (s|min) [0-9]+ (s|min)$' rows || fail "tiny: $(cat out)"
grep -qE '^tiny-aarch64 musl 1 3\.10 aarch64 .* 5 days$' rows || fail "tiny-aarch64: $(cat out)"
[ "$(grep -c 'x86_64\|aarch64' out)" = 3 ] || fail "other rows: $(cat out)"
# Names of this architecture, and of these.
expect 2 sysroot list tiny
says err "does not take the argument 'tiny'"

expect 0 sysroot list --json
cat >check.py <<'PYTHON'
import json, os, sys
answer = json.load(sys.stdin)
assert answer["format"] == 1 and answer["error"] is None, answer
rows = {s["target"]: s for s in answer["sysroots"]}
assert list(rows) == sorted(rows) and len(rows) == 3, rows
tiny, other = rows["tiny"], rows["tiny-aarch64"]
assert tiny["digest"] == open("store/sysroots/tiny/.sysroot/digest").read().strip()
assert os.path.samefile(tiny["path"], "store/sysroots/tiny")
assert (tiny["arch"], other["arch"]) == ("x86_64", "aarch64")
assert tiny["baseline"] == "musl-1+linux-3.10", tiny
have = sum(os.stat(os.path.join(d, f)).st_size for d, _, fs in os.walk(tiny["path"] + "/")
           for f in fs if f not in ("manifest", "digest") and not os.path.islink(os.path.join(d, f)))
assert tiny["size"] == have, (tiny["size"], have)
assert 5 * 86400 <= other["unused_seconds"] < 5 * 86400 + 3600, other
assert 0 <= tiny["age_seconds"] < 3600, tiny
PYTHON
python3 check.py <out || fail "the JSON is not what is meant: $(cat out)"

# Whether they are up to date is counted, and told in full by 'targets'.
never_says err 'out of date'
sed -i 's/the log has this/the log has that/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot list
says err "3 of them are out of date: 'sysroot targets' says why"
expect 0 sysroot list --json
[ "$(grep -c '"state": "out-of-date"' out)" = 3 ] || fail "not out of date: $(cat out)"
# Without recipes that can be read the rest is told.
echo nonsense >data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot list
says out tiny-aarch64
expect 0 sysroot list --json
says out '"state": "unknown"'

# One that cannot be read is told, the others are listed.
flip_byte store/records/tiny/* 300
expect 0 sysroot list
says err "'tiny' is not listed: "
says out 'tiny-aarch64'
! grep -q '^tiny ' out || fail "a damaged one is listed: $(cat out)"

# With --json it is not passed over: it is built, and the rest is not known.
expect 0 sysroot list --json
[ "$(jq -c '.sysroots[] | select(.target == "tiny") | [.state, .size, .arch]' out)" = '["unknown",null,null]' ] ||
	fail "it is not told: $(cat out)"
jq -r '.sysroots[] | select(.target == "tiny").reason' out | grep -q 'altered' || fail "no reason: $(cat out)"
