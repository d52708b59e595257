# A compile or link for aarch64 finds no header, start file or library of this machine's, neither
# its own nor what came with the cross compiler (/usr/aarch64-linux-gnu), with gcc and clang.
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >program.c <<'END'
#include <linux/types.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>

static void *count(void *arg)
{
	__atomic_fetch_add((int *)arg, 1, __ATOMIC_SEQ_CST);
	return arg;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int n = 0;

	(void)argv;
	if (pthread_create(&thread, NULL, count, &n) != 0)
		return 1;
	pthread_join(thread, NULL);
	printf("%d %.0f\n", n, sqrt(argc * 16.0));
	return 0;
}
END

# Every file or folder that was found, by whatever call, as it is without links in its folders.
# The loader opens what the tools themselves run with by O_CLOEXEC, and ld what it links without.
found() {
	grep -v -e ' = -1 ' -e 'execve(' -e 'readlink' -e O_DIRECTORY -e S_IFDIR -e 'O_RDONLY|O_CLOEXEC' trace |
		sed -n 's/^[^"]*"\([^"][^"]*\)".*/\1/p' | sort -u | tr '\n' '\0' | xargs -0r realpath -ms -- |
		while read -r path; do
			printf '%s/%s\n' "$(realpath -m "$(dirname "$path")")" "$(basename "$path")"
		done | sort -u
}

# What of that is the host's to compile or link with: all below these, but the compilers' own.
leaks() {
	found | grep -E '^/(usr/(local/|include/|lib|aarch64-linux-gnu/)|lib)' |
		grep -Ev "^($root|$PWD|$SYSROOT_STORE)/" |
		grep -Ev '^/usr/lib(exec)?/gcc(-cross)?/aarch64-linux-gnu/[0-9.]+(/|$)' |
		grep -Ev '^/usr/lib/(llvm-[0-9]+|clang)/' |
		# clang looks whether there is a CUDA, of which it then takes nothing.
		grep -Ev '/bin/ptxas$' |
		grep -Ev '^/usr/local/cuda[-0-9.]*(/bin(/ptxas)?|/include(/cuda\.h)?|/nvvm(/libdevice(/[a-z0-9.]*)?)?|/lib(64)?)?/?$' |
		grep -Ev '^/usr/lib/(locale/|os-release$|bfd-plugins$)|/gconv/gconv-modules|^/usr/aarch64-linux-gnu/bin/' || :
}

traced() {
	strace -f -s 4096 -o trace \
		-e trace=execve,open,openat,openat2,access,faccessat,faccessat2,stat,lstat,newfstatat,statx \
		"$@" >said 2>&1
}

root=$PWD
# The filter sees what the cross tools take by themselves, though a machine without a libc for
# them gets no further.
echo '#include <stdio.h>' >stdio.c
traced aarch64-linux-gnu-gcc -E stdio.c || :
leaks >taken
grep -q '^/usr/.*/stdio\.h$' taken || fail "the filter hides a header: $(cat taken)"
for file in crt1.o libc.a; do
	traced aarch64-linux-gnu-ld "$(gcc -print-file-name=$file)" || :
	leaks >taken
	grep -q "^/.*/$file\$" taken || fail "the filter hides $file: $(cat taken)"
done

for target in musl-aarch64+sqlite+zlib centos7-aarch64+sqlite+zlib; do
	want "$target"
	for compiler in gcc clang; do
		SYSROOT_CC=$compiler
		export SYSROOT_CC
		for mode in -c -E '-static -pthread' '-pthread -pie' '-shared -fPIC'; do
			libraries=-lm
			case $mode in -c | -E) libraries= ;; esac
			# shellcheck disable=SC2086 # several words
			traced "$root/bin/cc" $mode program.c -o result $libraries ||
				fail "$target: $compiler $mode: $(cat said)"
			leaks >taken
			[ ! -s taken ] || fail "$target: $compiler $mode found files of the host: $(cat taken)"
			grep -qF "$root/usr/include/stdio.h\", O_RDONLY" trace ||
				fail "$target: $compiler $mode: the trace holds no header"
			case $mode in
			*-pthread*)
				qemu-aarch64 -L "$root" ./result x >said || fail "$target: $compiler $mode: it does not run"
				[ "$(cat said)" = "1 6" ] || fail "$target: $compiler $mode: it says $(cat said)"
				;;
			esac
		done
	done
	unset SYSROOT_CC
done
