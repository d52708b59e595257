/* What comes out of honest archives, and of damaged ones. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "builder/base/beneath.h"
#include "tests/unit/unpack_place.h"

static void make_honest(struct buf *a)
{
	make_dir(a, "./");
	make_dir(a, "./usr/");
	make_tar(a, (struct make_entry){ .name = "./usr/run", .data = "#!", .mode = 06755 });
	make_file(a, "./usr/a.h", "int a;");
	make_file(a, "./usr/empty", "");
	make_symlink(a, "./usr/l", "a.h");
	make_symlink(a, "./usr/abs", "/usr/a.h");
	make_hardlink(a, "./usr/h", "./usr/a.h");
	make_tar(a, (struct make_entry){ .name = "./shut", .type = '5', .mode = 07000 });
	make_file(a, "shut/in", "in");
	make_file(a, "not//named/./before", "x");
	make_tar(a, (struct make_entry){ .name = "mode0", .data = "0", .mode = 01000 });
}

static const char HONEST[] = "mode0 644 0\n"
			     "not 755 dir\n"
			     "not/named 755 dir\n"
			     "not/named/before 644 x\n"
			     "shut 755 dir\n"
			     "shut/in 644 in\n"
			     "usr 755 dir\n"
			     "usr/a.h 644 int a;\n"
			     "usr/abs -> /usr/a.h\n"
			     "usr/empty 644 \n"
			     "usr/h 644 int a;\n"
			     "usr/l -> a.h\n"
			     "usr/run 755 #!\n";

static void every_kind_and_compression_gives_the_same_tree(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf tar = BUF_INIT, packed = BUF_INIT, deb = BUF_INIT;

	make_honest(&tar);
	make_tar_end(&tar);
	unpack_well(p, &tar, NULL);
	expect_tree(p, HONEST);
	buf_clear(&deb);
	make_deb(&deb, "data.tar", &tar);
	empty_tree(p);
	unpack_well(p, &deb, NULL);
	expect_tree(p, HONEST);
	for (size_t i = 0; i < ARRAY_LEN(FILTERS); i++) {
		compress_as(&packed, &tar, FILTERS[i].add);
		empty_tree(p);
		unpack_well(p, &packed, NULL);
		expect_tree(p, HONEST);
		buf_clear(&deb);
		make_deb(&deb, "data.tar.x", &packed);
		empty_tree(p);
		unpack_well(p, &deb, NULL);
		expect_tree(p, HONEST);
	}
}

static void umask_does_not_reach_the_tree(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf tar = BUF_INIT;
	mode_t before = umask(0777);

	make_honest(&tar);
	make_tar_end(&tar);
	unpack_well(p, &tar, NULL);
	umask(before);
	expect_tree(p, HONEST);
}

static void pipe_and_file_position_are_read_from_where_they_stand(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf tar = BUF_INIT;
	AUTOCLOSE int from = -1, to = -1, fd = memfd_create("x", MFD_CLOEXEC);
	int ends[2];

	make_honest(&tar);
	make_tar_end(&tar);
	assert_true(tar.len < 65536);
	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	from = ends[0];
	to = ends[1];
	assert_int_equal(fd_write(to, tar.data, tar.len, &p->err), 0);
	close(steal_fd(&to));
	assert_int_equal(unpack_fd(from, "pipe", AT_FDCWD, p->tree, NULL, &p->err), 0);
	expect_tree(p, HONEST);
	empty_tree(p);
	assert_int_equal(fd_write(fd, "junk", 4, &p->err), 0);
	assert_int_equal(fd_write(fd, tar.data, tar.len, &p->err), 0);
	assert_int_equal(lseek(fd, 4, SEEK_SET), 4);
	assert_int_equal(unpack_fd(fd, "file", AT_FDCWD, p->tree, NULL, &p->err), 0);
	expect_tree(p, HONEST);
}

static void rpm_and_cpio_with_hard_links_that_carry_data_last(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf cpio = BUF_INIT, packed = BUF_INIT, rpm = BUF_INIT;
	const char want[] = "lib64 -> usr/lib64\n"
			    "usr 755 dir\n"
			    "usr/lib64 755 dir\n"
			    "usr/lib64/a 644 shared\n"
			    "usr/lib64/b 644 shared\n"
			    "usr/lib64/c 644 shared\n"
			    "usr/lib64/run 755 !\n";

	make_cpio(&cpio, "./usr/lib64", 040755, "", 0, 1, 2);
	make_cpio(&cpio, "./usr/lib64/run", 0104755, "!", 1, 2, 1);
	make_cpio(&cpio, "./lib64", 0120777, "usr/lib64", 9, 3, 1);
	make_cpio(&cpio, "./usr/lib64/a", 0100644, "", 0, 4, 3);
	make_cpio(&cpio, "./usr/lib64/b", 0100644, "", 0, 4, 3);
	make_cpio(&cpio, "./usr/lib64/c", 0100644, "shared", 6, 4, 3);
	make_cpio_end(&cpio);
	unpack_well(p, &cpio, NULL);
	expect_tree(p, want);
	for (size_t i = 0; i < ARRAY_LEN(FILTERS); i++) {
		compress_as(&packed, &cpio, FILTERS[i].add);
		buf_clear(&rpm);
		make_rpm(&rpm, &packed);
		empty_tree(p);
		unpack_well(p, &rpm, NULL);
		expect_tree(p, want);
	}
}

static void make_apk(struct buf *apk, const char *signature, bool files)
{
	AUTOBUF struct buf data = BUF_INIT, body = BUF_INIT;

	make_apk_head(apk, signature);
	if (files) {
		make_dir(&data, "usr/");
		make_pax_record(&body, "APK-TOOLS.checksum.SHA1", "0123", 4);
		make_pax(&data, &body);
		make_file(&data, "usr/a.h", "a");
		make_symlink(&data, "usr/b.h", "a.h");
		make_hardlink(&data, "usr/c.h", "usr/a.h");
		make_file(&data, "usr/.hidden", "h");
		make_file(&data, "lib/ld-musl.so.1", "l");
	}
	make_tar_end(&data);
	append_gzip(apk, &data);
}

static void apk_gives_its_files_without_signature_and_control_data(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf apk = BUF_INIT;
	static const char *const signatures[] = { ".SIGN.RSA.somebody@example.org-1.rsa.pub",
						  ".SIGN.RSA256.key", NULL };

	for (size_t i = 0; i < ARRAY_LEN(signatures); i++) {
		make_apk(&apk, signatures[i], true);
		unpack_well(p, &apk, NULL);
		expect_tree(p, "lib 755 dir\nlib/ld-musl.so.1 644 l\nusr 755 dir\n"
			       "usr/.hidden 644 h\nusr/a.h 644 a\nusr/b.h -> a.h\n"
			       "usr/c.h 644 a\n");
		empty_tree(p);
	}
	/* It ends where a stream does, so that nothing else would tell. */
	make_apk(&apk, signatures[0], false);
	unpack_refused(p, &apk, NULL, ERR_CORRUPT, "a package without files");
}

/* Only what begins as an apk is one: elsewhere such names are files as others are. */
static void dotted_names_of_other_archives_are_kept(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf tar = BUF_INIT, packed = BUF_INIT;

	make_file(&tar, ".config", "c");
	make_file(&tar, ".PKGINFO", "p");
	make_tar_end(&tar);
	compress_as(&packed, &tar, archive_write_add_filter_gzip);
	unpack_well(p, &packed, NULL);
	expect_tree(p, ".PKGINFO 644 p\n.config 644 c\n");
}

static void later_entry_replaces_earlier(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;

	make_file(&a, "a", "a much longer first text");
	make_hardlink(&a, "b", "a");
	make_file(&a, "a", "second");
	make_symlink(&a, "c", "first");
	make_symlink(&a, "c", "second");
	make_file(&a, "d", "file");
	make_symlink(&a, "d", "a");
	make_hardlink(&a, "e", "a");
	make_hardlink(&a, "e", "a");
	make_hardlink(&a, "a", "a");
	make_tar_end(&a);
	unpack_well(p, &a, NULL);
	expect_tree(p, "a 644 second\n"
		       "b 644 a much longer first text\n"
		       "c -> second\n"
		       "d -> a\n"
		       "e 644 second\n");
}

static void folder_links_inside_are_followed(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf one = BUF_INIT, two = BUF_INIT;

	make_dir(&one, "usr/lib");
	make_symlink(&one, "lib", "usr/lib");
	make_symlink(&one, "usr/lib64", "lib");
	make_symlink(&one, "usr/top", "..");
	make_symlink(&one, "here", ".");
	make_symlink(&one, "later", "not/yet");
	make_tar_end(&one);
	make_dir(&two, "lib/");
	make_file(&two, "lib/a", "a");
	make_file(&two, "usr/lib64/b", "b");
	make_file(&two, "usr/top/c", "c");
	make_file(&two, "here/usr/top/lib/d/e", "e");
	make_hardlink(&two, "here/f", "usr/lib64/b");
	make_file(&two, "later/g", "g");
	make_tar_end(&two);
	unpack_well(p, &one, NULL);
	unpack_well(p, &two, NULL);
	expect_tree(p, "c 644 c\n"
		       "f 644 b\n"
		       "here -> .\n"
		       "later -> not/yet\n"
		       "lib -> usr/lib\n"
		       "not 755 dir\n"
		       "not/yet 755 dir\n"
		       "not/yet/g 644 g\n"
		       "usr 755 dir\n"
		       "usr/lib 755 dir\n"
		       "usr/lib/a 644 a\n"
		       "usr/lib/b 644 b\n"
		       "usr/lib/d 755 dir\n"
		       "usr/lib/d/e 644 e\n"
		       "usr/lib64 -> lib\n"
		       "usr/top -> ..\n");
}

static void folder_links_work_without_openat2(void **state)
{
	beneath_without_openat2 = true;
	folder_links_inside_are_followed(state);
	beneath_without_openat2 = false;
}

static void long_and_strange_names_survive(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT, path = BUF_INIT, pax = BUF_INIT, target = BUF_INIT;
	AUTOFREE char *last = NULL;
	struct stat st;

	for (int i = 0; i < 15; i++)
		buf_addf(&path, "%0200d/", i);
	buf_addstr(&path, "end");
	make_gnu_long(&a, 'L', path.data);
	make_file(&a, "short", "gnu");
	path.data[path.len - 1] = 'x';
	make_pax_record(&pax, "path", path.data, path.len);
	make_pax(&a, &pax);
	make_file(&a, "short", "pax");
	for (int i = 0; i < 400; i++)
		buf_addstr(&target, "0123456789");
	make_gnu_long(&a, 'K', target.data);
	make_symlink(&a, "k", "short");
	make_file(&a, "caf\xc3\xa9", "utf-8");
	make_file(&a, "caf\xe9", "latin-1");
	buf_clear(&pax);
	make_pax_record(&pax, "path", "pax\xc3\xa9", 5);
	make_pax(&a, &pax);
	make_file(&a, "short", "utf-8");
	buf_clear(&pax);
	make_pax_record(&pax, "path", "pax\xe9", 4);
	make_pax_record(&pax, "SCHILY.xattr.user.x", "y", 1);
	make_pax(&a, &pax);
	make_file(&a, "short", "latin-1");
	make_file(&a, "-rf *", "dash");
	make_tar_end(&a);
	unpack_well(p, &a, NULL);
	last = path_join(p->tree, path.data);
	assert_int_equal(stat(last, &st), 0);
	last[strlen(last) - 1] = 'd';
	assert_int_equal(stat(last, &st), 0);
	for (size_t i = 0; i < 5; i++) {
		const char *const names[] = { "caf\xc3\xa9", "caf\xe9", "pax\xc3\xa9", "pax\xe9",
					      "-rf *" };
		AUTOFREE char *name = path_join(p->tree, names[i]);

		assert_int_equal(stat(name, &st), 0);
	}
	{
		AUTOFREE char *name = path_join(p->tree, "k");
		AUTOFREE char *got = link_read(AT_FDCWD, name, &p->err);

		assert_string_equal(got, target.data);
	}
}

static void sparse_files_get_their_holes(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT, pax = BUF_INIT, got = BUF_INIT;
	AUTOFREE char *name = path_join(p->tree, "sparse");
	struct stat st;

	make_pax_record(&pax, "GNU.sparse.size", "1000000", 7);
	make_pax_record(&pax, "GNU.sparse.numblocks", "1", 1);
	make_pax_record(&pax, "GNU.sparse.map", "500000,4", 8);
	make_pax(&a, &pax);
	make_file(&a, "sparse", "data");
	make_file(&a, "z", "after");
	make_tar_end(&a);
	unpack_well(p, &a, NULL);
	assert_int_equal(stat(name, &st), 0);
	assert_int_equal(st.st_size, 1000000);
	assert_int_equal(file_read(AT_FDCWD, name, 2000000, &got, &p->err), 0);
	assert_memory_equal(got.data + 499999, "\0data\0", 6);
}

static void strip_drops_leading_folders(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;
	struct unpack_options o = { .strip = 2 };

	make_file(&a, "README", "gone");
	make_dir(&a, "pkg/v1/");
	make_file(&a, "./pkg/v1/a/b", "b");
	make_hardlink(&a, "pkg/v1/c", "pkg/v1/a/b");
	make_tar_end(&a);
	unpack_well(p, &a, &o);
	expect_tree(p, "a 755 dir\na/b 644 b\nc 644 b\n");
	o.strip = 9;
	unpack_refused(p, &a, &o, ERR_FAILED, "nothing more than 9 directories deep");
}

static void only_takes_what_matches(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;
	AUTOSTRV struct strv only = STRV_INIT;
	struct unpack_options o = { .strip = 1, .only = &only };

	make_dir(&a, "linux/");
	make_dir(&a, "linux/include/");
	make_file(&a, "linux/include/a/b/c.h", "c");
	make_file(&a, "linux/include/top.h", "t");
	make_file(&a, "linux/arch/x/y", "y");
	make_file(&a, "linux/doc/a.in", "i");
	make_tar(&a, (struct make_entry){ .name = "linux/drivers/big.c", .size = 100000 });
	make_file(&a, "linux/drivers/Kbuild", "k");
	make_file(&a, "linux/Kbuild", "top");
	make_file(&a, "linux/Makefile", "m");
	make_hardlink(&a, "linux/Makefile.2", "linux/Makefile");
	make_tar(&a, (struct make_entry){ .name = "linux/null", .type = '3' });
	make_tar_end(&a);
	/* As in keep and drop: a * ends at a slash, and a pattern like *.in is at any depth. */
	strv_add(&only, "include/**");
	strv_add(&only, "arch/*");
	strv_add(&only, "*.in");
	strv_add(&only, "**/Kbuild");
	strv_add(&only, "Makefile");
	unpack_well(p, &a, &o);
	expect_tree(p, "Kbuild 644 top\n"
		       "Makefile 644 m\n"
		       "doc 755 dir\n"
		       "doc/a.in 644 i\n"
		       "drivers 755 dir\n"
		       "drivers/Kbuild 644 k\n"
		       "include 755 dir\n"
		       "include/a 755 dir\n"
		       "include/a/b 755 dir\n"
		       "include/a/b/c.h 644 c\n"
		       "include/top.h 644 t\n");
	strv_release(&only);
	strv_add(&only, "Makefile.2");
	unpack_refused(p, &a, &o, ERR_FAILED, "hard link to 'Makefile', which is left out");
	strv_release(&only);
	strv_add(&only, "nothing");
	unpack_refused(p, &a, &o, ERR_FAILED, "matches the patterns");
}

static void only_keeps_data_that_a_left_out_hard_link_carries(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;
	AUTOSTRV struct strv only = STRV_INIT;
	struct unpack_options o = { .only = &only };

	make_cpio(&a, "a", 0100644, "", 0, 4, 2);
	make_cpio(&a, "b", 0100644, "shared", 6, 4, 2);
	make_cpio_end(&a);
	strv_add(&only, "a");
	unpack_well(p, &a, &o);
	expect_tree(p, "a 644 shared\n");
	strv_release(&only);
	strv_add(&only, "b");
	empty_tree(p);
	unpack_well(p, &a, &o);
	expect_tree(p, "b 644 shared\n");
}

static void inner_archives_are_unpacked_in_place(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf in = BUF_INIT, packed = BUF_INIT, deb = BUF_INIT, out = BUF_INIT,
			   all = BUF_INIT;
	AUTOSTRV struct strv inner = STRV_INIT;
	struct unpack_options o = { .inner = &inner };

	make_file(&in, "bin/x", "x");
	make_tar_end(&in);
	compress_as(&packed, &in, archive_write_add_filter_xz);
	make_file(&out, "package/json", "{}");
	make_tar(&out, (struct make_entry){ .name = "package/in.tar.xz",
					    .data = packed.data,
					    .size = packed.len });
	make_file(&out, "package/last", "l");
	make_tar_end(&out);
	compress_as(&all, &out, archive_write_add_filter_gzip);
	strv_add(&inner, "package/*.tar.xz");
	unpack_well(p, &all, &o);
	expect_tree(p, "bin 755 dir\nbin/x 644 x\n"
		       "package 755 dir\npackage/json 644 {}\npackage/last 644 l\n");

	/* Strip counts in both; a pattern may name what strip leaves nothing of. */
	empty_tree(p);
	o.strip = 1;
	strv_release(&inner);
	strv_add(&inner, "in.tar.*");
	unpack_well(p, &all, &o);
	expect_tree(p, "json 644 {}\nlast 644 l\nx 644 x\n");

	/* A deb between them needs no pattern of its own. */
	o.strip = 0;
	make_deb(&deb, "data.tar.gz", &all);
	buf_clear(&out);
	make_tar(&out, (struct make_entry){ .name = "a.deb", .data = deb.data, .size = deb.len });
	make_tar_end(&out);
	strv_release(&inner);
	strv_add(&inner, "*.deb");
	strv_add(&inner, "*.tar.xz");
	empty_tree(p);
	unpack_well(p, &out, &o);
	expect_tree(p, "bin 755 dir\nbin/x 644 x\n"
		       "package 755 dir\npackage/json 644 {}\npackage/last 644 l\n");

	strv_add(&inner, "never");
	unpack_refused(p, &out, &o, ERR_FAILED, "does not contain an archive that matches 'never'");
	strv_release(&inner);
	strv_add(&inner, "package/json");
	unpack_refused(p, &all, &o, ERR_CORRUPT, "'test.archive:package/json' is truncated");
}

/* --- damaged archives --- */

static void truncated_archive_is_said_at_every_length(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf tar = BUF_INIT, packed = BUF_INIT, deb = BUF_INIT, cut = BUF_INIT;

	make_honest(&tar);
	for (int i = 0; i < 30; i++)
		make_tar(&tar, (struct make_entry){ .name = "big", .size = 1000 });
	for (size_t n = 0; n <= tar.len; n += n % 512 ? 1 : 511) {
		buf_clear(&cut);
		buf_add(&cut, tar.data, n);
		unpack_refused(p, &cut, NULL, ERR_CORRUPT, "is truncated or damaged");
	}
	make_tar_end(&tar);
	for (size_t i = 0; i < ARRAY_LEN(FILTERS); i++) {
		compress_as(&packed, &tar, FILTERS[i].add);
		for (size_t n = 0; n < packed.len * 9 / 10; n += packed.len / 40 + 1) {
			buf_clear(&cut);
			buf_add(&cut, packed.data, n);
			unpack_refused(p, &cut, NULL, ERR_CORRUPT, "is truncated or damaged");
		}
		buf_clear(&deb);
		make_deb(&deb, "data.tar.x", &packed);
		for (size_t n = 0; n < deb.len * 9 / 10; n += deb.len / 40 + 1) {
			buf_clear(&cut);
			buf_add(&cut, deb.data, n);
			unpack_refused(p, &cut, NULL, ERR_CORRUPT, "is truncated or damaged");
		}
	}
}

static void other_files_and_read_errors_are_told_apart(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;
	AUTOCLOSE int folder = open("/", O_RDONLY | O_CLOEXEC);

	buf_addstr(&a, "PK\x03\x04 is a zip, which is no kind of ours; and this goes on.....");
	unpack_refused(p, &a, NULL, ERR_CORRUPT, "not an archive of a supported format");
	assert_non_null(strstr(p->err.hint, "rpm"));
	buf_clear(&a);
	make_ar(&a, "x.o", "object", 6);
	unpack_refused(p, &a, NULL, ERR_CORRUPT, "not a Debian package");
	err_clear(&p->err);
	assert_int_equal(unpack_fd(folder, "folder", AT_FDCWD, p->tree, NULL, &p->err), -1);
	assert_int_equal(p->err.code, ERR_SYSTEM);
	assert_int_equal(p->err.sysno, EISDIR);
	assert_int_equal(unpack_fd(folder, "folder", AT_FDCWD, "/no/such/folder", NULL, &p->err),
			 -1);
	assert_int_equal(p->err.code, ERR_SYSTEM);
}

static void unwritable_folder_is_a_system_error_with_the_entry(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;

	make_file(&a, "dir/file", "x");
	make_tar_end(&a);
	if (geteuid() == 0) { /* root may write everywhere but in /proc */
		AUTOCLOSE int fd = memfd_create("archive", MFD_CLOEXEC);

		assert_int_equal(fd_write(fd, a.data, a.len, &p->err), 0);
		assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
		assert_int_equal(unpack_fd(fd, "test.archive", AT_FDCWD, "/proc/self", NULL,
					   &p->err),
				 -1);
	} else {
		assert_int_equal(chmod(p->tree, 0555), 0);
		assert_int_equal(unpack(p, &a, NULL), -1);
		assert_int_equal(chmod(p->tree, 0755), 0);
	}
	assert_int_equal(p->err.code, ERR_SYSTEM);
	assert_non_null(strstr(p->err.text, "'test.archive': cannot create the directory 'dir'"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_kind_and_compression_gives_the_same_tree),
		TEST(umask_does_not_reach_the_tree),
		TEST(pipe_and_file_position_are_read_from_where_they_stand),
		TEST(rpm_and_cpio_with_hard_links_that_carry_data_last),
		TEST(apk_gives_its_files_without_signature_and_control_data),
		TEST(dotted_names_of_other_archives_are_kept),
		TEST(later_entry_replaces_earlier),
		TEST(folder_links_inside_are_followed),
		TEST(folder_links_work_without_openat2),
		TEST(long_and_strange_names_survive),
		TEST(sparse_files_get_their_holes),
		TEST(strip_drops_leading_folders),
		TEST(only_takes_what_matches),
		TEST(only_keeps_data_that_a_left_out_hard_link_carries),
		TEST(inner_archives_are_unpacked_in_place),
		TEST(truncated_archive_is_said_at_every_length),
		TEST(other_files_and_read_errors_are_told_apart),
		TEST(unwritable_folder_is_a_system_error_with_the_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
