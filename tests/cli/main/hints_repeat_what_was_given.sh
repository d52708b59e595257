#!/bin/sh
# A command in a hint has the options without which it would fail in the same way, look elsewhere or
# make another thing: where the store is, who is trusted, how a registry is reached; subcommands too.
# What was itself at fault, and what the words say already, is not repeated.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny

# Whoever may write to it.
expect 1 sysroot --trust-store rm nothing --yes
says err "'sysroot --trust-store list'"
expect 1 sysroot --store "$PWD/store" --trust-store env tiny --arch aarch64
says err "'sysroot --store $PWD/store --trust-store build tiny-aarch64'"
expect 2 sysroot --trust-store build
says err "'sysroot build --help'"

# The name says which of several architectures it is.
expect 1 sysroot export --arch x86_64 --arch aarch64 tiny -o index.oci
says err "'sysroot build tiny-aarch64'"
never_says err '--arch'

# A list of the recipes is not asked for by one that there is not.
expect 2 sysroot relock --recipe none --fidelity source tiny
says err "'sysroot show --fidelity source TARGET'"

# Followed, the key is put where the next command looks for it.
mkdir keys
expect 0 sysroot kit key --no-password farm
expect 0 sysroot kit create -t tiny -o farm.kit --key farm.key
expect 3 sysroot --store other kit import --keys "$PWD/keys" farm.kit
says err "'sysroot --store other kit trust --keys $PWD/keys FILE.pub'"
eval "$(sed -n "s/.*'\(sysroot [^']*\) FILE.pub'.*/\1/p" err) farm.pub" || fail "the hint leads nowhere"
expect 0 sysroot --store other kit import --keys "$PWD/keys" farm.kit
expect 2 sysroot kit create --arch aarch64 -o x.kit
says err "'sysroot kit create --help'"

# What a shell was set up with is undone by no option; what an example is of, it is of.
expect 1 env SYSROOT_TARGET=other "$SYSROOT_BIN" env --shared --arch aarch64 tiny
says err "'sysroot env --undo'"
says err "'sysroot build tiny-aarch64'"
expect 2 sysroot exec --shared tiny
says err "'sysroot exec --shared tiny -- make'"

# A weaker trust in one command is none in another, and a registry's password no passphrase.
expect 1 sysroot challenge --insecure-unsigned --arch aarch64 tiny dir:/nowhere
says err "'sysroot build tiny-aarch64'"

# Registries.
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
registry_start reg
# shellcheck disable=SC2154 # registry: of registry_start
expect 1 sysroot pull --plain-http --insecure-unsigned "$registry/farm/none"
says err "'sysroot push --plain-http $registry/farm/none TARGET'"
