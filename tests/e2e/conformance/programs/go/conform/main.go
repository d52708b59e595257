// A Go program with C inside: calls both ways, errno, threads, libraries by #cgo, names of hosts.
package main

/*
#cgo CFLAGS: -I${SRCDIR}/capture
#cgo LDFLAGS: -L${SRCDIR}/capture -lcapture
#cgo linux LDFLAGS: -lfilter
#cgo LDFLAGS: -lm
#include <capture.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "calls.h"

struct point { int x; double y; char name[8]; };
static double point_sum(struct point p) { return p.x + p.y + (double)strlen(p.name); }
*/
import "C"

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"syscall"
	"unsafe"
)

var failed bool

func check(what string, got, want interface{}) {
	if got != want {
		fmt.Printf("differs %s: %v, not %v\n", what, got, want)
		failed = true
	}
}

//export goTwice
func goTwice(n C.int) C.int {
	// A stack that grows and moves below C's.
	var room [4096]byte
	room[int(n)%len(room)] = 1
	return 2 * n * C.int(room[int(n)%len(room)])
}

//export goCompare
func goCompare(a, b C.int) C.int {
	return b - a
}

func calls() {
	check("C calls Go", int(C.add_by_go(100)), 10100)
	check("threads of C call Go", int(C.threads_call_go(20)), 380)
	result, err := C.fail_with(C.EILSEQ)
	check("result", int(result), -1)
	check("errno", err, error(syscall.EILSEQ))
	_, err = C.sqrt(2)
	check("no errno", err, nil)

	numbers := []C.int{3, 1, 4, 1, 5, 9, 2, 6}
	C.sort_by_go(&numbers[0], C.int(len(numbers)))
	check("sorted by Go", fmt.Sprint(numbers), "[9 6 5 4 3 2 1 1]")

	p := C.struct_point{x: 1, y: 2.5}
	text := C.CString("name")
	defer C.free(unsafe.Pointer(text))
	C.strcpy(&p.name[0], text)
	check("struct by value", float64(C.point_sum(p)), 7.5)
	check("bytes", string(C.GoBytes(unsafe.Pointer(text), 2)), "na")

	var wait sync.WaitGroup
	var mutex sync.Mutex
	sums := map[int]int{}
	for i := 0; i < 50; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			runtime.LockOSThread()
			// The thread ends with this function: its variables are its own.
			first := int(C.thread_local_sum(C.int(i)))
			second := int(C.thread_local_sum(1))
			mutex.Lock()
			sums[i] = second - first
			mutex.Unlock()
		}(i)
	}
	wait.Wait()
	for i := 0; i < 50; i++ {
		check("thread-local", sums[i], 1)
	}
}

func libraries() {
	packet := []byte{0x45, 0, 0, 20}
	check("-lcapture", int(C.capture_version((*C.uchar)(&packet[0]), C.size_t(len(packet)))), 4)
	check("-lfilter behind it", int(C.capture_filter(41)), 42)
}

func names() {
	addresses, err := net.LookupHost("localhost")
	check("localhost", err, nil)
	found := false
	for _, address := range addresses {
		found = found || address == "127.0.0.1"
	}
	check("localhost's address", found, true)
	_, err = net.LookupHost("nowhere.example")
	var dns *net.DNSError
	check("a name that does not exist", errors.As(err, &dns), true)
	address, err := net.ResolveTCPAddr("tcp", "[::1]:80")
	check("numbers", err, nil)
	check("numbers", address.String(), "[::1]:80")
}

func main() {
	calls()
	libraries()
	names()
	if failed {
		os.Exit(1)
	}
	fmt.Println("ok conform")
}
