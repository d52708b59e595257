# debian13 for riscv64: C with threads, thread-local variables and atomics of one byte, by gcc and
# clang, and Go with C inside, static and dynamic, run under qemu and keep to the baseline.
. "$SYSROOT_SOURCE/tests/lib.sh"
. "$SYSROOT_SOURCE/tests/lib_go.sh"
want debian13-riscv64

cat >program.c <<'PROGRAM'
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* gcc before 14 calls libatomic for what has one or two bytes. */
static _Atomic unsigned char bytes;
static _Atomic short halves;
static __thread int own = 40;

static void *count(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		atomic_fetch_add(&bytes, 1);
		atomic_fetch_add(&halves, 1);
	}
	own++;
	return arg;
}

int main(int argc, char **argv)
{
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		if (pthread_create(&threads[i], NULL, count, argv) != 0)
			return 1;
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	printf("%d %d %d %.0f\n", bytes, halves, own, sqrt(argc * 16.0));
	return 0;
}
PROGRAM
for compiler in gcc clang; do
	for mode in -static -fPIC -no-pie; do
		SYSROOT_CC=$compiler "$root/bin/cc" -O2 $mode -pthread program.c -o program -lm >log 2>&1 ||
			fail "$compiler $mode: $(cat log)"
		readelf -h program | grep -q 'Machine: *RISC-V' || fail "$compiler $mode: of another machine"
		case $mode in
		-static) is_static program ;;
		*)
			readelf -lW program | grep -q 'interpreter: /lib/ld-linux-riscv64-lp64d.so.1' ||
				fail "$compiler $mode: another loader: $(readelf -lW program)"
			keeps_to program 2.41
			;;
		esac
		qemu-riscv64 -L "$root" ./program >said || fail "$compiler $mode: it does not run"
		[ "$(cat said)" = "208 2000 40 4" ] || fail "$compiler $mode: it says $(cat said)"
	done
done

go_here
for link in static shared; do
	sysroot exec "--$link" --arch riscv64 debian13 -- go build -o "baseline-$link" baseline >log 2>&1 ||
		fail "go build --$link: $(cat log)"
	readelf -h "baseline-$link" | grep -q 'Machine: *RISC-V' || fail "Go, $link: of another machine"
	qemu-riscv64 -L "$root" "./baseline-$link" >said || fail "Go, $link: $(cat said)"
done
is_static baseline-static
keeps_to baseline-shared 2.41
