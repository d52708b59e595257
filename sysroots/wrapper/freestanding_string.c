/* The string functions of a C library that the wrapper needs; freestanding.c says why. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

/* Some C libraries make macros of these, for a const result where the argument is const. */
#undef strchr
#undef strrchr
#undef strstr
#undef strpbrk

/* In a loop: keeps the compiler from seeing that it does what memcpy or strlen does, and
 * calling that function from within itself. */
#define PLAIN_LOOP() __asm__ volatile("")

/* Compilers call the first four without being asked to. */

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		PLAIN_LOOP();
		((char *)to)[i] = ((const char *)from)[i];
	}
	return to;
}

void *memmove(void *to, const void *from, size_t size)
{
	if ((char *)to < (const char *)from)
		return memcpy(to, from, size);
	while (size-- > 0) {
		PLAIN_LOOP();
		((char *)to)[size] = ((const char *)from)[size];
	}
	return to;
}

void *memset(void *to, int byte, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		PLAIN_LOOP();
		((char *)to)[i] = (char)byte;
	}
	return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *left = a;
	const unsigned char *right = b;

	for (; size > 0; size--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}

size_t strlen(const char *text)
{
	size_t length = 0;

	for (; text[length]; length++)
		PLAIN_LOOP();
	return length;
}

int strncmp(const char *a, const char *b, size_t size)
{
	for (; size > 0; size--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, (size_t)-1);
}

char *strchr(const char *text, int wanted)
{
	for (; *text != (char)wanted; text++)
		if (!*text)
			return NULL;
	return (char *)(size_t)text;
}

char *strrchr(const char *text, int wanted)
{
	char *found = NULL;

	for (; (text = strchr(text, wanted)); text++) {
		found = (char *)(size_t)text;
		if (!*text)
			break;
	}
	return found;
}

char *strstr(const char *text, const char *wanted)
{
	size_t length = strlen(wanted);

	for (; strncmp(text, wanted, length) != 0; text++)
		if (!*text)
			return NULL;
	return (char *)(size_t)text;
}

size_t strcspn(const char *text, const char *bytes)
{
	size_t length = 0;

	while (text[length] && !strchr(bytes, text[length]))
		length++;
	return length;
}

char *strpbrk(const char *text, const char *bytes)
{
	text += strcspn(text, bytes);
	return *text ? (char *)(size_t)text : NULL;
}

char *stpcpy(char *restrict to, const char *restrict from)
{
	while ((*to = *from++))
		to++;
	return to;
}

char *strsep(char **rest, const char *bytes)
{
	char *word = *rest;
	char *end;

	if (!word)
		return NULL;
	end = word + strcspn(word, bytes);
	*rest = *end ? end + 1 : NULL;
	*end = '\0';
	return word;
}
