# Makes a static zlib from its source: the one step of the recipes beside it.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# -fPIC: static, but good for shared libraries too.
CFLAGS="$CFLAGS -fPIC" ARFLAGS=rcD ./configure --static --prefix=/usr
make libz.a

mkdir -p "$DESTDIR/usr/include" "$DESTDIR/usr/lib/pkgconfig"
cp zlib.h zconf.h "$DESTDIR/usr/include"
cp libz.a "$DESTDIR/usr/lib"
cp zlib.pc "$DESTDIR/usr/lib/pkgconfig"
