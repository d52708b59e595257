#!/bin/sh
# A Go program with C in it: the C library and SQLite of its sysroot, and Go's own modules.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
go_here
for target in centos7+sqlite+zlib musl+sqlite+zlib; do
	(
		unset GO111MODULE
		GOPATH=$PWD/go
		mkdir -p mod
		printf 'module example.org/app\n\ngo 1.19\n' >mod/go.mod
		cat >mod/main.go <<-'GO'
			package main

			// #cgo LDFLAGS: -lsqlite3 -lz -lm
			// #include <sqlite3.h>
			// #include <zlib.h>
			import "C"

			func main() {
				println(C.GoString(C.sqlite3_libversion()), C.GoString(C.zlibVersion()))
			}
		GO
		cd mod
		sysroot exec $target -- go build -o ../app . >../go.log 2>&1
	) || fail "cannot build: $(cat go.log)"
	is_static app
	strip -o stripped app
	for app in app stripped; do
		expect 0 sysroot sbom --binary $app $target
		grep -qE '^sqlite +3\.40\.1 +static ' out || fail "sqlite: $(cat out)"
		grep -qE '^zlib +1\.2\.13 +static ' out || fail "zlib: $(cat out)"
		grep -qE '^(glibc|musl) .* static +[0-9]{2,}' out || fail "the C library: $(cat out)"
		grep -qE '^example\.org/app +\S+ +Go module' out || fail "Go's module: $(cat out)"
	done
done
expect 0 sysroot sbom --binary app --format cyclonedx musl+sqlite+zlib
says out '"pkg:golang/example.org/app'
says out '"sysroot:go-version"'
