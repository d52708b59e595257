/* Kits: what an import must not do to what is here already. */
/* SPDX-License-Identifier: MIT */
#include "kit_fixture.h"

#include "cache/fsck/fsck.h"
#include "cache/kit/kit_internal.h"

static int import(struct kit_fixture *f, const char *programs)
{
	return kit_import(f->to, NULL, NULL, f->kit, &f->trust, programs, NULL, &f->err);
}

static void moves_no_name_without_a_number(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	char first[SHA256_HEX], second[SHA256_HEX];

	kit_make(f, "sysroot", 0);
	ok(import(f, NULL), &f->err);
	ok(import(f, NULL), &f->err); /* the same is no other one */
	ok(store_tree_digest(f->to, "tiny", first, &f->err), &f->err);
	put_sysroot(f->from.s, 9, "tiny");
	kit_make(f, "sysroot", 0);
	before = kit_snapshot(f->place);
	kit_refused(f, import(f, NULL), ERR_MISMATCH, "'tiny' is already here");
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
	f->trust.older_ok = true;
	ok(import(f, NULL), &f->err);
	ok(store_tree_digest(f->to, "tiny", second, &f->err), &f->err);
	assert_string_not_equal(first, second);
}

static void takes_nothing_where_a_program_cannot_be_put(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *tool = path_join(f->from.dir, "tool");
	AUTOFREE char *folder = path_join(f->from.dir, "bin");
	AUTOFREE char *in_the_way = path_join(folder, "tool");
	AUTOFREE char *before = kit_snapshot(f->place);
	AUTOFREE char *after = NULL;
	AUTOSTRV struct strv left = STRV_INIT;
	struct kit_wish w = { .name = "farm", .number = 1 };

	write_file(AT_FDCWD, tool, "#!/bin/sh\n", 10, 0755);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(mkdir(in_the_way, 0755), 0);
	kit_wish_all(f->from.s, &w);
	strv_add(&w.programs, tool);
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	kit_refused(f, import(f, folder), ERR_FAILED, "is a directory");
	after = kit_snapshot(f->place);
	assert_string_equal(before, after);
	ok(dir_list(AT_FDCWD, folder, &left, &f->err), &f->err);
	assert_int_equal(left.len, 1);
	kit_wish_release(&w);
}

/* Under the key of seed 1, but with the files of another: *a empty before. */
static void put_another(struct store *s, struct artifact *a, struct err *err)
{
	AUTOFREE char *dir = make_tree_in(s, 5, false);

	key_of(1, &a->key_text, a->key);
	a->recipe = xstrdup("test-1");
	a->part = xstrdup("libc");
	a->version = xstrdup("1.1");
	a->license = xstrdup("MIT");
	a->fidelity = xstrdup("source");
	a->sandbox = xstrdup("none");
	ok(store_put_artifact(s, a, store_fd(s), dir, err), err);
	ok(tree_remove(store_fd(s), dir, err), err);
}

static void drops_the_provenance_of_what_it_replaces(void **state)
{
	struct kit_fixture *f = *state;
	struct artifact ours = { 0 };
	AUTOBUF struct buf text = BUF_INIT;
	size_t i = 0;
	char object[STORE_OBJECT_PATH];

	put_another(f->to, &ours, &f->err);
	kit_put_provenance(f->to, ours.key, ours.key);
	while (ours.manifest.entries[i].type != ENTRY_FILE)
		i++;
	store_object_path(ours.manifest.entries[i].sha256, ours.manifest.entries[i].exec, object);
	assert_int_equal(unlinkat(store_fd(f->to), object, 0), 0);
	ok(store_drop_provenance(f->from.s, ours.key, &f->err), &f->err);
	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	assert_int_equal(store_read_provenance(f->to, ours.key, &text, &f->err), -1);
	assert_int_equal(f->err.code, ERR_MISSING);
	err_clear(&f->err);
	artifact_release(&ours);
}

static void takes_no_key_that_a_stranger_could_put_there(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *pub = path_join(f->keys, "ours.pub");
	struct kit_keys keys = { 0 };

	kit_make(f, "farm", 1);
	assert_int_equal(chmod(f->keys, 01777), 0);
	kit_refused(f, import(f, NULL), ERR_FAILED, "everyone may write to the directory");
	assert_int_equal(chmod(f->keys, 0755), 0);
	/* Only root can give files away. */
	if (geteuid() == 0) {
		assert_int_equal(chown(pub, 4242, (gid_t)-1), 0);
		ok(kit_keys_read(&f->folders, &keys, &f->err), &f->err);
		assert_int_equal(keys.count, 1);
		assert_non_null(strstr(keys.items[0].problem, "user 4242"));
		kit_keys_release(&keys);
		kit_refused(f, import(f, NULL), ERR_MISMATCH, "is not trusted here");
		assert_int_equal(chown(f->keys, 4242, (gid_t)-1), 0);
	}
	ok(import(f, NULL), &f->err);
}

/* What stands there as a folder is nobody's number; a damaged one is forgotten. */
static void forgets_only_damaged_numbers(void **state)
{
	struct kit_fixture *f = *state;
	AUTOFREE char *folder = path_join(f->place, "kits/folder");
	AUTOFREE char *bad = path_join(f->place, "kits/bad");
	struct fsck_report report;

	kit_make(f, "farm", 1);
	ok(import(f, NULL), &f->err);
	assert_int_equal(mkdir(folder, 0755), 0);
	write_text(AT_FDCWD, bad, "rubbish\n");
	ok(fsck_run(f->to, NULL, true, NULL, NULL, &report, &f->err), &f->err);
	assert_int_equal(report.problems, 2);
	assert_false(file_exists(AT_FDCWD, folder));
	assert_false(file_exists(AT_FDCWD, bad));
	assert_true(file_exists(store_fd(f->to), "kits/farm"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kit_test(moves_no_name_without_a_number),
		kit_test(takes_nothing_where_a_program_cannot_be_put),
		kit_test(drops_the_provenance_of_what_it_replaces),
		kit_test(takes_no_key_that_a_stranger_could_put_there),
		kit_test(forgets_only_damaged_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
