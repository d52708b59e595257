# So much stays free: fetch and build stop before, with words, also in the middle of a
# step; what only reads, or makes room, does not mind.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data" 'head -c 30000000 /dev/zero >big; sleep 20; echo never'
cat >inside.sh <<'INSIDE'
. "$SYSROOT_SOURCE/tests/lib.sh"
mkdir small
mount -t tmpfs -o size=40m tmpfs small
SYSROOT_STORE=$PWD/small/store
SYSROOT_MIN_FREE=100M
export SYSROOT_STORE SYSROOT_MIN_FREE
expect 1 sysroot fetch tiny
says err 'and 100.0 MB must stay free'
says err 'SYSROOT_MIN_FREE'
SYSROOT_MIN_FREE=10M
expect 0 sysroot fetch tiny
# The step fills the disk: it does not come to its end.
SYSROOT_MIN_FREE=15M
begun=$(date +%s)
expect 1 sysroot build tiny
[ $(($(date +%s) - begun)) -lt 15 ] || fail "the step went on"
says err 'must stay free'
[ ! -e small/store/sysroots/tiny ] || fail "a sysroot of a failed build"
expect 0 sysroot fsck
SYSROOT_MIN_FREE=lots
expect 2 sysroot build tiny
says err "'lots' is not a size"
# By default it is a hundredth of so small a disk.
unset SYSROOT_MIN_FREE
sed -i 's/sleep 20; //' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot build tiny
SYSROOT_MIN_FREE=1T
export SYSROOT_MIN_FREE
expect 0 sysroot build tiny
expect 0 sysroot env tiny
expect 0 sysroot show tiny
expect 0 sysroot find header tiny.h
expect 0 sysroot fsck --repair
expect 0 sysroot gc --keep-days 0
says out 'removed log'
head -c 100000 /dev/urandom >data/recipes/catalog/libc/tiny.h
sum=$(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)
sed -i "s/sha256 .*/sha256 $sum/; s/size .*/size 100000/" data/recipes/catalog/libc/tiny-libc.recipe
expect 1 sysroot add data/recipes/catalog/libc/tiny.h
says err 'not enough space in the store'
INSIDE
if [ "$(id -u)" = 0 ]; then
	unshare -m sh inside.sh
else
	unshare -rm sh inside.sh
fi
