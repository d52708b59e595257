# glibc before 2.34: what asks for pthread_create() gets all of libpthread in a static program. C++
# headers and libraries refer to the rest of it weakly, which takes nothing out of an archive.
. "$SYSROOT_SOURCE/tests/lib.sh"

cat >program.c <<'END'
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

#pragma weak pthread_cond_broadcast
#pragma weak pthread_cond_timedwait
#pragma weak pthread_detach
#pragma weak pthread_getspecific
#pragma weak pthread_join
#pragma weak pthread_key_create
#pragma weak pthread_mutex_timedlock
#pragma weak pthread_mutexattr_settype
#pragma weak pthread_once
#pragma weak pthread_rwlock_rdlock
#pragma weak pthread_setspecific
#pragma weak sem_timedwait

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;

static void prepare(void)
{
	pthread_key_create(&key, NULL);
}

static void *work(void *arg)
{
	pthread_once(&once, prepare);
	pthread_setspecific(key, arg);
	return pthread_getspecific(key);
}

int main(void)
{
	void *const all[] = {
		(void *)pthread_cond_broadcast, (void *)pthread_cond_timedwait,
		(void *)pthread_detach, (void *)pthread_getspecific,
		(void *)pthread_join, (void *)pthread_key_create,
		(void *)pthread_mutex_timedlock, (void *)pthread_mutexattr_settype,
		(void *)pthread_once, (void *)pthread_rwlock_rdlock,
		(void *)pthread_setspecific, (void *)sem_timedwait,
	};
	int missing = 0;
	pthread_t thread;
	void *result = NULL;

	for (unsigned i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		missing += !all[i];
	printf("%d of %u are missing\n", missing, (unsigned)(sizeof(all) / sizeof(all[0])));
	if (missing || pthread_create(&thread, NULL, work, &thread) || pthread_join(thread, &result))
		return 1;
	puts(result == &thread ? "and work" : "and do not work");
	return 0;
}
END
for compiler in gcc clang; do
	SYSROOT_CC=$compiler "$CENTOS7_ROOT/bin/cc" -O2 -pthread -static program.c -o program 2>said || fail "$(cat said)"
	# All of it comes along; what its sem_open() calls is nothing to warn the user of.
	[ ! -s said ] || fail "$compiler: $(cat said)"
	expect 0 ./program
	says out '0 of 12 are missing'
	says out 'and work'
done
