# Below the sysroots that are built: which of them the next build would make otherwise, and why, as
# 'show' has it. What is up to date, or exported, has no such lines.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
recipe=data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny tiny-aarch64
sed 's/target tiny/target other/; /alias/d; s/part libc tiny-libc/part libc other-libc/' \
	data/sysroots/targets/tiny.target >data/sysroots/targets/other.target
sed 's/^recipe tiny-libc/recipe other-libc/' $recipe >data/recipes/catalog/libc/other-libc.recipe
expect 0 sysroot build other
expect 0 sysroot targets
never_says out 'ut of date'

sed -i 's/the log has this/the log has that/' $recipe
expect 0 sysroot targets
sed -n '/^Out of date/,/^$/p' out >old
cat >wanted <<'TEXT'
Out of date: the next 'sysroot build' makes another
tiny
  libc: recipe 'tiny-libc' has changed: its steps
tiny-aarch64
  libc: recipe 'tiny-libc' has changed: its steps

TEXT
cmp -s wanted old || fail "it says: $(cat out)"
# The same words as of 'show'.
expect 0 sysroot show tiny
says out "libc: recipe 'tiny-libc' has changed: its steps"

expect 0 sysroot targets --json
cat >check.py <<'PYTHON'
import json, sys
rows = {t["target"]: t for t in json.load(sys.stdin)["targets"]}
assert rows["tiny"]["state"] == "out-of-date", rows["tiny"]
assert rows["tiny"]["reason"] == "libc: recipe 'tiny-libc' has changed: its steps", rows["tiny"]
assert (rows["other"]["state"], rows["other"]["reason"]) == ("built", None), rows["other"]
PYTHON
python3 check.py <out || fail "the JSON is not what is meant: $(cat out)"

# A long reason goes on in the next line.
for n in 1 2 3 4 5; do
	echo "$n" >"data/recipes/catalog/libc/a_file_with_a_name_$n"
	sed -i "s/^tools make/file a_file_with_a_name_$n\n&/" $recipe
done
expect 0 sysroot targets
[ "$(wc -L <out)" -le 80 ] || fail "too wide: $(cat out)"
says out "  libc: recipe 'tiny-libc' has changed: its file 'a_file_with_a_name_"
sed -n '/^tiny$/,/^tiny-/p' out | grep -q "^    .*'a_file_with_a_name_4'" || fail "not all: $(cat out)"

# One that the recipes cannot make any longer is told, and the others are.
rm data/recipes/catalog/libc/other-libc.recipe
expect 0 sysroot targets
says out "other: not known: "
says out "other-libc"
says out 'tiny-aarch64'

# That it is out of date is not said of one of which it is not known.
sed -n '/^Out of date/,/^$/p' out >old
! grep -q '^other' old || fail "said to be out of date: $(cat old)"
sed -n '/^Not known whether/,/^$/p' out >unknown
grep -q '^other: ' unknown || fail "not said: $(cat out)"
! grep -q '^tiny' unknown || fail "said to be unknown: $(cat unknown)"
expect 0 sysroot rm --yes tiny tiny-aarch64
expect 0 sysroot targets
never_says out 'Out of date'
says out 'other: not known: '
