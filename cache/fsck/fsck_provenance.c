/* Checking the store: does each provenance speak of an artifact that is here? */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "cache/fsck/fsck_internal.h"
#include "cache/provenance/provenance.h"

static char *err_text(struct err *err)
{
	char *text = xstrdup(err->text);

	err_clear(err);
	return text;
}

/* What is wrong with it; NULL: nothing. The caller frees. */
static char *provenance_problem(const struct fsck *f, const char *path, const char *key)
{
	struct provenance p = { 0 };
	struct artifact a = { 0 };
	struct err why = ERR_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	char *problem = NULL;

	if (!store_is_file(f->s, path))
		return xstrdup("it is not a file");
	/* A command was stopped between the two: gc takes it away. */
	if (!store_has_artifact(f->s, key))
		return store_read_provenance(f->s, key, &text, &why) == 0 ? NULL : err_text(&why);
	if (store_read_artifact(f->s, key, &a, NULL) < 0) {
		/* That is told already; without repair the record still stands there. */
		artifact_release(&a);
		return NULL;
	}
	if (store_read_provenance(f->s, key, &text, &why) < 0 ||
	    provenance_parse(text.data, text.len, key, &p, &why) < 0)
		problem = err_text(&why);
	else
		provenance_fits(&p, &a, &problem);
	provenance_release(&p);
	artifact_release(&a);
	return problem;
}

static int check_provenance(struct fsck *f, const char *path, const char *key, struct err *err)
{
	AUTOFREE char *problem = NULL;

	if (!sha256_is_hex(key))
		return fsck_foreign(f, path, err);
	problem = provenance_problem(f, path, key);
	if (!problem)
		return 0;
	fsck_problem(f,
		     "the provenance of artifact '%s' is not reliable (%s); 'sysroot fsck "
		     "--repair' removes it, a build from inputs writes it again",
		     key, problem);
	return fsck_quarantine(f, path, err);
}

int fsck_provenance(struct fsck *f, struct err *err)
{
	/* A store of before there was any has no folder of it. */
	return fsck_each(f, "provenance", true, check_provenance, err);
}
