#!/bin/sh
# A compile or link through the wrapper opens no header or library of the host's.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"
command -v strace >strace.path || fail "strace is not installed"

cat >program.c <<'END'
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <linux/types.h>

static void *same(void *arg)
{
	return arg;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	(void)argv;
	if (pthread_create(&thread, NULL, same, NULL) != 0)
		return 1;
	pthread_join(thread, NULL);
	return sqrt(argc) > PATH_MAX;
}
END

# The paths of a list with their folders resolved: gcc names the host's libraries from its own
# folder, /usr/lib/gcc/TRIPLE/12/../../../TRIPLE/libc.so. The last component stays as it is
# written, for what libm.so is a link to is also what the tools load to run themselves.
resolved()
{
	sed -e 's|[^/]*$||' -e 's|^$|.|' "$1" | tr '\n' '\0' | xargs -0r realpath -m -- >folders
	sed 's|.*/||' "$1" >names
	paste -d / folders names | sed 's|//*|/|g' | sort -u
}

# Every dynamic dependency of the programs seen: the host's loader maps them for the tools.
tool_libraries()
{
	sed -n 's/.*execve("\([^"]*\)".* = 0$/\1/p' trace | sort -u | while read -r program; do
		ldd "$program" 2>>ldd.log | sed -n -e 's/.*=> \(\/[^ ]*\).*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\).*/\1/p'
	done | sort -u
}

# What the trace says was found, one path a line, without folders: gcc looks which there are.
# The loader opens with O_CLOEXEC and ld does not: a library that ld takes counts, though a
# tool may have mapped the same one.
paths_found()
{
	grep -v -e ' = -1 ' -e 'execve(' -e 'readlink' -e '"", ' -e 'mode=S_IFDIR' -e O_DIRECTORY \
		trace >found || :
	tool_libraries >libraries
	{
		grep 'O_RDONLY|O_CLOEXEC' found | sed -n 's/^[^"]*"\([^"]*\)".*/\1/p' |
			grep -Fxv -f libraries || :
		grep -v 'O_RDONLY|O_CLOEXEC' found | sed -n 's/^[^"]*"\([^"]*\)".*/\1/p' || :
	} | sort -u >paths
	resolved paths
}

# Paths under the host's include and library folders that were found, but for: gcc's and
# clang's own folders, and what the tools read to run themselves (libraries, locales,
# character sets).
# clang before 19 looks whether there is a CUDA on the machine, and takes nothing of it.
host_files()
{
	paths_found |
		grep -E '^/(usr/(local/|include|lib|share/(pkg|include))|lib|opt/)' |
		grep -Ev "^($MUSL_ROOT|$CENTOS7_ROOT|$PWD)(/|\$)" |
		grep -Ev '^/usr/(lib|lib64|libexec)/(gcc|gcc-cross)(/[a-z0-9_]+-[a-z0-9_-]+(/([0-9.]+(/.*)?)?)?)?$' |
		grep -Ev '^/usr/lib(64)?/(llvm-?[0-9]*|clang)(/|$)' |
		grep -Ev '/bin/ptxas$' |
		grep -Ev '^/usr/local/cuda[-0-9.]*(/bin(/ptxas)?|/include(/cuda\.h)?|/nvvm(/libdevice(/[a-z0-9.]*)?)?|/lib(64)?)?/?$' |
		grep -Ev '^/usr/lib/(locale/|os-release$)|/gconv/gconv-modules|^/usr/(bin|lib)/?$' || :
}

trace_to()
{
	strace -f -s 4096 -o trace \
		-e trace=execve,open,openat,openat2,access,faccessat,faccessat2,stat,lstat,newfstatat,statx \
		"$@" >out 2>&1
}

trace_one()
{
	what=$1
	shift
	trace_to "$@" || {
		cat out >&2
		fail "$what does not compile"
	}
	host_files >leaks
	if [ -s leaks ]; then
		cat leaks >&2
		fail "$what opened files of the host"
	fi
	grep -q '/usr/include/stdio.h", O_RDONLY' trace || fail "$what: the trace holds no header"
}

# The filter itself: a link of the host's own must be seen, and all that it takes.
for compiler in $compilers; do
	trace_to "$compiler" -pthread program.c -o result -lm || fail "$compiler does not link for the host"
	host_files >leaks
	for taken in '/usr/include/stdio\.h' '/[A-Za-z]*crt1\.o' '/libm\.[a-z0-9.]*' '/libc\.[a-z0-9.]*'; do
		grep -q "$taken\$" leaks || {
			cat leaks >&2
			fail "the filter hides what $compiler takes from the host: $taken"
		}
	done
	! grep -F /../ leaks || fail "a path is not resolved"
done

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		for mode in -c -S -E "-static -pthread" "-pthread" "-shared -fPIC"; do
			case $mode in
			-c | -S | -E) libraries= ;;
			*) libraries=-lm ;;
			esac
			# shellcheck disable=SC2086 # a mode is several words
			trace_one "$compiler $mode for $root" \
				"$root/bin/cc" $mode program.c -o result $libraries
		done
	done
done
