# glibc that is taken from a toolchain is stripped by the program itself: the host's binutils, of which
# no two versions lay equal sections out alike, neither run nor stand in the build key.
. "$SYSROOT_SOURCE/tests/lib.sh"

expect 0 sysroot show --key libc centos7
grep -q '^tool ' out || fail "the build key names no tools"
! grep -E '^tool (strip|objcopy) ' out || fail "the build key depends on the host's binutils"

lib=$CENTOS7_ROOT/usr/lib
for file in "$lib/libc.a" "$lib/libpthread_members.a" "$lib/libm.a" "$lib/crt1.o" "$lib/libc.so.6"; do
	readelf -SW "$file" >sections 2>errors || fail "readelf fails on $file"
	[ ! -s errors ] || fail "readelf complains of $file: $(head -3 errors)"
	! grep -F ' .debug' sections || fail "$file has debug information"
	readelf -sW "$file" | grep ' FILE ' >named && fail "$file names its source files"
	grep -F ' .comment' sections >/dev/null || fail "$file lost more than debug information"
done

# The index of symbols leads to the members that have them.
nm -s "$lib/libc.a" 2>/dev/null | sed -n 's/ in / /p' | sort >index
nm -A --defined-only -g "$lib/libc.a" 2>/dev/null | sed 's/^[^:]*:\([^:]*\):.* \([^ ]*\)$/\2 \1/' | sort >members
[ "$(wc -l <index)" -gt 3000 ] || fail "the index has $(wc -l <index) symbols"
sort -u index >index.once
sort -u members >members.once
comm -23 index.once members.once >lost
[ ! -s lost ] || fail "the index has $(wc -l <lost) symbols that no member has: $(head -3 lost)"

# Nobody is warned of what sem_open() calls, and who calls mktemp() themselves need not be either.
! readelf -SW "$lib/libc.a" | grep -F .gnu.warning.mktemp || fail "the warning is still there"
readelf -SW "$lib/libc.a" | grep -F .gnu.warning.gets >/dev/null || fail "all warnings are gone"
