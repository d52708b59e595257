# A name of others on stdout is shown with '?' for what steers a terminal when stdout is one; in a pipe
# or a file it has the bytes that it has.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" "mkdir -p \"\$DESTDIR/usr/include\"; touch \"\$DESTDIR/usr/include/\$(printf 'two\\302\\2332Jthree\\342\\200\\256four\\233.h')\""
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
bytes=$(printf 'two\302\2332Jthree\342\200\256four\233.h')
shown='two?2Jthree?four?.h'

# on_terminal STATUS COMMAND...: what a terminal gets, in ./shown
on_terminal() {
	wanted=$1
	shift
	got=0
	script -qec "'$SYSROOT_BIN' $*" /dev/null </dev/null >shown 2>&1 || got=$?
	[ "$got" -eq "$wanted" ] || fail "exit status $got, expected $wanted: $* $(cat -v shown)"
	says shown "$shown"
	! LC_ALL=C grep -q "$(printf '\033\[2J\|\233\|\302\233\|\342\200\256')" shown ||
		fail "$*: it steers the terminal: $(cat -v shown)"
}

expect 0 sysroot find file '*.h'
says out "$bytes"
on_terminal 0 find file "'*.h'"

rm "store/sysroots/tiny/usr/include/$bytes"
expect 3 sysroot fsck
says out "$bytes"
on_terminal 3 fsck
shown='three?[2Jfour'
bytes=$(printf 'three\033[2Jfour')
echo >"store/$bytes"
expect 3 sysroot fsck
says out "$bytes"
on_terminal 3 fsck
expect 3 sysroot fsck --repair

# Text of the user's own language is as it was.
mkdir "Grüße 你好"
mv store "Grüße 你好/store"
SYSROOT_STORE="$PWD/Grüße 你好/store"
shown='Grüße 你好/store'
on_terminal 0 build tiny
