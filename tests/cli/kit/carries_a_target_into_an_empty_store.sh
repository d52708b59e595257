#!/bin/sh
# create, sign, verify, list, import: the sysroot has the same digest in another store, can be
# used at once, and is built again from the inputs that came along. Done twice, it says so.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cut -d' ' -f1,2 out >here
expect 0 sysroot kit key --no-password farm
expect 0 sysroot kit create -t tiny --with inputs,artifacts,program --name farm -o farm.kit
says out 'farm 1 sha256:'
says err "now sign it: 'sysroot kit sign --key FILE farm.kit'"
expect 0 sysroot kit sign --key farm.key farm.kit
[ "$(cat out)" = farm.kit.minisig ] || fail "the signature is called $(cat out)"
expect 0 sysroot kit trust farm.pub
expect 0 sysroot kit keys
says out farm
expect 0 sysroot kit verify farm.kit
says err 'signed by key'
expect 0 sysroot kit verify --reread farm.kit
expect 0 sysroot kit list farm.kit
says out tiny-libc
says out "$(cut -d' ' -f2 here)"
expect 0 sysroot kit list --json farm.kit
python3 -c 'import json, sys
kit = json.load(open("out"))
assert kit["kit"] == "farm" and kit["number"] == 1, kit
assert [c["target"] for c in kit["contents"] if c["kind"] == "sysroot"] == ["tiny"], kit
assert sum(m["kind"] == "input" for m in kit["members"]) == 1, kit' || fail "the JSON is not as it should be"

SYSROOT_STORE=$PWD/other
expect 0 sysroot kit import farm.kit --programs bin
says err 'were new here'
cut -d' ' -f1,2 out >there
cmp here there || fail "the digests differ"
cmp bin/sysroot "$SYSROOT_BIN" || fail "the program came out otherwise"
expect 0 sysroot find header tiny.h
says out tiny
expect 0 sysroot exec tiny -- true
expect 0 sysroot fsck
expect 0 sysroot kit import farm.kit
says err 'everything was already here'
says err '--programs DIR'
# From the inputs alone, as if the farm's own tools made it.
rm -rf other/artifacts/* other/sysroots/* other/records/* other/trees/*
expect 0 sysroot build tiny
cut -d' ' -f1,2 out >built
cmp here built || fail "it was built otherwise"
