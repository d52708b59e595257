#!/bin/sh
# When env fails, so does the eval, in every shell; no variable changes; the error says what to
# do, and the exit status what kind it is.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested.
# shellcheck disable=SC2016
set -u

mkdir empty
printf 'sysroot store 1\n' >empty/format
failed=0

# TARGET STORE STATUS HINT
expect() {
	CC=mine "$SYSROOT_BIN" --store "$2" env "$1" >out 2>words
	status=$?
	[ $status -eq "$3" ] || { echo "env $1: exit status $status, not $3"; failed=1; }
	[ "$(cat out)" = 'false;' ] || { echo "env $1 printed $(cat out)"; failed=1; }
	grep -qF -- "$4" words || { echo "env $1: no '$4' in:"; cat words; failed=1; }
	for shell in 'dash -c' 'bash -c' 'busybox sh -c' 'zsh -fc'; do
		for quote in '' '"'; do
			# shellcheck disable=SC2086
			CC=mine STORE=$2 NAME=$1 $shell 'eval '"$quote"'$("$SYSROOT_BIN" --store "$STORE" env "$NAME" 2>/dev/null)'"$quote"'
				[ $? -ne 0 ] && [ "$CC" = mine ] && [ -z "${SYSROOT-}" ]' || {
				echo "$shell went on after env $1 failed"
				failed=1
			}
			# shellcheck disable=SC2086
			STORE=$2 NAME=$1 $shell 'set -e
				eval '"$quote"'$("$SYSROOT_BIN" --store "$STORE" env "$NAME" 2>/dev/null)'"$quote"'
				touch went.on'
			[ ! -e went.on ] || { echo "$shell -e went on"; failed=1; rm went.on; }
		done
	done
}

expect cemtos7 "$SYSROOT_STORE" 2 "'centos7'"
expect centos7 "$PWD/empty" 1 "'sysroot --store $PWD/empty build centos7'"
expect musl "$PWD/nowhere" 1 "'sysroot --store $PWD/nowhere build musl'"
expect el7 "$PWD/empty" 1 "'sysroot --store $PWD/empty build centos7'"
expect ../trees "$SYSROOT_STORE" 2 trees
[ ! -e nowhere ] || { echo "env made a store"; failed=1; }

# Misuse fails the eval too, in the words of the format.
for options in '' 'a b' '--undo centos7' '--static --shared centos7' '--format sj centos7' '--nonsense'; do
	# shellcheck disable=SC2086
	"$SYSROOT_BIN" env $options >out 2>words
	status=$?
	if [ $status -ne 2 ] || [ "$(cat out)" != 'false;' ]; then
		echo "env $options: exit status $status, printed $(cat out)"
		failed=1
	fi
done
fish -N -c '"$SYSROOT_BIN" env --format fish nonsense 2>/dev/null | source' && { echo fish; failed=1; }
tcsh -fc 'eval `"$SYSROOT_BIN" env --format csh nonsense` >& /dev/null' && { echo tcsh; failed=1; }
"$SYSROOT_BIN" env --format make nonsense >out.mk 2>/dev/null
printf 'include out.mk\nall: ; @echo went on\n' >main.mk
make -f main.mk >/dev/null 2>&1 && { echo make; failed=1; }
[ "$("$SYSROOT_BIN" env --format json nonsense 2>/dev/null)" = null ] || { echo json; failed=1; }
exit $failed
