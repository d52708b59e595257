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
says out '(out of date: the next build replaces it)'
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
says out "       libc: recipe 'other-libc' now makes it ("
says out "); before, 'tiny-libc' did"

# Inputs that were re-pinned: another digest, and the package that replaced another.
cp saved "$recipe"
rm data/recipes/catalog/libc/other-libc.recipe
sed -i 's/^part libc tiny-libc other-libc$/part libc tiny-libc/' data/sysroots/targets/tiny.target
folder=data/recipes/catalog/libc
pin() {
	printf '%s\n' "$2" >"$folder/$1"
	sed "s/input tiny.h/input $1/; s/from file tiny.h/from file $1/; s/^cp tiny.h/cp thing_*/
		s/^sha256 .*/sha256 $(sha256sum "$folder/$1" | cut -d' ' -f1)/; /^size/d" saved >"$recipe"
}
pin thing_1.0-1_amd64.deb 'int one;'
sysroot -q build --fetch tiny >built
expect 0 sysroot show tiny
never_says out 'out of date'
pin thing_1.0-1_amd64.deb 'int two;'
sysroot -q fetch tiny
expect 0 sysroot show tiny
says out "       libc: input 'thing_1.0-1_amd64.deb' is re-pinned: it has another sha256"
[ "$(grep -c '^       libc' out)" = 1 ] || fail "more reasons than one: $(cat out)"
pin thing_1.0-1+deb12u1_amd64.deb 'int two;'
sysroot -q fetch tiny
expect 0 sysroot show tiny
says out "       libc: input 'thing_1.0-1+deb12u1_amd64.deb' is re-pinned: it was 'thing_1.0-1_amd64.deb'"
[ "$(grep -c '^       libc' out)" = 1 ] || fail "more reasons than one: $(cat out)"
# Another file altogether is a change of the recipe.
pin thing_1.0-1_amd64.deb 'int one;'
sed -i 's/thing_1.0-1_amd64.deb/thing-and-more/; s/cp thing_\*/cp thing-and-more/' "$recipe"
mv $folder/thing_1.0-1_amd64.deb $folder/thing-and-more
sysroot -q fetch tiny
expect 0 sysroot show tiny
says out "recipe 'tiny-libc' has changed: its input 'thing-and-more', its steps, its input 'thing_1.0-1_amd64.deb'"
