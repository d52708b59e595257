/* Reads the files that stand for arguments ("@file"), as compilers and linker do after it. */
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

/*
 * The linker reads files as well: -Wl,A,@FILE is A and what the file says. Each word becomes an
 * argument of its own, where no comma parts it.
 */
static bool expand_for_linker(struct wrapper_args *out, const char *argument, size_t *room)
{
	struct wrapper_args words = { 0 };
	const char *rest = argument + 4;
	bool read_one = false;

	if (strncmp(argument, "-Wl,", 4) != 0 || !strstr(argument, ",@"))
		return false;
	while (*rest) {
		size_t length = strcspn(rest, ",");
		char *word = wrapper_join(rest, "", "", "");
		size_t first = words.count;

		word[length] = '\0';
		expand(&words, word, 0, room);
		read_one = read_one || words.count != first + 1 || words.args[first] != word;
		rest += length + (rest[length] == ',');
	}
	for (size_t i = 0; read_one && i < words.count; i++) {
		wrapper_push(out, "-Xlinker");
		wrapper_push(out, words.args[i]);
	}
	return read_one;
}

void wrapper_response_expand(struct wrapper_args *out, const char *argument)
{
	size_t room = LARGEST;

	if (!expand_for_linker(out, argument, &room))
		expand(out, argument, 0, &room);
}
