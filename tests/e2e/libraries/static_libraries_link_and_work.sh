# bzip2, xz, zstd and jansson as parts: a static program with all of them, by pkg-config, for musl
# and for glibc 2.17, does with each what it is for; and so does a shared library made of them.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >use.c <<'C'
#include <bzlib.h>
#include <jansson.h>
#include <lzma.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

int use(void);
int use(void)
{
	char text[100000], packed[120000], back[100000];
	unsigned n = sizeof(packed), m = sizeof(back);
	size_t in = 0, out = 0, xz = 0;
	uint64_t limit = UINT64_MAX;
	json_t *json;

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + i * i % 26);
	if (BZ2_bzBuffToBuffCompress(packed, &n, text, sizeof(text), 9, 0, 0) != BZ_OK ||
	    BZ2_bzBuffToBuffDecompress(back, &m, packed, n, 0, 0) != BZ_OK ||
	    m != sizeof(text) || memcmp(text, back, m) != 0)
		return 1;
	if (lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (uint8_t *)text, sizeof(text),
				    (uint8_t *)packed, &xz, sizeof(packed)) != LZMA_OK ||
	    lzma_stream_buffer_decode(&limit, 0, NULL, (uint8_t *)packed, &in, xz, (uint8_t *)back,
				      &out, sizeof(back)) != LZMA_OK ||
	    out != sizeof(text) || memcmp(text, back, out) != 0)
		return 2;
	in = ZSTD_compress(packed, sizeof(packed), text, sizeof(text), 3);
	memset(back, 0, sizeof(back));
	if (ZSTD_isError(in) || ZSTD_decompress(back, sizeof(back), packed, in) != sizeof(text) ||
	    memcmp(text, back, sizeof(text)) != 0)
		return 3;
	json = json_loads("{\"a\": [1, 2.5, \"\\u00e9\"]}", 0, NULL);
	if (!json || json_integer_value(json_array_get(json_object_get(json, "a"), 0)) != 1)
		return 4;
	json_decref(json);
	printf("bzip2 %s, lzma %s, zstd %s, jansson %s\n", BZ2_bzlibVersion(),
	       lzma_version_string(), ZSTD_versionString(), jansson_version_str());
	return 0;
}
C
printf 'int use(void);\nint main(void) { return use(); }\n' >main.c

for base in musl centos7; do
	want "$base+bzip2+jansson+xz+zstd"
	# shellcheck disable=SC2016 # for that shell
	expect 0 sysroot exec "$base+bzip2+jansson+xz+zstd" -- sh -euc '
		flags=$($PKG_CONFIG --static --cflags --libs bzip2 liblzma libzstd jansson)
		echo "$flags"
		$CC $LDFLAGS -O1 -o static use.c main.c $flags'
	never_says out "$PWD"
	readelf -lW static >said
	never_says said INTERP
	expect 0 ./static
	says out 'bzip2 1.0.8, 13-Jul-2019, lzma 5.8.1, zstd 1.5.7, jansson 2.14'
	# shellcheck disable=SC2016
	expect 0 sysroot exec --shared "$base+bzip2+jansson+xz+zstd" -- sh -euc '
		$CC -O1 -fPIC -shared -o libuse.so use.c $($PKG_CONFIG --static --cflags --libs bzip2 liblzma libzstd jansson)
		$CC -o with_library main.c libuse.so -Wl,-rpath,"$PWD"'
	[ "$base" = musl ] || expect 0 ./with_library
done
