# An export that was killed leaves a work folder; the next one in that place removes it, and none
# that is in use. An interrupt removes its own.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_data "$PWD/data" 'mkdir -p "$DESTDIR/usr/lib"; head -c 60000000 /dev/zero | tr "\\0" x >"$DESTDIR/usr/lib/libbig.a"'
own_store
build_here tiny
mkdir place

# until_begun PID: it has its work folder
until_begun() {
	n=0
	while [ -z "$(find place -name '.sysroot-export-*' -print -quit)" ]; do
		n=$((n + 1))
		[ $n -lt 500 ] && kill -0 "$1" 2>killed || fail "it did not begin"
		sleep 0.01
	done
}

"$SYSROOT_BIN" -q export tiny --compress zstd --no-program -o place/out.oci &
pid=$!
until_begun $pid
kill -STOP $pid
# Another one meanwhile leaves the first one's folder alone.
expect 0 sysroot export tiny --format tar -o place/other.tar
[ "$(find place -name '.sysroot-export-*' | wc -l)" = 1 ] || fail "a work folder that is in use went"
kill -KILL $pid
wait $pid || :
[ ! -e place/out.oci ] || fail "it was done before it was killed"
[ "$(find place -name '.sysroot-export-*' | wc -l)" = 1 ] || fail "the killed one left nothing: this test sees nothing"
expect 0 sysroot export tiny --no-program -o place/out.oci
leaves_nothing place
rm -r place/out.oci

"$SYSROOT_BIN" -q export tiny --compress zstd --no-program -o place/out.oci 2>err &
pid=$!
until_begun $pid
kill -TERM $pid
status=0
wait $pid || status=$?
[ $status = 130 ] || fail "interrupted: status $status"
says err interrupted
leaves_nothing place
[ ! -e place/out.oci ] || fail "a result of an interrupted export"

# A folder that comes into being meanwhile is not replaced, though it is empty.
"$SYSROOT_BIN" -q export tiny --compress zstd --no-program -o place/out.oci 2>err &
pid=$!
until_begun $pid
kill -STOP $pid
mkdir place/out.oci
kill -CONT $pid
status=0
wait $pid || status=$?
[ $status = 1 ] || fail "the folder was there: status $status"
says err "'place/out.oci' exists"
rmdir place/out.oci || fail "something was put into it"
leaves_nothing place
