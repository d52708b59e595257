# Trees, artifacts and objects of before go when they were not used for a while; what has a
# name stays, and inputs do; a dry run only tells.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
first=$(readlink store/sysroots/tiny)
old=$(cd store/artifacts && ls)
printf 'int more;\n' >$libc/tiny.h
sum=$(sha256sum $libc/tiny.h | cut -d' ' -f1)
sed -i "s/sha256 .*/sha256 $sum/" $libc/tiny-libc.recipe
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
fingerprint store/sysroots/tiny/ >whole
expect 0 sysroot gc
says err 'nothing to remove'
fingerprint store >before
expect 0 sysroot gc --keep-days 0 --dry-run
says err 'would remove 1 tree, 1 artifact'
says out "would remove tree ${first##*/}"
fingerprint store | cmp - before || fail "a dry run changed the store"
# Used 8 days ago is long enough by default; the name's own are never too old.
touch -d '8 days ago' store/artifacts/* store/records/tiny/*
expect 0 sysroot gc --keep-days 30
says err 'nothing to remove'
expect 0 sysroot gc
says out 'removed artifact tiny-libc'
says out 'unused for 8 days'
left=0
for key in $old; do
	[ ! -e "store/artifacts/$key" ] || left=$((left + 1))
done
[ $left = 1 ] || fail "the wrong artifacts went"
expect 0 sysroot gc --keep-days 0 --json
says out '"kind": "tree"'
says out '"freed": '
[ ! -e "store/sysroots/$first" ] || fail "the old tree is there"
[ "$(find store/trees -mindepth 1 -maxdepth 1 | wc -l)" = 1 ] || fail "not one tree"
[ "$(find store/inputs -mindepth 1 -maxdepth 1 | wc -l)" = 2 ] || fail "an input went"
fingerprint store/sysroots/tiny/ | cmp - whole || fail "the sysroot changed"
expect 0 sysroot fsck
expect 0 sysroot gc --inputs
says out 'removed input 836ab420c1455d66'
[ "$(find store/inputs -type f | wc -l)" = 1 ] || fail "the wrong inputs went"
expect 0 sysroot build tiny
expect 0 sysroot find header tiny.h
says out tiny
# What env is asked for is used.
touch -d '8 days ago' store/records/tiny/*
expect 0 sysroot env tiny
[ -z "$(find store/records/tiny -type f -mtime +1)" ] || fail "env is no use"
# Leftovers: a record of before, provenance of no artifact, a download that nobody went on with.
mkdir -p store/tmp/partial store/share/836ab420c1455d66bf0cdd8bf667ccd3f57f4907476b59d8a654c85172429330
cp store/records/tiny/* store/records/tiny/836ab420c1455d66bf0cdd8bf667ccd3f57f4907476b59d8a654c85172429330
cp store/provenance/* store/provenance/836ab420c1455d66bf0cdd8bf667ccd3f57f4907476b59d8a654c85172429330 2>/dev/null ||
	cp "store/provenance/$(find store/provenance -type f -printf "%f\n" | head -n 1)" store/provenance/836ab420c1455d66bf0cdd8bf667ccd3f57f4907476b59d8a654c85172429330
echo half >store/tmp/partial/x
touch -d '40 days ago' store/tmp/partial/x store/share/*
expect 0 sysroot gc
says err '4 leftovers'
expect 0 sysroot fsck
expect 0 sysroot build tiny
# A download that is under way stays: a pull locks its file, a fetch the input's digest.
sum=836ab420c1455d66bf0cdd8bf667ccd3f57f4907476b59d8a654c85172429330
echo half >store/tmp/partial/$sum.blob
echo half >store/tmp/partial/$sum.part
expect 0 flock store/tmp/partial/$sum.blob "$SYSROOT_BIN" gc --keep-days 0
[ -e store/tmp/partial/$sum.blob ] || fail "a pull lost its file"
[ ! -e store/tmp/partial/$sum.part ] || fail "a fetch's file stayed without one"
echo half >store/tmp/partial/$sum.part
expect 0 flock store/locks/fetch-$sum "$SYSROOT_BIN" gc --keep-days 0
[ -e store/tmp/partial/$sum.part ] || fail "a fetch lost its file"
[ ! -e store/tmp/partial/$sum.blob ] || fail "a pull's file stayed without one"
expect 0 sysroot gc --keep-days 0
[ -z "$(ls store/tmp/partial)" ] || fail "left: $(ls store/tmp/partial)"
[ ! -e store/locks/fetch-$sum ] || fail "a lock was left"
