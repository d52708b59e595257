/* Options in all their forms, and what is said about those that are wrong. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/option.h"

static struct {
	bool quiet, verbose;
	long jobs;
	const char *store;
	struct strv with;
	struct option_choice format;
} got;

static const char *const formats[] = { "tar", "oci", NULL };

static const struct option_def table[] = {
	{ OPTION_FLAG, 'q', "quiet", NULL, "no words", &got.quiet },
	{ OPTION_FLAG, 'v', NULL, NULL, "more words", &got.verbose },
	{ OPTION_NUMBER, 'j', "jobs", "N", "how many at once", &got.jobs },
	{ OPTION_STRING, 's', "store", "DIR", "where everything is kept", &got.store },
	{ OPTION_LIST, 'w', "with", "PART", "one more part", &got.with },
	{ OPTION_STRING, 0, "a-very-long-option-name", "ARGUMENT", "shown on two lines",
	  &got.store },
	{ OPTION_CHOICE, 'f', "format", "FORMAT", "tar or oci", &got.format },
	{ .kind = OPTION_END },
};

static struct option_usage usage = {
	.command = "build",
	.arguments = "[OPTION...] TARGET...",
	.summary = "make what is missing",
	.table = table,
};

static int reset(void **state)
{
	(void)state;
	strv_release(&got.with);
	memset(&got, 0, sizeof(got));
	got.jobs = -1;
	got.format.words = formats;
	usage.stop_at_first = false;
	usage.more = NULL;
	return 0;
}

#define option_test(f) cmocka_unit_test_setup_teardown(f, reset, reset)

/* Parse a line that is cut at blanks; the rest comes back joined by commas. */
static int parse(const char *line, char **rest, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	static char *kept; /* strings are borrowed from it */
	static char *pointers[32];
	int argc = 0, rc;

	reset(NULL);
	usage.stop_at_first = strncmp(line, "STOP ", 5) == 0;
	free(kept);
	kept = xstrdup(usage.stop_at_first ? line + 5 : line);
	pointers[argc++] = kept;
	for (char *p = kept; (p = strchr(p, ' '));) {
		*p++ = '\0';
		pointers[argc++] = p;
	}
	pointers[argc] = NULL;
	rc = option_parse(&usage, argc, pointers, &words, err);
	if (rest)
		*rest = strv_join(&words, ",");
	return rc;
}

static void expect_rest(const char *line, const char *want)
{
	struct err err = ERR_INIT;
	AUTOFREE char *rest = NULL;

	ok(parse(line, &rest, &err), &err);
	assert_string_equal(rest, want);
}

/* The line must be refused with this problem and with a hint that holds this. */
static void expect_refused(const char *line, const char *text, const char *hint)
{
	struct err err = ERR_INIT;
	AUTOFREE char *rest = NULL;

	assert_int_equal(parse(line, &rest, &err), -1);
	assert_int_equal(err.code, ERR_USAGE);
	assert_string_equal(err.text, text);
	if (hint && (!err.hint || !strstr(err.hint, hint)))
		fail_msg("'%s': the hint is '%s', not '%s'", line, err.hint ? err.hint : "", hint);
	if (!hint)
		assert_null(err.hint);
	err_clear(&err);
}

static void values_come_in_four_forms(void **state)
{
	static const char *const lines[] = { "build -j2", "build -j 2", "build --jobs=2",
					     "build --jobs 2" };
	static const char *const strings[] = { "build -s/x=y", "build -s /x=y",
					       "build --store=/x=y", "build --store /x=y" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		expect_rest(lines[i], "");
		assert_int_equal(got.jobs, 2);
	}
	for (size_t i = 0; i < ARRAY_LEN(strings); i++) {
		expect_rest(strings[i], "");
		assert_string_equal(got.store, "/x=y");
	}
}

static void what_is_not_said_stays_as_it_was(void **state)
{
	(void)state;
	expect_rest("build", "");
	assert_false(got.quiet);
	assert_int_equal(got.jobs, -1);
	assert_null(got.store);
	assert_int_equal(got.with.len, 0);
}

static void letters_may_stand_together(void **state)
{
	(void)state;
	expect_rest("build -qv", "");
	assert_true(got.quiet && got.verbose);
	expect_rest("build -vqj4", "");
	assert_true(got.quiet && got.verbose);
	assert_int_equal(got.jobs, 4);
	expect_rest("build -qj 5 x", "x");
	assert_true(got.quiet);
	assert_int_equal(got.jobs, 5);
	expect_rest("build -sqv", ""); /* the value, not two flags */
	assert_string_equal(got.store, "qv");
	assert_false(got.quiet);
}

static void words_and_options_may_mix(void **state)
{
	(void)state;
	expect_rest("build a -q b --jobs 3 c", "a,b,c");
	assert_true(got.quiet);
	assert_int_equal(got.jobs, 3);
	expect_rest("build - a", "-,a"); /* a dash alone is a word */
	expect_rest("build  a", ",a"); /* so is the empty one */
}

static void two_dashes_end_the_options(void **state)
{
	(void)state;
	expect_rest("build a -- -q --jobs -- --help", "a,-q,--jobs,--,--help");
	assert_false(got.quiet);
	expect_rest("build --", "");
	expect_rest("build -s -- a", "a"); /* here they are the value */
	assert_string_equal(got.store, "--");
}

static void the_first_word_may_end_the_options(void **state)
{
	(void)state;
	expect_rest("STOP exec -q centos7 make -j2 --help -- x", "centos7,make,-j2,--help,--,x");
	assert_true(got.quiet);
	assert_int_equal(got.jobs, -1);
	expect_rest("STOP exec -- -q x", "-q,x");
}

static void lists_gather_and_others_take_the_last(void **state)
{
	AUTOFREE char *with = NULL;

	(void)state;
	expect_rest("build -wa --with=b --with c -w d", "");
	with = strv_join(&got.with, ",");
	assert_string_equal(with, "a,b,c,d");
	expect_rest("build -j1 -j2 --store=a --store=b", "");
	assert_int_equal(got.jobs, 2);
	assert_string_equal(got.store, "b");
	expect_rest("build --store=", "");
	assert_string_equal(got.store, "");
}

static void numbers_are_digits_and_nothing_else(void **state)
{
	static const char *const bad[] = { "x",    "2x",  "-1", "+1",  "1.5",
					   "0x10", "1e3", "--", "\t1", "99999999999999999999",
					   "" };

	(void)state;
	expect_rest("build -j0", "");
	assert_int_equal(got.jobs, 0);
	expect_rest("build -j010", "");
	assert_int_equal(got.jobs, 10);
	expect_rest("build --jobs=9223372036854775807", "");
	assert_int_equal(got.jobs, 9223372036854775807L);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		AUTOFREE char *line = xasprintf("build --jobs=%s", bad[i]);
		AUTOFREE char *text =
			xasprintf("option '--jobs' requires a number, not '%s'", bad[i]);

		expect_refused(line, text, "for example '--jobs 2'");
		assert_int_equal(got.jobs, -1);
	}
	expect_refused("build -jx", "option '-j' requires a number, not 'x'", "'-j 2'");
}

static void a_choice_is_one_of_its_words(void **state)
{
	(void)state;
	expect_rest("build x", "x");
	assert_null(got.format.value);
	expect_rest("build --format oci x", "x");
	assert_string_equal(got.format.value, "oci");
	expect_rest("build --format=oci -ftar x", "x");
	assert_string_equal(got.format.value, "tar");
	expect_refused("build -f tarr", "option '-f' does not accept 'tarr'",
		       "did you mean 'tar'?");
	expect_refused("build --format=zzzzz", "option '--format' does not accept 'zzzzz'",
		       "the choices are tar, oci");
	expect_refused("build --format=", "option '--format' does not accept ''", "tar, oci");
	expect_refused("build --format", "option '--format' requires a value", "--format FORMAT");
}

static void a_missing_value_is_told(void **state)
{
	(void)state;
	expect_refused("build --jobs", "option '--jobs' requires a value", "write '--jobs N'");
	expect_refused("build a -j", "option '-j' requires a value", "write '-j N'");
	expect_refused("build -qs", "option '-s' requires a value", "write '-s DIR'");
	expect_refused("build --with", "option '--with' requires a value", "write '--with PART'");
}

static void flags_take_no_value(void **state)
{
	(void)state;
	expect_refused("build --quiet=yes", "option '--quiet' takes no value", NULL);
	expect_refused("build --quiet=", "option '--quiet' takes no value", NULL);
}

static void unknown_options_name_the_nearest(void **state)
{
	(void)state;
	expect_refused("build --quite", "unknown option '--quite'", "did you mean '--quiet'?");
	expect_refused("build --job 2", "unknown option '--job'", "did you mean '--jobs'?");
	expect_refused("build --jbos=1234567890", "unknown option '--jbos=1234567890'",
		       "did you mean '--jobs'?");
	expect_refused("build --hepl", "unknown option '--hepl'", "did you mean '--help'?");
	expect_refused("build --frobnicate", "unknown option '--frobnicate'",
		       "'sysroot build --help' lists the options");
	expect_refused("build -x", "unknown option '-x'",
		       "'sysroot build --help' lists the options");
	expect_refused("build -qxv", "unknown option '-x'", "--help");
	expect_refused("build ---", "unknown option '---'", "--help");
	expect_refused("build --=x", "unknown option '--=x'", "--help");
	/* Not by a beginning: a later option would change what scripts mean. */
	expect_refused("build --st x", "unknown option '--st'", "--help");
}

/* What is printed on stdout by fn; the caller frees. */
static char *printed(const struct place *p, const char *line, int *rc)
{
	int out = openat(p->fd, "out", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int kept = fcntl(1, F_DUPFD_CLOEXEC, 3);
	struct err err = ERR_INIT;

	fflush(stdout);
	dup2(out, 1);
	close(out);
	*rc = parse(line, NULL, &err);
	fflush(stdout);
	dup2(kept, 1);
	close(kept);
	err_clear(&err);
	return get(p->fd, "out");
}

static void help_is_printed_and_ends_the_parsing(void **state)
{
	const struct place *p = *state;
	static const char want[] = "usage: sysroot build [OPTION...] TARGET...\n"
				   "\n"
				   "make what is missing\n"
				   "\n"
				   "options:\n"
				   "  -q, --quiet            no words\n"
				   "  -v                     more words\n"
				   "  -j, --jobs N           how many at once\n"
				   "  -s, --store DIR        where everything is kept\n"
				   "  -w, --with PART        one more part\n"
				   "      --a-very-long-option-name ARGUMENT\n"
				   "                         shown on two lines\n"
				   "  -f, --format FORMAT    tar or oci\n";
	AUTOFREE char *by_name = NULL, *by_letter = NULL, *later = NULL, *more = NULL;
	int rc;

	reset(NULL);
	by_name = printed(p, "build --help --nonsense", &rc);
	assert_int_equal(rc, 1);
	assert_string_equal(by_name, want);
	by_letter = printed(p, "build a -q -h", &rc);
	assert_int_equal(rc, 1);
	assert_string_equal(by_letter, want);
	later = printed(p, "build --nonsense --help", &rc);
	assert_int_equal(rc, -1);
	assert_string_equal(later, "");
	more = printed(p, "STOP build x --help", &rc);
	assert_int_equal(rc, 0);
	assert_string_equal(more, "");
}

static void the_last_words_of_the_help_stand_below_the_table(void **state)
{
	static const struct option_def none[] = { { .kind = OPTION_END } };
	const struct option_usage plain = { .command = "fsck",
					    .arguments = "[OPTION...]",
					    .summary = "check",
					    .more = "More words.",
					    .table = none };
	const struct place *p = *state;
	int out = openat(p->fd, "out", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int kept = fcntl(1, F_DUPFD_CLOEXEC, 3);
	AUTOFREE char *text = NULL;

	fflush(stdout);
	dup2(out, 1);
	close(out);
	option_print_help(&plain);
	fflush(stdout);
	dup2(kept, 1);
	close(kept);
	text = get(p->fd, "out");
	assert_string_equal(text, "usage: sysroot fsck [OPTION...]\n\ncheck\n\nMore words.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		option_test(values_come_in_four_forms),
		option_test(what_is_not_said_stays_as_it_was),
		option_test(letters_may_stand_together),
		option_test(words_and_options_may_mix),
		option_test(two_dashes_end_the_options),
		option_test(the_first_word_may_end_the_options),
		option_test(lists_gather_and_others_take_the_last),
		option_test(numbers_are_digits_and_nothing_else),
		option_test(a_choice_is_one_of_its_words),
		option_test(a_missing_value_is_told),
		option_test(flags_take_no_value),
		option_test(unknown_options_name_the_nearest),
		place_test(help_is_printed_and_ends_the_parsing),
		place_test(the_last_words_of_the_help_stand_below_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
