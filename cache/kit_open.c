/* Opening a kit: the signature first, then the manifest. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit_internal.h"

#include <inttypes.h>
#include <string.h>

#include "builder/base/term.h"

static int feed(void *arg, const unsigned char **data, size_t *len, struct err *err)
{
	return kit_source_next(arg, data, len, err);
}

int kit_open(const char *path, const struct kit_trust *trust, bool reread, struct kit **out,
	     struct err *err)
{
	struct kit *k = xcalloc(1, sizeof(*k));

	if (kit_source_open(path, reread, &k->source, err) ||
	    kit_trust_check(trust, path, kit_source_hash(k->source), &k->signer, &k->comment, err))
		goto fail;
	k->stream = kit_stream_new(feed, k->source);
	if (kit_read_manifest(k->stream, &k->manifest, k->digest, err)) {
		err_prefix(err, "'%s'", path);
		goto fail;
	}
	*out = k;
	return 0;
fail:
	kit_close(k);
	return -1;
}

void kit_close(struct kit *k)
{
	if (!k)
		return;
	term_progress_done();
	kit_stream_free(k->stream);
	kit_source_close(k->source);
	kit_manifest_release(&k->manifest);
	free(k->signer);
	free(k->comment);
	free(k);
}

const struct kit_manifest *kit_manifest(const struct kit *k)
{
	return &k->manifest;
}

void kit_count(const struct kit_manifest *m, struct kit_summary *summary)
{
	summary->name = xstrdup(m->name);
	summary->number = m->number;
	summary->members = m->members.count;
	summary->left_out = m->needs.count;
	for (size_t i = 0; i < m->members.count; i++) {
		enum kit_kind kind = m->members.items[i].kind;

		summary->bytes += m->members.items[i].size;
		summary->inputs += kind == KIT_INPUT;
		summary->artifacts += kind == KIT_ARTIFACT;
		summary->trees += kind == KIT_RECORD;
		summary->programs += kind == KIT_PROGRAM;
	}
}

void kit_summarize(const struct kit *k, struct kit_summary *summary)
{
	kit_count(&k->manifest, summary);
	memcpy(summary->digest, k->digest, SHA256_HEX);
	summary->signer = k->signer ? xstrdup(k->signer) : NULL;
	summary->comment = k->comment ? xstrdup(k->comment) : NULL;
}

void kit_summary_release(struct kit_summary *k)
{
	free(k->name);
	free(k->signer);
	free(k->comment);
	strv_release(&k->notes);
	memset(k, 0, sizeof(*k));
}

int kit_check(struct kit *k, struct err *err)
{
	int rc = kit_read_members(k->stream, &k->manifest, NULL, err);

	term_progress_done();
	return rc;
}

int kit_verify(const char *path, const struct kit_trust *trust, struct strv *members,
	       struct kit_summary *summary, struct err *err)
{
	struct kit *k;
	int rc;

	if (kit_open(path, trust, false, &k, err))
		return -1;
	rc = kit_check(k, err);
	for (size_t i = 0; rc == 0 && members && i < k->manifest.members.count; i++)
		strv_add(members, k->manifest.members.items[i].name);
	if (rc == 0 && summary)
		kit_summarize(k, summary);
	kit_close(k);
	return rc;
}
