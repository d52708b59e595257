# musl through two registries, copied from one to the other by skopeo; what comes out compiles.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
want musl
registry_start one
key_make farm
trust farm
expect 0 sysroot push --sign farm.key "$registry/farm/sysroots:musl" musl
place=$(cat out)
digest=${place##*@}
[ "$(tags one farm/sysroots | grep -c '^key-')" -ge 2 ] || fail "no artifacts: $(tags one farm/sysroots)"

# It is what the image specification calls an artifact, in skopeo's eyes too.
skopeo inspect --raw --tls-verify=false "docker://$registry/farm/sysroots:musl" >raw ||
	fail "skopeo cannot inspect it"
[ "sha256:$(sha256sum <raw | cut -d' ' -f1)" = "$digest" ] || fail "another digest than $place"
python3 - <<-'PYTHON' || fail "$(cat raw)"
	import json
	m = json.load(open("raw"))
	assert m["schemaVersion"] == 2 and m["mediaType"] == "application/vnd.oci.image.manifest.v1+json"
	assert m["artifactType"] == "application/vnd.sysroot.artifact.v1"
	assert m["config"]["mediaType"] == "application/vnd.oci.empty.v1+json" and m["config"]["size"] == 2
	assert [layer["mediaType"] for layer in m["layers"]] == [
	    "application/vnd.sysroot.kit.v1+zstd", "application/vnd.sysroot.kit.v1.minisig"]
PYTHON
skopeo copy --quiet --src-tls-verify=false "docker://$registry/farm/sysroots:musl" oci:layout:musl ||
	fail "skopeo cannot copy it"
kit=$(python3 -c 'import json; print(json.load(open("raw"))["layers"][0]["digest"].split(":")[1])')
signature=$(python3 -c 'import json; print(json.load(open("raw"))["layers"][1]["digest"].split(":")[1])')
cp "layout/blobs/sha256/$kit" musl.kit
cp "layout/blobs/sha256/$signature" musl.kit.minisig
minisign -V -p farm.pub -m musl.kit >/dev/null || fail "minisign does not verify the layer"
expect 0 sysroot kit verify musl.kit

# Into another registry, behind a login and TLS, as it is.
from=$registry
registry_start two login tls
mkdir -p certs
cp two/ca.pem certs/ca.crt
for tag in $(tags one farm/sysroots); do
	skopeo copy --quiet --src-tls-verify=false --dest-cert-dir certs --dest-creds 'builder:pass word' \
		"docker://$from/farm/sysroots:$tag" "docker://$registry/mirror/sysroots:$tag" ||
		fail "skopeo cannot copy '$tag'"
done
printf 'pass word\n' >password
SYSROOT_CACERT=$PWD/two/ca.pem
export SYSROOT_CACERT
mkdir docker
skopeo login --cert-dir certs --authfile docker/config.json -u builder --password-stdin "$registry" \
	<password >skopeo.log 2>&1 || fail "skopeo cannot log in: $(cat skopeo.log)"
expect 0 sysroot --store user pull --artifacts "$registry/mirror/sysroots@$digest"
[ "$(cut -d' ' -f2 out)" = "sha256:$(cat "$root/.sysroot/digest")" ] || fail "another sysroot: $(cat out)"
expect 0 sysroot --store user fsck
says err '0 problems'
cat >hello.c <<-'C'
	#include <stdio.h>
	int main(void) { puts("hello from afar"); return 0; }
C
# shellcheck disable=SC2046 # words are wanted
(eval $(sysroot --store user env musl) && ${CC:?} -static -o hello hello.c) || fail "it does not compile"
[ "$(./hello)" = "hello from afar" ] || fail "it does not run"

# And a build on a machine that has no inputs at all.
unset SYSROOT_CACERT
expect 0 sysroot --store builder build --remote "$from/farm/sysroots" musl
says err "taken    musl"
never_says err made
[ "$(cut -d' ' -f2 out)" = "sha256:$(cat "$root/.sysroot/digest")" ] || fail "another sysroot: $(cat out)"
expect 0 sysroot --store builder challenge musl "$from/farm/sysroots"
says err '0 differ, 0 not there'
