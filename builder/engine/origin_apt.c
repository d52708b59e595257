/* The origins `apt` and `apt-source`: one file of a suite of Debian. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/origin.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/engine/apt_mirror.h"
#include "builder/engine/deb822.h"

/*
 * The package lists are kept in STORE/tmp/apt/SUITE-source or SUITE-binary
 * between fetches, since they are large and input files stay valid far longer
 * than lists do; whoever wants room may delete them at any time. The list
 * itself is searched rather than apt asked for a version: a digest is what we
 * know, and pins or candidates have no say in it.
 */
#define HELPER "/usr/lib/apt/apt-helper"
#define FRESH 120 /* seconds for which lists need no update */
#define LISTS_MAX ((uint64_t)1 << 30)

struct apt {
	struct origin *o;
	const char *suite;
	char *package;
	const char *arch; /* of a binary package; NULL: the machine's own */
	const char *file; /* of a source package; NULL for a binary package */
	char *folder; /* absolute */
	char *stamp; /* file whose time is the last update's */
	struct strv env; /* APT_CONFIG=... */
	struct apt_mirror mirror;

	/* What the lists say. */
	char *uri; /* of the file with our digest, or NULL */
	char *other; /* what is there in its place, for people, or NULL */
};

static void apt_release(struct apt *a)
{
	free(a->package);
	free(a->folder);
	free(a->stamp);
	strv_release(&a->env);
	apt_mirror_release(&a->mirror);
	free(a->uri);
	free(a->other);
}

/* Run one of apt's programs; a failure becomes ERR_MISSING with apt's own words. */
static int apt_run(struct apt *a, const char *const *argv, const char *cwd, const char *out,
		   const char *watch, bool counts, uint64_t limit, struct err *err)
{
	static const char *const prefixes[] = { "E: ", "W: Failed", "W: " };
	AUTOFREE char *log = path_join(a->o->temp, "apt.log");
	struct origin_command c = { .argv = argv,
				    .env = &a->env,
				    .cwd = cwd,
				    .watch = watch,
				    .counts = counts,
				    .limit = limit,
				    .out = out,
				    .log = log };
	int status;

	if (origin_run(a->o, &c, &status, err) < 0)
		return -1;
	if (status != 0) {
		AUTOFREE char *line = origin_log_line(log, prefixes, ARRAY_LEN(prefixes));

		return err_set(err, ERR_MISSING, "apt: %s", line);
	}
	return 0;
}

static int put(const char *folder, const char *name, const char *text, struct err *err)
{
	AUTOFREE char *path = path_join(folder, name);

	return file_write(AT_FDCWD, path, text, strlen(text), 0644, err);
}

/* Sources list, configuration and folders of an apt of our own. */
static int apt_prepare(struct apt *a, struct err *err)
{
	AUTOFREE char *lists = path_join(a->folder, "state/lists/partial");
	AUTOFREE char *cache = path_join(a->folder, "cache/archives/partial");
	AUTOBUF struct buf sources = BUF_INIT;
	AUTOBUF struct buf config = BUF_INIT;
	long timeout = a->o->timeout;

	if (strpbrk(a->folder, "\"\\\n"))
		return err_set(err, ERR_MISSING, "apt cannot use a store at '%s'",
			       store_path(a->o->store));
	if (dir_make(AT_FDCWD, lists, err) < 0 || dir_make(AT_FDCWD, cache, err) < 0 ||
	    apt_mirror_find(a->o, a->suite, &a->mirror, err) < 0 ||
	    apt_mirror_config(a->o, &config, err) < 0)
		return -1;
	buf_addf(&sources, "Types: %s\nURIs: %s\nSuites: %s\nComponents: main\n",
		 a->file ? "deb-src" : "deb", a->mirror.uri, a->suite);
	if (a->arch)
		buf_addf(&sources, "Architectures: %s\n", a->arch);
	if (a->mirror.signed_by)
		buf_addf(&sources, "Signed-By: %s\n", a->mirror.signed_by);
	if (a->mirror.trusted)
		buf_addstr(&sources, "Trusted: yes\n");

	buf_addstr(&config, "Dir::Etc::main \"/dev/null\";\n"
			    "Dir::Etc::parts \"/dev/null\";\n"
			    "Dir::Etc::sourceparts \"/dev/null\";\n"
			    "Dir::Etc::preferences \"/dev/null\";\n"
			    "Dir::Etc::preferencesparts \"/dev/null\";\n"
			    "Dir::Cache::pkgcache \"\";\n"
			    "Dir::Cache::srcpkgcache \"\";\n");
	buf_addf(&config, "Dir::Etc::sourcelist \"%s/debian.sources\";\n", a->folder);
	buf_addf(&config, "Dir::State \"%s/state\";\n", a->folder);
	buf_addf(&config, "Dir::State::lists \"%s/state/lists\";\n", a->folder);
	buf_addf(&config, "Dir::State::status \"%s/status\";\n", a->folder);
	buf_addf(&config, "Dir::Cache \"%s/cache\";\n", a->folder);
	buf_addf(&config, "Dir::Cache::archives \"%s/cache/archives\";\n", a->folder);
	/*
	 * As root, apt downloads as the user _apt, who may not enter a store in
	 * a home folder or one made with umask 077. What comes is not parsed
	 * before its digest is checked, so the user we run as may hold it.
	 */
	buf_addstr(&config, "APT::Sandbox::User \"root\";\n");
	/*
	 * Old suites and stopped mirrors have release files that ran out; our
	 * digests say more than their dates do.
	 */
	buf_addstr(&config, "Acquire::Check-Valid-Until \"false\";\n");
	buf_addstr(&config, "Acquire::Languages \"none\";\n"
			    "Acquire::PDiffs \"false\";\n"
			    "Acquire::GzipIndexes \"true\";\n"
			    "Acquire::Retries \"2\";\n"
			    "quiet \"2\";\n");
	buf_addf(&config, "Acquire::http::Timeout \"%ld\";\nAcquire::https::Timeout \"%ld\";\n",
		 timeout, timeout);
	strv_addf(&a->env, "APT_CONFIG=%s/apt.conf", a->folder);
	if (put(a->folder, "debian.sources", sources.data, err) < 0 ||
	    put(a->folder, "status", "", err) < 0 ||
	    put(a->folder, "apt.conf", config.data, err) < 0)
		return -1;
	return 0;
}

/* "HASH SIZE NAME" lines of a source package: is ours there, or its name with another? */
static void look_at_checksums(struct apt *a, const struct deb822 *d, const char *base)
{
	AUTOFREE char *sums = deb822_get(d, "Checksums-Sha256");
	AUTOFREE char *folder = deb822_get(d, "Directory");
	AUTOFREE char *version = deb822_get(d, "Version");
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, sums ? sums : "", "\r\n");
	for (size_t i = 0; i < lines.len && folder && version; i++) {
		AUTOSTRV struct strv words = STRV_INIT;

		strv_split(&words, lines.items[i], " \t");
		if (words.len != 3)
			continue;
		if (strcmp(words.items[0], a->o->input->sha256) == 0) {
			a->uri = xasprintf("%s%s/%s", base, folder, words.items[2]);
			return;
		}
		if (strcmp(words.items[2], a->file) == 0) {
			free(a->other);
			a->other = xasprintf("Debian has replaced it: %s instead of %s",
					     words.items[0], a->o->input->sha256);
		}
	}
	if (!a->other)
		a->other = xasprintf("%s has version %s of '%s', without '%s'", a->suite,
				     version ? version : "?", a->package, a->file);
}

static void look_at_binary(struct apt *a, const struct deb822 *d, const char *base)
{
	AUTOFREE char *name = deb822_get(d, "Filename");
	AUTOFREE char *sha256 = deb822_get(d, "SHA256");
	AUTOFREE char *version = deb822_get(d, "Version");

	if (!name || !sha256 || !version)
		return;
	if (strcmp(sha256, a->o->input->sha256) == 0) {
		a->uri = xasprintf("%s%s", base, name);
		return;
	}
	free(a->other);
	a->other = xasprintf("Debian has replaced it: version %s, %s instead of %s", version,
			     sha256, a->o->input->sha256);
}

/* Search one list of packages, compressed as apt keeps it. */
static int look_in_list(struct apt *a, const char *list, const char *base, struct err *err)
{
	AUTOFREE char *plain = path_join(a->o->temp, "list");
	const char *const argv[] = { HELPER, "cat-file", list, NULL };
	struct deb822 d;
	int more;

	if (apt_run(a, argv, NULL, plain, NULL, false, 0, err) < 0)
		return -1;
	more = deb822_open(&d, plain, err) < 0 ? -1 : 0;
	while (more >= 0 && !a->uri && (more = deb822_next(&d, err)) > 0) {
		if (!deb822_is(&d, "Package", a->package))
			continue;
		if (a->file)
			look_at_checksums(a, &d, base);
		else
			look_at_binary(a, &d, base);
	}
	deb822_close(&d);
	if (unlink(plain) < 0)
		return err_sys(err, "cannot remove '%s'", plain);
	return more < 0 ? -1 : 0;
}

/* Search what lists are there; a->uri is set when our digest is in one. */
static int look(struct apt *a, struct err *err)
{
	static const char *const argv[] = { "apt-get", "indextargets", NULL };
	AUTOFREE char *targets = path_join(a->o->temp, "targets");
	struct deb822 d;
	int more;

	free(a->other);
	a->other = NULL;
	if (apt_run(a, argv, NULL, targets, NULL, false, 0, err) < 0)
		return -1;
	more = deb822_open(&d, targets, err) < 0 ? -1 : 0;
	while (more >= 0 && !a->uri && (more = deb822_next(&d, err)) > 0) {
		AUTOFREE char *list = deb822_get(&d, "Filename");
		AUTOFREE char *base = deb822_get(&d, "Repo-URI");

		if (list && base && access(list, R_OK) == 0 && look_in_list(a, list, base, err) < 0)
			more = -1;
	}
	deb822_close(&d);
	return more < 0 ? -1 : 0;
}

static bool lists_fresh(const struct apt *a)
{
	struct stat st;

	return stat(a->stamp, &st) == 0 && time(NULL) - st.st_mtime < FRESH;
}

static int lists_update(struct apt *a, struct err *err)
{
	/* Without the error mode, an archive that cannot be reached is but a warning. */
	static const char *const argv[] = { "apt-get", "update", "-o",
					    "APT::Update::Error-Mode=any", NULL };
	AUTOFREE char *lists = path_join(a->folder, "state/lists");
	AUTOFREE char *partial = path_join(lists, "partial");

	origin_tell(a->o, ORIGIN_NOTE, "package list of %s", a->suite);
	if (apt_run(a, argv, NULL, NULL, lists, false, LISTS_MAX, err) < 0) {
		origin_blame_disk(a->o, err);
		/* Half of a list is no use to us, and may be what fills the disk. */
		if (tree_remove(AT_FDCWD, partial, NULL) < 0)
			origin_tell(a->o, ORIGIN_SAY, "cannot remove '%s'", partial);
		return -1;
	}
	return put(a->folder, path_basename(a->stamp), "", err);
}

static void another_waits(void *arg)
{
	struct apt *a = arg;

	origin_tell(a->o, ORIGIN_NOTE, "waiting for the package list of %s", a->suite);
}

static int download(struct apt *a, char **path, struct err *err)
{
	AUTOFREE char *file = path_join(a->o->temp, "file");
	AUTOFREE char *sum = xasprintf("SHA256:%s", a->o->input->sha256);
	const char *const argv[] = { HELPER, "download-file", a->uri, file, sum, NULL };
	uint64_t size = a->o->input->size;

	origin_tell(a->o, ORIGIN_NOTE, "%s", "");
	if (apt_run(a, argv, NULL, NULL, a->o->temp, true, (size ? size : LISTS_MAX) + (1 << 20),
		    err) < 0)
		return -1;
	/* From an archive in a folder comes a link to the file in it. */
	*path = realpath(file, NULL);
	return *path ? 0 : err_set(err, ERR_MISSING, "apt did not bring '%s'", a->uri);
}

/* The lists' part of the work, with the lock held. update: even if we know them. */
static int find_in_lists(struct apt *a, bool update, bool *updated, struct err *err)
{
	if (!a->env.len && apt_prepare(a, err) < 0)
		return -1;
	if (!update && look(a, err) < 0)
		return -1;
	if (a->uri || (!update && lists_fresh(a)))
		return 0;
	*updated = true;
	return lists_update(a, err) < 0 ? -1 : look(a, err);
}

static int find_and_download(struct apt *a, struct err *err)
{
	AUTOFREE char *lock = xasprintf("apt-%s", path_basename(a->folder));
	AUTOFREE char *path = NULL;
	bool updated = false;

	for (;;) {
		bool again = updated;
		int fd = -1, rc;

		/* The lists only: a download does not need them, nor they it. */
		if (store_lock(a->o->store, lock, another_waits, a, &fd, err) < 0)
			return -1;
		rc = find_in_lists(a, again, &updated, err);
		store_unlock(&fd);
		if (rc < 0)
			return -1;
		if (!a->uri)
			break;
		if (download(a, &path, err) == 0)
			return origin_accept(a->o, path, err);
		if (updated || lists_fresh(a) || err->code != ERR_MISSING)
			return -1;
		/* An old list may name what the archive has no more. */
		err_clear(err);
		updated = true;
		free(a->uri);
		a->uri = NULL;
	}
	if (a->other)
		return err_set(err, ERR_MISSING, "%s", a->other);
	return err_set(err, ERR_MISSING, "%s has no %spackage '%s'", a->suite,
		       a->file ? "source " : "", a->package);
}

int origin_apt_get(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	bool source = from->kind == ORIGIN_APT_SOURCE;
	struct apt a = { .o = o, .suite = from->words.items[0] };
	const char *package = from->words.items[1];
	size_t n = strcspn(package, ":");
	int rc;

	a.file = source ? from->words.items[2] : NULL;
	a.package = xstrndup(package, n);
	if (package[n])
		a.arch = package + n + 1;
	a.folder = xasprintf("%s/tmp/apt/%s-%s%s%s", store_path(o->store), a.suite,
			     source ? "source" : "binary", a.arch ? "-" : "", a.arch ? a.arch : "");
	a.stamp = path_join(a.folder, "updated");
	/* They go into apt's files and onto its command lines. */
	if (!origin_word_ok(a.suite, ORIGIN_ALNUM ".-") ||
	    !origin_word_ok(a.package, ORIGIN_ALNUM "+.-") ||
	    (a.arch && !origin_word_ok(a.arch, ORIGIN_ALNUM "-")))
		rc = err_set(err, ERR_MISSING, "'%s %s' is not SUITE PACKAGE", a.suite, package);
	else if (access(HELPER, X_OK) < 0)
		rc = err_set(err, ERR_MISSING, "'apt-get' is not installed");
	else
		rc = find_and_download(&a, err);
	apt_release(&a);
	return rc;
}
