# Each architecture has recipes of its own: only the inputs of the one that is asked for come.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store
libc=$SYSROOT_DATA/recipes/catalog/libc
echo 'int arm;' >"$libc/arm.h"
sum=$(sha256sum "$libc/arm.h" | cut -d' ' -f1)
sed "s/tiny-libc/arm-libc/; s/tiny\\.h/arm.h/g; s/sha256 .*/sha256 $sum/; s/size 10/size 9/
	s/^part libc/part libc\\narch aarch64/" "$libc/tiny-libc.recipe" >"$libc/arm-libc.recipe"
sed -i 's/^part libc/part libc\narch x86_64/' "$libc/tiny-libc.recipe"
sed -i 's/^part libc .*/part libc tiny-libc arm-libc/' "$SYSROOT_DATA/sysroots/targets/tiny.target"

expect 0 sysroot fetch --arch aarch64 tiny
says err "arm.h"
never_says err "tiny.h"
expect 0 sysroot build --arch aarch64 tiny
expect 1 sysroot build tiny
says err "missing: tiny.h"
SYSROOT_ARCH=aarch64 expect 0 sysroot fetch tiny
says err "tiny-aarch64: every input is in the store"
expect 0 sysroot fetch tiny
says err "tiny.h"
expect 0 sysroot build tiny

# Of a kind that nobody makes here.
expect 1 sysroot fetch --fidelity distro tiny
says err "no recipe makes 'libc' of 'tiny' with the fidelity 'distro'"
says err "arm-libc: it supports aarch64"
says err "tiny-libc: its fidelity is 'source'"
