# What build systems ask the compiler is answered for aarch64; tools are the cross tools, and one
# that is not installed is named with its package.
. "$SYSROOT_SOURCE/tests/lib.sh"
want musl-aarch64+sqlite+zlib
musl=$root
want centos7-aarch64+sqlite+zlib
glibc=$root

echo 'int main(void) { return 0; }' >main.c
for compiler in gcc clang gcc-12; do
	SYSROOT_CC=$compiler
	export SYSROOT_CC
	if [ "$compiler" = gcc-12 ] && ! command -v aarch64-linux-gnu-gcc-12 >path; then
		# A version that this machine has is asked for in words that any machine has.
		compiler=$(basename "$(readlink -f "$(command -v aarch64-linux-gnu-gcc)")")
		SYSROOT_CC=${compiler#aarch64-linux-gnu-}
	fi
	for root in "$musl" "$glibc"; do
		triple=aarch64-linux-$([ "$root" = "$musl" ] && echo musl || echo gnu)
		[ "$("$root/bin/cc" -dumpmachine)" = "$triple" ] || fail "$compiler: another machine"
		[ "$("$root/bin/cc" -print-file-name=libc.a)" = "$root/usr/lib/libc.a" ] || fail "$compiler: another libc.a"
		own=$("$root/bin/cc" -print-libgcc-file-name)
		readelf -h "$own" | grep -q AArch64 || fail "$compiler: '$own' is of another machine"
		"$root/bin/cc" -print-search-dirs | grep -qF "$root/usr/lib/" || fail "$compiler: no search dirs"
		# A plain file with the wrapper's C, its ar, nm, strip, objcopy and ld.
		"$root/bin/$triple-gcc" -c main.c -o main.o
		readelf -h main.o | grep -q 'Machine: *AArch64' || fail "$compiler: $(readelf -h main.o)"
	done
done
unset SYSROOT_CC

bin=$musl/bin/aarch64-linux-musl
"$bin-ar" rc main.a main.o
"$bin-ranlib" main.a
"$bin-nm" main.a | grep -q ' T main' || fail "nm sees no main"
"$bin-objcopy" --rename-section .text=.code main.o code.o
"$bin-readelf" -S code.o | grep -q '\.code' || fail "objcopy did nothing"
"$bin-ld" -r main.o -o joined.o
"$bin-strip" -g joined.o
echo 'nop' | "$bin-as" -o nop.o - || fail "as makes no code of aarch64"
"$bin-cpp" -dM /dev/null | grep -q '__aarch64__' || fail "cpp is of another machine"
printf 'int f(int a) { return a; }\n' >"f.c"
"$bin-gcc" -c f.c -march=armv8.2-a -o f.o || fail "the user's -march is not heeded"

[ "$("$bin-pkg-config" --libs zlib | tr -d ' ')" = "-lz" ] || fail "pkg-config says $("$bin-pkg-config" --libs zlib)"

# Without the cross tools.
mkdir tools
ln -s "$(command -v gcc)" tools/gcc
ln -s "$(command -v ld)" tools/ld
PATH=$PWD/tools expect 127 "$musl/bin/cc" main.c
says err "no aarch64-linux-gnu-gcc on this machine"
says err "gcc-aarch64-linux-gnu"
PATH=$PWD/tools expect 127 "$bin-ld" main.o
says err "no aarch64-linux-gnu-ld on this machine"
says err "binutils-aarch64-linux-gnu"
