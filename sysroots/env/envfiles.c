/* The files that a sysroot carries for shells, make, CMake and Meson. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/envfiles.h"

#include <string.h>

#include "sysroots/env/env_format_files.h"
#include "sysroots/env/envfiles_text.h"
#include "sysroots/env/environment.h"
#include "sysroots/env/placeholder.h"

const char *const ENVFILES_NAMES[] = { "env.mk",
				       "env.sh",
				       "meson-shared.cross",
				       "meson.cross",
				       "static/config.site",
				       "toolchain-shared.cmake",
				       "toolchain.cmake",
				       NULL };

/*
 * The variables are computed with these in the place of what is known only when the file is
 * used; printing puts a reference in the file's language there.
 */
#define AT_ROOT '\001'
#define AT_QUOTE '\002'
#define AT_DIGEST '\003'
static const struct environment_place marks = { .root = "\001", .quote = "\002", .digest = "\003" };

struct language {
	const char *root, *quote, *digest; /* references */
	const char *begin, *end; /* around a value; begin has the name */
	const char *escaped; /* bytes that need escape in front */
	char escape; /* 0: the byte itself */
	const char *if_shared, *otherwise, *end_if;
	const char *clear_static, *add_static;
};

static const struct language sh = {
	.root = "${_sysroot}",
	.quote = "${_sysroot_quote}",
	.digest = "${_sysroot_digest}",
	.begin = "export %s=\"",
	.end = "\"\n",
	.escaped = "\"$`\\",
	.escape = '\\',
	.if_shared = "if [ \"${SYSROOT_LINK-}\" = shared ]; then\n",
	.otherwise = "else\n",
	.end_if = "fi\n",
	.clear_static = "case ${LDFLAGS-} in\n"
			"-static) unset LDFLAGS ;;\n"
			"*' -static') LDFLAGS=${LDFLAGS% -static} ;;\n"
			"esac\n"
			"case ${CONFIG_SITE-} in\n"
			"*/static/config.site) unset CONFIG_SITE ;;\n"
			"esac\n",
	.add_static = "case \" ${LDFLAGS-} \" in\n"
		      "*' -static '*) ;;\n"
		      "*) export LDFLAGS=\"${LDFLAGS:+$LDFLAGS }-static\" ;;\n"
		      "esac\n",
};

static const struct language make = {
	.root = "$(sysroot_root)",
	.quote = "$(sysroot_quote)",
	.digest = "$(sysroot_digest)",
	.begin = "export %s := ",
	.end = "\n",
	.escaped = "$",
	.if_shared = "ifeq ($(SYSROOT_LINK),shared)\n",
	.otherwise = "else\n",
	.end_if = "endif\n",
	.clear_static = "export LDFLAGS := $(filter-out -static,$(LDFLAGS))\n"
			"ifneq ($(filter %/static/config.site,$(CONFIG_SITE)),)\n"
			"unexport CONFIG_SITE\n"
			"endif\n",
	.add_static = "export LDFLAGS := $(filter-out -static,$(LDFLAGS)) -static\n",
};

static void add_variable(const struct language *in, const struct variable *v, struct buf *out)
{
	const char *name = strstr(in->begin, "%s");

	buf_add(out, in->begin, (size_t)(name - in->begin));
	buf_addstr(out, v->name);
	buf_addstr(out, name + 2);
	for (const char *s = v->value; *s; s++) {
		if (*s == AT_ROOT) {
			buf_addstr(out, in->root);
		} else if (*s == AT_QUOTE) {
			buf_addstr(out, in->quote);
		} else if (*s == AT_DIGEST) {
			buf_addstr(out, in->digest);
		} else {
			if (strchr(in->escaped, *s))
				buf_addch(out, in->escape ? in->escape : *s);
			buf_addch(out, *s);
		}
	}
	buf_addstr(out, in->end);
}

/* The variables whose value other does not have, or does have (same). */
static void add_some(const struct language *in, const struct variables *v,
		     const struct variables *other, bool same, struct buf *out)
{
	for (size_t i = 0; i < v->len; i++) {
		const struct variable *at = variables_find(other, v->items[i].name);

		/* LDFLAGS is the user's with one word more or less. */
		if (strcmp(v->items[i].name, "LDFLAGS") == 0)
			continue;
		if ((at && strcmp(at->value, v->items[i].value) == 0) == same)
			add_variable(in, &v->items[i], out);
	}
}

static int add_variables(const struct language *in, const struct environment_facts *facts,
			 struct buf *out, struct err *err)
{
	struct variables AUTOVARIABLES as_static = VARIABLES_INIT;
	struct variables AUTOVARIABLES as_shared = VARIABLES_INIT;

	if (environment_compute(facts, &marks, ENVIRONMENT_STATIC, &as_static, err) < 0 ||
	    environment_compute(facts, &marks, ENVIRONMENT_SHARED, &as_shared, err) < 0)
		return -1;
	add_some(in, &as_static, &as_shared, true, out);
	buf_addstr(out, in->if_shared);
	add_some(in, &as_shared, &as_static, false, out);
	buf_addstr(out, in->clear_static);
	buf_addstr(out, in->otherwise);
	add_some(in, &as_static, &as_shared, false, out);
	buf_addstr(out, in->add_static);
	buf_addstr(out, in->end_if);
	return 0;
}

/* root: for @ROOT@, as the file's language writes it; NULL where the text has none. */
static int render(const struct environment_facts *facts, const char *root, const char *text,
		  const struct language *language, struct buf *out, struct err *err)
{
	AUTOBUF struct buf variables = BUF_INIT;

	if (language && add_variables(language, facts, &variables, err) < 0)
		return -1;
	const struct placeholder words[] = {
		{ "@NAME@", facts->name },      { "@TRIPLE@", facts->triple },
		{ "@ARCH@", facts->arch },      { "@VARIABLES@", variables.data },
		{ "@ROOT@", root ? root : "" },
	};

	placeholder_fill(text, strlen(text), words, ARRAY_LEN(words), out);
	return 0;
}

int envfiles_render(const struct strv *lines, const char *which, struct buf *out, struct err *err)
{
	static const struct {
		const char *name, *text;
		const struct language *language;
	} files[] = {
		{ "env.sh", ENVFILES_SH, &sh },
		{ "env.mk", ENVFILES_MAKE, &make },
		{ "toolchain.cmake", ENVFILES_CMAKE, NULL },
		{ "toolchain-shared.cmake", ENVFILES_CMAKE_SHARED, NULL },
		{ "meson.cross", ENVFILES_MESON, NULL },
		{ "meson-shared.cross", ENVFILES_MESON_CARRIED_SHARED, NULL },
		{ "static/config.site", ENVFILES_SITE, NULL },
	};

	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		AUTOFREE char *text = NULL;
		struct environment_facts facts;
		int result;

		if (strcmp(files[i].name, which) != 0)
			continue;
		text = strv_join(lines, "\n");
		if (environment_facts_parse(text, &facts, err) < 0)
			return -1;
		result = render(&facts, NULL, files[i].text, files[i].language, out, err);
		environment_facts_release(&facts);
		return result;
	}
	return err_set(err, ERR_FAILED, "sysroots carry no file '%s'", which);
}

/*
 * A string of a machine file. There a backslash is one, so that nothing can be escaped: a "'"
 * stands in a string of three quotes, which in turn doubles backslashes. An @ ends a string, for
 * Meson replaces @DIRNAME@ and others before it reads any.
 */
static int add_meson(struct buf *out, const char *value, struct err *err)
{
	bool three = strchr(value, '\'');
	const char *quote = three ? "'''" : "'";

	if (three && (strchr(value, '\\') || strstr(value, "'''"))) {
		err_set(err, ERR_FAILED, "Meson cannot take the path '%s'", value);
		return err_hint(err, "choose one without single quotes");
	}
	buf_addstr(out, quote);
	for (; *value; value++) {
		buf_addch(out, *value);
		if (*value == '@')
			buf_addf(out, "%s + %s", quote, quote);
	}
	/* Of the quotes at the end the first three would count. */
	if (three && out->data[out->len - 1] == '\'')
		buf_addch(out, '/');
	buf_addstr(out, quote);
	return 0;
}

int envfiles_meson(const struct environment_facts *facts, const char *root,
		   enum environment_link link, struct buf *out, struct err *err)
{
	const char *text =
		link == ENVIRONMENT_STATIC ? ENVFILES_MESON_STATIC : ENVFILES_MESON_SHARED;
	AUTOBUF struct buf quoted = BUF_INIT;

	if (env_format_check_utf8("SYSROOT", root, "Meson", err) < 0 ||
	    add_meson(&quoted, root, err) < 0)
		return -1;
	return render(facts, quoted.data, text, NULL, out, err);
}
