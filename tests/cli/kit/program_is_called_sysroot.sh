# The program in a kit is 'sysroot', under whatever name it ran: the manual's line takes it out.
. "$SYSROOT_SOURCE/tests/lib.sh"
own_store
tiny_data "$PWD/data"
cp "$SYSROOT_BIN" sysroot-x86_64
expect 0 sysroot fetch tiny
expect 0 sysroot build tiny
expect 0 ./sysroot-x86_64 kit create -t tiny --with inputs,program -o farm.kit
expect 0 sysroot kit list --all --insecure-unsigned farm.kit
says out "programs/sysroot"
never_says out "programs/sysroot-x86_64"
tar --zstd -xf farm.kit programs/sysroot
cmp programs/sysroot "$SYSROOT_BIN" || fail "another program came out"
mkdir bin
SYSROOT_STORE=$PWD/other
expect 0 sysroot kit import --insecure-unsigned --programs bin farm.kit
[ "$(ls bin)" = sysroot ] || fail "it is installed as $(ls bin)"
# Two of that name would be one too many; a program that is named keeps its own.
SYSROOT_STORE=$PWD/store
mkdir own
cp sysroot-x86_64 own/sysroot
expect 2 ./sysroot-x86_64 kit create -t tiny --with program --program own/sysroot -o both.kit
says err "would have the same name in the kit"
expect 0 sysroot kit create -t tiny --with program --program ./sysroot-x86_64 -o both.kit
expect 0 sysroot kit list --all --insecure-unsigned both.kit
says out "programs/sysroot-x86_64"
