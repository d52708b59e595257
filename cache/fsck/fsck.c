/* Checking the store: what is looked at, in which order. */
/* SPDX-License-Identifier: MIT */
#include "cache/fsck/fsck_internal.h"

#include <string.h>

int fsck_run(struct store *s, struct index *ix, bool repair,
	     void (*say)(const char *line, void *arg), void *arg, struct fsck_report *report,
	     struct err *err)
{
	struct fsck f = {
		.s = s, .ix = ix, .repair = repair, .say = say, .arg = arg, .report = report
	};
	size_t before;
	int rc;

	memset(report, 0, sizeof(*report));
	f.exported = store_is_exported(s);
	if (f.exported)
		f.repair = false;
	rc = fsck_top(&f, err);
	if (rc == 0 && f.exported) {
		rc = fsck_exported(&f, err);
		goto out;
	}
	if (rc == 0)
		rc = fsck_inputs(&f, err);
	if (rc == 0)
		rc = fsck_objects(&f, err);
	strv_sort(&f.bad_objects);
	strv_sort(&f.bad_inputs);
	if (rc == 0)
		rc = fsck_artifacts(&f, err);
	if (rc == 0)
		rc = fsck_provenance(&f, err);
	if (rc == 0)
		rc = fsck_trees(&f, err);
	strv_sort(&f.bad_trees);
	if (rc == 0)
		rc = fsck_names(&f, err);
	if (rc == 0)
		rc = fsck_records(&f, err);
	if (rc == 0)
		rc = fsck_pins(&f, err);
	if (rc == 0)
		rc = fsck_shares(&f, err);
	if (rc == 0)
		rc = fsck_kits(&f, err);
	before = report->problems;
	if (rc == 0 && ix)
		rc = fsck_index(&f, err);
	report->index_problems = report->problems - before;
out:
	strv_release(&f.bad_objects);
	strv_release(&f.bad_inputs);
	strv_release(&f.named_trees);
	strv_release(&f.bad_trees);
	return rc;
}
