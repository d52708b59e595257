/* The variables of a sysroot: values, the user's flags kept, facts that may be damaged. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "sysroots/env/environment.h"
#include "sysroots/env/goflags.h"

static const char digest[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
static const char facts_text[] = "name centos7\ntriple x86_64-linux-gnu\narch x86_64\n"
				 "libc glibc\nlibc-version 2.17\nlater 1 2 3\n";

static void compute(const char *text, const struct environment_place *place,
		    enum environment_link link, struct variables *v)
{
	struct environment_facts facts;

	assert_int_equal(environment_facts_parse(text, &facts, NULL), 0);
	assert_int_equal(environment_compute(&facts, place, link, v, NULL), 0);
	environment_facts_release(&facts);
}

static const char *value(const struct variables *v, const char *name)
{
	const struct variable *at = variables_find(v, name);

	return at ? at->value : NULL;
}

static void cgo_flags_hold_the_digest_and_no_path(void **state)
{
	static const char *const names[] = { "CGO_CPPFLAGS", "CGO_CFLAGS", "CGO_CXXFLAGS",
					     "CGO_LDFLAGS", "GOFLAGS" };
	const struct environment_place place = { "/a/store/sysroots/x", "", digest, NULL, NULL };

	(void)state;
	for (int link = 0; link < 2; link++) {
		struct variables AUTOVARIABLES v = VARIABLES_INIT;

		compute(facts_text, &place, (enum environment_link)link, &v);
		for (size_t i = 0; i < ARRAY_LEN(names); i++)
			assert_null(strchr(value(&v, names[i]), '/'));
		assert_non_null(strstr(value(&v, "CGO_CPPFLAGS"), "=0123456789abcdef"));
		assert_non_null(strstr(value(&v, "CGO_LDFLAGS"), "=0123456789abcdef"));
	}
}

static void static_and_shared_differ_where_they_must(void **state)
{
	const struct environment_place place = { "/s", "", digest, NULL, "-Wl,-O1" };
	struct variables AUTOVARIABLES st = VARIABLES_INIT;
	struct variables AUTOVARIABLES sh = VARIABLES_INIT;

	(void)state;
	compute(facts_text, &place, ENVIRONMENT_STATIC, &st);
	compute(facts_text, &place, ENVIRONMENT_SHARED, &sh);
	assert_string_equal(value(&st, "LDFLAGS"), "-Wl,-O1 -static");
	assert_null(value(&sh, "LDFLAGS"));
	assert_non_null(strstr(value(&st, "CGO_LDFLAGS"), " -static "));
	assert_null(strstr(value(&sh, "CGO_LDFLAGS"), "-static"));
	assert_non_null(strstr(value(&st, "GOFLAGS"), "-tags=netgo,osusergo "));
	assert_null(strstr(value(&sh, "GOFLAGS"), "netgo"));
	assert_non_null(strstr(value(&sh, "GOFLAGS"), "-linkmode=external"));
	/* Who remembers a compiler by its path must not take one for the other. */
	assert_string_equal(value(&st, "CC"), "/s/static/bin/x86_64-linux-gnu-gcc");
	assert_string_equal(value(&sh, "CC"), "/s/bin/x86_64-linux-gnu-gcc");
	assert_string_equal(value(&st, "CONFIG_SITE"), "/s/static/config.site");
	assert_null(value(&sh, "CONFIG_SITE"));
	assert_string_equal(value(&st, "CMAKE_TOOLCHAIN_FILE"), "/s/toolchain.cmake");
	assert_string_equal(value(&sh, "CMAKE_TOOLCHAIN_FILE"), "/s/toolchain-shared.cmake");
	assert_null(value(&st, "PATH"));
}

static void go_machine_follows_the_facts(void **state)
{
	const struct environment_place place = { "/s", "", digest, NULL, NULL };
	static const struct {
		const char *arch, *cpu, *variable, *value;
	} levels[] = {
		{ "x86_64", "x86-64", "GOAMD64", "v1" },
		{ "x86_64", "x86-64-v2", "GOAMD64", "v2" },
		{ "x86_64", "x86-64-v4", "GOAMD64", "v4" },
		{ "aarch64", "armv8-a", "GOARM64", "v8.0" },
		{ "aarch64", "armv8.2-a", "GOARM64", "v8.2" },
		{ "aarch64", "armv9-a", "GOARM64", "v9.0" },
	};
	struct variables AUTOVARIABLES arm = VARIABLES_INIT;
	struct environment_facts facts;
	struct variables AUTOVARIABLES none = VARIABLES_INIT;
	struct err err = ERR_INIT;

	(void)state;
	compute("name a\ntriple aarch64-linux-gnu\narch aarch64\nlibc glibc\n", &place,
		ENVIRONMENT_STATIC, &arm);
	assert_string_equal(value(&arm, "GOARCH"), "arm64");
	assert_null(value(&arm, "GOAMD64"));
	assert_string_equal(value(&arm, "GOARM64"), "v8.0");
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		struct variables AUTOVARIABLES v = VARIABLES_INIT;
		AUTOFREE char *text = xasprintf("name a\ntriple t\narch %s\nlibc glibc\ncpu %s\n",
						levels[i].arch, levels[i].cpu);

		compute(text, &place, ENVIRONMENT_STATIC, &v);
		assert_string_equal(value(&v, levels[i].variable), levels[i].value);
	}
	assert_int_equal(environment_facts_parse("name a\ntriple t\narch vax\nlibc glibc\n", &facts,
						 NULL),
			 0);
	assert_int_equal(environment_compute(&facts, &place, ENVIRONMENT_STATIC, &none, &err), -1);
	assert_non_null(strstr(err.text, "'vax'"));
	err_clear(&err);
	environment_facts_release(&facts);
}

/* As Go 1.19 does: at blanks, whatever quotes there are. */
static void split_like_go_1_19(const char *text, struct strv *words)
{
	strv_split(words, text, " \t\n\v\f\r");
}

static void goflags_read_the_same_in_old_and_new_go(void **state)
{
	const struct environment_place place = { "/s", "", digest, NULL, NULL };
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	AUTOSTRV struct strv old = STRV_INIT, now = STRV_INIT, ldflags = STRV_INIT;
	static const char prefix[] = "-ldflags=all=";

	(void)state;
	compute(facts_text, &place, ENVIRONMENT_STATIC, &v);
	split_like_go_1_19(value(&v, "GOFLAGS"), &old);
	assert_int_equal(goflags_split(value(&v, "GOFLAGS"), &now, NULL), 0);
	assert_int_equal(old.len, 3);
	assert_int_equal(now.len, 3);
	for (size_t i = 0; i < old.len; i++)
		assert_string_equal(old.items[i], now.items[i]);
	assert_memory_equal(old.items[2], prefix, strlen(prefix));
	assert_int_equal(goflags_split(old.items[2] + strlen(prefix), &ldflags, NULL), 0);
	assert_int_equal(ldflags.len, 3);
	assert_string_equal(ldflags.items[0], "-linkmode=external");
	assert_string_equal(ldflags.items[1], "-extldflags=-static");
	assert_string_equal(ldflags.items[2], "-buildid=");
}

static void merge(const char *user, const char *wanted)
{
	AUTOSTRV struct strv ldflags = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	AUTOBUF struct buf again = BUF_INIT;

	strv_add(&ldflags, "-linkmode=external");
	assert_int_equal(goflags_merge(user, "netgo", &ldflags, &out, NULL), 0);
	assert_string_equal(out.data, wanted);
	/* Its own output adds nothing. */
	assert_int_equal(goflags_merge(out.data, "netgo", &ldflags, &again, NULL), 0);
	assert_string_equal(again.data, out.data);
}

static void users_goflags_are_kept(void **state)
{
	(void)state;
	merge(NULL, "-trimpath -tags=netgo -ldflags=all=\"-linkmode=external\"");
	merge("", "-trimpath -tags=netgo -ldflags=all=\"-linkmode=external\"");
	merge("-mod=mod -trimpath",
	      "-mod=mod -trimpath -tags=netgo -ldflags=all=\"-linkmode=external\"");
	merge("-tags=foo,netgo -v",
	      "-v -trimpath -tags=netgo,foo -ldflags=all=\"-linkmode=external\"");
	merge("'-ldflags=-s -w' --trimpath=false",
	      "-trimpath -tags=netgo -ldflags=all=\"-s\"\"-w\"\"-linkmode=external\"");
	merge("'-gcflags=-N -l'",
	      "\"-gcflags=-N -l\" -trimpath -tags=netgo -ldflags=all=\"-linkmode=external\"");
}

static void goflags_that_cannot_be_kept_are_an_error(void **state)
{
	static const char *const bad[] = { "'-ldflags=-X a", "'-ldflags=-X \"a=b c\"'" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTOSTRV struct strv ldflags = STRV_INIT;
		AUTOBUF struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		assert_int_equal(goflags_merge(bad[i], "", &ldflags, &out, &err), -1);
		assert_non_null(strstr(err.hint, "GOFLAGS"));
		err_clear(&err);
	}
}

static void programs_are_quoted_as_make_and_go_read_it(void **state)
{
	AUTOSTRV struct strv words = STRV_INIT;
	struct environment_place place = { "/a b/it's", "", digest, NULL, NULL };
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	(void)state;
	assert_string_equal(environment_quote("/plain/a+b-1.2"), "");
	assert_string_equal(environment_quote("/a b"), "'");
	assert_string_equal(environment_quote("/a*"), "'");
	assert_null(environment_quote("/a'b\""));
	assert_null(environment_quote("/it's $HOME"));
	assert_null(environment_quote("/a\n"));
	place.quote = environment_quote(place.root);
	compute(facts_text, &place, ENVIRONMENT_STATIC, &v);
	assert_int_equal(goflags_split(value(&v, "CC"), &words, NULL), 0);
	assert_int_equal(words.len, 1);
	assert_string_equal(words.items[0], "/a b/it's/static/bin/x86_64-linux-gnu-gcc");
	assert_string_equal(value(&v, "SYSROOT"), "/a b/it's");
}

static void damaged_facts_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		"name a\ntriple t\narch x86_64\n",
		"name a\ntriple ../../bin/x\narch x86_64\nlibc musl\n",
		"name a'b\ntriple t\narch x86_64\nlibc musl\n",
		"name a\ntriple $(id)\narch x86_64\nlibc musl\n",
		"name \ntriple t\narch x86_64\nlibc musl\n",
		"name .\ntriple t\narch x86_64\nlibc musl\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct environment_facts facts;
		struct err err = ERR_INIT;

		assert_int_equal(environment_facts_parse(bad[i], &facts, &err), -1);
		assert_int_equal(err.code, ERR_CORRUPT);
		err_clear(&err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cgo_flags_hold_the_digest_and_no_path),
		cmocka_unit_test(static_and_shared_differ_where_they_must),
		cmocka_unit_test(go_machine_follows_the_facts),
		cmocka_unit_test(goflags_read_the_same_in_old_and_new_go),
		cmocka_unit_test(users_goflags_are_kept),
		cmocka_unit_test(goflags_that_cannot_be_kept_are_an_error),
		cmocka_unit_test(programs_are_quoted_as_make_and_go_read_it),
		cmocka_unit_test(damaged_facts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
