/* Hostile archives reach nothing outside, and bombs are stopped. */
/* SPDX-License-Identifier: MIT */
#include <sys/wait.h>

#include "builder/base/beneath.h"
#include "tests/unit/unpack_place.h"

static void h_dotdot(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "../escape", "x");
}
static void h_dotdot_inside(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "a/b/../../../outside/victim", "x");
}
static void h_absolute(struct place *p, struct buf *a)
{
	AUTOBUF struct buf body = BUF_INIT;

	make_pax_record(&body, "path", p->victim, strlen(p->victim));
	make_pax(a, &body);
	make_file(a, "x", "x");
}
static void h_through_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "l", "../outside");
	make_file(a, "l/victim", "x");
}
static void h_through_absolute_link(struct place *p, struct buf *a)
{
	make_gnu_long(a, 'K', p->outside);
	make_symlink(a, "l", "long");
	make_file(a, "l/victim", "x");
}
static void h_new_folder_through_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "l", "../outside");
	make_dir(a, "l/new");
}
static void h_folder_over_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "l", "../outside");
	make_dir(a, "l");
	make_file(a, "l/victim", "x");
}
static void h_link_over_folder(struct place *p, struct buf *a)
{
	(void)p;
	make_dir(a, "d");
	make_file(a, "d/a", "a");
	make_symlink(a, "d", "../outside");
	make_file(a, "d/victim", "x");
}
static void h_links_in_a_row(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "one", ".");
	make_symlink(a, "one/two", "one/..");
	make_file(a, "two/outside/victim", "x");
}
static void h_deep_link_out(struct place *p, struct buf *a)
{
	(void)p;
	make_dir(a, "a/b");
	make_symlink(a, "a/b/up", "../..");
	make_symlink(a, "out", "a/b/up/../outside");
	make_file(a, "out/victim", "x");
}
static void h_link_loop(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "a", "b");
	make_symlink(a, "b", "a");
	make_file(a, "a/x", "x");
}
static void h_growing_link(struct place *p, struct buf *a)
{
	AUTOBUF struct buf target = BUF_INIT;

	(void)p;
	buf_addstr(&target, "l");
	for (int i = 0; i < 2000; i++)
		buf_addstr(&target, "/l");
	make_gnu_long(a, 'K', target.data);
	make_symlink(a, "l", "long");
	make_file(a, "l/x", "x");
}
static void h_hard_link_out(struct place *p, struct buf *a)
{
	(void)p;
	make_hardlink(a, "h", "../outside/victim");
	make_file(a, "h", "x");
}
static void h_hard_link_absolute(struct place *p, struct buf *a)
{
	make_gnu_long(a, 'K', p->victim);
	make_hardlink(a, "h", "long");
}
static void h_hard_link_to_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "s", "../outside/victim");
	make_hardlink(a, "h", "s");
}
static void h_hard_link_through_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "s", "../outside");
	make_hardlink(a, "h", "s/victim");
}
static void h_hard_link_to_folder(struct place *p, struct buf *a)
{
	(void)p;
	make_dir(a, "d");
	make_hardlink(a, "h", "d");
}
static void h_hard_link_to_nothing(struct place *p, struct buf *a)
{
	(void)p;
	make_hardlink(a, "h", "not/there");
}
static void h_hard_link_redirected(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "a", "a");
	make_hardlink(a, "b", "a");
	make_symlink(a, "a", "../outside/victim");
	make_hardlink(a, "c", "a");
}
static void h_hard_link_writes_through_link(struct place *p, struct buf *a)
{
	(void)p;
	/* cpio: the second name of an inode carries the data for the first. */
	make_cpio(a, "a", 0100644, "", 0, 7, 2);
	make_cpio(a, "a", 0120777, "../outside/victim", 17, 8, 1);
	make_cpio(a, "b", 0100644, "overwritten", 11, 7, 2);
	make_cpio_end(a);
}
static void h_char_device(struct place *p, struct buf *a)
{
	(void)p;
	make_tar(a, (struct make_entry){ .name = "null", .type = '3' });
}
static void h_block_device(struct place *p, struct buf *a)
{
	(void)p;
	make_tar(a, (struct make_entry){ .name = "sda", .type = '4' });
}
static void h_fifo(struct place *p, struct buf *a)
{
	(void)p;
	make_tar(a, (struct make_entry){ .name = "fifo", .type = '6' });
}
static void h_cpio_socket(struct place *p, struct buf *a)
{
	(void)p;
	make_cpio(a, "sock", 0140755, "", 0, 1, 1);
	make_cpio_end(a);
}
static void h_cpio_dotdot(struct place *p, struct buf *a)
{
	(void)p;
	make_cpio(a, "./../outside/victim", 0100644, "x", 1, 1, 1);
	make_cpio_end(a);
}
static void h_cpio_through_link(struct place *p, struct buf *a)
{
	(void)p;
	make_cpio(a, "l", 0120777, "../outside", 10, 1, 1);
	make_cpio(a, "l/victim", 0100644, "x", 1, 2, 1);
	make_cpio_end(a);
}
static void h_cpio_absolute(struct place *p, struct buf *a)
{
	make_cpio(a, p->victim, 0100644, "x", 1, 1, 1);
	make_cpio_end(a);
}
static void h_cpio_device(struct place *p, struct buf *a)
{
	(void)p;
	make_cpio(a, "sda", 0060660, "", 0, 1, 1);
	make_cpio_end(a);
}
static void h_cpio_long_name(struct place *p, struct buf *a)
{
	char name[300];

	(void)p;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	make_cpio(a, name, 0100644, "x", 1, 1, 1);
	make_cpio_end(a);
}
static void h_rpm_through_link(struct place *p, struct buf *a)
{
	AUTOBUF struct buf cpio = BUF_INIT, packed = BUF_INIT;

	h_cpio_through_link(p, &cpio);
	compress_as(&packed, &cpio, archive_write_add_filter_xz);
	make_rpm(a, &packed);
}
static void h_deb_dotdot(struct place *p, struct buf *a)
{
	AUTOBUF struct buf tar = BUF_INIT;

	h_dotdot(p, &tar);
	make_tar_end(&tar);
	make_deb(a, "data.tar", &tar);
}
static void h_deb_two_datas(struct place *p, struct buf *a)
{
	AUTOBUF struct buf tar = BUF_INIT;

	(void)p;
	make_file(&tar, "x", "x");
	make_tar_end(&tar);
	make_deb(a, "data.tar", &tar);
	make_ar(a, "data.tar.xz", tar.data, tar.len);
}
static void h_deep(struct place *p, struct buf *a)
{
	AUTOBUF struct buf path = BUF_INIT;

	(void)p;
	for (int i = 0; i < 10000; i++)
		buf_addstr(&path, "d/");
	make_gnu_long(a, 'L', path.data);
	make_dir(a, "short");
}
static void h_many_folders(struct place *p, struct buf *a)
{
	AUTOBUF struct buf path = BUF_INIT;

	(void)p;
	for (int i = 0; i < 300; i++)
		buf_addstr(&path, "d/");
	make_gnu_long(a, 'L', path.data);
	make_dir(a, "short");
}
static void h_long_name(struct place *p, struct buf *a)
{
	AUTOBUF struct buf path = BUF_INIT;

	(void)p;
	for (int i = 0; i < 256; i++)
		buf_addch(&path, 'n');
	make_gnu_long(a, 'L', path.data);
	make_file(a, "short", "x");
}
static void h_folder_where_file(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "a", "x");
	make_dir(a, "a");
}
static void h_file_below_file(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "a", "x");
	make_file(a, "a/b", "x");
}
static void h_file_where_folder(struct place *p, struct buf *a)
{
	(void)p;
	make_dir(a, "a");
	make_file(a, "a", "x");
}
static void h_empty_name(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "", "x");
}
static void h_dot_file(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "./.", "x");
}
static void h_dot_link(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, ".", "../outside");
}
static void h_newline(struct place *p, struct buf *a)
{
	(void)p;
	make_file(a, "a\nb", "x");
}
static void h_newline_target(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "a", "b\nc");
}
static void h_no_target(struct place *p, struct buf *a)
{
	(void)p;
	make_symlink(a, "a", "");
}
static void h_sparse_terabyte(struct place *p, struct buf *a)
{
	AUTOBUF struct buf pax = BUF_INIT;

	(void)p;
	make_pax_record(&pax, "GNU.sparse.size", "1099511627776", 13);
	make_pax_record(&pax, "GNU.sparse.numblocks", "1", 1);
	make_pax_record(&pax, "GNU.sparse.map", "1099511627772,4", 15);
	make_pax(a, &pax);
	make_file(a, "sparse", "data");
}
static void h_negative_size(struct place *p, struct buf *a)
{
	(void)p;
	make_tar(a, (struct make_entry){
			    .name = "neg",
			    .claim = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff" });
}
static void h_huge_size(struct place *p, struct buf *a)
{
	(void)p;
	make_tar(a, (struct make_entry){ .name = "huge", .claim = "00077777777" });
}

static const struct hostile {
	void (*make)(struct place *, struct buf *);
	enum err_code code;
	const char *says;
} HOSTILE[] = {
	{ h_dotdot, ERR_HOSTILE, "entry '../escape' has '..' in its path" },
	{ h_dotdot_inside, ERR_HOSTILE, "has '..' in its path" },
	{ h_absolute, ERR_HOSTILE, "is absolute" },
	{ h_through_link, ERR_HOSTILE, "the link 'l', which leads out" },
	{ h_through_absolute_link, ERR_HOSTILE, "the link 'l', which is absolute" },
	{ h_new_folder_through_link, ERR_HOSTILE, "the link 'l', which leads out" },
	{ h_folder_over_link, ERR_HOSTILE, "the link 'l', which leads out" },
	{ h_link_over_folder, ERR_HOSTILE, "'d' is already a directory" },
	{ h_links_in_a_row, ERR_HOSTILE, "which leads out" },
	{ h_deep_link_out, ERR_HOSTILE, "which leads out" },
	{ h_link_loop, ERR_HOSTILE, "too many links" },
	{ h_growing_link, ERR_HOSTILE, "'l'" },
	{ h_hard_link_out, ERR_HOSTILE, "has '..' in its path" },
	{ h_hard_link_absolute, ERR_HOSTILE, "which is absolute" },
	{ h_hard_link_to_link, ERR_HOSTILE, "is not a regular file" },
	{ h_hard_link_through_link, ERR_HOSTILE, "which leads out" },
	{ h_hard_link_to_folder, ERR_HOSTILE, "is not a regular file" },
	{ h_hard_link_to_nothing, ERR_HOSTILE, "was not unpacked before" },
	{ h_hard_link_redirected, ERR_HOSTILE, "is not a regular file" },
	{ h_hard_link_writes_through_link, ERR_HOSTILE, "is not a regular file" },
	{ h_char_device, ERR_HOSTILE, "'null' is a device, pipe or socket" },
	{ h_block_device, ERR_HOSTILE, "'sda' is a device, pipe or socket" },
	{ h_fifo, ERR_HOSTILE, "'fifo' is a device, pipe or socket" },
	{ h_cpio_socket, ERR_HOSTILE, "'sock' is a device, pipe or socket" },
	{ h_cpio_dotdot, ERR_HOSTILE, "has '..' in its path" },
	{ h_cpio_through_link, ERR_HOSTILE, "the link 'l', which leads out" },
	{ h_cpio_absolute, ERR_HOSTILE, "is absolute" },
	{ h_cpio_device, ERR_HOSTILE, "'sda' is a device, pipe or socket" },
	{ h_cpio_long_name, ERR_HOSTILE, "more than 255 bytes" },
	{ h_rpm_through_link, ERR_HOSTILE, "the link 'l', which leads out" },
	{ h_deb_dotdot, ERR_HOSTILE, "'test.archive:data.tar': entry '../escape'" },
	{ h_deb_two_datas, ERR_HOSTILE, "'data.tar.xz' appears twice" },
	{ h_deep, ERR_HOSTILE, "more than 4096 bytes" },
	{ h_many_folders, ERR_HOSTILE, "more than 256 directories deep" },
	{ h_long_name, ERR_HOSTILE, "more than 255 bytes" },
	{ h_folder_where_file, ERR_HOSTILE, "'a' is a file, not a directory" },
	{ h_file_below_file, ERR_HOSTILE, "'a' is a file, not a directory" },
	{ h_file_where_folder, ERR_HOSTILE, "'a' is already a directory" },
	{ h_empty_name, ERR_HOSTILE, "has no name" },
	{ h_dot_file, ERR_HOSTILE, "has no name" },
	{ h_dot_link, ERR_HOSTILE, "has no name" },
	{ h_newline, ERR_HOSTILE, "'a\\x0ab' has a control character" },
	{ h_newline_target, ERR_HOSTILE, "control character in its target" },
	{ h_no_target, ERR_HOSTILE, "without a target" },
	{ h_sparse_terabyte, ERR_HOSTILE, "unpacks to more than" },
	{ h_negative_size, ERR_CORRUPT, "is truncated or damaged" },
	{ h_huge_size, ERR_CORRUPT, "is truncated or damaged in entry 'huge'" },
};

/* root holds outside and tree, outside the victim as it was. */
static void expect_unharmed(struct place *p)
{
	AUTOSTRV struct strv names = STRV_INIT, in = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	struct stat st;

	assert_int_equal(dir_list(AT_FDCWD, p->root, &names, &p->err), 0);
	assert_int_equal(names.len, 2);
	assert_int_equal(dir_list(AT_FDCWD, p->outside, &in, &p->err), 0);
	assert_int_equal(in.len, 1);
	assert_int_equal(lstat(p->victim, &st), 0);
	assert_int_equal(st.st_ino, p->victim_st.st_ino);
	assert_int_equal(st.st_mode, p->victim_st.st_mode);
	assert_int_equal(st.st_nlink, 1);
	assert_int_equal(st.st_mtim.tv_nsec, p->victim_st.st_mtim.tv_nsec);
	assert_int_equal(file_read(AT_FDCWD, p->victim, 100, &text, &p->err), 0);
	assert_string_equal(text.data, "victim\n");
}

/* As it is: what the message says of the archive's name holds only there. */
static void refuse(struct place *p, const struct hostile *h, const struct buf *a, bool bare)
{
	empty_tree(p);
	unpack_refused(p, a, NULL, h->code, bare || h->says[0] != '\'' ? h->says : "");
	expect_unharmed(p);
}

/* The same files inside what packages put around them. */
static void refuse_in_packages(struct place *p, const struct hostile *h, const struct buf *a)
{
	AUTOBUF struct buf packed = BUF_INIT, deb = BUF_INIT, apk = BUF_INIT;

	compress_as(&packed, a, archive_write_add_filter_xz);
	make_deb(&deb, "data.tar.xz", &packed);
	refuse(p, h, &deb, false);
	make_apk_head(&apk, ".SIGN.RSA.key");
	append_gzip(&apk, a);
	refuse(p, h, &apk, false);
}

static void run_hostile(struct place *p)
{
	for (size_t i = 0; i < ARRAY_LEN(HOSTILE); i++) {
		AUTOBUF struct buf a = BUF_INIT, rpm = BUF_INIT;

		HOSTILE[i].make(p, &a);
		if (memcmp(a.data, "0707", 4) == 0) {
			make_rpm(&rpm, &a);
			refuse(p, &HOSTILE[i], &rpm, false);
		} else if (a.data[0] != '!' && a.data[0] != '\xed') {
			make_tar_end(&a);
			refuse_in_packages(p, &HOSTILE[i], &a);
		}
		refuse(p, &HOSTILE[i], &a, true);
	}
}

static void hostile_archives_reach_nothing_outside(void **state)
{
	run_hostile(*state);
}

static void hostile_archives_reach_nothing_without_openat2(void **state)
{
	beneath_without_openat2 = true;
	run_hostile(*state);
	beneath_without_openat2 = false;
}

/* Root may write anywhere, others may not link what they do not own: try both. */
static void hostile_archives_reach_nothing_as_another_user(void **state)
{
	struct place *p = *state;
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (geteuid() == 0 &&
		    (chown(p->root, 65534, 65534) < 0 || chown(p->outside, 65534, 65534) < 0 ||
		     chown(p->victim, 65534, 65534) < 0 || chown(p->tree, 65534, 65534) < 0 ||
		     setgid(65534) < 0 || setuid(65534) < 0))
			_exit(2);
		/* A failed assertion leaves this loop by a jump: look at what it says. */
		run_hostile(p);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void link_in_the_way_of_a_file_is_replaced_not_followed(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;

	make_symlink(&a, "l", "../outside/victim");
	make_tar(&a, (struct make_entry){ .name = "l", .data = "mine", .mode = 0755 });
	make_tar_end(&a);
	unpack_well(p, &a, NULL);
	expect_tree(p, "l 755 mine\n");
	expect_unharmed(p);
}

static void set_id_bits_are_dropped(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT;

	make_tar(&a, (struct make_entry){ .name = "su", .data = "x", .mode = 07777 });
	make_tar(&a, (struct make_entry){ .name = "d", .type = '5', .mode = 07777 });
	make_tar(&a, (struct make_entry){ .name = "g", .data = "x", .mode = 02066 });
	make_tar_end(&a);
	unpack_well(p, &a, NULL);
	expect_tree(p, "d 755 dir\ng 644 x\nsu 755 x\n");
}

static void nul_in_a_name_ends_it(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf a = BUF_INIT, pax = BUF_INIT;
	struct stat st;

	make_pax_record(&pax, "path", "a\0/../../outside/victim", 23);
	make_pax(&a, &pax);
	make_file(&a, "x", "x");
	make_tar_end(&a);
	/* Read as "a" or refused: either is safe. */
	if (unpack(p, &a, NULL) == 0) {
		AUTOFREE char *name = path_join(p->tree, "a");

		assert_int_equal(lstat(name, &st), 0);
	}
	expect_unharmed(p);
}

static void bombs_are_stopped_early(void **state)
{
	struct place *p = *state;
	const struct unpack_limits ratio = { (uint64_t)8 << 30, 1000, 200, 1 << 20, 4 };
	const struct unpack_limits bytes = { 4 << 20, 1000, 1000000, 1 << 20, 4 };
	struct unpack_options o = { 0 };
	AUTOSTRV struct strv only = STRV_INIT;
	AUTOBUF struct buf tar = BUF_INIT, packed = BUF_INIT, deb = BUF_INIT, again = BUF_INIT;
	AUTOFREE char *bomb = path_join(p->tree, "bomb");

	make_tar(&tar, (struct make_entry){ .name = "bomb", .size = (size_t)32 << 20 });
	make_tar_end(&tar);
	strv_add(&only, "never");
	for (size_t i = 0; i < ARRAY_LEN(FILTERS); i++) {
		struct stat st;

		compress_as(&packed, &tar, FILTERS[i].add);
		assert_true(packed.len < 100000);
		buf_clear(&deb);
		make_deb(&deb, "data.tar.x", &packed);
		o.only = NULL;
		o.limits = &ratio;
		unpack_refused(p, &packed, &o, ERR_HOSTILE, "more than 200 times its size");
		assert_int_equal(stat(bomb, &st), 0);
		assert_in_range(st.st_size, 0, (uint64_t)packed.len * 200 + (2 << 20));
		unpack_refused(p, &deb, &o, ERR_HOSTILE, "more than 200 times its size");
		o.limits = &bytes;
		unpack_refused(p, &packed, &o, ERR_HOSTILE, "the limit for one input");
		assert_int_equal(stat(bomb, &st), 0);
		assert_in_range(st.st_size, 0, 4 << 20);
		/* Nor when it is passed over. */
		o.only = &only;
		unpack_refused(p, &packed, &o, ERR_HOSTILE, "the limit for one input");
		o.limits = &ratio;
		unpack_refused(p, &packed, &o, ERR_HOSTILE, "more than 200 times its size");
		compress_as(&again, &packed, archive_write_add_filter_gzip);
		unpack_refused(p, &again, &o, ERR_HOSTILE, "is compressed 2 times over");
	}
	/* Two files, each within bounds, are too much together. */
	buf_clear(&tar);
	for (int i = 0; i < 3; i++)
		make_tar(&tar, (struct make_entry){ .name = "x", .size = 2 << 20 });
	make_tar_end(&tar);
	o = (struct unpack_options){ .limits = &bytes };
	unpack_refused(p, &tar, &o, ERR_HOSTILE, "the limit for one input");
	/* Holes take no room in the stream, but do in the copies made later. */
	buf_clear(&tar);
	for (int i = 0; i < 3; i++) {
		AUTOBUF struct buf pax = BUF_INIT;

		make_pax_record(&pax, "GNU.sparse.size", "2000000", 7);
		make_pax_record(&pax, "GNU.sparse.numblocks", "1", 1);
		make_pax_record(&pax, "GNU.sparse.map", "5,1", 3);
		make_pax(&tar, &pax);
		make_file(&tar, "hole", "x");
	}
	make_tar_end(&tar);
	unpack_refused(p, &tar, &o, ERR_HOSTILE, "the limit for one input");
	/* Honest zeros below ratio_from are none of this. */
	buf_clear(&tar);
	make_tar(&tar, (struct make_entry){ .name = "x", .size = 1 << 19 });
	make_tar_end(&tar);
	compress_as(&packed, &tar, archive_write_add_filter_xz);
	o.limits = &ratio;
	unpack_well(p, &packed, &o);
}

static void too_many_entries_are_refused(void **state)
{
	struct place *p = *state;
	struct unpack_limits few = UNPACK_DEFAULTS;
	const struct unpack_options o = { .limits = &few };
	AUTOBUF struct buf a = BUF_INIT;

	few.max_entries = 10;
	for (int i = 0; i < 10; i++)
		make_file(&a, "same", "x");
	make_tar_end(&a);
	unpack_well(p, &a, &o);
	a.len -= 1024;
	make_file(&a, "same", "x");
	make_tar_end(&a);
	unpack_refused(p, &a, &o, ERR_HOSTILE, "more than 10 entries");
	/* Folders that no entry names count too. */
	buf_clear(&a);
	make_file(&a, "a/b/c/d/e/f/g/h/i/j/k/l", "x");
	make_file(&a, "m", "x");
	make_tar_end(&a);
	unpack_refused(p, &a, &o, ERR_HOSTILE, "more than 10 entries");
}

static void nesting_ends_where_the_limit_says(void **state)
{
	struct place *p = *state;
	AUTOBUF struct buf in = BUF_INIT;
	AUTOSTRV struct strv inner = STRV_INIT;
	const struct unpack_options o = { .inner = &inner };

	make_file(&in, "core", "x");
	make_tar_end(&in);
	for (int depth = 2; depth <= 5; depth++) {
		AUTOBUF struct buf out = BUF_INIT;

		make_tar(&out,
			 (struct make_entry){ .name = "in.tar", .data = in.data, .size = in.len });
		make_tar_end(&out);
		buf_clear(&in);
		buf_add(&in, out.data, out.len);
		strv_add(&inner, "in.tar");
		if (depth <= 4)
			unpack_well(p, &in, &o);
		else
			unpack_refused(p, &in, &o, ERR_HOSTILE, "nested too deeply");
	}
	expect_tree(p, "core 644 x\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hostile_archives_reach_nothing_outside),
		TEST(hostile_archives_reach_nothing_without_openat2),
		TEST(hostile_archives_reach_nothing_as_another_user),
		TEST(link_in_the_way_of_a_file_is_replaced_not_followed),
		TEST(set_id_bits_are_dropped),
		TEST(nul_in_a_name_ends_it),
		TEST(bombs_are_stopped_early),
		TEST(too_many_entries_are_refused),
		TEST(nesting_ends_where_the_limit_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
