# Several targets by name: a failure keeps new parts from being begun, and -k goes on; nobody
# builds before every name is understood.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/cli/build/many_data.inc"
own_store
many_recipe "$PWD/data" libc good 1 'libc musl 1' true
many_recipe "$PWD/data" libc bad 1 'libc musl 1' 'echo broken; exit 5'
many_recipe "$PWD/data" libc remote 1 'libc musl 1' true \
	"$(printf 'input far.tar {\n\tsha256 %s\n\tfrom https https://example.org/far.tar\n}' "$(echo far | sha256sum | cut -d' ' -f1)")"
many_recipe "$PWD/data" linux-headers headers 1 'linux 3.10' true
many_target "$PWD/data" alpha good headers
many_target "$PWD/data" beta bad headers
many_target "$PWD/data" gamma remote headers
export SYSROOT_DATA="$PWD/data"

expect 2 sysroot build alpha nosuch
[ ! -e store/sysroots/alpha ] || fail "alpha was built before 'nosuch' was looked at"
expect 1 sysroot build alpha gamma
says err "from https example.org/far.tar"
says err "sysroot fetch gamma"
[ ! -e store/sysroots/alpha ] || fail "alpha was built though an input of gamma is missing"
[ -z "$(find store/artifacts -type f)" ] || fail "parts were made though an input is missing"
never_says out alpha

expect 1 sysroot build -j 1 beta alpha
says err "step 'install' of recipe 'bad' failed at"
says err "  | broken"
grep -Eq '^beta +failed +bad$' err || fail "the table does not tell beta: $(cat err)"
grep -Eq '^alpha +not finished +another target failed \(-k continues\)$' err || fail "the table does not tell alpha: $(cat err)"
never_says err "made     good"

expect 1 sysroot build -k -j 1 beta alpha gamma
says err "made     good"
says out "alpha sha256:"
says err "2 of 3 targets failed"
says err "beta: step 'install' of recipe 'bad' failed at"
says err "gamma: 1 input file of 'gamma' is not in the store"
says err "1 made, 2 failed"

# One alone has no table; a name that is said twice is one target.
expect 0 sysroot build alpha alpha
[ "$(wc -l <out)" -eq 1 ] || fail "told twice: $(cat out)"
[ ! -s err ] || fail "words: $(cat err)"
expect 1 sysroot build beta
never_says err TARGET
