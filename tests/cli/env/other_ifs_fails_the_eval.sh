#!/bin/sh
# Where IFS would change what `eval $(sysroot env T)` sets, the eval fails, says so and sets nothing;
# where it changes nothing, it works; with quotes it works always.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
odd="$PWD/it's (here) & there"
ln -s "$SYSROOT_STORE" "$odd"
# shellcheck disable=SC2016 # for the shells
show='printf "%s\n" "$SYSROOT" "$CC" "$PKG_CONFIG_LIBDIR" "$GOFLAGS" "$CGO_LDFLAGS" "$SYSROOT_UNDO"'
# shellcheck disable=SC2016
unquoted='IFS=$1; eval $("$SYSROOT_BIN" --store "$2" env centos7); echo "$?" >result; unset IFS; '"$show >vars"
# shellcheck disable=SC2016
quoted='IFS=$1; eval "$("$SYSROOT_BIN" --store "$2" env centos7)" && unset IFS && '"$show >want"
newline='
'

# tried STORE SHELL IFS works|named|either
tried() {
	rm -f vars result
	# shellcheck disable=SC2086 # its words
	$2 -c "$unquoted" shell "$3" "$1" >out 2>err </dev/null || :
	what="$2, IFS '$3', store '$1'"
	# A shell may end at an error of syntax.
	if [ "$(cat result 2>/dev/null)" = 0 ]; then
		cmp -s vars want || fail "$what: quietly something else: $(cat vars err)"
		[ "$4" != named ] || fail "$what: works"
	else
		[ "$4" != works ] || fail "$what: does not work: $(cat err)"
		[ -s err ] || fail "$what: not a word"
		[ "$4" != named ] || says err 'IFS of this shell'
		[ ! -f vars ] || [ -z "$(tr -d '\n' <vars)" ] || fail "$what: it sets something: $(cat vars)"
	fi
}

# all STORE SHELL
all() {
	# shellcheck disable=SC2086
	$2 -c "$quoted" shell ':,' "$1" || fail "$2: not even with quotes"
	[ "$(grep -c . want)" -eq 6 ] || fail "$2: $(cat want)"
	for c in "$newline" ' ' '' " $newline"; do
		tried "$1" "$2" "$c" works
	done
	for c in ':' ',' '/' '-' '.' '_' ':,' ',-' ': ' " $newline," 'Q' '0'; do
		tried "$1" "$2" "$c" named
	done
	for c in '=' '=-' '=:' '01' '@' '%' '+' ';' "'" '"' '$' "\\" '(' ')' '!' '|' '&' '<' '>' 'x' 'z' 'e' 'E' \
		'f' '::' ';"' ";'" "'\"" "\"';" "'x" ' ,' '#' '{' '`' 'é'; do
		tried "$1" "$2" "$c" either
	done
}
for shell in dash bash 'busybox sh' 'zsh -f' 'zsh --emulate sh -f'; do
	all "$SYSROOT_STORE" "$shell"
done
all "$odd" dash
# So does the way back.
# shellcheck disable=SC2016
dash -c 'eval $("$SYSROOT_BIN" env centos7) && IFS=_ && eval $("$SYSROOT_BIN" env --undo)
	echo "$?" >result; echo "$SYSROOT_TARGET" >target' 2>err
[ "$(cat result target)" = "1${newline}centos7" ] || fail "undo: $(cat result target err)"
says err IFS
