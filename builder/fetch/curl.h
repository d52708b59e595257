/* One request by curl: how it is asked, and what its end means. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_CURL_H
#define FETCH_CURL_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT };

/* Nothing of it is on a command line, which every user of the machine can read. */
struct curl_request {
	enum http_method method;
	const char *url; /* https or http; without control characters */
	const char *const *headers; /* "Name: value", NULL behind them; or NULL */
	const char *send; /* HTTP_PUT: path of the file that is the body */
	const char *out; /* path of the file that gets the answer's body */
	uint64_t limit; /* bytes that out may have */
	long timeout; /* seconds to connect, and below the floor of speed (transfer.h) */
	const char *cacert; /* file with the authorities to trust, or NULL: curl's own */
	bool plain; /* a redirection may lead to http without TLS */
	bool direct; /* not by a proxy */
	/*
	 * A download: go on from what is in out, and leave it as it is when the answer is an error.
	 * It is given up when out does not grow fast enough; other requests when curl says so.
	 */
	bool resume;
	void (*tick)(void *arg, uint64_t size); /* a few times a second, size of out; or NULL */
	void *arg;
};

/* How a request ended. */
enum curl_end {
	CURL_ANSWERED, /* an answer came whole; it may be 404 */
	CURL_BUSY, /* 408, 429 or 5xx: the server is not able to answer now */
	CURL_BROKE_OFF, /* the line broke */
	CURL_NO_CONNECTION,
	CURL_NO_TLS, /* they do not agree on TLS, or the server has none */
	CURL_TIMED_OUT, /* no connection within the timeout */
	CURL_SLOW, /* below the floor of speed; why says how */
	CURL_NO_HOST, /* the host's name cannot be resolved, or the proxy's */
	CURL_NOT_TRUSTED, /* the certificate, or the file of authorities */
	CURL_CANT_RESUME, /* the server does not go on from where out ends */
	CURL_TOO_LARGE, /* more than limit came; or, if that is 1 MiB or more, was announced */
	CURL_CANT_WRITE, /* out */
	CURL_FAILED, /* anything else */
};

struct curl_answer {
	enum curl_end end;
	int status; /* 200, 404; 0: none came */
	int redirects; /* that were followed */
	char *headers; /* of all answers, redirections included, as they came */
	char *why; /* a reason in words, mostly curl's own */
};

void curl_answer_release(struct curl_answer *a);

/*
 * Make the request. *a: zeroed; release it. Redirections of GET and HEAD are followed; credentials
 * in headers go to the first host alone. Returns 0 with a->end, or -1: ERR_MISSING (curl is not
 * installed), ERR_SYSTEM, ERR_INTERRUPTED.
 * Source of what exit statuses mean: curl(1), EXIT CODES.
 */
int curl_run(const struct curl_request *r, struct curl_answer *a, struct err *err) MUST_CHECK;

/* Did the line break, or the server falter, so that the same request may succeed a moment later? */
bool curl_may_succeed(enum curl_end end);

/* Starts at zero: struct curl_patience p = { 0 }; */
struct curl_patience {
	int tries;
	int idle; /* in a row that brought nothing */
};

/*
 * After a try that broke off. brought: it left more bytes than the one before, and not by drops.
 * Waits a moment that grows with the tries that brought nothing, and says whether
 * to try again: not after three such in a row, nor after fifty in all, for a line
 * that breaks after each few bytes.
 */
bool curl_try_again(struct curl_patience *p, bool brought);

#endif
