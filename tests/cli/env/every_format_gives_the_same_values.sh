#!/bin/sh
# sh, fish, csh, make, json and exec all lead to the same environment.
# SPDX-License-Identifier: MIT
# Variables in quotes are for the shells that are tested.
# shellcheck disable=SC2016
set -u

failed=0
names='^(SYSROOT|SYSROOT_[A-Z]+|CC|CXX|CPP|AR|AS|LD|NM|OBJCOPY|OBJDUMP|RANLIB|READELF|SIZE|STRINGS|STRIP|ADDR2LINE|GCC_[A-Z]+|PKG_CONFIG[A-Z_]*|CGO_[A-Z]+|GO[A-Z0-9_]+|LDFLAGS|CONFIG_SITE|CMAKE|CMAKE_TOOLCHAIN_FILE)='
unset PKG_CONFIG_ALLOW_SYSTEM_LIBS SYSROOT_WRAPPER_DEPTH
snapshot="env | grep -E '$names' | grep -Ev '^SYSROOT_(BIN|SOURCE|STORE|ROOT|BUILD|TEST_STORE)=' | sort"

for kind in --static --shared; do
	export kind
	sh -c 'eval $("$SYSROOT_BIN" env $kind centos7) && '"$snapshot" >want || { echo sh; exit 1; }
	[ "$(wc -l <want)" -ge 28 ] || { echo "too few variables:"; cat want; failed=1; }
	fish -N -c '"$SYSROOT_BIN" env $kind --format fish centos7 | source; and '"$snapshot" >got.fish
	tcsh -fc 'eval `"$SYSROOT_BIN" env $kind --format csh centos7` && '"$snapshot" >got.csh
	"$SYSROOT_BIN" env $kind --format make centos7 >out.mk
	printf 'include out.mk\nall: ; @%s\n' "$(echo "$snapshot" | sed 's/\$/$$/g')" >main.mk
	make -sf main.mk >got.make
	"$SYSROOT_BIN" exec centos7 $kind -- sh -c "$snapshot" >got.exec
	"$SYSROOT_BIN" env $kind --format json centos7 >out.json
	for name in CC CGO_LDFLAGS SYSROOT_LINK GOARCH; do
		value=$(sed -n "s/^$name=//p" want)
		tr -d ' \n' <out.json | grep -qF "\"$name\":\"$(printf %s "$value" | tr -d ' ')\"" || {
			echo "json: $name is not '$value'"
			failed=1
		}
	done
	for got in got.fish got.csh got.make got.exec; do
		diff want $got >difference || { echo "$kind $got:"; cat difference; failed=1; }
	done
done
exit $failed
