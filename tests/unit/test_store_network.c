/* Stores on network filesystems: which mounts are refused, how the index is kept there. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/store_fixture.h"

#include "cache/index/index_internal.h"
#include "cache/store/store_internal.h"

static const char mounts[] =
	"22 28 0:20 / /proc rw,nosuid - proc proc rw\n"
	"28 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"
	"90 28 0:52 / /home rw,relatime shared:5 - nfs4 srv:/home "
	"rw,vers=4.2,local_lock=none,addr=1\n"
	"91 28 0:53 / /farm rw,relatime - nfs srv:/farm rw,vers=3,nolock,local_lock=all\n"
	"92 28 0:54 / /lab rw,relatime - nfs srv:/lab rw,vers=3,local_lock=flock,proto=tcp\n"
	"93 28 0:55 / /dev/nolock rw,nolocks - nfs srv:/nolock rw,vers=3,local_lock=posix\n";

static void local_locks_are_told_by_the_mounts_options(void **state)
{
	(void)state;
	assert_null(store_local_locks(mounts, 254, 1));
	assert_null(store_local_locks(mounts, 0, 52));
	assert_string_equal(store_local_locks(mounts, 0, 53), "nolock");
	assert_string_equal(store_local_locks(mounts, 0, 54), "local_lock=flock");
	assert_null(store_local_locks(mounts, 0, 55)); /* posix locks are not what we take */
	assert_null(store_local_locks(mounts, 9, 9));
	assert_null(store_local_locks("", 0, 53));
	assert_null(store_local_locks("what\nelse 1 2\n", 0, 53));
}

static char *journal_mode(const struct index *ix)
{
	sqlite3_stmt *st = NULL;
	char *mode = NULL;

	assert_int_equal(sqlite3_prepare_v2(ix->db, "PRAGMA journal_mode", -1, &st, NULL), 0);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	mode = xstrdup((const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return mode;
}

static void index_shares_no_memory_between_machines(void **state)
{
	struct fixture *f = *state;
	struct index *ix;

	/* Made here in WAL mode, then moved to where others have it too, and back. */
	for (int network = 0; network < 2; network++) {
		AUTOFREE char *mode = NULL;

		f->s->network = network;
		ok(index_open(f->s, true, &ix, &f->err), &f->err);
		mode = journal_mode(ix);
		assert_string_equal(mode, network ? "delete" : "wal");
		index_close(ix);
		ok(index_open(f->s, false, &ix, &f->err), &f->err);
		index_close(ix);
	}
}

static void variable_is_local_or_an_error(void **state)
{
	struct fixture *f = *state;

	setenv("SYSROOT_LOCKS", "remote", 1);
	assert_int_equal(store_check_network(f->s, &f->err), -1);
	assert_int_equal(f->err.code, ERR_USAGE);
	setenv("SYSROOT_LOCKS", "local", 1);
	ok(store_check_network(f->s, &f->err), &f->err);
	unsetenv("SYSROOT_LOCKS");
	ok(store_check_network(f->s, &f->err), &f->err);
	assert_false(store_is_network(f->s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_locks_are_told_by_the_mounts_options),
		cmocka_unit_test_setup_teardown(index_shares_no_memory_between_machines,
						fixture_setup, fixture_teardown),
		cmocka_unit_test_setup_teardown(variable_is_local_or_an_error, fixture_setup,
						fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
