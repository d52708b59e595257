# The image's config has the variables that 'sysroot env' prints for it, in any shell's eyes, and
# says what is in it.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
for link in static shared; do
	option=$([ $link = static ] || echo --shared)
	rm -rf image root
	# shellcheck disable=SC2086 # nothing, or one word
	sysroot -q export tiny $option -o image
	json "$(config_of image)" 'd["config"]["Env"]' | grep -v -e '^PATH=' -e '^SYSROOT_STORE=' | sort >config
	unpack_image image root
	env -i PATH=/usr/bin:/bin root/opt/sysroot/bin/sysroot exec tiny --$link -- env |
		grep -v -e '^PATH=' -e '^PWD=' -e '^SHLVL=' -e '^_=' | sed "s|$PWD/root||g" | sort >computed
	diff computed config || fail "--$link: other variables than env's"
done
json "$(config_of image)" 'd["config"]["Env"]' >config
says config "SYSROOT_STORE=/opt/sysroot"
says config "PATH=/usr/local/sbin:/usr/local/bin:"
# They can be undone in a container, where nothing was set before.
json "$(config_of image)" 'd["config"]["Env"]' | sed "s/'/'\\\\''/g; s/^\\([A-Z0-9_]*\\)=\\(.*\\)/export \\1='\\2'/" >set.sh
(
	. ./set.sh
	PATH=/usr/bin:/bin
	eval "$("$SYSROOT_BIN" env --undo)"
	[ -z "${CC-}${GOFLAGS-}${SYSROOT-}${SYSROOT_UNDO-}" ]
) || fail "the variables cannot be undone"

config=$(config_of image)
[ "$(json "$config" 'd["architecture"] + " " + d["os"]')" = "amd64 linux" ] || [ "$(uname -m)" != x86_64 ] ||
	fail "$(json "$config" 'd["architecture"]')"
[ "$(json "$config" 'd["created"]')" = 2001-09-09T01:46:40Z ] || fail "another date"
[ "$(json "$config" 'd["config"]["Cmd"]' | tr '\n' ' ')" = "sysroot env tiny " ] || fail "another command"
json "$config" '[k + "=" + v for k, v in d["config"]["Labels"].items()]' >labels
cat >wanted <<-WANTED
	org.opencontainers.image.licenses=MIT
	org.opencontainers.image.title=sysroot tiny
	org.opencontainers.image.version=musl-1+linux-3.10
	sysroot.arch=x86_64
	sysroot.digest=sha256:$(basename "$tiny_root")
	sysroot.target=tiny
	sysroot.triple=x86_64-linux-musl
WANTED
diff wanted labels || fail "other labels"
json "$(manifest_of image)" '[k + "=" + v for k, v in d["annotations"].items()]' >annotations
diff labels annotations || fail "the annotations differ from the labels"

# Digests and sizes are those of the files; layers and their history are of one number.
python3 - image <<'CHECK'
import gzip, hashlib, json, os, sys
root = sys.argv[1]
def blob(d):
    data = open(os.path.join(root, "blobs/sha256", d["digest"][7:]), "rb").read()
    assert len(data) == d["size"], d
    assert "sha256:" + hashlib.sha256(data).hexdigest() == d["digest"], d
    return data
index = json.load(open(os.path.join(root, "index.json")))
manifest = json.loads(blob(index["manifests"][0]))
config = json.loads(blob(manifest["config"]))
assert len(manifest["layers"]) == len(config["rootfs"]["diff_ids"]) == len(config["history"]) == 2
for layer, diff in zip(manifest["layers"], config["rootfs"]["diff_ids"]):
    assert "sha256:" + hashlib.sha256(gzip.decompress(blob(layer))).hexdigest() == diff
assert len(os.listdir(os.path.join(root, "blobs/sha256"))) == 4
CHECK
rm -rf image
sysroot -q export tiny --no-program --tag farm.example.org:5000/a/b:v1 -o image
[ "$(json "$(config_of image)" 'd["config"].get("Cmd")')" = None ] || fail "a command without a program"
[ "$(json "$(manifest_of image)" 'len(d["layers"])')" = 1 ] || fail "a layer without a program"
[ "$(json image/index.json 'd["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"]')" = farm.example.org:5000/a/b:v1 ] ||
	fail "another name"
