/* The remote places that a build asks for parts before it makes them. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

#include "builder/base/term.h"
#include "builder/remote/remote_share.h"

enum { REMOTES_MAX = 32 };

struct remotes {
	const struct remote_access *access;
	struct remote_ref *refs;
	size_t count;
	bool publish;
	atomic_bool *down; /* of each; shared with forked processes */
};

static int remotes_no_registry(const struct remotes *r, struct err *err)
{
	for (size_t i = 0; i < r->count; i++)
		if (!r->refs[i].folder)
			return 0;
	err_set(err, ERR_USAGE, "there is no registry to publish to");
	return err_hint(
		err,
		"name one with --remote or SYSROOT_REMOTE; nothing is published to a directory");
}

int remotes_open(const char *list, const struct remote_access *access, bool publish,
		 struct remotes **out, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct remotes *r = xcalloc(1, sizeof(*r));

	strv_split(&names, list, ",");
	r->access = access;
	r->publish = publish;
	r->down = MAP_FAILED;
	r->refs = xcalloc(names.len + 1, sizeof(*r->refs));
	if (names.len > REMOTES_MAX) {
		err_set(err, ERR_USAGE, "more than %d remotes", REMOTES_MAX);
		goto fail;
	}
	for (; r->count < names.len; r->count++) {
		struct remote_ref *ref = &r->refs[r->count];

		if (remote_ref_parse(names.items[r->count], ref, err) < 0) {
			remote_ref_release(ref);
			goto fail;
		}
		if (ref->tag || ref->digest) {
			err_set(err, ERR_USAGE, "'%s' has a tag", ref->text);
			err_hint(err, "a build looks artifacts up by build key: give the "
				      "repository without a tag");
			remote_ref_release(ref);
			goto fail;
		}
	}
	if (publish && remotes_no_registry(r, err) < 0)
		goto fail;
	r->down = mmap(NULL, REMOTES_MAX * sizeof(*r->down), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r->down == MAP_FAILED) {
		err_sys(err, "cannot create shared memory");
		goto fail;
	}
	*out = r;
	return 0;
fail:
	remotes_free(r);
	return -1;
}

void remotes_free(struct remotes *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < r->count; i++)
		remote_ref_release(&r->refs[i]);
	free(r->refs);
	if (r->down != MAP_FAILED)
		munmap(r->down, REMOTES_MAX * sizeof(*r->down));
	free(r);
}

/* Say why a place does not serve; one that will not serve the next either is left alone. */
static void remotes_tell(struct remotes *r, size_t i, const char *what, const char *verb,
			 struct err *e)
{
	bool gone = e->code == ERR_MISSING || e->code == ERR_FAILED || e->code == ERR_USAGE;

	if (gone && atomic_exchange(&r->down[i], true)) {
		err_clear(e); /* another part has said it */
		return;
	}
	if (gone)
		term_say("remote: %s; not trying it again", e->text);
	else
		term_say("remote: '%s' is not %s: %s", what, verb, e->text);
	if (e->hint && e->code != ERR_MISSING)
		term_say("%s", e->hint);
	err_clear(e);
}

static int remotes_ask_folder(const struct remote_ref *ref, struct store *s, const char *key,
			      struct err *err)
{
	struct store *other = NULL;
	int got;

	if (store_open_untrusted(ref->folder, &other, err) < 0)
		return err_prefix(err, "'%s'", ref->text);
	if (store_is_exported(other)) {
		store_exported_error(other, "it does not contain parts", err);
		store_close(other);
		return -1;
	}
	/* Where that is possible, its gc waits meanwhile. */
	got = store_use(other, err);
	if (got == 0) {
		got = share_copy_artifact(other, s, key, err);
		store_unuse(other);
	}
	if (got < 0)
		err_prefix(err, "'%s'", ref->text);
	store_close(other);
	return got;
}

static int remotes_ask_registry(const struct remotes *r, const struct remote_ref *ref,
				struct store *s, const char *key, struct err *err)
{
	struct registry *registry = NULL;
	int got;

	if (registry_open(s, ref, r->access, &registry, err) < 0)
		return -1;
	got = share_pull_artifact(registry, s, NULL, key, err);
	registry_close(registry);
	return got;
}

/* An artifact of a weaker sandbox may be in the store; it is not used, as ever. */
static bool remotes_is_strong(const struct store *s, const char *key, const char *what,
			      enum sandbox_tier weakest)
{
	struct artifact a = { 0 };
	enum sandbox_tier tier = SANDBOX_BUBBLEWRAP;
	bool strong = store_read_artifact(s, key, &a, NULL) == 0;

	if (strong && strcmp(a.sandbox, "-") != 0)
		strong = sandbox_parse(a.sandbox, &tier, NULL) == 0 && tier <= weakest;
	if (!strong)
		term_say("remote: '%s' is not used: it was built in the sandbox '%s'", what,
			 a.sandbox ? a.sandbox : "?");
	artifact_release(&a);
	return strong;
}

int remotes_take(struct remotes *r, struct store *s, const char *key, const char *what,
		 enum sandbox_tier weakest, char **from, struct err *err)
{
	for (size_t i = 0; i < r->count; i++) {
		const struct remote_ref *ref = &r->refs[i];
		struct err e = ERR_INIT;
		int got;

		if (atomic_load(&r->down[i]))
			continue;
		got = ref->folder ? remotes_ask_folder(ref, s, key, &e)
				  : remotes_ask_registry(r, ref, s, key, &e);
		if (got < 0 && e.code == ERR_INTERRUPTED)
			return err_move(err, &e);
		if (got < 0)
			remotes_tell(r, i, what, "taken", &e);
		if (got == 1 && remotes_is_strong(s, key, what, weakest)) {
			*from = xstrdup(ref->text);
			return 1;
		}
	}
	return 0;
}

void remotes_publish(struct remotes *r, struct store *s, const char *key, const char *what)
{
	struct registry *registry = NULL;
	struct share_push done;
	struct err e = ERR_INIT;
	size_t i = 0;

	while (i < r->count && r->refs[i].folder)
		i++;
	if (!r->publish || i == r->count || atomic_load(&r->down[i]))
		return;
	if (registry_open(s, &r->refs[i], r->access, &registry, &e) < 0 ||
	    share_push_artifact(registry, s, key, false, &done, &e) < 0)
		remotes_tell(r, i, what, "pushed", &e);
	else if (done.moved)
		term_say("pushed   %s to %s", what, r->refs[i].text);
	registry_close(registry);
}
