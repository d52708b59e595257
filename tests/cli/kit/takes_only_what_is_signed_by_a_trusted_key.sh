#!/bin/sh
# Unsigned, by an unknown key, altered, older: each is refused with exit status 3 and words that
# say what to do; a new key is taken once it is trusted, an old one not once its file is gone.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot kit key --no-password old
expect 0 sysroot kit key --no-password new
expect 1 sysroot kit key --no-password new
says err 'already exists'
[ "$(stat -c %a new.key)" = 600 ] || fail "others can read the secret key"
expect 0 sysroot kit create -t tiny -o farm.kit

SYSROOT_STORE=$PWD/other
expect 3 sysroot kit import farm.kit
says err "'farm.kit' does not have a signature"
says err '--insecure-unsigned'
expect 3 sysroot kit list farm.kit
expect 0 sysroot kit list --insecure-unsigned farm.kit
says err 'not signed'
expect 0 sysroot kit sign --key old.key farm.kit
expect 3 sysroot kit import farm.kit
says err 'which is not trusted here'
says err 'no key is trusted yet'
# --insecure-unsigned is for no signature, not for anybody's.
expect 3 sysroot kit import --insecure-unsigned farm.kit
expect 0 sysroot kit trust old.pub
expect 0 sysroot kit trust old.pub
expect 1 sysroot kit trust --name old new.pub
says err "another key is already trusted as 'old'"

# One bit on the way.
cp farm.kit good.kit
flip_byte farm.kit 3000
expect 3 sysroot kit import farm.kit
says err 'is not valid'
says err 'copy both again'
expect 3 sysroot kit verify farm.kit
cp good.kit farm.kit
sed 's/kit 1 manifest/kit 9 manifest/' farm.kit.minisig >changed
expect 3 sysroot kit import --signature changed farm.kit
says err 'trusted comment'
head -n 3 farm.kit.minisig >changed
expect 1 sysroot kit import --signature changed farm.kit
says err "not in minisign's format"
[ ! -d other/sysroots ] || [ -z "$(ls other/sysroots)" ] || fail "something was taken"
expect 0 sysroot kit import farm.kit

# The next kit is signed by the next key; then the old one goes.
SYSROOT_STORE=$PWD/store
expect 0 sysroot kit create -t tiny --number 7 --key new.key -o farm.kit
says err "removed 'farm.kit.minisig'"
SYSROOT_STORE=$PWD/other
expect 3 sysroot kit import farm.kit
says err "'sysroot kit keys' lists the trusted keys"
expect 0 sysroot kit trust new.pub
expect 0 sysroot kit import farm.kit
expect 0 sysroot kit sign --key old.key good.kit
expect 3 sysroot kit import good.kit
says err 'number 7 has already been imported'
says err '--older'
expect 0 sysroot kit import --older good.kit
expect 0 rm config/sysroot/keys/old.pub
expect 3 sysroot kit import --older good.kit
says err 'not trusted here'
never_says err '--insecure-unsigned'
# Which is for what has no signature, and says so.
expect 3 sysroot kit import --older --insecure-unsigned good.kit
says err 'not trusted here'
says err '--insecure-unsigned accepts only a kit without a signature; this one has one'
mkdir keys
cp old.pub keys
expect 0 sysroot kit import --older --keys keys good.kit
