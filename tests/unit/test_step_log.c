/* A log of bounded size keeps its beginning and its end, whatever is printed. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "builder/build/step_log.h"

struct place {
	char *dir, *path;
	struct err err;
};

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	p->dir = fixture_temp();
	p->path = path_join(p->dir, "log");
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	assert_int_equal(tree_remove(AT_FDCWD, p->dir, &p->err), 0);
	err_clear(&p->err);
	free(p->dir);
	free(p->path);
	free(p);
	return 0;
}

static int open_file(const struct place *p)
{
	return open(p->path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static void write_and_close(struct place *p, size_t head, size_t tail, const char *text,
			    size_t times)
{
	AUTOCLOSE int fd = open_file(p);
	struct step_log *log;

	ok_at(step_log_open(fd, p->path, head, tail, &log, &p->err), &p->err, __LINE__);
	for (size_t i = 0; i < times; i++)
		ok_at(fd_write(step_log_fd(log), text, strlen(text), &p->err), &p->err, __LINE__);
	ok_at(step_log_close(log, &p->err), &p->err, __LINE__);
	assert_int_equal(step_log_fd(log), -1);
	ok_at(step_log_close(log, &p->err), &p->err, __LINE__);
	step_log_free(log);
}

static void assert_log(const struct place *p, const char *want)
{
	AUTOFREE char *text = read_text(AT_FDCWD, p->path);

	assert_string_equal(text, want);
}

static void what_fits_is_kept_whole(void **state)
{
	struct place *p = *state;

	write_and_close(p, 8, 8, "", 1);
	assert_log(p, "");
	write_and_close(p, 8, 8, "0123456789abcdef", 1);
	assert_log(p, "0123456789abcdef");
}

static void the_middle_is_left_out_and_counted(void **state)
{
	struct place *p = *state;

	write_and_close(p, 8, 8, "0123456789abcdefghij", 1);
	assert_log(p, "01234567\n[... 4 bytes of the log left out ...]\ncdefghij");
}

static void what_is_appended_counts(void **state)
{
	struct place *p = *state;

	write_and_close(p, 8, 8, "01234", 1);
	write_and_close(p, 8, 4, "56789abcdef", 1);
	assert_log(p, "01234567\n[... 4 bytes of the log left out ...]\ncdef");
}

/* The file is never larger than both together, while it grows neither. */
static void much_is_bounded(void **state)
{
	struct place *p = *state;
	AUTOFREE char *line = xmalloc(100001);
	struct stat st;

	memset(line, 'x', 100000);
	line[100000] = '\0';
	write_and_close(p, 1000000, 300000, line, 2000);
	assert_int_equal(stat(p->path, &st), 0);
	assert_true(st.st_size > 1300000 && st.st_size < 1300100);
}

/* A process that a step left behind has the other end of the pipe open. */
static void closing_waits_for_nobody(void **state)
{
	struct place *p = *state;
	AUTOCLOSE int fd = open_file(p);
	struct step_log *log;
	int held;

	ok_at(step_log_open(fd, p->path, 100, 100, &log, &p->err), &p->err, __LINE__);
	held = dup(step_log_fd(log));
	assert_int_equal(write(held, "before\n", 7), 7);
	ok_at(step_log_close(log, &p->err), &p->err, __LINE__);
	step_log_free(log);
	close(held);
	assert_log(p, "before\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_fits_is_kept_whole),  TEST(the_middle_is_left_out_and_counted),
		TEST(what_is_appended_counts),  TEST(much_is_bounded),
		TEST(closing_waits_for_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
