# A step that fails: recipe, step, file:line, status, the log's end and place.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data" 'sh -c "echo this went wrong; exit 7"'
line=$(grep -n 'exit 7' data/recipes/catalog/libc/tiny-libc.recipe | cut -d: -f1)
expect 0 sysroot fetch tiny
expect 1 sysroot build tiny
says err "step 'install' of recipe 'tiny-libc' failed"
says err "tiny-libc.recipe:$line"
says err "exit status 7"
says err "this went wrong"
log=$(sed -n 's/^the whole log: //p' err)
[ -f "$log" ] || fail "the log '$log' does not exist"
says "$log" "the log has this"
! grep -l "tiny-libc" store/artifacts/* || fail "an artifact of a failed build"
[ ! -e store/sysroots/tiny ] || fail "a sysroot of a failed build"
# Mended, the same command goes on.
sed -i 's/exit 7/exit 0/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot build tiny
[ -f store/sysroots/tiny/usr/include/tiny.h ] || fail "no tree"
