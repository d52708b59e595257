# Disks of twenty sizes that end in the middle of a fetch or of a build: either it
# works, or it says that there is no space, leaves nothing half-made and a store in
# order, and works when there is room.
. "$SYSROOT_SOURCE/tests/lib.sh"
tiny_data "$PWD/data" 'cp big.bin again.bin; mkdir -p "$DESTDIR/usr/lib"; cp big.bin "$DESTDIR/usr/lib/libbig.a"; cp again.bin "$DESTDIR/usr/lib/libagain.a"'
# An input that does not fit everywhere, either.
libc=data/recipes/catalog/libc
head -c 250000 /dev/zero | tr '\0' x >$libc/big.bin
cat >>$libc/tiny-libc.recipe <<RECIPE
input big.bin {
	sha256 $(sha256sum $libc/big.bin | cut -d' ' -f1)
	size 250000
	from file big.bin
	unpack none
}
RECIPE
own_store
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
fingerprint store/sysroots/tiny/ >whole

cat >inside.sh <<'INSIDE'
. "$SYSROOT_SOURCE/tests/lib.sh"

# works_or_says COMMAND...: 0 or 1, the latter with the disk's reason
works_or_says() {
	said=works
	got=0
	"$@" >out 2>err </dev/null || got=$?
	if [ $got -ne 0 ]; then
		[ $got -eq 1 ] || fail "${size}k, exit status $got: $* $(cat err)"
		said=full
		says err 'No space left'
	fi
	echo "$2 $said" >>count
	if [ -e small/store/sysroots/tiny ]; then
		fingerprint small/store/sysroots/tiny/ | cmp - whole || fail "${size}k: half a sysroot"
	fi
	# What is not there yet cannot be out of order.
	if [ -e small/store/format ]; then
		expect 0 sysroot fsck
	else
		[ $said = full ] || fail "${size}k: no store"
	fi
}

# All of it, to its end.
SYSROOT_MIN_FREE=0
SYSROOT_STORE=$PWD/small/store
export SYSROOT_STORE SYSROOT_MIN_FREE
mkdir small
size=100
while [ $size -le 3000 ]; do
	mount -t tmpfs -o size=${size}k tmpfs small
	works_or_says sysroot fetch tiny
	if [ $said = full ]; then
		mount -o remount,size=$((size + 1000))k small
		expect 0 sysroot fetch tiny
		mount -o remount,size=${size}k small 2>/dev/null || : # it may be too late for less
	fi
	works_or_says sysroot build tiny
	[ $said = full ] || [ -e small/store/sysroots/tiny ] || fail "${size}k: built, but no sysroot"
	mount -o remount,size=64m small
	expect 0 sysroot build tiny
	fingerprint small/store/sysroots/tiny/ | cmp - whole || fail "${size}k: another sysroot"
	expect 0 sysroot fsck
	umount small
	size=$((size + 145))
done
# The sweep is one only if it meets all four.
for line in 'fetch full' 'fetch works' 'build full' 'build works'; do
	grep -qx "$line" count || fail "no size at which: $line"
done
INSIDE
if [ "$(id -u)" = 0 ]; then
	unshare -m sh inside.sh
else
	unshare -rm sh inside.sh
fi
