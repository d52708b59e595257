#!/bin/sh
# A static program for glibc 2.17 finds names, and gets an error, not a crash, from character sets for
# which it would need modules of the machine's.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

cat >program.c <<'END'
#include <grp.h>
#include <iconv.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/socket.h>

int main(void)
{
	struct addrinfo *found = NULL;
	int numeric = getaddrinfo("127.0.0.1", "80", NULL, &found);
	int name = getaddrinfo("localhost", NULL, NULL, &found);
	struct passwd *user = getpwnam("root");
	struct passwd *number = getpwuid(0);
	struct group *group = getgrgid(0);
	struct hostent *host = gethostbyname("localhost");
	struct servent *service = getservbyname("http", "tcp");
	iconv_t table = iconv_open("UTF-8", "ISO-8859-15");
	iconv_t within = iconv_open("UCS-4", "UTF-8");

	printf("numeric address: %d\n", numeric);
	printf("conversion inside libc: %d\n", within != (iconv_t)-1);
	printf("names: %s\n",
	       name || !user || !number || !group || !host || !service ? "not all" : "all");
	printf("conversion by a module: %d\n", table != (iconv_t)-1);
	return 0;
}
END
# The machine's own libc decides: with glibc 2.17's modules the conversion is there.
want=0
for own in /lib64/libc-2.17.so /lib/x86_64-linux-gnu/libc-2.17.so; do
	[ ! -e "$own" ] || want=1
done
for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	"$CENTOS7_ROOT/bin/cc" -w -static program.c -o program 2>log || fail "$compiler: $(cat log)"
	./program >out || fail "$compiler: the program ended with status $?"
	grep -qx 'numeric address: 0' out || fail "$compiler: $(cat out)"
	grep -qx 'conversion inside libc: 1' out || fail "$compiler: $(cat out)"
	grep -qx 'names: all' out || fail "$compiler: $(cat out)"
	grep -qx "conversion by a module: $want" out || fail "$compiler: $(cat out)"
done

# A program's own dlopen() is not in the way of the guard: both are linked.
cat >own_dlopen.c <<'END'
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>

int main(void)
{
	struct addrinfo *found = NULL;

	if (dlopen("/nowhere/libnone.so", RTLD_NOW))
		return 1;
	printf("%s\n", dlerror());
	return getaddrinfo("127.0.0.1", "80", NULL, &found);
}
END
for compiler in $compilers; do
	export SYSROOT_CC="$compiler"
	"$CENTOS7_ROOT/bin/cc" -w -static own_dlopen.c -ldl -o own_dlopen 2>log ||
		fail "$compiler: $(cat log)"
	./own_dlopen >out || fail "$compiler: dlopen() in a static program"
	grep -q '/nowhere/libnone.so' out || fail "$compiler: dlopen() said '$(cat out)'"
done
