# A row a target with its baseline and aliases, a row a built sysroot with its digest; 80 columns.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot targets
says out "TARGET"
grep -qE '^centos7 +glibc 2\.17 +3\.10 4\.10 +x86_64 aarch64 +el7 rhel7$' out || fail "centos7: $(cat out)"
grep -qE '^musl +musl 1\.2\.5 +6\.1 +x86_64 aarch64 riscv64 ' out || fail "musl: $(cat out)"
grep -qE '^musl-1\.2\.3 ' out || fail "musl-1.2.3: $(cat out)"
[ "$(wc -L <out)" -le 80 ] || fail "too wide: $(cat out)"
# The files say which targets there are; each has just one row above the built ones.
for file in "$SYSROOT_SOURCE"/sysroots/targets/*.target; do
	name=$(basename "$file" .target)
	[ "$(sed '/^$/q' out | grep -c "^$name ")" -eq 1 ] || fail "no single row of $name: $(cat out)"
done
sed -n '/^BUILT /,/^$/p' out >built
for name in musl centos7 musl+sqlite+zlib centos7+sqlite+zlib; do
	digest=$(cut -c 1-12 "$SYSROOT_STORE/sysroots/$name/.sysroot/digest")
	case $name in
	musl*) row="$name musl 1.2.5 6.1 x86_64 $digest" ;;
	*) row="$name glibc 2.17 3.10 x86_64 $digest" ;;
	esac
	tr -s ' ' <built | grep -qxF "$row" || fail "no row '$row': $(cat out)"
done
expect 0 sysroot targets --json
cat >check.py <<'PYTHON'
import json, sys
rows = {t["target"]: t for t in json.load(sys.stdin)["targets"]}
assert rows["centos7"]["archs"] == ["x86_64", "aarch64"]
assert rows["centos7"]["aliases"] == ["el7", "rhel7"]
assert (rows["centos7"]["arch"], rows["centos7"]["cpu"]) == ("x86_64", "x86-64")
assert rows["centos7"]["linux_version"] == "3.10"
assert len(rows["musl+sqlite+zlib"]["digest"]) == 64
assert rows["rocky9"]["cpu"] == "x86-64-v2" and rows["rocky9"]["triple"] == "x86_64-linux-gnu"
PYTHON
python3 check.py <out || fail "the JSON is not what is meant: $(cat out)"
SYSROOT_STORE=$PWD/none expect 0 sysroot targets
never_says out "BUILT"
# The manual has a line for each, with its other names.
page=$SYSROOT_SOURCE/docs/man/sysroot-target.5
for file in "$SYSROOT_SOURCE"/sysroots/targets/*.target; do
	names=$(sed -n 's/^target //p; s/^alias //p' "$file" | tr '\n' ' ' | sed 's/ $//; s/ / , /g')
	grep -qxF ".It Li $names" "$page" || fail "'$page' has no line '.It Li $names'"
done
