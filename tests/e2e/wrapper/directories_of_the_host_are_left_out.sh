#!/bin/sh
# -I/usr/include, -L/usr/lib/TRIPLE and their like, which configure scripts name, have no effect
# but a line that says so: a probe with them finds what it finds without them, in gcc and clang.
# A library of this machine, named by its path, is the sysroot's or none.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

printf '#include <stdio.h>\n#include <limits.h>\n#include <stddef.h>\nint main(void)\n{\n\treturn puts("well") < 0;\n}\n' >main.c
echo '#include <archive.h>' >host_only.c
triple=$(gcc -dumpmachine)
[ -e "/usr/lib/$triple/libz.so" ] || fail "this machine has no libz.so to be kept out"
mkdir -p own/include own/lib
echo 'int x;' >own/include/own.h
echo '#include <own.h>' >own.c
lib=/usr/lib/$triple
[ -e "$lib/libz.a" ] && [ -e /usr/include/archive.h ] || fail "this machine has no libz.a and archive.h to be kept out"
mkdir host
ln -s /usr/include host/include
ln -s "$lib" host/lib
ln -s "$lib/libz.a" libz.a
echo "--as-needed '-L$lib'" >linker_words
up=$(pwd | sed 's,[^/]*,..,g; s,^\.\./,,; s,^/,,')

for target in musl centos7; do
	eval "$(sysroot env $target)" || fail "no environment for $target"
	for SYSROOT_CC in gcc clang; do
		export SYSROOT_CC
		for option in -I/usr/include '-I /usr/include' -I/usr/include/ '-isystem /usr/include' \
			-isystem/usr/include '-idirafter /usr/include' "-I/usr/include/$triple" \
			"-I/usr/lib/../include" -L/usr/lib '-L /usr/lib' -L/lib -L/usr/lib64 \
			"-L/usr/lib/$triple" "-L/usr/lib/$triple/../../lib/$triple/" "-L/lib/$triple"; do
			what="$SYSROOT_CC for $target, $option"
			# shellcheck disable=SC2086 # two words
			$CC $option main.c -o main 2>err || fail "$what: $(cat err)"
			[ "$(./main)" = well ] || fail "$what: the program does not run"
			says err "' is left out: this machine's "
			says err "do not fit the sysroot '$target'"
			[ "$(wc -l <err)" = 1 ] || fail "$what: says $(cat err)"
			# shellcheck disable=SC2086 # two words
			$CC -w $option main.c -o main 2>err && [ ! -s err ] || fail "$what, -w: says $(cat err)"
			# shellcheck disable=SC2086 # two words
			if $CC $option -c host_only.c 2>err; then
				fail "$what: a header of this machine's is found"
			fi
		done
		# The rest is the same for every C library: each compiler does it once.
		case $SYSROOT_CC-$target in gcc-centos7 | clang-musl) continue ;; esac
		# However it is written, and to whomever it is said, a directory of this machine's is one:
		# the program is linked and says what was left out; its library is not found.
		for option in "-Wl,-L$lib" "-Wl,-L,$lib" "-Wl,-L -Wl,$lib" "-Wl,--library-path=$lib" \
			"-Xlinker -L$lib" "-Xlinker -L -Xlinker $lib" "-L/$lib" "-L$up$lib" "-Lhost/lib" \
			"-Wl,@linker_words" "-Wl,-O1,@linker_words" "-B$lib" "-B $lib/" "--prefix=$lib/" \
			"--library-directory=$lib" "--library-directory $lib"; do
			what="$SYSROOT_CC for $target, $option"
			# shellcheck disable=SC2086 # two words
			$CC $option main.c -o main 2>err && [ "$(./main)" = well ] || fail "$what: $(cat err)"
			says err "' is left out: this machine's libraries do not fit the sysroot '$target'"
			# shellcheck disable=SC2086 # two words
			if $CC $option main.c -lz -o main 2>err; then
				fail "$what: a library of this machine's is found"
			fi
			says err "lz"
		done
		for file in "-Wl,$lib/libz.a" "-Xlinker $lib/libz.a" "/$lib/libz.a" "$up$lib/libz.so" libz.a; do
			what="$SYSROOT_CC for $target, $file"
			# shellcheck disable=SC2086 # two words
			if $CC main.c $file -o main 2>err; then
				fail "$what: a library of this machine's is linked"
			fi
			says err "is taken as '-lz'"
		done
		for option in -I//usr/include "-I$up/usr/include" -Ihost/include "-Wp,-I,/usr/include" \
			-Wp,-I/usr/include "-Xpreprocessor -I/usr/include" \
			"-Xpreprocessor -I -Xpreprocessor /usr/include" \
			--include-directory=/usr/include "--include-directory /usr/include" \
			"-Xclang -internal-isystem -Xclang /usr/include"; do
			case $SYSROOT_CC$option in gcc-Xclang*) continue ;; esac
			what="$SYSROOT_CC for $target, $option"
			# shellcheck disable=SC2086 # two words
			$CC $option main.c -o main 2>err && [ "$(./main)" = well ] || fail "$what: $(cat err)"
			says err "' is left out: this machine's headers do not fit the sysroot '$target'"
			# shellcheck disable=SC2086 # two words
			if $CC $option -c host_only.c 2>err; then
				fail "$what: a header of this machine's is found"
			fi
		done
		# So is all of this machine for a sysroot.
		for option in --sysroot=/ "--sysroot /" "-isysroot //" "--sysroot=/ -Wl,--sysroot=/"; do
			what="$SYSROOT_CC for $target, $option"
			# shellcheck disable=SC2086 # two words
			$CC $option main.c -o main 2>err && [ "$(./main)" = well ] || fail "$what: $(cat err)"
			says err "' is left out: this machine's headers and libraries do not fit the sysroot '$target'"
			# shellcheck disable=SC2086 # two words
			if $CC $option -c host_only.c 2>err; then
				fail "$what: a header of this machine's is found"
			fi
			# shellcheck disable=SC2086 # two words
			if $CC $option main.c -lz -o main 2>err; then
				fail "$what: a library of this machine's is found"
			fi
		done
		echo '-I/usr/include -L/usr/lib' >words
		$CC @words main.c -o main 2>err && says err "'-I/usr/include' is left out"
		for file in /usr/lib/"$triple"/libm.so /usr/lib/"$triple"/libm.a; do
			$CC main.c "$file" -o main 2>err || fail "$SYSROOT_CC, $file: $(cat err)"
			says err "'$file' is taken as '-lm'"
		done
		if $CC main.c /usr/lib/"$triple"/libz.so -o main 2>err; then
			fail "$SYSROOT_CC for $target: this machine's libz.so is linked"
		fi
		says err "is taken as '-lz'"
		says err "cannot find -lz"
		# What is not a system directory is the user's own affair.
		$CC -Iown/include -isystem "$PWD/own/include" -I=/usr/include -I/usr/local/include -c own.c 2>err &&
			[ ! -s err ] || fail "$SYSROOT_CC for $target: $(cat err)"
	done
	eval "$(sysroot env --undo)"
done
