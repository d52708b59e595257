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
	char *name; /* "fetch", "kit trust" */
	struct strv takes; /* of what is repeated, the names of the options */
	struct strv subcommands; /* those that its usage names: "create|sign ..." */
};
static struct advice_command *advice_commands;
static size_t advice_count;
static const char *advice_store;
static bool advice_trusts;

void advice_set_store(const char *path)
{
	advice_store = path;
}

void advice_set_trust(void)
{
	advice_trusts = true;
}

/*
 * Options that say what is made and how, where things are, and who is trusted, not how the answer
 * is printed. If a hint leaves one of them out, its command fails again or does something else.
 */
static const char *const advice_repeated[] = {
	"arch",     "recipe",        "prefer", "fidelity",   "lock", "sandbox", "remote",
	"username", "password-file", "cacert", "plain-http", "keys", "shared",
};

/*
 * The option caused the error: the hint is to write a new lock, or to list the recipes. Or it means
 * something else there: the passphrase of a key is not the password of a registry.
 */
static bool advice_misleads(const char *command, const char *option)
{
	static const struct {
		const char *command, *option;
	} pairs[] = {
		{ "lock", "lock" },
		{ "show", "recipe" },
		{ "kit create", "password-file" },
		{ "kit key", "password-file" },
		{ "kit sign", "password-file" },
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		if (strcmp(pairs[i].command, command) == 0 && strcmp(pairs[i].option, option) == 0)
			return true;
	return false;
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
	struct advice_command *c = arg;

	(void)argc;
	(void)argv;
	for (const struct option_def *o = usage->table; o->kind != OPTION_END; o++)
		if (o->name && advice_repeats(o->name))
			strv_add(&c->takes, o->name);
	if (usage->stop_at_first && strchr(usage->arguments, '|')) {
		AUTOFREE char *words = xstrndup(usage->arguments, strcspn(usage->arguments, " "));

		strv_split(&c->subcommands, words, "|");
	}
}

/* Ask a command, or one of its subcommands, for what it takes; it is at the end of the list then.
 */
static void advice_ask(const struct command *command, const char *subcommand)
{
	AUTOFREE char *word = xstrdup(command->name);
	AUTOFREE char *second = subcommand ? xstrdup(subcommand) : NULL;
	char *argv[] = { word, second, NULL };
	struct advice_command *c;
	struct err err = ERR_INIT;

	advice_commands =
		xreallocarray(advice_commands, advice_count + 1, sizeof(*advice_commands));
	c = &advice_commands[advice_count++];
	*c = (struct advice_command){ 0 };
	c->name = subcommand ? xasprintf("%s %s", word, second) : xstrdup(word);
	/* Asked, a command hands out its table and does nothing. */
	option_ask(advice_names, c);
	(void)command->run(subcommand ? 2 : 1, argv, &err);
	option_ask(NULL, NULL);
	err_clear(&err);
}

void advice_set_commands(const struct command *commands, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const size_t at = advice_count;

		advice_ask(&commands[i], NULL);
		for (size_t k = 0; k < advice_commands[at].subcommands.len; k++)
			advice_ask(&commands[i], advice_commands[at].subcommands.items[k]);
	}
}

/* The command whose name the text begins with: the longest such name; NULL if no name fits. */
static const struct advice_command *advice_find(const char *text)
{
	const struct advice_command *found = NULL;

	for (size_t i = 0; i < advice_count; i++) {
		size_t n = strlen(advice_commands[i].name);

		if (strncmp(advice_commands[i].name, text, n) == 0 && strchr(" '\n", text[n]) &&
		    (!found || n > strlen(found->name)))
			found = &advice_commands[i];
	}
	return found;
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

/* Does a target's name in these words say its architecture? */
static bool advice_says_arch(const char *rest)
{
	AUTOSTRV struct strv archs = STRV_INIT;

	machine_names(&archs);
	for (size_t i = 0; i < archs.len; i++) {
		AUTOFREE char *suffix = xasprintf("-%s", archs.items[i]);

		if (strstr(rest, suffix))
			return true;
	}
	return false;
}

/* Were several architectures given? Then the name alone says of which the text speaks. */
static bool advice_has_archs(const struct strv *given)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < given->len; i += 2)
		n += strcmp(given->items[i], "arch") == 0;
	return n > 1;
}

/* Is it said by the command's words already, or do they leave no choice? */
static bool advice_is_said(const char *rest, const char *name)
{
	static const char *const of_lock[] = { "recipe", "prefer", "fidelity" };
	AUTOFREE char *option = xasprintf("--%s", name);

	if (strstr(rest, option))
		return true;
	if (strcmp(name, "arch") == 0)
		return advice_says_arch(rest) || advice_has_archs(option_given());
	for (size_t i = 0; i < ARRAY_LEN(of_lock); i++)
		if (strcmp(name, of_lock[i]) == 0)
			return strstr(rest, "--lock") != NULL;
	return false;
}

static bool advice_wants(const struct advice_command *c, const char *name, const char *rest)
{
	return strv_contains(&c->takes, name) && !advice_misleads(c->name, name) &&
	       !advice_is_said(rest, name);
}

/* The options for a command whose other words are rest, each with a blank before it. */
static void advice_add_options(struct buf *out, const struct advice_command *c, const char *rest)
{
	const struct strv *given = option_given(), *flags = option_given_flags();

	for (size_t i = 0; i + 1 < given->len; i += 2) {
		if (!advice_wants(c, given->items[i], rest))
			continue;
		buf_addf(out, " --%s ", given->items[i]);
		advice_add_value(out, given->items[i + 1]);
	}
	for (size_t i = 0; i < flags->len; i++)
		if (advice_wants(c, flags->items[i], rest))
			buf_addf(out, " --%s", flags->items[i]);
}

char *advice_render(const char *text)
{
	static const char opening[] = "'sysroot ";
	struct buf out = BUF_INIT;
	const char *at;

	while ((at = strstr(text, opening))) {
		const char *name = at + strlen(opening);
		const struct advice_command *c = advice_find(name);
		size_t n = c ? strlen(c->name) : strcspn(name, " '\n");
		AUTOFREE char *rest = xstrndup(name + n, strcspn(name + n, "'"));
		/* What 'env' undoes is known to the shell alone. */
		bool add = c && !strstr(rest, "--help") && !strstr(rest, "--undo");

		buf_add(&out, text, (size_t)(at - text));
		buf_addstr(&out, "'sysroot");
		if (add && advice_store) {
			buf_addstr(&out, " --store ");
			advice_add_value(&out, advice_store);
		}
		if (add && advice_trusts)
			buf_addstr(&out, " --trust-store");
		buf_addf(&out, " %.*s", (int)n, name);
		if (add)
			advice_add_options(&out, c, rest);
		text = name + n;
	}
	buf_addstr(&out, text);
	return buf_steal(&out);
}
