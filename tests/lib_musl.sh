# What the tests of musl's own traps share; sourced after tests/lib.sh and tests/lib_go.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# write_setuid: the Go program 'setuid', in which every thread has to follow a change of users
write_setuid() {
	mkdir -p go/src/setuid
	cat >go/src/setuid/main.go <<'GO'
package main

// #include <unistd.h>
import "C"
import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

func deep(n int) int {
	if n == 0 {
		return 0
	}
	return 1 + deep(n-1)
}

func check(what string, err error) {
	if err != nil {
		fmt.Println(what, err)
		os.Exit(1)
	}
}

func main() {
	uid, gid := os.Getuid(), os.Getgid()
	changed := gid
	if uid == 0 {
		uid, changed = 65534, 65534
	}
	// Threads in C, goroutines on stacks that are just large enough, and such that grow.
	for i := 0; i < 4; i++ {
		go func() {
			runtime.LockOSThread()
			for {
				C.usleep(100)
			}
		}()
		go func() {
			for n := 0; ; n++ {
				if n%100000 == 0 {
					runtime.Gosched()
				}
			}
		}()
	}
	var all sync.WaitGroup
	for i := 0; i < 60; i++ {
		all.Add(1)
		go func() {
			deep(3000)
			all.Done()
		}()
		check("setregid:", syscall.Setregid(-1, changed))
		check("setregid back:", syscall.Setregid(-1, gid))
	}
	all.Wait()
	check("setgid:", syscall.Setgid(changed))
	check("setuid:", syscall.Setuid(uid))
	time.Sleep(time.Millisecond)
	tasks, err := os.ReadDir("/proc/self/task")
	check("tasks:", err)
	seen := 0
	for _, task := range tasks {
		status, err := os.ReadFile("/proc/self/task/" + task.Name() + "/status")
		if err != nil {
			continue
		}
		seen++
		if !strings.Contains(string(status), fmt.Sprintf("\nUid:\t%d\t%d\t%d", uid, uid, uid)) {
			fmt.Println("a thread has another user:", string(status))
			os.Exit(1)
		}
	}
	fmt.Println("several threads follow:", seen > 4)
}
GO
}

# setuid_works TARGET GO: it runs, static, and the signal comes to an alternate stack
setuid_works() {
	sysroot exec "$1" -- "$2" build -o setuid setuid || fail "$1: $2 does not build it"
	timeout 60 ./setuid >said 2>&1 || fail "$1, $2: Setuid() ends with status $?: $(cat said)"
	says said 'several threads follow: true'
	timeout 60 strace -f -e trace=rt_sigaction -e signal=none -o trace ./setuid >said 2>&1 ||
		fail "$1, $2, under strace: $(cat said)"
	# Signal 34 is musl's; Go installs handlers of its own for it with SA_SIGINFO.
	grep 'SIGRT_2, {sa_handler=0x' trace | grep -v SA_SIGINFO >calls || fail "$1, $2: no setxid of musl's in the trace"
	! grep -v SA_ONSTACK calls >others || fail "$1, $2: the handler runs on a goroutine's stack: $(head -n 1 others)"
}
