# The disk is full, or the reader of stdout gone: an error with words, no result, no work folder;
# the next one succeeds.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/lib"; head -c 3000000 /dev/urandom >"$DESTDIR/usr/lib/libbig.a"'
own_store
build_here tiny
cat >inside.sh <<'INSIDE'
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
mkdir small
mount -t tmpfs -o size=2m tmpfs small
echo old >small/out.tar
for words in '-o small/out.oci' '-o small/out.tar' '--format docker -o small/out.tar' \
	'--format tar -o small/out.tar' '--format dir -o small/out.dir'; do
	# shellcheck disable=SC2086 # words
	case $words in
	*dir* | '--format tar'*) expect 1 sysroot export tiny $words ;;
	*) expect 1 sysroot export tiny --no-program $words ;;
	esac
	says err 'No space left'
	leaves_nothing small
	[ "$(ls small)" = out.tar ] || fail "$words left: $(ls small)"
	[ "$(cat small/out.tar)" = old ] || fail "$words: the old file is gone"
done
# An image for stdout is put together in $TMPDIR.
TMPDIR=$PWD/small expect 1 sysroot export tiny --no-program --format docker
says err 'No space left'
leaves_nothing small
mount -o remount,size=32m small
expect 0 sysroot export tiny --no-program -o small/out.oci
expect 0 sysroot export tiny --no-program --format docker -o small/out.tar
INSIDE
if [ "$(id -u)" = 0 ]; then
	unshare -m sh inside.sh
else
	unshare -rm sh inside.sh
fi

mkdir temp
TMPDIR=$PWD/temp
export TMPDIR
for format in docker tar; do
	{
		status=0
		"$SYSROOT_BIN" -q export tiny --format $format 2>err || status=$?
		echo $status >status
	} | head -c 100 >got
	[ "$(cat status)" = 1 ] || fail "$format: the reader went away: status $(cat status)"
	says err "Broken pipe"
	leaves_nothing temp
done
status=0
"$SYSROOT_BIN" -q export tiny --format tar >/dev/full 2>err || status=$?
[ $status = 1 ] || fail "a full device gave $status"
says err "No space left"
