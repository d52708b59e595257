/* Versions of Debian's packages: which is newer, and what a file's name says. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/debian_version.h"

#include <stdbool.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Weight of a byte outside numbers: ~ before the end, the end before letters, they before others.
 */
static int weight(char c)
{
	if (c == '~')
		return -1;
	if (c == '\0' || is_digit(c))
		return 0;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return (unsigned char)c;
	return (unsigned char)c + 256;
}

/* A run of digits as a number of any length; an empty one is 0. */
static int compare_numbers(const char **a, const char **b)
{
	size_t la, lb;
	int order;

	*a += strspn(*a, "0");
	*b += strspn(*b, "0");
	la = strspn(*a, "0123456789");
	lb = strspn(*b, "0123456789");
	order = la != lb ? (la < lb ? -1 : 1) : memcmp(*a, *b, la);
	*a += la;
	*b += lb;
	return order;
}

/* Upstream parts, or revisions: in turn a run of no digits and one of digits. */
static int compare_part(const char *a, const char *b)
{
	while (*a || *b) {
		int order;

		while ((*a && !is_digit(*a)) || (*b && !is_digit(*b))) {
			order = weight(*a) - weight(*b);
			if (order)
				return order;
			a += *a != '\0';
			b += *b != '\0';
		}
		order = compare_numbers(&a, &b);
		if (order)
			return order;
	}
	return 0;
}

const char *debian_version_without_epoch(const char *version)
{
	const char *colon = strchr(version, ':');

	return colon ? colon + 1 : version;
}

char *debian_version_upstream(const char *version)
{
	const char *upstream = debian_version_without_epoch(version);
	const char *dash = strrchr(upstream, '-');

	return dash ? xstrndup(upstream, (size_t)(dash - upstream)) : xstrdup(upstream);
}

static char *epoch_of(const char *version)
{
	const char *colon = strchr(version, ':');

	return colon ? xstrndup(version, (size_t)(colon - version)) : xstrdup("0");
}

int debian_version_compare(const char *a, const char *b)
{
	AUTOFREE char *epoch_a = epoch_of(a), *epoch_b = epoch_of(b);
	AUTOFREE char *upstream_a = debian_version_upstream(a);
	AUTOFREE char *upstream_b = debian_version_upstream(b);
	const char *revision_a = debian_version_without_epoch(a) + strlen(upstream_a);
	const char *revision_b = debian_version_without_epoch(b) + strlen(upstream_b);
	int order = compare_part(epoch_a, epoch_b);

	if (order == 0)
		order = compare_part(upstream_a, upstream_b);
	/* No revision is as much as -0. */
	return order ? order
		     : compare_part(revision_a + (*revision_a == '-'),
				    revision_b + (*revision_b == '-'));
}

/* What stands behind "PACKAGE_", or NULL. */
static const char *behind_package(const char *name, const char *package)
{
	size_t n = strlen(package);

	return strncmp(name, package, n) == 0 && name[n] == '_' ? name + n + 1 : NULL;
}

/* Where the version ends that begins at rest: at "_ARCH.deb", or at what a source file is. */
static const char *version_end(const char *rest)
{
	static const char *const marks[] = { ".orig.tar.", ".orig-", ".debian.tar.",
					     ".diff.",     ".dsc",   ".tar." };
	const char *arch = strrchr(rest, '_');

	if (arch && strchr(arch, '.') && strcmp(strrchr(arch, '.'), ".deb") == 0)
		return arch;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		const char *at = strstr(rest, marks[i]);

		if (at)
			return at;
	}
	return NULL;
}

char *debian_file_version(const char *name, const char *package)
{
	const char *rest = behind_package(name, package);
	const char *end = rest ? version_end(rest) : NULL;

	return end && end > rest ? xstrndup(rest, (size_t)(end - rest)) : NULL;
}

char *debian_file_role(const char *name, const char *package)
{
	const char *rest = behind_package(name, package);
	const char *end = rest ? version_end(rest) : NULL;
	const char *dot;

	if (!end || *end != '.')
		return NULL;
	dot = strrchr(end, '.');
	return dot > end ? xstrndup(end, (size_t)(dot - end)) : xstrdup(end);
}
