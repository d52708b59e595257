/* Options of a subcommand from one table: parser and --help. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/option.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"

void option_print_help(const struct option_usage *usage)
{
	printf("usage: sysroot %s%s%s\n\n%s\n", usage->command, *usage->arguments ? " " : "",
	       usage->arguments, usage->summary);
	if (usage->table[0].kind != OPTION_END)
		printf("\noptions:\n");
	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++) {
		char left[64];

		snprintf(left, sizeof(left), "%c%c%s%s%s%s%s", o->letter ? '-' : ' ',
			 o->letter ? o->letter : ' ', o->letter && o->name ? ", " : "  ",
			 o->name ? "--" : "", o->name ? o->name : "", o->argument ? " " : "",
			 o->argument ? o->argument : "");
		/* What does not fit beside 22 columns goes to the next line. */
		if (strlen(left) > 22)
			printf("  %s\n%24s %s\n", left, "", o->help);
		else
			printf("  %-22s %s\n", left, o->help);
	}
	if (usage->more)
		printf("\n%s\n", usage->more);
}

static int option_choose(struct option_choice *choice, const char *shown, const char *value,
			 struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOFREE char *all = NULL;
	const char *nearest;

	assert(value);
	for (const char *const *word = choice->words; *word; word++) {
		strv_add(&words, *word);
		if (strcmp(*word, value) == 0) {
			choice->value = value;
			return 0;
		}
	}
	all = strv_join(&words, ", ");
	nearest = strv_nearest(&words, value);
	err_set(err, ERR_USAGE, "option '%s' does not accept '%s'", shown, value);
	if (nearest)
		return err_hint(err, "did you mean '%s'? the choices are %s", nearest, all);
	return err_hint(err, "the choices are %s", all);
}

static struct strv option_words = STRV_INIT;
static struct strv option_flags = STRV_INIT;

const struct strv *option_given(void)
{
	return &option_words;
}

const struct strv *option_given_flags(void)
{
	return &option_flags;
}

static int option_take(const struct option_def *o, const char *shown, const char *value,
		       struct err *err)
{
	uint64_t n;
	size_t len;

	if (o->name && value) {
		strv_add(&option_words, o->name);
		strv_add(&option_words, value);
	} else if (o->name && !strv_contains(&option_flags, o->name)) {
		strv_add(&option_flags, o->name);
	}
	switch (o->kind) {
	case OPTION_FLAG:
		*(bool *)o->value = true;
		return 0;
	case OPTION_STRING:
		*(const char **)o->value = value;
		return 0;
	case OPTION_LIST:
		strv_add(o->value, value);
		return 0;
	case OPTION_NUMBER:
		assert(value); /* all kinds but a flag have one */
		len = strlen(value);
		if (!len || decimal_span(value, len, LONG_MAX, &n) != len) {
			err_set(err, ERR_USAGE, "option '%s' requires a number, not '%s'", shown,
				value);
			return err_hint(err, "for example '%s 2'", shown);
		}
		*(long *)o->value = (long)n;
		return 0;
	case OPTION_CHOICE:
		return option_choose(o->value, shown, value, err);
	case OPTION_END:
		break;
	}
	return 0;
}

static int option_unknown(const struct option_usage *usage, const char *word, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE char *name = xstrndup(word, strcspn(word, "="));
	const char *nearest;

	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++)
		if (o->name)
			strv_addf(&names, "--%s", o->name);
	strv_add(&names, "--help");
	err_set(err, ERR_USAGE, "unknown option '%s'", word);
	nearest = strv_nearest(&names, name);
	if (nearest)
		return err_hint(err, "did you mean '%s'? 'sysroot %s --help' lists all options",
				nearest, usage->command);
	return err_hint(err, "'sysroot %s --help' lists the options", usage->command);
}

static int option_long(const struct option_usage *usage, int argc, char **argv, int *i,
		       struct err *err)
{
	const char *word = argv[*i] + 2;
	size_t n = strcspn(word, "=");

	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++) {
		AUTOFREE char *shown = NULL;

		if (!o->name || strlen(o->name) != n || strncmp(o->name, word, n) != 0)
			continue;
		shown = xasprintf("--%s", o->name);
		if (o->kind == OPTION_FLAG) {
			if (word[n])
				return err_set(err, ERR_USAGE, "option '%s' takes no value", shown);
			return option_take(o, shown, NULL, err);
		}
		if (word[n])
			return option_take(o, shown, word + n + 1, err);
		if (*i + 1 >= argc) {
			err_set(err, ERR_USAGE, "option '%s' requires a value", shown);
			return err_hint(err, "write '%s %s'", shown, o->argument);
		}
		return option_take(o, shown, argv[++*i], err);
	}
	return option_unknown(usage, argv[*i], err);
}

/* "-j2", "-j 2", "-qv" */
static int option_short(const struct option_usage *usage, int argc, char **argv, int *i,
			struct err *err)
{
	for (const char *p = argv[*i] + 1; *p; p++) {
		const struct option_def *o = usage->table;
		const char shown[] = { '-', *p, '\0' };

		while (o->kind != OPTION_END && o->letter != *p)
			o++;
		if (o->kind == OPTION_END)
			return option_unknown(usage, shown, err);
		if (o->kind == OPTION_FLAG) {
			if (option_take(o, shown, NULL, err) < 0)
				return -1;
			continue;
		}
		if (p[1])
			return option_take(o, shown, p + 1, err);
		if (*i + 1 >= argc) {
			err_set(err, ERR_USAGE, "option '%s' requires a value", shown);
			return err_hint(err, "write '%s %s'", shown, o->argument);
		}
		return option_take(o, shown, argv[++*i], err);
	}
	return 0;
}

static option_asked *option_asked_by;
static void *option_asked_arg;

void option_ask(option_asked *asked, void *arg)
{
	option_asked_by = asked;
	option_asked_arg = arg;
}

bool option_is_among(int argc, char **argv, const char *word)
{
	for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
		if (strcmp(argv[i], word) == 0)
			return true;
	return false;
}

/* The flag --json of a command, or NULL. */
static bool *option_json(const struct option_usage *usage)
{
	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++)
		if (o->kind == OPTION_FLAG && o->name && strcmp(o->name, "json") == 0)
			return o->value;
	return NULL;
}

/*
 * --json also decides how errors are reported, including those in words before it: a program that
 * reads the answer gets a document whatever it misspelt. --help is not answered in JSON.
 */
static void option_find_json(const struct option_usage *usage, int argc, char **argv)
{
	bool *json = option_json(usage);

	if (json && option_is_among(argc, argv, "--json") &&
	    !option_is_among(argc, argv, "--help") && !option_is_among(argc, argv, "-h"))
		*json = true;
}

int option_parse(const struct option_usage *usage, int argc, char **argv, struct strv *rest,
		 struct err *err)
{
	if (option_asked_by) {
		option_asked_by(usage, argc, argv, option_asked_arg);
		return 1;
	}
	option_find_json(usage, argc, argv);
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];

		if (strcmp(word, "--") == 0) {
			for (i++; i < argc; i++)
				strv_add(rest, argv[i]);
			return 0;
		}
		if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
			option_print_help(usage);
			if (option_json(usage))
				*option_json(usage) = false;
			return 1;
		}
		if (word[0] != '-' || word[1] == '\0') {
			strv_add(rest, word);
			if (usage->stop_at_first) {
				for (i++; i < argc; i++)
					strv_add(rest, argv[i]);
				return 0;
			}
			continue;
		}
		if ((word[1] == '-' ? option_long(usage, argc, argv, &i, err)
				    : option_short(usage, argc, argv, &i, err)) < 0)
			return -1;
	}
	return 0;
}
