# For real: 'docker load' takes the image, 'docker build' the manual's Dockerfile as it is printed
# there; the program that comes out runs in an image FROM scratch, on glibc 2.17.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
. "$SYSROOT_SOURCE/tests/lib_containers.sh"
want centos7
start_docker
base_image golang:bookworm
docker_builds centos7 2.17

# What the image is by docker's own account.
docker image inspect sysroot:centos7 >inspected
[ "$(json inspected 'd[0]["Config"]["Labels"]["sysroot.digest"]')" = "sha256:$(basename "$root")" ] ||
	fail "another digest in the labels"
[ "$(json inspected 'd[0]["Created"]')" = 2001-09-09T01:46:40Z ] || fail "another date"
# In the builder stage, with nothing set: env's variables are those of the image's config.
json inspected 'd[0]["Config"]["Env"]' | grep -v -e ^PATH= -e ^SYSROOT_STORE= | sort >config
cat >Dockerfile <<-DOCKERFILE
	FROM golang:bookworm
	COPY --from=sysroot:centos7 / /
DOCKERFILE
docker build --network none -q -t with - <Dockerfile >docker.log 2>&1 || fail "$(cat docker.log)"
docker run --rm --network none with sysroot exec centos7 -- env |
	grep -v -e ^PATH= -e ^HOSTNAME= -e ^HOME= | sort >computed
diff config computed || fail "other variables in a container than in the config"
# A target that is not there: the eval fails, and the build with it.
cat >Dockerfile <<-'DOCKERFILE'
	FROM with
	RUN eval $(sysroot env musl) && touch /built
DOCKERFILE
! docker build --network none -q -t none - <Dockerfile >docker.log 2>&1 || fail "a build with the host's compiler"
says docker.log musl
# env.sh alone, as the manual has it.
{
	echo 'FROM with'
	echo 'COPY src /src'
	echo 'WORKDIR /src'
	grep -F 'RUN SYSROOT=/opt/sysroot/sysroots/centos7' "$SYSROOT_SOURCE/docs/manual.md" | sed 's/^ *//'
	echo 'CMD ["/server"]'
} >Dockerfile
docker build --network none -q -t sourced -f Dockerfile . >docker.log 2>&1 || fail "$(cat docker.log)"
[ "$(docker run --rm --network none sourced)" = "C library: 2.17" ] || fail "env.sh gave another C library"
