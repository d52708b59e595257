# A step lets the descriptors of the pool of jobs not block, and fills the pool, or empties it: the
# make of another part goes on as before.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store
data=$PWD/data
many_recipe "$data" libc good 1 'libc musl 1' 'make -f good.mk' 'file good.mk'
jobs=$(seq -s ' ' 30)
printf 'all: %s\n%s:\n\t@sleep 0.2; echo RAN\n' "$jobs" "$jobs" >"$data/recipes/catalog/libc/good.mk"
many_recipe "$data" linux-headers bad 1 'linux 3.10' 'python3 bad.py' 'file bad.py'
sed -i 's/^tools make/tools python3 make/' "$data/recipes/catalog/linux-headers/bad.recipe"
many_target "$data" both good bad
export SYSROOT_DATA="$data"

for misuse in 'os.write(ends[1], b"+" * 4096)' 'os.read(ends[0], 4096)'; do
	cat >"$data/recipes/catalog/linux-headers/bad.py" <<-PYTHON
		import fcntl, os, re, time
		ends = [int(n) for n in re.search(r"auth=(\d+),(\d+)", os.environ["MAKEFLAGS"]).groups()]
		for end in ends:
		    fcntl.fcntl(end, fcntl.F_SETFL, os.O_NONBLOCK)
		until = time.monotonic() + 1.5
		while time.monotonic() < until:
		    try:
		        $misuse
		    except BlockingIOError:
		        pass
	PYTHON
	rm -rf store
	expect 0 sysroot build -j 3 both
	[ "$(grep -c '^RAN' store/logs/good-*.log)" -eq 30 ] || fail "not every job ran: $(cat store/logs/good-*.log)"
	if grep -i jobserver store/logs/good-*.log; then
		fail "after '$misuse' make complains"
	fi
done
