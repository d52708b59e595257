# libgcc_eh.a of gcc 14 and later refers to thread functions strongly. A static program without
# threads links for glibc before 2.34 all the same, and one with threads gets libpthread's, whole.
# The compilers here may be older: a libgcc_eh.a that asks as that one does stands in for theirs.
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >unwinder.c <<'END'
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_key_t key;
int begun;

static void begin(void)
{
	begun++;
	pthread_key_create(&key, NULL);
}

#define ASKED(name) \
	int name(void); \
	int name(void) \
	{ \
		pthread_once(&once, begin); \
		pthread_mutex_lock(&mutex); \
		if (begun > 1) \
			pthread_cond_wait(&condition, &mutex); \
		pthread_cond_broadcast(&condition); \
		pthread_mutex_unlock(&mutex); \
		pthread_setspecific(key, &key); \
		return pthread_getspecific(key) == &key ? begun : -1; \
	}
ASKED(_Unwind_Backtrace)
ASKED(_Unwind_ForcedUnwind)
ASKED(_Unwind_GetCFA)
ASKED(_Unwind_GetIP)
ASKED(_Unwind_Resume)
ASKED(__gcc_personality_v0)
END
cat >alone.c <<'END'
#include <stdio.h>

int _Unwind_Backtrace(void);

int main(void)
{
	int first = _Unwind_Backtrace();

	return printf("%d and %d\n", first, _Unwind_Backtrace()) < 0;
}
END
cat >threads.c <<'END'
#include <pthread.h>
#include <stdio.h>

int _Unwind_Backtrace(void);

static void *work(void *arg)
{
	*(int *)arg = _Unwind_Backtrace();
	return arg;
}

int main(void)
{
	int first = 0;
	pthread_t thread;

	if (pthread_create(&thread, NULL, work, &first) || pthread_join(thread, NULL))
		return 1;
	return printf("%d and %d\n", first, _Unwind_Backtrace()) < 0;
}
END
mkdir own
for compiler in gcc clang; do
	export SYSROOT_CC=$compiler
	rm -f own/libgcc_eh.a
	"$CENTOS7_ROOT/bin/cc" -O1 -c unwinder.c -o unwinder.o
	ar rcs own/libgcc_eh.a unwinder.o
	# gcc looks for it where -B says, clang where -L says.
	for program in alone "alone -pthread" "alone -lpthread" "threads -pthread" "threads -lpthread"; do
		source=${program%% *}.c library=${program#* }
		[ "$library" != "$program" ] || library=
		# shellcheck disable=SC2086 # none or one word
		"$CENTOS7_ROOT/bin/cc" -static "-B$PWD/own/" "-L$PWD/own" -Wno-unused-command-line-argument \
			"$source" $library -o program 2>said || fail "$compiler -static $program: $(cat said)"
		[ ! -s said ] || fail "$compiler -static $program: $(cat said)"
		expect 0 ./program
		says out '1 and 1'
	done
	# A thread function of the user's is not satisfied by what is there for the unwinder alone.
	! "$CENTOS7_ROOT/bin/cc" -static threads.c own/libgcc_eh.a -o program 2>said ||
		fail "$compiler links a program with threads without the library of threads"
	says said pthread_create
	# A dynamic program may get threads with what it loads: libpthread.so serves the unwinder.
	"$CENTOS7_ROOT/bin/cc" -static-libgcc "-B$PWD/own/" "-L$PWD/own" alone.c -o program 2>said ||
		fail "$compiler -static-libgcc: $(cat said)"
	readelf -Wd program | grep -q 'NEEDED.*libpthread\.so\.0' || fail "$compiler: threads from elsewhere than libpthread"
done
