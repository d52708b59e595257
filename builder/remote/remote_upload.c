/* Uploading blobs to a registry. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_registry_internal.h"

#include <string.h>
#include <time.h>

#include "builder/base/process.h"

#define UPLOAD_TRIES 4

static int upload_is_there(struct registry *r, const char *digest, bool *there, struct err *err)
{
	AUTOFREE char *url =
		xasprintf("%s://%s/v2/%s/blobs/%s", r->scheme, r->ref->host, r->ref->repo, digest);
	struct http_request q = {
		.method = HTTP_HEAD, .url = url, .out = r->answer, .limit = OCI_MANIFEST_MAX
	};
	struct http_answer a = { 0 };
	int status = registry_ask(r, &q, REGISTRY_AGAIN, &a, err);

	*there = status == 0 && a.status == 200;
	if (status == 0 && a.status != 200 && a.status != 404)
		status = registry_refused(r, &a, "a query for a blob", err);
	http_answer_release(&a);
	return status;
}

/* The URL that an upload goes to, made whole, with the digest; NULL when it is none. */
static char *upload_url(const struct registry *r, const char *location, const char *digest)
{
	AUTOFREE char *whole = NULL;

	if (!location)
		return NULL;
	if (strncmp(location, "https://", 8) == 0 || strncmp(location, "http://", 7) == 0)
		whole = xstrdup(location);
	else if (*location == '/' && location[1] != '/')
		whole = xasprintf("%s://%s%s", r->scheme, r->ref->host, location);
	else
		return NULL;
	return xasprintf("%s%cdigest=sha256%%3A%s", whole, strchr(whole, '?') ? '&' : '?',
			 digest + 7);
}

/* Begin an upload; the caller frees *url. */
static int upload_begin(struct registry *r, const struct oci_blob *b, char **url, struct err *err)
{
	AUTOFREE char *at =
		xasprintf("%s://%s/v2/%s/blobs/uploads/", r->scheme, r->ref->host, r->ref->repo);
	struct http_request q = {
		.method = HTTP_POST, .url = at, .out = r->answer, .limit = OCI_MANIFEST_MAX
	};
	struct http_answer a = { 0 };
	int status = registry_ask(r, &q, REGISTRY_AGAIN, &a, err);

	if (status == 0 && a.status != 202)
		status = registry_refused(r, &a, "an upload", err);
	if (status == 0) {
		*url = upload_url(r, a.location, b->digest);
		if (!*url) {
			err_set(err, ERR_HOSTILE,
				"'%s/%s': the registry does not say where to upload to",
				r->ref->host, r->ref->repo);
			status = -1;
		}
	}
	http_answer_release(&a);
	return status;
}

/* Is it the registry itself that the URL names? Nobody else gets the login. */
static bool upload_is_own(const struct registry *r, const char *url)
{
	AUTOFREE char *own = xasprintf("%s://%s/", r->scheme, r->ref->host);

	return strncmp(url, own, strlen(own)) == 0;
}

/* One upload from its start: 0, or -1 with ERR_MISSING when another may go well. */
static int upload_once(struct registry *r, const char *path, const struct oci_blob *b,
		       struct err *err)
{
	AUTOFREE char *url = NULL;
	struct http_answer a = { 0 };
	struct http_request q = { .method = HTTP_PUT,
				  .type = "application/octet-stream",
				  .send = path,
				  .out = r->answer,
				  .limit = OCI_MANIFEST_MAX };
	int status = upload_begin(r, b, &url, err);

	if (status < 0 || !url)
		return -1;
	q.url = url;
	if (upload_is_own(r, url)) {
		status = registry_ask(r, &q, REGISTRY_ONCE, &a, err);
	} else if (http_url_check(&r->access->http, url, NULL) < 0) {
		status = err_set(err, ERR_HOSTILE,
				 "'%s/%s': the registry directs uploads to '%.200s'", r->ref->host,
				 r->ref->repo, url);
	} else {
		status = http_ask(&r->access->http, &q, &a, err);
		if (status == 0 && http_is_transient(&a))
			status = err_set(err, ERR_MISSING, "'%s': the upload broke off: %s",
					 r->ref->host, a.why);
	}
	if (status == 0 && a.status != 201 && a.status != 204)
		status = registry_refused(r, &a, "the upload", err);
	http_answer_release(&a);
	return status;
}

int registry_put_blob(struct registry *r, const char *path, const struct oci_blob *b, bool *moved,
		      struct err *err)
{
	for (int try = 0;; try++) {
		bool there;

		/* Also after a broken upload: perhaps only its answer was lost. */
		if (upload_is_there(r, b->digest, &there, err) < 0)
			return -1;
		if (there)
			return 0;
		if (moved)
			*moved = true;
		if (upload_once(r, path, b, err) == 0)
			return 0;
		if (err->code != ERR_MISSING || try + 1 == UPLOAD_TRIES)
			return -1;
		err_clear(err);
		nanosleep(&(struct timespec){ .tv_sec = try + 1 }, NULL);
		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
	}
}
