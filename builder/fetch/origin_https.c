/* The origin `https`: curl, resuming what an earlier try has left behind. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/origin.h"

#include <inttypes.h>
#include <string.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/fetch/curl.h"

#define SIZE_UNKNOWN_MAX ((uint64_t)4 << 30)

enum outcome {
	GOT,
	TRY_AGAIN, /* it broke off; what came is kept */
	CANT_RESUME, /* the server will not go on from where we are */
	FAILED,
};

static void tell_size(void *arg, uint64_t size)
{
	origin_tell(arg, ORIGIN_BYTES, "%" PRIu64, size);
}

static enum outcome judge(struct origin *o, const struct curl_request *r,
			  const struct curl_answer *a, struct err *err)
{
	char text[16];

	if (a->end == CURL_ANSWERED && a->status < 400)
		return GOT;
	if (a->end == CURL_TOO_LARGE)
		err_set(err, ERR_MISSING, "it sent more than %s", term_size(r->limit, text));
	else
		err_set(err, ERR_MISSING, "%s%s", a->end == CURL_SLOW ? "" : "curl: ", a->why);
	if (a->end == CURL_NO_HOST)
		origin_tell(o, ORIGIN_UNRESOLVED, "%s", "");
	return a->end == CURL_CANT_RESUME ? CANT_RESUME
	       : curl_may_succeed(a->end) ? TRY_AGAIN
					  : FAILED;
}

/* One run of curl. *resumed is set when it went on from bytes that were there. */
static enum outcome curl_once(struct origin *o, const char *url, const char *part, bool *resumed,
			      struct err *err)
{
	const struct curl_request r = {
		.url = url,
		.out = part,
		.limit = o->input->size ? o->input->size : SIZE_UNKNOWN_MAX,
		.timeout = o->timeout,
		.resume = true,
		.tick = tell_size,
		.arg = o,
	};
	bool before = origin_size(part) > 0;
	struct curl_answer a = { 0 };
	enum outcome got = FAILED;

	*resumed = *resumed || before;
	if (curl_run(&r, &a, err) == 0)
		got = judge(o, &r, &a, err);
	else if (err->code == ERR_MISSING)
		origin_tell(o, ORIGIN_LACKS, "curl");
	curl_answer_release(&a);
	return got == CANT_RESUME && !before ? FAILED : got;
}

static enum outcome download(struct origin *o, const char *url, const char *part, bool *resumed,
			     struct err *err)
{
	struct curl_patience patience = { 0 };
	uint64_t before;
	enum outcome got;

	do {
		before = origin_size(part);
		got = curl_once(o, url, part, resumed, err);
		if (got != TRY_AGAIN)
			return got;
	} while (curl_try_again(&patience, origin_size(part) > before));
	return FAILED;
}

static bool url_ok(const char *url)
{
	if (strncmp(url, "https://", 8) != 0 || !url[8])
		return false;
	for (const char *p = url; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == 127)
			return false;
	return true;
}

int origin_https_get(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	const char *url = from->words.items[0];
	const struct recipe_input *in = o->input;
	AUTOFREE char *folder = NULL;
	AUTOFREE char *below = NULL;
	AUTOFREE char *part = NULL;
	bool anew = false;
	struct stat st;

	if (!url_ok(url))
		return err_set(err, ERR_MISSING, "'%s' is not an https URL", url);
	if (store_partial(o->store, &folder, err) < 0)
		return -1;
	below = xasprintf("%s/%s.part", folder, in->sha256);
	part = path_join(store_path(o->store), below);
	/* Only a regular file is ours. Through a link or a device curl would write elsewhere. */
	if (beneath_stat(store_fd(o->store), below, &st) == 0 && !S_ISREG(st.st_mode) &&
	    beneath_unlink(store_fd(o->store), below, 0) < 0)
		return err_sys(err, "cannot remove '%s'", part);
	for (;;) {
		uint64_t size = origin_size(part);
		enum outcome got = GOT;
		bool resumed = false;

		if (in->size && size > in->size && unlink(part) < 0)
			return err_sys(err, "cannot remove '%s'", part);
		if (in->size && size == in->size)
			resumed = true; /* a run before this one ended before it looked */
		else
			got = download(o, url, part, &resumed, err);
		if (got == FAILED || (got == CANT_RESUME && anew))
			return -1;
		if (got == GOT && origin_accept(o, part, err) == 0) {
			/* The store has its copy: what is left here is waste. */
			if (unlink(part) < 0)
				term_say("cannot remove '%s'", part);
			return 0;
		}
		if (got == GOT && err->code != ERR_MISMATCH)
			return -1;
		/*
		 * Never resume what is proved wrong. If a part of it came from an
		 * earlier try, perhaps of another file: once more from zero.
		 */
		if (unlink(part) < 0)
			return err_sys(err, "cannot remove '%s'", part);
		if (anew || !resumed)
			return -1;
		anew = true;
		err_clear(err);
		origin_tell(o, ORIGIN_NOTE, "restarting from the beginning");
	}
}
