/* What users call a place to share by: registry/repository:tag, or a folder. */
/* SPDX-License-Identifier: MIT */
#include "builder/remote/remote_ref.h"

#include <string.h>

#include "builder/base/oci_name.h"
#include "builder/base/sha256.h"

void remote_ref_release(struct remote_ref *ref)
{
	free(ref->text);
	free(ref->folder);
	free(ref->host);
	free(ref->repo);
	free(ref->tag);
	free(ref->digest);
	*ref = (struct remote_ref){ 0 };
}

bool remote_digest_ok(const char *text)
{
	return strncmp(text, "sha256:", 7) == 0 && sha256_is_hex(text + 7);
}

bool remote_host_is_loopback(const char *host)
{
	size_t n = oci_host_name_length(host);

	if (host[n] && host[n] != ':')
		return false;
	if (n == 9 && strncmp(host, "localhost", n) == 0)
		return true;
	if (n == 5 && strncmp(host, "[::1]", n) == 0)
		return true;
	/* An address, not a name like 127.example.org. */
	return strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == n;
}

static int ref_wrong(const char *text, const char *what, struct err *err)
{
	err_set(err, ERR_USAGE, "'%s' is not a valid PLACE: %s", text, what);
	return err_hint(err, "write HOST[:PORT]/REPOSITORY[:TAG], as in "
			     "'registry.example.org/farm/sysroots:centos7';\n"
			     "'push' and 'pull' take the place first, 'challenge' takes the target "
			     "first; 'build' and\n"
			     "'challenge' also accept dir:/DIRECTORY for another store");
}

static int ref_parse_folder(const char *text, struct remote_ref *ref, struct err *err)
{
	if (text[4] != '/')
		return ref_wrong(text, "a directory must be an absolute path", err);
	ref->folder = xstrdup(text + 4);
	return 0;
}

int remote_ref_parse(const char *text, struct remote_ref *ref, struct err *err)
{
	AUTOFREE char *rest = NULL;
	char *slash, *at, *colon;

	ref->text = xstrdup(text);
	if (strncmp(text, "dir:", 4) == 0)
		return ref_parse_folder(text, ref, err);
	if (strstr(text, "://"))
		return ref_wrong(text, "leave the scheme (https://) out", err);
	rest = xstrdup(text);
	at = strchr(rest, '@');
	if (at) {
		*at++ = '\0';
		if (!remote_digest_ok(at))
			return ref_wrong(text,
					 "'@' must be followed by 'sha256:' and 64 hex digits",
					 err);
		ref->digest = xstrdup(at);
	}
	slash = strchr(rest, '/');
	if (!slash)
		return ref_wrong(text, "it does not name a repository", err);
	*slash++ = '\0';
	if (!oci_host_ok(rest))
		return ref_wrong(text, "it does not begin with a registry's host", err);
	ref->host = xstrdup(rest);
	colon = strchr(slash, ':');
	if (colon) {
		*colon++ = '\0';
		if (!oci_tag_ok(colon))
			return ref_wrong(text,
					 "a tag has at most 128 letters, digits, '_', '.' and '-'",
					 err);
		ref->tag = xstrdup(colon);
	}
	if (!oci_repository_ok(slash))
		return ref_wrong(
			text,
			"a repository has lower-case letters, digits, '/', and '.', '_', '-' "
			"between them",
			err);
	ref->repo = xstrdup(slash);
	return 0;
}
