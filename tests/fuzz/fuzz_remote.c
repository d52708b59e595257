/* Any bytes as what a registry answers: taken or refused, never a crash. */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "builder/remote/remote_http.h"
#include "builder/remote/remote_login.h"
#include "builder/remote/remote_oci.h"
#include "builder/remote/remote_ref.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_manifest(const char *text, size_t len)
{
	struct oci_manifest m = { 0 };
	struct err err = ERR_INIT;

	if (oci_manifest_parse(text, len, &m, &err) == 0) {
		/* What is taken names a kit by a digest, and can be written again. */
		AUTOBUF struct buf again = BUF_INIT;

		if (!remote_digest_ok(m.kit.digest) || !m.kit.size || m.kit.size > OCI_KIT_MAX)
			abort();
		oci_manifest_text(&m, &again);
		oci_manifest_release(&m);
		if (oci_manifest_parse(again.data, again.len, &m, NULL) < 0)
			abort();
	} else if (err.code != ERR_MISMATCH) {
		abort();
	}
	oci_manifest_release(&m);
	err_clear(&err);
	free(oci_error_message(text, len));
}

static void try_login(const char *text, size_t len)
{
	struct login_wish wish = { 0 };
	struct err err = ERR_INIT;
	char *token = NULL, *basic = NULL;

	if (login_wish_parse(text, &wish, &err) == 0 && wish.bearer)
		free(login_token_url(&wish, "repository:x:pull"));
	login_wish_release(&wish);
	err_clear(&err);
	/* A token must not be able to end its header's line. */
	if (login_token_parse(text, len, &token, &err) == 0 && strpbrk(token, "\r\n"))
		abort();
	free(token);
	err_clear(&err);
	if (login_config_parse(text, len, "fuzz", "localhost:5000", &basic, &err) == 0 && basic &&
	    strpbrk(basic, "\r\n\""))
		abort();
	free(basic);
	err_clear(&err);
}

static void try_answer(const char *text)
{
	const struct http_client plain = { .plain = true };
	struct http_answer a = { 0 };
	struct remote_ref ref = { 0 };

	http_answer_parse(text, &a);
	/* An URL that is asked must not be able to say another word to curl. */
	if (a.location && http_url_check(&plain, a.location, NULL) == 0 &&
	    strpbrk(a.location, "\r\n\"\\ "))
		abort();
	http_answer_release(&a);
	if (remote_ref_parse(text, &ref, NULL) == 0 && ref.host && strpbrk(ref.host, "/@ \"\\"))
		abort();
	remote_ref_release(&ref);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	AUTOFREE char *text = xmalloc(size + 1);

	memcpy(text, data, size);
	text[size] = '\0';
	try_manifest(text, size);
	try_login(text, size);
	try_answer(text);
	return 0;
}
