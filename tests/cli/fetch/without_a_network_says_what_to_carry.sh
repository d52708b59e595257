# Where no host can be resolved, the end says so, and how many files are to be carried, how large they
# are and how: not the words of the last program that failed. Where a host answered, it is not said.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
recipe=$libc/tiny-libc.recipe
cp $recipe saved
sed -i 's|from file tiny.h|from https https://nowhere.invalid/tiny.h|' $recipe
sum=$(sha256sum $libc/tiny.h | cut -d' ' -f1)

expect 1 sysroot fetch tiny
says err "sysroot: no host could be resolved; 1 file to carry (10 B): 'tiny.h'"
tail -n 3 err >last
says last "$sum"
says last "'sysroot add tiny.h'"
# So does a build, under its own name.
expect 1 sysroot build --fetch tiny
says err "no host could be resolved; 1 file to carry (10 B): 'tiny.h'"
tail -n 1 err >last
says last "'sysroot add tiny.h'"

# Another recipe, of a file that is not here, changes nothing: no host had a say. The first recipe's
# file is the one to carry.
sed 's/^recipe tiny-libc/recipe other-libc/
	s/input tiny.h/input other.h/
	s|from https .*|from file nowhere.h|' $recipe >$libc/other-libc.recipe
sed -i "s/sha256 .*/sha256 $(echo | sha256sum | cut -d' ' -f1)/" $libc/other-libc.recipe
sed -i 's/^part libc tiny-libc$/part libc tiny-libc other-libc/' data/sysroots/targets/tiny.target
expect 1 sysroot fetch tiny
says err "no host could be resolved; 1 file to carry (10 B): 'tiny.h'"
# The other recipe's file is here: it is used, and nothing is wrong.
cp $libc/tiny.h $libc/other.h
sed -i "s|from file nowhere.h|from file other.h|; s/sha256 .*/sha256 $sum/" $libc/other-libc.recipe
expect 0 sysroot fetch tiny
rm -r store $libc/other-libc.recipe
sed -i 's/^part libc tiny-libc other-libc$/part libc tiny-libc/' data/sysroots/targets/tiny.target

# Of several targets all is counted, though the first has failed; a program that is not installed
# had no say either.
sed -i 's|from https .*|&\n	from npm tiny@1.0.0|' $recipe
sed 's/target tiny/target second/; /alias/d; s/part libc tiny-libc/part libc second-libc/' \
	data/sysroots/targets/tiny.target >data/sysroots/targets/second.target
sed "s/^recipe tiny-libc/recipe second-libc/; s/input tiny.h/input more.h/; s/tiny\.h/more.h/g
	s/sha256 .*/sha256 $(echo | sha256sum | cut -d' ' -f1)/; /^size/d" $recipe >$libc/second-libc.recipe
mkdir path
for program in curl make sh; do
	ln -s "$(command -v $program)" path/
done
SHORT=$PWD/path
PATH=$SHORT expect 1 "$SYSROOT_BIN" fetch tiny second
says err "no host could be resolved; 2 files to carry (at least 10 B; the size of 1 is unknown): 'tiny.h', 'more.h'"
says err "'sysroot kit create'"
says err "'sysroot show tiny'"
tail -n 1 err >last
says last "'sysroot add FILE...'"

# What had an answer, though not the file, is not for want of a network.
cp saved $recipe
sed -i 's|from file tiny.h|from file nowhere.h|' $recipe
rm -rf store
expect 1 sysroot fetch tiny
never_says err 'no host could be resolved'
sed -i 's|from file nowhere.h|from https https://localhost:1/tiny.h\n	from https https://nowhere.invalid/tiny.h|' $recipe
expect 1 sysroot fetch tiny
never_says err 'no host could be resolved'
