#!/bin/sh
# What makefiles call besides the compiler is in bin/ and static/bin/ and in the environment: objdump,
# addr2line, size, strings, and the forms of ar, ranlib and nm that know the compiler's LTO objects.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

cat >part.c <<'C'
int answer_of_the_part(void);
int answer_of_the_part(void) { return 42; }
const char spoken_word[] = "shibboleth of the part";
C
printf 'int answer_of_the_part(void);\nint main(void) { return answer_of_the_part() != 42; }\n' >program.c

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	triple=$(sed -n 's/^triple //p' "$root/.sysroot/target")
	for bin in "$root/bin" "$root/static/bin"; do
		"$bin/$triple-gcc" -g -c part.c -o part.o
		"$bin/$triple-objdump" -d part.o >said && grep -q '<answer_of_the_part>:' said || fail "objdump"
		"$bin/$triple-addr2line" -f -e part.o 0 >said && grep -q 'part\.c:2' said || fail "addr2line: $(cat said)"
		"$bin/$triple-size" part.o >said && grep -q 'part\.o' said || fail "size: $(cat said)"
		"$bin/$triple-strings" part.o >said && grep -qx 'shibboleth of the part' said || fail "strings"
		for compiler in $compilers; do
			export SYSROOT_CC="$compiler"
			rm -f libpart.a twin.a
			"$bin/$triple-gcc" -flto -c part.c -o part.o
			"$bin/$triple-gcc-ar" cru libpart.a part.o || fail "$compiler: gcc-ar cru"
			"$bin/$triple-gcc-ranlib" libpart.a || fail "$compiler: gcc-ranlib"
			"$bin/$triple-gcc-nm" --print-armap libpart.a >said || fail "$compiler: gcc-nm"
			# In the index as well as in the member, which holds no machine code.
			grep -q '^answer_of_the_part in part\.o' said || fail "$compiler: no index: $(cat said)"
			grep -q ' T answer_of_the_part' said || fail "$compiler: gcc-nm says: $(cat said)"
			touch -d 2001-01-01 part.o
			"$bin/$triple-gcc-ar" rcs twin.a part.o && cmp -s libpart.a twin.a || fail "$compiler: the date is in the archive"
		done
		unset SYSROOT_CC
		"$bin/$triple-gcc" -flto -c part.c -o part.o
		rm -f libpart.a
		"$bin/$triple-gcc-ar" rc libpart.a part.o
		"$bin/$triple-gcc" -static -flto program.c -L. -lpart -o program 2>log && ./program || fail "LTO: $(cat log)"
	done
done

# The environment names them where the compiler is; configure scripts and makefiles look there.
for link in static shared; do
	"$SYSROOT_BIN" exec "--$link" centos7 -- sh -c 'echo "$CC"
		for tool in "$OBJDUMP" "$GCC_AR" "$GCC_RANLIB" "$GCC_NM" "$ADDR2LINE" "$SIZE" "$STRINGS"; do
			"$tool" --version >version || echo "$tool does not start"
			echo "$tool"
		done' >said
	front=$(sed -n '1s/gcc$//p' said)
	printf '%s\n' "${front}gcc" "${front}objdump" "${front}gcc-ar" "${front}gcc-ranlib" "${front}gcc-nm" \
		"${front}addr2line" "${front}size" "${front}strings" >wanted
	cmp -s wanted said || fail "$link: $(cat said)"
done

# A compiler whose tools are not there is told which, and not given others that cannot read its objects.
mkdir alone
printf '#!/bin/sh\n' >alone/clang-99
chmod +x alone/clang-99
! SYSROOT_CC=clang-99 "$MUSL_ROOT/bin/x86_64-linux-musl-gcc-ar" rc libpart.a part.o 2>log || fail "clang 99 has an ar"
grep -q "no llvm-ar-99 on this machine" log && grep -q "llvm-99" log || fail "$(cat log)"
! SYSROOT_CC=gcc-99 "$MUSL_ROOT/bin/x86_64-linux-musl-gcc-nm" part.o 2>log || fail "gcc 99 has an nm"
grep -q "no gcc-nm-99 on this machine" log && grep -q "comes with gcc" log || fail "$(cat log)"
