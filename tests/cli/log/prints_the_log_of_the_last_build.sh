# 'log' prints what the steps of a target's last build said: of the part that failed, else of the
# one that was made last, or of the part that is named. It says which file that is.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
recipe=data/recipes/catalog/libc/tiny-libc.recipe
expect 2 sysroot log
expect 2 sysroot log tinny
says err "'tiny'"
expect 1 sysroot log tiny
says err "there is no log of 'tiny'"
says err "'sysroot build --fetch tiny'"

expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
file=$(echo "$PWD"/store/logs/tiny-libc-*.log)
expect 0 sysroot log tiny libc
cmp -s out "$file" || fail "it is not the log: $(cat out)"
says out 'the log has this'
says err "part 'libc', recipe 'tiny-libc'"
says err "$file"
expect 0 sysroot log --path small libc
[ "$(cat out)" = "$file" ] || fail "another path: $(cat out)"
[ ! -s err ] || fail "words with --path: $(cat err)"
expect 2 sysroot log tiny zlib
says err "'tiny' does not have the part 'zlib'"
says err "libc, linux-headers"
expect 2 sysroot log tiny libc libc
# The newest of its parts.
touch -d '2 days ago' store/logs/tiny-headers-*
expect 0 sysroot log tiny
cmp -s out "$file" || fail "it is not the newest: $(cat err)"
touch -d '3 days ago' "$file"
expect 0 sysroot log tiny
says err "part 'linux-headers'"
says err '2 days'

# Of a build that failed: its log, though others are newer; that of the sysroot that stands, until
# then.
sed -i 's/the log has this/the log has that/' $recipe
expect 0 sysroot log tiny libc
says out 'the log has this'
sed -i 's/^mkdir -p .*usr.include"$/& \&\& echo "it ends here" \&\& exit 3/' $recipe
expect 1 sysroot build tiny
touch -d '4 days ago' store/logs/tiny-libc-*
touch store/logs/tiny-headers-*
expect 0 sysroot log tiny
says out 'the log has that'
says out 'it ends here'
says err "part 'libc'"
says err 'failed'
expect 0 sysroot log --json tiny
cat >check.py <<'PYTHON'
import json, sys
answer = json.load(sys.stdin)
assert answer["format"] == 1 and answer["target"] == "tiny", answer
logs = answer["logs"]
assert (logs[0]["part"], logs[0]["state"]) == ("libc", "not-made"), logs
assert open(logs[0]["path"]).read().count("it ends here") >= 1
assert {l["part"] for l in logs} == {"libc", "linux-headers"}, logs
assert all(l["state"] == "made" for l in logs[1:]), logs
assert 4 * 86400 <= logs[0]["age_seconds"] < 4 * 86400 + 3600, logs
PYTHON
python3 check.py <out || fail "the JSON is not what is meant: $(cat out)"

# A recipe that only was taken because it was asked for.
git=data/recipes/catalog/libc/other-libc.recipe
sed 's/^recipe tiny-libc/recipe other-libc/; s/the log has that/the log of another/; s/ && exit 3//' $recipe >$git
sed -i 's/^part libc tiny-libc$/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
expect 0 sysroot build --recipe other-libc tiny
expect 0 sysroot log --recipe other-libc tiny libc
says out 'the log of another'

# That the part is not in the store does not mean that it failed.
expect 0 sysroot rm --yes --parts tiny
expect 0 sysroot log --recipe other-libc tiny libc
says err 'not in the store'
says err 'was removed'
never_says err ', built '

# gc took them: it is said where they may be.
rm store/logs/*
expect 1 sysroot log tiny
says err "there is no log of 'tiny'"
says err "'sysroot gc'"
# What somebody put there in place of one is not followed.
ln -s "$PWD/data/recipes/catalog/libc/tiny.h" "$file"
expect 1 sysroot log tiny
