# What one machine locks another builds, byte for byte, also when its own choice would be another.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
# A second recipe of the C library: the first choice where its input is there.
sed -e 's/tiny-libc/tiny-other/' -e 's/from file tiny.h/from file other.h/' \
	-e "s/sha256 .*/sha256 $(printf 'int other' | sha256sum | cut -d' ' -f1)/" -e '/size/d' \
	-e 's/tiny\.h/other.h/' data/recipes/catalog/libc/tiny-libc.recipe >data/recipes/catalog/libc/tiny-other.recipe
sed -i 's/part libc tiny-libc/part libc tiny-other tiny-libc/' data/sysroots/targets/tiny.target
# Machine A has only the second's input.
expect 0 sysroot add data/recipes/catalog/libc/tiny.h
expect 0 sysroot build tiny
here=$(cut -d' ' -f2 out)
expect 0 sysroot lock tiny
cp out a.lock
expect 0 sysroot lock -o b.lock small
cmp a.lock b.lock || fail "-o or an alias makes another lock"
says a.lock "lock tiny"
says a.lock "	recipe tiny-libc "
says a.lock "sysroot ${here#sha256:}"
never_says a.lock "$PWD"
[ ! -s err ] || fail "a lock of what is built has nothing to say: $(cat err)"
# Machine B could take the first: it does, unless the lock says otherwise.
SYSROOT_STORE=$PWD/elsewhere
printf 'int other' >other.h
expect 1 sysroot build --lock a.lock
says err "sha256 $(sha256sum data/recipes/catalog/libc/tiny.h | cut -d' ' -f1)"
never_says err "other.h"
expect 0 sysroot add other.h
expect 0 sysroot fetch --lock a.lock
[ "$(find elsewhere/inputs -type f | wc -l)" -eq 2 ] || fail "fetch brought something else"
expect 0 sysroot show --lock a.lock
says out "by the lock"
never_says out "tiny-other"
expect 0 sysroot build --lock a.lock
[ "$(cut -d' ' -f1,2 out)" = "tiny $here" ] || fail "another sysroot: $(cat out), not $here"
says err "the sysroot matches 'a.lock', byte for byte"
expect 0 sysroot lock --lock a.lock
cmp out a.lock || fail "the lock of what a lock made is another"
expect 0 sysroot show tiny
says out "tiny-other"
