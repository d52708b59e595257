/* Package URLs of inputs: what each is, in words that scanners know. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/percent.h"

#include "sysroots/sbom/sbom.h"

/* Components have letters, digits and .-_~ as they are, which both specs call for. */
static bool purl_plain_path(char c)
{
	return c == '/' || percent_unreserved(c);
}

static bool purl_plain_version(char c)
{
	return c == ':' || percent_unreserved(c);
}

static bool purl_plain_url(char c)
{
	return c == '/' || c == ':' || percent_unreserved(c);
}

static void purl_version(struct buf *out, const char *version)
{
	if (!*version)
		return;
	buf_addch(out, '@');
	percent_add(out, version, purl_plain_version);
}

char *sbom_purl_generic(const char *name, const char *version)
{
	AUTOBUF struct buf out = BUF_INIT;

	buf_addstr(&out, "pkg:generic/");
	percent_add(&out, name, percent_unreserved);
	purl_version(&out, version);
	return buf_steal(&out);
}

char *sbom_purl_go(const struct sbom_module *m)
{
	AUTOBUF struct buf out = BUF_INIT;

	buf_addstr(&out, "pkg:golang/");
	percent_add(&out, m->path, purl_plain_path);
	purl_version(&out, m->version);
	return buf_steal(&out);
}

/* The stem of a name that ends in suffix, the caller frees; NULL when it does not. */
static char *purl_stem(const char *name, const char *suffix)
{
	size_t n = strlen(name), end = strlen(suffix);

	return n > end && strcmp(name + n - end, suffix) == 0 ? xstrndup(name, n - end) : NULL;
}

/* Cut s at its last c; what is behind it, or NULL (s as it was). */
static char *purl_cut(char *s, char c)
{
	char *at = strrchr(s, c);

	if (!at)
		return NULL;
	*at = '\0';
	return at + 1;
}

/* NAME_VERSION_ARCH.deb; suite: where it was had, or NULL. */
static char *purl_deb(const char *file, const char *suite)
{
	AUTOFREE char *stem = purl_stem(file, ".deb");
	char *arch = stem ? purl_cut(stem, '_') : NULL;
	char *version = arch ? purl_cut(stem, '_') : NULL;
	AUTOBUF struct buf out = BUF_INIT;

	if (!version)
		return NULL;
	buf_addstr(&out, "pkg:deb/debian/");
	percent_add(&out, stem, percent_unreserved);
	purl_version(&out, version);
	buf_addstr(&out, "?arch=");
	percent_add(&out, arch, percent_unreserved);
	if (suite) {
		buf_addstr(&out, "&distro=");
		percent_add(&out, suite, percent_unreserved);
	}
	return buf_steal(&out);
}

/* NAME-VERSION-RELEASE.ARCH.rpm; who made it is told by the address. */
static char *purl_rpm(const char *file, const char *url)
{
	static const struct {
		const char *in_url, *name;
	} vendors[] = {
		{ "centos", "centos/" },
		{ "almalinux", "almalinux/" },
		{ "rockylinux", "rocky/" },
	};
	AUTOFREE char *stem = purl_stem(file, ".rpm");
	char *arch = stem ? purl_cut(stem, '.') : NULL;
	char *release = arch ? purl_cut(stem, '-') : NULL;
	char *version = release ? purl_cut(stem, '-') : NULL;
	AUTOBUF struct buf out = BUF_INIT;

	if (!version)
		return NULL;
	buf_addstr(&out, "pkg:rpm/");
	for (size_t i = 0; url && i < ARRAY_LEN(vendors); i++) {
		if (!strstr(url, vendors[i].in_url))
			continue;
		buf_addstr(&out, vendors[i].name);
		break;
	}
	percent_add(&out, stem, percent_unreserved);
	purl_version(&out, version);
	buf_addch(&out, '-');
	percent_add(&out, release, percent_unreserved);
	buf_addstr(&out, "?arch=");
	percent_add(&out, arch, percent_unreserved);
	return buf_steal(&out);
}

/* NAME-VERSION-rN.apk, below .../ARCH/. */
static char *purl_apk(const char *file, const char *url)
{
	AUTOFREE char *stem = purl_stem(file, ".apk");
	AUTOFREE char *folder = url ? xstrdup(url) : NULL;
	char *release = stem ? purl_cut(stem, '-') : NULL;
	char *version = release ? purl_cut(stem, '-') : NULL;
	const char *arch = NULL;
	AUTOBUF struct buf out = BUF_INIT;

	if (!version)
		return NULL;
	if (folder && purl_cut(folder, '/'))
		arch = purl_cut(folder, '/');
	buf_addstr(&out, "pkg:apk/alpine/");
	percent_add(&out, stem, percent_unreserved);
	purl_version(&out, version);
	buf_addch(&out, '-');
	percent_add(&out, release, percent_unreserved);
	if (arch) {
		buf_addstr(&out, "?arch=");
		percent_add(&out, arch, percent_unreserved);
	}
	return buf_steal(&out);
}

/* PACKAGE@VERSION or @SCOPE/NAME@VERSION. */
static char *purl_npm(const char *spec)
{
	AUTOFREE char *name = xstrdup(spec);
	char *version = purl_cut(name, '@');
	AUTOBUF struct buf out = BUF_INIT;

	if (!version || !*name)
		return NULL;
	buf_addstr(&out, "pkg:npm/");
	percent_add(&out, name, purl_plain_path);
	purl_version(&out, version);
	return buf_steal(&out);
}

/* A file of a Debian source package: which version of the package it is of, its name cannot tell.
 */
static char *purl_deb_source(const char *words)
{
	AUTOSTRV struct strv v = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	strv_split(&v, words, " ");
	if (v.len < 2)
		return NULL;
	buf_addstr(&out, "pkg:deb/debian/");
	percent_add(&out, v.items[1], percent_unreserved);
	buf_addstr(&out, "?arch=source&distro=");
	percent_add(&out, v.items[0], percent_unreserved);
	return buf_steal(&out);
}

static char *purl_file(const struct sbom_material *m)
{
	AUTOBUF struct buf out = BUF_INIT;

	buf_addstr(&out, "pkg:generic/");
	percent_add(&out, m->name, percent_unreserved);
	buf_addf(&out, "?checksum=sha256:%s", m->sha256);
	if (m->url) {
		buf_addstr(&out, "&download_url=");
		percent_add(&out, m->url, purl_plain_url);
	}
	return buf_steal(&out);
}

/* What follows "KIND " of the first origin of that kind; NULL: there is none. */
static const char *purl_origin(const struct sbom_material *m, const char *kind)
{
	size_t n = strlen(kind);

	for (size_t i = 0; i < m->origins.len; i++)
		if (strncmp(m->origins.items[i], kind, n) == 0 && m->origins.items[i][n] == ' ')
			return m->origins.items[i] + n + 1;
	return NULL;
}

void sbom_set_purl(struct sbom_material *m)
{
	const char *https = purl_origin(m, "https");
	const char *apt = purl_origin(m, "apt");
	const char *source = purl_origin(m, "apt-source");
	const char *npm = purl_origin(m, "npm");

	if (m->kind != MATERIAL_INPUT || !m->name)
		return;
	if (https)
		m->url = xstrdup(https);
	if (apt) {
		AUTOFREE char *suite = xstrndup(apt, strcspn(apt, " "));

		m->purl = purl_deb(m->name, suite);
	} else if (npm) {
		m->purl = purl_npm(npm);
	} else if (source) {
		m->purl = purl_deb_source(source);
	} else {
		m->purl = purl_deb(m->name, NULL);
		if (!m->purl)
			m->purl = purl_rpm(m->name, m->url);
		if (!m->purl)
			m->purl = purl_apk(m->name, m->url);
	}
	if (!m->purl)
		m->purl = purl_file(m);
}
