#!/bin/sh
# `eval $(sysroot env T)`, unquoted and quoted, sets what `sysroot env` says, whatever the path
# of the store and the files in the folder are.
# SPDX-License-Identifier: MIT
set -u

root=$(sed -n 's/^name //p' "$SYSROOT_STORE/sysroots/centos7/.sysroot/target")
[ "$root" = centos7 ] || { echo "centos7 is not built in $SYSROOT_STORE"; exit 1; }
odd="$PWD/two  blanks, *?[a-z]* {x,y} ~ #! & ( é"
quote="$PWD/two  blanks, it's *"
plain=$PWD/plain
ln -s "$SYSROOT_STORE" "$plain"
mkdir here
# What the words of the output would match, were they patterns.
touch here/a here/export "here/CC='x';" here/false

failed=0
for store in "$plain" "$odd" "$quote"; do
	[ -e "$store" ] || ln -s "$SYSROOT_STORE" "$store"
	for around in '' '"'; do
		script="eval $around\$(\"\$SYSROOT_BIN\" --store \"\$STORE\" env centos7)$around || exit 9
			printf '%s' \"\$SYSROOT\" >../got.root
			printf '%s' \"\$GOFLAGS\" >../got.goflags
			eval \"set -- \$CC\"
			test -x \"\$1\" || exit 8
			test \"\$1\" = \"\$SYSROOT/static/bin/\${1##*/}\" || exit 7"
		for shell in 'dash -c' 'dash -euc' 'bash -c' 'bash -euc' 'bash -O nullglob -c' \
			'bash -O failglob -c' 'busybox sh -c' 'busybox sh -euc' 'zsh -fc' 'zsh -feuc'; do
			rm -f got.*
			# The words of $shell are wanted apart.
			# shellcheck disable=SC2086
			(cd here && STORE=$store $shell "$script") || {
				echo "$shell: exit status $? for eval $around\$(...)$around, store '$store'"
				failed=1
				continue
			}
			printf '%s' "$store/sysroots/centos7" >want.root
			cmp want.root got.root || { echo "$shell: SYSROOT differs"; failed=1; }
			grep -qxF -- '-trimpath -tags=netgo,osusergo -ldflags=all="-linkmode=external""-extldflags=-static""-buildid="' got.goflags || {
				echo "$shell: GOFLAGS is $(cat got.goflags)"
				failed=1
			}
		done
	done
done

exit $failed
