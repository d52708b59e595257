# On a terminal: a line for each part that runs, cut to the width, gone at the end; elsewhere
# lines of words; nothing with -q.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store
for name in a-library-with-a-name-that-is-long b; do
	many_recipe "$PWD/data" libc $name 1 'libc musl 1' "$wait_for_release"
done
many_recipe "$PWD/data" linux-headers headers 1 'linux 3.10' "$wait_for_release"
many_target "$PWD/data" alpha a-library-with-a-name-that-is-long headers
many_target "$PWD/data" beta b headers
export SYSROOT_DATA="$PWD/data" TERM=xterm

# on_terminal COLUMNS WORDS...: sysroot on a terminal of that width, until the three parts' steps
# run and are shown if there is progress at all; what it shows, in ./shown
on_terminal() {
	rm -rf store
	columns=$1
	shift
	script -qec "stty cols $columns rows 24; exec '$SYSROOT_BIN' $* >out 2>/dev/tty" /dev/null \
		</dev/null >shown &
	terminal=$!
	await waiting "$parts" store
	case " $* " in
	*' -q '*) ;;
	*) await shows_steps ;;
	esac
	release store
	wait $terminal || fail "it failed: $(cat shown)"
}
# As many lines as there are parts say at once that a step runs: between two moves of the cursor up.
shows_steps() {
	tr '\n' ' ' <shown | sed 's/\x1b\[[0-9]*A/\n/g' | grep -Eq "0/$parts parts(.*step install){$parts}"
}
# What stands between two moves of the cursor, a line each, without the moves.
pieces() {
	tr '\r' '\n' <shown | sed 's/\x1b\[[0-9]*[A-Za-z]//g'
}
parts=3
for columns in 80 40; do
	on_terminal $columns build -j 3 alpha beta
	says shown " s: 0/3 parts, 0/2 sysroots"
	pieces >lines
	grep -Eq '^  a-library-wi.* [0-9]+ s' lines || fail "no line for the long name: $(cat lines)"
	grep -Eq '^  b +[0-9]+ s +step install' lines || fail "no line for b: $(cat lines)"
	# The table and the words around it are no progress.
	sed '/^TARGET/,$d' lines | grep -v -e '^made ' -e '^composed ' | awk -v most="$columns" '
		length($0) >= most { print "too wide: " $0; bad = 1 } END { exit bad }' || exit 1
	never_says shown "building"
	# The last progress lines were taken away: up to their first, and cleared.
	grep -q "$(printf '\033\\[[0-9]*A\r\033\\[J')" shown || fail "the lines were not cleared"
	# And nothing of them is left behind the table.
	sed -n '/^TARGET/,$p' lines | grep ' parts, ' && fail "progress after the table"
done
# One target has no table behind it, and takes its progress away too.
parts=2
on_terminal 80 build -j 3 alpha
says shown "s: 0/2 parts"
case $(tail -c 4 shown) in
"$(printf '\r\033[J')" | "$(printf '\r\033[K')") ;;
*) fail "the terminal is not cleared at the end" ;;
esac
parts=3
on_terminal 80 -q build -j 3 alpha beta
[ ! -s shown ] || fail "-q shows: $(cat shown)"
rm -rf store
NO_COLOR=1 "$SYSROOT_BIN" build -j 3 alpha beta >out 2>err &
build=$!
await waiting 3 store
release store
wait $build || fail "it failed: $(cat err)"
says err "building b"
says err "made     b ("
# What both have is made once.
[ "$(grep -c '^made     headers (' err)" -eq 1 ] || fail "not made once: $(cat err)"
! grep -q "$(printf '\033')" err || fail "an escape sequence in a file: $(cat err)"
