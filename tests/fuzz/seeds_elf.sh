#!/bin/sh
# Makes small real ELF files and archives to begin fuzz_elf from: seeds_elf.sh FOLDER
# SPDX-License-Identifier: MIT
# shellcheck source=tests/fuzz/seeds.inc
. "$(dirname "$0")/seeds.inc"

cat > lib.c <<'END'
__asm__(".symver old_f, f@V1");
__asm__(".symver new_f, f@@V2");
int old_f(void) { return 1; }
int new_f(void) { return 2; }
__attribute__((weak)) int w(void) { return 3; }
__thread int tls = 4;
int data = 5, zero;
extern int wanted(void);
int calls(void) { return wanted(); }
END
echo 'V1 { global: f; w; tls; data; zero; calls; local: *; }; V2 { global: f; } V1;' > lib.map
echo 'extern int f(void), w(void); int wanted(void) { return 0; }
int main(void) { return f() + w(); }' > main.c
printf '.globl _start\n_start: nop\n.section .note.GNU-stack\n' > start.s

# page-sized gaps between segments would be most of such small files
small='-nostdlib -Wl,-z,noseparate-code -Wl,-z,max-page-size=512 -Wl,-z,norelro'
for hash in sysv gnu both; do
	# shellcheck disable=SC2086
	gcc -Os -fPIC -shared $small -Wl,--hash-style=$hash -Wl,--version-script,lib.map \
		-Wl,-soname,libseed.so.1 -Wl,--build-id lib.c -s -o "$out/$hash.so"
done
cp "$out/both.so" libseed.so.1
gcc -Os -c lib.c main.c
as start.s -o start.o
# shellcheck disable=SC2086
{
	gcc $small -no-pie main.o start.o ./libseed.so.1 -s -o "$out/dynamic"
	gcc $small -pie -fpie main.c start.o ./libseed.so.1 -s -o "$out/pie"
	gcc $small -static start.o -s -o "$out/static"
	gcc $small -static-pie start.o -s -o "$out/static-pie"
}
cp lib.o start.o "$out"
gcc -g -ffunction-sections -Os -c main.c -o "$out/debug.o"
printf '.section .debug_types,"G",@progbits,t,comdat\n.quad 1\n' > group.s
as group.s -o "$out/group.o"
cp start.o a_name_of_more_than_sixteen_letters.o
ar rcs "$out/archive.a" start.o lib.o a_name_of_more_than_sixteen_letters.o
rm -f "$out/twice.a" # or a second run would add to it
ar qcS "$out/twice.a" start.o start.o
ar rcsT "$out/thin.a" "$out/lib.o"
printf '/* GNU ld script */\nGROUP ( libc.so.6 AS_NEEDED ( ld.so ) )\n' > "$out/script.so"

# the loader's view alone: section headers forgotten (e_shoff, e_shnum, e_shstrndx)
for name in sysv.so gnu.so dynamic; do
	cp "$out/$name" "$out/bare-$name"
	for place in 40:8 60:2 62:2; do
		dd if=/dev/zero of="$out/bare-$name" bs=1 seek="${place%:*}" count="${place#*:}" \
			conv=notrunc 2> /dev/null
	done
done
