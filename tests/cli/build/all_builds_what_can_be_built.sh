# build --all: every target whose inputs are here, and those built under other names; what is
# missing is told and is no failure; a failure stops what needs it, and is told once.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store
far() {
	printf 'input %s {\n\tsha256 %s\n\tfrom https https://example.org/%s\n}\n' "$1" \
		"$(printf %s "$1" | sha256sum | cut -d' ' -f1)" "$1"
}
many_recipe "$PWD/data" libc good 1 'libc musl 1' true
many_recipe "$PWD/data" libc bad 1 'libc musl 1' 'echo broken; false'
many_recipe "$PWD/data" libc remote 1 'libc musl 1' true "$(far one-of-a-long-name-1.2.3.tar.xz)" "$(far two.tar)"
many_recipe "$PWD/data" linux-headers headers 1 'linux 3.10' true
many_recipe "$PWD/data" zed zed-1 1 'library zed 1' true 'needs base'
many_target "$PWD/data" alpha good headers
many_target "$PWD/data" beta remote headers
export SYSROOT_DATA="$PWD/data"

# Nothing is missing but what is told: no failure.
expect 0 sysroot build alpha+zed
rm store/sysroots/alpha+zed # as if never composed: the next is not to bring it back
expect 0 sysroot build --all
says out "alpha sha256:"
never_says out "alpha+zed"
never_says out beta
grep -Eq '^alpha +made +its parts were in the store$' err || fail "the table does not tell alpha: $(cat err)"
grep -Eq '^beta +skipped +2 inputs not fetched: one-of-a-long-name' err || fail "the table does not tell beta: $(cat err)"
says err "sysroot fetch beta"
says err "2 targets in "
says err " s: 1 made, 1 skipped"
[ "$(wc -L <err)" -le 80 ] || fail "the words are wider than 80 columns: $(cat err)"

# What was built under another name is built anew when something changed.
expect 0 sysroot build alpha+zed
sed -i 's/^summary .*/&\nkeep usr\/include\/**/' data/recipes/catalog/linux-headers/headers.recipe
expect 0 sysroot build --all
says err "made     headers"
says err "made     zed-1"
grep -Eq '^alpha\+zed +made +2 of 3 parts made$' err || fail "the table does not tell alpha+zed: $(cat err)"
grep -q '^alpha+zed sha256:' out || fail "alpha+zed is not printed: $(cat out)"

# All there: nothing is made, and the answer is the same.
cp out before
expect 0 sysroot build --all
cmp out before || fail "the second time answered otherwise"
never_says err building
says err "2 taken from the store, 1 skipped"

# One failure that two share: told once, whole, and the others are built.
many_target "$PWD/data" gamma bad headers
many_target "$PWD/data" delta bad headers
many_target "$PWD/data" omega good headers
expect 1 sysroot build --all
[ "$(grep -c "step 'install' of recipe 'bad' failed" err)" -eq 1 ] || fail "not told once: $(cat err)"
says err "  | broken"
says err "the whole log: $PWD/store/logs/bad-"
grep -Eq '^gamma +failed +bad$' err || fail "the table does not tell gamma: $(cat err)"
says err "1 made, 2 taken from the store, 2 failed, 1 skipped"
says out "omega sha256:"

# Two failures: each in a line, with its log, and damage has its own exit status.
many_recipe "$PWD/data" libc worse 1 'libc musl 1' 'exit 9'
many_target "$PWD/data" epsilon worse headers
expect 1 sysroot build --all
says err "3 of 7 targets failed"
says err "delta, gamma: step 'install' of recipe 'bad' failed at $PWD/data/recipes/catalog/libc/bad.recipe:"
says err "epsilon: step 'install' of recipe 'worse' failed at"
grep -q "^  see the log $PWD/store/logs/worse-.*\.log$" err || fail "no log is named: $(cat err)"
# Silence is broken by failures alone.
expect 1 sysroot -q build --all
never_says err TARGET
says err "epsilon: step 'install' of recipe 'worse' failed at"

# For programs.
expect 1 sysroot build --all --json
python3 - "$PWD/store" <<'PYTHON' 2>why || fail "the JSON is not what is meant: $(cat why)"
import json, re, sys
answer = json.load(open("out"))
of = {t["target"]: t for t in answer["targets"]}
assert {name: t["result"] for name, t in of.items()} == {
	"alpha": "store", "alpha+zed": "store", "omega": "store", "beta": "not-possible",
	"gamma": "failed", "delta": "failed", "epsilon": "failed"}, of
assert [i["input"] for i in of["beta"]["missing"]] == ["one-of-a-long-name-1.2.3.tar.xz", "two.tar"]
assert (of["beta"]["digest"], of["beta"]["path"], of["beta"]["state"]) == (None, None, "not-built")
assert of["alpha"]["path"] == sys.argv[1] + "/sysroots/alpha" and of["alpha"]["state"] == "built"
assert re.fullmatch("[0-9a-f]{64}", of["alpha"]["digest"]) and of["alpha"]["missing"] == []
failed = of["epsilon"]
assert failed["error"]["kind"] == "step" and "exit status 9" in failed["error"]["message"]
assert failed["error"]["file"].endswith("worse.recipe") and failed["error"]["line"] > 1, failed
assert re.search("/logs/worse-[^/]*[.]log$", failed["log"])
assert answer["error"]["message"] and of["alpha"]["error"] is None
PYTHON

# A target's broken file hurts that target alone.
echo 'no such key' >>data/sysroots/targets/omega.target
expect 1 sysroot build --all
says err "omega.target:"
says out "alpha sha256:"
expect 2 sysroot build --all alpha
expect 2 sysroot build
says err "--all"
