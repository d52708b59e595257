/* Unpacking hostile archives below one folder; the only user of libarchive. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/process.h"
#include "builder/unpack/unpack_path.h"
#include "builder/unpack/unpack_reader.h"
#include "builder/unpack/unpack_tree.h"
#include "recipes/pattern.h"

const struct unpack_limits UNPACK_DEFAULTS = {
	.max_bytes = (uint64_t)8 << 30,
	.max_entries = 500000,
	.max_ratio = 200,
	.ratio_from = (uint64_t)16 << 20,
	.max_nesting = 4,
};

static int read_archive(struct unpack *u, struct unpack_reader *outer, const char *name,
			size_t level);

/*
 * The kind is known once the first header was read. Compression in compression
 * is what bombs are made of; nothing real needs it.
 */
static int check_kind(struct unpack_reader *r)
{
	int packers = 0;

	for (int i = 0; i < archive_filter_count(r->a); i++) {
		int code = archive_filter_code(r->a, i);

		if (code != ARCHIVE_FILTER_NONE && code != ARCHIVE_FILTER_RPM)
			packers++;
	}
	if (packers > 1)
		return unpack_reader_fail(r, ERR_HOSTILE, "'%s' is compressed %d times over",
					  r->name, packers);
	r->is_deb = (archive_format(r->a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_AR;
	return 0;
}

static int make_file(struct unpack_reader *r, struct archive_entry *e, const char *path)
{
	AUTOCLOSE int fd = -1;
	struct err err = ERR_INIT;

	if (unpack_tree_file(&r->u->tree, path, archive_entry_perm(e) & S_IXUSR, &fd, &err) < 0)
		return unpack_reader_fail_with(r, &err);
	r->u->made++;
	return unpack_reader_data(r, e, fd, path);
}

/*
 * A hard link may carry the data: of the names of one file, cpio gives it to
 * the last.
 */
static int make_link(struct unpack_reader *r, struct archive_entry *e, const char *path)
{
	struct unpack *u = r->u;
	const struct strv *only = u->options->only;
	AUTOBUF struct buf target = BUF_INIT;
	const char *raw = archive_entry_hardlink(e);
	const char *why = unpack_path_clean(raw, u->options->strip, &target);
	bool has_data = archive_entry_size_is_set(e) && archive_entry_size(e) > 0;
	bool wanted = unpack_path_selected(path, only), target_wanted;
	struct err err = ERR_INIT;

	if (why || !target.len) {
		AUTOFREE char *shown = unpack_path_show(raw);
		AUTOFREE char *text = xasprintf("is a hard link to '%s', which %s", shown,
						why ? why : "is not unpacked");

		return unpack_reader_fail_entry(r, ERR_HOSTILE, path, text);
	}
	target_wanted = unpack_path_selected(target.data, only);
	if (has_data && target_wanted) {
		AUTOCLOSE int fd = -1;

		if (unpack_tree_fill(&u->tree, target.data, &fd, &err) < 0)
			goto fail;
		if (unpack_reader_data(r, e, fd, target.data) < 0)
			return -1;
	} else if (has_data && wanted) {
		return make_file(r, e, path);
	}
	if (!wanted)
		return 0;
	if (!target_wanted) {
		unpack_reader_fail(r, ERR_FAILED,
				   "'%s': '%s' is a hard link to '%s', which is left out", r->name,
				   path, target.data);
		return err_hint(&u->err, "add a pattern that also matches '%s'", target.data);
	}
	if (unpack_tree_link(&u->tree, path, target.data, &err) < 0)
		goto fail;
	u->made++;
	return 0;
fail:
	err_prefix(&err, "hard link '%s'", path);
	return unpack_reader_fail_with(r, &err);
}

static int make_symlink(struct unpack_reader *r, struct archive_entry *e, const char *path)
{
	const char *target = archive_entry_symlink(e);
	const char *why = unpack_path_refuse_target(target);
	struct err err = ERR_INIT;

	if (why)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, path, why);
	if (unpack_tree_symlink(&r->u->tree, path, target, &err) < 0)
		return unpack_reader_fail_with(r, &err);
	r->u->made++;
	return 0;
}

static int unpack_inner(struct unpack_reader *r, const char *path, size_t level)
{
	AUTOFREE char *name = xasprintf("%s:%s", r->name, path);

	if (r->depth >= r->u->limits->max_nesting)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, path,
						"is an archive nested too deeply");
	return read_archive(r->u, r, name, level);
}

/* deb(5): debian-binary, control.tar.*, data.tar.*; only the last is wanted. */
static int take_deb_member(struct unpack_reader *r, const char *name)
{
	if (r->last_end == 0 && strcmp(name, "debian-binary") != 0)
		return unpack_reader_fail(r, ERR_CORRUPT,
					  "'%s' is an ar archive, but not a Debian package",
					  r->name);
	if (strncmp(name, "data.tar", 8) != 0 || (name[8] && name[8] != '.'))
		return 0;
	if (r->saw_data)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, name, "appears twice");
	r->saw_data = true;
	return unpack_inner(r, name, r->level);
}

/*
 * apk, version 2: signature, control data and files are a gzip stream each and one tar together,
 * since the first two lack the end mark. What belongs to the package manager has names that begin
 * with a dot and stands at the top, the first entry among it.
 * Source: Alpine's wiki, "Apk spec".
 */
static bool pass_over_apk_control(struct unpack_reader *r, const char *path)
{
	bool dotted = path[0] == '.' && !strchr(path, '/');

	if (r->last_end == 0)
		r->is_apk = strncmp(path, ".SIGN.", 6) == 0 || strcmp(path, ".PKGINFO") == 0;
	if (!r->is_apk)
		return false;
	r->saw_data |= !dotted;
	return dotted;
}

/* Is this entry an archive that is to be unpacked in its place? */
static bool is_inner(const struct unpack_reader *r, struct archive_entry *e, const char *path)
{
	const struct strv *inner = r->u->options->inner;

	return inner && r->level < inner->len && archive_entry_filetype(e) == AE_IFREG &&
	       !archive_entry_hardlink(e) && pattern_matches(inner->items[r->level], path);
}

static int take_entry(struct unpack_reader *r, struct archive_entry *e)
{
	struct unpack *u = r->u;
	AUTOBUF struct buf path = BUF_INIT;
	const char *raw = archive_entry_pathname(e);
	const char *why;
	struct err err = ERR_INIT;

	if (!raw)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, "",
						"has a name that cannot be read");
	if (r->is_deb)
		return take_deb_member(r, raw);
	why = unpack_path_clean(raw, 0, &path);
	if (why)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, raw, why);
	if (!path.len && archive_entry_filetype(e) != AE_IFDIR)
		return unpack_reader_fail_entry(r, ERR_HOSTILE, raw, "has no name");
	if (pass_over_apk_control(r, path.data))
		return 0;
	if (u->options->strip) {
		AUTOFREE char *whole = buf_steal(&path);

		unpack_path_clean(raw, u->options->strip, &path);
		if (is_inner(r, e, path.len ? path.data : whole)) {
			u->inner_seen[r->level] = true;
			return unpack_inner(r, whole, r->level + 1);
		}
	} else if (is_inner(r, e, path.data)) {
		u->inner_seen[r->level] = true;
		return unpack_inner(r, path.data, r->level + 1);
	}
	if (!path.len)
		return 0;
	if (archive_entry_hardlink(e))
		return make_link(r, e, path.data);
	if (!unpack_path_selected(path.data, u->options->only))
		return 0;
	switch (archive_entry_filetype(e)) {
	case AE_IFREG:
		return make_file(r, e, path.data);
	case AE_IFLNK:
		return make_symlink(r, e, path.data);
	case AE_IFDIR:
		if (unpack_tree_folder(&u->tree, path.data, &err) < 0)
			return unpack_reader_fail_with(r, &err);
		u->made++;
		return 0;
	default:
		return unpack_reader_fail_entry(
			r, ERR_HOSTILE, path.data,
			"is a device, pipe or socket, not a file, directory or link");
	}
}

/*
 * An archive without its end mark was cut off between two entries. A
 * compressed one tells that by itself; for a plain tar libarchive takes it for
 * the end.
 */
static int check_end(struct unpack_reader *r)
{
	uint64_t end = (uint64_t)archive_filter_bytes(r->a, 0);
	int base = archive_format(r->a) & ARCHIVE_FORMAT_BASE_MASK;

	if (r->is_deb && !r->saw_data)
		return unpack_reader_fail(
			r, ERR_CORRUPT,
			"'%s' is truncated or damaged (it does not contain data.tar)", r->name);
	if (r->is_apk && !r->saw_data)
		return unpack_reader_fail(r, ERR_CORRUPT,
					  "'%s' is truncated or damaged (a package without files)",
					  r->name);
	if (base == ARCHIVE_FORMAT_TAR && archive_filter_count(r->a) == 1 &&
	    end < r->last_end + 512)
		return unpack_reader_fail(r, ERR_CORRUPT,
					  "'%s' is truncated or damaged (its end mark is missing)",
					  r->name);
	return 0;
}

static int read_entries(struct unpack_reader *r)
{
	struct archive_entry *e;
	bool first = true;

	for (;;) {
		int rc = archive_read_next_header(r->a, &e);

		if (r->u->failed) /* in the outer archive */
			return -1;
		/* WARN: an attribute that we do not want, a name that is no UTF-8. */
		if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN && rc != ARCHIVE_EOF)
			return unpack_reader_fail_damaged(r, NULL);
		if (first && check_kind(r) < 0)
			return -1;
		first = false;
		if (rc == ARCHIVE_EOF)
			return check_end(r);
		r->u->entries++;
		if (unpack_reader_check(r, 0) < 0 || take_entry(r, e) < 0)
			return -1;
		/*
		 * Never let libarchive skip what is left: it would unpack a
		 * bomb without asking us in between.
		 */
		if (unpack_reader_data(r, e, -1, archive_entry_pathname(e)) < 0)
			return -1;
		r->last_end = (uint64_t)archive_filter_bytes(r->a, 0);
		if (process_interrupted())
			return unpack_reader_fail(r, ERR_INTERRUPTED, "interrupted");
	}
}

static int read_archive(struct unpack *u, struct unpack_reader *outer, const char *name,
			size_t level)
{
	struct unpack_reader r = { .u = u,
				   .outer = outer,
				   .name = name,
				   .level = level,
				   .depth = outer ? outer->depth + 1 : 1 };
	int rc = unpack_reader_open(&r);

	if (rc == 0)
		rc = read_entries(&r);
	unpack_reader_close(&r);
	return rc;
}

/* A pattern or a strip that leaves nothing is a slip that nobody would see. */
static int check_made(const struct unpack *u, const char *name, struct err *err)
{
	const struct unpack_options *o = u->options;

	for (size_t i = 0; o->inner && i < o->inner->len; i++)
		if (!u->inner_seen[i]) {
			err_set(err, ERR_FAILED,
				"'%s' does not contain an archive that matches '%s'", name,
				o->inner->items[i]);
			return err_hint(err,
					"the pattern must match the whole path, without the %u "
					"components that are stripped",
					o->strip);
		}
	if (u->made || !u->entries)
		return 0;
	if (o->only && o->only->len)
		return err_set(err, ERR_FAILED, "nothing in '%s' matches the patterns", name);
	if (o->strip)
		return err_set(err, ERR_FAILED, "'%s' has nothing more than %u directories deep",
			       name, o->strip);
	return 0;
}

int unpack_fd(int fd, const char *name, int dirfd, const char *dir,
	      const struct unpack_options *options, struct err *err)
{
	const struct unpack_options none = { 0 };
	struct unpack u = { .options = options ? options : &none, .fd = fd, .err = ERR_INIT };
	size_t patterns = u.options->inner ? u.options->inner->len : 0;
	AUTOFREE bool *seen = xcalloc(patterns + 1, sizeof(*seen));
	locale_t plain, before;
	struct stat st;
	off_t at;
	int rc;

	u.limits = u.options->limits ? u.options->limits : &UNPACK_DEFAULTS;
	u.inner_seen = seen;
	at = lseek(fd, 0, SEEK_CUR);
	if (at >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		u.packed = st.st_size > at ? (uint64_t)(st.st_size - at) : 0;
	else
		u.packed_grows = true;
	if (unpack_tree_open(&u.tree, dirfd, dir, err) < 0)
		return -1;
	/* In any other locale libarchive would convert the names of pax headers. */
	plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	before = plain ? uselocale(plain) : (locale_t)0;
	rc = read_archive(&u, NULL, name, 0);
	if (plain) {
		uselocale(before);
		freelocale(plain);
	}
	unpack_tree_close(&u.tree);
	if (rc < 0)
		return err_move(err, &u.err);
	return check_made(&u, name, err);
}
