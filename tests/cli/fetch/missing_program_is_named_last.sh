# A first recipe that comes by a program that is not installed here: when nothing else can be had
# either, the last words are that program and how to get it, not the last recipe's.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
libc=data/recipes/catalog/libc
sed 's/^recipe tiny-libc/recipe other-libc/; s/from file tiny.h/from file nowhere.h/' \
	$libc/tiny-libc.recipe >$libc/other-libc.recipe
sed -i 's/from file tiny.h/from npm tiny@1.2.3/' $libc/tiny-libc.recipe
sed -i 's/^part libc tiny-libc/& other-libc/' data/sysroots/targets/tiny.target
mkdir bare
expect 1 env PATH="$PWD/bare" "$SYSROOT_BIN" fetch tiny
says err "npm tiny@1.2.3: 'npm' is not installed"
says err "file nowhere.h:"
tail -n 2 err >last
says last "target 'tiny': 'npm' is not installed, and recipe 'tiny-libc' needs it for 'tiny.h'"
says last "install the package 'npm' and run the same command again"
says last "sysroot add FILE"

# What another origin of the same input brings needs no such advice.
own_store
rm -rf store
sed -i 's/from npm tiny@1.2.3/&\n\tfrom file tiny.h/' $libc/tiny-libc.recipe
expect 0 env PATH="$PWD/bare" "$SYSROOT_BIN" fetch tiny

# Nor does a wrong digest, which stays the worse news.
own_store
rm -rf store
sed -i 's/from file tiny.h/from file other.h/' $libc/tiny-libc.recipe
echo "something else" >$libc/other.h
sed -i 's/from file nowhere.h/from file other.h/' $libc/other-libc.recipe
expect 3 env PATH="$PWD/bare" "$SYSROOT_BIN" fetch tiny
