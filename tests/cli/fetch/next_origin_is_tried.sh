# When the first origin has nothing, the next one is asked, and both are told.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
sed -i 's/from file tiny.h/from file nowhere.h\n\tfrom file tiny.h/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
# Nothing left to ask: each origin's own answer is shown.
own_store
rm -rf store
sed -i 's/from file tiny.h/from file nowhere-else.h/' data/recipes/catalog/libc/tiny-libc.recipe
expect 1 sysroot fetch tiny
says err "nowhere.h"
says err "nowhere-else.h"
