# An index in a registry, and BuildKit building the same Dockerfile for two platforms: each build
# takes the sysroot that makes programs for its platform, under one name.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
. "$SYSROOT_SOURCE/tests/lib_containers.sh"
needs_root
tiny_store
build_here tiny-aarch64

# A registry on loopback, on a port that is free.
port=$(python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])')
printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: "%s"}}\nhttp: {addr: "127.0.0.1:%s"}\nlog: {level: error}\n' \
	"$PWD/registry" "$port" >registry.yml
docker-registry serve registry.yml >registry.log 2>&1 &
registry=$!
start_docker
trap 'kill $registry; stop_docker' EXIT

sysroot -q export tiny tiny-aarch64 -o index.tar
# No proxy of this machine's between us.
no_proxy=127.0.0.1
export no_proxy
skopeo --insecure-policy --tmpdir "$PWD" copy -q --all --dest-tls-verify=false oci-archive:index.tar \
	"docker://127.0.0.1:$port/sysroot:tiny" >log 2>&1 || fail "skopeo: $(cat log) $(tail -n 3 registry.log)"
small_root root
tar -C root -cf - . | docker import - base >log
mkdir src
cat >src/Dockerfile <<-DOCKERFILE
	FROM --platform=\$BUILDPLATFORM base AS build
	COPY --from=127.0.0.1:$port/sysroot:tiny / /
	RUN eval \$(sysroot env tiny) && echo "\$GOARCH \$CC" >/said

	FROM scratch
	COPY --from=build /said /said
DOCKERFILE
for platform in amd64 arm64; do
	DOCKER_BUILDKIT=1 docker build --network none --platform linux/$platform --output out-$platform src \
		>log 2>&1 || fail "docker build for $platform: $(tail -n 20 log)"
done
[ "$(cat out-amd64/said)" = "amd64 /opt/sysroot/sysroots/tiny/static/bin/x86_64-linux-musl-gcc" ] || fail "$(cat out-amd64/said)"
[ "$(cat out-arm64/said)" = "arm64 /opt/sysroot/sysroots/tiny/static/bin/aarch64-linux-musl-gcc" ] || fail "$(cat out-arm64/said)"
