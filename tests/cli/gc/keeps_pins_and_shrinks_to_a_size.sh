# --max-size goes on to named sysroots, the longest unused first, but never to pinned ones.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
for name in one two three; do
	sed "s/target tiny/target $name/; /alias/d" data/sysroots/targets/tiny.target >data/sysroots/targets/$name.target
done
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny one two three
rm store/logs/* # which would go first
touch -d '3 days ago' store/records/one/*
touch -d '5 days ago' store/records/two/*
touch -d '9 days ago' store/records/three/*
expect 0 sysroot gc --pin three --pin small
says err "pinned 'tiny'"
expect 0 sysroot gc --pins
printf 'three\ntiny\n' | cmp - out || fail "other pins: $(cat out)"
expect 0 sysroot gc --pins --json
says out '"three"'
expect 0 sysroot gc -n --max-size 1T --json
size=$(sed -n 's/^  "store_size": \([0-9]*\),$/\1/p' out)
du=$(du -sB1 store | cut -f1)
[ "$size" -gt $((du * 9 / 10)) ] && [ "$size" -lt $((du * 11 / 10)) ] || fail "$size bytes, du says $du"
expect 0 sysroot gc --max-size $((size * 2))B
[ -L store/sysroots/two ] || fail "a sysroot went that had room"
expect 0 sysroot gc --max-size $((size - 1))B -n
says out 'would remove sysroot two'
never_says out 'sysroot one'
expect 0 sysroot gc --yes --max-size $((size - 1))B
[ ! -L store/sysroots/two ] || fail "the longest unused stays"
[ -L store/sysroots/one ] || fail "more went than had to"
# inputs that nothing wants go before a sysroot that has a name, also in what a dry run says
head -c 3000000 /dev/zero >unwanted
sum=$(sha256sum unwanted | cut -d' ' -f1)
mkdir -p "store/inputs/${sum%"${sum#??}"}"
cp unwanted "store/inputs/${sum%"${sum#??}"}/$sum"
for dry in -n ''; do
	# shellcheck disable=SC2086 # a word or none
	expect 0 sysroot gc $dry --inputs --yes --max-size "${size}B"
	says out "input $sum"
	never_says out 'sysroot one'
done
expect 1 sysroot gc --yes --max-size 1k
says err 'is pinned, in use, inputs, or the store'
[ "$(ls store/sysroots)" = "$(printf 'three\ntiny')" ] || fail "left: $(ls store/sysroots)"
expect 0 sysroot fsck
expect 0 sysroot find header tiny.h
never_says out one
expect 1 sysroot gc --unpin one
says err "is not pinned"
expect 0 sysroot gc --unpin three --unpin small
expect 0 sysroot gc --pins
[ ! -s out ] || fail "still pinned: $(cat out)"
key=$(find store/artifacts -type f -printf "%f\n" | sort | head -n 1)
expect 0 sysroot gc --pin "$(echo "$key" | cut -c1-12)"
expect 1 sysroot gc --yes --max-size 1k
[ "$(ls store/artifacts)" = "$key" ] || fail "not the pinned artifact: $(ls store/artifacts)"
expect 0 sysroot gc --unpin "$(echo "$key" | cut -c1-12)"
expect 1 sysroot gc --pin 0000000000
says err "no artifact has the key"
expect 2 sysroot gc --max-size huge
expect 2 sysroot gc --keep-days 9223372036854775807
expect 2 sysroot gc tiny
says err "gc --pin tiny"
expect 1 sysroot --store nowhere gc
expect 0 sysroot fsck
expect 0 sysroot build one
