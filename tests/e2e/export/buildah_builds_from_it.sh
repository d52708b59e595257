# buildah builds FROM the image, without a daemon: the variables of its config are there, and the
# sysroot answers in a stage that took it by COPY.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
. "$SYSROOT_SOURCE/tests/lib_containers.sh"
want musl
needs_root
sysroot -q export musl -o image

# In a folder of its own, nobody's configuration.
mkdir home
printf '{"default":[{"type":"insecureAcceptAnything"}]}\n' >home/policy.json
: >home/registries.conf
echo '{}' >home/auth.json
HOME=$PWD/home
CONTAINERS_REGISTRIES_CONF=$PWD/home/registries.conf
REGISTRY_AUTH_FILE=$PWD/home/auth.json
TMPDIR=$PWD/home
export HOME CONTAINERS_REGISTRIES_CONF REGISTRY_AUTH_FILE TMPDIR
b() {
	word=$1
	shift
	buildah --root "$PWD/home/root" --runroot "$PWD/home/run" --storage-driver vfs "$word" "$@" >log 2>&1 ||
		fail "buildah $word: $(tail -n 20 log)"
}
trap 'buildah --root "$PWD/home/root" --runroot "$PWD/home/run" --storage-driver vfs rm -a >log 2>&1 || :' EXIT
b pull --signature-policy home/policy.json oci:image
image=$(tail -n 1 log)
b tag "$image" localhost/sysroot:musl

small_root context/rootfs env
cat >context/Dockerfile <<-'DOCKERFILE'
	FROM localhost/sysroot:musl AS with
	COPY rootfs /
	RUN env >/config

	FROM scratch
	COPY rootfs /
	COPY --from=localhost/sysroot:musl / /
	RUN eval $(sysroot env musl) && env >/computed && test -x "$CC"
	COPY --from=with /config /config
DOCKERFILE
# Newer releases raise limits by themselves, which not every container may.
b bud --ulimit nofile=1024:1024 --ulimit nproc=4096:4096 --isolation chroot --signature-policy home/policy.json --pull-never -t result context
b from --signature-policy home/policy.json --pull-never --name look result
b mount look
place=$(tail -n 1 log)
for file in config computed; do
	grep -E '^(SYSROOT|CC|GO|CGO_|LDFLAGS|AR|PKG_)[A-Z_]*[0-9]*=' "$place/$file" | grep -v ^SYSROOT_STORE= | sort >$file
done
[ -s config ] || fail "no variables in an image FROM it"
diff config computed || fail "env sets others than the config has"
says config "CC=/opt/sysroot/sysroots/musl/static/bin/x86_64-linux-musl-gcc"
diff -r --no-dereference "$root" "$place/opt/sysroot/sysroots/musl/" || fail "another tree in the image"
