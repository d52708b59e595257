# The sources keep to the table in tests/check-layers, and no files need each other in a circle.
. "$SYSROOT_SOURCE/tests/lib.sh"
expect 0 sh "$SYSROOT_SOURCE/tests/check-layers" "${SYSROOT_BUILD:-.build}"
[ ! -s out ] || fail "$(cat out)"

# It finds what it is there for: a room that reaches up, a header that is another room's own, and
# two files that call each other.
mkdir -p tree/tests tree/builder tree/cache tree/recipes tree/sysroots
cp "$SYSROOT_SOURCE/tests/check-layers" tree/tests/
mkdir tree/builder/base
printf '#include "cache/store/store_internal.h"\nvoid a(void);\nvoid b(void);\nvoid a(void) { b(); }\n' >tree/builder/base/a.c
printf 'void a(void);\nvoid b(void);\nvoid b(void) { a(); }\n' >tree/builder/base/b.c
mkdir -p objects/builder/base
for file in a b; do
	sed '/#include/d' "tree/builder/base/$file.c" | gcc -x c -c - -o "objects/builder/base/$file.o" || fail "gcc"
done
expect 1 sh tree/tests/check-layers "$PWD/objects"
says out "builder/base/a.c:1: builder/base may not use cache/store"
says out "builder/base/a.c:1: cache/store/store_internal.h is not for builder/base"
says out "these files need each other:"
says out "builder/base/b"
