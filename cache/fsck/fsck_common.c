/* What the checks of the store share: telling problems, putting things aside. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

void fsck_count(struct fsck *f, size_t problems)
{
	f->report->problems += problems;
}

void fsck_problem(struct fsck *f, const char *fmt, ...)
{
	AUTOBUF struct buf line = BUF_INIT;
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&line, fmt, ap);
	va_end(ap);
	fsck_count(f, 1);
	if (f->say)
		f->say(line.data, f->arg);
}

const char *fsck_cure(const struct fsck *f, const char *usual)
{
	return f->exported ? "export it again" : usual;
}

int fsck_quarantine(struct fsck *f, const char *path, struct err *err)
{
	return f->repair ? store_quarantine(f->s, path, path_basename(path), err) : 0;
}

void fsck_put_aside(struct fsck *f, const char *path)
{
	struct err why = ERR_INIT;

	if (fsck_quarantine(f, path, &why) && f->say) {
		AUTOFREE char *line = why.sysno == EPERM && store_is_group(f->s)
					      ? xasprintf("%s; %s", why.text, why.hint)
					      : xstrdup(why.text);

		f->say(line, f->arg);
	}
	err_clear(&why);
}

void fsck_list(struct fsck *f, const char *folder, struct strv *names)
{
	struct err why = ERR_INIT;

	if (store_list(f->s, folder, names, &why) == 0)
		return;
	if (why.sysno == ENOENT)
		fsck_problem(f, "the store's directory '%s' is missing; %s", folder,
			     fsck_cure(f, "'sysroot fsck --repair' creates it, 'sysroot fetch' and "
					  "'sysroot build' restore its contents"));
	else
		fsck_problem(f, "the contents of '%s' cannot be checked: %s; fix the directory",
			     folder, why.text);
	err_clear(&why);
}

int fsck_each(struct fsck *f, const char *folder, bool optional, fsck_check *check, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (optional && !store_exists(f->s, folder))
		return 0;
	fsck_list(f, folder, &names);
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join(folder, names.items[i]);

		if (check(f, path, names.items[i], err))
			return -1;
	}
	return 0;
}

/* Mode and time do not matter here: they were checked together with its content. */
bool fsck_object_is_good(const struct fsck *f, const struct entry *e)
{
	char object[STORE_OBJECT_PATH];
	struct stat st;

	store_object_path(e->sha256, e->exec, object);
	return store_stat(f->s, object, &st) == 0 && S_ISREG(st.st_mode) &&
	       (uint64_t)st.st_size == e->size &&
	       !strv_has_sorted(&f->bad_objects, path_basename(object));
}

int fsck_foreign(struct fsck *f, const char *path, struct err *err)
{
	if (f->exported)
		fsck_problem(f, "'%s' does not belong to the export: it is harmless; remove it",
			     path);
	else
		fsck_problem(f,
			     "'%s' does not belong to the store: it is harmless; 'sysroot fsck "
			     "--repair' moves it to quarantine/",
			     path);
	/* It may belong to somebody else: that is reported, and the check goes on. */
	if (store_is_group(f->s)) {
		fsck_put_aside(f, path);
		return 0;
	}
	return fsck_quarantine(f, path, err);
}
