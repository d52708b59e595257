/* Kits: what one store gives, another has; all of it or nothing. */
/* SPDX-License-Identifier: MIT */
#include "kit_fixture.h"

#include "cache/fsck/fsck.h"

static int import(struct kit_fixture *f, struct kit_summary *summary)
{
	return kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, summary, &f->err);
}

static void said(const char *line, void *arg)
{
	(void)arg;
	print_message("fsck: %s\n", line);
}

static void fsck_is_clean(struct kit_fixture *f)
{
	struct fsck_report report;

	ok(fsck_run(f->to, NULL, false, said, NULL, &report, &f->err), &f->err);
	assert_int_equal(report.problems, 0);
	assert_int_equal(report.trees, 2);
	assert_int_equal(report.artifacts, 2);
	assert_int_equal(report.inputs, 1);
}

static void carries_all_from_store_to_store(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };
	AUTOFREE char *there = NULL;
	AUTOFREE char *here = NULL;
	AUTOFREE char *number = path_join(f->place, "kits/farm");

	kit_make(f, "farm", 7);
	ok(import(f, &summary), &f->err);
	assert_string_equal(summary.name, "farm");
	assert_int_equal(summary.number, 7);
	assert_int_equal(summary.trees, 2);
	assert_int_equal(summary.artifacts, 2);
	assert_int_equal(summary.inputs, 1);
	assert_true(summary.added > 0);
	assert_non_null(strstr(summary.signer, "ours"));
	kit_summary_release(&summary);
	fsck_is_clean(f);
	assert_int_equal(unlink(number), 0);
	here = kit_snapshot(f->from.place);
	there = kit_snapshot(f->place);
	assert_string_equal(here, there);
}

static void says_when_there_was_nothing_to_do(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	before = kit_snapshot(f->place);
	ok(import(f, &summary), &f->err);
	assert_int_equal(summary.added, 0);
	kit_summary_release(&summary);
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
}

static void makes_the_same_bytes(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_wish w = { .name = "farm", .number = 3 }, other = w;
	AUTOFREE char *path = path_join(f->from.dir, "again.kit");
	char first[SHA256_HEX], second[SHA256_HEX];
	mode_t mask = umask(0);

	kit_wish_all(f->from.s, &w);
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	umask(077);
	/* The same things in another order, some twice, from a store that was opened anew. */
	fixture_reopen(&f->from);
	for (size_t i = w.artifacts.len; i > 0; i--)
		strv_add(&other.artifacts, w.artifacts.items[i - 1]);
	strv_add_all(&other.artifacts, &w.artifacts);
	for (size_t i = w.trees.len; i > 0; i--)
		strv_add(&other.trees, w.trees.items[i - 1]);
	strv_add_all(&other.inputs, &w.inputs);
	ok(kit_write_to(f->from.s, &other, path, NULL, &f->err), &f->err);
	umask(mask);
	ok(sha256_file(AT_FDCWD, f->kit, first, NULL, &f->err), &f->err);
	ok(sha256_file(AT_FDCWD, path, second, NULL, &f->err), &f->err);
	assert_string_equal(first, second);
	kit_wish_release(&w);
	kit_wish_release(&other);
}

static void wants_a_signature_by_a_trusted_key(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *pub = path_join(f->keys, "ours.pub");
	AUTOFREE char *second = path_join(f->from.dir, "second.key");
	AUTOFREE char *before = kit_snapshot(f->place);
	AUTOFREE char *after = NULL;

	kit_make(f, "farm", 1);
	f->trust.signature = NULL;
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "does not have a signature");
	f->trust.signature = f->signature;
	/* By somebody else; by ours, but it is not trusted any more. */
	kit_make_keys(f, "second", false);
	ok(kit_sign(f->kit, NULL, second, NULL, &f->err), &f->err);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "is not trusted here");
	/* That it may be unsigned does not mean that any signature will do. */
	f->trust.unsigned_ok = true;
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "is not trusted here");
	f->trust.unsigned_ok = false;
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	assert_int_equal(unlink(pub), 0);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "is not trusted here");
	/* A key that everybody may replace is none. */
	kit_make_keys(f, "second", true);
	ok(kit_sign(f->kit, NULL, second, NULL, &f->err), &f->err);
	{
		AUTOFREE char *open_key = path_join(f->keys, "second.pub");

		assert_int_equal(chmod(open_key, 0666), 0);
		kit_refused(f, import(f, NULL), ERR_MISMATCH, "is not trusted here");
		assert_int_equal(chmod(open_key, 0644), 0);
	}
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
	ok(import(f, NULL), &f->err);
}

static void takes_an_unsigned_one_when_told(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };

	kit_make(f, "farm", 1);
	f->trust.signature = NULL;
	f->trust.unsigned_ok = true;
	ok(import(f, &summary), &f->err);
	assert_null(summary.signer);
	kit_summary_release(&summary);
}

static void does_not_go_back(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	AUTOFREE char *input = NULL;

	kit_make(f, "farm", 5);
	ok(import(f, NULL), &f->err);
	before = kit_snapshot(f->place);
	kit_make(f, "farm", 4);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "number 5 has already been imported");
	/* The same number, but something else in it. */
	input = kit_add_input(f->from.s, f->from.dir, "another\n");
	kit_make(f, "farm", 5);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "its contents differ");
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
	/* Another series has numbers of its own; 0 is of none. */
	kit_make(f, "other", 1);
	ok(import(f, NULL), &f->err);
	kit_make(f, "farm", 0);
	ok(import(f, NULL), &f->err);
	/* Told to, it goes back, and remembers the highest all the same. */
	kit_make(f, "farm", 2);
	f->trust.older_ok = true;
	ok(import(f, NULL), &f->err);
	f->trust.older_ok = false;
	kit_make(f, "farm", 4);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "number 5 has already been imported");
}

static void numbers_what_is_made(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_wish w = { .name = "farm" };
	struct kit_summary summary = { 0 };
	AUTOFREE char *input = NULL;
	uint64_t n;

	kit_wish_all(f->from.s, &w);
	ok(kit_next_number(f->from.s, &w, &n, &f->err), &f->err);
	assert_int_equal(n, 1);
	w.number = n;
	ok(kit_write_to(f->from.s, &w, f->kit, &summary, &f->err), &f->err);
	ok(kit_remember_made(f->from.s, &summary, &f->err), &f->err);
	/* The same again is the same kit; more is another one. */
	ok(kit_next_number(f->from.s, &w, &n, &f->err), &f->err);
	assert_int_equal(n, 1);
	input = kit_add_input(f->from.s, f->from.dir, "another\n");
	strv_add(&w.inputs, input);
	ok(kit_next_number(f->from.s, &w, &n, &f->err), &f->err);
	assert_int_equal(n, 2);
	w.name = "../farm";
	kit_refused(f, kit_next_number(f->from.s, &w, &n, &f->err), ERR_USAGE, "invalid kit name");
	kit_summary_release(&summary);
	kit_wish_release(&w);
}

static void a_damaged_digest_is_no_number_of_a_series(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_series series;
	AUTOFREE char *path = path_join(f->place, "kits/farm");
	AUTOBUF struct buf text = BUF_INIT;

	kit_make(f, "farm", 7);
	ok(import(f, NULL), &f->err);
	ok(kit_series_read(f->to, "farm", &series, &f->err), &f->err);
	assert_int_equal(series.imported, 7);
	ok(file_read(AT_FDCWD, path, 4096, &text, &f->err), &f->err);
	text.data[text.len - 10] = 'z';
	assert_int_equal(unlink(path), 0);
	write_text(AT_FDCWD, path, text.data);
	kit_refused(f, kit_series_read(f->to, "farm", &series, &f->err), ERR_CORRUPT, "kits/farm");
}

static void leaves_out_what_the_other_side_has(void **state)
{
	struct kit_fixture *f = *state;
	AUTOSTRV struct strv have = STRV_INIT;
	struct kit_wish w = { .name = "farm", .number = 2, .have = &have };
	struct kit_summary summary = { 0 };
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;

	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	ok(kit_have(f->to, &have, &f->err), &f->err);
	/* The list survives its text. */
	{
		AUTOSTRV struct strv again = STRV_INIT;
		AUTOBUF struct buf text = BUF_INIT;

		kit_have_text(&have, &text);
		ok(kit_have_parse(text.data, text.len, "list", &again, &f->err), &f->err);
		assert_int_equal(again.len, have.len);
		kit_refused(f, kit_have_parse("rubbish\n", 8, "list", &again, &f->err), ERR_SYNTAX,
			    "'list' is not a list");
	}
	put_sysroot(f->from.s, 3, "third");
	kit_wish_all(f->from.s, &w);
	ok(kit_write_to(f->from.s, &w, f->kit, &summary, &f->err), &f->err);
	assert_int_equal(summary.artifacts, 1);
	assert_int_equal(summary.inputs, 0);
	assert_int_equal(summary.trees, 3);
	assert_true(summary.left_out > 0);
	kit_summary_release(&summary);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	ok(import(f, NULL), &f->err);
	ok(store_list_trees(f->to, &w.programs, &f->err), &f->err);
	assert_int_equal(w.programs.len, 3);
	/* A store that has not what was left out takes nothing of it. */
	store_close(f->to);
	ok(tree_remove(AT_FDCWD, f->place, &f->err), &f->err);
	ok(store_open(f->place, true, &f->to, &f->err), &f->err);
	before = kit_snapshot(f->place);
	kit_refused(f, import(f, NULL), ERR_MISSING, "leaves out");
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
	kit_wish_release(&w);
}

/* Somebody wrote into a sysroot: object and tree are as they should be after an import. */
static void mends_what_was_altered(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_summary summary = { 0 };
	AUTOFREE char *path = path_join(f->place, "sysroots/tiny/usr/include/stdio.h");
	struct fsck_report report;
	int fd;

	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	assert_int_equal(write(fd, "evil", 4), 4);
	close(fd);
	ok(fsck_run(f->to, NULL, false, NULL, NULL, &report, &f->err), &f->err);
	assert_true(report.problems > 0);
	ok(import(f, &summary), &f->err);
	assert_int_equal(summary.added, 1);
	kit_summary_release(&summary);
	fsck_is_clean(f);
}

/* The medium answers otherwise the second time: nothing of it is parsed. */
static void holds_a_medium_to_what_it_said_first(void **state)
{
	struct kit_fixture *f = *state;
	struct kit *k;
	int fd;

	kit_make(f, "farm", 1);
	ok(kit_open(f->kit, &f->trust, false, &k, &f->err), &f->err);
	ok(kit_check(k, &f->err), &f->err);
	kit_close(k);
	/* The manifest comes from the first block, which is the only one here. */
	{
		struct kit_wish w = { .name = "farm", .number = 9 };
		AUTOFREE char *big = path_join(f->from.dir, "big");
		AUTOFREE char *noise = xmalloc(3 << 20);
		uint64_t seed = 1;

		for (size_t i = 0; i < 3 << 20; i++)
			noise[i] = (char)next_random(&seed);
		write_file(AT_FDCWD, big, noise, 3 << 20, 0755);
		strv_add(&w.programs, big);
		ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
		ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
		kit_wish_release(&w);
	}
	ok(kit_open(f->kit, &f->trust, true, &k, &f->err), &f->err);
	fd = open(f->kit, O_WRONLY | O_CLOEXEC);
	assert_int_equal(pwrite(fd, "x", 1, 2 << 20), 1);
	close(fd);
	kit_refused(f, kit_check(k, &f->err), ERR_MISMATCH, "MiB 3 differs when read again");
	kit_close(k);
}

static void carries_programs(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *path = path_join(f->from.dir, "tool");
	AUTOFREE char *folder = path_join(f->from.dir, "bin/of/theirs");
	AUTOFREE char *there = path_join(folder, "tool");
	struct kit_wish w = { .name = "farm", .number = 1 };
	struct stat st;

	write_file(AT_FDCWD, path, "#!/bin/sh\n", 10, 0600);
	strv_add(&w.programs, path);
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, folder, NULL, &f->err), &f->err);
	assert_int_equal(stat(there, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	strv_add(&w.programs, there);
	kit_refused(f, kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), ERR_USAGE,
		    "the same name");
	kit_wish_release(&w);
}

static void tells_what_it_has_not(void **state)
{
	struct kit_fixture *f = *state;
	struct kit_wish w = { .name = "farm", .number = 1 };
	char hex[SHA256_HEX];

	sha256_mem("x", 1, hex);
	strv_add(&w.inputs, hex);
	kit_refused(f, kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), ERR_MISSING, hex);
	kit_wish_release(&w);
	strv_add(&w.trees, "none");
	kit_refused(f, kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), ERR_MISSING,
		    "'none' is not built");
	kit_wish_release(&w);
}

static void does_not_carry_what_was_altered(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *path = path_join(f->from.place, "sysroots/tiny/usr/include/stdio.h");
	struct kit_wish w = { .name = "farm", .number = 1 };
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	kit_wish_all(f->from.s, &w);
	assert_int_equal(write(fd, "evil", 4), 4);
	close(fd);
	kit_refused(f, kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), ERR_CORRUPT, "altered");
	kit_wish_release(&w);
}

static void lists_without_importing(void **state)
{
	struct kit_fixture *f = *state;
	AUTOSTRV struct strv members = STRV_INIT;
	struct kit_summary summary = { 0 };
	AUTOFREE char *before = kit_snapshot(f->place);
	AUTOFREE char *after = NULL;

	kit_make(f, "farm", 1);
	ok(kit_verify(f->kit, &f->trust, &members, &summary, &f->err), &f->err);
	assert_int_equal(members.len, summary.members);
	assert_int_equal(summary.artifacts, 2);
	assert_string_equal(summary.comment + strlen(summary.comment) - 64, summary.digest);
	assert_int_equal(strncmp(members.items[0], "artifacts/", 10), 0);
	kit_summary_release(&summary);
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kit_test(carries_all_from_store_to_store),
		kit_test(says_when_there_was_nothing_to_do),
		kit_test(makes_the_same_bytes),
		kit_test(wants_a_signature_by_a_trusted_key),
		kit_test(takes_an_unsigned_one_when_told),
		kit_test(does_not_go_back),
		kit_test(numbers_what_is_made),
		kit_test(a_damaged_digest_is_no_number_of_a_series),
		kit_test(leaves_out_what_the_other_side_has),
		kit_test(mends_what_was_altered),
		kit_test(holds_a_medium_to_what_it_said_first),
		kit_test(carries_programs),
		kit_test(tells_what_it_has_not),
		kit_test(does_not_carry_what_was_altered),
		kit_test(lists_without_importing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
