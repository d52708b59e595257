#!/bin/sh
# exec sets the environment, hands over arguments and exit status, and fails as env(1) does.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested.
# shellcheck disable=SC2016
set -u

failed=0
# STATUS COMMAND...
expect() {
	want=$1
	shift
	"$SYSROOT_BIN" "$@" >out 2>words
	status=$?
	[ $status -eq "$want" ] && return
	echo "sysroot $*: exit status $status, not $want"
	cat out words
	failed=1
}

expect 0 exec centos7 -- sh -c 'test "$SYSROOT_TARGET" = centos7 && test "$SYSROOT_LINK" = static'
expect 0 exec el7 --shared sh -c 'test "$SYSROOT_TARGET" = centos7 && test "$SYSROOT_LINK" = shared'
expect 0 exec --shared musl -- sh -c 'test "$SYSROOT_LINK" = shared'
expect 7 exec musl -- sh -c 'exit 7'
expect 0 exec musl -- printf '<%s>' --static -- 'a  b' ''
[ "$(cat out)" = '<--static><--><a  b><>' ] || { echo "arguments: $(cat out)"; failed=1; }
expect 127 exec musl -- no-such-program
grep -q "'no-such-program'" words || { cat words; failed=1; }
touch plain
expect 126 exec musl -- ./plain
expect 2 exec musl
expect 2 exec
expect 2 exec --static --shared musl true
expect 2 exec nonsense -- true
expect 1 --store "$PWD/nowhere" exec musl -- touch ran
grep -qF "'sysroot --store $PWD/nowhere build musl'" words || { cat words; failed=1; }
[ ! -e ran ] || { echo 'the command ran without a sysroot'; failed=1; }
exit $failed
