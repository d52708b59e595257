# go build, same flags, same path, another sysroot behind it: the program is made
# anew with what is there now (go#24355).
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
copy_store "$PWD/store"
own_store
copy_data data
mkdir data/recipes/catalog/mark
SYSROOT_DATA=$PWD/data
export SYSROOT_DATA
# mark NUMBER: the library part 'mark' with this number in its header and archive
mark() {
	echo "#define MARK $1" >data/recipes/catalog/mark/mark.h
	echo "int mark(void) { return $2; }" >data/recipes/catalog/mark/mark.c
	cat >data/recipes/catalog/mark/mark-1.recipe <<-RECIPE
		recipe mark-1
		part mark
		version 1
		summary "a number in a header and in an archive"
		license MIT
		homepage https://example.org/
		fidelity source
		needs base
		tools gcc ar
		provides library mark 1
		file mark.h
		file mark.c
		step make {
			mkdir -p "\$DESTDIR/usr/include" "\$DESTDIR/usr/lib"
			cp mark.h "\$DESTDIR/usr/include/"
			\$CC -c mark.c
			\$AR rc "\$DESTDIR/usr/lib/libmark.a" mark.o
		}
	RECIPE
	sysroot build musl+mark >/dev/null
}
go_here
mkdir go/src/show
cat >go/src/show/main.go <<'GO'
package main

/*
#cgo LDFLAGS: -lmark
#include <mark.h>
int mark(void);
static int header_mark(void) { return MARK; }
*/
import "C"
import "fmt"

func main() { fmt.Println(C.header_mark(), C.mark()) }
GO
made() {
	sysroot exec musl+mark -- go build -o show show
	[ "$(./show)" = "$1" ] || fail "the program says $(./show), the sysroot $1"
}
mark 1 1
made "1 1"
mark 2 1 # only the header
made "2 1"
mark 2 2 # only the archive
made "2 2"
mark 1 1
made "1 1"
