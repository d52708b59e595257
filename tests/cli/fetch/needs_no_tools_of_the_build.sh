# The machine with the network need not have the compiler: fetch and show go on
# without a tool; build says which one is missing.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
sed -i 's/^tools make$/tools make no-such-tool/' data/recipes/catalog/libc/tiny-libc.recipe
expect 0 sysroot fetch tiny
expect 0 sysroot show tiny
says out "tool missing"
says out "tiny-libc: 'no-such-tool' is not installed"
expect 1 sysroot build tiny
says err "recipe 'tiny-libc': 'no-such-tool' is not installed"
