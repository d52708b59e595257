/* Reading Debian's control files: paragraphs of "Field: value" lines. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/deb822.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PARAGRAPH_MAX ((size_t)8 << 20)

int deb822_open(struct deb822 *d, const char *path, struct err *err)
{
	memset(d, 0, sizeof(*d));
	buf_init(&d->text);
	d->in = fopen(path, "re");
	return d->in ? 0 : err_sys(err, "cannot read '%s'", path);
}

void deb822_close(struct deb822 *d)
{
	if (d->in)
		fclose(d->in);
	d->in = NULL;
	free(d->line);
	d->line = NULL;
	if (d->text.data)
		buf_release(&d->text);
}

int deb822_next(struct deb822 *d, struct err *err)
{
	ssize_t n;

	buf_clear(&d->text);
	while ((n = getline(&d->line, &d->line_cap, d->in)) >= 0) {
		if (*d->line == '#')
			continue;
		if (d->line[strspn(d->line, " \t\r\n")] == '\0') {
			if (d->text.len)
				return 1;
			continue;
		}
		if (d->text.len + (size_t)n > PARAGRAPH_MAX)
			return err_set(err, ERR_CORRUPT,
				       "a paragraph of a package list is too long");
		buf_add(&d->text, d->line, (size_t)n);
		if (d->line[n - 1] != '\n')
			buf_addch(&d->text, '\n');
	}
	if (ferror(d->in))
		return err_sys(err, "cannot read a package list");
	return d->text.len ? 1 : 0;
}

/* Where the value of a field begins (blanks skipped), or NULL. */
static const char *find(const struct deb822 *d, const char *field)
{
	size_t n = strlen(field);

	for (const char *p = d->text.data; p && *p; p = strchr(p, '\n'), p = p ? p + 1 : NULL)
		if (strncasecmp(p, field, n) == 0 && p[n] == ':')
			return p + n + 1 + strspn(p + n + 1, " \t");
	return NULL;
}

bool deb822_is(const struct deb822 *d, const char *field, const char *value)
{
	const char *at = find(d, field);
	size_t n = strlen(value);

	return at && strncmp(at, value, n) == 0 && (at[n] == '\n' || at[n] == '\r');
}

char *deb822_get(const struct deb822 *d, const char *field)
{
	const char *at = find(d, field), *end;
	size_t len;

	if (!at)
		return NULL;
	for (end = strchr(at, '\n'); end && (end[1] == ' ' || end[1] == '\t');)
		end = strchr(end + 1, '\n');
	len = end ? (size_t)(end - at) : strlen(at);
	while (len && strchr(" \t\r", at[len - 1]))
		len--;
	return xstrndup(at, len);
}
