/* Files of lines in /etc, read for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <ctype.h>
#include <errno.h>
#include <linux/futex.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#if !__GLIBC_PREREQ(2, 34)

/* pthread_mutex_lock() is in libpthread, which a program without threads does not have. The word
 * is 0 when free, 1 when held, 2 when held and waited for. */
static void names_lock(int *lock)
{
	int held = 0;

	if (__atomic_compare_exchange_n(lock, &held, 1, 0, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(lock, 2, __ATOMIC_ACQUIRE) != 0)
		syscall(SYS_futex, lock, FUTEX_WAIT_PRIVATE, 2, NULL, NULL, 0);
}

static void names_unlock(int *lock)
{
	if (__atomic_exchange_n(lock, 0, __ATOMIC_RELEASE) == 2)
		syscall(SYS_futex, lock, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void *names_take(struct names_room *room, size_t size, size_t alignment)
{
	size_t pad = -(uintptr_t)room->next & (alignment - 1);
	char *start = room->next + pad;

	if ((size_t)(room->end - room->next) < pad || (size_t)(room->end - start) < size)
		return NULL;
	room->next = start + size;
	return start;
}

char *names_text(struct names_room *room, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = names_take(room, size, 1);

	return copy ? memcpy(copy, text, size) : NULL;
}

FILE *names_open(const char *path, enum nss_status *status)
{
	/* "c": no cancellation point, since the callers hold locks and memory. */
	FILE *stream = fopen(path, "rce");

	if (stream)
		__fsetlocking(stream, FSETLOCKING_BYCALLER);
	else
		*status = errno == EAGAIN ? NSS_STATUS_TRYAGAIN : NSS_STATUS_UNAVAIL;
	return stream;
}

int names_read(FILE *stream, int (*parse)(char *line, void *entry, struct names_room *room),
	       void *entry, char *buffer, size_t size)
{
	struct names_room room;
	char *line;
	size_t length;
	int parsed = 0;

	while (parsed == 0) {
		if (size < 2)
			return ERANGE;
		if (!fgets_unlocked(buffer, size < INT32_MAX ? (int)size : INT32_MAX, stream))
			return ENOENT;
		length = strlen(buffer);
		if (length > 0 && buffer[length - 1] != '\n' && !feof_unlocked(stream))
			return ERANGE;
		buffer[strcspn(buffer, "#\n")] = '\0';
		for (line = buffer; isspace((unsigned char)*line); line++)
			;
		room = (struct names_room){ buffer + length + 1, buffer + size };
		if (*line)
			parsed = parse(line, entry, &room);
	}
	return parsed > 0 ? 0 : ERANGE;
}

int names_read_whole(FILE *stream,
		     int (*read)(FILE *stream, void *entry, char *buffer, size_t size), void *entry,
		     struct names_buffer *buffer)
{
	const off_t start = ftello(stream);

	for (;;) {
		const size_t size = buffer->size ? buffer->size * 2 : 4096;
		char *grown;

		if (buffer->bytes) {
			int error = read(stream, entry, buffer->bytes, buffer->size);

			if (error != ERANGE || fseeko(stream, start, SEEK_SET) != 0)
				return error;
		}
		grown = realloc(buffer->bytes, size);
		if (!grown)
			return ENOMEM;
		*buffer = (struct names_buffer){ grown, size };
	}
}

char *names_word(char **line, char stop)
{
	char *word = *line, *end = word;

	while (*end && *end != stop && (stop || !isspace((unsigned char)*end)))
		end++;
	*line = end;
	if (*end) {
		*end++ = '\0';
		while (!stop && isspace((unsigned char)*end))
			end++;
		*line = end;
	}
	return word;
}

char **names_words(char *line, struct names_room *room)
{
	char **words = names_take(room, sizeof(*words), _Alignof(char *));
	size_t count = 0;

	while (words && *line) {
		char *word = names_word(&line, '\0');

		if (!*word)
			continue;
		if (!names_take(room, sizeof(*words), _Alignof(char *)))
			return NULL;
		words[count++] = word;
	}
	if (words)
		words[count] = NULL;
	return words;
}

int names_is_one(const char *name, const char *official, char *const *aliases,
		 int (*compare)(const char *, const char *))
{
	if (compare(official, name) == 0)
		return 1;
	for (; *aliases; aliases++)
		if (compare(*aliases, name) == 0)
			return 1;
	return 0;
}

enum nss_status names_with_h_errno(enum nss_status status, int *h_errnop)
{
	if (status == NSS_STATUS_NOTFOUND)
		*h_errnop = HOST_NOT_FOUND;
	else if (status == NSS_STATUS_TRYAGAIN)
		*h_errnop = NETDB_INTERNAL;
	else if (status == NSS_STATUS_UNAVAIL)
		*h_errnop = NO_DATA;
	return status;
}

static enum nss_status status_of(int error, int *errnop)
{
	if (error == 0)
		return NSS_STATUS_SUCCESS;
	if (error == ENOENT)
		return NSS_STATUS_NOTFOUND;
	*errnop = error;
	return NSS_STATUS_TRYAGAIN;
}

enum nss_status names_find(const struct names_database *database,
			   int (*matches)(const void *entry, const void *key), const void *key,
			   void *entry, char *buffer, size_t size, int *errnop)
{
	enum nss_status status;
	int error, saved = errno;
	FILE *stream = names_open(database->path, &status);

	if (!stream)
		return status;
	do
		error = database->read(stream, entry, buffer, size);
	while (error == 0 && !matches(entry, key));
	fclose(stream);
	errno = saved;
	return status_of(error, errnop);
}

enum nss_status names_set(struct names_cursor *cursor)
{
	enum nss_status status = NSS_STATUS_SUCCESS;

	names_lock(&cursor->lock);
	if (cursor->stream)
		rewind(cursor->stream);
	else
		cursor->stream = names_open(cursor->database->path, &status);
	names_unlock(&cursor->lock);
	return status;
}

enum nss_status names_get(struct names_cursor *cursor, void *entry, char *buffer, size_t size,
			  int *errnop)
{
	enum nss_status status = NSS_STATUS_SUCCESS;
	int saved = errno;

	names_lock(&cursor->lock);
	if (!cursor->stream)
		cursor->stream = names_open(cursor->database->path, &status);
	if (cursor->stream) {
		off_t start = ftello(cursor->stream);
		int error = cursor->database->read(cursor->stream, entry, buffer, size);

		/* What did not fit is asked for again. */
		if (error == ERANGE && fseeko(cursor->stream, start, SEEK_SET) != 0)
			error = ENOENT;
		errno = saved;
		status = status_of(error, errnop);
	}
	names_unlock(&cursor->lock);
	return status;
}

enum nss_status names_end(struct names_cursor *cursor)
{
	names_lock(&cursor->lock);
	if (cursor->stream)
		fclose(cursor->stream);
	cursor->stream = NULL;
	names_unlock(&cursor->lock);
	return NSS_STATUS_SUCCESS;
}

#endif
