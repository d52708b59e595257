#!/bin/sh
# Every kind of link makes what it should, and the result runs on the target's own loader.
# SPDX-License-Identifier: MIT
set -eu
# shellcheck source=tests/e2e/wrapper/wrapper_common.inc
. "$(dirname "$0")/wrapper_common.inc"

cat >program.c <<'END'
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>

int twice(int value);

static void *twice_in_thread(void *arg)
{
	*(int *)arg = twice(*(int *)arg);
	return arg;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	struct stat status;
	int value = 20 + argc;

	(void)argv;
	if (stat("/", &status) != 0 || !S_ISDIR(status.st_mode))
		return 1;
	if (pthread_create(&thread, NULL, twice_in_thread, &value) != 0)
		return 1;
	pthread_join(thread, NULL);
	printf("%d %.0f\n", value, sqrt(argc * 81.0));
	return 0;
}
END
printf 'int twice(int value)\n{\n\treturn 2 * value;\n}\n' >twice.c
printf 'int twice(int value);\nvoid _start(void);\nvoid _start(void)\n{\n\ttwice(1);\n}\n' >bare.c

interpreter()
{
	readelf -W -l "$1" | sed -n 's/.*interpreter: \(.*\)\]/\1/p'
}

kind()
{
	readelf -W -h "$1" | awk '$1 == "Type:" { print $2 }'
}

# expect WHAT GOT WANTED
expect()
{
	[ "$2" = "$3" ] || fail "$where: $1 is '$2', not '$3'"
}

for root in "$MUSL_ROOT" "$CENTOS7_ROOT"; do
	case $root in
	"$MUSL_ROOT") loader=/lib/ld-musl-x86_64.so.1 ;;
	*) loader=/lib64/ld-linux-x86-64.so.2 ;;
	esac
	for compiler in $compilers; do
		export SYSROOT_CC="$compiler"
		cc=$root/bin/cc

		for flags in "-static" "-static -O2 -flto" "-static -no-pie -fno-pie" "-static -fPIE"; do
			where="$compiler $flags for $root"
			# shellcheck disable=SC2086 # several flags
			"$cc" $flags -pthread program.c twice.c \
				-o program -lm || fail "$where"
			expect type "$(kind program)" EXEC
			expect interpreter "$(interpreter program)" ""
			expect output "$(./program)" "42 9"
		done

		for flags in "" "-pie -fPIE" "-no-pie -fno-pie" "-O2 -flto"; do
			where="$compiler $flags for $root"
			# shellcheck disable=SC2086
			"$cc" $flags -pthread program.c twice.c -o program -lm || fail "$where"
			case $flags in
			-pie*) expect type "$(kind program)" DYN ;;
			-no-pie*) expect type "$(kind program)" EXEC ;;
			esac
			expect interpreter "$(interpreter program)" "$loader"
			expect output "$(run_on_target "$root" ./program)" "42 9"
			if readelf -W -d program | grep -q -e RELR -e libgcc_s; then
				fail "$where: packed relocations or a needless libgcc_s"
			fi
		done

		where="$compiler -shared for $root"
		"$cc" -shared -fPIC twice.c -o libtwice.so || fail "$where"
		expect type "$(kind libtwice.so)" DYN
		expect interpreter "$(interpreter libtwice.so)" ""
		"$cc" -pthread program.c -L. -ltwice -Wl,-rpath,"$PWD" -o program -lm || fail "$where"
		expect output "$(run_on_target "$root" ./program)" "42 9"

		where="$compiler -nostdlib, -nostartfiles, -nodefaultlibs, -r for $root"
		"$cc" -nostdlib bare.c twice.c -o bare || fail "$where"
		"$cc" -nostartfiles bare.c twice.c -o bare || fail "$where"
		if "$cc" -nodefaultlibs -static program.c twice.c -o bare 2>log; then
			fail "$where: -nodefaultlibs links libc"
		fi
		"$cc" -nostdlib -r bare.c twice.c -o both.o 2>log || fail "$where"
		expect type "$(kind both.o)" REL
		"$cc" -r bare.c twice.c -o both.o || fail "$where"
		expect type "$(kind both.o)" REL
		"$cc" -c program.c -o program.o && "$cc" -c twice.c -o twice.o
		"$cc" -static program.o twice.o -pthread -lm -o program || fail "$where"
		expect output "$(./program)" "42 9"

		where="$compiler for $root"
		if [ "$root" = "$MUSL_ROOT" ]; then
			"$cc" -static-pie -fPIE program.c twice.c -o program -lm || fail "$where -static-pie"
			expect type "$(kind program)" DYN
			expect interpreter "$(interpreter program)" ""
			expect output "$(./program)" "42 9"
			size=$(readelf -W -l program | awk '$1 == "GNU_STACK" { print $6 }')
			expect "thread stack" "$(printf '%d' "$size")" 1048576
		else
			"$cc" -pthread program.c twice.c -o program -lm
			expect "newest version" \
				"$(printf '%s\nGLIBC_2.17\n' "$(newest_glibc_need program)" | sort -V | tail -n 1)" \
				GLIBC_2.17
		fi
	done
done
