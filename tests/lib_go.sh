# What the Go tests share; sourced after tests/lib.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# Debian keeps Go modules' sources in a GOPATH of its own: nothing is downloaded.
go_here() {
	GOPATH="$PWD/go:/usr/share/gocode"
	GOCACHE=$PWD/cache
	GO111MODULE=off
	GOTOOLCHAIN=local
	HOME=$PWD
	export GOPATH GOCACHE GO111MODULE GOTOOLCHAIN HOME
	mkdir -p go/src
	cp -R "$SYSROOT_SOURCE/tests/e2e/programs/baseline" "$SYSROOT_SOURCE/tests/e2e/programs/notes" go/src/
}

# bring_go_1_23: Go 1.23 of bookworm-backports, brought by the program's own fetch; $go_1_23 is its go
bring_go_1_23() {
	cp -R "$SYSROOT_SOURCE/tests/data/go" go-data
	(
		export SYSROOT_DATA="$PWD/go-data"
		bring go-1.23
	) || fail "Go 1.23 cannot be had here: $(cat bring.log)"
	sed -n 's/^\tsha256 //p' go-data/recipes/catalog/*/*.recipe >sums
	while read -r sum; do
		dpkg-deb -x "$SYSROOT_STORE/inputs/$(printf '%.2s' "$sum")/$sum" unpacked
	done <sums
	# The package's links point at /usr/share.
	find "$PWD/unpacked/usr/lib/go-1.23" -type l >links
	while read -r name; do
		target=$(readlink "$name")
		case $target in
		/*) ln -sf "$PWD/unpacked$target" "$name" ;;
		esac
	done <links
	go_1_23=$PWD/unpacked/usr/lib/go-1.23/bin/go
	GOTOOLCHAIN=local GOROOT=${go_1_23%/bin/go} "$go_1_23" version | grep -q 'go1\.23' ||
		fail "$(GOTOOLCHAIN=local "$go_1_23" version)"
}

# is_static FILE: no interpreter, no needed library
is_static() {
	! readelf -lW "$1" | grep -q INTERP || fail "$1 has an interpreter"
	! readelf -dW "$1" | grep -q NEEDED || fail "$1 needs shared libraries"
	file -b "$1" | grep -q 'statically linked\|static-pie' || fail "$1 is $(file -b "$1")"
}

# keeps_to FILE 2.17: no symbol version of glibc above it
keeps_to() {
	readelf -VW "$1" | grep -o 'GLIBC_[0-9.]*' | sort -uV >versions
	[ -s versions ] || fail "$1 has no symbol versions at all"
	above=$(printf 'GLIBC_%s\n' "$2" | cat - versions | sort -V | sed "1,/^GLIBC_$2\$/d" | grep -v "^GLIBC_$2\$" || :)
	[ -z "$above" ] || fail "$1 wants $above"
	! grep -q DT_RELR versions || fail "$1 has DT_RELR"
}

# A copy of the tests' store that may be changed: objects are shared by hard
# link where both are on one filesystem.
copy_store() {
	mkdir -p "$1"
	cp -al "$SYSROOT_STORE/." "$1/" 2>/dev/null || cp -a "$SYSROOT_STORE/." "$1/"
	rm -f "$1"/index.sqlite*
	cp "$SYSROOT_STORE"/index.sqlite* "$1/"
}

# build_all STORE-SUFFIX GO: the demo's programs in every mode, run and looked at
build_all() {
	for program in baseline notes; do
		for target in musl centos7; do
			binary=$program-$target
			sysroot exec "$target+sqlite+zlib" --static -- "$1" build -o "$binary" "$program" ||
				fail "$1 cannot build $binary"
			is_static "$binary"
			"./$binary" >said || fail "$binary: $(cat said)"
		done
		binary=$program-centos7-shared
		sysroot exec centos7+sqlite+zlib --shared -- "$1" build -o "$binary" "$program" ||
			fail "$1 cannot build $binary"
		keeps_to "$binary" 2.17
		readelf -lW "$binary" | grep -q 'interpreter: /lib64/ld-linux-x86-64.so.2' ||
			fail "$binary: another interpreter"
		"$CENTOS7_ROOT/lib64/ld-linux-x86-64.so.2" --library-path "$CENTOS7_ROOT/usr/lib" \
			"./$binary" >said || fail "$binary under 2.17's loader: $(cat said)"
		[ "$program" != baseline ] || says said "libc 2.17:"
	done
}
