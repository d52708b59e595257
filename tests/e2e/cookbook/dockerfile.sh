#!/bin/sh
# The cookbook's 'Dockerfile' is an image that has the sysroot and its environment.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/e2e/cookbook/cookbook.inc"
recipe 'Dockerfile'
follow run.sh
here=$(mktemp -d "${TMPDIR:-/tmp}/sysroot-buildah.XXXXXX")
trap 'chmod -R u+w "$here" 2>/dev/null; rm -rf "$here"' EXIT
b="buildah --root $here/root --runroot $here/run --storage-driver vfs"
$b bud -q -t test . >words 2>&1 || fail "buildah: $(cat words)"
$b inspect --type image --format '{{range .OCIv1.Config.Env}}{{println .}}{{end}}' test >variables
grep -qx 'CC=/opt/musl/static/bin/x86_64-linux-musl-gcc' variables || fail "the image's environment: $(cat variables)"
grep -qx 'SYSROOT=/opt/musl' variables || fail "the image's environment: $(cat variables)"
$b push -q test "dir:$here/image" >words 2>&1 || fail "buildah push: $(cat words)"
for layer in "$here/image/"*; do
	tar -tf "$layer" 2>/dev/null || :
done >files
grep -qx 'opt/musl/static/bin/x86_64-linux-musl-gcc' files || fail "the sysroot is not in the image"
