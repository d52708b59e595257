#!/bin/sh
# What a user gets wrong is told, with what to do about it.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 2 sysroot kit
says err "'kit' needs a subcommand"
expect 2 sysroot kit improt
says err "did you mean 'sysroot kit import'?"
expect 0 sysroot kit --help
says out 'subcommands:'
for command in create sign verify import list diff have key trust keys; do
	says out "  $command "
	expect 0 sysroot kit $command --help
	says out "usage: sysroot kit $command"
	expect 0 sysroot kit --help
done
expect 2 sysroot kit create -t tiny
says err '-o FILE'
expect 2 sysroot kit create -o a.kit
says err '-t TARGET'
expect 2 sysroot kit create -t tiny --with everything -o a.kit
says err "a kit cannot carry 'everything'"
says err 'inputs, artifacts and program'
expect 1 sysroot kit create -t tiny -o a.kit
says err tiny.h
expect 0 sysroot fetch tiny
expect 1 sysroot kit create -t tiny -o a.kit
says err "'tiny' is not built"
says err "run 'sysroot build tiny'"
expect 0 sysroot kit create -t tiny --with inputs -o a.kit
expect 2 sysroot kit create -t tiny --with inputs --name 'A b' -o a.kit
says err "invalid kit name 'A b'"
[ "$(find . -maxdepth 1 -name 'a.kit*' | wc -l)" -eq 1 ] || fail "something was left behind: $(ls)"
expect 2 sysroot kit sign a.kit
says err '--key FILE'
expect 1 sysroot kit sign --key none.key a.kit
says err "'none.key'"
expect 0 sysroot kit key --no-password k
expect 3 sysroot kit sign --key k.key k.pub
says err 'not compressed with zstd'
expect 1 sysroot kit sign --key k.pub a.kit
says err 'not the base64 of a secret key'
expect 1 sysroot kit verify none.kit
says err "'none.kit'"
expect 1 sysroot kit trust a.kit
says err "a.kit'"
# A passphrase: from a file, from a descriptor, wrong, none.
echo 'a long one' >pass
expect 0 sysroot kit key --password-file pass locked
expect 0 sysroot kit sign --key locked.key --password-file pass a.kit
echo other >wrong
expect 3 sysroot kit sign --key locked.key --password-file wrong a.kit
says err "wrong passphrase for 'locked.key'"
expect 0 sysroot kit sign --key locked.key --password-file /dev/fd/7 a.kit 7<pass
expect 2 setsid "$SYSROOT_BIN" kit sign --key locked.key a.kit
says err 'there is no terminal'
says err '--password-file'
