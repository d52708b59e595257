# A folder that is another store: only read, everything hashed.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_registry.sh"
tiny_built
find store -print0 | sort -z | xargs -0 stat -c '%n %s %Y %Z %a' >before
expect 0 sysroot --store one build --remote "dir:$PWD/store" tiny
says err "taken    tiny-libc from dir:$PWD/store"
find store -print0 | sort -z | xargs -0 stat -c '%n %s %Y %Z %a' | cmp -s - before || fail "it was written to"
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
expect 0 sysroot --store one fsck
says err '0 problems'
object=$(printf 'int tiny;\n' | sha256sum | cut -d' ' -f1)
[ "$(stat -c %i "store/objects/$(echo "$object" | cut -c1-2)/$object")" != \
	"$(stat -c %i "one/objects/$(echo "$object" | cut -c1-2)/$object")" ] || fail "an object is shared"

# One byte of an object is another: not taken, and made here.
cp -a store other
file=other/objects/$(echo "$object" | cut -c1-2)/$object
printf 'int TINY;\n' >"$file"
touch -d @1000000000 "$file"
expect 0 sysroot --store two fetch tiny
expect 0 sysroot --store two build --remote "dir:$PWD/other" tiny
says err "'tiny-libc' is not taken"
says err 'altered'
says err 'made     tiny-libc'
[ "$(cut -d' ' -f2 out)" = "$(cut -d' ' -f2 built)" ] || fail "another sysroot: $(cat out)"
expect 0 sysroot --store two fsck
says err '0 problems'
