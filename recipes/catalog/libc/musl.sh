# Makes musl from its source: the one step of the recipes beside it.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# The compiler wrappers of a sysroot do what musl-gcc would.
# -fPIC: one set of objects serves libc.so, static programs and static PIEs, and configure
# then compiles each source once, not twice.
CFLAGS="$CFLAGS -fPIC" ./configure --target="$TRIPLE" --prefix=/usr --syslibdir=/lib \
	--disable-wrapper --enable-static --enable-shared
# Archives without times and owners, whatever the host's ar does by itself.
sed 's/$(AR) rc /$(AR) rcD /' Makefile > Makefile.deterministic
test "$(grep -c '$(AR) rcD ' Makefile.deterministic)" -eq 2

make -f Makefile.deterministic AR="$AR" RANLIB="$RANLIB -D"

# As its "install" does, which runs a shell script for each of 260 files.
include=$DESTDIR/usr/include
lib=$DESTDIR/usr/lib
mkdir -p "$include/bits" "$lib" "$DESTDIR/lib"
cp -R include/. "$include"
cp arch/generic/bits/*.h "$include/bits"
cp "arch/$ARCH/bits"/*.h obj/include/bits/*.h "$include/bits"
rm -f "$include"/*.in
cp lib/*.a lib/*.o lib/libc.so "$lib"
chmod 755 "$lib/libc.so"
# The loader is the library itself, here and not on the machine that runs this.
ln -s ../usr/lib/libc.so "$DESTDIR/lib/ld-musl-$ARCH.so.1"
