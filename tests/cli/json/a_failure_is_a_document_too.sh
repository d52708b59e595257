#!/bin/sh
# A command that fails prints one document with --json, of the exit status that it has without it:
# what went wrong, what to do about it, and where.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_json.sh"
own_store
tiny_data "$PWD/data" 'exit 7'

# error EXPRESSION VALUE
error() {
	[ "$(jq -r "$1" out)" = "$2" ] || fail "$1 is not '$2': $(cat out)"
}

# Before it has an answer; what was mistyped stands before or behind --json.
for words in 'build --josn --json tiny' 'build --json --josn tiny' 'show --json' 'fetch --json none' \
	'kit lits --json' 'kit --json list' 'buidl --json' '--sotre x build --json' 'lock --json tiny --arch z80' \
	'export --json --format tar tiny' 'export --json tiny'; do
	case $words in 'fetch '*) definition=fetch ;; *) definition=failure ;; esac
	# shellcheck disable=SC2086 # words
	answers 2 $definition sysroot $words
	error .error.message "$(sed -n '1s/^sysroot: //p' err)"
	error .error.hint "$(sed 1d err)"
	case $words in
	'kit '*) command=kit ;;
	bu* | --*) command=null ;;
	*) command=${words%% *} ;;
	esac
	case $words in 'build '*) command=build ;; esac
	error .command "$command"
done
error .error.kind usage
# Without a word of --json, a shell that evaluates the answer fails as ever.
expect 2 sysroot buidl tiny
[ "$(cat out)" = 'false;' ] || fail "it says $(cat out)"
expect 0 sysroot build --json --help
! grep -q '"format"' out || fail "a document behind the help"
expect 0 sysroot build --help --json
! grep -q '"format"' out || fail "a document behind the help"

# What is missing is an answer: the file, and the command that brings it, as it was told on stderr.
answers 1 build sysroot --store "$PWD/store" build --json tiny
error .error.kind missing
error '.targets[0].missing[0].input' tiny.h
says out "'sysroot --store $PWD/store fetch tiny'"

# A step that fails: with its place, also across the process that ran it.
expect 0 sysroot fetch tiny
answers 1 build sysroot build --json tiny
error .error.kind step
error .error.file "$PWD/data/recipes/catalog/libc/tiny-libc.recipe"
[ "$(sed -n "$(jq .error.line out)p" "$(jq -r .error.file out)" | tr -d '\t ')" = exit7 ] ||
	fail "another line: $(cat out)"
error '.targets[0].error.message' "$(jq -r .error.message out)"
[ -s "$(jq -r '.targets[0].log' out)" ] || fail "no log: $(cat out)"

# A recipe with an error in it: file, line and column.
recipe=$PWD/data/recipes/catalog/libc/tiny-libc.recipe
line=$(grep -n '^version' "$recipe" | cut -d: -f1)
sed -i 's/^version 1/version 1 2/' "$recipe"
for command in show build fetch lock; do
	case $command in fetch) definition=fetch ;; *) definition=failure ;; esac
	answers 1 $definition sysroot $command --json tiny
	error .error.kind syntax
	error .error.file "$recipe"
	error .error.line "$line"
	[ "$(jq .error.column out)" -gt 1 ] || fail "no column: $(cat out)"
done

# Output that cannot be written is an error of its own.
[ ! -w /dev/full ] || {
	status=0
	sysroot targets --json >/dev/full 2>err || status=$?
	[ $status = 1 ] || fail "exit status $status"
	says err 'cannot write to stdout'
}
conform
