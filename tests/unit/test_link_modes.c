/* What the files of a C library say about how programs can be linked. */
/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "sysroots/compose/link_modes.h"

#define GLIBC                                                                                      \
	"crt1.o Scrt1.o rcrt1.o crti.o crtn.o libc.a libc.so libc.so.6 libc_nonshared.a "          \
	"ld-linux-x86-64.so.2"
#define MUSL "crt1.o Scrt1.o rcrt1.o crti.o crtn.o libc.a libc.so"

static struct target *target(const char *libc, const char *version, const char *arch)
{
	static struct target t;

	t.libc = (char *)(uintptr_t)libc;
	t.libc_version = (char *)(uintptr_t)version;
	t.arch = (char *)(uintptr_t)arch;
	return &t;
}

static void add(struct manifest *m, const char *path, enum entry_type type, const char *to)
{
	struct entry e = { .path = (char *)(uintptr_t)path,
			   .type = type,
			   .target = (char *)(uintptr_t)to };

	manifest_add(m, &e);
}

/* The files in usr/lib, but for one; the caller releases. */
static struct manifest library(const char *names, const char *without)
{
	struct manifest m = MANIFEST_INIT;
	AUTOSTRV struct strv all = STRV_INIT;

	add(&m, "usr", ENTRY_DIR, NULL);
	add(&m, "usr/lib", ENTRY_DIR, NULL);
	strv_split(&all, names, " ");
	if (without)
		assert_true(strv_contains(&all, without));
	for (size_t i = 0; i < all.len; i++) {
		AUTOFREE char *path = xasprintf("usr/lib/%s", all.items[i]);

		if (!without || strcmp(all.items[i], without) != 0)
			add(&m, path, ENTRY_FILE, NULL);
	}
	assert_int_equal(manifest_sort(&m, NULL), 0);
	return m;
}

/* NULL: offered */
static void are(const struct manifest *m, const struct target *t, const char *is_static,
		const char *is_static_pie, const char *is_dynamic)
{
	static const char *const names[LINK_MODES] = { "static", "static-pie", "dynamic" };
	const char *wanted[LINK_MODES] = { is_static, is_static_pie, is_dynamic };
	struct link_mode modes[LINK_MODES];

	link_modes_find(m, t, modes);
	for (size_t i = 0; i < LINK_MODES; i++) {
		assert_string_equal(modes[i].name, names[i]);
		assert_string_equal(modes[i].why_not ? modes[i].why_not : "offered",
				    wanted[i] ? wanted[i] : "offered");
	}
	link_modes_release(modes);
	assert_null(modes[0].why_not);
}

static void without(const char *names, const char *absent, const struct target *t,
		    const char *is_static, const char *is_static_pie, const char *is_dynamic)
{
	struct manifest m = library(names, absent);

	are(&m, t, is_static, is_static_pie, is_dynamic);
	manifest_release(&m);
}

static void a_whole_library_offers_all(void **state)
{
	(void)state;
	without(GLIBC, NULL, target("glibc", "2.36", "x86_64"), NULL, NULL, NULL);
	without(MUSL, NULL, target("musl", "1.2.5", "aarch64"), NULL, NULL, NULL);
}

static void the_version_tells_why_there_is_no_static_pie(void **state)
{
	(void)state;
	without(GLIBC, "rcrt1.o", target("glibc", "2.17", "x86_64"), NULL,
		"no rcrt1.o; glibc has it since 2.27", NULL);
	without(GLIBC, "rcrt1.o", target("glibc", "2.26", "x86_64"), NULL,
		"no rcrt1.o; glibc has it since 2.27", NULL);
	without(GLIBC, "rcrt1.o", target("glibc", "2.27", "x86_64"), NULL,
		"no rcrt1.o; this glibc was built without --enable-static-pie", NULL);
	without(MUSL, "rcrt1.o", target("musl", "1.1.24", "x86_64"), NULL, "no rcrt1.o", NULL);
}

static void an_archive_of_its_own_package_is_told(void **state)
{
	static const char why[] =
		"no libc.a; distributions may ship it in a separate package, glibc-static";

	(void)state;
	without(GLIBC, "libc.a", target("glibc", "2.34", "x86_64"), why, why, NULL);
	without(MUSL, "libc.a", target("musl", "1.2.5", "x86_64"), "no libc.a", "no libc.a", NULL);
}

static void every_start_file_counts_where_it_is_used(void **state)
{
	const struct target *t = target("glibc", "2.36", "x86_64");

	(void)state;
	without(GLIBC, "crt1.o", t, "no crt1.o", NULL, "no crt1.o");
	without(GLIBC, "Scrt1.o", t, NULL, NULL, "no Scrt1.o");
	without(GLIBC, "crti.o", t, "no crti.o", "no crti.o", "no crti.o");
	without(GLIBC, "crtn.o", t, "no crtn.o", "no crtn.o", "no crtn.o");
}

static void what_glibcs_linker_script_names_must_be_there(void **state)
{
	const struct target *t = target("glibc", "2.36", "x86_64");

	(void)state;
	without(GLIBC, "libc.so", t, NULL, NULL, "no libc.so");
	without(GLIBC, "libc.so.6", t, NULL, NULL, "no libc.so.6");
	without(GLIBC, "libc_nonshared.a", t, NULL, NULL, "no libc_nonshared.a");
	without(GLIBC, "ld-linux-x86-64.so.2", t, NULL, NULL, "no ld-linux-x86-64.so.2");
	/* Another machine's loader is none. */
	without(GLIBC, NULL, target("glibc", "2.36", "aarch64"), NULL, NULL,
		"no ld-linux-aarch64.so.1");
}

static void an_empty_library_offers_nothing(void **state)
{
	struct manifest m = MANIFEST_INIT;

	(void)state;
	are(&m, target("musl", "1.2.5", "x86_64"), "no crt1.o, crti.o, crtn.o, libc.a",
	    "no rcrt1.o, crti.o, crtn.o, libc.a", "no Scrt1.o, crt1.o, crti.o, crtn.o, libc.so");
}

/* Packages have symlinks: what they lead to counts, and it must be a file. */
static void links_are_followed(void **state)
{
	struct manifest m = library(MUSL, "libc.so");
	const struct target *t = target("musl", "1.2.5", "x86_64");

	(void)state;
	add(&m, "usr/lib/libc.so", ENTRY_LINK, "ld-musl-x86_64.so.1");
	assert_int_equal(manifest_sort(&m, NULL), 0);
	are(&m, t, NULL, NULL, "no libc.so");
	add(&m, "usr/lib/ld-musl-x86_64.so.1", ENTRY_FILE, NULL);
	assert_int_equal(manifest_sort(&m, NULL), 0);
	are(&m, t, NULL, NULL, NULL);
	manifest_release(&m);
	m = library(MUSL, "libc.a");
	add(&m, "usr/lib/libc.a", ENTRY_DIR, NULL);
	assert_int_equal(manifest_sort(&m, NULL), 0);
	are(&m, t, "no libc.a", "no libc.a", NULL);
	manifest_release(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_library_offers_all),
		cmocka_unit_test(the_version_tells_why_there_is_no_static_pie),
		cmocka_unit_test(an_archive_of_its_own_package_is_told),
		cmocka_unit_test(every_start_file_counts_where_it_is_used),
		cmocka_unit_test(what_glibcs_linker_script_names_must_be_there),
		cmocka_unit_test(an_empty_library_offers_nothing),
		cmocka_unit_test(links_are_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
