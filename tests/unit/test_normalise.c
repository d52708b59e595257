/* The one layout that every tree is brought to, and what is refused on the way. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/engine_fixture.h"

#include <sys/stat.h>

#include "builder/unpack/normalise.h"

#define TRIPLE "x86_64-linux-gnu"

struct place {
	char *dir;
	int fd; /* of dir; the tree is built in "from" */
	struct recipe *recipe;
	struct err err;
};

static void take_recipe(struct place *p, const char *selects)
{
	static const char hex[] =
		"0123456789012345678901234567890123456789012345678901234567890123";
	AUTOFREE char *text =
		xasprintf("recipe tiny\npart libc\nversion 1\nsummary \"x\"\nlicense MIT\n"
			  "homepage https://example.org/\nfidelity distro\n"
			  "provides libc glibc 2.17\ninput a.tar {\nsha256 %s\n"
			  "from https https://example.org/a.tar\n}\n%s",
			  hex, selects);

	recipe_free(p->recipe);
	p->recipe = NULL;
	ok(recipe_parse(text, strlen(text), "tiny.recipe", NULL, &p->recipe, &p->err), &p->err);
}

static int setup(void **state)
{
	struct place *p = xcalloc(1, sizeof(*p));

	p->dir = fixture_temp();
	p->fd = dir_open(AT_FDCWD, p->dir, &p->err);
	assert_true(p->fd >= 0);
	assert_int_equal(mkdirat(p->fd, "from", 0755), 0);
	take_recipe(p, "");
	*state = p;
	return 0;
}

static int teardown(void **state)
{
	struct place *p = *state;

	close(p->fd);
	ok(tree_remove(AT_FDCWD, p->dir, &p->err), &p->err);
	recipe_free(p->recipe);
	err_clear(&p->err);
	free(p->dir);
	free(p);
	return 0;
}

/* from/PATH with its folders. */
static char *below_from(struct place *p, const char *path)
{
	char *full = path_join("from", path);
	AUTOFREE char *dir = xstrndup(full, (size_t)(path_basename(full) - full) - 1);

	ok(dir_make(p->fd, dir, &p->err), &p->err);
	return full;
}

static void add_file(struct place *p, const char *path, const char *text)
{
	AUTOFREE char *full = below_from(p, path);

	write_text(p->fd, full, text);
}

static void add_link(struct place *p, const char *path, const char *target)
{
	AUTOFREE char *full = below_from(p, path);

	assert_int_equal(symlinkat(target, p->fd, full), 0);
}

static int run(struct place *p)
{
	return normalise_tree(p->fd, "from", "to", p->recipe, TRIPLE, &p->err);
}

static int list_visit(int rootfd, const char *path, const struct stat *st, void *arg,
		      struct err *err)
{
	if (S_ISLNK(st->st_mode)) {
		AUTOFREE char *target = link_read(rootfd, path, err);

		buf_addf(arg, "%s -> %s\n", path, target);
	} else if (S_ISREG(st->st_mode)) {
		AUTOBUF struct buf text = BUF_INIT;

		ok(file_read(rootfd, path, 1 << 20, &text, err), err);
		buf_addf(arg, "%s: %s\n", path, text.data);
	} else {
		buf_addf(arg, "%s/\n", path);
	}
	return 0;
}

/* What is in the new tree: every entry, sorted. */
static void tree_is(struct place *p, const char *wanted)
{
	AUTOBUF struct buf found = BUF_INIT;

	ok(tree_walk(p->fd, "to", list_visit, &found, &p->err), &p->err);
	assert_string_equal(found.data, wanted);
}

static void gives(struct place *p, const char *wanted)
{
	ok(run(p), &p->err);
	tree_is(p, wanted);
}

static void one_library_folder_comes_of_all(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/a", "a");
	add_file(p, "lib64/b", "b");
	add_file(p, "usr/lib/c", "c");
	add_file(p, "usr/lib64/d", "d");
	add_file(p, "usr/lib/" TRIPLE "/e", "e");
	add_file(p, "lib/" TRIPLE "/f/g", "g");
	add_file(p, "usr/include/" TRIPLE "/h", "h");
	add_file(p, "usr/lib/arm-linux-gnueabi/i", "i"); /* not ours: stays */
	add_file(p, "lib32/j", "j");
	add_file(p, "usr/lib64x/k", "k");
	gives(p, "lib32/\nlib32/j: j\nusr/\nusr/include/\nusr/include/h: h\nusr/lib/\n"
		 "usr/lib/a: a\nusr/lib/arm-linux-gnueabi/\nusr/lib/arm-linux-gnueabi/i: i\n"
		 "usr/lib/b: b\nusr/lib/c: c\nusr/lib/d: d\nusr/lib/e: e\nusr/lib/f/\n"
		 "usr/lib/f/g: g\nusr/lib64x/\nusr/lib64x/k: k\n");
}

static void links_follow_what_they_point_at(void **state)
{
	struct place *p = *state;

	add_file(p, "lib64/libm-2.17.so", "m");
	add_link(p, "lib64/libm.so.6", "libm-2.17.so");
	add_link(p, "usr/lib64/libm.so", "../../lib64/libm.so.6");
	add_link(p, "usr/lib/" TRIPLE "/libx.so", "/lib64/libm.so.6");
	add_link(p, "usr/lib/" TRIPLE "/liby.so", "../../../lib/" TRIPLE "/libm.so.6");
	add_link(p, "usr/include/deep/er/x.h", "/usr/include/" TRIPLE "/y.h");
	add_link(p, "usr/share/lib", "/lib64");
	add_link(p, "etc/top", "/");
	add_link(p, "top", "/../..//./usr/./share/..");
	gives(p, "etc/\netc/top -> ../\ntop -> usr\nusr/\nusr/include/\nusr/include/deep/\n"
		 "usr/include/deep/er/\nusr/include/deep/er/x.h -> ../../y.h\nusr/lib/\n"
		 "usr/lib/libm-2.17.so: m\nusr/lib/libm.so -> libm.so.6\n"
		 "usr/lib/libm.so.6 -> libm-2.17.so\nusr/lib/libx.so -> libm.so.6\n"
		 "usr/lib/liby.so -> libm.so.6\nusr/share/\nusr/share/lib -> ../lib\n");
}

/* What an earlier test's tree shows in text is taken by the store as it is. */
static void the_store_takes_every_link_that_comes_out(void **state)
{
	struct place *p = *state;
	AUTOFREE char *place = path_join(p->dir, "store");
	struct artifact a = { 0 };
	struct store *s;

	add_file(p, "usr/include/x.h", "x");
	add_link(p, "etc/top", "/");
	add_link(p, "dot", "/");
	add_link(p, "usr/up", "..");
	ok(run(p), &p->err);
	ok(store_open(place, true, &s, &p->err), &p->err);
	a.key_text = xstrdup("x");
	sha256_mem("x", 1, a.key);
	a.recipe = xstrdup("tiny");
	a.part = xstrdup("libc");
	a.version = xstrdup("1");
	a.license = xstrdup("MIT");
	a.fidelity = xstrdup("distro");
	a.sandbox = xstrdup("-");
	ok(store_put_artifact(s, &a, p->fd, "to", &p->err), &p->err);
	artifact_release(&a);
	store_close(s);
}

static void relative_links_that_leave_are_hostile(void **state)
{
	static const char *const targets[] = { "../../../etc/passwd", "../../..", "../../../../..",
					       "x/../../../../y" };

	for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
		struct place *p = *state;

		add_link(p, "usr/lib/evil", targets[i]);
		FAILS(run(p), &p->err, ERR_HOSTILE, "usr/lib/evil");
		assert_int_equal(unlinkat(p->fd, "from/usr/lib/evil", 0), 0);
		ok(tree_remove(p->fd, "to", &p->err), &p->err);
	}
}

static void a_hostile_link_that_is_dropped_does_not_matter(void **state)
{
	struct place *p = *state;

	take_recipe(p, "drop usr/lib/evil\n");
	add_link(p, "usr/lib/evil", "../../../../etc");
	add_file(p, "usr/lib/good", "g");
	gives(p, "usr/\nusr/lib/\nusr/lib/good: g\n");
}

static void a_link_to_its_own_place_gives_way(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/libz.so.1", "z");
	add_link(p, "usr/lib/libz.so.1", "../../lib/libz.so.1");
	add_link(p, "usr/lib/" TRIPLE "/libz.so.1", "/lib/libz.so.1");
	add_link(p, "usr/lib64/libloop.so", "../../lib/libloop.so"); /* of no file that is here */
	gives(p, "usr/\nusr/lib/\nusr/lib/libz.so.1: z\n");
}

static void a_file_beats_a_link_whichever_came_first(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/liba.so", "a");
	add_link(p, "usr/lib/liba.so", "liba.so.1");
	add_link(p, "lib/libb.so", "libb.so.1");
	add_file(p, "usr/lib/libb.so", "b");
	gives(p, "usr/\nusr/lib/\nusr/lib/liba.so: a\nusr/lib/libb.so: b\n");
}

static void old_names_of_the_library_folder_vanish(void **state)
{
	struct place *p = *state;

	add_link(p, "lib", "usr/lib");
	add_link(p, "lib64", "usr/lib64");
	add_link(p, "usr/lib64", "lib");
	add_file(p, "usr/lib/a", "a");
	gives(p, "usr/\nusr/lib/\nusr/lib/a: a\n");
}

static void two_different_files_at_one_place_are_told(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/libz.so.1", "one");
	add_file(p, "usr/lib64/libz.so.1", "two");
	FAILS(run(p), &p->err, ERR_FAILED, "two different files for 'usr/lib/libz.so.1'");
}

static void two_different_links_at_one_place_are_told(void **state)
{
	struct place *p = *state;

	add_link(p, "lib/libz.so", "libz.so.1");
	add_link(p, "usr/lib64/libz.so", "libz.so.2");
	FAILS(run(p), &p->err, ERR_FAILED, "two different files for 'usr/lib/libz.so'");
}

static void a_link_never_takes_the_place_of_a_folder_unsaid(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/gconv/x", "x");
	add_link(p, "usr/lib/gconv", "elsewhere");
	FAILS(run(p), &p->err, ERR_FAILED, "usr/lib/gconv");
}

static void the_same_twice_is_one(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/libz.a", "same");
	add_file(p, "usr/lib64/libz.a", "same");
	add_link(p, "lib/libz.so", "libz.so.1");
	add_link(p, "usr/lib64/libz.so", "../../lib64/libz.so.1");
	add_file(p, "lib/libc.so", "GROUP ( /lib/libc.so.6 )\n");
	add_file(p, "usr/lib64/libc.so", "GROUP ( /lib/libc.so.6 )\n");
	gives(p, "usr/\nusr/lib/\nusr/lib/libc.so: GROUP ( libc.so.6 )\n\nusr/lib/libz.a: same\n"
		 "usr/lib/libz.so -> libz.so.1\n");
}

/*
 * lib/p is a link, and lib64/p a folder: what is in the folder must not be carried
 * to where the link leads. Two such links would lead out of the tree.
 */
static void nothing_is_carried_through_a_link(void **state)
{
	struct place *p = *state;

	assert_int_equal(mkdirat(p->fd, "outside", 0755), 0);
	add_file(p, "a/file", "a");
	add_link(p, "lib/p", "../a");
	add_link(p, "usr/lib/p/q", "../../../outside");
	add_file(p, "usr/lib64/p/q/evil", "evil");
	FAILS(run(p), &p->err, ERR_HOSTILE, "usr/lib/p");
	assert_false(file_exists(p->fd, "outside/evil"));
	assert_false(file_exists(p->fd, "to/a/q"));
}

static void a_tree_that_is_a_link_is_left_alone(void **state)
{
	struct place *p = *state;

	assert_int_equal(mkdirat(p->fd, "home", 0755), 0);
	write_text(p->fd, "home/diary", "dear");
	assert_int_equal(unlinkat(p->fd, "from", AT_REMOVEDIR), 0);
	assert_int_equal(symlinkat("home", p->fd, "from"), 0);
	FAILS(run(p), &p->err, ERR_HOSTILE, "from");
	assert_true(file_exists(p->fd, "home/diary"));
	/* Neither when the link is on the way. */
	ok(tree_remove(p->fd, "to", &p->err), &p->err);
	assert_int_equal(mkdirat(p->fd, "home/root", 0755), 0);
	write_text(p->fd, "home/root/diary", "dear");
	FAILS(normalise_tree(p->fd, "from/root", "to", p->recipe, TRIPLE, &p->err), &p->err,
	      ERR_HOSTILE, "from");
	assert_true(file_exists(p->fd, "home/root/diary"));
}

static void linker_scripts_lose_their_folders_only(void **state)
{
	struct place *p = *state;
	static const char in[] =
		"/* GNU ld script: see /usr/share/doc\n   /lib too */\n"
		"OUTPUT_FORMAT(elf64-x86-64)\n"
		"GROUP ( /lib64/libc.so.6 /usr/lib64/libc_nonshared.a "
		"AS_NEEDED ( /lib64/ld-linux-x86-64.so.2,=/lib/libm.so.6 ) -lgcc)\n";
	static const char wanted[] =
		"usr/\nusr/lib/\nusr/lib/libc.so: /* GNU ld script: see /usr/share/doc\n"
		"   /lib too */\nOUTPUT_FORMAT(elf64-x86-64)\n"
		"GROUP ( libc.so.6 libc_nonshared.a "
		"AS_NEEDED ( ld-linux-x86-64.so.2,libm.so.6 ) -lgcc)\n\n"
		"usr/lib/libm.a: INPUT(libm-2.36.a libmvec.a)\n";

	add_file(p, "usr/lib64/libc.so", in);
	add_file(p, "usr/lib64/libm.a", "INPUT(/usr/lib/" TRIPLE "/libm-2.36.a libmvec.a)");
	gives(p, wanted);
}

static void pkg_config_files_name_the_one_layout(void **state)
{
	struct place *p = *state;
	static const char in[] = "prefix=/usr\nlibdir=/usr/lib/" TRIPLE "\n"
				 "includedir=${prefix}/include/" TRIPLE "/x\n"
				 "Libs: -L${prefix}/lib64 -L/usr/lib/" TRIPLE "x -lcrypt /lib640\n";

	add_file(p, "usr/lib/" TRIPLE "/pkgconfig/libxcrypt.pc", in);
	add_file(p, "usr/share/notes", in);
	add_link(p, "usr/lib/" TRIPLE "/pkgconfig/libcrypt.pc", "libxcrypt.pc");
	take_recipe(p, "keep usr/lib/**\n");
	gives(p, "usr/\nusr/lib/\nusr/lib/pkgconfig/\n"
		 "usr/lib/pkgconfig/libcrypt.pc -> libxcrypt.pc\n"
		 "usr/lib/pkgconfig/libxcrypt.pc: prefix=/usr\nlibdir=/usr/lib\n"
		 "includedir=${prefix}/include/x\n"
		 "Libs: -L${prefix}/lib -L/usr/lib/" TRIPLE "x -lcrypt /lib640\n\n");
}

/* linux-libc-dev from Debian 13 on: one package for all architectures. */
static void kernel_headers_of_one_architecture_take_their_place(void **state)
{
	struct place *p = *state;

	add_link(p, "usr/include/" TRIPLE "/asm/a.h", "../../../lib/linux/uapi/x86/asm/a.h");
	add_file(p, "usr/lib/linux/uapi/x86/asm/a.h", "a");
	add_file(p, "usr/lib/linux/uapi/arm64/asm/a.h", "another a");
	add_link(p, "usr/include/aarch64-linux-gnu/asm/a.h",
		 "../../../lib/linux/uapi/arm64/asm/a.h");
	add_file(p, "usr/include/linux/b.h", "b");
	take_recipe(p, "keep usr/include/** usr/lib/linux/uapi/x86/**\n"
		       "drop usr/include/*-linux-*/**\nkeep usr/include/" TRIPLE "/**\n");
	gives(p, "usr/\nusr/include/\nusr/include/asm/\nusr/include/asm/a.h: a\n"
		 "usr/include/linux/\nusr/include/linux/b.h: b\n");
}

static void kernel_headers_of_two_architectures_are_told(void **state)
{
	struct place *p = *state;

	add_file(p, "usr/lib/linux/uapi/x86/asm/a.h", "a");
	add_file(p, "usr/lib/linux/uapi/arm64/asm/a.h", "another a");
	FAILS(run(p), &p->err, ERR_FAILED, "two different files for 'usr/include/asm/a.h'");
}

/* A distribution with glibc can have made the kernel headers for musl. */
static void folders_of_glibc_are_known_when_the_target_has_musl(void **state)
{
	struct place *p = *state;

	add_file(p, "usr/include/" TRIPLE "/asm/a.h", "a");
	add_file(p, "usr/include/x86_64-linux-musl/b.h", "b");
	add_file(p, "usr/include/aarch64-linux-gnu/c.h", "c");
	ok(normalise_tree(p->fd, "from", "to", p->recipe, "x86_64-linux-musl", &p->err), &p->err);
	tree_is(p, "usr/\nusr/include/\nusr/include/aarch64-linux-gnu/\n"
		   "usr/include/aarch64-linux-gnu/c.h: c\nusr/include/asm/\n"
		   "usr/include/asm/a.h: a\nusr/include/b.h: b\n");
}

static void what_is_no_linker_script_keeps_its_bytes(void **state)
{
	struct place *p = *state;
	static const char elf[] = "\177ELF GROUP ( /lib/libc.so.6 )\0 and more";
	AUTOFREE char *full = below_from(p, "usr/lib/libelf.so");
	struct buf found = BUF_INIT;

	write_file(p->fd, full, elf, sizeof(elf), 0755);
	add_file(p, "usr/lib/script.txt", "GROUP ( /lib/libc.so.6 )");
	add_file(p, "usr/lib/notes.so", "see /lib/libc.so.6");
	ok(run(p), &p->err);
	ok(file_read(p->fd, "to/usr/lib/libelf.so", 4096, &found, &p->err), &p->err);
	assert_int_equal(found.len, sizeof(elf));
	assert_memory_equal(found.data, elf, sizeof(elf));
	buf_clear(&found);
	ok(file_read(p->fd, "to/usr/lib/script.txt", 4096, &found, &p->err), &p->err);
	assert_string_equal(found.data, "GROUP ( /lib/libc.so.6 )");
	buf_clear(&found);
	ok(file_read(p->fd, "to/usr/lib/notes.so", 4096, &found, &p->err), &p->err);
	assert_string_equal(found.data, "see /lib/libc.so.6");
	buf_release(&found);
}

static void keep_and_drop_go_by_the_names_of_the_source(void **state)
{
	struct place *p = *state;

	take_recipe(p, "keep lib64/** usr/include/**\ndrop usr/include/secret/**\n");
	add_file(p, "lib64/a", "a");
	add_file(p, "usr/lib/b", "b");
	add_file(p, "usr/include/c", "c");
	add_file(p, "usr/include/secret/d", "d");
	gives(p, "usr/\nusr/include/\nusr/include/c: c\nusr/lib/\nusr/lib/a: a\n");
}

static void an_empty_tree_is_an_error(void **state)
{
	struct place *p = *state;

	FAILS(run(p), &p->err, ERR_FAILED, "empty tree");
	ok(tree_remove(p->fd, "to", &p->err), &p->err);
	add_file(p, "usr/lib/a", "a");
	take_recipe(p, "keep etc/**\n");
	FAILS(run(p), &p->err, ERR_FAILED, "empty tree");
	ok(tree_remove(p->fd, "to", &p->err), &p->err);
	ok(tree_remove(p->fd, "from", &p->err), &p->err);
	FAILS(run(p), &p->err, ERR_FAILED, "did not make a tree");
}

static void only_files_and_links_are_taken(void **state)
{
	struct place *p = *state;
	AUTOFREE char *full = below_from(p, "dev/pipe");

	assert_int_equal(mkfifoat(p->fd, full, 0644), 0);
	FAILS(run(p), &p->err, ERR_HOSTILE, "dev/pipe");
	ok(tree_remove(p->fd, "to", &p->err), &p->err);
	take_recipe(p, "drop dev/**\n");
	add_file(p, "usr/lib/a", "a");
	gives(p, "usr/\nusr/lib/\nusr/lib/a: a\n");
}

static void folders_without_anything_stay_behind(void **state)
{
	struct place *p = *state;

	ok(dir_make(p->fd, "from/var/empty", &p->err), &p->err);
	add_file(p, "usr/lib/a", "a");
	gives(p, "usr/\nusr/lib/\nusr/lib/a: a\n");
}

static void names_are_placed_by_whole_components(void **state)
{
	static const char *const table[][2] = {
		{ "lib64/x", "usr/lib/x" },
		{ "usr/lib64", "usr/lib" },
		{ "lib/" TRIPLE "/x", "usr/lib/x" },
		{ "usr/lib/" TRIPLE "x/y", "usr/lib/" TRIPLE "x/y" },
		{ "libexec/x", "libexec/x" },
		{ "usr/include/" TRIPLE, "usr/include" },
		{ "usr/include/finclude/" TRIPLE "/x.h", "usr/include/finclude/x.h" },
		{ "usr/lib/linux/uapi/x86/asm/x.h", "usr/include/asm/x.h" },
		{ "usr/lib/linux/uapi/x86/asmx", "usr/lib/linux/uapi/x86/asmx" },
		{ "usr/lib/linux/uapi/asm/x.h", "usr/lib/linux/uapi/asm/x.h" },
		{ "usr/libx", "usr/libx" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		AUTOFREE char *found = normalise_path(table[i][0], TRIPLE);

		assert_string_equal(found, table[i][1]);
	}
}

/* An object with debug information and a section of its own, below from/. */
static void add_object(struct place *p, const char *path)
{
	AUTOFREE char *full = below_from(p, path);
	AUTOFREE char *cmd = xasprintf("cd '%s' && gcc -g -c x.c -o '%s'", p->dir, full);

	write_text(p->fd, "x.c",
		   "int f(void) { return 0; }\n__asm__(\".section .odd\\n.byte 1\\n.text\");\n");
	assert_int_equal(system(cmd), 0);
}

static bool has_section(struct place *p, const char *path, const char *section)
{
	AUTOFREE char *cmd =
		xasprintf("readelf -SW '%s/%s' | grep -q ' %s '", p->dir, path, section);

	return system(cmd) == 0;
}

static void what_the_recipe_strips_is_stripped_and_nothing_else(void **state)
{
	struct place *p = *state;
	struct stat st;

	take_recipe(p, "strip-debug lib64/a.o lib64/*.h\ndrop-section .odd lib64/b.o\n");
	add_object(p, "lib64/a.o");
	add_object(p, "lib64/b.o");
	add_object(p, "lib64/c.o");
	add_file(p, "lib64/d.h", "text");
	assert_int_equal(fchmodat(p->fd, "from/lib64/a.o", 0755, 0), 0);
	ok(run(p), &p->err);
	assert_false(has_section(p, "to/usr/lib/a.o", ".debug_info"));
	assert_true(has_section(p, "to/usr/lib/a.o", ".odd"));
	assert_true(has_section(p, "to/usr/lib/b.o", ".debug_info"));
	assert_false(has_section(p, "to/usr/lib/b.o", ".odd"));
	assert_true(has_section(p, "to/usr/lib/c.o", ".debug_info"));
	assert_true(has_section(p, "to/usr/lib/c.o", ".odd"));
	assert_int_equal(fstatat(p->fd, "to/usr/lib/a.o", &st, 0), 0);
	assert_true(st.st_mode & S_IXUSR);
}

/* A file of many names may be somebody else's, too. */
static void stripping_writes_to_no_file_of_another_name(void **state)
{
	struct place *p = *state;

	take_recipe(p, "strip-debug lib/a.o\n");
	add_object(p, "lib/a.o");
	assert_int_equal(linkat(p->fd, "from/lib/a.o", p->fd, "kept.o", 0), 0);
	ok(run(p), &p->err);
	assert_false(has_section(p, "to/usr/lib/a.o", ".debug_info"));
	assert_true(has_section(p, "kept.o", ".debug_info"));
}

static void a_strip_of_no_use_is_told_with_its_place(void **state)
{
	struct place *p = *state;

	add_object(p, "lib/a.o");
	take_recipe(p, "strip-debug lib/a.o lib/b.o\n");
	FAILS(run(p), &p->err, ERR_FAILED,
	      "tiny.recipe:13:21: no file that the recipe keeps matches 'lib/b.o'");
}

static void a_section_that_is_not_there_is_told(void **state)
{
	struct place *p = *state;

	add_object(p, "lib/a.o");
	take_recipe(p, "drop-section .even lib/*\n");
	FAILS(run(p), &p->err, ERR_FAILED, "matches 'lib/*' and has a section '.even'");
}

static void what_cannot_be_stripped_is_told(void **state)
{
	struct place *p = *state;

	add_file(p, "lib/a.a",
		 "!<arch>\nnot an archive, and longer than a member's header is at all");
	take_recipe(p, "strip-debug lib/*\n");
	FAILS(run(p), &p->err, ERR_CORRUPT, "recipe 'tiny': 'lib/a.a' is damaged");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_library_folder_comes_of_all),
		TEST(what_the_recipe_strips_is_stripped_and_nothing_else),
		TEST(stripping_writes_to_no_file_of_another_name),
		TEST(a_strip_of_no_use_is_told_with_its_place),
		TEST(a_section_that_is_not_there_is_told),
		TEST(what_cannot_be_stripped_is_told),
		TEST(links_follow_what_they_point_at),
		TEST(the_store_takes_every_link_that_comes_out),
		TEST(relative_links_that_leave_are_hostile),
		TEST(a_hostile_link_that_is_dropped_does_not_matter),
		TEST(a_link_to_its_own_place_gives_way),
		TEST(a_file_beats_a_link_whichever_came_first),
		TEST(old_names_of_the_library_folder_vanish),
		TEST(two_different_files_at_one_place_are_told),
		TEST(two_different_links_at_one_place_are_told),
		TEST(a_link_never_takes_the_place_of_a_folder_unsaid),
		TEST(the_same_twice_is_one),
		TEST(nothing_is_carried_through_a_link),
		TEST(a_tree_that_is_a_link_is_left_alone),
		TEST(linker_scripts_lose_their_folders_only),
		TEST(pkg_config_files_name_the_one_layout),
		TEST(kernel_headers_of_one_architecture_take_their_place),
		TEST(kernel_headers_of_two_architectures_are_told),
		TEST(folders_of_glibc_are_known_when_the_target_has_musl),
		TEST(what_is_no_linker_script_keeps_its_bytes),
		TEST(keep_and_drop_go_by_the_names_of_the_source),
		TEST(an_empty_tree_is_an_error),
		TEST(only_files_and_links_are_taken),
		TEST(folders_without_anything_stay_behind),
		TEST(names_are_placed_by_whole_components),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
