# What the tests of images share; sourced after tests/lib.sh.
# shellcheck shell=sh
# SPDX-License-Identifier: MIT

# build_here TARGET: build it in this test's store
build_here() {
	bring "$1" || fail "cannot fetch $1: $(cat bring.log)"
	sysroot -q build "$1" >log 2>&1 || fail "cannot build $1: $(cat log)"
}

# tiny_store: the target 'tiny' built in a store of this test's own
tiny_store() {
	tiny_data "$PWD/data"
	own_store
	build_here tiny
	tiny_root=$(readlink -f "$SYSROOT_STORE/sysroots/tiny")
	export tiny_root
}

# json FILE EXPRESSION: what the Python expression over the text, as d, gives
json() {
	python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
v = eval(sys.argv[2])
print("\n".join(v) if isinstance(v, list) else v)' "$1" "$2"
}

# blob LAYOUT DIGEST: the path of a blob
blob() {
	echo "$1/blobs/sha256/${2#sha256:}"
}

# manifest_of LAYOUT: the path of the manifest of a layout with one image
manifest_of() {
	blob "$1" "$(json "$1/index.json" 'd["manifests"][0]["digest"]')"
}

# config_of LAYOUT
config_of() {
	blob "$1" "$(json "$(manifest_of "$1")" 'd["config"]["digest"]')"
}

# unpack_image LAYOUT DIR: the layers one over the other, as a container has them
unpack_image() {
	mkdir -p "$2"
	for digest in $(json "$(manifest_of "$1")" '[l["digest"] for l in d["layers"]]'); do
		tar -C "$2" -xf "$(blob "$1" "$digest")"
	done
}

# leaves_nothing DIR: no work folder of an export is there
leaves_nothing() {
	[ -z "$(find "$1" -maxdepth 1 -name '.sysroot-export-*')" ] || fail "a work folder stays in $1"
}
