# Ctrl-C: steps are ended, nothing is left running, the same command goes on.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'sleep 31.4159'
expect 0 sysroot fetch tiny
"$SYSROOT_BIN" build tiny >out 2>err &
pid=$!
tries=0
while [ $tries -lt 50 ] && ! pgrep -f 'sleep 31.4159' >/dev/null; do
	tries=$((tries + 1))
	sleep 0.2
done
pgrep -f 'sleep 31.4159' >/dev/null || fail "the step did not start: $(cat err)"
kill -TERM $pid
status=0
wait $pid || status=$?
[ "$status" -eq 130 ] || fail "exit status $status: $(cat err)"
says err "interrupted"
sleep 0.3
! pgrep -f 'sleep 31.4159' >/dev/null || fail "the step still runs"
sed -i 's/sleep 31.4159/true/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot build tiny
