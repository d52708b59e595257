# --max-size wants a unit, and removes a sysroot that has a name only when it was told to: it asks on
# a terminal, elsewhere it wants --yes.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
for name in one two; do
	sed "s/target tiny/target $name/; /alias/d" data/sysroots/targets/tiny.target >data/sysroots/targets/$name.target
done
expect 0 sysroot fetch tiny
expect 0 sysroot build one two
touch -d '3 days ago' store/records/one/*
touch -d '5 days ago' store/records/two/*
both() {
	[ "$(ls store/sysroots)" = "$(printf 'one\ntwo')" ] || fail "left: $(ls store/sysroots); $1"
}

# on_a_terminal ANSWER WORD...: status in ./status, what stands on the terminal in ./terminal
on_a_terminal() {
	answer=$1
	shift
	printf '%s' "$answer" |
		script -qec "'$SYSROOT_BIN' $* >out; echo \$? >status" /dev/null >terminal 2>&1
}

# A forgotten G: nothing is that small.
for size in 10 1.5 10000000 1000000000000; do
	expect 2 sysroot gc --max-size $size
	says err "'$size'"
	says err 'unit'
	says err "${size}G"
	both "--max-size $size"
	SYSROOT_MIN_FREE=$size expect 2 sysroot build one
	says err 'SYSROOT_MIN_FREE'
	says err 'unit'
done
for size in '' ' ' G 10X 10GG 0x10G 1e3G -1G 1.2.3G infG . 10Gi; do
	expect 2 sysroot gc --yes --max-size "$size"
	both "--max-size '$size'"
done
SYSROOT_MIN_FREE=0 expect 0 sysroot build one

# No terminal: not without being told, and nothing at all is removed.
touch -d '3 days ago' store/records/one/*
rm -f store/logs/* # they would go first, without a question
size=$(sysroot gc -n --max-size 1T --json | sed -n 's/^  "store_size": \([0-9]*\),$/\1/p')
expect 1 sysroot gc --max-size $((size - 1))B
says err "'two'"
says err '--yes'
never_says err "'one'"
both 'no terminal'
expect 1 sysroot gc --max-size $((size - 1))B --json
both 'no terminal, JSON'
never_says out '"removed"'
says out '"kind": "failed"'
# Room enough, and only looking, ask nothing.
expect 0 sysroot gc --max-size "$((size + 1000000))B"
expect 0 sysroot gc -n --max-size $((size - 1))B
says out 'would remove sysroot two'
both 'room enough'

# On a terminal: which, how much; only a yes is one.
for answer in '
' 'n
' 'no
' 'yesterday
' ''; do
	on_a_terminal "$answer" gc --max-size $((size - 1))B
	[ "$(cat status)" = 1 ] || fail "status $(cat status) after '$answer': $(cat terminal)"
	says terminal 'two'
	says terminal 'B, unused for 5 days'
	says terminal '[y/N]'
	says terminal 'nothing was removed'
	never_says terminal ' one'
	both "answer '$answer'"
done
on_a_terminal 'y
' -q gc --max-size $((size - 1))B
[ "$(cat status)" = 0 ] || fail "status $(cat status) after y: $(cat terminal)"
says terminal '[y/N]'
says out 'removed sysroot two'
[ "$(ls store/sysroots)" = one ] || fail "left after y: $(ls store/sysroots)"
expect 0 sysroot build two
rm -f store/logs/*
on_a_terminal '' gc --yes --max-size $((size - 1))B
[ "$(cat status)" = 0 ] || fail "status $(cat status) with --yes: $(cat terminal)"
never_says terminal '[y/N]'
[ "$(ls store/sysroots)" = two ] || fail "left after --yes: $(ls store/sysroots)"
# 0 is 0 in every unit: all that is not pinned.
expect 1 sysroot gc --max-size 0
says err '--yes'
expect 1 sysroot gc --max-size 0 --yes
says err 'is still'
[ -z "$(ls store/sysroots)" ] || fail "left: $(ls store/sysroots)"
expect 0 sysroot fsck
