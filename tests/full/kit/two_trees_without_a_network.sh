# Two Debian trees, each in a network namespace without any route. One builds from inputs that were
# carried there; the other has the static program, gcc and Go, and is filled by a signed kit. There
# import, build, env, go build and find work, and the digests are those of the first.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_containers.sh"
needs_root
targets='centos7 musl'

make -s -C "$SYSROOT_SOURCE" release >release.log 2>&1 || fail "make release: $(tail -n 20 release.log)"
program=$SYSROOT_SOURCE/.build/release/sysroot-$(uname -m)
base_tree

# within TREE SCRIPT: as root of the tree, without a network, with nothing of this machine's
# environment; the working folder is the tree's /root.
within() {
	unshare --net --mount --pid --fork sh -euc '
		mount --bind "$1" "$1"
		cd "$1"
		mkdir -p old
		mount -t proc proc proc
		mount --rbind /dev dev
		mount -t tmpfs tmpfs tmp
		pivot_root . old
		umount -l /old
		cd /root
		exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
			sh -euc "$2"
	' within "$1" "$2"
}

for tree in near far; do
	mkdir $tree
	tar -C $tree -I zstd -xf "$base"
	mkdir -p $tree/usr/local/bin
done
cp "$program" near/usr/local/bin/sysroot

# What musl's recipe runs beside gcc; Debian's own packages, brought while there is a network.
cp /etc/resolv.conf near/etc/
cp -R /etc/apt/apt.conf.d near/etc/apt/
chroot near sh -euc 'apt-get update && apt-get install -y --no-install-recommends make patch bubblewrap' \
	>near.log 2>&1 || fail "apt-get in the first tree: $(tail -n 5 near.log)"
mkdir near/root/inputs
for target in $targets; do
	for sum in $(sysroot show --json "$target" | sed -n 's/.*"sha256": "\(.*\)".*/\1/p'); do
		cp "$SYSROOT_STORE/inputs/$(printf '%.2s' "$sum")/$sum" near/root/inputs/
	done
done

within "$PWD/near" "
	[ -z \"\$(tail -n +2 /proc/net/route)\" ]
	sysroot -q add inputs/*
	sysroot build $targets
	sysroot kit key --no-password farm
	sysroot kit create -t centos7 -t musl --with inputs,artifacts,program -k farm.key -o farm.kit
" >near.out 2>near.err || fail "the first tree: $(cat near.out near.err)"

# By hand, as it were: the kit with its signature, and on another way the key and the program.
cp near/root/farm.kit near/root/farm.kit.minisig near/root/farm.pub far/root/
cp "$program" far/usr/local/bin/sysroot
cat >far/root/main.go <<'GO'
package main

/*
#include <stdio.h>
#include <string.h>
#include <errno.h>
static void hello(void) { printf("hello from C: %s\n", strerror(ENOENT)); fflush(stdout); }
*/
import "C"

func main() { C.hello() }
GO

! within "$PWD/far" 'sysroot kit import farm.kit' >far.out 2>far.err || fail "it took a kit by an unknown hand"
grep -q "sysroot kit trust" far.err || fail "it does not say what to do: $(cat far.err)"
[ ! -e far/root/.cache/sysroot/sysroots/musl ] || fail "and left something of it"

within "$PWD/far" '
	[ -z "$(tail -n +2 /proc/net/route)" ]
	! command -v make && ! command -v bwrap
	sysroot kit trust farm.pub
	sysroot kit import farm.kit
	sysroot build '"$targets"' >built
	for target in '"$targets"'; do
		(
			eval $(sysroot env $target)
			go build -o hello-$target main.go
			./hello-$target | grep -x "hello from C: No such file or directory"
		)
	done
	sysroot find header stdio.h
	sysroot fsck
' >far.out 2>far.err || fail "the second tree: $(cat far.out far.err)"
grep -q '^musl.* usr/include/stdio.h' far.out || fail "find does not find: $(cat far.out)"

for target in $targets; do
	one=$(cat "near/root/.cache/sysroot/sysroots/$target/.sysroot/digest")
	other=$(cat "far/root/.cache/sysroot/sysroots/$target/.sysroot/digest")
	[ -n "$one" ] && [ "$one" = "$other" ] || fail "$target is $one there and $other here"
	grep -q "^$target sha256:$one" far/root/built || fail "build there says: $(cat far/root/built)"
	file -b "far/root/hello-$target" | grep -q 'statically linked' || fail "hello-$target is not static"
done
cmp "$program" "far/usr/local/bin/sysroot"
