/* How a registry wants to be logged in to, and with what. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/remote/remote_login.h"

static void understands_what_is_asked_for(void **state)
{
	static const struct {
		const char *text;
		bool basic, bearer;
		const char *realm, *service, *scope;
	} cases[] = {
		{ "", false, false, NULL, NULL, NULL },
		{ "Basic realm=\"a registry\"", true, false, NULL, NULL, NULL },
		{ "basic", true, false, NULL, NULL, NULL },
		{ "Bearer realm=\"https://a.example/token\",service=\"a.example\","
		  "scope=\"repository:x/y:pull,push\"",
		  false, true, "https://a.example/token", "a.example", "repository:x/y:pull,push" },
		{ "Bearer realm = \"https://a/t\" , error=\"invalid_token\"", false, true,
		  "https://a/t", NULL, NULL },
		{ "Negotiate, Basic realm=\"x\", Bearer realm=https, service=\"a \\\"b\\\"\"", true,
		  true, "https", "a \"b\"", NULL },
		/* What Basic says is not Bearer's. */
		{ "Bearer realm=\"one\", Basic realm=\"two\",service=\"three\"", true, true, "one",
		  NULL, NULL },
		/* A token that nobody gives is no way in. */
		{ "Bearer service=\"x\"", false, false, NULL, "x", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct login_wish wish = { 0 };
		struct err err = ERR_INIT;
		const char *is[3], *want[3] = { cases[i].realm, cases[i].service, cases[i].scope };

		ok(login_wish_parse(cases[i].text, &wish, &err), &err);
		if (wish.basic != cases[i].basic || wish.bearer != cases[i].bearer)
			fail_msg("%s: basic %d, bearer %d", cases[i].text, wish.basic, wish.bearer);
		is[0] = wish.realm, is[1] = wish.service, is[2] = wish.scope;
		for (size_t k = 0; k < 3; k++) {
			if (!want[k])
				assert_null(is[k]);
			else
				assert_string_equal(is[k] ? is[k] : "(null)", want[k]);
		}
		login_wish_release(&wish);
	}
}

static void refuses_headers_that_are_none(void **state)
{
	static const char *const wrong[] = { "\"", "Bearer realm=\"open", "=x", "Bearer (x)",
					     "Bearer realm=\"a\\" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		struct login_wish wish = { 0 };
		struct err err = ERR_INIT;

		if (login_wish_parse(wrong[i], &wish, &err) == 0)
			fail_msg("'%s' was understood", wrong[i]);
		assert_int_equal(err.code, ERR_HOSTILE);
		err_clear(&err);
		login_wish_release(&wish);
	}
}

static void asks_for_a_token_with_everything_escaped(void **state)
{
	char realm[] = "https://a.example/token?x=1", service[] = "a b&c=\"d\"";
	struct login_wish wish = { .realm = realm, .service = service };
	AUTOFREE char *url = login_token_url(&wish, "repository:x/y:pull");

	(void)state;
	assert_string_equal(url, "https://a.example/token?x=1&service=a%20b%26c%3D%22d%22"
				 "&scope=repository%3Ax%2Fy%3Apull");
}

static void takes_tokens_and_nothing_else(void **state)
{
	static const char *const good[] = { "{\"token\":\"abc\"}",
					    "{\"access_token\":\"abc\",\"expires_in\":300}",
					    "{\"token\":\"abc\",\"access_token\":\"x\"}" };
	static const char *const wrong[] = { "",
					     "abc",
					     "{}",
					     "[\"token\"]",
					     "{\"token\":1}",
					     "{\"token\":\"\"}",
					     "{\"token\"",
					     "{\"token\":\"a b\"}",
					     "{\"token\":\"a\\r\\nX-Other: b\"}" };
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		AUTOFREE char *token = NULL;

		ok(login_token_parse(good[i], strlen(good[i]), &token, &err), &err);
		assert_string_equal(token, "abc");
	}
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		AUTOFREE char *token = NULL;

		if (login_token_parse(wrong[i], strlen(wrong[i]), &token, &err) == 0)
			fail_msg("'%s' gave the token '%s'", wrong[i], token);
		assert_int_equal(err.code, ERR_HOSTILE);
		err_clear(&err);
	}
}

#define CONFIG                                                                                     \
	"{\"auths\":{\"a.example\":{\"auth\":\"QTpB\"},\"https://b.example/v1/\":{\"auth\":"       \
	"\"QjpC\"},\"c.example:5000\":{\"auth\":\"QzpD\"},\"d.example\":{},\"e.example\":"         \
	"{\"auth\":\"no base64!\"}},\"credsStore\":\"x\"}"

static char *login_of(const char *host)
{
	struct err err = ERR_INIT;
	char *basic = NULL;

	ok(login_config_parse(CONFIG, strlen(CONFIG), "config.json", host, &basic, &err), &err);
	return basic;
}

static void finds_logins_by_host(void **state)
{
	AUTOFREE char *a = login_of("a.example");
	AUTOFREE char *b = login_of("b.example");
	AUTOFREE char *c = login_of("c.example:5000");
	struct err err = ERR_INIT;
	char *none = NULL;

	(void)state;
	assert_string_equal(a, "Basic QTpB");
	assert_string_equal(b, "Basic QjpC");
	assert_string_equal(c, "Basic QzpD");
	/* Nobody gets the login of another one. */
	assert_null(login_of("c.example"));
	assert_null(login_of("a.example.org"));
	assert_null(login_of("example"));
	assert_null(login_of("d.example"));
	assert_int_equal(login_config_parse(CONFIG, strlen(CONFIG), "f", "e.example", &none, &err),
			 -1);
	assert_int_equal(err.code, ERR_SYNTAX);
	err_clear(&err);
	assert_int_equal(login_config_parse("{\n!", 3, "f", "a", &none, &err), -1);
	assert_non_null(strstr(err.text, "f:2:"));
	err_clear(&err);
}

static void takes_user_and_password_or_the_config(void **state)
{
	struct place *p = *state;
	struct err err = ERR_INIT;
	char *basic = NULL;

	put(p->fd, "config.json", CONFIG, strlen(CONFIG));
	setenv("DOCKER_CONFIG", p->path, 1);
	ok(login_find("a.example", "me", "pass word", &basic, &err), &err);
	assert_string_equal(basic, "Basic bWU6cGFzcyB3b3Jk"); /* me:pass word */
	free(basic);
	ok(login_find("a.example", NULL, NULL, &basic, &err), &err);
	assert_string_equal(basic, "Basic QTpB");
	free(basic);
	assert_int_equal(login_find("a.example", "a:b", "c", &basic, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	err_clear(&err);
	setenv("DOCKER_CONFIG", "/nowhere/at/all", 1);
	ok(login_find("a.example", NULL, NULL, &basic, &err), &err);
	assert_null(basic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(understands_what_is_asked_for),
		cmocka_unit_test(refuses_headers_that_are_none),
		cmocka_unit_test(asks_for_a_token_with_everything_escaped),
		cmocka_unit_test(takes_tokens_and_nothing_else),
		cmocka_unit_test(finds_logins_by_host),
		place_test(takes_user_and_password_or_the_config),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
