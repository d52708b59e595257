# musl 1.2.3, whose own setuid() signal ran on goroutines' stacks, and Go 1.23 with both: Setuid, C
# archives, libraries that are refused, and the race detector.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
. "$SYSROOT_SOURCE/tests/lib_musl.sh"
want musl-1.2.3
bring_go_1_23
go_here
write_setuid
mkdir go/src/answer go/src/racing
cat >go/src/answer/main.go <<'GO'
package main

import "C"
import "os"

//export Answer
func Answer() C.int { return C.int(40 + len(os.Args)) }

func main() {}
GO
printf 'int Answer(void);\nint main(void) { return Answer() != 42; }\n' >program.c
cat >go/src/racing/main.go <<'GO'
package main

// static int one(void) { return 1; }
import "C"
import "fmt"

func main() {
	n := 0
	done := make(chan bool)
	go func() {
		n += int(C.one())
		done <- true
	}()
	n++
	<-done
	fmt.Println("counted", n > 0)
}
GO
for go in go "$go_1_23"; do
	for target in musl-1.2.3 musl; do
		unset GOROOT
		[ "$go" = go ] || export GOROOT="${go_1_23%/bin/go}"
		setuid_works $target "$go"
		sysroot exec $target -- "$go" build -buildmode=c-archive -o libanswer.a answer || fail "$go, $target: c-archive"
		# shellcheck disable=SC2016 # expanded in the environment of the sysroot
		sysroot exec $target -- sh -c '$CC program.c libanswer.a -o program' || fail "$go, $target: link"
		./program one || fail "$go, $target: a C archive's program ends with $?"
		for mode in c-shared plugin; do
			! sysroot exec $target --shared -- "$go" build -buildmode=$mode -o library.so answer 2>err ||
				fail "$go, $target: $mode links after all"
			says err 'Go code in a shared library (-buildmode=c-shared, -buildmode=plugin) crashes with musl'
			says err "'sysroot env --shared centos7'"
		done
		for link in static shared; do
			loader=
			[ $link = static ] || loader=$(sysroot exec $target -- sh -c 'echo "$SYSROOT"')/usr/lib/libc.so
			sysroot exec $target --$link -- "$go" build -race -o racing racing || fail "$go, $target $link: -race"
			status=0
			$loader ./racing >said 2>&1 || status=$?
			[ $status -eq 66 ] && grep -q 'WARNING: DATA RACE' said && grep -q 'counted true' said ||
				fail "$go, $target $link: the race detector ends with $status: $(cat said)"
		done
	done
done
