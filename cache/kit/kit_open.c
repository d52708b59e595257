/* Opening a kit: the signature first, then the manifest. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

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
		AUTOFREE char *name = kit_trust_name(trust, path);

		err_prefix(err, "%s", name);
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
		const char *name = strchr(m->members.items[i].name, '/') + 1;

		if (kind == KIT_RECORD)
			strv_addf(&summary->sysroots, "%.*s %s", (int)strcspn(name, "/"), name,
				  kit_digest_in(&m->members.items[i]));
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
	strv_release(&k->sysroots);
	strv_release(&k->notes);
	memset(k, 0, sizeof(*k));
}

struct looking {
	struct kit *k;
	kit_see *see; /* or NULL */
	void *arg;
	struct buf text; /* of the record that is being read */
};

static int look_begin(void *arg, size_t i, int *fd, struct buf **text, struct err *err)
{
	struct looking *l = arg;
	enum kit_kind kind = l->k->manifest.members.items[i].kind;

	(void)fd;
	(void)err;
	buf_clear(&l->text);
	if (kind == KIT_ARTIFACT || kind == KIT_RECORD || kind == KIT_PROVENANCE)
		*text = &l->text;
	return 0;
}

static int look_end(void *arg, size_t i, struct err *err)
{
	struct looking *l = arg;
	const struct kit_member *m = &l->k->manifest.members.items[i];
	struct artifact a = { 0 };
	struct tree_record t = { 0 };
	int rc = 0;

	if (m->kind == KIT_ARTIFACT)
		rc = kit_record_artifact(&l->k->manifest, m, &l->text, &a, err);
	else if (m->kind == KIT_RECORD)
		rc = kit_record_tree(&l->k->manifest, m, &l->text, &t, err);
	else if (m->kind == KIT_PROVENANCE)
		rc = kit_record_provenance(&l->k->manifest, m, &l->text, err);
	if (rc == 0 && l->see && (m->kind == KIT_ARTIFACT || m->kind == KIT_RECORD))
		l->see(l->arg, m, m->kind == KIT_ARTIFACT ? &a : NULL,
		       m->kind == KIT_RECORD ? &t : NULL);
	artifact_release(&a);
	tree_record_release(&t);
	return rc;
}

int kit_look(struct kit *k, kit_see *see, void *arg, struct err *err)
{
	struct looking l = { k, see, arg, BUF_INIT };
	const struct kit_visitor v = { look_begin, look_end, &l };
	int rc = kit_read_members(k->stream, &k->manifest, &v, err);

	buf_release(&l.text);
	term_progress_done();
	return rc;
}

int kit_check(struct kit *k, struct err *err)
{
	return kit_look(k, NULL, NULL, err);
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
