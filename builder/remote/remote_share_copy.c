/* Artifacts of another store in a folder: copied, and not believed. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_share.h"

#include <string.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "cache/provenance/provenance.h"

static int share_copy_in(const struct store *from, struct store *s, struct artifact *a,
			 const char *folder, struct err *err)
{
	AUTOCLOSE int dirfd = beneath_folder(store_fd(s), folder, false, err);
	struct manifest theirs = a->manifest;
	char want[SHA256_HEX], got[SHA256_HEX];
	int status;

	if (dirfd < 0)
		return -1;
	manifest_digest(&theirs, want);
	status = store_checkout(from, &theirs, dirfd, "tree", CHECKOUT_COPY, true, err);
	/* Killed at any point, no artifact has the story of another. */
	if (status == 0)
		status = store_drop_provenance(s, a->key, err);
	if (status == 0) {
		a->manifest = (struct manifest)MANIFEST_INIT;
		status = store_put_artifact(s, a, dirfd, "tree", err);
		manifest_digest(&a->manifest, got);
		if (status == 0 && strcmp(got, want) != 0)
			status = err_set(err, ERR_CORRUPT, "the copy of the artifact '%s' differs",
					 a->key);
		manifest_release(&a->manifest);
		a->manifest = theirs;
	}
	return status;
}

/* Of another's file: kept when it is one, and speaks of this artifact. */
static int share_copy_provenance(const struct store *from, struct store *s,
				 const struct artifact *a, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct provenance p = { 0 };
	bool fits = store_read_provenance(from, a->key, &text, NULL) == 0 &&
		    provenance_parse(text.data, text.len, a->key, &p, NULL) == 0 &&
		    provenance_fits(&p, a, NULL);

	provenance_release(&p);
	return fits ? store_put_provenance(s, a->key, text.data, text.len, err) : 0;
}

int share_copy_artifact(const struct store *from, struct store *s, const char *key, struct err *err)
{
	AUTOFREE char *folder = NULL;
	struct artifact a = { 0 };
	char hash[SHA256_HEX];
	int status;

	if (!store_has_artifact(from, key))
		return 0;
	if (store_read_artifact(from, key, &a, err) < 0)
		return -1;
	sha256_mem(a.key_text, strlen(a.key_text), hash);
	if (strcmp(hash, key) != 0) {
		artifact_release(&a);
		return err_set(err, ERR_CORRUPT,
			       "the text of its build key '%s' belongs to a different key", key);
	}
	status = store_temp(s, "copy", &folder, err);
	if (status == 0)
		status = share_copy_in(from, s, &a, folder, err);
	/* It says how the artifact was made there; one without it is as good. */
	if (status == 0)
		status = share_copy_provenance(from, s, &a, err);
	store_temp_remove(s, folder);
	artifact_release(&a);
	return status < 0 ? -1 : 1;
}
