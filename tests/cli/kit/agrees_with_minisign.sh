#!/bin/sh
# Debian's minisign verifies our signatures with our keys, and we its; keys go both ways, with a
# passphrase and without; its old kind of signature is refused with words.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
command -v minisign >/dev/null || fail "minisign is not installed (Debian: minisign)"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot kit create -t tiny --with inputs -o farm.kit

# Our keys, our signature, their verification; and of another file not.
expect 0 sysroot kit key --no-password ours
expect 0 sysroot kit sign --key ours.key farm.kit
expect 0 minisign -V -p ours.pub -m farm.kit
says out 'Trusted comment: sysroot kit kit 1 manifest sha256:'
cp farm.kit other.kit
echo >>other.kit
expect 1 minisign -V -p ours.pub -m other.kit -x farm.kit.minisig

# Our keys, their signature, our verification.
expect 0 minisign -S -s ours.key -m farm.kit -t 'by theirs'
mkdir keys
cp ours.pub keys
expect 0 sysroot kit verify --keys keys farm.kit
says err 'by theirs'

# Their keys, both signatures, both verifications; with a passphrase too.
expect 0 minisign -G -W -p keys/theirs.pub -s theirs.key
expect 0 sysroot kit sign --key theirs.key farm.kit
expect 0 minisign -V -p keys/theirs.pub -m farm.kit
expect 0 sysroot kit verify --keys keys farm.kit
expect 0 minisign -S -s theirs.key -m farm.kit
expect 0 sysroot kit verify --keys keys farm.kit
echo 'their passphrase' >pass
cat pass pass | minisign -G -p keys/locked.pub -s locked.key >log 2>&1 || fail "$(cat log)"
expect 0 sysroot kit sign --key locked.key --password-file pass farm.kit
expect 0 minisign -V -p keys/locked.pub -m farm.kit
expect 0 sysroot kit verify --keys keys farm.kit
expect 0 sysroot kit key --password-file pass own-locked
minisign -S -s own-locked.key -m farm.kit <pass >log 2>&1 || fail "minisign cannot use our locked key: $(cat log)"
cp own-locked.pub keys
expect 0 sysroot kit verify --keys keys farm.kit

# The old kind, over the file itself.
expect 0 minisign -S -l -s ours.key -m farm.kit
expect 0 minisign -V -p ours.pub -m farm.kit
expect 1 sysroot kit verify --keys keys farm.kit
says err "a legacy minisign signature"
says err 'minisign -H'
