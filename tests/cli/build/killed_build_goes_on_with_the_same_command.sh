# kill -9 at any moment: nothing half-made is visible, the same command works.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
digest=$(cut -d' ' -f2 out)
for i in 0 1 2 3 5 8 12 17 23 30 38 47 57 68 80; do
	rm -rf store/artifacts/* store/trees/* store/sysroots/* store/objects/* store/index.sqlite*
	"$SYSROOT_BIN" build tiny >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$(printf '%02d' "$i")"
	kill -9 $pid 2>/dev/null || :
	wait $pid 2>/dev/null || :
	if [ -e store/sysroots/tiny ]; then
		[ -f store/sysroots/tiny/usr/include/tiny.h ] || fail "a half-made sysroot (killed after $i ms)"
	fi
	expect 0 sysroot build tiny
	[ "$digest" = "$(cut -d' ' -f2 out)" ] || fail "another digest after a kill ($i)"
	expect 0 sysroot fsck
done
# Children of a killed build may need a moment to end; a later command then removes what they left.
for i in $(seq 100); do
	left=$(find store/tmp -name 'build*')
	[ -n "$left" ] || break
	sleep 0.1
	expect 0 sysroot build tiny
done
[ -z "$left" ] || fail "leftovers in tmp: $left"
