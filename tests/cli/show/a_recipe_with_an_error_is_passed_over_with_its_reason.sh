# A recipe that cannot be read is no reason to stop while another makes the part; where it was the
# only one, the error says so and no line is empty.
. "$SYSROOT_SOURCE/tests/lib.sh"
unset SYSROOT_DATA
own_store
recipes=$PWD/recipes
mkdir "$recipes"
SYSROOT_RECIPES=$recipes
export SYSROOT_RECIPES
mkdir "$recipes/greet"
sed '/^license /s/license/licence/; s/^recipe .*/recipe greet-1/; s/^part .*/part greet/' \
	"$SYSROOT_SOURCE"/recipes/catalog/zlib/zlib-1.2.13.recipe >"$recipes/greet/greet-1.recipe"

expect 1 sysroot show musl+greet
says err "unknown key 'licence'"
says err "did you mean 'license'?"
says err "no recipe makes 'greet' of 'musl+greet'"
says err 'greet-1: it has an error'
! grep -qx '' err || fail "an empty line: $(cat err)"
