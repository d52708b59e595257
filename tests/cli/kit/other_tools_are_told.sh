# A kit whose sysroot a build here would make otherwise, with other tools or recipes, says so at import.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 sysroot kit create -t tiny -o farm.kit
# On a machine that is alike there is nothing to tell.
SYSROOT_STORE=$PWD/alike
expect 0 sysroot kit import --insecure-unsigned farm.kit
never_says err "tools or recipes that differ"
# tools sed: another program's digest goes into the key.
cp -R data elsewhere
sed -i 's/^tools make$/tools make sed/' elsewhere/recipes/catalog/libc/tiny-libc.recipe
SYSROOT_DATA=$PWD/elsewhere
SYSROOT_STORE=$PWD/other
expect 0 sysroot kit import --insecure-unsigned farm.kit
says err "made with tools or recipes that differ from those here: tiny"
says err "can be used as they are"
expect 0 sysroot exec tiny -- true
# An unknown name is no target here: nothing can be built of it, and nothing is said.
rm elsewhere/sysroots/targets/tiny.target
SYSROOT_STORE=$PWD/third
expect 0 sysroot kit import --insecure-unsigned farm.kit
never_says err "tools or recipes that differ"
