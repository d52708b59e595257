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

# Paths under the host's include and library directories that were found, but for: gcc's and
# clang's own directories, and what the tools load to run themselves (shared libraries by the
# host's loader, locales, character sets). A library that a link takes from the host ends in .a,
# .o or .so, or is one of the libc family in the directories that ld searches by itself.
host_files()
{
	grep -v -e ' = -1 ' -e 'execve(' -e 'readlink' "$1" |
		sed -n 's/^[^"]*"\([^"]*\)".*/\1/p' | sort -u |
		grep -E '^/(usr/(local/|include|lib|share/(pkg|include))|lib|opt/)' |
		grep -Ev "^($MUSL_ROOT|$CENTOS7_ROOT|$PWD)(/|\$)" |
		grep -Ev '^/usr/lib(64)?/(gcc|gcc-cross)(/[a-z0-9_]+-[a-z0-9_-]+(/[0-9.]+(/.*)?|/\.)?)?$' |
		grep -Ev '^/usr/lib(64)?/(llvm-?[0-9]*|clang)(/|$)' |
		grep -Ev '^/usr/lib/(locale/|os-release$)|/gconv/gconv-modules|^/usr/(bin|lib)$' || :
}

# What the loader maps for the tools themselves: every dynamic dependency of the programs seen.
tool_libraries()
{
	sed -n 's/.*execve("\([^"]*\)".* = 0$/\1/p' trace | sort -u | while read -r program; do
		ldd "$program" 2>>ldd.log | sed -n -e 's/.*=> \(\/[^ ]*\).*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\).*/\1/p'
	done | sort -u >tool_libraries
}

trace_one()
{
	what=$1
	shift
	strace -f -s 4096 -o trace \
		-e trace=execve,open,openat,openat2,access,faccessat,faccessat2,stat,lstat,newfstatat,statx \
		"$@" >out 2>&1 || {
		cat out >&2
		fail "$what does not compile"
	}
	tool_libraries
	host_files trace | grep -Fxv -f tool_libraries >leaks || :
	if [ -s leaks ]; then
		cat leaks >&2
		fail "$what opened files of the host"
	fi
	grep -q '/usr/include/stdio.h", O_RDONLY' trace || fail "$what: the trace holds no header"
}

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
