# skopeo takes both formats for what they are: inspects them, copies them with their digests, and
# finds both images of an index.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
want musl-aarch64
want musl

# skopeo with nobody's policy, credentials or registries
copy() {
	skopeo --insecure-policy --tmpdir "$PWD" copy -q "$@" >log 2>&1 || fail "skopeo copy $*: $(cat log)"
}

for how in gzip zstd none; do
	rm -rf image copied
	sysroot -q export musl --compress $how -o image
	sysroot -q export musl --compress $how --format docker -o docker.tar
	sysroot -q export musl --compress $how -o image.tar
	skopeo inspect oci:image:sysroot:musl >inspected
	[ "$(json inspected 'd["Labels"]["sysroot.digest"]')" = "sha256:$(basename "$root")" ] || fail "$how: $(cat inspected)"
	skopeo inspect docker-archive:docker.tar:sysroot:musl >inspected
	[ "$(json inspected 'd["Labels"]["sysroot.digest"]')" = "sha256:$(basename "$root")" ] || fail "$how: $(cat inspected)"
	skopeo inspect --config oci-archive:image.tar >config
	json config 'd["rootfs"]["diff_ids"]' >diffs
	# A copy by digest: the same manifest, the same blobs.
	copy --preserve-digests oci:image:sysroot:musl oci:copied:x
	for file in image/blobs/sha256/*; do
		cmp "$file" "copied/blobs/sha256/${file##*/}" || fail "$how: another blob"
	done
	# Unpacked and packed anew by skopeo, the layers are the same.
	copy docker-archive:docker.tar dir:unpacked-$how
	skopeo inspect --config dir:unpacked-$how >config
	json config 'd["rootfs"]["diff_ids"]' | cmp - diffs || fail "$how: other layers in docker's archive"
done

sysroot -q export musl --arch x86_64 --arch aarch64 --tag farm:1 -o index.tar
skopeo inspect --raw oci-archive:index.tar >index
[ "$(json index '[m["platform"]["architecture"] for m in d["manifests"]]' | tr '\n' ' ')" = "amd64 arm64 " ] || fail "$(cat index)"
for pair in amd64:x86_64 arm64:aarch64; do
	skopeo --override-arch ${pair%:*} inspect oci-archive:index.tar >inspected
	[ "$(json inspected 'd["Labels"]["sysroot.arch"]')" = ${pair#*:} ] || fail "$pair: $(cat inspected)"
	[ "$(json inspected 'd["Architecture"]')" = ${pair%:*} ] || fail "$pair: $(cat inspected)"
done
copy --all oci-archive:index.tar oci:all:farm:1
mkdir unpacked
tar -C unpacked -xf index.tar
diff -r unpacked/blobs all/blobs || fail "skopeo's copy of the index has other blobs"
