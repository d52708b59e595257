/* Options of a subcommand from one table: parser and --help. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/base/strv.h"

enum option_kind {
	OPTION_END,
	OPTION_FLAG, /* value: bool *, set to true */
	OPTION_STRING, /* value: const char **, borrowed from argv */
	OPTION_NUMBER, /* value: long *, not negative */
	OPTION_LIST, /* value: struct strv *, each use adds one */
	OPTION_CHOICE, /* value: struct option_choice * */
};

/* A value that is one of some words; the parser refuses others, completions offer them. */
struct option_choice {
	const char *const *words; /* ends in NULL */
	const char *value; /* the word given, borrowed from argv; NULL without the option */
};

struct option_def {
	enum option_kind kind;
	char letter; /* 'j' for -j, or 0 */
	const char *name; /* "jobs" for --jobs, or NULL */
	const char *argument; /* "N", shown in the help; NULL for a flag */
	const char *
		help; /* one line, lower case, no full stop; "a (the default), b or c" are values */
	void *value;
};

struct option_usage {
	const char *command; /* "build" */
	const char *arguments; /* "[OPTION...] TARGET..." */
	const char *summary; /* one line: what the command does */
	const char *more; /* paragraphs below the table, or NULL */
	const struct option_def *table; /* ends in OPTION_END */
	bool stop_at_first; /* the first word that is no option ends options */
};

/*
 * Parse argv[1..argc-1]. Words that are no options go to rest (borrowed
 * copies); "--" ends options. --help prints the help on stdout and returns 1.
 * A flag named "json" is set before anything else is parsed: errors depend on it.
 * Returns 0, 1, or -1 with ERR_USAGE (nearest option named) set.
 */
int option_parse(const struct option_usage *usage, int argc, char **argv, struct strv *rest,
		 struct err *err) MUST_CHECK;

/* Is the word among those of a command line, before a "--"? */
bool option_is_among(int argc, char **argv, const char *word);

/*
 * The options that option_parse() took so far that have a long name and a value: name, value, name,
 * value. Borrowed.
 */
const struct strv *option_given(void);

/* The names of the flags among them, each once. Borrowed. */
const struct strv *option_given_flags(void);

/*
 * For completions, and to learn what a command takes: until option_ask(NULL, NULL), option_parse()
 * does not parse but hands what it was given to asked, and returns 1 as after --help, so that no
 * command does its work.
 */
typedef void option_asked(const struct option_usage *usage, int argc, char **argv, void *arg);
void option_ask(option_asked *asked, void *arg);

/* The help itself, on stdout. */
void option_print_help(const struct option_usage *usage);

#endif
