# ./bootstrap says before it begins what it installs, and how far it is; who may not install gets
# the command for root, and not a log that nobody reads. Compiling asks for what compiling needs.
. "$SYSROOT_SOURCE/tests/lib.sh"

# A bare Debian: what every one has, apt, and nothing else. apt-get keeps what it was told.
mkdir bare
for tool in sh dirname grep mktemp cat tail rm sed getconf env; do
	ln -s "$(command -v $tool)" bare/$tool
done
stub() {
	printf '#!/bin/sh\n%s\n' "$2" >bare/"$1"
	chmod +x bare/"$1"
}
stub dpkg-query 'exit 1'
# One of the optional packages is in this release, the other is not.
stub apt-cache 'case $* in *docker-cli) exit 100 ;; esac'
stub make 'echo "make $*" >>"'"$PWD"'/calls"'
stub apt-get 'echo "apt-get $*" >>"'"$PWD"'/calls"
case $1 in update) exit ;; esac
echo "Reading package lists..."
fd=$(echo "$*" | sed "s/.*APT::Status-Fd=\([0-9]\).*/\1/")
eval "exec 9>&$fd"
echo "dlstatus:1:0.5:Retrieving file 1 of 9" >&9
echo "dlstatus:9:60.25:Retrieving file 9 of 9" >&9
# As apt does: what it runs does not have that descriptor, and needs its own output.
(eval "exec $fd>&- 9>&-"; echo "Setting up gcc") || exit 100
echo "pmstatus:gcc:99.0:Installing gcc" >&9'
bootstrap() {
	rm -f calls
	PATH=$PWD/bare "$SYSROOT_SOURCE/bootstrap" "$@"
}

# Neither root nor sudo: nothing is begun, and the last words are the command for root.
stub id 'echo 1000'
expect 1 bootstrap demo
says err "bootstrap: packages are missing, and this user is not root, and there is no sudo"
says err "as root: apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev binutils"
says err " npm "
says err "then run './bootstrap demo' again as this user"
[ ! -e calls ] || fail "it did something: $(cat calls)"

# sudo that refuses is asked first, too.
stub sudo 'echo "sorry" >&2; exit 1'
expect 1 bootstrap build
says err "bootstrap: packages are missing, and sudo does not let this user do it"
says err "as root: apt-get update && apt-get install"
[ ! -e calls ] || fail "it did something: $(cat calls)"

# Compiling needs no npm and no sandbox; what the program wants at work is said.
stub id 'echo 0'
expect 0 bootstrap build
says calls "apt-get update"
says calls "apt-get install -y --no-install-recommends"
says calls " libarchive-dev "
for later in npm bubblewrap curl tcl; do
	never_says calls " $later"
	says err " $later"
done
says calls "make -j"
says err "as root: apt-get install -y --no-install-recommends bubblewrap curl"
for line in "bootstrap: reading the package lists" "bootstrap: installing, with what they need: gcc" \
	"  downloading: 0 %" "  downloading: 60 %" "  installing: 99 %" "bootstrap: compiling the program"; do
	says err "$line"
done
never_says err "Setting up gcc"

# 'make test' asks what is missing, and nothing is installed; linting has tools of its own.
expect 1 bootstrap missing test
says err "bootstrap: these packages are not installed: gcc"
says err " libcmocka-dev "
never_says err " shellcheck"
says err "'./bootstrap test' installs them and goes on"
[ ! -e calls ] || fail "it did something: $(cat calls)"
expect 0 bootstrap lint
says calls " clang-tidy cppcheck shellcheck"
never_says calls " npm"
says calls "lint clang"

# What only some releases have is taken where it is.
expect 0 bootstrap test
says calls " netavark"
never_says calls "docker-cli"

# Without a job, or with an unknown one, it says what each does.
expect 2 bootstrap
says err "usage: ./bootstrap demo"
says err "  ./bootstrap build         build the program only"
[ "$(grep -c '^  ./bootstrap' err)" = 6 ] || fail "it has other jobs: $(cat err)"
expect 0 bootstrap --help

# When apt-get fails its own words are shown, and the command to try by hand.
stub apt-get 'case $1 in update) exit ;; esac
echo "E: Unable to locate package gcc"; exit 100'
expect 1 bootstrap build
says err "E: Unable to locate package gcc"
says err "bootstrap: apt-get could not install them"
says err "as root: apt-get install"
stub apt-get 'echo "E: no network"; exit 100'
expect 1 bootstrap build
says err "E: no network"
says err "bootstrap: the package lists cannot be had"

# A machine with another package manager is told what to do, once; there 'make test' just tries.
rm bare/apt-get
expect 0 bootstrap missing test
expect 1 bootstrap demo
says err "bootstrap: this machine has none of apt-get, dnf and apk"
[ "$(grep -c . err)" = 2 ] || fail "it says more than that: $(cat err)"
