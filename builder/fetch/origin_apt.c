/* The origins `apt` and `apt-source`: one file of a suite of Debian. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/fetch/apt_lists.h"
#include "builder/fetch/debian_version.h"

#define DOWNLOAD_MAX ((uint64_t)1 << 30) /* where the size is not known */

struct apt {
	struct apt_lists lists;

	/* What the lists say. */
	char *uri; /* of the file with our digest, or NULL */
	char *version; /* the newest that is there in its place, or NULL */
	char *sha256; /* of what is there in its place; NULL: no such file in it */

	/* While a paragraph is looked at. */
	const struct deb822 *paragraph;
	const char *base;
};

static void apt_forget(struct apt *a)
{
	free(a->uri);
	free(a->version);
	free(a->sha256);
	a->uri = a->version = a->sha256 = NULL;
}

/* The file is there: where. */
static void found(struct apt *a, const char *folder, const char *name)
{
	a->uri = folder ? xasprintf("%s%s/%s", a->base, folder, name)
			: xasprintf("%s%s", a->base, name);
}

/* Something else is there; the newest is told. sha256: taken over, may be NULL. */
static void found_other(struct apt *a, const char *version, char *sha256)
{
	if (a->version && debian_version_compare(version, a->version) <= 0) {
		free(sha256);
		return;
	}
	free(a->version);
	free(a->sha256);
	a->version = xstrdup(version);
	a->sha256 = sha256;
}

struct checksum_search {
	struct apt *apt;
	char *other; /* digest of what has the file's name */
};

/* A file of a source package: is it ours, or has it our name and another digest? */
static bool look_at_checksum(const char *sha256, const char *size, const char *name, void *arg)
{
	struct checksum_search *s = arg;
	struct apt *a = s->apt;
	AUTOFREE char *folder = NULL;

	(void)size;
	if (strcmp(sha256, a->lists.o->input->sha256) == 0) {
		folder = deb822_get(a->paragraph, "Directory");
		if (folder)
			found(a, folder, name);
		return folder != NULL;
	}
	if (strcmp(name, a->lists.file) == 0) {
		free(s->other);
		s->other = xstrdup(sha256);
	}
	return false;
}

static void look_at_source(struct apt *a)
{
	AUTOFREE char *version = deb822_get(a->paragraph, "Version");
	struct checksum_search s = { .apt = a };

	if (!apt_each_checksum(a->paragraph, look_at_checksum, &s) && version)
		found_other(a, version, STEAL_POINTER(s.other));
	free(s.other);
}

static void look_at_binary(struct apt *a)
{
	AUTOFREE char *name = deb822_get(a->paragraph, "Filename");
	AUTOFREE char *sha256 = deb822_get(a->paragraph, "SHA256");
	AUTOFREE char *version = deb822_get(a->paragraph, "Version");

	if (!name || !sha256 || !version)
		return;
	if (strcmp(sha256, a->lists.o->input->sha256) == 0)
		found(a, NULL, name);
	else
		found_other(a, version, STEAL_POINTER(sha256));
}

static int look_at(const struct deb822 *d, const char *base, void *arg, struct err *err)
{
	struct apt *a = arg;

	(void)err;
	if (!deb822_is(d, "Package", a->lists.package))
		return 0;
	a->paragraph = d;
	a->base = base;
	if (a->lists.file)
		look_at_source(a);
	else
		look_at_binary(a);
	return a->uri ? 1 : 0;
}

/* Search what lists are there; a->uri is set when our digest is in one. */
static int look(struct apt *a, struct err *err)
{
	apt_forget(a);
	return apt_lists_walk(&a->lists, look_at, a, err);
}

static int download(struct apt *a, char **path, struct err *err)
{
	struct origin *o = a->lists.o;
	AUTOFREE char *file = path_join(o->temp, "file");
	AUTOFREE char *sum = xasprintf("SHA256:%s", o->input->sha256);
	const char *const argv[] = { APT_HELPER, "download-file", a->uri, file, sum, NULL };
	uint64_t size = o->input->size;
	const struct apt_command c = { .argv = argv,
				       .watch = o->temp,
				       .counts = true,
				       .limit = (size ? size : DOWNLOAD_MAX) + (1 << 20) };

	origin_tell(o, ORIGIN_NOTE, "%s", "");
	if (apt_lists_run(&a->lists, &c, err) < 0)
		return -1;
	/* From an archive in a folder comes a link to the file in it. */
	*path = realpath(file, NULL);
	return *path ? 0 : err_set(err, ERR_MISSING, "apt did not download '%s'", a->uri);
}

/* The lists' part of the work, with the lock held. update: even if we know them. */
static int find_in_lists(struct apt *a, bool update, bool *updated, struct err *err)
{
	if (!update && look(a, err) < 0)
		return -1;
	if (a->uri || (!update && apt_lists_fresh(&a->lists)))
		return 0;
	*updated = true;
	return apt_lists_update(&a->lists, err) < 0 ? -1 : look(a, err);
}

/* Is what the suite has older than what is pinned? Then relock would not take it either. */
static bool has_only_older(const struct apt *a)
{
	const struct apt_lists *l = &a->lists;
	const char *file = l->file ? l->file : l->o->input->name;
	AUTOFREE char *pinned = debian_file_version(file, l->package);
	const char *there = debian_version_without_epoch(a->version);
	AUTOFREE char *upstream = pinned ? debian_version_upstream(there) : NULL;

	if (!pinned)
		return false;
	/* A file of upstream's tells no revision. */
	return debian_version_compare(l->file && !strchr(pinned, '-') ? upstream : there, pinned) <
	       0;
}

/* What the suite has instead; that relock can pin it is the caller's word, once for all. */
static int not_there(const struct apt *a, struct err *err)
{
	const struct apt_lists *l = &a->lists;
	bool older;

	if (!a->version)
		return err_set(err, ERR_MISSING, "%s does not have the %spackage '%s'", l->suite,
			       l->file ? "source " : "", l->package);
	older = has_only_older(a);
	if (!older)
		origin_tell(l->o, ORIGIN_REPLACED, "%s", "");
	if (!a->sha256)
		return err_set(err, ERR_MISSING,
			       "%s has version %s of '%s', which does not have '%s'", l->suite,
			       a->version, l->package, l->file);
	if (older)
		return err_set(err, ERR_MISSING, "%s has only version %s, which is older", l->suite,
			       a->version);
	return err_set(err, ERR_MISSING, "Debian has replaced it: %s now has version %s", l->suite,
		       a->version);
}

static int find_and_download(struct apt *a, struct err *err)
{
	AUTOFREE char *path = NULL;
	bool updated = false;

	for (;;) {
		bool again = updated;
		int fd = -1, rc;

		/* The lists only: a download does not need them, nor they it. */
		if (apt_lists_lock(&a->lists, &fd, err) < 0)
			return -1;
		rc = find_in_lists(a, again, &updated, err);
		store_unlock(&fd);
		if (rc < 0)
			return -1;
		if (!a->uri)
			return not_there(a, err);
		if (download(a, &path, err) == 0)
			return origin_accept(a->lists.o, path, err);
		if (updated || apt_lists_fresh(&a->lists) || err->code != ERR_MISSING)
			return -1;
		/* An old list may name what the archive has no more. */
		err_clear(err);
		apt_forget(a);
		updated = true;
	}
}

int origin_apt_get(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	struct apt a = { 0 };
	int rc = apt_lists_open(&a.lists, o, from, err);

	if (rc == 0)
		rc = find_and_download(&a, err);
	apt_lists_release(&a.lists);
	apt_forget(&a);
	return rc;
}
