# A static glibc program on a machine whose nsswitch.conf names other services looks names and users up
# in files and DNS: with the answers of the same program linked dynamically, run with the same glibc and
# "files dns". It opens only files of /etc, and asks no nscd. A program without names has none of it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/names/names.inc"
write_etc
cp "$SYSROOT_SOURCE/tests/e2e/names/ask.c" .
echo 'int main(void) { return 0; }' >empty.c

# same TARGET MODE: in the mode the answers are those of the dynamic program
same() {
	want "$1"
	"$root/bin/cc" "$2" -pthread ask.c -o static 2>log || fail "$1 $2: $(cat log)"
	"$root/bin/cc" -w -no-pie ask.c -pthread -o dynamic -Wl,--as-needed || fail "$1: dynamic"
	switch_plain
	# shellcheck disable=SC2086 # words
	inside "$root/usr/lib/ld-linux-x86-64.so.2" --library-path "$root/usr/lib" ./dynamic $asked >wanted ||
		fail "$1: dynamic: $(cat wanted)"
	grep -q '^getaddrinfo many 0 .* 192.0.2.60' wanted || fail "$1: dynamic: $(cat wanted)"
	switch_systemd
	# shellcheck disable=SC2086
	inside strace -f -e trace=open,openat,connect -o trace ./static $asked >got || fail "$1 $2: $(cat got)"
	diff wanted got >differ || fail "$1 $2 answers otherwise: $(cat differ)"
	! sed -n 's/.*open[at]*(.*"\(\/[^"]*\)".*/\1/p' trace | grep -v '^/etc/' || fail "$1 $2: $(cat trace)"
	! grep -q 'AF_UNIX' trace || fail "$1 $2 connects to $(grep AF_UNIX trace)"
	inside ./static -t 5 both >got || fail "$1 $2: threads: $(cat got)"
	"$root/bin/cc" "$2" empty.c -o empty
	! nm empty | grep -E 'names_files|settle_services' || fail "$1 $2: names where none are asked for"
}
same centos7 -static
same debian12 -static
same debian12 -static-pie
