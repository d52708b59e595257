# A machine with too little on it is told once what to install, not one tool a try.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
recipe=data/recipes/catalog/libc/tiny-libc.recipe
sed -i 's/^tools make$/tools make no-such-tool none-such/' $recipe
expect 0 sysroot fetch tiny
expect 1 sysroot build tiny
says err "recipe 'tiny-libc': 'no-such-tool', 'none-such' are not installed"
says err "install the packages that have them"
expect 0 sysroot show tiny
says out "tiny-libc: 'no-such-tool', 'none-such' are not installed: install the packages that have them"
expect 0 sysroot show --json tiny
says out "'no-such-tool', 'none-such' are not installed"
