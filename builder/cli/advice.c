/* Commands in hints, with the options under which the user got there. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/advice.h"

#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/option.h"
#include "builder/base/plain.h"
#include "builder/base/strv.h"
#include "recipes/machine.h"

struct advice_command {
	const char *name;
	struct strv takes; /* of what is repeated, the names of the options */
};
static struct advice_command *advice_commands;
static size_t advice_count;
static const char *advice_store;

void advice_set_store(const char *path)
{
	advice_store = path;
}

/* What of a command line says what is made and how, rather than how it is told. */
static const char *const advice_repeated[] = { "arch", "recipe",  "prefer", "fidelity",
					       "lock", "sandbox", "remote" };

/* A new lock is advised where the old one does not do. */
static bool advice_would_circle(const char *command, const char *option)
{
	return strcmp(command, "lock") == 0 && strcmp(option, "lock") == 0;
}

static bool advice_repeats(const char *option)
{
	for (size_t i = 0; i < ARRAY_LEN(advice_repeated); i++)
		if (strcmp(advice_repeated[i], option) == 0)
			return true;
	return false;
}

static void advice_names(const struct option_usage *usage, int argc, char **argv, void *arg)
{
	(void)argc;
	(void)argv;
	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++)
		if (o->name && advice_repeats(o->name))
			strv_add(arg, o->name);
}

void advice_set_commands(const struct command *commands, size_t count)
{
	advice_commands = xcalloc(count, sizeof(*advice_commands));
	advice_count = count;
	for (size_t i = 0; i < count; i++) {
		AUTOFREE char *word = xstrdup(commands[i].name);
		char *argv[] = { word, NULL };
		struct err err = ERR_INIT;

		advice_commands[i].name = commands[i].name;
		/* Asked, a command hands out its table and does nothing. */
		option_ask(advice_names, &advice_commands[i].takes);
		(void)commands[i].run(1, argv, &err);
		option_ask(NULL, NULL);
		err_clear(&err);
	}
}

/* The command of a name of n bytes; NULL: there is no such. */
static const struct advice_command *advice_find(const char *name, size_t n)
{
	for (size_t i = 0; i < advice_count; i++)
		if (strlen(advice_commands[i].name) == n &&
		    strncmp(advice_commands[i].name, name, n) == 0)
			return &advice_commands[i];
	return NULL;
}

/* A value as a shell takes it; a text in single quotes holds it. */
static void advice_add_value(struct buf *out, const char *value)
{
	bool plain = *value;

	for (const char *p = value; *p; p++)
		plain &= (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') ||
			 (*p >= '0' && *p <= '9') || strchr("_-./:@%+,=", *p) || (*p & 0x80);
	if (plain) {
		buf_addstr(out, value);
		return;
	}
	buf_addstr(out, "\"");
	for (const char *p = value; *p; p++) {
		if (strchr("\"\\$`", *p))
			buf_addstr(out, "\\");
		buf_addf(out, "%c", plain_is_control(*p) ? '?' : *p);
	}
	buf_addstr(out, "\"");
}

/* Is the option's value said by the command's words already? "musl-aarch64" is for arm64. */
static bool advice_is_said(const char *rest, const char *name, const char *value)
{
	const struct machine *m = strcmp(name, "arch") == 0 ? machine_called(value) : NULL;
	AUTOFREE char *option = xasprintf("--%s", name);
	AUTOFREE char *suffix = xasprintf("-%s", m ? m->arch : "");

	return strstr(rest, option) || (m && strstr(rest, suffix));
}

/* The options for a command whose other words are rest, each with a blank before it. */
static void advice_add_options(struct buf *out, const struct advice_command *c, const char *rest)
{
	const struct strv *given = option_given();

	for (size_t i = 0; i + 1 < given->len; i += 2) {
		const char *name = given->items[i], *value = given->items[i + 1];

		if (!strv_contains(&c->takes, name) || advice_would_circle(c->name, name) ||
		    advice_is_said(rest, name, value))
			continue;
		buf_addf(out, " --%s ", name);
		advice_add_value(out, value);
	}
}

char *advice_render(const char *text)
{
	static const char opening[] = "'sysroot ";
	struct buf out = BUF_INIT;
	const char *at;

	while ((at = strstr(text, opening))) {
		const char *name = at + strlen(opening);
		size_t n = strcspn(name, " '\n"), length = strcspn(name, "'");
		AUTOFREE char *rest = xstrndup(name + n, length - n);
		const struct advice_command *c = advice_find(name, n);

		buf_add(&out, text, (size_t)(at - text));
		buf_addstr(&out, "'sysroot");
		if (c && advice_store && !strstr(rest, "--help")) {
			buf_addstr(&out, " --store ");
			advice_add_value(&out, advice_store);
		}
		buf_addf(&out, " %.*s", (int)n, name);
		if (c && !strstr(rest, "--help"))
			advice_add_options(&out, c, rest);
		text = name + n;
	}
	buf_addstr(&out, text);
	return buf_steal(&out);
}
