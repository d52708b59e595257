/* The https origin against a TLS server of the test's own: resume, breaks, stalls. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/web_fixture.h"

static void assert_requests(struct place *p, const struct web *w, const char *want)
{
	AUTOBUF struct buf text = BUF_INIT;

	OK(p, file_read(AT_FDCWD, w->log, 4096, &text, &p->err));
	assert_string_equal(text.data, want);
}

/* Put bytes where an earlier, interrupted fetch would have left them. */
static char *part_make(struct place *p, const struct recipe_input *in, const char *data, size_t n)
{
	AUTOFREE char *folder = path_join(store_path(p->store), "tmp/partial");
	char *path = xasprintf("%s/%s.part", folder, in->sha256);

	OK(p, dir_make(AT_FDCWD, folder, &p->err));
	OK(p, file_write(AT_FDCWD, path, data, n, 0644, &p->err));
	return path;
}

struct web_case {
	struct web web;
	char *data;
	struct recipe_input in;
	struct fetch_job job;
};

static void case_start(struct place *p, struct web_case *c, enum manner how)
{
	memset(c, 0, sizeof(*c));
	c->data = bytes_make(SIZE, 7);
	web_start(p, &c->web, how, c->data);
	input_make(&c->in, "file.tar", c->data, SIZE);
	input_origin(&c->in, ORIGIN_HTTPS, c->web.url);
}

static void case_stop(struct web_case *c)
{
	web_stop(&c->web);
	job_clear(&c->job);
	input_free(&c->in);
	free(c->data);
}

static void downloads_and_leaves_no_partial_file(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_int_equal(c.job.state, FETCH_DONE);
	assert_in(c.job.origin, "https localhost:");
	assert_requests(p, &c.web, "all\n");
	assert_int_equal(count_in_store(p, "tmp/partial"), 0);
	case_stop(&c);
}

static void resumes_what_an_earlier_fetch_left(void **state)
{
	struct place *p = *state;
	AUTOFREE char *part = NULL;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	part = part_make(p, &c.in, c.data, 100000);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_requests(p, &c.web, "100000-\n");
	assert_false(file_exists(AT_FDCWD, part));
	case_stop(&c);
}

static void takes_a_partial_file_that_is_whole_without_asking(void **state)
{
	struct place *p = *state;
	AUTOFREE char *part = NULL;
	struct web_case c;

	case_start(p, &c, WEB_NOT_FOUND);
	part = part_make(p, &c.in, c.data, SIZE);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_false(file_exists(AT_FDCWD, c.web.log));
	case_stop(&c);
}

static void starts_anew_when_the_resumed_file_is_wrong(void **state)
{
	struct place *p = *state;
	AUTOFREE char *garbage = bytes_make(SIZE, 8);
	AUTOFREE char *part = NULL;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	part = part_make(p, &c.in, garbage, 5000);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_requests(p, &c.web, "5000-\nall\n");
	case_stop(&c);
}

static void starts_anew_when_the_partial_file_is_too_long(void **state)
{
	struct place *p = *state;
	AUTOFREE char *garbage = bytes_make(SIZE + 1, 8);
	AUTOFREE char *part = NULL;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	part = part_make(p, &c.in, garbage, SIZE + 1);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_requests(p, &c.web, "all\n");
	case_stop(&c);
}

static void starts_anew_when_the_server_has_no_ranges(void **state)
{
	struct place *p = *state;
	AUTOFREE char *part = NULL;
	struct web_case c;

	case_start(p, &c, WEB_NO_RANGES);
	part = part_make(p, &c.in, c.data, 5000);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_requests(p, &c.web, "5000-\nall\n");
	case_stop(&c);
}

static void starts_anew_when_the_server_has_no_such_range(void **state)
{
	struct place *p = *state;
	AUTOFREE char *garbage = bytes_make(SIZE + 1, 8);
	AUTOFREE char *part = NULL;
	struct web_case c;

	/* The recipe names no size, so only the server can say. */
	case_start(p, &c, WEB_GOOD);
	c.in.size = 0;
	part = part_make(p, &c.in, garbage, SIZE + 1);
	OK(p, fetch_one(p, &c.in, &c.job));
	case_stop(&c);
}

static void goes_on_after_the_line_broke(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf text = BUF_INIT;
	struct web_case c;
	long from;

	case_start(p, &c, WEB_CUT_ONCE);
	OK(p, fetch_one(p, &c.in, &c.job));
	OK(p, file_read(AT_FDCWD, c.web.log, 4096, &text, &p->err));
	assert_memory_equal(text.data, "all\n", 4);
	from = strtol(text.data + 4, NULL, 10);
	assert_true(from > 0 && from <= (long)SIZE / 2);
	case_stop(&c);
}

static void tries_again_when_the_server_is_busy(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_BUSY_ONCE);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_requests(p, &c.web, "all\nall\n");
	case_stop(&c);
}

static void gives_up_when_every_answer_breaks(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_CUT_ALL);
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_int_equal(p->err.code, ERR_MISSING);
	assert_in(c.job.why, "curl: ");
	assert_requests(p, &c.web, "all\nall\nall\n");
	case_stop(&c);
}

static void says_what_the_server_answered(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_NOT_FOUND);
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_in(c.job.why, "404");
	assert_requests(p, &c.web, "all\n");
	case_stop(&c);
}

static void keeps_the_partial_file_of_a_server_that_stalls(void **state)
{
	struct place *p = *state;
	struct web_case c;
	double start = seconds_now();

	case_start(p, &c, WEB_STALLS);
	p->options.timeout = 1;
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_true(seconds_now() - start < 10);
	assert_in(c.job.why, "no data for 1 s");
	assert_int_equal(count_in_store(p, "tmp/partial"), 1);
	case_stop(&c);

	case_start(p, &c, WEB_GOOD);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_in(c.job.origin, "https");
	case_stop(&c);
}

/* Another member could put a link there, which curl would write through. */
static void in_a_groups_store_what_came_is_its_users_own(void **state)
{
	struct place *p = *state;
	AUTOFREE char *own = xasprintf("tmp/partial-%lu", (unsigned long)geteuid());
	AUTOFREE char *path = xstrdup(store_path(p->store));
	struct web_case c;
	struct stat st;

	assert_int_equal(fchmod(store_fd(p->store), 02775), 0);
	store_close(p->store);
	OK(p, store_open(path, true, &p->store, &p->err));
	p->options.timeout = 1;
	case_start(p, &c, WEB_STALLS);
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	case_stop(&c);
	assert_int_equal(count_in_store(p, "tmp/partial"), 0);
	assert_int_equal(count_in_store(p, own), 1);
	assert_int_equal(fstatat(store_fd(p->store), own, &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_int_equal(st.st_mode & 077, 0);
	case_start(p, &c, WEB_GOOD);
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_int_equal(count_in_store(p, own), 0);
	case_stop(&c);

	/* Somebody else has taken the name: without going on, and not there. */
	assert_int_equal(unlinkat(store_fd(p->store), own, AT_REMOVEDIR), 0);
	assert_int_equal(symlinkat("../objects", store_fd(p->store), own), 0);
	case_start(p, &c, WEB_GOOD);
	c.in.sha256[0] ^= 1; /* another input, of which nothing is right */
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_int_not_equal(c.job.state, FETCH_DONE);
	assert_in(c.job.why, "digest");
	case_stop(&c);
}

static void gives_a_server_up_that_drips_and_keeps_what_came(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_DRIPS);
	p->options.timeout = 2;
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_in(c.job.why, "less than 1.0 kB a second for 2 s");
	assert_int_equal(count_in_store(p, "tmp/partial"), 1);
	case_stop(&c);

	case_start(p, &c, WEB_GOOD);
	OK(p, fetch_one(p, &c.in, &c.job));
	case_stop(&c);
}

static void stops_a_server_that_sends_without_end(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_ENDLESS);
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_false(store_has_input(p->store, c.in.sha256));
	case_stop(&c);
}

static void refuses_wrong_bytes_and_goes_on(void **state)
{
	struct place *p = *state;
	AUTOFREE char *good = NULL;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	c.data[0] ^= 1;
	sha256_mem(c.data, SIZE, c.in.sha256);
	good = file_make(p, "good", c.data, SIZE);
	input_origin(&c.in, ORIGIN_FILE, "good");
	OK(p, fetch_one(p, &c.in, &c.job));
	assert_string_equal(c.job.origin, "file good");
	assert_requests(p, &c.web, "all\n");
	assert_int_equal(count_in_store(p, "tmp/partial"), 0);
	case_stop(&c);
}

static void never_follows_to_plain_http(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_TO_HTTP);
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_in(c.job.why, "rotocol");
	case_stop(&c);
}

static void refuses_a_server_whose_certificate_is_unknown(void **state)
{
	struct place *p = *state;
	struct web_case c;

	case_start(p, &c, WEB_GOOD);
	unsetenv("CURL_CA_BUNDLE");
	assert_int_equal(fetch_one(p, &c.in, &c.job), -1);
	assert_in(c.job.why, "certificate");
	case_stop(&c);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(downloads_and_leaves_no_partial_file),
		IN_PLACE(resumes_what_an_earlier_fetch_left),
		IN_PLACE(takes_a_partial_file_that_is_whole_without_asking),
		IN_PLACE(starts_anew_when_the_resumed_file_is_wrong),
		IN_PLACE(starts_anew_when_the_partial_file_is_too_long),
		IN_PLACE(starts_anew_when_the_server_has_no_ranges),
		IN_PLACE(starts_anew_when_the_server_has_no_such_range),
		IN_PLACE(goes_on_after_the_line_broke),
		IN_PLACE(tries_again_when_the_server_is_busy),
		IN_PLACE(gives_up_when_every_answer_breaks),
		IN_PLACE(says_what_the_server_answered),
		IN_PLACE(keeps_the_partial_file_of_a_server_that_stalls),
		IN_PLACE(in_a_groups_store_what_came_is_its_users_own),
		IN_PLACE(gives_a_server_up_that_drips_and_keeps_what_came),
		IN_PLACE(stops_a_server_that_sends_without_end),
		IN_PLACE(refuses_wrong_bytes_and_goes_on),
		IN_PLACE(never_follows_to_plain_http),
		IN_PLACE(refuses_a_server_whose_certificate_is_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
