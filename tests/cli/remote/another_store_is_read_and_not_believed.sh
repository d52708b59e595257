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

# How it was made is taken over if it speaks of this artifact, else the artifact alone.
key=$(grep -l tiny-libc one/artifacts/*)
cmp "one/provenance/${key##*/}" "store/provenance/${key##*/}" || fail "its provenance was not taken"
cp -a store liar
other=$(grep -L tiny-libc store/artifacts/* | head -n 1)
cp "store/provenance/${other##*/}" "liar/provenance/${key##*/}"
expect 0 sysroot --store three build --remote "dir:$PWD/liar" tiny
says err "taken    tiny-libc from dir:$PWD/liar"
[ ! -e "three/provenance/${key##*/}" ] || fail "a statement of another artifact was taken"
expect 0 sysroot --store three fsck
