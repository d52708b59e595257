# A line that breaks after each few bytes; one that stalls, and the next command that goes on.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
registry_start reg
expect 0 sysroot push "$registry/farm/tiny:one" tiny
proxy_start cut 3000
expect 0 sysroot --store other pull --insecure-unsigned "$proxy/farm/tiny:one"
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
grep -q 'GET .*/blobs/.* Range=bytes=3000-' proxy.log || fail "nothing was resumed: $(cat proxy.log)"
expect 0 sysroot --store other fsck
says err '0 problems'
registry_stop_last

proxy_start stall
expect 1 sysroot --store third pull --insecure-unsigned --timeout 1 "$proxy/farm/tiny:one"
says err 'run the same command again to resume'
expect 1 sysroot --store third env tiny
[ -n "$(ls third/tmp/partial)" ] || fail "what came is not kept"
registry_stop_last
proxy_start good
expect 0 sysroot --store third pull --insecure-unsigned "$proxy/farm/tiny:one"
grep -q 'GET .*/blobs/.* Range=bytes=[1-9]' proxy.log || fail "it began anew: $(cat proxy.log)"
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
[ -z "$(ls third/tmp/partial)" ] || fail "the partial file is left"

# Interrupted, it ends at once and leaves no curl behind.
registry_stop_last
proxy_start stall
"$SYSROOT_BIN" --store sixth pull --insecure-unsigned "$proxy/farm/tiny:one" >out 2>err &
pid=$!
tries=0
until grep -qs 'GET .*/blobs/' proxy.log || [ $tries -ge 50 ]; do
	tries=$((tries + 1))
	sleep 0.1
done
sleep 0.5
kill -TERM $pid
status=0
wait $pid || status=$?
[ $status -eq 130 ] || fail "exit status $status: $(cat err)"
for process in /proc/[0-9]*; do
	[ "$(cat "$process/comm" 2>/dev/null)" != curl ] ||
		[ "$(readlink "$process/cwd")" != "$PWD" ] || fail "curl is left behind"
done
[ -n "$(find sixth/tmp/partial -size +0)" ] || fail "what came is not kept"

# What is left of a try may be wrong: then once more from the start.
registry_stop_last
kit=$(grep -ho 'blobs/sha256:[0-9a-f]*' proxy.log | head -n 1 | cut -d: -f2)
mkdir -p fourth
expect 1 sysroot --store fourth pull "$registry/farm/none:one"
mkdir -p fourth/tmp/partial
head -c 1000 /dev/zero >"fourth/tmp/partial/$kit.blob"
proxy_start good
expect 0 sysroot --store fourth pull --insecure-unsigned "$proxy/farm/tiny:one"
[ "$(grep -c "GET .*$kit" proxy.log)" -eq 2 ] || fail "it was not tried again: $(cat proxy.log)"
