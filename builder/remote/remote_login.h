/* How a registry wants to be logged in to, and with what. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_LOGIN_H
#define REMOTE_LOGIN_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/err.h"

/* What the headers WWW-Authenticate of an answer ask for. */
struct login_wish {
	bool basic; /* user and password will do */
	bool bearer; /* a token is wanted, which realm gives */
	char *realm; /* of bearer: an URL; these may be NULL */
	char *service;
	char *scope;
};

/*
 * Parse the headers' values, joined by commas. *wish zeroed before; release it.
 * Schemes that are not known are passed over. Source: RFC 9110, 11.6.1; the
 * token's words from the distribution project's token specification.
 * Errors: ERR_HOSTILE for what is no such header.
 */
int login_wish_parse(const char *value, struct login_wish *wish, struct err *err) MUST_CHECK;
void login_wish_release(struct login_wish *wish);

/* The URL at which to ask for the token; scope: the wish's, or this one when it has none. */
char *login_token_url(const struct login_wish *wish, const char *scope);

/* The token in the answer of that URL; the caller frees. Errors: ERR_HOSTILE. */
int login_token_parse(const char *text, size_t len, char **token, struct err *err) MUST_CHECK;

/*
 * "Basic ..." for a registry: by user and password, or, with user NULL, what
 * $DOCKER_CONFIG/config.json or ~/.docker/config.json has in its auths. *basic is
 * NULL when there is nothing (no error); the caller frees. Errors: ERR_USAGE (a user
 * whose name cannot be one), ERR_SYNTAX, ERR_SYSTEM.
 */
int login_find(const char *host, const char *user, const char *password, char **basic,
	       struct err *err) MUST_CHECK;

/* The same from the text of such a config.json; file: for messages. */
int login_config_parse(const char *text, size_t len, const char *file, const char *host,
		       char **basic, struct err *err) MUST_CHECK;

#endif
