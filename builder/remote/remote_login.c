/* How a registry wants to be logged in to, and with what. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_login.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "builder/base/base64.h"
#include "builder/base/file.h"
#include "builder/base/json_read.h"
#include "builder/base/percent.h"
#include "builder/base/plain.h"

#define CONFIG_MAX ((size_t)1 << 20)
#define TOKEN_MAX ((size_t)64 << 10)

/* --- WWW-Authenticate --- */

void login_wish_release(struct login_wish *wish)
{
	free(wish->realm);
	free(wish->service);
	free(wish->scope);
	*wish = (struct login_wish){ 0 };
}

static bool wish_is_token(char c)
{
	return plain_is_graphic(c) && !strchr("\"(),/:;<=>?@[\\]{}", c);
}

static char *wish_token(const char **at)
{
	const char *begin = *at;

	while (wish_is_token(**at))
		(*at)++;
	return xstrndup(begin, (size_t)(*at - begin));
}

static void wish_skip(const char **at, const char *what)
{
	*at += strspn(*at, what);
}

/* A quoted string or a token; NULL when the quotes are not closed. */
static char *wish_value(const char **at)
{
	AUTOBUF struct buf value = BUF_INIT;

	if (**at != '"')
		return wish_token(at);
	for ((*at)++; **at && **at != '"'; (*at)++) {
		if (**at == '\\' && (*at)[1])
			(*at)++;
		buf_addch(&value, **at);
	}
	if (**at != '"')
		return NULL;
	(*at)++;
	return buf_steal(&value);
}

static void wish_take(struct login_wish *wish, bool bearer, const char *name, const char *value)
{
	char **to = strcasecmp(name, "realm") == 0     ? &wish->realm
		    : strcasecmp(name, "service") == 0 ? &wish->service
		    : strcasecmp(name, "scope") == 0   ? &wish->scope
						       : NULL;

	if (!bearer || !to || *to)
		return;
	*to = xstrdup(value);
}

int login_wish_parse(const char *value, struct login_wish *wish, struct err *err)
{
	const char *at = value;
	bool bearer = false;

	for (;;) {
		AUTOFREE char *word = NULL;
		AUTOFREE char *text = NULL;

		wish_skip(&at, " \t,");
		if (!*at)
			break;
		word = wish_token(&at);
		if (!*word)
			goto wrong;
		wish_skip(&at, " \t");
		if (*at != '=') { /* a scheme */
			bearer = strcasecmp(word, "bearer") == 0;
			wish->bearer = wish->bearer || bearer;
			wish->basic = wish->basic || strcasecmp(word, "basic") == 0;
			continue;
		}
		at++;
		wish_skip(&at, " \t");
		text = wish_value(&at);
		if (!text)
			goto wrong;
		wish_take(wish, bearer, word, text);
	}
	if (wish->bearer && !wish->realm)
		wish->bearer = false;
	return 0;
wrong:
	return err_set(err, ERR_HOSTILE, "it requests a login with an invalid header ('%.80s')",
		       value);
}

static void url_add(struct buf *url, const char *name, const char *value)
{
	buf_addf(url, "%c%s=", strchr(url->data, '?') ? '&' : '?', name);
	percent_add(url, value, percent_unreserved);
}

char *login_token_url(const struct login_wish *wish, const char *scope)
{
	AUTOBUF struct buf url = BUF_INIT;

	buf_addstr(&url, wish->realm);
	if (wish->service)
		url_add(&url, "service", wish->service);
	url_add(&url, "scope", wish->scope ? wish->scope : scope);
	return buf_steal(&url);
}

int login_token_parse(const char *text, size_t len, char **token, struct err *err)
{
	struct json_t AUTOJSON *root = jsonin_parse(text, len, TOKEN_MAX, "answer", NULL);
	const char *found = jsonin_string(jsonin_at(root, "token"));

	if (!found)
		found = jsonin_string(jsonin_at(root, "access_token"));
	/* It becomes part of a header. */
	for (const char *p = found; p && *p; p++)
		if (!plain_is_graphic(*p))
			found = NULL;
	*token = found && *found ? xstrdup(found) : NULL;
	return *token ? 0 : err_set(err, ERR_HOSTILE, "the token is invalid");
}

/* --- credentials --- */

/* "https://HOST/v1/" and "HOST" are entries of the same registry. */
static bool config_is_host(const char *entry, const char *host)
{
	size_t n = strlen(host);

	if (strncmp(entry, "https://", 8) == 0)
		entry += 8;
	else if (strncmp(entry, "http://", 7) == 0)
		entry += 7;
	return strncmp(entry, host, n) == 0 && (!entry[n] || entry[n] == '/');
}

int login_config_parse(const char *text, size_t len, const char *file, const char *host,
		       char **basic, struct err *err)
{
	struct json_t AUTOJSON *root = jsonin_parse(text, len, CONFIG_MAX, file, err);
	const struct json_t *auths = jsonin_at(root, "auths"), *entry;
	const char *name, *auth = NULL;
	void *cursor = NULL;

	*basic = NULL;
	if (!root)
		return err_hint(
			err,
			"it holds the logins of registries; DOCKER_CONFIG names another directory");
	while ((entry = jsonin_next(auths, &cursor, &name))) {
		const char *has = jsonin_string(jsonin_at(entry, "auth"));

		if (has && config_is_host(name, host))
			auth = has;
	}
	if (auth && !base64_is(auth))
		return err_set(err, ERR_SYNTAX, "%s: the login of '%s' is not valid base64", file,
			       host);
	if (auth && *auth)
		*basic = xasprintf("Basic %s", auth);
	return 0;
}

static int login_from_config(const char *host, char **basic, struct err *err)
{
	const char *folder = getenv("DOCKER_CONFIG"), *home = getenv("HOME");
	AUTOFREE char *file = NULL;
	AUTOBUF struct buf text = BUF_INIT;
	struct err e = ERR_INIT;

	if (folder && *folder)
		file = path_join(folder, "config.json");
	else if (home && *home)
		file = path_join(home, ".docker/config.json");
	if (!file)
		return 0;
	if (file_read(AT_FDCWD, file, CONFIG_MAX, &text, &e) < 0) {
		if (e.sysno != ENOENT && e.sysno != ENOTDIR)
			return err_move(err, &e);
		err_clear(&e);
		return 0;
	}
	return login_config_parse(text.data, text.len, file, host, basic, err);
}

int login_find(const char *host, const char *user, const char *password, char **basic,
	       struct err *err)
{
	AUTOFREE char *plain = NULL;
	AUTOBUF struct buf text = BUF_INIT;

	*basic = NULL;
	if (!user)
		return login_from_config(host, basic, err);
	if (strchr(user, ':'))
		return err_set(err, ERR_USAGE, "a user name cannot contain ':'");
	plain = xasprintf("%s:%s", user, password);
	buf_addstr(&text, "Basic ");
	base64_add(&text, plain, strlen(plain));
	*basic = buf_steal(&text);
	return 0;
}
