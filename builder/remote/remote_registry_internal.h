/* What the files of the registry's client share and nobody else sees. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_REGISTRY_INTERNAL_H
#define REMOTE_REGISTRY_INTERNAL_H

#include "builder/remote/remote_registry.h"

struct registry {
	struct store *store;
	const struct remote_ref *ref;
	const struct remote_access *access;
	const char *scheme; /* "https" or "http" */
	char *temp; /* folder in the store's tmp/, below the store's */
	char *answer; /* absolute path of the file in it that gets what is answered */
	char *authorization; /* header that is sent now, or NULL */
	char *basic; /* the login, once it was looked for; NULL: there is none */
	bool looked; /* for the login */
};

enum registry_retry {
	REGISTRY_AS_IT_IS, /* no login; no second try where nobody answers */
	REGISTRY_ONCE, /* login, but no second try: the next one begins elsewhere */
	REGISTRY_AGAIN, /* login; a few times while the line breaks */
};

/* Ask; 0 with an answer of any status, or -1. *a: zeroed before, released by the caller. */
int registry_ask(struct registry *r, struct http_request *q, enum registry_retry retry,
		 struct http_answer *a, struct err *err) MUST_CHECK;

/* ERR_FAILED in the registry's own words. Returns -1. */
int registry_refused(const struct registry *r, const struct http_answer *a, const char *what,
		     struct err *err);

/* Put the repository's name in front of the error. Returns -1. */
int registry_name(const struct registry *r, struct err *err);

#endif
