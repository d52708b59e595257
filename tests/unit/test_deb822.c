/* Debian's control files: paragraphs, fields, continuation lines. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/fetch_fixture.h"

#include "builder/fetch/deb822.h"

static void open_text(struct place *p, struct deb822 *d, const char *text)
{
	AUTOFREE char *path = file_make(p, "control", text, strlen(text));

	OK(p, deb822_open(d, path, &p->err));
}

static void assert_field(const struct deb822 *d, const char *field, const char *want)
{
	AUTOFREE char *value = deb822_get(d, field);

	assert_non_null(value);
	assert_string_equal(value, want);
}

static void reads_paragraph_after_paragraph(void **state)
{
	struct place *p = *state;
	struct deb822 d;

	open_text(p, &d,
		  "# comment\n\n\nPackage: a\nFiles:\n one 1\n# inside\n two 2\nEmpty:\n"
		  " \t\n"
		  "package:b  \r\nX-Files: no\nLast: end");
	assert_int_equal(deb822_next(&d, &p->err), 1);
	assert_field(&d, "Package", "a");
	assert_field(&d, "Files", "\n one 1\n two 2");
	assert_field(&d, "Empty", "");
	assert_true(deb822_is(&d, "Empty", ""));
	assert_null(deb822_get(&d, "Last"));
	assert_int_equal(deb822_next(&d, &p->err), 1);
	assert_field(&d, "Package", "b");
	assert_null(deb822_get(&d, "Files"));
	assert_field(&d, "LAST", "end");
	assert_int_equal(deb822_next(&d, &p->err), 0);
	assert_int_equal(deb822_next(&d, &p->err), 0);
	deb822_close(&d);
}

static void compares_whole_values_only(void **state)
{
	struct place *p = *state;
	struct deb822 d;

	open_text(p, &d, "Package: musl\nPack: x\n");
	assert_int_equal(deb822_next(&d, &p->err), 1);
	assert_true(deb822_is(&d, "package", "musl"));
	assert_false(deb822_is(&d, "Package", "mus"));
	assert_false(deb822_is(&d, "Package", "musl-dev"));
	assert_field(&d, "Pack", "x");
	assert_null(deb822_get(&d, "ackage"));
	deb822_close(&d);
}

static void refuses_a_paragraph_without_end(void **state)
{
	struct place *p = *state;
	size_t size = (size_t)9 << 20;
	AUTOFREE char *text = xmalloc(size);
	struct deb822 d;

	memset(text, 'x', size);
	for (size_t i = 99; i < size; i += 100)
		text[i] = '\n';
	AUTOFREE char *path = file_make(p, "control", text, size);

	OK(p, deb822_open(&d, path, &p->err));
	assert_int_equal(deb822_next(&d, &p->err), -1);
	assert_int_equal(p->err.code, ERR_CORRUPT);
	deb822_close(&d);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, place_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(reads_paragraph_after_paragraph),
		IN_PLACE(compares_whole_values_only),
		IN_PLACE(refuses_a_paragraph_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
