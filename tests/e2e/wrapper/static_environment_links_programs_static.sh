#!/bin/sh
# While the environment is static, every program that CC links is static, whatever became of
# LDFLAGS, under whatever name and from wherever CC is started; a shared library stays one, in both
# environments also with -static beside -shared. gcc and clang.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >hello.c <<'END'
#include <stdio.h>
int puts_twice(const char *text);
int main(void)
{
	return puts_twice("hello") < 0;
}
END
printf '#include <stdio.h>\nint puts_twice(const char *text)\n{\n\treturn puts(text) + puts(text);\n}\n' >twice.c

kind() {
	readelf -W -h "$1" | awk '$1 == "Type:" { print $2 }'
}

# static_program WHAT FILE [TYPE]
static_program() {
	! readelf -lW "$2" | grep -q -e INTERP -e NEEDED || fail "$1: '$2' is not static"
	[ "$(kind "$2")" = "${3:-EXEC}" ] || fail "$1: '$2' is of type $(kind "$2")"
	[ "$("$2" | tr '\n' ' ')" = 'hello hello ' ] || fail "$1: '$2' does not run"
	rm -f "$2"
}

shared_library() {
	[ "$(kind "$2")" = DYN ] || fail "$1: '$2' is of type $(kind "$2")"
	! readelf -lW "$2" | grep -q INTERP || fail "$1: '$2' is a program"
	readelf -dW "$2" | grep -q 'NEEDED.*libc\.' || fail "$1: '$2' is not linked to libc"
	rm -f "$2"
}

mkdir -p elsewhere libs
for target in musl centos7; do
	expect 0 sysroot env --format json --shared $target
	shared=$(sed -n 's/^ *"CC": "\(.*\)",*$/\1/p' out)
	eval "$(sysroot env $target)" || fail "no environment for $target"
	unset LDFLAGS
	[ "$CC" != "$shared" ] || fail "the two environments have one path for CC: '$CC'"
	for SYSROOT_CC in gcc clang; do
		export SYSROOT_CC
		what="$SYSROOT_CC for $target"
		$CC -c hello.c && $CC -fPIC -c twice.c -o twice.o || fail "$what: -c"
		$AR rc libtwice.a twice.o

		$CC hello.c twice.c -o p || fail "$what: without flags"
		static_program "$what, without flags" ./p
		$CC hello.o -o p -L. -ltwice || fail "$what: of objects"
		static_program "$what, of objects" ./p
		printf '%s\n' hello.o twice.o -Wl,-Bdynamic >words
		$CC -o p @words -Wl,-Bstatic -Wl,--as-needed,-Bdynamic -Xlinker -Bdynamic -rdynamic -ldl ||
			fail "$what: -Bdynamic"
		static_program "$what, -Bdynamic" ./p
		# Inputs that the linker alone is given; a value that looks like an option.
		printf '%s\n' hello.o -Bdynamic 'twice.o' >words
		for input in -Wl,hello.o,twice.o '-Xlinker hello.o -Xlinker twice.o' -Wl,@words '-Wl,-O1,@words' \
			'hello.o twice.o -B -shared' 'hello.o twice.o -aux-info -c'; do
			case $SYSROOT_CC$input in clang*aux-info*) continue ;; esac
			# shellcheck disable=SC2086 # several words
			$CC -o p $input || fail "$what: $input"
			static_program "$what, $input" ./p
		done
		$CC -static --static -no-pie -O2 -flto hello.c twice.c -o p || fail "$what: -static"
		static_program "$what, -static" ./p
		# Only musl's and newer glibcs' libc.a can be position-independent.
		for pie in -pie '-static -pie' '-pie -static'; do
			# shellcheck disable=SC2086 # several words
			$CC $pie -fPIE hello.c twice.c -o p || fail "$what: $pie"
			static_program "$what, $pie" ./p "$([ $target = musl ] && echo DYN || echo EXEC)"
		done
		# The last of what can stand together decides, and no order makes a program dynamic.
		for pie in '-no-pie -pie' '-pie -no-pie -pie' '-no-pie --static -pie'; do
			# shellcheck disable=SC2086 # several words
			$CC $pie -fPIE hello.c twice.c -o p || fail "$what: $pie"
			static_program "$what, $pie" ./p "$([ $target = musl ] && echo DYN || echo EXEC)"
		done
		for pie in '-pie -no-pie' '-static-pie -no-pie' '-static-pie -static -no-pie' '-static -static-pie -pie -no-pie'; do
			for cc in "$CC" "$shared"; do
				case $cc,$pie in "$shared,-pie"*) continue ;; esac
				# shellcheck disable=SC2086 # several words
				$cc $pie hello.c twice.c -o p || fail "$what: $cc $pie"
				static_program "$what, $cc $pie" ./p
			done
		done
		if [ $target = musl ]; then
			for pie in '-no-pie -static-pie' '-static-pie -pie' '-static-pie -no-pie -pie'; do
				# shellcheck disable=SC2086 # several words
				$CC $pie -fPIE hello.c twice.c -o p || fail "$what: $pie"
				static_program "$what, $pie" ./p DYN
			done
			$CC -static-pie -fPIE hello.c twice.c -o p || fail "$what: -static-pie"
			static_program "$what, -static-pie" ./p DYN
		fi

		printf '%s\n' -static twice.o >words
		for cc in "$CC" "$shared"; do
			for flags in -shared '-static -shared' '-shared --static' '-shared @words' '-shared -static-pie' '-shared -pie' '-no-pie -shared -no-pie'; do
				# shellcheck disable=SC2086 # several words
				$cc $flags twice.c -fPIC -Wl,--allow-multiple-definition -o libplug.so || fail "$what: $cc $flags"
				shared_library "$what, $cc $flags" libplug.so
			done
		done
		$CC -r hello.o twice.o -o both.o && [ "$(kind both.o)" = REL ] || fail "$what: -r"
		$CC -nostdlib -no-pie -Wl,-r hello.o twice.o -o both.o && [ "$(kind both.o)" = REL ] || fail "$what: -Wl,-r"
		$CC -E hello.c >/dev/null && $CC -S hello.c && $CC -static -c hello.c || fail "$what: stops before a link"
		# An option's value is no option.
		$CC hello.o twice.o -o -static 2>/dev/null && static_program "$what, -o -static" ./-static

		# A package's own library by its path, as libtool and CMake name it.
		$CC -shared -fPIC twice.c -o libs/libtwice.so.1.2 && ln -sf libtwice.so.1.2 libs/libtwice.so
		if $CC hello.o libs/libtwice.so -o p 2>err; then
			fail "$what: links a program with a shared library"
		fi
		says err "a static program cannot be linked with the shared library 'libs/libtwice.so'"
		says err "BUILD_SHARED_LIBS=OFF"
		cp libtwice.a libs
		for name in libs/libtwice.so libs/libtwice.so.1.2; do
			$CC hello.o $name -o p || fail "$what: $name"
			static_program "$what, $name" ./p
		done
		$CC hello.o -Llibs -l:libtwice.so -o p || fail "$what: -l:"
		static_program "$what, -l:" ./p
		rm -f libs/*

		# The mode goes with the program, not with the name that it is started by.
		ln -sf "$CC" elsewhere/mycc-gcc
		ln -sfn "$(dirname "$CC")" tools
		triple=$(basename "$CC" | sed 's/-gcc$//')
		for way in "tools/$triple-gcc" "./tools/cc" "../$(basename "$PWD")/tools/cc"; do
			$way hello.o twice.o -o p || fail "$what: as $way"
			static_program "$what, as $way" ./p
		done
		(PATH=$PWD/tools:$PATH "$triple-gcc" hello.o twice.o -o p) || fail "$what: through PATH"
		static_program "$what, through PATH" ./p
		ln -sf "$CC" "elsewhere/$triple-gcc"
		"elsewhere/$triple-gcc" hello.o twice.o -o p || fail "$what: by a link elsewhere"
		static_program "$what, by a link elsewhere" ./p
		bash -c 'exec -a "$2" "$1" hello.o twice.o -o p' - "$CC" "$(dirname "$shared")/$triple-gcc" ||
			fail "$what: under another name"
		static_program "$what, under another name" ./p
		"$shared" hello.o twice.o -o p && readelf -lW p | grep -q INTERP ||
			fail "$what: '$shared' does not link dynamically"
	done
	eval "$(sysroot env --undo)"
done

# Go sees that another compiler makes the program.
eval "$(sysroot env musl)"
$CC '-###' -x c -c - </dev/null 2>&1 | sed -n 's/^sysroot version.*/&/p' >static
expect 0 sysroot exec --shared musl -- sh -c "\$CC '-###' -x c -c - </dev/null 2>&1 | sed -n 's/^sysroot version.*/&/p'"
[ -s static ] && [ -s out ] && ! cmp -s static out || fail "one identity in both environments: $(cat static)"
