# A build after the index was lost puts every built sysroot into the new one.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
sed 's/^target tiny$/target tiny2/; /^alias/d' data/sysroots/targets/tiny.target >data/sysroots/targets/tiny2.target
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny tiny2
expect 0 sysroot find header tiny.h
cp out before
[ "$(grep -c '^tiny' out)" -eq 2 ] || fail "not two rows: $(cat out)"
rm -f store/index.sqlite*
expect 0 sysroot build tiny
expect 0 sysroot find header tiny.h
cmp before out || fail "another answer: $(cat out)"
