/* Netgroups from files, for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

/* glibc's own of the walk through a netgroup; the first members, the same from 2.17 to 2.33. */
struct __netgrent {
	enum { TRIPLE, GROUP } type;
	union {
		struct {
			const char *host, *user, *domain; /* NULL: any */
		} triple;
		const char *group;
	} value;
	char *data; /* the group's text, ours from setnetgrent() to endnetgrent() */
	size_t data_size;
	char *cursor;
	int first; /* nothing of the group has been returned */
};

static enum nss_status files_endnetgrent(struct __netgrent *walk)
{
	free(walk->data);
	walk->data = walk->cursor = NULL;
	walk->data_size = 0;
	return NSS_STATUS_SUCCESS;
}

/* A line with those that continue it: a backslash at its end says so. Returns NULL at the end of
 * the file, and sets *failed where there was no memory. The caller frees it. */
static char *read_joined(FILE *stream, int *failed)
{
	char *line = NULL, *all = NULL, *grown;
	size_t size = 0, length = 0;
	ssize_t got;

	while (!*failed && (got = getline(&line, &size, stream)) > 0) {
		int continued;

		if (line[got - 1] == '\n')
			line[--got] = '\0';
		continued = got > 0 && line[got - 1] == '\\';
		if (continued)
			line[got - 1] = ' ';
		grown = realloc(all, length + (size_t)got + 1);
		*failed = !grown;
		if (!grown)
			break;
		all = grown;
		memcpy(all + length, line, (size_t)got + 1);
		length += (size_t)got;
		if (!continued)
			break;
	}
	free(line);
	return all;
}

static enum nss_status files_setnetgrent(const char *group, struct __netgrent *walk)
{
	enum nss_status status = NSS_STATUS_NOTFOUND;
	const size_t length = strlen(group);
	int failed = 0;
	FILE *stream;
	char *line;

	if (length == 0)
		return NSS_STATUS_UNAVAIL;
	stream = names_open("/etc/netgroup", &status);
	if (!stream)
		return status;
	files_endnetgrent(walk);
	while (status == NSS_STATUS_NOTFOUND && (line = read_joined(stream, &failed)) != NULL) {
		if (strncmp(line, group, length) == 0 && isspace((unsigned char)line[length])) {
			walk->data = line;
			walk->data_size = strlen(line) + 1;
			walk->cursor = line + length;
			walk->first = 1;
			status = NSS_STATUS_SUCCESS;
		} else {
			free(line);
		}
	}
	fclose(stream);
	return failed ? NSS_STATUS_UNAVAIL : status;
}

/* A member of a triple without the spaces around it, or NULL where there is nothing else. */
static const char *member(char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	for (char *end = text; *end; end++)
		if (isspace((unsigned char)*end))
			*end = '\0';
	return *text ? text : NULL;
}

static enum nss_status take_triple(struct __netgrent *walk, char *text, char *buffer, size_t size,
				   int *errnop)
{
	char *members[3], *end = strchr(text, ')');
	size_t length = end ? (size_t)(end - text) : 0;

	if (!end)
		return walk->first ? NSS_STATUS_NOTFOUND : NSS_STATUS_RETURN;
	if (length + 1 > size) {
		*errnop = ERANGE;
		return NSS_STATUS_UNAVAIL; /* as glibc's own */
	}
	memcpy(buffer, text, length);
	buffer[length] = '\0';
	for (int i = 0; i < 3; i++) {
		members[i] = buffer;
		buffer = i < 2 ? strchr(buffer, ',') : NULL;
		if (i < 2 && !buffer)
			return walk->first ? NSS_STATUS_NOTFOUND : NSS_STATUS_RETURN;
		if (buffer)
			*buffer++ = '\0';
	}
	walk->type = TRIPLE;
	walk->value.triple.host = member(members[0]);
	walk->value.triple.user = member(members[1]);
	walk->value.triple.domain = member(members[2]);
	walk->cursor = end + 1;
	walk->first = 0;
	return NSS_STATUS_SUCCESS;
}

static enum nss_status files_getnetgrent(struct __netgrent *walk, char *buffer, size_t size,
					 int *errnop)
{
	char *text = walk->cursor;

	if (!text)
		return NSS_STATUS_NOTFOUND;
	while (isspace((unsigned char)*text))
		text++;
	if (*text == '(')
		return take_triple(walk, text + 1, buffer, size, errnop);
	if (!*text)
		return walk->first ? NSS_STATUS_NOTFOUND : NSS_STATUS_RETURN;
	walk->type = GROUP;
	walk->value.group = names_word(&text, '\0');
	walk->cursor = text;
	walk->first = 0;
	return NSS_STATUS_SUCCESS;
}

const struct names_function names_files_netgroups[] = {
	{ "setnetgrent", files_setnetgrent },
	{ "getnetgrent_r", files_getnetgrent },
	{ "endnetgrent", files_endnetgrent },
	{ NULL, NULL },
};

#endif
