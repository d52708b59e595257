# -j N is N jobs over all parts together: the makes of two parts never run more at once, and
# each takes what the other does not need.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store

# make_recipe PART NAME FACT JOBS: its make has so many jobs, each of which waits for a file "go"
make_recipe() {
	many_recipe "$PWD/data" "$1" "$2" 1 "$3" "make -f $2.mk" "file $2.mk"
	{
		jobs=$(seq -s ' ' "$4")
		# shellcheck disable=SC2016 # it is make that expands
		printf 'all: %s\n%s:\n\t@echo EVENT $$(date +%%s%%N) 1; touch on-$@; until [ -e go ]; do sleep 0.1; done; rm on-$@; echo EVENT $$(date +%%s%%N) -1\n' \
			"$jobs" "$jobs"
	} >"$PWD/data/recipes/catalog/$1/$2.mk"
}
make_recipe libc long 'libc musl 1' 12
make_recipe linux-headers short 'linux 3.10' 2
many_target "$PWD/data" both long short

# What ran at most at a time, by the logs of the parts that are named.
at_once() {
	grep -h '^EVENT' "$@" | sort -k2,2n -k3,3n |
		awk '{ n += $3; if (n > most) most = n } END { print most + 0 }'
}
# running N STORE [NAME]: so many jobs run in that store, of all parts or of one
running() {
	[ "$(find "$2/tmp" -path "*/on-*" -exec dirname {} + 2>/dev/null |
		while read -r folder; do [ -z "${3:-}" ] || [ -e "$folder/$3.mk" ] && echo; done | wc -l)" -eq "$1" ]
}
# go STORE [NAME]: the jobs of that store go on, those of all parts or of one
go() {
	find "$1/tmp" -name "${2:-*}.mk" | while read -r makefile; do : >"${makefile%/*}/go"; done
}
export SYSROOT_DATA="$PWD/data"
"$SYSROOT_BIN" build -j 4 both >out 2>err &
build=$!
# Four run when both have enough to do, and the short part's go to the long one when it is done.
await running 4 store
go store short
await running 4 store long
go store
wait $build || fail "it failed: $(cat err)"
[ "$(cat store/logs/*.log | grep -c '^EVENT')" -eq 28 ] || fail "not every job ran: $(cat store/logs/*.log)"
never_says err jobserver
cat store/logs/*.log >logs
never_says logs jobserver
[ "$(at_once store/logs/*.log)" -eq 4 ] || fail "$(at_once store/logs/*.log) jobs ran at once, not 4"

# One job is one.
rm -rf store
"$SYSROOT_BIN" build -j 1 both >out 2>err &
build=$!
has_ended() {
	go store
	! kill -0 $build 2>/dev/null
}
await has_ended
wait $build || fail "it failed: $(cat err)"
[ "$(at_once store/logs/*.log)" -eq 1 ] || fail "$(at_once store/logs/*.log) jobs ran at once, not 1"

# Two programs have a pool each: neither waits for the other.
rm -rf store
SYSROOT_STORE=$PWD/one "$SYSROOT_BIN" build -j 2 both >out1 2>err1 &
one=$!
SYSROOT_STORE=$PWD/two "$SYSROOT_BIN" build -j 2 both >out2 2>err2 &
two=$!
await running 2 one
await running 2 two
for store in one two; do
	go $store short
	await running 2 $store long
	go $store
done
wait $one || fail "the first of two failed: $(cat err1)"
wait $two || fail "the second of two failed: $(cat err2)"
for store in one two; do
	[ "$(at_once $store/logs/*.log)" -eq 2 ] || fail "$store had $(at_once $store/logs/*.log) jobs at once, not 2"
done
