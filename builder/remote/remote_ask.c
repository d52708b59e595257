/* Asking a registry: its login, its refusals, a line that breaks. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_registry_internal.h"

#include <fcntl.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/fetch/transfer.h"
#include "builder/remote/remote_login.h"

#define TOKEN_MAX ((uint64_t)64 << 10)

int registry_name(const struct registry *r, struct err *err)
{
	return err_prefix(err, "'%s/%s'", r->ref->host, r->ref->repo);
}

int registry_refused(const struct registry *r, const struct http_answer *a, const char *what,
		     struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *message = NULL;

	if (file_read(AT_FDCWD, r->answer, OCI_MANIFEST_MAX, &text, NULL) == 0)
		message = oci_error_message(text.data, text.len);
	err_set(err, ERR_FAILED, "the registry rejects %s (%d%s%s)", what, a->status,
		message ? " " : "", message ? message : "");
	if ((a->status == 401 || a->status == 403) && a->redirects)
		err_hint(err, "the registry redirects to another host, which is not sent your "
			      "login: report this to\nthe registry's administrator");
	else if (a->status == 401 || a->status == 403)
		err_hint(err, r->basic ? "the login is valid but does not have permission for this"
				       : "log in with --username and --password-file, or put the "
					 "login into\n~/.docker/config.json");
	return registry_name(r, err);
}

static int login_token(struct registry *r, const struct login_wish *wish, const char *scope,
		       struct err *err)
{
	AUTOFREE char *url = login_token_url(wish, scope);
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *token = NULL;
	struct http_answer a = { 0 };
	struct http_request q = {
		.url = url, .out = r->answer, .limit = TOKEN_MAX, .authorization = r->basic
	};
	int status = http_ask(&r->access->http, &q, &a, err);

	if (status == 0 && http_is_transient(&a)) {
		err_set(err, ERR_MISSING, "its login at '%s' cannot be reached: %s", wish->realm,
			a.why);
		status = -1;
	} else if (status == 0 && a.status != 200) {
		status = registry_refused(r, &a, "the login", err);
		http_answer_release(&a);
		return status;
	}
	http_answer_release(&a);
	if (status == 0 && file_read(AT_FDCWD, r->answer, TOKEN_MAX, &text, err) == 0 &&
	    login_token_parse(text.data, text.len, &token, err) == 0) {
		r->authorization = xasprintf("Bearer %s", token);
		return 0;
	}
	return registry_name(r, err);
}

/*
 * Do what a 401 asks for: r->authorization is what to try next, NULL when there is nothing to
 * try.
 */
static int registry_log_in(struct registry *r, enum http_method method, const char *authenticate,
			   struct err *err)
{
	bool reads = method == HTTP_GET || method == HTTP_HEAD;
	AUTOFREE char *scope =
		xasprintf("repository:%s:%s", r->ref->repo, reads ? "pull" : "pull,push");
	struct login_wish wish = { 0 };
	int status = 0;

	free(r->authorization);
	r->authorization = NULL;
	if (!r->looked &&
	    login_find(r->ref->host, r->access->username, r->access->password, &r->basic, err) < 0)
		return -1;
	r->looked = true;
	if (login_wish_parse(authenticate ? authenticate : "", &wish, err) < 0)
		status = registry_name(r, err);
	else if (wish.bearer)
		status = login_token(r, &wish, scope, err);
	else if (wish.basic && r->basic)
		r->authorization = xstrdup(r->basic);
	login_wish_release(&wish);
	return status;
}

static int registry_lost(const struct registry *r, const struct http_answer *a, struct err *err)
{
	if (a->end == CURL_SLOW)
		err_set(err, ERR_MISSING, "too slow: %s", a->why);
	else if (a->status)
		err_set(err, ERR_MISSING, "it is temporarily unavailable (%d)", a->status);
	else
		err_set(err, ERR_MISSING, "cannot be reached: %s", a->why);
	err_hint(err, "run the same command again to resume once the connection is back");
	return registry_name(r, err);
}

int registry_ask(struct registry *r, struct http_request *q, enum registry_retry retry,
		 struct http_answer *a, struct err *err)
{
	struct curl_patience patience = { 0 };
	bool logged_in = false;

	for (;;) {
		uint64_t before = q->keep ? file_size(q->out) : 0;

		http_answer_release(a);
		q->authorization = r->authorization;
		if (http_ask(&r->access->http, q, a, err) < 0)
			return registry_name(r, err);
		/* A login that another host asks for, to which we were redirected, is not ours to
		 * give. */
		if (a->status == 401 && !logged_in && !a->redirects && retry != REGISTRY_AS_IT_IS) {
			if (registry_log_in(r, q->method, a->authenticate, err) < 0)
				return -1;
			logged_in = r->authorization != NULL;
			if (!logged_in)
				return 0;
			continue;
		}
		if (!http_is_transient(a))
			return 0;
		/* Nobody is there, or speaks no TLS: the next moment changes nothing. */
		if (retry == REGISTRY_ONCE ||
		    (retry == REGISTRY_AS_IT_IS &&
		     (a->end == CURL_NO_CONNECTION || a->end == CURL_TIMED_OUT ||
		      a->end == CURL_SLOW || a->end == CURL_NO_TLS)))
			break;
		if (a->end == CURL_SLOW) /* a trickle is not progress */
			before += (uint64_t)TRANSFER_SLOWEST *
				  (uint64_t)http_timeout(&r->access->http);
		if (!curl_try_again(&patience, q->keep && file_size(q->out) > before))
			break;
		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
	}
	return registry_lost(r, a, err);
}
