/* The input files that plans lack: how many, and how large together. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/missing_files.h"

#include "builder/base/term.h"

void missing_files_add(struct missing_files *m, const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		for (size_t k = 0; !p->made && k < p->recipe->input_count; k++) {
			const struct recipe_input *in = &p->recipe->inputs[k];

			if (!strv_contains(&p->missing, in->name) ||
			    strv_contains(&m->sha256, in->sha256))
				continue;
			strv_add(&m->names, in->name);
			strv_add(&m->sha256, in->sha256);
			m->bytes += in->size;
			m->unknown += !in->size;
		}
	}
}

void missing_files_describe(const struct missing_files *m, const char *what, struct buf *out)
{
	const size_t files = m->names.len;
	char size[16];

	buf_addf(out, "%zu file%s%s (", files, files == 1 ? "" : "s", what);
	if (m->unknown == files)
		buf_addstr(out, "of unknown size");
	else if (m->unknown)
		buf_addf(out, "at least %s; the size of %zu is unknown", term_size(m->bytes, size),
			 m->unknown);
	else
		buf_addf(out, "%s", term_size(m->bytes, size));
	buf_addstr(out, ")");
}

void missing_files_to_carry(const struct missing_files *m, struct buf *out)
{
	enum { SHOWN = 6 };
	const size_t files = m->names.len, shown = files > SHOWN ? SHOWN : files;

	missing_files_describe(m, " to carry", out);
	buf_addstr(out, ": ");
	for (size_t i = 0; i < shown; i++)
		buf_addf(out, "%s'%s'", i ? ", " : "", m->names.items[i]);
	if (files > shown)
		buf_addf(out, " and %zu more", files - shown);
}

void missing_files_release(struct missing_files *m)
{
	strv_release(&m->names);
	strv_release(&m->sha256);
}
