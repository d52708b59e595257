/* Where this machine's own apt gets Debian's packages from. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/apt_mirror.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "builder/base/file.h"
#include "builder/fetch/deb822.h"

#define CONFIG_MAX ((size_t)4 << 20)

static const char *const archive_keyrings[] = {
	"/usr/share/keyrings/debian-archive-keyring.gpg",
	"/usr/share/keyrings/debian-archive-keyring.pgp",
};

void apt_mirror_release(struct apt_mirror *m)
{
	free(m->uri);
	free(m->signed_by);
	memset(m, 0, sizeof(*m));
}

/* Run one of apt's programs that only prints; its stdout is in the file out. */
static int apt_print(struct origin *o, const char *const *argv, const char *out, struct err *err)
{
	AUTOFREE char *log = path_join(o->temp, "apt.log");
	struct origin_command c = { .argv = argv, .out = out, .log = log };
	static const char *const prefixes[] = { "E: " };
	int status;

	if (origin_run(o, &c, &status, err) < 0)
		return -1;
	if (status != 0) {
		AUTOFREE char *line = origin_log_line(log, prefixes, ARRAY_LEN(prefixes));

		return err_set(err, ERR_MISSING, "apt: %s", line);
	}
	return 0;
}

static bool is_security(const char *suite)
{
	return strstr(suite, "-security") || strstr(suite, "/updates");
}

/* Could a suite be Debian's, by its name? 2: likely, 1: vendors use the name too. */
static int suite_rank(const char *suite)
{
	static const char *const names[] = {
		"stable",  "testing", "unstable", "oldstable", "oldoldstable",
		"stretch", "buster",  "bullseye", "bookworm",  "trixie",
		"forky",   "duke",    "sid",
	};
	const size_t code_names = 5; /* the first of these */
	size_t n = strcspn(suite, "-/");

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (strlen(names[i]) == n && strncmp(names[i], suite, n) == 0)
			return i < code_names ? 1 : 2;
	return 0;
}

/*
 * How well an index target (a paragraph of apt-get indextargets) fits: 0 not
 * at all. An archive that says it is Debian's comes before one whose release
 * file is not there yet, so that only its suite's name speaks for it: vendors'
 * archives use these names too, but seldom the component "main".
 */
static int rank(const struct deb822 *target, const char *suite, const char *uri)
{
	AUTOFREE char *release = deb822_get(target, "Release");
	AUTOFREE char *origin = deb822_get(target, "Origin");
	bool exact = release && strcmp(release, suite) == 0;

	if (!release || strncmp(uri, "cdrom:", 6) == 0)
		return 0;
	if (is_security(release) != is_security(suite))
		return 0;
	if (!deb822_is(target, "Component", "main"))
		return 0;
	if (origin)
		return strcmp(origin, "Debian") != 0 ? 0 : exact ? 5 : 4;
	return suite_rank(release) && exact ? 3 : suite_rank(release);
}

static bool same_uri(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);

	while (na && a[na - 1] == '/')
		na--;
	while (nb && b[nb - 1] == '/')
		nb--;
	return na == nb && strncmp(a, b, na) == 0;
}

static bool has_uri(const struct strv *words, const char *uri)
{
	for (size_t i = 0; i < words->len; i++)
		if (same_uri(words->items[i], uri))
			return true;
	return false;
}

/* Options of a stanza of a .sources file that serves the archive and release. */
static int options_of_stanza(const char *file, const char *release, struct apt_mirror *m,
			     struct err *err)
{
	struct deb822 d;
	int more = deb822_open(&d, file, err) < 0 ? -1 : 0;

	while (more >= 0 && (more = deb822_next(&d, err)) > 0) {
		AUTOFREE char *uris = deb822_get(&d, "URIs");
		AUTOFREE char *suites = deb822_get(&d, "Suites");
		AUTOSTRV struct strv uri = STRV_INIT;
		AUTOSTRV struct strv suite = STRV_INIT;

		strv_split(&uri, uris ? uris : "", " \t\r\n");
		strv_split(&suite, suites ? suites : "", " \t\r\n");
		if (!has_uri(&uri, m->uri) || !strv_contains(&suite, release))
			continue;
		m->signed_by = deb822_get(&d, "Signed-By");
		m->trusted = deb822_is(&d, "Trusted", "yes");
		break;
	}
	deb822_close(&d);
	return more < 0 ? -1 : 0;
}

/* The same of a line "deb [signed-by=... trusted=yes] URI RELEASE main". */
static int options_of_line(const char *file, const char *release, struct apt_mirror *m,
			   struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOSTRV struct strv lines = STRV_INIT;

	if (file_read(AT_FDCWD, file, CONFIG_MAX, &text, err) < 0)
		return -1;
	strv_split(&lines, text.data, "\r\n");
	for (size_t i = 0; i < lines.len; i++) {
		AUTOSTRV struct strv words = STRV_INIT;
		AUTOSTRV struct strv options = STRV_INIT;
		char *line = lines.items[i], *open, *end;

		line[strcspn(line, "#")] = '\0';
		open = strchr(line, '[');
		end = open ? strchr(open, ']') : NULL;
		strv_split(&words, end ? end + 1 : line, " \t");
		if (!has_uri(&words, m->uri) || !strv_contains(&words, release))
			continue;
		if (end) {
			*end = '\0';
			strv_split(&options, open + 1, " \t");
		}
		for (size_t k = 0; k < options.len; k++) {
			const char *option = options.items[k];

			if (strncasecmp(option, "signed-by=", 10) == 0)
				m->signed_by = xstrdup(option + 10);
			else if (strcasecmp(option, "trusted=yes") == 0)
				m->trusted = true;
		}
		break;
	}
	return 0;
}

/*
 * The keys to check the suite's release file with: what the entry names, and
 * Debian's own keyring, since the entry may name the keys of its one suite.
 */
static void add_archive_keyring(struct apt_mirror *m)
{
	char *both;

	if (m->signed_by && (*m->signed_by != '/' || strpbrk(m->signed_by, " ,\n")))
		return; /* fingerprints, a whole key, or a list of files: as it is */
	if (m->signed_by && access(m->signed_by, R_OK) < 0) {
		free(m->signed_by);
		m->signed_by = NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(archive_keyrings); i++) {
		if (access(archive_keyrings[i], R_OK) < 0)
			continue;
		if (m->signed_by && strcmp(m->signed_by, archive_keyrings[i]) == 0)
			return;
		both = m->signed_by ? xasprintf("%s,%s", m->signed_by, archive_keyrings[i])
				    : xstrdup(archive_keyrings[i]);
		free(m->signed_by);
		m->signed_by = both;
		return;
	}
}

/*
 * Read a list of targets and keep the best in *m, with the file and the release
 * of its entry. others: archives known to be somebody else's; added to.
 */
static int choose(const char *list, const char *suite, struct strv *others, struct apt_mirror *m,
		  char **file, char **release, struct err *err)
{
	struct deb822 d;
	int best = 0, more = deb822_open(&d, list, err) < 0 ? -1 : 0;

	while (more >= 0 && (more = deb822_next(&d, err)) > 0) {
		AUTOFREE char *uri = deb822_get(&d, "Repo-URI");
		AUTOFREE char *entry = deb822_get(&d, "Sourcesentry");
		AUTOFREE char *origin = deb822_get(&d, "Origin");
		int r = uri && *uri && entry ? rank(&d, suite, uri) : 0;

		if (uri && origin && strcmp(origin, "Debian") != 0)
			strv_add(others, uri);

		if (r <= best || strv_contains(others, uri))
			continue;
		best = r;
		free(m->uri);
		m->uri = STEAL_POINTER(uri);
		free(*file);
		*file = xstrndup(entry, strrchr(entry, ':') ? (size_t)(strrchr(entry, ':') - entry)
							    : strlen(entry));
		free(*release);
		*release = deb822_get(&d, "Release");
	}
	deb822_close(&d);
	return more < 0 ? -1 : 0;
}

int apt_mirror_find(struct origin *o, const char *suite, struct apt_mirror *m, struct err *err)
{
	/* Without lists of packages (a fresh image), targets show only without release info. */
	static const char *const with[] = { "apt-get", "indextargets", NULL };
	static const char *const without[] = { "apt-get", "indextargets", "--no-release-info",
					       NULL };
	AUTOFREE char *list = path_join(o->temp, "targets");
	AUTOFREE char *file = NULL;
	AUTOFREE char *release = NULL;
	AUTOSTRV struct strv others = STRV_INIT;
	size_t n;
	int rc;

	memset(m, 0, sizeof(*m));
	if (apt_print(o, with, list, err) < 0 ||
	    choose(list, suite, &others, m, &file, &release, err) < 0)
		return -1;
	if (!m->uri && (apt_print(o, without, list, err) < 0 ||
			choose(list, suite, &others, m, &file, &release, err) < 0))
		return -1;
	if (!m->uri || !file || !release)
		return err_set(err, ERR_MISSING,
			       "the apt sources of this machine do not name a mirror of Debian%s",
			       is_security(suite) ? "'s security archive" : "");
	n = strlen(file);
	if (n > 8 && strcmp(file + n - 8, ".sources") == 0)
		rc = options_of_stanza(file, release, m, err);
	else
		rc = options_of_line(file, release, m, err);
	add_archive_keyring(m);
	return rc;
}

int apt_mirror_config(struct origin *o, struct buf *config, struct err *err)
{
	static const char *const argv[] = { "apt-config", "dump", NULL };
	static const char *const keep[] = { "Acquire", "Dir", "APT::Key", "APT::Architecture " };
	static const char *const drop[] = { "Acquire::Languages", "Acquire::IndexTargets" };
	AUTOFREE char *list = path_join(o->temp, "config");
	AUTOBUF struct buf text = BUF_INIT;
	AUTOSTRV struct strv lines = STRV_INIT;

	if (apt_print(o, argv, list, err) < 0 ||
	    file_read(AT_FDCWD, list, CONFIG_MAX, &text, err) < 0)
		return -1;
	strv_split(&lines, text.data, "\n");
	for (size_t i = 0; i < lines.len; i++) {
		const char *line = lines.items[i];
		bool wanted = false;

		for (size_t k = 0; k < ARRAY_LEN(keep); k++)
			wanted |= strncasecmp(line, keep[k], strlen(keep[k])) == 0;
		for (size_t k = 0; k < ARRAY_LEN(drop); k++)
			wanted &= strncasecmp(line, drop[k], strlen(drop[k])) != 0;
		if (wanted)
			buf_addf(config, "%s\n", line);
	}
	return 0;
}
