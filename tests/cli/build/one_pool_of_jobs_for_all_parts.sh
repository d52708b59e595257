# -j N is N jobs over all parts together: the makes of two parts never run more at once, and
# each takes what the other does not need.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store

# make_recipe PART NAME FACT JOBS SECONDS: its make has so many jobs, each taking so long
make_recipe() {
	many_recipe "$PWD/data" "$1" "$2" 1 "$3" "make -f $2.mk" "file $2.mk"
	{
		jobs=$(seq -s ' ' "$4")
		# shellcheck disable=SC2016 # it is make that expands
		printf 'all: %s\n%s:\n\t@echo EVENT $$(date +%%s%%N) 1; sleep %s; echo EVENT $$(date +%%s%%N) -1\n' \
			"$jobs" "$jobs" "$5"
	} >"$PWD/data/recipes/catalog/$1/$2.mk"
}
make_recipe libc long 'libc musl 1' 12 0.4
make_recipe linux-headers short 'linux 3.10' 2 0.4
many_target "$PWD/data" both long short

# What ran at most at a time, by the logs of the parts that are named.
at_once() {
	grep -h '^EVENT' "$@" | sort -k2,2n -k3,3n |
		awk '{ n += $3; if (n > most) most = n } END { print most + 0 }'
}
export SYSROOT_DATA="$PWD/data"
expect 0 sysroot build -j 4 both
[ "$(cat store/logs/*.log | grep -c '^EVENT')" -eq 28 ] || fail "not every job ran: $(cat store/logs/*.log)"
never_says err jobserver
cat store/logs/*.log >logs
never_says logs jobserver
# Never more than four, and four when both had enough to do.
[ "$(at_once store/logs/*.log)" -eq 4 ] || fail "$(at_once store/logs/*.log) jobs ran at once, not 4"
# The short part's jobs went to the long one when it was done.
[ "$(at_once store/logs/long-*.log)" -eq 4 ] || fail "the long part had $(at_once store/logs/long-*.log) jobs, not 4"

# One job is one.
rm -rf store
expect 0 sysroot build -j 1 both
[ "$(at_once store/logs/*.log)" -eq 1 ] || fail "$(at_once store/logs/*.log) jobs ran at once, not 1"

# Two programs have a pool each: neither waits for the other.
rm -rf store
SYSROOT_STORE=$PWD/one "$SYSROOT_BIN" build -j 2 both >out1 2>err1 &
one=$!
expect 0 env SYSROOT_STORE="$PWD/two" "$SYSROOT_BIN" build -j 2 both
wait $one || fail "the first of two failed: $(cat err1)"
for store in one two; do
	[ "$(at_once $store/logs/*.log)" -eq 2 ] || fail "$store had $(at_once $store/logs/*.log) jobs at once, not 2"
done
[ "$(at_once one/logs/*.log two/logs/*.log)" -eq 4 ] || fail "two programs did not have two jobs each"
