# What is taken out of packages and only stripped has the same bytes whatever binutils and shell the
# machine has. The digests were seen alike under binutils 2.35, 2.40 and 2.44; no tool that writes object
# files has a hand in it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >wanted <<'SUMS'
52f08a4672ff4cd7813ed08c06ce1fb63299c28a8f779baab1c931e128933a2e  usr/lib/libc.a
0eea7598c951f871204566746b260a53aa4225616be57716193b362e64dc26e7  usr/lib/libpthread_all.o
4963b7958134cf5e33bcdac9a1da59a1879b15df413dc7ed713265225aaa2e11  usr/lib/libpthread.a
2cc3f6ada76d36a10d92767601fd774725306ba223907bb7a95f2a0a0f4cdfc3  usr/lib/crt1.o
77351bc2afefd9eb823b48e514beed2c11234580702ed10129493032243ec401  usr/lib/libm.a
SUMS
wanted=$PWD/wanted
(cd "$CENTOS7_ROOT" && sha256sum -c "$wanted") >sums 2>&1 || fail "other bytes: $(cat sums)"

# A program that is compiled to run here (gcc-for-build) puts none of the compiler's bytes into them.
for recipe in "$SYSROOT_SOURCE"/recipes/catalog/libc/*.recipe "$SYSROOT_SOURCE"/recipes/catalog/linux-headers/*.recipe; do
	grep -qE '^fidelity (distro|toolchain)$' "$recipe" || continue
	sed -n '/^tools /{s/ gcc-for-build//;p;}' "$recipe" >tools
	! grep -E '\b(as|ld|ar|strip|objcopy|ranlib|gcc)\b' tools || fail "$recipe runs such a tool"
done
