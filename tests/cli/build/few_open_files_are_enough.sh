# A low limit of open files lowers the number of jobs; one that cannot do is named, with the number
# that is needed, and nothing waits for ever.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store
for i in 1 2 3; do
	many_recipe "$PWD/data" libc "libc-$i" $i "libc musl $i" 'test $(ulimit -n) -ge 32'
	many_recipe "$PWD/data" linux-headers "headers-$i" $i 'linux 3.10' true
	many_target "$PWD/data" "t$i" "libc-$i" "headers-$i"
	sed -i "s/^libc musl 1/libc musl $i/" "data/sysroots/targets/t$i.target"
done
export SYSROOT_DATA="$PWD/data"
targets='t1 t2 t3'

# limited SOFT HARD WORD...
limited() {
	# shellcheck disable=SC3045 # dash has them
	(ulimit -S -n "$1" && ulimit -H -n "$2" && shift 2 && exec timeout 60 "$SYSROOT_BIN" "$@")
}

for n in 60 32; do
	rm -rf store
	# shellcheck disable=SC2086 # words
	expect 0 limited $n $n build -j 64 $targets
	[ "$(wc -l <out)" -eq 3 ] || fail "with $n open files not all: $(cat out err)"
	says err "$n open files"
done
# The soft limit is raised as far as that is allowed, without a word.
rm -rf store
# shellcheck disable=SC2086
expect 0 limited 20 4096 build -j 64 $targets
never_says err 'open files'
# What is there needs no more.
# shellcheck disable=SC2086
expect 0 limited 20 20 build $targets
rm -rf store
for n in 31 14; do
	expect 1 limited $n $n build t1
	says err "the limit on open files is $n,"
	says err '32'
	says err 'ulimit -n'
done
expect 0 sysroot build t1
