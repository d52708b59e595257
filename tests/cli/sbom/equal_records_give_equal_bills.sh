#!/bin/sh
# A bill of materials says what the records say, the same each time, recipes or none.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot -q fetch tiny
expect 0 sysroot -q build tiny
sum=$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)

for format in spdx cyclonedx; do
	expect 0 sysroot sbom --format $format tiny -o "$format.1"
	expect 0 sysroot sbom --format $format tiny
	cmp out "$format.1" || fail "$format: another bill the second time"
	says out "$sum"
	says out 'file tiny.h'
	says out '2001-09-09T01:46:40Z'
	digest=$(readlink "$SYSROOT_STORE/sysroots/tiny")
	says out "${digest##*/}"
	expect 0 env SOURCE_DATE_EPOCH=86400 "$SYSROOT_BIN" sbom --format $format tiny
	says out '1970-01-02T00:00:00Z'
	! grep -e urn:uuid "$format.1" | grep -qF "$(grep -e urn:uuid out)" || fail "one UUID for two bills"
	for time in ' 5' +5 05 -1 253402300800; do
		expect 2 env SOURCE_DATE_EPOCH="$time" "$SYSROOT_BIN" sbom --format $format tiny
	done
	expect 2 env SOURCE_DATE_EPOCH=today "$SYSROOT_BIN" sbom --format $format tiny
	says err "'today' in SOURCE_DATE_EPOCH is not a time"
	for t in -1 -99999999999999999999 253402300800 99999999999999999999; do
		expect 2 env "SOURCE_DATE_EPOCH=$t" "$SYSROOT_BIN" sbom --format $format tiny
		says err "'$t' in SOURCE_DATE_EPOCH is not a time"
	done
done
says spdx.1 '"spdxVersion": "SPDX-2.3"'
says cyclonedx.1 '"specVersion": "1.6"'
# The kernel headers' own source is no input: it stands beside the recipe.
says cyclonedx.1 'kernel.h'

# An alias is the same sysroot.
expect 0 sysroot sbom small
cmp out spdx.1 || fail "another bill by the alias"

# Without the recipes the records tell the same.
rm -r data/recipes/catalog/libc data/recipes/catalog/linux-headers
expect 0 sysroot sbom tiny
cmp out spdx.1 || fail "another bill without recipes: $(diff out spdx.1)"

# Each file with the SHA-1 that SPDX wants, and no other.
expect 0 sysroot sbom --files tiny
sha1=$(sha1sum "$SYSROOT_STORE/sysroots/tiny/usr/include/tiny.h" | cut -d' ' -f1)
says out "$sha1"
says out '"fileName": "./usr/include/tiny.h"'
# The verification code of a part of one file is the SHA-1 of that SHA-1 (SPDX 2.3, 7.9).
says out "$(printf %s "$sha1" | sha1sum | cut -d' ' -f1)"

expect 2 sysroot sbom --format spxd tiny
says err "did you mean 'spdx'?"
expect 2 sysroot sbom
expect 1 sysroot sbom tiny-aarch64
