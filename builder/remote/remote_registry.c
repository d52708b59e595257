/* A repository in a registry, by the OCI distribution API. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_registry.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/remote/remote_registry_internal.h"

#define ANSWER_MAX OCI_MANIFEST_MAX

static char *registry_url(const struct registry *r, const char *kind, const char *name)
{
	return xasprintf("%s://%s/v2/%s/%s/%s", r->scheme, r->ref->host, r->ref->repo, kind, name);
}

/* --- opening --- */

static int registry_probe(struct registry *r, struct err *err)
{
	bool here = remote_host_is_loopback(r->ref->host) && !r->access->http.cacert;
	struct http_answer a = { 0 };
	AUTOFREE char *plain = xasprintf("http://%s/v2/", r->ref->host);
	AUTOFREE char *tls = xasprintf("https://%s/v2/", r->ref->host);
	struct http_request q = { .out = r->answer, .limit = ANSWER_MAX };
	int status;

	r->scheme = r->access->http.plain ? "http" : "https";
	q.url = r->access->http.plain ? plain : tls;
	status = registry_ask(r, &q, REGISTRY_AS_IT_IS, &a, err);
	if (status < 0 && here && a.end == CURL_NO_TLS) { /* no TLS there */
		err_clear(err);
		r->scheme = "http";
		q.url = plain;
		status = registry_ask(r, &q, REGISTRY_AS_IT_IS, &a, err);
	}
	if (status == 0 && a.status != 200 && a.status != 401) {
		err_set(err, ERR_FAILED, "it is not a registry: /v2/ answers with status %d",
			a.status);
		err_hint(err, "check the host and the port");
		status = registry_name(r, err);
	}
	http_answer_release(&a);
	return status;
}

int registry_open(struct store *s, const struct remote_ref *ref, const struct remote_access *access,
		  struct registry **out, struct err *err)
{
	struct registry *r = xcalloc(1, sizeof(*r));

	*r = (struct registry){ .store = s, .ref = ref, .access = access };
	if (store_temp(s, "registry", &r->temp, err) < 0)
		goto fail;
	r->answer = xasprintf("%s/%s/answer", store_path(s), r->temp);
	if (registry_probe(r, err) < 0)
		goto fail;
	*out = r;
	return 0;
fail:
	registry_close(r);
	return -1;
}

void registry_close(struct registry *r)
{
	if (!r)
		return;
	store_temp_remove(r->store, r->temp);
	free(r->temp);
	free(r->answer);
	free(r->authorization);
	free(r->basic);
	free(r);
}

const struct remote_ref *registry_ref(const struct registry *r)
{
	return r->ref;
}

const struct remote_access *registry_access(const struct registry *r)
{
	return r->access;
}

/* --- manifests --- */

static int registry_lies(const struct registry *r, struct err *err)
{
	err_hint(err, "nothing was taken from it; report this to the registry's administrator");
	return registry_name(r, err);
}

static int registry_check_manifest(const struct registry *r, const char *tag,
				   const struct http_answer *a, const struct buf *text,
				   char digest[REMOTE_DIGEST], struct err *err)
{
	memcpy(digest, "sha256:", 7);
	sha256_mem(text->data, text->len, digest + 7);
	if (remote_digest_ok(tag) && strcmp(tag, digest) != 0) {
		err_set(err, ERR_MISMATCH, "wrong manifest: %s instead of %s", digest, tag);
		return registry_lies(r, err);
	}
	if (a->digest && strcmp(a->digest, digest) != 0) {
		err_set(err, ERR_MISMATCH, "it sent the manifest %s as %.100s", digest, a->digest);
		return registry_lies(r, err);
	}
	return 0;
}

int registry_get_manifest(struct registry *r, const char *tag, struct buf *text,
			  char digest[REMOTE_DIGEST], struct err *err)
{
	AUTOFREE char *url = registry_url(r, "manifests", tag);
	struct http_request q = {
		.url = url,
		/* The others, so that it can be told that they are something else. */
		.accept = OCI_MANIFEST_TYPE ", application/vnd.oci.image.index.v1+json, "
					    "application/vnd.docker.distribution.manifest.v2+json",
		.out = r->answer,
		.limit = OCI_MANIFEST_MAX,
	};
	struct http_answer a = { 0 };
	char mine[REMOTE_DIGEST];
	int status = registry_ask(r, &q, REGISTRY_AGAIN, &a, err);

	if (status == 0 && a.status != 200 && a.status != 404)
		status = registry_refused(r, &a, "a request for a manifest", err);
	if (status == 0 && a.status == 200) {
		status = file_read(AT_FDCWD, r->answer, OCI_MANIFEST_MAX, text, err);
		if (status == 0)
			status = registry_check_manifest(r, tag, &a, text, digest ? digest : mine,
							 err);
		status = status < 0 ? -1 : 1;
	}
	http_answer_release(&a);
	return status;
}

int registry_put_manifest(struct registry *r, const char *tag, const struct buf *text,
			  char digest[REMOTE_DIGEST], struct err *err)
{
	AUTOFREE char *url = registry_url(r, "manifests", tag);
	AUTOFREE char *file = xasprintf("%s.manifest", r->answer);
	struct http_request q = {
		.method = HTTP_PUT,
		.url = url,
		.type = OCI_MANIFEST_TYPE,
		.send = file,
		.out = r->answer,
		.limit = ANSWER_MAX,
	};
	struct http_answer a = { 0 };
	char mine[REMOTE_DIGEST];
	int status;

	if (file_write(AT_FDCWD, file, text->data, text->len, 0600, err) < 0)
		return -1;
	status = registry_ask(r, &q, REGISTRY_AGAIN, &a, err);
	if (status == 0 && a.status != 201)
		status = registry_refused(r, &a, "the manifest", err);
	if (status == 0)
		status = registry_check_manifest(r, tag, &a, text, digest ? digest : mine, err);
	http_answer_release(&a);
	return status;
}

/* --- blobs: bringing --- */

/* The file that came, or was there: is it the blob? */
static int registry_check_blob(struct registry *r, const char *path, const struct oci_blob *b,
			       struct err *err)
{
	char hex[SHA256_HEX];
	uint64_t size;

	if (sha256_file(AT_FDCWD, path, hex, &size, err) < 0)
		return -1;
	if (strcmp(hex, b->digest + 7) == 0 && size == b->size)
		return 0;
	err_set(err, ERR_MISMATCH, "wrong blob: sha256:%s (%llu bytes) instead of %s (%llu bytes)",
		hex, (unsigned long long)size, b->digest, (unsigned long long)b->size);
	return registry_lies(r, err);
}

/* One try, from what is in the file on. *anew: it has to begin from nothing. */
static int registry_download(struct registry *r, const struct oci_blob *b, const char *path,
			     bool *anew, struct err *err)
{
	AUTOFREE char *url = registry_url(r, "blobs", b->digest);
	AUTOFREE char *what = xasprintf("pulling from %s", r->ref->host);
	struct http_request q = {
		.url = url, .out = path, .limit = b->size, .keep = true, .what = what
	};
	struct http_answer a = { 0 };
	int status = registry_ask(r, &q, REGISTRY_AGAIN, &a, err);

	*anew = status == 0 && a.end == CURL_CANT_RESUME;
	if (status == 0 && !*anew && a.status != 200 && a.status != 206) {
		if (a.status == 404) {
			err_set(err, ERR_MISMATCH,
				"its manifest names the blob %s, which it does not have",
				b->digest);
			status = registry_lies(r, err);
		} else {
			status = registry_refused(r, &a, "a request for a blob", err);
		}
	}
	http_answer_release(&a);
	return status;
}

static int registry_get_blob_to(struct registry *r, const struct oci_blob *b, const char *path,
				struct err *err)
{
	for (bool again = true;; again = false) {
		uint64_t before = file_size(path);
		bool anew = false;

		/* A run before this one may have ended before it looked. */
		if (before != b->size && registry_download(r, b, path, &anew, err) < 0)
			return -1;
		if (!anew && registry_check_blob(r, path, b, err) == 0)
			return 0;
		if (anew && !again) {
			err_set(err, ERR_HOSTILE, "it did not send the blob %s from the beginning",
				b->digest);
			return registry_lies(r, err);
		}
		/* What was there may have been wrong: once more, from the start. */
		if (!anew && (err->code != ERR_MISMATCH || before == 0 || !again))
			return -1;
		err_clear(err);
		if (truncate(path, 0) < 0)
			return err_sys(err, "cannot write '%s'", path);
	}
}

/*
 * Open the partial file at path and lock it: one process at a time goes on
 * with it. Returns the descriptor, or -1.
 */
static int registry_open_partial(const char *path, struct err *err)
{
	const struct timespec tick = { 0, 100L * 1000 * 1000 };

	for (;;) {
		const int flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
		AUTOCLOSE int fd = open(path, flags, 0666);
		struct stat own, there;

		if (fd < 0 || fstat(fd, &own) < 0)
			return err_sys(err, "cannot write '%s'", path);
		if (!S_ISREG(own.st_mode)) {
			err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
			return err_hint(err, "remove it; it does not belong to the store");
		}
		while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			if (errno != EWOULDBLOCK && errno != EINTR)
				return err_sys(err, "cannot lock '%s'", path);
			if (process_interrupted())
				return err_set(err, ERR_INTERRUPTED, "interrupted");
			nanosleep(&tick, NULL);
		}
		/* Who had it before may have finished it, and it is somewhere else. */
		if (fstat(fd, &own) == 0 && stat(path, &there) == 0 && own.st_ino == there.st_ino &&
		    own.st_dev == there.st_dev)
			return steal_fd(&fd);
	}
}

int registry_get_blob(struct registry *r, const struct oci_blob *b, char **path, struct err *err)
{
	AUTOFREE char *folder = NULL;
	AUTOFREE char *part = NULL;
	AUTOFREE char *own = xasprintf("%s.%s", r->answer, b->digest + 7);
	AUTOCLOSE int lock = -1;
	struct err e = ERR_INIT;
	int status;

	if (store_partial(r->store, &folder, err) < 0)
		return -1;
	part = xasprintf("%s/%s/%s.blob", store_path(r->store), folder, b->digest + 7);
	lock = registry_open_partial(part, &e);
	if (lock < 0 && (e.sysno == EACCES || e.sysno == EPERM)) {
		/* Begun by another user of the store: without going on from there. */
		err_clear(&e);
		free(part);
		part = xasprintf("%s.part", own);
		lock = registry_open_partial(part, &e);
	}
	if (lock < 0)
		return err_move(err, &e);
	if (file_size(part) > b->size && ftruncate(lock, 0) < 0)
		return err_sys(err, "cannot write '%s'", part);
	if (store_room(r->store, b->size - file_size(part), err) < 0)
		return -1;
	status = registry_get_blob_to(r, b, part, err);
	if (status == 0) {
		/* Whole, it is this process's own. */
		if (rename(part, own) < 0)
			return err_sys(err, "cannot rename '%s'", part);
		*path = STEAL_POINTER(own);
		return 0;
	}
	/* What may be a good beginning is kept. */
	if ((err->code != ERR_MISSING || file_size(part) == 0) && err->code != ERR_INTERRUPTED &&
	    unlink(part) < 0)
		return err_sys(err, "cannot remove '%s'", part);
	return status;
}
