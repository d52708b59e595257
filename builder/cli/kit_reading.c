/* What the subcommands of 'sysroot kit' share: whose kits are trusted, and words for them. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>

#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/cli/kit_commands.h"

void kit_reading_release(struct kit_reading *r)
{
	strv_release(&r->keys);
}

int kit_reading_trust(struct kit_reading *r, const char *file, char **beside,
		      struct kit_trust *trust, struct err *err)
{
	*beside = kit_signature_path(file);
	if (!r->keys.len && kit_default_keys(&r->keys, err))
		return -1;
	*trust = (struct kit_trust){
		.keys = &r->keys,
		.signature = r->signature                     ? r->signature
			     : file_exists(AT_FDCWD, *beside) ? *beside
							      : NULL,
		.unsigned_ok = r->unsigned_ok,
	};
	return 0;
}

int kit_reading_open(struct kit_reading *r, const char *file, bool reread, struct kit **k,
		     struct err *err)
{
	AUTOFREE char *beside = NULL;
	struct kit_trust trust;

	if (kit_reading_trust(r, file, &beside, &trust, err))
		return -1;
	return kit_open(file, &trust, reread, k, err);
}

void kit_say_signer(const char *file, const struct kit_summary *k)
{
	if (k->signer)
		term_say("%s: signed by key %s: %s", file, k->signer, k->comment);
	else
		term_say("%s: not signed: nobody knows whose it is", file);
}

void kit_json_head(struct json *j, const char *file, const struct kit_summary *k)
{
	jsonout_string(j, "kit", k->name);
	jsonout_number(j, "number", (int64_t)k->number);
	jsonout_string(j, "digest", k->digest);
	jsonout_string(j, "file", file);
	jsonout_string(j, "signer", k->signer);
	jsonout_string(j, "comment", k->comment);
}

char *kit_plural(size_t n, const char *what)
{
	return xasprintf("%zu %s%s", n, what, n == 1 ? "" : "s");
}
