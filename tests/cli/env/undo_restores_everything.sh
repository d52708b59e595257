#!/bin/sh
# After environments of different targets and kinds in a row, --undo brings back every variable:
# set ones with their old values, odd bytes included, others unset.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested; the odd value is one on purpose.
# shellcheck disable=SC2016,SC2089,SC2090
set -u

failed=0
# bash, zsh and fish count and time in variables of their own.
snapshot="env -0 | sort -z | grep -zv '^_=' | grep -zv '^SHLVL='"
LDFLAGS="it's  a * \\ 'test'
of lines
"
GOFLAGS='-mod=mod -tags=mine'
CC='ccache  gcc -pipe'
PKG_CONFIG_PATH=/opt/a/pkgconfig:/opt/b
export LDFLAGS GOFLAGS CC PKG_CONFIG_PATH
unset CXX AR

for shell in 'dash -c' 'bash -c' 'busybox sh -c' 'zsh -fc'; do
	for quote in '' '"'; do
		# shellcheck disable=SC2086
		$shell "$snapshot"' >before
			eval '"$quote"'$("$SYSROOT_BIN" env centos7)'"$quote"' || exit 1
			case $CC in */centos7/static/bin/*) ;; *) echo "CC is $CC"; exit 1 ;; esac
			eval '"$quote"'$("$SYSROOT_BIN" env --shared musl)'"$quote"' || exit 1
			case $CC in */musl/bin/*) ;; *) echo "CC is $CC"; exit 1 ;; esac
			case $GOFLAGS in *static*) echo "GOFLAGS is $GOFLAGS"; exit 1 ;; esac
			eval '"$quote"'$("$SYSROOT_BIN" env musl)'"$quote"' || exit 1
			case $GOFLAGS in "-mod=mod "*,mine*static*) ;; *) echo "GOFLAGS is $GOFLAGS"; exit 1 ;; esac
			eval '"$quote"'$("$SYSROOT_BIN" env --undo)'"$quote"' || exit 1
			'"$snapshot"' >after
			cmp before after || exit 1
			eval '"$quote"'$("$SYSROOT_BIN" -q env --undo)'"$quote"'' || {
			echo "$shell, eval $quote"
			failed=1
		}
	done
done

fish -N -c "$snapshot"' >before
	"$SYSROOT_BIN" env --format fish centos7 | source; or exit 1
	string match -q "*/centos7/static/bin/*" $CC; or exit 1
	"$SYSROOT_BIN" env --format fish --shared musl | source; or exit 1
	string match -q "*/musl/bin/*" $CC; or exit 1
	"$SYSROOT_BIN" env --format fish --undo | source; or exit 1
	'"$snapshot"' >after
	cmp before after' || { echo fish; failed=1; }

# csh has no newlines in values.
LDFLAGS="it's  a * \\ test"
tcsh -fc "$snapshot"' >before
	eval `"$SYSROOT_BIN" env --format csh centos7` || exit 1
	test "$SYSROOT_TARGET" = centos7 || exit 1
	eval `"$SYSROOT_BIN" env --format csh --shared musl` || exit 1
	test "$SYSROOT_TARGET" = musl || exit 1
	eval `"$SYSROOT_BIN" env --format csh --undo` || exit 1
	'"$snapshot"' >after
	cmp before after' || { echo tcsh; failed=1; }
exit $failed
