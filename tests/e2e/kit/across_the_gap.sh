#!/bin/sh
# A kit of musl and centos7 goes into an empty store of a machine without any network: build, env,
# go build, find work there with the program that came along, and the digests are those of the
# connected side.
# SPDX-License-Identifier: MIT
# shellcheck source=tests/lib.sh
. "$SYSROOT_SOURCE/tests/lib.sh"
XDG_CONFIG_HOME=$PWD/config
export XDG_CONFIG_HOME
expect 0 sysroot build musl centos7
cut -d' ' -f1,2 out >here
# The store of the tests is only read: number and name are not remembered in it for others.
expect 0 sysroot kit key --no-password farm
expect 0 sysroot kit create -t musl -t centos7 --with inputs,artifacts,program --number 0 --key farm.key -o farm.kit
expect 0 sysroot kit trust farm.pub

cat >there.sh <<-'THERE'
	set -eu
	[ "$(wc -l </proc/net/route)" -le 1 ] || { echo 'there is a route'; exit 1; }
	SYSROOT_STORE=$PWD/farm
	export SYSROOT_STORE
	"$SYSROOT_BIN" kit verify --reread farm.kit
	"$SYSROOT_BIN" kit import --programs bin farm.kit
	PATH=$PWD/bin:$PATH
	sysroot build musl centos7 >built
	sysroot find header sys/random.h
	sysroot fsck
	mkdir app
	cd app
	cat >go.mod <<-'GO'
		module example.org/app
		go 1.18
	GO
	cat >main.go <<-'GO'
		package main

		// #include <stdio.h>
		// #include <gnu/libc-version.h>
		// static void hello(void) { puts(gnu_get_libc_version()); fflush(stdout); }
		import "C"

		func main() { C.hello() }
	GO
	eval $(sysroot env centos7)
	go build -o ../app-centos7 .
	../app-centos7
	eval $(sysroot env --undo)
	sed -i -e '/libc-version/d' -e 's/gnu_get_libc_version()/"musl"/' main.go
	eval $(sysroot env musl)
	go build -o ../app-musl .
	../app-musl
THERE
HOME=$PWD GOFLAGS=-mod=mod GOPROXY=off GOCACHE=${SYSROOT_SHARED_GOCACHE:-$PWD/gocache} \
	unshare -rn sh there.sh >log 2>&1 || fail "$(tail -n 20 log)"
grep -qx '2\.17' log || fail "the centos7 program says: $(cat log)"
grep -qx musl log || fail "the musl program says: $(cat log)"
cut -d' ' -f1,2 built >there
cmp here there || fail "the digests differ: $(cat here there)"
says log 'sys/random.h'
if command -v file >/dev/null; then
	file app-musl app-centos7 | grep -c 'statically linked' | grep -qx 2 || fail "$(file app-musl app-centos7)"
fi
