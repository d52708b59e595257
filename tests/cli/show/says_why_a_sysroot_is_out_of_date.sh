# A sysroot that the next build would make otherwise is told with the reason, part by part.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
STORE=$PWD/store
export SYSROOT_STORE="$STORE"
tiny_data "$PWD/data"
recipe=$PWD/data/recipes/catalog/libc/tiny-libc.recipe

sysroot -q add data/recipes/catalog/libc/tiny.h
sysroot -q build tiny >built
expect 0 sysroot show tiny
never_says out 'out of date'
expect 0 sysroot show --json tiny
says out '"changes": []'

# A step's text.
cp "$recipe" saved
sed -i 's/the log has this/the log has that/' "$recipe"
expect 0 sysroot show tiny
says out '(out of date: the next build makes another)'
says out "       libc: recipe 'tiny-libc' has changed: its steps"
[ "$(grep -c '^       [a-z-]*: ' out)" = 1 ] || fail "more reasons than one: $(cat out)"
expect 0 sysroot show --json tiny
says out "\"libc: recipe 'tiny-libc' has changed: its steps\""

# What a step copies, and the version.
cp saved "$recipe"
sed -i 's/^version 1$/version 2/' "$recipe"
echo "#define TINY 2" >data/recipes/catalog/linux-headers/kernel.h
expect 0 sysroot show tiny
says out "       libc: recipe 'tiny-libc' has changed: its version"
says out "       linux-headers: recipe 'tiny-headers' has changed: its file 'kernel.h'"

# Another recipe than the one that made it.
cp saved "$recipe"
echo "#define TINY 1" >data/recipes/catalog/linux-headers/kernel.h
expect 0 sysroot show tiny
never_says out 'out of date'
sed 's/^recipe tiny-libc$/recipe other-libc/' saved >data/recipes/catalog/libc/other-libc.recipe
sed -i 's/^part libc tiny-libc$/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
expect 0 sysroot show --recipe other-libc tiny
says out "       libc: recipe 'other-libc' makes it now ("
says out "), 'tiny-libc' made it then"
