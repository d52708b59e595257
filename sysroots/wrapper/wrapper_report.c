/* Strings, argument vectors, files' texts and error messages of the toolchain wrapper. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *own_name = "sysroot wrapper";

void wrapper_set_name(const char *name)
{
	own_name = name;
}

const char *wrapper_name(void)
{
	return own_name;
}

/* No stdio: it would double the size of a program that is started for every compile. One
 * writev, so that messages of parallel compiles do not mix. */
void wrapper_say(int fd, const char *const *pieces)
{
	struct iovec parts[16];
	int count = 0;

	for (; count < 16 && pieces[count]; count++) {
		/* writev only reads; its interface cannot say so. */
		parts[count].iov_base = (void *)(size_t)pieces[count];
		parts[count].iov_len = strlen(pieces[count]);
	}
	if (writev(fd, parts, count) < 0)
		return; /* nowhere left to say so */
}

void wrapper_die(int status, const char *problem, const char *subject, const char *advice)
{
	const char *quote = subject ? " '" : "";
	const char *pieces[] = { own_name,           ": ", problem, quote, subject ? subject : "",
				 subject ? "'" : "", "\n", advice,  "\n",  NULL };

	wrapper_say(STDERR_FILENO, pieces);
	_exit(status);
}

const char *wrapper_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

char *wrapper_join(const char *a, const char *b, const char *c, const char *d)
{
	const char *parts[] = { a, b, c, d };
	size_t length = 1;
	char *whole;
	char *end;

	for (size_t i = 0; i < 4; i++)
		length += strlen(parts[i]);
	whole = malloc(length);
	if (!whole)
		wrapper_die(1, "out of memory", NULL, "give the build more memory");
	end = whole;
	for (size_t i = 0; i < 4; i++)
		end = stpcpy(end, parts[i]);
	return whole;
}

void wrapper_push(struct wrapper_args *args, const char *arg)
{
	if (args->count + 2 > args->room) {
		size_t room = args->room ? args->room * 2 : 64;
		const char **grown = realloc(args->args, room * sizeof(*grown));

		if (!grown)
			wrapper_die(1, "out of memory", NULL, "give the build more memory");
		args->args = grown;
		args->room = room;
	}
	args->args[args->count++] = arg;
	args->args[args->count] = NULL;
}

char *wrapper_read(const char *path, size_t largest)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	/* A pipe has no end to go to, and is left to the one for whom it is meant. */
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);
	size_t length = 0;
	char *text = NULL;

	if (size >= 0 && (size_t)size <= largest && lseek(fd, 0, SEEK_SET) == 0)
		text = malloc((size_t)size + 1);
	while (text && length < (size_t)size) {
		ssize_t got = read(fd, text + length, (size_t)size - length);

		if (got < 0) {
			free(text);
			text = NULL;
		}
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	if (fd >= 0)
		close(fd);
	if (text)
		text[length] = '\0';
	return text;
}
