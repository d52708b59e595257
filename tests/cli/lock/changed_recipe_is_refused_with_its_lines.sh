# A recipe that is another than the lock's is no choice: exit 3, with the places to look at.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
recipe=data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot lock -o tiny.lock tiny
says err "not made here (libc, linux-headers)"
cp $recipe before
# What does not change what is made does not matter.
sed -i -e 's/^summary.*/summary "another summary"/' -e 's/^license/# comment\nlicense/' $recipe
expect 0 sysroot show --lock tiny.lock
cp before $recipe
printf 'int tinz;\n' >data/recipes/catalog/libc/tiny.h
sed -i "s/sha256 .*/sha256 $(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)/" $recipe
for command in fetch build show lock; do
	expect 3 sysroot $command --lock tiny.lock
	says err "recipe 'tiny-libc' differs from the one that 'tiny.lock' locks"
	says err "tiny.lock:$(grep -n 'input tiny.h' tiny.lock | cut -d: -f1): input 'tiny.h'"
	says err "libc/tiny-libc.recipe:$(grep -n 'input tiny.h' $recipe | cut -d: -f1): here it is"
	says err "sysroot lock tiny"
	[ ! -s out ] || fail "'$command' answers all the same"
done
[ ! -d store/inputs ] || [ -z "$(find store/inputs -type f)" ] || fail "fetch brought something"
cp before $recipe
sed -i 's/^cp tiny/:\ncp tiny/' $recipe
expect 3 sysroot show --lock tiny.lock
says err "its inputs are the same, so compare"
rm $recipe
expect 3 sysroot show --lock tiny.lock
says err "there is no recipe 'tiny-libc' here"
