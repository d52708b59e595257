/* The package lists of one suite of Debian, kept in the store. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/apt_lists.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "builder/base/term.h"

#define FRESH 120 /* seconds for which lists need no update */
#define LISTS_MAX ((uint64_t)1 << 30)

void apt_lists_release(struct apt_lists *l)
{
	free(l->package);
	free(l->folder);
	free(l->stamp);
	strv_release(&l->env);
	apt_mirror_release(&l->mirror);
	memset(l, 0, sizeof(*l));
}

int apt_lists_open(struct apt_lists *l, struct origin *o, const struct recipe_origin *from,
		   struct err *err)
{
	bool source = from->kind == ORIGIN_APT_SOURCE;
	const char *package = from->words.items[1];
	size_t n = strcspn(package, ":");

	l->o = o;
	l->suite = from->words.items[0];
	l->file = source ? from->words.items[2] : NULL;
	l->package = xstrndup(package, n);
	if (package[n])
		l->arch = package + n + 1;
	l->folder =
		xasprintf("%s/tmp/apt/%s-%s%s%s", store_path(o->store), l->suite,
			  source ? "source" : "binary", l->arch ? "-" : "", l->arch ? l->arch : "");
	l->stamp = path_join(l->folder, "updated");
	/* They go into apt's files and onto its command lines. */
	if (!origin_word_ok(l->suite, ORIGIN_ALNUM ".-") ||
	    !origin_word_ok(l->package, ORIGIN_ALNUM "+.-") ||
	    (l->arch && !origin_word_ok(l->arch, ORIGIN_ALNUM "-")))
		return err_set(err, ERR_MISSING, "expected SUITE PACKAGE, not '%s %s'", l->suite,
			       package);
	if (access(APT_HELPER, X_OK) < 0) {
		origin_tell(o, ORIGIN_NO_HOST, "%s", "");
		return err_set(err, ERR_MISSING, "'apt-get' is not installed");
	}
	return 0;
}

static int put(const char *folder, const char *name, const char *text, struct err *err)
{
	AUTOFREE char *path = path_join(folder, name);

	return file_write(AT_FDCWD, path, text, strlen(text), 0644, err);
}

static void write_sources(const struct apt_lists *l, struct buf *sources)
{
	buf_addf(sources, "Types: %s\nURIs: %s\nSuites: %s\nComponents: main\n",
		 l->file ? "deb-src" : "deb", l->mirror.uri, l->suite);
	if (l->arch)
		buf_addf(sources, "Architectures: %s\n", l->arch);
	if (l->mirror.signed_by)
		buf_addf(sources, "Signed-By: %s\n", l->mirror.signed_by);
	if (l->mirror.trusted)
		buf_addstr(sources, "Trusted: yes\n");
}

static void write_config(const struct apt_lists *l, struct buf *config)
{
	long timeout = l->o->timeout;

	buf_addstr(config, "Dir::Etc::main \"/dev/null\";\n"
			   "Dir::Etc::parts \"/dev/null\";\n"
			   "Dir::Etc::sourceparts \"/dev/null\";\n"
			   "Dir::Etc::preferences \"/dev/null\";\n"
			   "Dir::Etc::preferencesparts \"/dev/null\";\n"
			   "Dir::Cache::pkgcache \"\";\n"
			   "Dir::Cache::srcpkgcache \"\";\n");
	buf_addf(config, "Dir::Etc::sourcelist \"%s/debian.sources\";\n", l->folder);
	buf_addf(config, "Dir::State \"%s/state\";\n", l->folder);
	buf_addf(config, "Dir::State::lists \"%s/state/lists\";\n", l->folder);
	buf_addf(config, "Dir::State::status \"%s/status\";\n", l->folder);
	buf_addf(config, "Dir::Cache \"%s/cache\";\n", l->folder);
	buf_addf(config, "Dir::Cache::archives \"%s/cache/archives\";\n", l->folder);
	/*
	 * As root, apt downloads as the user _apt, who may not enter a store in
	 * a home folder or one made with umask 077. What comes is not parsed
	 * before its digest is checked, so the user we run as may hold it.
	 */
	buf_addstr(config, "APT::Sandbox::User \"root\";\n");
	/*
	 * Old suites and stopped mirrors have release files that ran out; our
	 * digests say more than their dates do.
	 */
	buf_addstr(config, "Acquire::Check-Valid-Until \"false\";\n");
	buf_addstr(config, "Acquire::Languages \"none\";\n"
			   "Acquire::PDiffs \"false\";\n"
			   "Acquire::GzipIndexes \"true\";\n"
			   "Acquire::Retries \"2\";\n"
			   "quiet \"2\";\n");
	buf_addf(config, "Acquire::http::Timeout \"%ld\";\nAcquire::https::Timeout \"%ld\";\n",
		 timeout, timeout);
}

/* Sources list, configuration and folders of an apt of our own; done once. */
static int prepare(struct apt_lists *l, struct err *err)
{
	const char *below = l->folder + strlen(store_path(l->o->store)) + 1;
	AUTOFREE char *lists = path_join(below, "state/lists/partial");
	AUTOFREE char *cache = path_join(below, "cache/archives/partial");
	AUTOFREE char *lists_made = NULL;
	AUTOFREE char *cache_made = NULL;
	AUTOBUF struct buf sources = BUF_INIT;
	AUTOBUF struct buf config = BUF_INIT;

	if (l->env.len)
		return 0;
	if (strpbrk(l->folder, "\"\\\n"))
		return err_set(err, ERR_MISSING, "apt cannot use a store with the path '%s'",
			       store_path(l->o->store));
	lists_made = store_folder_path(l->o->store, lists, true, err);
	cache_made = lists_made ? store_folder_path(l->o->store, cache, true, err) : NULL;
	if (!cache_made || apt_mirror_find(l->o, l->suite, &l->mirror, err) < 0 ||
	    apt_mirror_config(l->o, &config, err) < 0)
		return -1;
	write_sources(l, &sources);
	write_config(l, &config);
	if (put(l->folder, "debian.sources", sources.data, err) < 0 ||
	    put(l->folder, "status", "", err) < 0 ||
	    put(l->folder, "apt.conf", config.data, err) < 0)
		return -1;
	strv_addf(&l->env, "APT_CONFIG=%s/apt.conf", l->folder);
	return 0;
}

int apt_lists_run(struct apt_lists *l, const struct apt_command *c, struct err *err)
{
	static const char *const prefixes[] = { "E: ", "W: Failed", "W: " };
	static const char *const unresolved[] = { "Temporary failure resolving",
						  "Could not resolve",
						  "Something wicked happened resolving" };
	AUTOFREE char *log = path_join(l->o->temp, "apt.log");
	struct origin_command command = { .argv = c->argv,
					  .env = &l->env,
					  .watch = c->watch,
					  .counts = c->counts,
					  .limit = c->limit,
					  .out = c->out,
					  .log = log };
	int status;

	if (prepare(l, err) < 0 || origin_run(l->o, &command, &status, err) < 0)
		return -1;
	if (status != 0) {
		AUTOFREE char *line = origin_log_line(log, prefixes, ARRAY_LEN(prefixes));

		if (origin_log_has(log, unresolved, ARRAY_LEN(unresolved)))
			origin_tell(l->o, ORIGIN_UNRESOLVED, "%s", "");
		return err_set(err, ERR_MISSING, "apt: %s", line);
	}
	return 0;
}

static void another_waits(void *arg)
{
	struct apt_lists *l = arg;

	origin_tell(l->o, ORIGIN_NOTE, "waiting for the package list of %s", l->suite);
}

int apt_lists_lock(struct apt_lists *l, int *fd, struct err *err)
{
	AUTOFREE char *name = xasprintf("apt-%s", path_basename(l->folder));

	return store_lock(l->o->store, name, another_waits, l, fd, err);
}

bool apt_lists_fresh(const struct apt_lists *l)
{
	struct stat st;

	return stat(l->stamp, &st) == 0 && time(NULL) - st.st_mtime < FRESH;
}

int apt_lists_update(struct apt_lists *l, struct err *err)
{
	/* Without the error mode, an archive that cannot be reached is but a warning. */
	static const char *const argv[] = { "apt-get", "update", "-o",
					    "APT::Update::Error-Mode=any", NULL };
	AUTOFREE char *lists = path_join(l->folder, "state/lists");
	AUTOFREE char *partial = path_join(lists, "partial");
	const struct apt_command c = { .argv = argv, .watch = lists, .limit = LISTS_MAX };

	origin_tell(l->o, ORIGIN_NOTE, "package list of %s", l->suite);
	if (apt_lists_run(l, &c, err) < 0) {
		origin_blame_disk(l->o, err);
		/* Half of a list is no use to us, and may be what fills the disk. */
		if (tree_remove(AT_FDCWD, partial, NULL) < 0)
			term_say("cannot remove '%s'", partial);
		return -1;
	}
	return put(l->folder, path_basename(l->stamp), "", err);
}

/* One list, compressed as apt keeps it. 0, 1 when the visitor wants no more, -1. */
static int walk_list(struct apt_lists *l, const char *list, const char *base, apt_visit *fn,
		     void *arg, struct err *err)
{
	AUTOFREE char *plain = path_join(l->o->temp, "list");
	const char *const argv[] = { APT_HELPER, "cat-file", list, NULL };
	const struct apt_command c = { .argv = argv, .out = plain };
	struct deb822 d;
	int rc, more;

	if (apt_lists_run(l, &c, err) < 0)
		return -1;
	rc = deb822_open(&d, plain, err) < 0 ? -1 : 0;
	while (rc == 0 && (more = deb822_next(&d, err)) != 0)
		rc = more < 0 ? -1 : fn(&d, base, arg, err);
	deb822_close(&d);
	if (unlink(plain) < 0 && rc >= 0)
		return err_sys(err, "cannot remove '%s'", plain);
	return rc;
}

int apt_lists_walk(struct apt_lists *l, apt_visit *fn, void *arg, struct err *err)
{
	static const char *const argv[] = { "apt-get", "indextargets", NULL };
	AUTOFREE char *targets = path_join(l->o->temp, "targets");
	const struct apt_command c = { .argv = argv, .out = targets };
	struct deb822 d;
	int rc, more;

	if (apt_lists_run(l, &c, err) < 0)
		return -1;
	rc = deb822_open(&d, targets, err) < 0 ? -1 : 0;
	while (rc == 0 && (more = deb822_next(&d, err)) != 0) {
		AUTOFREE char *list = more > 0 ? deb822_get(&d, "Filename") : NULL;
		AUTOFREE char *base = more > 0 ? deb822_get(&d, "Repo-URI") : NULL;

		if (more < 0)
			rc = -1;
		else if (list && base && access(list, R_OK) == 0)
			rc = walk_list(l, list, base, fn, arg, err);
	}
	deb822_close(&d);
	return rc < 0 ? -1 : 0;
}

bool apt_each_checksum(const struct deb822 *d,
		       bool (*fn)(const char *sha256, const char *size, const char *name,
				  void *arg),
		       void *arg)
{
	AUTOFREE char *sums = deb822_get(d, "Checksums-Sha256");
	AUTOSTRV struct strv lines = STRV_INIT;

	strv_split(&lines, sums ? sums : "", "\r\n");
	for (size_t i = 0; i < lines.len; i++) {
		AUTOSTRV struct strv words = STRV_INIT;

		strv_split(&words, lines.items[i], " \t");
		if (words.len == 3 && fn(words.items[0], words.items[1], words.items[2], arg))
			return true;
	}
	return false;
}
