#!/bin/sh
# What is offered for every command is what its --help lists; values and words are those that the
# program knows; nothing is done while it answers.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store

# offers WORD... : the candidates in ./words, the last line in ./rest
offers() {
	expect 0 sysroot __complete "$@"
	sed -n '$p' out >rest
	sed '$d' out | cut -f1 | LC_ALL=C sort >words
	[ ! -s err ] || fail "__complete $*: words on stderr: $(cat err)"
}

# only REST [WORD...]: exactly these were offered
only() {
	[ "$(cat rest)" = ":$1" ] || fail "it ends in $(cat rest), not :$1"
	shift
	[ "$(tr '\n' ' ' <words)" = "$*${1+ }" ] || fail "offered are: $(tr '\n' ' ' <words)- not: $*"
}

has() {
	grep -qx -e "$1" words || fail "'$1' is not offered: $(cat words)"
}

expect 0 sysroot --help
sed -n '/^commands:/,/^$/p' out | sed -nE 's/^  ([a-z]+) .*/\1/p' >commands
[ "$(wc -l <commands)" -ge 12 ] || fail "the help lists no commands"
offers ''
grep -vx help words >offered
LC_ALL=C sort commands | cmp - offered || fail "other commands are offered than the help lists"
offers fe
only none fetch
offers help fe
only none fetch
offers --st
only none --store

while read -r command; do
	expect 0 sysroot "$command" --help
	sed -nE '/^ {2,6}-/{ s/^ +//; s/  .*//; s/^-., //; s/ .*//; p; }' out >listed
	echo --help >>listed
	LC_ALL=C sort -o listed listed
	offers "$command" -
	cmp -s listed words || {
		echo "'$command -' offers (>) what its help does not list (<), or less"
		diff listed words || :
		exit 1
	}
done <commands

# Values: in the option's own word, behind it, behind a letter.
offers env --format f
only none fish
offers env --format=g
only none --format=github
offers env --arch ''
only none aarch64 riscv64 x86_64
offers build --sandbox ''
only none bubblewrap landlock none
offers build --prefer=d
only none --prefer=distro
offers export --format ''
only none dir docker oci tar
offers export musl --compress=z
only none --compress=zstd
offers export --tag ''
only none
offers build --jobs ''
only none
offers build -j ''
only none
offers lock -o ''
only files
offers env --at ''
only folders
offers --store ''
only folders
offers build --recipe musl-1.2.5
has musl-1.2.5
offers show --key l
has libc
has linux-headers

# Words by their place.
offers find ''
only none file header lib symbol
offers find -t musl --json header ''
only none
offers find -t mus
has musl-1.2.3
offers build --json musl de
only none debian11 debian12 debian13
offers build -- --
only none
offers lock musl ''
only none
offers add x ''
only files
offers env musl+zlib+sq
only none musl+zlib+sqlite
offers completion ''
only none bash fish zsh
offers exec --sh
only none --shared
offers exec musl --sh
only none --shared
offers exec musl l
only commands
offers exec musl -- l
only commands
offers exec musl -- ls --sh
only files
offers exec musl ls --sh
only files
offers nonsense --
only none
offers build --nonsense ''
has musl

[ ! -e "$SYSROOT_STORE" ] || fail "a store was made"
# A sysroot that is built is offered by its name too, from the store that is named before.
tiny_data data
expect 0 sysroot --store elsewhere fetch small
expect 0 sysroot --store elsewhere build --sandbox none small
ln -s "$(readlink elsewhere/sysroots/tiny)" elsewhere/sysroots/tiny+own
cp -R elsewhere/records/tiny elsewhere/records/tiny+own 2>/dev/null || :
offers --store elsewhere env ti
has tiny
has tiny+own
offers --store=elsewhere env tiny+o
has tiny+own
