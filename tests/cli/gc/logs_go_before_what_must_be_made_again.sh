# --max-size takes the logs of builds that are over first, the oldest of them first.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
head -c 3000000 /dev/zero >store/logs/old-000000000000.log
head -c 3000000 /dev/zero >store/logs/new-000000000001.log
touch -d '2 days ago' store/logs/old-000000000000.log
touch -d '1 hour ago' store/logs/new-000000000001.log
expect 0 sysroot gc
[ -f store/logs/old-000000000000.log ] || fail "a log went that is younger than what is kept"
size=$(du -sB1 store | cut -f1)
for dry in -n ''; do
	# shellcheck disable=SC2086 # a word or none
	expect 0 sysroot gc $dry --max-size $((size - 1000000))B
	says out 'log old-000000000000.log'
	never_says out 'log new-000000000001.log'
	never_says out 'sysroot tiny'
done
[ ! -f store/logs/old-000000000000.log ] || fail "see the log still there"
[ -f store/logs/new-000000000001.log ] || fail "more logs went than had to"
expect 0 sysroot gc --keep-days 0
[ ! -f store/logs/new-000000000001.log ] || fail "an old log is still there"
expect 0 sysroot build tiny
