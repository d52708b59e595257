/* One request to a registry, by curl; what it answers is not believed. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_HTTP_H
#define REMOTE_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/fetch/curl.h"

struct http_client {
	const char *cacert; /* file with the authorities to believe; NULL: curl's own */
	bool plain; /* http without TLS may be spoken with others than this machine, too */
	long timeout; /* seconds slower than the floor of speed (transfer.h); 0: 60 */
};

/* Its timeout in seconds, the default included. */
long http_timeout(const struct http_client *c);

struct http_request {
	enum http_method method;
	const char *url;
	const char *accept; /* media types, or NULL */
	const char *type; /* of what is sent, or NULL */
	const char *authorization; /* value of that header, or NULL; never on a command line */
	const char *send; /* HTTP_PUT: path of the file that is the body */
	const char *out; /* path of the file that gets the answer's body */
	uint64_t limit; /* bytes that out may have */
	const char *what; /* in the progress line, or NULL for none */
	bool keep; /* HTTP_GET: go on from what is in out, and leave it as it is when the
		      answer is an error */
};

struct http_answer {
	int status; /* 200, 404; 0: none came */
	int redirects; /* that were followed: it is another's answer, perhaps */
	enum curl_end end;
	char *location, *digest, *type, *authenticate; /* headers; NULL: not there */
	char *why; /* when there was no answer: in curl's words */
};

void http_answer_release(struct http_answer *a);

/*
 * Ask once. Redirections of GET and HEAD are followed; credentials go to the
 * first host alone. *a: release it before the next request.
 * Returns 0 when an answer came, of whatever status, or when it can be tried
 * again (status 0, http_is_transient()). Else -1: ERR_MISSING (no curl; could not
 * connect: name, certificate, ...), ERR_HOSTILE (more than limit came),
 * ERR_USAGE (http without TLS to another machine), ERR_SYSTEM, ERR_INTERRUPTED.
 */
int http_ask(const struct http_client *c, const struct http_request *r, struct http_answer *a,
	     struct err *err) MUST_CHECK;

/* Did the line break, or is the server overloaded: may the same request go well later? */
bool http_is_transient(const struct http_answer *a);

/* Has the URL only bytes that an URL has, and a scheme that is allowed for its host? */
int http_url_check(const struct http_client *c, const char *url, struct err *err) MUST_CHECK;

/* For tests: the headers of the last answer in what curl dumped, with redirections. */
void http_answer_parse(const char *text, struct http_answer *a);

#endif
