/* What the archive has: functions that Debian 13's headers give names or versions that older C
 * libraries lack. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

const char *foreign(const char *path);

static void *work(void *arg)
{
	pthread_mutex_t *mutex = arg;

	pthread_mutex_lock(mutex);
	pthread_mutex_unlock(mutex);
	return gettid() != getpid() ? arg : NULL;
}

const char *foreign(const char *path)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	static const char *volatile number = "0x2a 5";
	char text[32], *end = NULL;
	unsigned char bytes[16] = "";
	struct stat one, other;
	off_t far = (off_t)5 << 30;
	int fd, first = 0, second = 0;
	pthread_t thread;
	void *result = NULL;

	if (strtol(number, &end, 0) != 42 ||
	    sscanf(number, "%x %d", (unsigned int *)&first, &second) != 2 || first != 42 ||
	    second != 5)
		return "numbers";
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, far) != 0 || lseek(fd, 0, SEEK_END) != far ||
	    fstat(fd, &one) != 0 || stat(path, &other) != 0 || one.st_ino != other.st_ino ||
	    other.st_size != far || fcntl(fd, F_GETFD) != FD_CLOEXEC ||
	    pwrite(fd, "x", 1, far - 1) != 1)
		return unlink(path), "files";
	unlink(path);
	close(fd);
	if (getentropy(bytes, sizeof(bytes)) != 0 || arc4random_uniform(1) != 0)
		return "random numbers";
	if (strlcpy(text, number, sizeof(text)) != 6 || strlcat(text, "!", sizeof(text)) != 7 ||
	    snprintf(text + first - 42, sizeof(text), "%s", number) != 6)
		return "strings";
	end = reallocarray(NULL, 4, sizeof(text));
	if (!end)
		return "memory";
	memcpy(end, text, sizeof(text));
	explicit_bzero(end, sizeof(text));
	free(end);
	if (pthread_create(&thread, NULL, work, &mutex) != 0 ||
	    pthread_join(thread, &result) != 0 || !result)
		return "threads";
	return NULL;
}
