# Two architectures make one index, told apart by the machine they make programs for; in each image
# the first target's name leads to that image's sysroot.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
build_here tiny-aarch64
sysroot -q export tiny --arch x86_64 --arch arm64 -o index.oci
sysroot -q export tiny tiny-aarch64 -o named.oci
diff -r index.oci named.oci || fail "the same sysroots by other words make another index"
[ "$(json index.oci/index.json 'len(d["manifests"])')" = 1 ] || fail "more than one entry"
index=$(manifest_of index.oci)
[ "$(json "$index" '[m["platform"]["architecture"] + "/" + m["platform"].get("variant", "-") for m in d["manifests"]]' | tr '\n' ' ')" = "amd64/- arm64/v8 " ] ||
	fail "$(cat "$index")"
for n in 0 1; do
	manifest=$(blob index.oci "$(json "$index" "d['manifests'][$n]['digest']")")
	config=$(blob index.oci "$(json "$manifest" 'd["config"]["digest"]')")
	[ "$(json "$config" 'd["architecture"]')" = "$(json "$index" "d['manifests'][$n]['platform']['architecture']")" ] ||
		fail "the config is of another architecture than the index says"
	mkdir root$n
	for digest in $(json "$manifest" '[l["digest"] for l in d["layers"]]'); do
		tar -C root$n -xf "$(blob index.oci "$digest")"
	done
	env -i PATH=/usr/bin:/bin root$n/usr/local/bin/sysroot env tiny >env$n
done
says env0 "GOARCH='amd64'"
says env1 "GOARCH='arm64'"
# The program is stored once.
[ "$(find index.oci/blobs -type f | wc -l)" = 8 ] || fail "$(find index.oci/blobs)"
