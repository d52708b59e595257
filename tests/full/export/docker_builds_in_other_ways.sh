# The manual's Dockerfile for musl; by BuildKit; with the sysroot's image in each compression; with
# another prefix.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
. "$SYSROOT_SOURCE/tests/lib_containers.sh"
want centos7
want musl
start_docker
base_image golang:bookworm
docker_builds musl musl
DOCKER_BUILDKIT=1
export DOCKER_BUILDKIT
docker_builds centos7 2.17
says build.log "COPY --from=sysroot:centos7"
DOCKER_BUILDKIT=0
# One image whatever the compression, by docker's account: its id is the config's digest.
for how in none gzip zstd; do
	sysroot -q export musl --compress $how --format docker --tag "musl:$how" -o image.tar
	docker load -i image.tar >docker.log 2>&1 || fail "$how: $(cat docker.log)"
	says docker.log "Loaded image: musl:$how"
	docker image inspect -f '{{.Id}}' "musl:$how"
done >ids
[ "$(sort -u ids | wc -l)" = 1 ] || fail "other images: $(cat ids)"
sysroot -q export musl --format docker --prefix /tools --tag musl:moved | docker load >docker.log
cat >Dockerfile <<-'DOCKERFILE'
	FROM golang:bookworm
	COPY --from=musl:moved /tools /elsewhere
	RUN eval $(/elsewhere/bin/sysroot env musl) && test "$SYSROOT" = /elsewhere/sysroots/musl && \
	    echo 'int main(void) { return 7; }' >/seven.c && $CC $LDFLAGS -o /seven /seven.c
	CMD ["/seven"]
DOCKERFILE
docker build --network none -q -t seven - <Dockerfile >docker.log 2>&1 || fail "$(cat docker.log)"
status=0
docker run --rm --network none seven || status=$?
[ $status = 7 ] || fail "status $status"
