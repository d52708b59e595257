# What somebody altered in the store never gets out: exit status 3, and nothing is left. Also when
# size, mode and time are as the store gave them.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_export.sh"
tiny_store
object=$(grep -rlx 'int tiny;' store/objects)

# refused WHAT: every format refuses
refused() {
	expect 3 sysroot export tiny --no-program -o out.oci
	says err "$1"
	says err "tiny.h"
	says err "fsck --repair"
	expect 3 sysroot export tiny --no-program -o out.tar
	expect 3 sysroot export tiny --no-program --format docker -o out.tar
	expect 3 sysroot export tiny --format tar -o out.tar
	expect 3 sysroot export tiny --format dir -o out.dir
	says err "$1"
	# Of an image nothing at all was written before.
	expect 3 sysroot export tiny --no-program --format docker
	[ ! -s out ] || fail "half an image on stdout"
	expect 3 sysroot export tiny --format tar
	[ ! -e out.oci ] && [ ! -e out.tar ] && [ ! -e out.dir ] || fail "a result is there"
	leaves_nothing .
}

printf 'int tinx;\n' >"$object"
touch -d @1000000000 "$object"
refused altered
printf 'int tiny; \n' >"$object"
touch -d @1000000000 "$object"
refused altered
printf 'int\n' >"$object"
touch -d @1000000000 "$object"
refused altered
: >"$object"
refused altered
rm "$object"
expect 1 sysroot export tiny --no-program -o out.oci
says err "not in the store"
printf 'int tiny;\n' >"$object"
touch -d @1000000000 "$object"
expect 0 sysroot export tiny --no-program -o out.oci
