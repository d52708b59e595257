# 'rm' takes away the named sysroots with the files that nothing else has; their parts stay unless
# asked for, and what is pinned or in use stays. It asks like gc, and removes all or none.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
for name in one two; do
	sed "s/target tiny/target $name/; /alias/d" data/sysroots/targets/tiny.target >data/sysroots/targets/$name.target
done
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny tiny-aarch64 one two
names() {
	find "$1" -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort
}
left() {
	[ "$(names store/sysroots)" = "$(printf '%s\n' "$@" | LC_ALL=C sort)" ] || fail "left: $(names store/sysroots)"
}

# Nothing is removed unless all of the names can be, and somebody agrees.
expect 2 sysroot rm
expect 1 sysroot rm --yes one nonsense
says err "'nonsense'"
expect 1 sysroot rm --yes one centos7
says err "'centos7'"
says err "'sysroot list'"
never_says err "'sysroot build"
expect 1 sysroot rm one
says err "'one'"
says err '--yes'
never_says err "'two'"
expect 0 sysroot gc --pin two
expect 1 sysroot rm --yes one two
says err "'two' is pinned"
says err "'sysroot gc --unpin two'"
left one tiny tiny-aarch64 two
expect 0 sysroot gc --unpin two
fingerprint store >before
expect 0 sysroot rm --dry-run one small
says out 'would remove sysroot one'
says out 'would remove sysroot tiny'
fingerprint store | cmp - before || fail "a dry run changed the store"

on_a_terminal() {
	answer=$1
	shift
	printf '%s' "$answer" |
		script -qec "'$SYSROOT_BIN' $* >out; echo \$? >status" /dev/null >terminal 2>&1
}
for answer in '
' 'no
' ''; do
	on_a_terminal "$answer" rm one
	[ "$(cat status)" = 1 ] || fail "status $(cat status) after '$answer': $(cat terminal)"
	says terminal 'one ('
	says terminal '[y/N]'
	says terminal 'nothing was removed'
	left one tiny tiny-aarch64 two
done
on_a_terminal 'y
' rm one
[ "$(cat status)" = 0 ] || fail "status $(cat status) after y: $(cat terminal)"
says out 'removed sysroot one'
left tiny tiny-aarch64 two

# By alias and --arch, as 'env' understands it; its parts are there, and the same tree of others is.
trees=$(names store/trees | wc -l)
artifacts=$(names store/artifacts | wc -l)
SYSROOT_ARCH=aarch64 expect 0 sysroot rm --yes small
left tiny two
[ "$(names store/trees | wc -l)" = $((trees - 1)) ] || fail "trees: $(names store/trees)"
[ "$(names store/artifacts | wc -l)" = "$artifacts" ] || fail "parts went"
never_says out 'artifact'
says err "'sysroot gc --keep-days 0'"
expect 1 sysroot env tiny-aarch64
expect 0 sysroot fsck
# Made again out of its parts.
expect 0 sysroot build tiny-aarch64
never_says err "made"

expect 0 sysroot rm --yes --parts --arch aarch64 tiny
left tiny two
[ "$(names store/artifacts | wc -l)" -lt "$artifacts" ] || fail "its parts stay: $(cat out)"
says out 'removed artifact tiny-libc'
[ -e store/sysroots/tiny/usr/include/tiny.h ] || fail "the other's files went"
expect 0 sysroot fsck
expect 0 sysroot find header tiny.h
says out 'two'
never_says out 'aarch64'

# In use: by a build that makes it again.
sed -i 's/echo "the log has this"/until [ -e \/tmp\/never ] || sleep 2; do :; done/' data/recipes/catalog/libc/tiny-libc.recipe
"$SYSROOT_BIN" build tiny >out1 2>err1 &
build=$!
tries=0
until ls store/tmp/run-*/lease-* >/dev/null 2>&1; do
	sleep 0.1
	tries=$((tries + 1))
	[ $tries -lt 100 ] || fail "no lease: $(cat err1)"
done
expect 1 sysroot rm --yes two tiny
says err "'tiny' is in use"
left tiny two
wait $build || fail "the build failed: $(cat err1)"
expect 1 sysroot rm --yes --json two nonsense
says out "there is no sysroot 'nonsense'"
expect 0 sysroot rm --yes --json two tiny tiny
cat >check.py <<'PYTHON'
import json, sys
answer = json.load(sys.stdin)
assert answer["command"] == "rm" and answer["dry_run"] is False and answer["error"] is None, answer
assert [r["name"] for r in answer["removed"] if r["kind"] == "sysroot"] == ["two", "tiny"], answer
assert answer["count"]["sysroots"] == 2 and answer["count"]["artifacts"] == 0, answer
assert answer["freed"] > 0, answer
PYTHON
python3 check.py <out || fail "the JSON is not what is meant: $(cat out)"
[ -z "$(names store/sysroots)" ] || fail "left: $(names store/sysroots)"
expect 0 sysroot fsck
