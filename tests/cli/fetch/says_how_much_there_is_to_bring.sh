# Before it starts, fetch says how many files it will bring and how large they are together, each
# file once; so does 'build --fetch'. What is missing is listed with its size.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
# A second file in the recipe of the kernel headers, whose size can be unknown.
kernel=data/recipes/catalog/linux-headers
seq 1 600 >$kernel/numbers
sed -i "s|^file kernel.h|input numbers {\n\tsha256 $(sha256sum $kernel/numbers | cut -d' ' -f1)\n\tsize $(stat -c %s $kernel/numbers)\n\tfrom file numbers\n\tunpack none\n}\n&|" \
	$kernel/tiny-headers.recipe
sed 's/target tiny/target other/; /alias/d' data/sysroots/targets/tiny.target >data/sysroots/targets/other.target

expect 1 sysroot build tiny
says err 'missing: tiny.h (10 B)'
says err 'missing: numbers (2.3 kB)'
expect 0 sysroot show tiny
says out 'missing: tiny.h (10 B)'

# Of both targets, each file once; before the first of them.
expect 0 sysroot fetch tiny other
[ "$(head -n 1 err)" = "fetching 2 files (2.3 kB)" ] || fail "it says first: $(cat err)"
[ "$(grep -c '^fetching' err)" = 1 ] || fail "it is said more than once: $(cat err)"
expect 0 sysroot fetch tiny
never_says err 'fetching'

rm -rf store
expect 0 sysroot build --fetch tiny
says err 'fetching 2 files (2.3 kB)'
rm -rf store
expect 0 sysroot -q fetch tiny
[ ! -s err ] || fail "words with -q: $(cat err)"
rm store/inputs/*/"$(sha256sum $libc/tiny.h | cut -d' ' -f1)"
expect 0 sysroot fetch tiny
says err 'fetching 1 file (10 B)'

# A size that a recipe does not give.
rm -rf store
sed -i '/^	size/d' $kernel/tiny-headers.recipe
expect 1 sysroot build tiny
says err 'missing: numbers (size unknown)'
expect 0 sysroot fetch tiny
says err 'fetching 2 files (at least 10 B; the size of 1 is unknown)'
rm -rf store
sed -i '/^size/d' $libc/tiny-libc.recipe
expect 0 sysroot fetch tiny
says err 'fetching 2 files (of unknown size)'

# A name that is not known stops it before anything is brought.
rm -rf store
expect 2 sysroot fetch tiny tinny
never_says err 'fetched'
