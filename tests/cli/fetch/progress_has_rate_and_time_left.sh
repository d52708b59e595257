# On a terminal fetch shows how fast the bytes come and how long the rest takes, where all sizes are
# known; elsewhere it shows neither.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
recipe=data/recipes/catalog/libc/tiny-libc.recipe
head -c 900000 /dev/zero >whole
sed -i "s|from file tiny.h|from https https://localhost:1/tiny.h|
	s|sha256 .*|sha256 $(sha256sum whole | cut -d' ' -f1)|; s|^size .*|size 900000|" $recipe
# A server on a slow line, as far as it matters here.
mkdir path
cat >path/curl <<-'CURL'
	#!/bin/sh
	out=$(sed -n 's/^output = "\(.*\)"$/\1/p')
	for i in 1 2 3 4 5 6 7 8 9; do
		head -c 100000 /dev/zero >>"$out"
		sleep 0.25
	done
	printf '\nSTATUS 200 0 0.1\n'
CURL
chmod +x path/curl
PATH=$PWD/path:$PATH
export TERM=xterm
on_terminal() {
	rm -rf store
	script -qec "stty cols 100 rows 24; exec '$SYSROOT_BIN' $*" /dev/null </dev/null >shown ||
		fail "it failed: $(cat shown)"
	tr '\r' '\n' <shown | sed 's/\x1b\[[0-9]*[A-Za-z]//g' >lines
}
on_terminal fetch tiny
grep -qE '^\[[#.]{24}\] +[0-9]+% [0-9.]+ kB of 900\.0 kB  [0-9.]+ kB/s, [0-9]+ (s|min) left$' lines ||
	fail "no rate, or no time: $(cat lines)"
grep -qx 'tiny.h' lines || fail "it does not say what: $(cat lines)"
says lines "fetched 'tiny.h'"
# The last thing on the terminal is words: the progress is taken away.
sed -n '/^fetched/,$p' lines | grep -q 'left' && fail "progress is left behind: $(cat lines)"

# The size is not known: nor is what is left.
sed -i '/^size/d' $recipe
on_terminal fetch tiny
grep -qE '^[0-9.]+ kB  [0-9.]+ kB/s$' lines || fail "no rate: $(cat lines)"
never_says lines 'left'

rm -rf store
expect 0 sysroot fetch tiny
never_says err '/s'
never_says err 'left'
