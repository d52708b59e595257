/* One tree of many artifacts: what is added, what clashes, what the digest says. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include "sysroots/compose/carried.h"
#include "sysroots/compose/compose.h"
#include "sysroots/env/envfiles.h"

/* Key of the artifact of a part. */
static void part_key(const char *part, char key[SHA256_HEX])
{
	sha256_mem(part, strlen(part), key);
}

/* An artifact of one part: path, text, path, text, ..., NULL. */
static void put_part(struct world *w, const char *part, const char *const *files)
{
	struct artifact a = { 0 };
	char *dir = NULL;
	AUTOCLOSE int fd = -1;

	WORLD_OK(w, store_temp(w->s, "part", &dir, &w->err));
	fd = dir_open(store_fd(w->s), dir, &w->err);
	for (; files[0]; files += 2) {
		AUTOFREE char *folder =
			xstrndup(files[0], (size_t)(path_basename(files[0]) - files[0]));

		if (*folder)
			WORLD_OK(w, dir_make(fd, folder, &w->err));
		write_text(fd, files[0], files[1]);
	}
	part_key(part, a.key);
	a.key_text = xstrdup(part);
	a.recipe = xasprintf("%s-1", part);
	a.part = xstrdup(part);
	a.version = xstrdup("1");
	a.license = xstrdup("MIT");
	a.fidelity = xstrdup("source");
	a.sandbox = xstrdup("-");
	WORLD_OK(w, store_put_artifact(w->s, &a, store_fd(w->s), dir, &w->err));
	WORLD_OK(w, tree_remove(store_fd(w->s), dir, &w->err));
	artifact_release(&a);
	free(dir);
}

static const char *const LIBC[] = { "usr/include/stdio.h", "int puts(const char *);\n",
				    "usr/lib/libc.a", "archive", NULL };
static const char *const HEADERS[] = { "usr/include/linux/types.h", "typedef int x;\n", NULL };

static struct target *tiny_target(void)
{
	static struct target t = {
		.arch = (char *)(uintptr_t) "x86_64",
		.triple = (char *)(uintptr_t) "x86_64-linux-musl",
		.cpu = (char *)(uintptr_t) "x86-64",
		.libc = (char *)(uintptr_t) "musl",
		.libc_version = (char *)(uintptr_t) "1.2.5",
		.linux_version = (char *)(uintptr_t) "3.10",
	};

	t.name = (char *)(uintptr_t) "tiny";
	return &t;
}

/* Compose these parts (names, NULL behind the last). */
static int compose(struct world *w, const char *const *names, struct tree_record *t)
{
	struct compose_part parts[8];
	char keys[8][SHA256_HEX];
	size_t n = 0;

	for (; names[n]; n++) {
		part_key(names[n], keys[n]);
		parts[n] = (struct compose_part){
			.part = names[n],
			.recipe = names[n],
			.version = "1",
			.key = keys[n],
			.fidelity = "source",
			.license = "MIT",
			.why = "the only recipe",
		};
	}
	return compose_tree(w->s, tiny_target(), parts, n, "request", t, &w->err);
}

static char *object_text(struct world *w, const struct entry *e)
{
	AUTOCLOSE int fd = store_open_object(w->s, e->sha256, e->exec, &w->err);
	char *text = xcalloc(1, e->size + 1);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, text, e->size), e->size);
	return text;
}

static const struct entry *at(const struct tree_record *t, const char *path, enum entry_type type)
{
	const struct entry *e = manifest_find(&t->manifest, path);

	if (!e || e->type != type)
		fail_msg("'%s' does not exist, or is something else", path);
	return e;
}

static void link_is(const struct tree_record *t, const char *path, const char *target)
{
	assert_string_equal(at(t, path, ENTRY_LINK)->target, target);
}

static int setup(void **state)
{
	world_setup(state);
	put_part(*state, "libc", LIBC);
	put_part(*state, "linux-headers", HEADERS);
	return 0;
}

static const char *const BASE[] = { "libc", "linux-headers", NULL };

static void the_parts_files_are_there_and_carry_their_part(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };

	WORLD_OK(w, compose(w, BASE, &t));
	assert_string_equal(at(&t, "usr/include/stdio.h", ENTRY_FILE)->part, "libc");
	assert_string_equal(at(&t, "usr/lib/libc.a", ENTRY_FILE)->part, "libc");
	assert_string_equal(at(&t, "usr/include/linux/types.h", ENTRY_FILE)->part, "linux-headers");
	assert_null(at(&t, "libexec/wrapper", ENTRY_FILE)->part);
	assert_string_equal(t.name, "tiny");
	assert_string_equal(t.request_key, "request");
	assert_int_equal(t.part_count, 2);
	assert_string_equal(t.parts[1].part, "linux-headers");
	assert_string_equal(t.parts[1].why, "the only recipe");
	tree_record_release(&t);
}

static void old_names_lead_to_the_one_library_folder(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };
	static const char *const names[] = { "lib/libc.a", "lib64/libc.a", "usr/lib64/libc.a" };

	WORLD_OK(w, compose(w, BASE, &t));
	link_is(&t, "lib", "usr/lib");
	link_is(&t, "lib64", "usr/lib");
	link_is(&t, "usr/lib64", "lib");
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_ptr_equal(manifest_resolve(&t.manifest, names[i]),
				 at(&t, "usr/lib/libc.a", ENTRY_FILE));
	tree_record_release(&t);
}

static void the_wrapper_stands_under_all_its_names(void **state)
{
	static const char *const tools[] = {
		"addr2line",  "ar",     "as",         "cmake", "cpp",     "g++",     "gcc",
		"gcc-ar",     "gcc-nm", "gcc-ranlib", "ld",    "nm",      "objcopy", "objdump",
		"pkg-config", "ranlib", "readelf",    "size",  "strings", "strip",
	};
	struct world *w = *state;
	struct tree_record t = { 0 };
	const struct entry *wrapper, *as_static;
	size_t size;
	const void *bytes = carried_wrapper(&size);
	char hex[SHA256_HEX];

	WORLD_OK(w, compose(w, BASE, &t));
	wrapper = at(&t, "libexec/wrapper", ENTRY_FILE);
	/* The same program; its name tells it how to link. */
	as_static = at(&t, "libexec/wrapper-static", ENTRY_FILE);
	assert_string_equal(as_static->sha256, wrapper->sha256);
	assert_true(as_static->exec);
	assert_true(wrapper->exec);
	assert_true(size > 1000);
	assert_memory_equal(bytes, "\177ELF", 4);
	sha256_mem(bytes, size, hex);
	assert_string_equal(wrapper->sha256, hex);
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		AUTOFREE char *path = xasprintf("bin/x86_64-linux-musl-%s", tools[i]);
		AUTOFREE char *other = xasprintf("static/%s", path);

		assert_ptr_equal(manifest_resolve(&t.manifest, path), wrapper);
		assert_ptr_equal(manifest_resolve(&t.manifest, other), as_static);
	}
	assert_ptr_equal(manifest_resolve(&t.manifest, "static/bin/cc"), as_static);
	assert_ptr_equal(manifest_resolve(&t.manifest, "bin/cc"), wrapper);
	assert_ptr_equal(manifest_resolve(&t.manifest, "bin/c++"), wrapper);
	tree_record_release(&t);
}

/* gcc.specs of a target; the caller frees. */
static char *specs_of(struct world *w, const char *arch, const char *libc)
{
	struct target t = *tiny_target();
	struct tree_record r = { 0 };
	char *text;

	t.arch = (char *)(uintptr_t)arch;
	t.libc = (char *)(uintptr_t)libc;
	WORLD_OK(w, compose_tree(w->s, &t, NULL, 0, "", &r, &w->err));
	text = object_text(w, at(&r, "libexec/gcc.specs", ENTRY_FILE));
	tree_record_release(&r);
	return text;
}

static void the_specs_are_those_of_the_c_library_and_the_machine(void **state)
{
	static const struct {
		const char *arch, *libc, *loader, *link, *libraries;
	} all[] = {
		{ "x86_64", "musl", "/lib/ld-musl-x86_64.so.1", "*link:\n --sysroot=", "" },
		{ "x86_64", "glibc", "/lib64/ld-linux-x86-64.so.2", "*link:\n --sysroot=", "" },
		{ "aarch64", "musl", "/lib/ld-musl-aarch64.so.1",
		  "*link:\n--fix-cortex-a53-843419 --sysroot=", "" },
		{ "aarch64", "glibc", "/lib/ld-linux-aarch64.so.1",
		  "*link:\n--fix-cortex-a53-843419 --sysroot=", "" },
		{ "riscv64", "musl", "/lib/ld-musl-riscv64.so.1",
		  "*link:\n --sysroot=", " %{pthread:%:if-exists(libatomic.a%s)}" },
		{ "riscv64", "glibc", "/lib/ld-linux-riscv64-lp64d.so.1",
		  "*link:\n --sysroot=", " %{pthread:%:if-exists(libatomic.a%s)}" },
	};
	struct world *w = *state;
	size_t size;

	assert_null(carried_specs("bionic", &size));
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		AUTOFREE char *found = specs_of(w, all[i].arch, all[i].libc);
		AUTOFREE char *path = xasprintf("sysroots/wrapper/%s.specs", all[i].libc);
		AUTOFREE char *file = read_text(AT_FDCWD, path);
		AUTOFREE char *loader = xasprintf("*sysroot_loader:\n%s\n", all[i].loader);
		const char *end = strstr(file, "*sysroot_loader:");
		const char *mark = strstr(file, "@LIBRARIES@");
		AUTOFREE char *rest = NULL;

		/* No mark is left over, and what stands around them is the file's. */
		assert_null(strchr(found, '@'));
		assert_non_null(strstr(found, loader));
		assert_non_null(strstr(found, all[i].link));
		assert_non_null(end);
		assert_memory_equal(found, file, end - file);
		end = strstr(file, "*link_libgcc:");
		assert_non_null(end);
		assert_non_null(mark);
		rest = xasprintf("%.*s%s%s", (int)(mark - end), end, all[i].libraries,
				 mark + strlen("@LIBRARIES@"));
		assert_string_equal(strstr(found, "*link_libgcc:"), rest);
	}
}

/* gcc.specs of a glibc tree whose stand-ins have these files. The caller frees. */
static char *specs_with_standins(struct world *w, const char *const *files)
{
	struct target t = *tiny_target();
	struct tree_record r = { 0 };
	struct compose_part part = { .part = "standins",
				     .recipe = "standins",
				     .version = "1",
				     .fidelity = "source",
				     .license = "MIT",
				     .why = "" };
	char key[SHA256_HEX];
	char *text;

	put_part(w, "standins", files);
	part_key("standins", key);
	part.key = key;
	t.libc = (char *)(uintptr_t) "glibc";
	WORLD_OK(w, compose_tree(w->s, &t, &part, 1, "", &r, &w->err));
	text = object_text(w, at(&r, "libexec/gcc.specs", ENTRY_FILE));
	tree_record_release(&r);
	return text;
}

static void the_specs_guard_static_programs_where_the_standins_are(void **state)
{
	static const char *const files[] = { "usr/lib/libstandins.a", "archive", NULL };
	struct world *w = *state;
	AUTOFREE char *without = specs_of(w, "x86_64", "glibc");
	AUTOFREE char *with = NULL;

	assert_null(strstr(without, "--wrap"));
	/* gcc 10 and older do not know it. */
	assert_null(strstr(strstr(without, "*link:"), "if-exists-then-else"));
	with = specs_with_standins(w, files);
	assert_non_null(strstr(with, "--wrap=__libc_dlopen_mode"));
	/* glibc is asked about the kernel unless that stand-in is there too. */
	assert_null(strstr(with, "_dl_discover_osversion"));
}

static void the_specs_guard_the_kernels_version_where_that_standin_is(void **state)
{
	static const char *const files[] = { "usr/lib/libstandins.a", "archive",
					     "usr/lib/libstandins_kernel.a", "archive", NULL };
	struct world *w = *state;
	AUTOFREE char *text = NULL;

	text = specs_with_standins(w, files);
	assert_non_null(strstr(text, "--wrap=__libc_dlopen_mode"));
	assert_non_null(strstr(text, " --wrap=_dl_discover_osversion}}"));
}

static void an_unknown_machine_is_told(void **state)
{
	struct world *w = *state;
	struct target t = *tiny_target();
	struct tree_record r = { 0 };

	t.arch = (char *)(uintptr_t) "vax";
	WORLD_FAILS(w, compose_tree(w->s, &t, NULL, 0, "", &r, &w->err), ERR_FAILED, "'vax'");
	tree_record_release(&r);
}

static void an_unknown_c_library_is_told(void **state)
{
	struct world *w = *state;
	struct target t = *tiny_target();
	struct tree_record r = { 0 };

	t.libc = (char *)(uintptr_t) "bionic";
	WORLD_FAILS(w, compose_tree(w->s, &t, NULL, 0, "", &r, &w->err), ERR_FAILED, "'bionic'");
	tree_record_release(&r);
}

static void the_facts_are_written_down(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };
	AUTOFREE char *text = NULL;

	WORLD_OK(w, compose(w, BASE, &t));
	text = object_text(w, at(&t, ".sysroot/target", ENTRY_FILE));
	assert_string_equal(text, "name tiny\ntriple x86_64-linux-musl\narch x86_64\n"
				  "cpu x86-64\nlibc musl\nlink-options \nlibc-version 1.2.5\n"
				  "linux-version 3.10\n");
	assert_int_equal(t.facts.len, 8);
	assert_string_equal(t.facts.items[0], "name tiny");
	tree_record_release(&t);
}

static void the_env_files_are_there_and_hold_no_machines_path(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };
	AUTOFREE char *cwd = getcwd(NULL, 0);

	WORLD_OK(w, compose(w, BASE, &t));
	for (size_t i = 0; ENVFILES_NAMES[i]; i++) {
		const struct entry *e = at(&t, ENVFILES_NAMES[i], ENTRY_FILE);
		AUTOFREE char *text = object_text(w, e);

		assert_true(e->size > 100);
		assert_false(e->exec);
		assert_null(strstr(text, w->dir));
		assert_null(strstr(text, "/tmp/"));
		assert_null(strstr(text, cwd));
	}
	/* Nor does any other file that composing makes. */
	for (size_t i = 0; i < t.manifest.count; i++) {
		const struct entry *e = &t.manifest.entries[i];

		if (e->type == ENTRY_FILE && !e->part) {
			AUTOFREE char *text = object_text(w, e);

			assert_null(memmem(text, e->size, w->dir, strlen(w->dir)));
			assert_null(memmem(text, e->size, cwd, strlen(cwd)));
		}
		if (e->type == ENTRY_LINK)
			assert_true(e->target[0] != '/');
	}
	tree_record_release(&t);
}

static void parts_that_clash_are_both_named(void **state)
{
	static const char *const zed[] = { "usr/include/stdio.h", "int other;\n", NULL };
	static const char *const names[] = { "libc", "zed", NULL };
	struct world *w = *state;
	struct tree_record t = { 0 };

	put_part(w, "zed", zed);
	assert_int_equal(compose(w, names, &t), -1);
	assert_non_null(strstr(w->err.text, "'libc'"));
	assert_non_null(strstr(w->err.text, "'zed'"));
	WORLD_FAILS(w, -1, ERR_FAILED, "'usr/include/stdio.h'");
	tree_record_release(&t);
}

static void a_part_cannot_take_the_sysroots_own_places(void **state)
{
	static const char *const wrapper[] = { "libexec/wrapper", "evil", NULL };
	static const char *const lib[] = { "lib/x", "x", NULL }; /* where the link stands */
	static const char *const both[2][3] = { { "libc", "evil", NULL },
						{ "libc", "folder", NULL } };
	struct world *w = *state;

	put_part(w, "evil", wrapper);
	put_part(w, "folder", lib);
	for (size_t i = 0; i < 2; i++) {
		struct tree_record t = { 0 };

		WORLD_FAILS(w, compose(w, both[i], &t), ERR_FAILED,
			    i ? "'lib'" : "'libexec/wrapper'");
		tree_record_release(&t);
	}
}

static void equal_files_of_two_parts_are_one(void **state)
{
	static const char *const names[] = { "libc", "twin", NULL };
	struct world *w = *state;
	struct tree_record t = { 0 };

	put_part(w, "twin", LIBC);
	WORLD_OK(w, compose(w, names, &t));
	(void)at(&t, "usr/include/stdio.h", ENTRY_FILE);
	for (size_t i = 1; i < t.manifest.count; i++)
		assert_true(strcmp(t.manifest.entries[i - 1].path, t.manifest.entries[i].path) < 0);
	tree_record_release(&t);
}

static void the_digest_knows_no_order(void **state)
{
	static const char *const turned[] = { "linux-headers", "libc", NULL };
	struct world *w = *state;
	struct tree_record t = { 0 }, u = { 0 }, v = { 0 };

	WORLD_OK(w, compose(w, BASE, &t));
	WORLD_OK(w, compose(w, turned, &u));
	assert_string_equal(t.digest, u.digest);
	/* Nor the order in which the artifacts were made, nor the store's place. */
	world_new_store(w, "another-store");
	put_part(w, "linux-headers", HEADERS);
	put_part(w, "libc", LIBC);
	WORLD_OK(w, compose(w, BASE, &v));
	assert_string_equal(t.digest, v.digest);
	tree_record_release(&t);
	tree_record_release(&u);
	tree_record_release(&v);
}

static void the_digest_knows_every_fact(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };

	WORLD_OK(w, compose(w, BASE, &t));
	for (int i = 0; i < 6; i++) {
		struct target other = *tiny_target();
		struct compose_part none = { 0 };
		struct tree_record a = { 0 }, b = { 0 };
		char *const values[] = { "9",       "9",        "9", "x86_64-other-linux-musl",
					 "aarch64", "x86-64-v2" };

		WORLD_OK(w, compose_tree(w->s, &other, &none, 0, "", &a, &w->err));
		*(i == 0   ? &other.name
		  : i == 1 ? &other.libc_version
		  : i == 2 ? &other.linux_version
		  : i == 3 ? &other.triple
		  : i == 4 ? &other.arch
			   : &other.cpu) = values[i];
		WORLD_OK(w, compose_tree(w->s, &other, &none, 0, "", &b, &w->err));
		assert_string_not_equal(a.digest, b.digest);
		tree_record_release(&a);
		tree_record_release(&b);
	}
	tree_record_release(&t);
}

static void an_absent_artifact_is_told(void **state)
{
	static const char *const names[] = { "libc", "nowhere", NULL };
	struct world *w = *state;
	struct tree_record t = { 0 };

	WORLD_FAILS(w, compose(w, names, &t), ERR_MISSING, "part 'nowhere'");
	tree_record_release(&t);
}

static void the_store_lays_it_out_as_it_is(void **state)
{
	struct world *w = *state;
	struct tree_record t = { 0 };
	AUTOFREE char *header = path_join(w->place, "sysroots/tiny/usr/include/stdio.h");
	AUTOFREE char *cc = path_join(w->place, "sysroots/tiny/bin/cc");
	AUTOFREE char *text = NULL;

	WORLD_OK(w, compose(w, BASE, &t));
	WORLD_OK(w, store_put_tree(w->s, &t, &w->err));
	text = read_text(AT_FDCWD, header);
	assert_string_equal(text, LIBC[1]);
	assert_int_equal(access(cc, X_OK), 0);
	tree_record_release(&t);
}

static void the_identity_is_steady(void **state)
{
	char one[SHA256_HEX], two[SHA256_HEX];

	(void)state;
	compose_identity("x86_64", one);
	setenv("HOME", "/elsewhere", 1);
	compose_identity("aarch64", two);
	assert_true(sha256_is_hex(two));
	assert_string_not_equal(one, two);
	compose_identity("x86_64", two);
	assert_true(sha256_is_hex(one));
	assert_string_equal(one, two);
}

/* Another architecture beside it changes no key. */
static void the_identity_is_of_one_machine(void **state)
{
	AUTOSTRV struct strv names = STRV_INIT;

	(void)state;
	machine_names(&names);
	for (size_t i = 0; i < names.len; i++) {
		const struct machine *m = machine_find(names.items[i]);
		AUTOBUF struct buf text = BUF_INIT;

		compose_identity_text(m, &text);
		assert_non_null(strstr(text.data, m->glibc_loader));
		assert_non_null(strstr(text.data, m->musl_loader));
		assert_non_null(strstr(text.data, m->go_variable));
		for (size_t k = 0; m->go_levels[k]; k++)
			assert_non_null(strstr(text.data, m->go_levels[k]));
		for (size_t k = 0; k < names.len; k++) {
			const struct machine *other = machine_find(names.items[k]);

			if (other == m)
				continue;
			assert_null(strstr(text.data, other->arch));
			assert_null(strstr(text.data, other->other_name));
			assert_null(strstr(text.data, other->go_variable));
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_parts_files_are_there_and_carry_their_part),
		TEST(old_names_lead_to_the_one_library_folder),
		TEST(the_wrapper_stands_under_all_its_names),
		TEST(the_specs_are_those_of_the_c_library_and_the_machine),
		TEST(the_specs_guard_static_programs_where_the_standins_are),
		TEST(the_specs_guard_the_kernels_version_where_that_standin_is),
		TEST(an_unknown_machine_is_told),
		TEST(an_unknown_c_library_is_told),
		TEST(the_facts_are_written_down),
		TEST(the_env_files_are_there_and_hold_no_machines_path),
		TEST(parts_that_clash_are_both_named),
		TEST(a_part_cannot_take_the_sysroots_own_places),
		TEST(equal_files_of_two_parts_are_one),
		TEST(the_digest_knows_no_order),
		TEST(the_digest_knows_every_fact),
		TEST(an_absent_artifact_is_told),
		TEST(the_store_lays_it_out_as_it_is),
		TEST(the_identity_is_steady),
		TEST(the_identity_is_of_one_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
