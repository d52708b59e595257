# A command in a hint has the options under which the user got there: to follow it leads on, not in
# a circle, and not to another recipe or store.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
catalog=data/recipes/catalog/libc
sed 's/^recipe tiny-libc/recipe other-libc/; s/^fidelity source/fidelity distro/; s|from file tiny.h|from file absent.h|' \
	$catalog/tiny-libc.recipe >$catalog/other-libc.recipe
sed -i "s/sha256 .*/sha256 $(printf absent | sha256sum | cut -d' ' -f1)/; /size/d" $catalog/other-libc.recipe
sed -i 's/^part libc tiny-libc/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
expect 1 sysroot build --recipe other-libc tiny
says err "'sysroot fetch --recipe other-libc tiny'"
expect 1 sysroot build --prefer=distro --arch arm64 small
says err "'sysroot fetch --prefer distro tiny-aarch64'"
unset SYSROOT_STORE
expect 1 sysroot --store "$PWD/a place" build --recipe other-libc tiny
says err "'sysroot --store \"$PWD/a place\" fetch --recipe other-libc tiny'"
expect 1 sysroot --store="$PWD/s" env tiny
says err "'sysroot --store $PWD/s build tiny'"
says err "'sysroot --store $PWD/s fetch tiny'"
# Followed to the end: what was asked for is built.
SYSROOT_STORE=$PWD/s
export SYSROOT_STORE
expect 0 sysroot fetch tiny
expect 0 sysroot lock tiny
cp out tiny.lock
SYSROOT_STORE=$PWD/t
expect 1 sysroot build --lock tiny.lock
says err "'sysroot fetch --lock tiny.lock tiny'"
eval "$(sed -n "s/.*'\(sysroot fetch [^']*\)'.*/\1/p" err)"
expect 0 sysroot build --lock tiny.lock
# A new lock is not made by the old one, and help has no options.
sed -i "s/the log has this/the log has that/" $catalog/tiny-libc.recipe
expect 3 sysroot build --lock tiny.lock
says err "'sysroot lock tiny'"
expect 2 sysroot --store s build --arch aarch64
says err "'sysroot build --help'"
