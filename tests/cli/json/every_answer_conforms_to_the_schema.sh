#!/bin/sh
# What each command answers with --json is as docs/json.schema.json describes it, field by field.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_json.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
own_store
tiny_data "$PWD/data"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME

answers 0 targets sysroot targets --json
answers 0 show sysroot show --json tiny
answers 0 list sysroot list --json
answers 1 build sysroot build --json tiny
answers 0 fetch sysroot fetch --json tiny
answers 0 fetch sysroot fetch --json tiny
answers 0 lock sysroot lock --json tiny
answers 0 build sysroot build --json tiny
answers 0 log sysroot log --json tiny
answers 0 show sysroot show --json tiny
answers 0 show sysroot show --json --all-recipes tiny
[ "$(jq -r '.parts[0].recipes[].state' out)" = taken ] || fail "not the recipe: $(cat out)"
answers 0 show-key sysroot show --json --key libc tiny
answers 0 targets sysroot targets --json
answers 0 list sysroot list --json
answers 0 lock sysroot lock --json tiny -o tiny.lock
[ -s tiny.lock ] || fail "no lock was written"
answers 0 relock sysroot relock --json --dry-run tiny
answers 0 find sysroot find --json header tiny.h
answers 1 find sysroot find --json header none.h
answers 0 export sysroot export --json --format tar -o tiny.tar tiny
answers 0 export sysroot export --json -o tiny.oci tiny
answers 0 fsck sysroot fsck --json
answers 0 gc-pins sysroot gc --pins --json --pin tiny

registry_start reg
# shellcheck disable=SC2154 # registry: of registry_start
answers 0 push sysroot push --json "$registry/farm/tiny:one" tiny
answers 0 push sysroot push --json "$registry/farm/tiny:one" tiny
answers 0 challenge sysroot challenge --json --insecure-unsigned tiny "$registry/farm/tiny"
answers 0 pull sysroot --store pulled pull --json --insecure-unsigned --artifacts "$registry/farm/tiny:one"

answers 0 kit-keys sysroot kit keys --json
expect 0 sysroot kit key --no-password farm
expect 0 sysroot kit trust farm.pub
answers 0 kit-keys sysroot kit keys --json
answers 0 kit-create sysroot kit create --json -t tiny --name farm -o unsigned.kit
answers 0 kit-create sysroot kit create --json -t tiny --name farm -o farm.kit --key farm.key
answers 0 kit-verify sysroot kit verify --json farm.kit
answers 0 kit-list sysroot kit list --json farm.kit
answers 0 kit-import sysroot --store other kit import --json farm.kit
expect 0 sysroot --store empty build tiny --fetch
expect 0 sysroot --store other kit have
cp out have
answers 0 kit-diff sysroot kit diff --json farm.kit have

# What is out of date, and why.
sed -i 's/the log has this/the log has that/' data/recipes/catalog/libc/tiny-libc.recipe
answers 0 show sysroot show --json tiny
[ "$(jq -r .state out)" = out-of-date ] || fail "it is up to date: $(cat out)"
[ "$(jq -r .reason out)" = "libc: recipe 'tiny-libc' has changed: its steps" ] || fail "another reason: $(cat out)"
expect 0 sysroot build tiny
answers 0 gc sysroot gc --json --keep-days 0
answers 0 gc sysroot gc --json --max-size 1T
answers 1 rm sysroot rm --json --yes tiny
answers 0 gc-pins sysroot gc --unpin tiny --json
answers 0 rm sysroot rm --json -n tiny
answers 0 rm sysroot rm --json --yes --parts tiny
for kind in artifact sysroot; do
	jq -r '.removed[].kind' out | grep -qx $kind || fail "no $kind: $(cat out)"
done

flip_byte "$(find store/inputs -type f | head -n 1)" 3
answers 3 fsck sysroot fsck --json
[ "$(jq .problems out)" -ge 1 ] && [ "$(jq '.messages | length' out)" -ge 1 ] || fail "no problem: $(cat out)"

conform
# None is left out.
jq -r '.definitions | to_entries[] | select(.value.properties.command) | .key' \
	"$SYSROOT_SOURCE/docs/json.schema.json" | grep -vx failure | LC_ALL=C sort >all
find answers -name '*.*' ! -name '*.command' | sed 's/.*\.//' | LC_ALL=C sort -u >tried
cmp -s tried all || fail "not tried: $(LC_ALL=C comm -13 tried all)"
