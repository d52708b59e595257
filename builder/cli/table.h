/* Tables for people: columns as wide as they must be, on a terminal or piped. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include <stddef.h>

#include "builder/base/buf.h"
#include "builder/base/strv.h"

struct table {
	size_t columns;
	struct strv cells; /* row by row; the first row is the heading */
	size_t widest; /* a wider first cell stands on a line of its own above its row; 0: none
			  does; to be set after table_init() */
	size_t loose, loose_width; /* a column of which a wider cell moves the rest of its row,
				      and not that of all rows; 0: none */
};

void table_init(struct table *t, size_t columns);
/* Add one row of as many strings as there are columns; NULL shows as "-". */
void table_row(struct table *t, ...);
/* The whole table, two spaces between columns, none at line ends. */
void table_print(const struct table *t, struct buf *out);
void table_release(struct table *t);

#endif
