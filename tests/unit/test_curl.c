/* The driver of curl: what its ends mean, against servers that behave badly and a curl that acts.
 */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/web_fixture.h"

#include "builder/fetch/curl.h"

struct asked {
	struct curl_request q;
	struct curl_answer a;
	char *out;
};

static void ask(struct place *p, struct asked *k, const char *url)
{
	if (!k->out)
		k->out = path_join(p->dir, "out");
	k->q.url = url;
	k->q.out = k->out;
	k->q.limit = k->q.limit ? k->q.limit : SIZE;
	k->q.timeout = k->q.timeout ? k->q.timeout : 20;
	curl_answer_release(&k->a);
	OK(p, curl_run(&k->q, &k->a, &p->err));
}

static void asked_clear(struct asked *k)
{
	curl_answer_release(&k->a);
	free(k->out);
}

/* --- servers --- */

static void each_end_of_a_download_has_its_name(void **state)
{
	static const struct {
		enum manner how;
		enum curl_end end;
		int status;
		const char *why;
	} cases[] = {
		{ WEB_GOOD, CURL_ANSWERED, 200, "" },
		{ WEB_NOT_FOUND, CURL_ANSWERED, 404, "404" },
		{ WEB_BUSY_ONCE, CURL_BUSY, 503, "503" },
		{ WEB_CUT_ALL, CURL_BROKE_OFF, 200, "" },
		{ WEB_STALLS, CURL_SLOW, 0, "no data for 1 s" },
		{ WEB_DRIPS, CURL_SLOW, 0, "less than 1.0 kB a second for 1 s" },
		{ WEB_ENDLESS, CURL_TOO_LARGE, 200, "" },
		{ WEB_TO_HTTP, CURL_FAILED, 302, "rotocol" },
	};
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(SIZE, 7);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asked k = { .q = { .resume = true } };
		bool slow = cases[i].end == CURL_SLOW;
		struct web web;

		web_start(p, &web, cases[i].how, data);
		k.q.timeout = slow ? 1 : 20;
		ask(p, &k, web.url);
		if (k.a.end != cases[i].end)
			fail_msg("case %zu: end %d: %s", i, (int)k.a.end, k.a.why);
		assert_int_equal(k.a.status, cases[i].status);
		assert_in(k.a.why, cases[i].why);
		assert_int_equal(curl_may_succeed(k.a.end),
				 k.a.end == CURL_BUSY || k.a.end == CURL_BROKE_OFF);
		web_stop(&web);
		if (file_exists(AT_FDCWD, k.out))
			assert_int_equal(unlink(k.out), 0);
		asked_clear(&k);
	}
}

static void a_download_is_resumed_or_cannot_be(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(SIZE, 7);
	AUTOBUF struct buf got = BUF_INIT;
	struct asked k = { .q = { .resume = true } };
	struct web web;

	k.out = file_make(p, "out", data, 1000);
	web_start(p, &web, WEB_GOOD, data);
	ask(p, &k, web.url);
	assert_int_equal(k.a.end, CURL_ANSWERED);
	assert_int_equal(k.a.status, 206);
	OK(p, file_read(AT_FDCWD, k.out, SIZE, &got, &p->err));
	assert_int_equal(got.len, SIZE);
	assert_memory_equal(got.data, data, SIZE);
	/* There is nothing behind its end. */
	ask(p, &k, web.url);
	assert_int_equal(k.a.end, CURL_CANT_RESUME);
	web_stop(&web);

	file_put(p, "out", data, 1000);
	web_start(p, &web, WEB_NO_RANGES, data);
	ask(p, &k, web.url);
	assert_int_equal(k.a.end, CURL_CANT_RESUME);
	assert_int_equal(file_size(k.out), 1000);
	web_stop(&web);
	asked_clear(&k);
}

/* A registry tells the size of a blob so, which is not what the answer has. */
static void the_size_that_a_head_tells_is_not_received(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(SIZE, 7);
	struct asked k = { .q = { .method = HTTP_HEAD, .limit = 1000 } };
	struct web web;

	web_start(p, &web, WEB_GOOD, data);
	ask(p, &k, web.url);
	if (k.a.end != CURL_ANSWERED)
		fail_msg("end %d: %s", (int)k.a.end, k.a.why);
	assert_int_equal(k.a.status, 200);
	web_stop(&web);
	asked_clear(&k);
}

/* Errors and redirections have a text too, which is not what was asked for. */
static void what_an_error_says_may_be_longer_than_the_file(void **state)
{
	static const struct {
		enum manner how;
		enum curl_end end;
	} cases[] = {
		{ WEB_NOT_FOUND, CURL_ANSWERED },
		{ WEB_BUSY_ONCE, CURL_BUSY },
		{ WEB_TO_HTTP, CURL_FAILED },
	};
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(SIZE, 7);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asked k = { .q = { .resume = true, .limit = 4 } };
		struct web web;

		web_start(p, &web, cases[i].how, data);
		ask(p, &k, web.url);
		if (k.a.end != cases[i].end)
			fail_msg("case %zu: end %d: %s", i, (int)k.a.end, k.a.why);
		web_stop(&web);
		asked_clear(&k);
	}
}

static void who_is_not_reached_is_told_apart(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(SIZE, 7);
	AUTOFREE char *nobody = xasprintf("https://localhost:%d/x", free_port());
	struct asked k = { .q = { .direct = true } };
	struct web web;

	ask(p, &k, nobody);
	assert_int_equal(k.a.end, CURL_NO_CONNECTION);
	ask(p, &k, "https://no-such-host.invalid/x");
	assert_int_equal(k.a.end, CURL_NO_HOST);
	web_start(p, &web, WEB_GOOD, data);
	unsetenv("CURL_CA_BUNDLE");
	ask(p, &k, web.url);
	assert_int_equal(k.a.end, CURL_NOT_TRUSTED);
	assert_in(k.a.why, "certificate");
	web_stop(&web);
	asked_clear(&k);
}

/* One file takes the answers of many requests, each with its own limit. */
static void an_answer_before_is_not_taken_for_this_one(void **state)
{
	struct place *p = *state;
	AUTOFREE char *data = bytes_make(2000, 7);
	AUTOFREE char *nobody = xasprintf("https://localhost:%d/x", free_port());
	struct asked k = { .q = { .direct = true, .limit = 1000 } };

	k.out = file_make(p, "out", data, 2000);
	ask(p, &k, nobody);
	if (k.a.end != CURL_NO_CONNECTION)
		fail_msg("end %d: %s", (int)k.a.end, k.a.why);
	assert_int_equal(file_size(k.out), 0);
	asked_clear(&k);
}

/* --- a curl that acts --- */

/* A program of that name, first on PATH, which does what a line of shell says. */
static char *acting_curl(struct place *p, const char *line)
{
	AUTOFREE char *text = xasprintf("#!/bin/sh\n%s\n", line);
	AUTOFREE char *path = file_make(p, "curl", text, strlen(text));

	assert_int_equal(chmod(path, 0755), 0);
	return xasprintf("%s:%s", p->dir, getenv("PATH"));
}

static void nothing_is_on_its_command_line(void **state)
{
	struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));
	AUTOFREE char *line = xasprintf("echo \"$*\" >%s/args; env >%s/env; cat >%s/config", p->dir,
					p->dir, p->dir);
	AUTOFREE char *path = acting_curl(p, line);
	AUTOFREE char *args = path_join(p->dir, "args");
	AUTOFREE char *env = path_join(p->dir, "env");
	AUTOFREE char *config = path_join(p->dir, "config");
	static const char *const headers[] = { "Authorization: Basic c2VjcmV0",
					       "X-Odd: a \"quoted\" \\ thing", NULL };
	struct asked k = { .q = { .headers = headers, .cacert = "/a\n\tb\r/c\v\"" } };
	AUTOBUF struct buf text = BUF_INIT;

	setenv("PATH", path, 1);
	ask(p, &k, "https://me:secret@localhost/x");
	setenv("PATH", before, 1);
	OK(p, file_read(AT_FDCWD, args, 4096, &text, &p->err));
	assert_string_equal(text.data, "-q --config -\n");
	buf_clear(&text);
	OK(p, file_read(AT_FDCWD, env, 1 << 20, &text, &p->err));
	assert_null(strstr(text.data, "secret"));
	buf_clear(&text);
	OK(p, file_read(AT_FDCWD, config, 1 << 20, &text, &p->err));
	assert_in(text.data, "url = \"https://me:secret@localhost/x\"\n");
	assert_in(text.data, "header = \"Authorization: Basic c2VjcmV0\"\n");
	assert_in(text.data, "header = \"X-Odd: a \\\"quoted\\\" \\\\ thing\"\n");
	assert_in(text.data, "cacert = \"/a\\n\\tb\\r/c\\v\\\"\"\n");
	asked_clear(&k);
}

/* By the statuses of curl(1) alone: its words may say anything. */
static void ends_are_told_by_status_and_never_by_words(void **state)
{
	static const struct {
		const char *line;
		enum curl_end end;
		bool may_succeed;
	} cases[] = {
		{ "exit 2", CURL_FAILED, false },
		{ "exit 5", CURL_NO_HOST, false },
		{ "exit 6", CURL_NO_HOST, false },
		{ "exit 7", CURL_NO_CONNECTION, true },
		{ "exit 16", CURL_BROKE_OFF, true },
		{ "exit 18", CURL_BROKE_OFF, true },
		{ "exit 22", CURL_FAILED, false },
		{ "printf '\\nSTATUS 404 0 0.1\\n'; exit 22", CURL_ANSWERED, false },
		{ "printf '\\nSTATUS 429 0 0.1\\n'; exit 22", CURL_BUSY, true },
		{ "printf '\\nSTATUS 500 0 0.1\\n'", CURL_BUSY, true },
		{ "exit 23", CURL_CANT_WRITE, false },
		{ "echo 'curl: (28) it is too slow' >&2; printf '\\nSTATUS 000 0 0.000000\\n'; "
		  "exit 28",
		  CURL_TIMED_OUT, false },
		{ "echo 'curl: (28) timed out' >&2; printf '\\nSTATUS 000 0 0.012345\\n'; exit 28",
		  CURL_SLOW, false },
		{ "exit 35", CURL_NO_TLS, true },
		{ "exit 52", CURL_BROKE_OFF, true },
		{ "exit 55", CURL_BROKE_OFF, true },
		{ "exit 56", CURL_BROKE_OFF, true },
		{ "exit 60", CURL_NOT_TRUSTED, false },
		{ "exit 63", CURL_TOO_LARGE, false },
		{ "exit 77", CURL_NOT_TRUSTED, false },
		{ "exit 92", CURL_BROKE_OFF, true },
		{ "kill -9 $$", CURL_FAILED, false },
		/* What a server sends is not taken for our line, which comes last. */
		{ "printf 'HTTP/1.1 200 OK\\nSTATUS 500 9 1\\n\\nSTATUS 200 3 0.1\\n'",
		  CURL_ANSWERED, false },
	};
	struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTOFREE char *path = acting_curl(p, cases[i].line);
		struct asked k = { .q = { .timeout = 5 } };

		setenv("PATH", path, 1);
		ask(p, &k, "https://localhost/x");
		setenv("PATH", before, 1);
		if (k.a.end != cases[i].end)
			fail_msg("'%s': end %d", cases[i].line, (int)k.a.end);
		assert_int_equal(curl_may_succeed(k.a.end), cases[i].may_succeed);
		assert_non_null(k.a.why);
		assert_non_null(k.a.headers);
		if (k.a.end == CURL_SLOW)
			assert_string_equal(k.a.why, "less than 1.0 kB a second for 5 s");
		asked_clear(&k);
	}
}

static void without_curl_it_says_so(void **state)
{
	struct place *p = *state;
	AUTOFREE char *before = xstrdup(getenv("PATH"));
	const struct curl_request q = { .url = "https://localhost/x",
					.out = "/dev/null",
					.timeout = 1 };
	struct curl_answer a = { 0 };

	setenv("PATH", p->dir, 1);
	assert_int_equal(curl_run(&q, &a, &p->err), -1);
	setenv("PATH", before, 1);
	assert_int_equal(p->err.code, ERR_MISSING);
	assert_in(p->err.text, "'curl' is not installed");
	curl_answer_release(&a);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(each_end_of_a_download_has_its_name),
		IN_PLACE(a_download_is_resumed_or_cannot_be),
		IN_PLACE(the_size_that_a_head_tells_is_not_received),
		IN_PLACE(what_an_error_says_may_be_longer_than_the_file),
		IN_PLACE(who_is_not_reached_is_told_apart),
		IN_PLACE(an_answer_before_is_not_taken_for_this_one),
		IN_PLACE(nothing_is_on_its_command_line),
		IN_PLACE(ends_are_told_by_status_and_never_by_words),
		IN_PLACE(without_curl_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
