# A row a target with its baseline, aliases and the digest when built.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sysroot targets
says out "TARGET"
grep -qE '^centos7 +glibc 2\.17 +3\.10[.0-9]* +x86_64 +[0-9a-f]{12} ' out || fail "centos7: $(cat out)"
grep -qE '^musl +musl 1\.2\.5 ' out || fail "musl: $(cat out)"
grep -qE '^musl-1\.2\.3 ' out || fail "musl-1.2.3: $(cat out)"
grep -q 'el7' out || fail "no alias: $(cat out)"
grep -q 'sqlite' out || fail "no libraries: $(cat out)"
[ "$(wc -L <out)" -le 100 ] || fail "too wide: $(cat out)"
expect 0 sysroot targets --json
python=$(command -v python3 || :)
[ -z "$python" ] || "$python" -c 'import json, sys; json.load(sys.stdin)' <out || fail "no JSON"
SYSROOT_STORE=$PWD/none expect 0 sysroot targets
