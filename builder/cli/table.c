/* Tables for people: columns as wide as they must be, on a terminal or piped. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/table.h"

#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include "builder/base/alloc.h"

void table_init(struct table *t, size_t columns)
{
	t->columns = columns;
	t->cells = (struct strv)STRV_INIT;
	t->widest = 0;
	t->loose = t->loose_width = 0;
}

void table_row(struct table *t, ...)
{
	va_list ap;

	va_start(ap, t);
	for (size_t i = 0; i < t->columns; i++) {
		const char *cell = va_arg(ap, const char *);

		strv_add(&t->cells, cell && *cell ? cell : "-");
	}
	va_end(ap);
}

/* Columns that a UTF-8 text takes, one a character. */
static size_t table_width(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool table_stands_alone(const struct table *t, size_t i)
{
	return t->widest && i % t->columns == 0 && table_width(t->cells.items[i]) > t->widest;
}

static bool table_is_loose(const struct table *t, size_t i)
{
	return t->loose && i % t->columns == t->loose &&
	       table_width(t->cells.items[i]) > t->loose_width;
}

void table_print(const struct table *t, struct buf *out)
{
	AUTOFREE size_t *widths = xcalloc(t->columns, sizeof(*widths));

	for (size_t i = 0; i < t->cells.len; i++) {
		size_t n = table_width(t->cells.items[i]);

		if (!table_stands_alone(t, i) && !table_is_loose(t, i) &&
		    n > widths[i % t->columns])
			widths[i % t->columns] = n;
	}
	for (size_t i = 0; i < t->cells.len; i++) {
		size_t column = i % t->columns;
		const char *cell = t->cells.items[i];

		buf_addstr(out, cell);
		if (column + 1 == t->columns) {
			buf_addch(out, '\n');
			continue;
		}
		if (table_stands_alone(t, i)) {
			buf_addch(out, '\n');
			cell = "";
		}
		if (table_is_loose(t, i)) {
			buf_addstr(out, "  ");
			continue;
		}
		for (size_t n = table_width(cell); n < widths[column] + 2; n++)
			buf_addch(out, ' ');
	}
}

void table_release(struct table *t)
{
	strv_release(&t->cells);
}
