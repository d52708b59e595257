# 64 builds of targets that share parts, and gc over and over: each part is made once, each
# build succeeds, nothing is lost. What a step makes holds the time, so that equal digests
# mean one run.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'sleep 1; mkdir -p "$DESTDIR/usr/include"; date +"#define MADE %s%N" >"$DESTDIR/usr/include/made.h"'
for name in one two three; do
	sed "s/target tiny/target $name/; /alias/d" data/sysroots/targets/tiny.target >data/sysroots/targets/$name.target
done
expect 0 sysroot fetch tiny
(
	while [ ! -e stop ]; do
		"$SYSROOT_BIN" gc --keep-days 0 --inputs >>gc.out 2>>gc.err || echo "gc: exit status $?" >>gc.failed
		echo >>gc.count
	done
) &
collector=$!
n=0
pids=
while [ $n -lt 64 ]; do
	set -- tiny one two three
	shift $((n % 4))
	"$SYSROOT_BIN" build "$1" >out.$n 2>err.$n &
	pids="$pids $!"
	n=$((n + 1))
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
touch stop
wait $collector || :
[ $failed -eq 0 ] || fail "$failed failed: $(cat err.* | sort | uniq -c)"
[ ! -e gc.failed ] || fail "$(cat gc.failed gc.err)"
[ "$(wc -l <gc.count)" -ge 2 ] || fail "gc ran $(wc -l <gc.count) times"
for name in tiny one two three; do
	[ "$(cat out.* | grep "^$name " | sort -u | wc -l)" = 1 ] || fail "several digests of $name: $(cat out.* | sort -u)"
	[ "$(cat out.* | grep -c "^$name ")" = 16 ] || fail "not 16 answers for $name"
done
[ "$(cat store/sysroots/*/usr/include/made.h | sort -u | wc -l)" = 1 ] || fail "the step ran more than once"
[ "$(find store/artifacts -type f | wc -l)" = 2 ] || fail "not one artifact a part"
[ "$(find store/trees -mindepth 1 -maxdepth 1 | wc -l)" = 4 ] || fail "not one tree a target"
never_says gc.out 'removed artifact'
never_says gc.out 'removed input'
expect 0 sysroot fsck
