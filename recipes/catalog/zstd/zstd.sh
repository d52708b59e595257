# Makes a static zstd library from its source: the one step of the recipes beside it.
# SPDX-License-Identifier: MIT
# shellcheck shell=sh

cd lib || exit
objects=
for source in common/*.c compress/*.c decompress/*.c dictBuilder/*.c decompress/*.S; do
	objects="$objects ${source%.*}.o"
done
# -fPIC: static, but good for shared libraries too. Frames of zstd's first seven
# drafts, which its "legacy" folder reads, are not looked for.
flags="$CFLAGS -fPIC -DXXH_NAMESPACE=ZSTD_ -DZSTD_MULTITHREAD -DZSTD_LEGACY_SUPPORT=0"
# shellcheck disable=SC2086 # words
make -f /dev/null $objects CC="$CC" CFLAGS="$flags" ASFLAGS="$flags"
# shellcheck disable=SC2086
$AR rcD libzstd.a $objects

version=$(sed -n 's/^#define ZSTD_VERSION_\(MAJOR\|MINOR\|RELEASE\)  *//p' zstd.h | paste -sd .)
mkdir -p "$DESTDIR/usr/include" "$DESTDIR/usr/lib/pkgconfig"
cp zstd.h zdict.h zstd_errors.h "$DESTDIR/usr/include"
cp libzstd.a "$DESTDIR/usr/lib"
cat > "$DESTDIR/usr/lib/pkgconfig/libzstd.pc" <<EOT
prefix=/usr
libdir=\${prefix}/lib
includedir=\${prefix}/include

Name: zstd
Description: fast lossless compression algorithm library
URL: https://facebook.github.io/zstd/
Version: ${version:?}
Libs: -L\${libdir} -lzstd
Libs.private: -pthread
Cflags: -I\${includedir}
EOT
