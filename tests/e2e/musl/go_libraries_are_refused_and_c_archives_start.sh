# Go code in a shared library, and in a dynamic program by way of a C archive, crashes with musl before
# main(): it is refused with the reason and a target that works. A C archive in a static program
# starts; C's own shared libraries are not in the way.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
go_here
[ -z "${SYSROOT_SHARED_GOCACHE-}" ] || GOCACHE=$SYSROOT_SHARED_GOCACHE
mkdir go/src/answer
cat >go/src/answer/main.go <<'GO'
package main

// #include <stdlib.h>
import "C"
import (
	"os"
	"syscall"
)

//export Answer
func Answer() C.int {
	value, _ := syscall.Getenv("ANSWER")
	if len(os.Args) != 3 || os.Args[2] != "b" || value != "yes" {
		return 1
	}
	return 42
}

func main() {}
GO
printf 'int Answer(void);\nint main(void) { return Answer() != 42; }\n' >program.c
target=musl+sqlite+zlib

# refused TEXT COMMAND...: it fails, and the compiler's last lines are the sentence and what to do
refused() {
	wanted_text=$1
	shift
	! "$@" >out 2>err || fail "'$*' links after all"
	sed -n '/musl-gcc: /,$p' err | grep . >own
	[ "$(wc -l <own)" -eq 2 ] || fail "not one sentence and a line with what to do: $(cat err)"
	says own "$wanted_text"
	says own 'golang.org/issue/13492'
	says own "'sysroot build --fetch centos7+sqlite+zlib', then 'sysroot env --shared centos7+sqlite+zlib'"
}
for link in static shared; do
	refused 'Go code in a shared library (-buildmode=c-shared, -buildmode=plugin) crashes with musl' \
		sysroot exec $target --$link -- go build -buildmode=c-shared -o libanswer.so answer
done

# Who does what that says has a library that works.
expect 0 sysroot exec centos7+sqlite+zlib --shared -- go build -buildmode=c-shared -o libanswer.so answer
# shellcheck disable=SC2016 # expanded in the environment of the sysroot
expect 0 sysroot exec centos7+sqlite+zlib --shared -- sh -c '$CC program.c -L. -lanswer -Wl,-rpath,"$PWD" -o program'
ANSWER=yes "$CENTOS7_ROOT/lib64/ld-linux-x86-64.so.2" --library-path "$CENTOS7_ROOT/usr/lib:$PWD" ./program a b ||
	fail "the library that was built for glibc ends with $?"

# And so has who makes an archive, if the program is static.
expect 0 sysroot exec $target -- go build -buildmode=c-archive -o libanswer.a answer
for compiler in gcc clang; do
	export SYSROOT_CC="$compiler"
	for mode in -static -static-pie; do
		expect 0 "$MUSL_ROOT/bin/cc" $mode program.c libanswer.a -o program
		ANSWER=yes ./program a b || fail "$compiler $mode with a C archive of Go's ends with $?"
	done
	rm -f libanswer.so
	for words in libanswer.a '-L. -lanswer' '-L . -lanswer'; do
		# shellcheck disable=SC2086 # words
		expect 1 "$MUSL_ROOT/bin/cc" program.c $words -o program
		says err 'Go code of a C archive (-buildmode=c-archive) crashes with musl in what is not a static program'
		says err "or link a static program, with -static"
		# shellcheck disable=SC2086
		expect 1 "$MUSL_ROOT/bin/cc" -shared $words -o libanswer.so
		says err 'Go code of a C archive'
	done
done

# C's own, though it be called like Go's, and archives of all kinds.
printf 'int go_where(void);\nint go_where(void) { return 42; }\n' >go.c
printf 'int go_where(void);\nint main(void) { return go_where() != 42; }\n' >goes.c
for compiler in gcc clang; do
	export SYSROOT_CC="$compiler"
	expect 0 "$MUSL_ROOT/bin/cc" -fPIC -c go.c -o go.o
	rm -f libgo.a
	"$MUSL_ROOT/bin/x86_64-linux-musl-ar" rc libgo.a go.o
	for words in go.o libgo.a '-L. -lgo'; do
		# shellcheck disable=SC2086
		expect 0 "$MUSL_ROOT/bin/cc" -shared -Wl,--whole-archive $words -Wl,--no-whole-archive -o libgoes.so
		expect 0 "$MUSL_ROOT/bin/cc" goes.c -L. -lgoes -o goes
		"$MUSL_ROOT/usr/lib/libc.so" --library-path . ./goes || fail "$compiler -shared $words: $?"
	done
	"$MUSL_ROOT/bin/x86_64-linux-musl-ar" rc libempty.a
	expect 0 "$MUSL_ROOT/bin/cc" -shared go.o libempty.a -o libgoes.so
done
