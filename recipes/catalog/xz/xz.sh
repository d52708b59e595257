# Makes a static liblzma from its source: the one step of the recipes beside it.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

# As released, not as unpacked: else make thinks that configure is to be made again.
find . -type f -exec touch -d @1 {} +

# --with-pic: static, but good for shared libraries too. AR_FLAGS: an archive without
# times and owners. NM: libtool looks for one by itself.
AR_FLAGS=crD NM="$NM" ./configure --host="$TRIPLE" --prefix=/usr --quiet \
	--disable-shared --enable-static --with-pic --disable-dependency-tracking \
	--disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-lzma-links \
	--disable-scripts --disable-doc --disable-nls --enable-symbol-versions=no
make -C src/liblzma

mkdir -p "$DESTDIR/usr/include" "$DESTDIR/usr/lib/pkgconfig"
cp -R src/liblzma/api/lzma.h src/liblzma/api/lzma "$DESTDIR/usr/include"
rm -f "$DESTDIR"/usr/include/lzma/Makefile*
cp src/liblzma/.libs/liblzma.a "$DESTDIR/usr/lib"
cp src/liblzma/liblzma.pc "$DESTDIR/usr/lib/pkgconfig"
