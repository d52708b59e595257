/* Completions for shells, out of the tables that the parser and --help use. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/complete.h"

#include <ctype.h>
#include <string.h>

#include "builder/base/strv.h"
#include "builder/cli/cli.h"
#include "builder/cli/complete_words.h"

static bool complete_takes_value(const struct option_def *o)
{
	return o->kind != OPTION_FLAG;
}

/* The option that a word names, however it is spelled; *value: what stands in the word itself. */
static const struct option_def *complete_find(const struct option_def *table, const char *word,
					      const char **value)
{
	size_t n = strcspn(word, "=");

	*value = NULL;
	for (const struct option_def *o = table; o->kind != OPTION_END; o++) {
		if (word[1] == '-' && o->name && strlen(o->name) == n - 2 &&
		    strncmp(o->name, word + 2, n - 2) == 0) {
			*value = word[n] ? word + n + 1 : NULL;
			return o;
		}
	}
	if (word[1] == '-')
		return NULL;
	/* "-qj2": the first letter that takes a value, else the last. */
	for (const char *p = word + 1; *p; p++) {
		const struct option_def *o = table;

		while (o->kind != OPTION_END && o->letter != *p)
			o++;
		if (o->kind == OPTION_END)
			return NULL;
		if (complete_takes_value(o) || !p[1]) {
			*value = p[1] ? p + 1 : NULL;
			return o;
		}
	}
	return NULL;
}

/* A help that says nothing but "oci (the default), docker or tar" lists the values. */
static bool complete_listed(const char *help, struct strv *words)
{
	static const char *const between[] = { ", ", " or " };

	for (const char *at = help; *at;) {
		size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-"), b = 0;

		if (n == 0)
			return false;
		strv_take(words, xstrndup(at, n));
		at += n;
		if (strncmp(at, " (", 2) == 0)
			at += strcspn(at, ")") + (strchr(at, ')') ? 1 : 0);
		if (!*at)
			break;
		while (b < ARRAY_LEN(between) && strncmp(at, between[b], strlen(between[b])) != 0)
			b++;
		if (b == ARRAY_LEN(between))
			return false;
		at += strlen(between[b]);
	}
	return words->len > 1;
}

static void complete_value(struct complete *c, const struct option_def *o)
{
	AUTOSTRV struct strv listed = STRV_INIT;
	AUTOFREE char *name = xstrdup(o->name ? o->name : "");

	if (o->kind == OPTION_CHOICE) {
		const struct option_choice *choice = o->value;

		for (const char *const *word = choice->words; *word; word++)
			complete_add(c, *word, NULL);
		return;
	}
	if (o->kind == OPTION_NUMBER)
		return;
	if (complete_listed(o->help, &listed)) {
		for (size_t i = 0; i < listed.len; i++)
			complete_add(c, listed.items[i], NULL);
		return;
	}
	/* --recipe NAME, --target NAME: the option itself says more. */
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	if (!complete_placeholder(c, name) && !complete_placeholder(c, o->argument))
		c->rest = "files";
}

static void complete_options(struct complete *c, const struct option_def *table)
{
	for (const struct option_def *o = table; o->kind != OPTION_END; o++) {
		AUTOFREE char *word =
			o->name ? xasprintf("--%s", o->name) : xasprintf("-%c", o->letter);

		complete_add(c, word, o->help);
	}
	complete_add(c, "--help", "print the help text");
}

/* "[OPTION...] header|symbol NAME..." at a position: "NAME..." is there for every later one too. */
static void complete_argument(struct complete *c, const char *arguments, size_t position)
{
	AUTOSTRV struct strv all = STRV_INIT;
	AUTOSTRV struct strv names = STRV_INIT;
	bool repeats = false, of_option = false;

	strv_split(&all, arguments, " ");
	for (size_t i = 0; i < all.len; i++) {
		char *word = all.items[i];
		bool is_value = of_option;
		size_t n;

		/* What stands behind a lone bar is another way to call it, with options only. */
		if (strcmp(word, "|") == 0)
			break;
		word += strspn(word, "[");
		n = strcspn(word, "].");
		/* "-t TARGET": the next word is this one's; "[--json]" and "[--]" have none. */
		of_option = word[0] == '-' && !word[n];
		if (of_option || is_value)
			continue;
		repeats = strstr(word, "...");
		word[n] = '\0';
		if (*word && *word != '-' && strcmp(word, "OPTION") != 0)
			strv_add(&names, word);
	}
	if (position >= names.len && repeats)
		position = names.len - 1;
	if (position < names.len && !complete_placeholder(c, names.items[position]))
		c->rest = "files";
}

struct complete_question {
	struct complete c;
	char *current; /* the word at the cursor */
	bool answered;
};

static void complete_asked(const struct option_usage *usage, int argc, char **argv, void *arg)
{
	struct complete_question *q = arg;
	const struct option_def *wants = NULL;
	const char *value;
	size_t position = 0;
	bool ended = false;

	if (q->answered)
		return;
	q->answered = true;
	for (int i = 1; i < argc; i++) {
		wants = NULL;
		if (strcmp(argv[i], "--") == 0 && !ended) {
			ended = true;
		} else if (argv[i][0] == '-' && argv[i][1] && !ended) {
			wants = complete_find(usage->table, argv[i], &value);
			wants = wants && complete_takes_value(wants) && !value ? wants : NULL;
			if (wants && i + 1 < argc) {
				wants = NULL;
				i++;
			}
		} else {
			position++;
			/* Behind the second word stand the options of another program. */
			ended = ended || (usage->stop_at_first && position > 1);
		}
	}
	q->c.prefix = q->current;
	if (wants) {
		complete_value(&q->c, wants);
	} else if (!ended && q->current[0] == '-') {
		wants = complete_find(usage->table, q->current, &value);
		if (wants && value && q->current[1] == '-') {
			AUTOFREE char *before = xstrndup(q->current, (size_t)(value - q->current));

			q->c.before = before;
			q->c.prefix = value;
			complete_value(&q->c, wants);
			return;
		}
		complete_options(&q->c, usage->table);
	} else {
		complete_argument(&q->c, usage->arguments, position);
	}
}

/* Behind the name of a command: its own option table answers. */
static void complete_command(struct complete_question *q, const struct command *commands,
			     size_t count, int argc, char **argv)
{
	struct err err = ERR_INIT;

	for (size_t i = 0; i < count; i++) {
		if (strcmp(commands[i].name, argv[0]) != 0)
			continue;
		argv[argc] = NULL;
		option_ask(complete_asked, q);
		(void)commands[i].run(argc, argv, &err);
		option_ask(NULL, NULL);
		err_clear(&err);
	}
}

static void complete_names(struct complete *c, const struct command *commands, size_t count)
{
	for (size_t i = 0; i < count; i++)
		complete_add(c, commands[i].name, commands[i].help);
	complete_add(c, "help", "describe a command");
}

int complete_print(const struct command *commands, size_t count, const struct option_def *globals,
		   int argc, char **argv, struct err *err)
{
	char none[] = "", *nothing[] = { none, NULL };
	struct complete_question q = {
		.c = { .before = "", .out = BUF_INIT, .rest = "none" },
	};
	const char *value;
	int i = 0, status;

	if (argc == 0) {
		argc = 1;
		argv = nothing;
	}
	q.current = argv[argc - 1];
	q.c.prefix = q.current;
	for (; i < argc - 1 && argv[i][0] == '-'; i++) {
		const struct option_def *o = complete_find(globals, argv[i], &value);

		if (!o || !complete_takes_value(o))
			continue;
		if (!value && i + 1 == argc - 1)
			complete_value(&q.c, o);
		/* There is but one. */
		cli_set_store(value ? value : argv[++i]);
	}
	if (i == argc - 1 && q.current[0] == '-')
		complete_options(&q.c, globals);
	else if (i == argc - 1 || (i == argc - 2 && strcmp(argv[i], "help") == 0))
		complete_names(&q.c, commands, count);
	else if (i < argc - 1)
		complete_command(&q, commands, count, argc - 1 - i, argv + i);
	buf_addf(&q.c.out, ":%s\n", q.c.rest);
	status = cli_print(&q.c.out, err);
	buf_release(&q.c.out);
	return status;
}
