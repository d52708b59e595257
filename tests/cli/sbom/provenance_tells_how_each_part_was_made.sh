#!/bin/sh
# How a part was made is kept with it; fsck knows a story that is not its own.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
before=$(date -u +%Y-%m-%d)
expect 0 sysroot -q fetch tiny
expect 0 sysroot -q build tiny
expect 0 sysroot sbom --provenance tiny
cp out statements
python3 - "$before" "$(date -u +%Y-%m-%d)" "$(sha256sum /usr/bin/make | cut -d' ' -f1)" <<'PY'
import json, sys
statements = json.load(open("statements"))
assert [s["subject"][0]["name"] for s in statements] == ["tiny-libc", "tiny-headers"], statements
libc = statements[0]
assert libc["_type"] == "https://in-toto.io/Statement/v1"
assert libc["predicateType"] == "https://slsa.dev/provenance/v1"
d = libc["predicate"]["buildDefinition"]
assert d["externalParameters"]["recipe"] == "tiny-libc"
assert d["internalParameters"]["sandbox"] in ("bubblewrap", "landlock", "none")
kinds = {m["name"]: m for m in d["resolvedDependencies"]}
assert kinds["tiny.h"]["annotations"]["kind"] == "input"
assert kinds["tiny.h"]["annotations"]["origins"] == ["file tiny.h"]
assert kinds["make"]["digest"]["sha256"] == sys.argv[3]
assert kinds["make"]["annotations"]["version"].startswith("GNU Make")
meta = libc["predicate"]["runDetails"]["metadata"]
assert meta["startedOn"] <= meta["finishedOn"]
assert meta["finishedOn"][:10] in sys.argv[1:3]
PY

expect 0 sysroot fsck
# One part's story in the place of another's.
cd "$SYSROOT_STORE/provenance"
# shellcheck disable=SC2012 # names of hex digits
first=$(ls | head -n 1)
# shellcheck disable=SC2012
second=$(ls | tail -n 1)
[ "$first" != "$second" ] || fail "one provenance for two parts"
cp "$first" "$second"
cd "$OLDPWD"
expect 3 sysroot fsck
says out "the provenance of artifact '$second' is not reliable"
never_says out "the provenance of artifact '$first'"
expect 3 sysroot fsck --repair
[ ! -e "$SYSROOT_STORE/provenance/$second" ] || fail "a false story was kept"
expect 0 sysroot fsck

# What tells of no artifact (a command was stopped between the two) is no damage; gc takes it.
absent=$(printf %064d 0)
cp "$SYSROOT_STORE/provenance/$first" "$SYSROOT_STORE/provenance/$absent"
expect 0 sysroot fsck
touch -d '3 days ago' "$SYSROOT_STORE/provenance/$absent"
expect 0 sysroot gc
[ ! -e "$SYSROOT_STORE/provenance/$absent" ] || fail "gc left a story of nothing"
[ -e "$SYSROOT_STORE/provenance/$first" ] || fail "gc took a story that is true"

# What is not known is said; the sysroot and its bill are not hurt.
expect 0 sysroot sbom --provenance tiny
says err "how these parts were made is not recorded: "
python3 -c 'import json; assert len(json.load(open("out"))) == 1'
expect 0 sysroot sbom tiny
expect 2 sysroot sbom --provenance --files tiny
