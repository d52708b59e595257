# Ctrl-C: steps are ended, nothing is left running, the same command goes on.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
# No other process has these words: pgrep sees all of the machine's.
step="sleep 31.$$4159"
tiny_data "$PWD/data" "$step"
expect 0 sysroot fetch tiny
"$SYSROOT_BIN" build tiny >out 2>err &
pid=$!
await pgrep -f "$step" >pids
kill -TERM $pid
status=0
wait $pid || status=$?
[ "$status" -eq 130 ] || fail "exit status $status: $(cat err)"
says err "interrupted"
has_ended() {
	! pgrep -f "$step" >pids
}
await has_ended
sed -i "s/$step/true/" data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot build tiny
