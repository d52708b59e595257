# The wrapper, compiled for aarch64, on a machine that says it is one (under qemu): its own target's
# tools have plain names there, and x86_64's have x86_64-linux-gnu- before them.
. "$SYSROOT_SOURCE/tests/lib.sh"
want musl-aarch64+sqlite+zlib
make -s -C "$SYSROOT_SOURCE" CC="$root/bin/cc" B_DIR="$PWD/made" "$PWD/made/wrapper" >log 2>&1 ||
	fail "the wrapper does not compile for aarch64: $(cat log)"
readelf -h made/wrapper | grep -q 'Machine: *AArch64' || fail "the wrapper is of another machine"
! readelf -lW made/wrapper | grep -q INTERP || fail "the wrapper is not static"

# Trees with that wrapper in them; only what it reads.
for from in "$root" "$MUSL_ROOT"; do
	tree=$PWD/$(grep '^arch ' "$from/.sysroot/target" | cut -d' ' -f2)
	mkdir -p "$tree/libexec" "$tree/usr"
	cp -R "$from/.sysroot" "$from/bin" "$tree"
	cp "$from/libexec/gcc.specs" made/wrapper "$tree/libexec"
	ln -s "$from/usr/lib" "$tree/usr/lib"
done
# Tools that say what they were started with.
mkdir tools
for tool in gcc ld ar x86_64-linux-gnu-gcc x86_64-linux-gnu-ld aarch64-linux-gnu-gcc aarch64-linux-gnu-ld clang; do
	# shellcheck disable=SC2016 # the tool's own
	printf '#!/bin/sh\necho "%s: $*"\n' "$tool" >"tools/$tool"
	chmod +x "tools/$tool"
done

# start TREE NAME WORD...: what the wrapper of that tree does under that name
start() {
	tree=$PWD/$1
	name=$2
	shift 2
	PATH=$PWD/tools:$PATH qemu-aarch64 -0 "$name" "$tree/libexec/wrapper" "$@" >said 2>&1 || fail "$name: $(cat said)"
}

start aarch64 cc -c x.c
says said "gcc: --sysroot=$PWD/aarch64 -specs=$PWD/aarch64/libexec/gcc.specs"
says said "-march=armv8-a -c x.c"
start aarch64 aarch64-linux-musl-ld x.o
says said "ld: --sysroot=$PWD/aarch64 -nostdlib"
start aarch64 aarch64-linux-musl-ar rc x.a x.o
[ "$(cat said)" = "ar: rcD x.a x.o" ] || fail "ar: $(cat said)"
start aarch64 cc -dumpmachine
[ "$(cat said)" = aarch64-linux-musl ] || fail "-dumpmachine: $(cat said)"
start aarch64 cc -print-file-name=libc.a
[ "$(cat said)" = "$PWD/aarch64/usr/lib/libc.a" ] || fail "-print-file-name: $(cat said)"
SYSROOT_CC=clang start aarch64 cc -c x.c
says said "clang: --target=aarch64-linux-musl"

start x86_64 cc -c x.c
says said "x86_64-linux-gnu-gcc: --sysroot=$PWD/x86_64"
start x86_64 x86_64-linux-musl-ld x.o
says said "x86_64-linux-gnu-ld: --sysroot=$PWD/x86_64"

# The same trees here: the other way round.
for arch in x86_64 aarch64; do
	cp "$MUSL_ROOT/libexec/wrapper" $arch/libexec/wrapper
done
if [ "$(uname -m)" = x86_64 ]; then
	PATH=$PWD/tools:$PATH x86_64/bin/cc -c x.c >said
	says said "gcc: --sysroot=$PWD/x86_64"
	never_says said "x86_64-linux-gnu-gcc:"
	PATH=$PWD/tools:$PATH aarch64/bin/cc -c x.c >said
	says said "aarch64-linux-gnu-gcc: --sysroot=$PWD/aarch64"
fi
