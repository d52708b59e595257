# The object that asks for all of libpthread.a is the same bytes whatever tools the machine has: no
# assembler makes it. Every shell writes it alike, and every linker takes it.
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"

mkdir lib
for name in pthread_create pthread_join __pthread_inner sem_open_and_a_name_that_is_longer_than_most_of_them; do
	printf 'int %s(void);\nint %s(void) { return 7; }\n' "$name" "$name" >"$name.c"
	gcc -c -O1 -ffunction-sections "$name.c" -o "$name.o"
done
ar rcD lib/libpthread.a pthread_create.o pthread_join.o __pthread_inner.o sem_open_*.o
printf 'int main(void) { return 0; }\n' >program.c

for shell in bash dash; do
	command -v "$shell" >path || fail "$shell is not installed"
	for arch in x86_64 aarch64; do
		rm -rf "$shell-$arch"
		cp -r lib "$shell-$arch"
		env ARCH=$arch NM=nm AS=false "$shell" -euc '. "$1"; whole_libpthread "$2"' sh \
			"$SYSROOT_SOURCE/recipes/catalog/libc/whole_libpthread.sh" "$shell-$arch" >log 2>&1 ||
			fail "$shell: $(cat log)"
	done
done
for arch in x86_64 aarch64; do
	cmp "bash-$arch/libpthread_all.o" "dash-$arch/libpthread_all.o" || fail "bash and dash differ"
done
readelf -h bash-aarch64/libpthread_all.o | grep -q 'Machine: *AArch64' || fail "another machine"
object=bash-x86_64/libpthread_all.o
readelf -W -a $object >said 2>&1
! grep -qi 'warning\|error' said || fail "readelf: $(grep -i 'warning\|error' said)"
nm -u $object | sed 's/ *U //' | sort >names
printf '%s\n' __pthread_inner pthread_create pthread_join sem_open_and_a_name_that_is_longer_than_most_of_them >wanted
cmp -s names wanted || fail "names: $(cat names)"

# All members come, without them being used; a stack is not made executable by it; what is not used
# goes where the user asks for that.
for linker in bfd lld; do
	(cd bash-x86_64 && gcc -fuse-ld=$linker ../program.c -L. -static -Wl,--whole-archive -lpthread -Wl,--no-whole-archive \
		-o ../program) >log 2>&1 || fail "$linker: $(cat log)"
	(cd bash-x86_64 && gcc -fuse-ld=$linker -static ../program.c -L. -lpthread -o ../program) >log 2>&1 || fail "$linker: $(cat log)"
	[ ! -s log ] || fail "$linker says: $(cat log)"
	nm program >names
	while read -r name; do
		grep -q " T $name\$" names || fail "$linker: no $name in the program"
	done <wanted
	readelf -W -l program | grep GNU_STACK | grep -q 'RW ' || fail "$linker: $(readelf -W -l program | grep GNU_STACK)"
	(cd bash-x86_64 && gcc -fuse-ld=$linker -static -Wl,--gc-sections ../program.c -L. -lpthread -o ../program) || fail "$linker"
	! nm program | grep -q 'sem_open_and' || fail "$linker: --gc-sections leaves all of it"
done
ld -r $object -o twice.o && strip --strip-debug $object -o stripped.o || fail "binutils do not take it"
