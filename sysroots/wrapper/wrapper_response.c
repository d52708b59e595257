/* Reads the files that stand for arguments ("@file"), as the compilers do after it. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>

/* Against a file that names itself. What goes beyond is left as it stands: the compiler then
 * says what it thinks of it. */
enum { DEEPEST = 8, LARGEST = 16 << 20 };

static bool is_blank(char byte)
{
	return byte && strchr(" \t\n\v\f\r", byte);
}

/*
 * The next argument of a file, in its own place; NULL at the end. Arguments are parted by
 * blanks; quotes of either kind hold blanks together, and everywhere, in quotes too, the byte
 * behind a backslash means itself. Source: GCC's manual, "Overall Options".
 */
static char *next_argument(char **rest)
{
	char *from = *rest;
	char *argument;
	char *to;
	char quote = '\0';

	while (is_blank(*from))
		from++;
	if (!*from)
		return NULL;
	argument = to = from;
	for (; *from && (quote || !is_blank(*from)); from++) {
		if (*from == '\\' && from[1])
			*to++ = *++from;
		else if (quote ? *from == quote : (*from == '"' || *from == '\''))
			quote = quote ? '\0' : *from;
		else
			*to++ = *from;
	}
	*rest = *from ? from + 1 : from;
	*to = '\0';
	return argument;
}

static void expand(struct wrapper_args *out, const char *argument, int depth, size_t *room)
{
	char *text = NULL;

	if (argument[0] == '@' && depth < DEEPEST)
		text = wrapper_read(argument + 1, *room);
	if (!text) {
		wrapper_push(out, argument);
		return;
	}
	*room -= strlen(text);
	for (char *next; (next = next_argument(&text));)
		expand(out, next, depth + 1, room);
}

void wrapper_response_expand(struct wrapper_args *out, const char *argument)
{
	size_t room = LARGEST;

	expand(out, argument, 0, &room);
}
