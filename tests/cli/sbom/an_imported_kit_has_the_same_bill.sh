#!/bin/sh
# Where a kit was imported there are no recipes: the bill and the provenance are the same.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot -q fetch tiny
expect 0 sysroot -q build tiny
for format in spdx cyclonedx; do
	expect 0 sysroot sbom --format $format tiny -o "here.$format"
done
expect 0 sysroot sbom --provenance tiny -o here.provenance
expect 0 sysroot kit create -t tiny --with artifacts -o tiny.kit

SYSROOT_STORE=$PWD/there
export SYSROOT_STORE
rm -r data/recipes/catalog/libc data/recipes/catalog/linux-headers
expect 0 sysroot kit import --insecure-unsigned tiny.kit
for format in spdx cyclonedx; do
	expect 0 sysroot sbom --format $format tiny
	cmp out "here.$format" || fail "$format: another bill: $(diff "here.$format" out)"
	says out 'file tiny.h'
done
expect 0 sysroot sbom --provenance tiny
cmp out here.provenance || fail "another provenance: $(diff here.provenance out)"
