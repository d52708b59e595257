#!/bin/sh
# What goes into a file for another program, time or machine is the same whatever environment it
# was printed in; --at puts the sysroot elsewhere in every format; what cannot be is refused in
# the words of the format.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

for format in cmake meson docker systemd; do
	expect 0 sysroot env --format $format musl
	cp out clean
	# The --shared environment of another target, and flags of the user's own.
	(
		export LDFLAGS=-s GOFLAGS=-tags=mine CC=other
		# shellcheck disable=SC2046 # as users write it
		eval $(sysroot env --shared centos7)
		sysroot env --format $format musl >dirty
	)
	cmp clean dirty || fail "$format depends on the environment: $(diff clean dirty)"
	never_says clean SYSROOT_UNDO
	expect 2 sysroot env --undo --format $format
	says err "'$format' does not support --undo"
	# Which of several ways the link takes stands in it.
	expect 0 sysroot env --shared --format $format musl
	! cmp -s clean out || fail "$format: --shared makes no difference"
done

for format in sh fish csh json make cmake meson docker github systemd direnv; do
	expect 0 sysroot env --format $format --at /opt/elsewhere/ musl
	# What is undone later is the user's own, and has paths of his.
	grep -v SYSROOT_UNDO out >paths
	says paths /opt/elsewhere
	never_says paths /opt/elsewhere//
	never_says paths "$SYSROOT_STORE"
	expect 0 sysroot env --format $format musl
	never_says out elsewhere
done

# Variables that a later step wants gone are empty there: GITHUB_ENV cannot unset.
# shellcheck disable=SC2046
(eval $(sysroot env musl) && sysroot env --shared --format github musl) >out
grep -qx 'LDFLAGS=' out || fail "LDFLAGS of the static environment stays"
expect 2 sysroot env --undo --format github

for at in x '' / //; do
	expect 2 sysroot env --at "$at" musl
	says err 'absolute path'
	[ "$(cat out)" = 'false;' ] || fail "--at '$at' does not fail the eval"
done
expect 2 sysroot env --undo --at /x
expect 2 sysroot env --format dockr musl
says err "did you mean 'docker'?"
