# A store that cannot be written to: what is built can be used, shown, asked and checked, and
# 'build' tells it; what would write says so.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data"
own_store
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
cp out built
cat >inside.sh <<'INSIDE'
. "$SYSROOT_SOURCE/tests/lib.sh"
mount --bind store store
mount -o remount,bind,ro store
expect 0 sysroot env tiny
expect 0 sysroot exec tiny -- true
expect 0 sysroot show tiny
expect 0 sysroot targets
expect 0 sysroot find header tiny.h
says out tiny
expect 0 sysroot build tiny
cmp out built || fail "another answer: $(cat out)"
expect 0 sysroot build --verify tiny
expect 0 sysroot fsck
expect 0 sysroot gc --dry-run --keep-days 0
says out 'would remove log'
expect 0 sysroot gc --pins
for command in 'gc' 'gc --pin tiny' 'fetch tiny' 'fsck --repair'; do
	# shellcheck disable=SC2086 # words
	expect 1 sysroot $command
	says err 'Read-only file system'
done
INSIDE
if [ "$(id -u)" = 0 ]; then
	unshare -m sh inside.sh
else
	unshare -rm sh inside.sh
fi
expect 0 sysroot fsck
