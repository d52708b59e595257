# Every recipe that can make a part: which is taken, which miss inputs, which come later.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store
libc=$SYSROOT_DATA/recipes/catalog/libc
echo 'int other;' >"$libc/other.h"
sum=$(sha256sum "$libc/other.h" | cut -d' ' -f1)
sed "s/tiny-libc/other-libc/; s/tiny\\.h/other.h/g; s/sha256 .*/sha256 $sum/; s/size 10/size 11/
	s/fidelity source/fidelity distro/" "$libc/tiny-libc.recipe" >"$libc/other-libc.recipe"
sed 's/tiny-libc/arm-libc/; s/^part libc/part libc\narch aarch64/' "$libc/tiny-libc.recipe" >"$libc/arm-libc.recipe"
sed -i 's/^part libc .*/part libc other-libc arm-libc tiny-libc/' "$SYSROOT_DATA/sysroots/targets/tiny.target"

expect 0 sysroot add "$libc/tiny.h"
expect 0 sysroot show --all-recipes tiny
sed -n '/^PART/,$s/  */ /gp' out >rows
cat >wanted <<-END
	PART RECIPE FIDELITY STATE
	libc other-libc distro inputs missing
	libc tiny-libc source taken
	linux-headers tiny-headers source taken
END
cmp wanted rows || fail "other rows: $(cat rows)"

# For the other architecture there is one more, in its place; a preference changes the order.
expect 0 sysroot show --all-recipes --arch aarch64 --prefer source tiny
sed -n '/^PART/,$s/  */ /gp' out >rows
cat >wanted <<-END
	PART RECIPE FIDELITY STATE
	libc arm-libc source taken
	libc tiny-libc source comes later
	libc other-libc distro inputs missing
	linux-headers tiny-headers source taken
END
cmp wanted rows || fail "other rows with --prefer: $(cat rows)"

expect 0 sysroot show --all-recipes --fidelity source tiny
says out "tiny-libc"
never_says out "other-libc"
expect 1 sysroot show --fidelity source --recipe arm-libc tiny
says err "recipe 'arm-libc' cannot make 'libc' for 'tiny': it supports aarch64"
expect 2 sysroot show --prefer sauce tiny
says err "unknown fidelity 'sauce' for '--prefer'"
