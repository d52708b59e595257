# 'make release' for this architecture: one static file below 10 MB, the same from two places;
# it runs in a tree of glibc 2.17 and busybox, and alone.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_release.sh"

[ "$(uname -m)" = x86_64 ] || fail "this test is for x86_64"
release "$PWD/one" x86_64
release_is_static "$released"
release_is_small_and_clean "$released"
release_same_elsewhere x86_64

# Alone: nothing else in the root, not even /proc; with a place that can be written, and without.
mkdir alone
cp "$released" alone/sysroot
for words in --version --help targets 'show musl'; do
	# shellcheck disable=SC2086 # words
	expect 0 bwrap --unshare-all --clearenv --setenv HOME / --bind alone / /sysroot $words
	[ -s out ] || fail "'$words' says nothing"
	cp out alone.out
	[ "$(ls -A alone)" = sysroot ] || fail "'$words' leaves behind: $(ls -A alone)"
	# shellcheck disable=SC2086
	expect 0 "$SYSROOT_BIN" --store "$PWD/none" $words
	# But for the states of parts: no tool is there.
	[ "$(sed 6,9d out)" = "$(sed -e 6,9d -e '/ not installed: /,+1d' alone.out)" ] || fail "'$words' says something else there: $(cat alone.out)"
done
mkdir alone/tmp
expect 0 bwrap --unshare-all --clearenv --setenv HOME / --ro-bind alone / --tmpfs /tmp /sysroot targets
expect 1 bwrap --unshare-all --clearenv --setenv HOME / --ro-bind alone / /sysroot targets
says err 'there is no place for the recipes'
says err 'set TMPDIR'

# Every command on the calls of Linux 3.10 and 3.2.
mkdir older
(cd older && SYSROOT_BIN=$released sh "$SYSROOT_SOURCE/tests/e2e/kernel/works_without_newer_calls.sh") ||
	fail "an older kernel does not do"

# A machine with glibc 2.17 and busybox, nothing else. Debian's busybox is for a newer glibc, so
# it has its own loader and libraries aside.
host=$(readlink -f "$(command -v busybox)")
mkdir -p tree/bin tree/host tree/data/sysroots/targets
ldd "$host" | sed -n 's/.*[[:space:]]\(\/[^ ]*\) (0x.*/\1/p' | while read -r library; do
	cp -L "$library" tree/host/
done
cp "$host" tree/host/busybox
cat >start.c <<-C
	#include <unistd.h>
	int main(int n, char **v)
	{
		char *w[64] = { "/host/$(basename "$(ls tree/host/ld-*)")", "--library-path", "/host",
				"--argv0", v[0], "/host/busybox" };
		for (int i = 1; i < n && i < 50; i++)
			w[5 + i] = v[i];
		return execv(w[0], w) ? 127 : 0;
	}
C
gcc -static -o tree/bin/sh start.c
for applet in cat echo grep; do
	ln tree/bin/sh "tree/bin/$applet"
done
cp "$released" tree/bin/sysroot

# A target of unpacked archives alone, for there is no tool in that tree; one a compression.
in_tar() {
	part=$1 fact=$2 kind=$3
	recipes=tree/data/recipes/catalog/$part
	mkdir -p "$recipes" "files/usr/include"
	echo "int $part;" | tr - _ >"files/usr/include/$part.h"
	(cd files && tar -cf - "usr/include/$part.h") | "$kind" >"$recipes/$part.tar"
	cat >"$recipes/tiny-$part.recipe" <<-RECIPE
		recipe tiny-$part
		part $part
		version 1
		summary "one header"
		license MIT
		homepage https://example.org/
		fidelity distro
		provides $fact
		input $part.tar {
			sha256 $(sha256sum "$recipes/$part.tar" | cut -d' ' -f1)
			from file $part.tar
		}
	RECIPE
}
in_tar libc "libc musl 1" xz
in_tar linux-headers "linux 3.10" gzip
in_tar one "library one 1" bzip2
in_tar two "library two 1" zstd
cat >tree/data/sysroots/targets/tiny.target <<-TARGET
	target tiny
	summary "a tiny target"
	arch x86_64
	libc musl 1
	linux 3.10
	part libc tiny-libc
	part linux-headers tiny-linux-headers
TARGET
cat >tree/try <<'SH'
set -eu
fail() { echo "$*"; exit 1; }
/lib64/ld-linux-x86-64.so.2 --list /lib64/libm.so.6 | grep -q /lib64/libc.so.6 || fail "the loader of 2.17 does not run"
sysroot --version
sysroot targets | grep -q '^centos7 ' || fail "no targets"
sysroot --store /store show musl | grep -q '^built' || fail "the store is not read"
eval $(sysroot --store /store env musl)
case $CC in /store/*/bin/x86_64-linux-musl-gcc) ;; *) fail "CC is '$CC'" ;; esac
sysroot --store /store find header stdio.h | grep -q '^musl ' || fail "the index is not read"
eval $(sysroot env --undo)
# A store of its own: made, filled, checked.
export SYSROOT_DATA=/data SYSROOT_STORE=/tmp/store
for file in /data/recipes/catalog/*/*.tar; do
	sysroot -q add "$file"
done
sysroot -q build tiny+one+two
sysroot -q fsck
for part in libc linux-headers one two; do
	cat "/tmp/store/sysroots/tiny+one+two/usr/include/$part.h"
done
SH
expect 0 bwrap --unshare-all --clearenv --setenv HOME /tmp --setenv PATH /bin --bind tree / \
	--ro-bind "$CENTOS7_ROOT/usr" /usr --symlink usr/lib /lib --symlink usr/lib /lib64 \
	--ro-bind "$SYSROOT_STORE" /store --dev /dev --proc /proc --tmpfs /tmp /bin/sh /try
[ "$(tail -n 4 out)" = "$(printf 'int libc;\nint linux_headers;\nint one;\nint two;')" ] || fail "it says: $(cat out)"
