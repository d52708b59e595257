# The architecture stands in the name, in --arch or in SYSROOT_ARCH; the name goes first.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny tiny-aarch64

# target ARCH COMMAND...: the command's environment is of tiny for that architecture
target() {
	wanted_arch=$1
	shift
	expect 0 "$@"
	case $wanted_arch in
	x86_64) name=tiny ;;
	*) name=tiny-$wanted_arch ;;
	esac
	grep -qE "(export )?SYSROOT_TARGET='?$name'?;?\$" out || fail "not of $name: $*: $(cat out)"
	grep -qE "(export )?CC='?$SYSROOT_STORE/sysroots/$name/static/bin/$wanted_arch-linux-musl-gcc'?;?\$" out ||
		fail "another compiler: $*: $(cat out)"
}

target x86_64 sysroot env tiny
target aarch64 sysroot env tiny-aarch64
target aarch64 sysroot env --arch aarch64 tiny
target aarch64 sysroot env --arch=aarch64 tiny-aarch64
target aarch64 sysroot env tiny --arch aarch64
target aarch64 sysroot env tiny --arch arm64
target aarch64 sysroot env tiny-arm64
target aarch64 sysroot exec --arch aarch64 tiny -- env
target aarch64 sysroot exec tiny-aarch64 env
target aarch64 sysroot exec tiny --arch aarch64 -- env
says out "GOARCH=arm64"

SYSROOT_ARCH=aarch64
export SYSROOT_ARCH
target aarch64 sysroot env tiny
target aarch64 sysroot env small
target aarch64 sysroot exec tiny env
target aarch64 sysroot env tiny+aarch64
target x86_64 sysroot env tiny-x86_64
target x86_64 sysroot env --arch x86_64 tiny
expect 0 sysroot show tiny
says out "tiny-aarch64: a tiny target; aarch64"
expect 0 sysroot build tiny
says out "tiny-aarch64 sha256:"
SYSROOT_ARCH=
target x86_64 sysroot env tiny
# As Debian and Go say it.
SYSROOT_ARCH=arm64
target aarch64 sysroot env tiny
SYSROOT_ARCH=vax
for command in env show build fetch; do
	expect 2 sysroot $command tiny
	says err "unknown architecture 'vax'"
	says err "the choices are x86_64, aarch64"
done
target x86_64 sysroot env --arch x86_64 tiny
unset SYSROOT_ARCH

expect 2 sysroot env --arch x86_64 tiny-aarch64
says err "'tiny-aarch64' is for aarch64, but --arch says x86_64"
[ "$(cat out)" = 'false;' ] || fail "the eval would not fail: $(cat out)"
expect 2 sysroot env --arch vax tiny
says err "unknown architecture 'vax'"
says err "the choices are x86_64, aarch64"
expect 2 sysroot env tiny-aarch64+x86_64
says err "two architectures: aarch64 and x86_64"
expect 2 sysroot exec --arch x86_64 tiny-aarch64 -- env
says err "but --arch says x86_64"
