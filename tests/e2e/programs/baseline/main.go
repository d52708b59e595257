// What a program with C inside asks of a C library: libm, stat, threads, names.
package main

/*
#cgo LDFLAGS: -lm -lpthread
#include <errno.h>
#include <math.h>
#include <netdb.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
static const char *libc_name(void) { return gnu_get_libc_version(); }
#else
static const char *libc_name(void) { return "musl"; }
#endif

static long long file_size(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (long long)st.st_size : -1;
}

static void *add_up(void *arg)
{
	int *numbers = arg;

	for (int i = 1; i < 101; i++)
		numbers[0] += i;
	return arg;
}

// Two threads, each adding 1 to 100.
static int in_threads(void)
{
	int sums[2] = { 0, 0 };
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, add_up, &sums[i]) != 0)
			return -1;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	return sums[0] + sums[1];
}

// 0 when a numeric address and port are understood.
static int numeric_address(void)
{
	struct addrinfo hints, *found = NULL;
	int status;

	memset(&hints, 0, sizeof(hints));
	hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
	hints.ai_socktype = SOCK_STREAM;
	status = getaddrinfo("127.0.0.1", "80", &hints, &found);
	if (status == 0)
		freeaddrinfo(found);
	return status;
}
*/
import "C"

import (
	"fmt"
	"os"
	"os/user"
	"unsafe"
)

func main() {
	path := C.CString("/proc/self/exe")
	defer C.free(unsafe.Pointer(path))

	cosine := float64(C.cos(0.5))
	size := int64(C.file_size(path))
	sum := int(C.in_threads())
	address := int(C.numeric_address())
	// The Go side looks users up without the C library's plug-ins.
	_, err := user.LookupId("0")

	if fmt.Sprintf("%.6f", cosine) != "0.877583" || size < 0 || sum != 10100 || address != 0 {
		fmt.Printf("cos(0.5)=%.6f stat=%d threads=%d getaddrinfo=%d\n", cosine, size, sum, address)
		os.Exit(1)
	}
	if err != nil {
		fmt.Println("no user 0:", err)
		os.Exit(1)
	}
	fmt.Printf("libc %s: libm, stat, threads, names\n", C.GoString(C.libc_name()))
}
