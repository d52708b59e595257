# A lost index, missing folders, a file of a sysroot that somebody wrote into: each is
# told, mended or refused, and the store is good again.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
rm -f store/index.sqlite*
expect 3 sysroot fsck
says out "there is no index"
[ ! -e store/index.sqlite ] || fail "looking made an index"
expect 0 sysroot fsck --rebuild-index
expect 0 sysroot fsck
rm -rf store/locks store/logs store/inputs
expect 3 sysroot fsck
says out "'inputs' is missing"
expect 0 sysroot fsck --repair
[ -d store/locks ] || fail "the folder of locks was not made again"
rm -rf store/locks store/tmp
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot fsck
# Written in place: the link into the object goes along, so no other sysroot may take it.
file=store/sysroots/tiny/usr/include/tiny.h
tr '[:lower:]' '[:upper:]' <"$file" >shouting
cat shouting >"$file"
rm -rf store/trees/* store/sysroots/*
expect 3 sysroot build tiny
says err "--repair"
expect 3 sysroot fsck --repair
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
says store/sysroots/tiny/usr/include/tiny.h "int tiny;"
expect 0 sysroot fsck
# Who mends is alone: what a build or an import puts in place meanwhile is not moved away.
flock -s store/locks/use sh -c 'touch held; until [ -e let-go ]; do sleep 0.1; done' &
await test -e held
expect 0 sysroot fsck
never_says err 'waiting'
"$SYSROOT_BIN" fsck --repair >out 2>err &
repair=$!
await grep -q 'waiting for other commands' err
touch let-go
wait $repair || fail "it failed: $(cat out err)"
wait
