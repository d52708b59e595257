/* What the subcommands of 'sysroot kit' share: whose kits are trusted, and words for them. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <string.h>

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
		term_say("%s: not signed: its origin is unknown", file);
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

void kit_json_summary(struct json *j, const char *file, const struct kit_summary *k)
{
	kit_json_head(j, file, k);
	jsonout_number(j, "size", (int64_t)k->bytes);
	jsonout_object_begin(j, "count");
	jsonout_number(j, "members", (int64_t)k->members);
	jsonout_number(j, "left_out", (int64_t)k->left_out);
	jsonout_number(j, "inputs", (int64_t)k->inputs);
	jsonout_number(j, "artifacts", (int64_t)k->artifacts);
	jsonout_number(j, "sysroots", (int64_t)k->trees);
	jsonout_number(j, "programs", (int64_t)k->programs);
	jsonout_object_end(j);
}

void kit_json_sysroots(struct json *j, const struct kit_summary *k)
{
	jsonout_array_begin(j, "sysroots");
	for (size_t i = 0; i < k->sysroots.len; i++) {
		const char *line = k->sysroots.items[i];
		size_t n = strcspn(line, " ");
		AUTOFREE char *name = xstrndup(line, n);

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "target", name);
		jsonout_string(j, "digest", line[n] ? line + n + 1 : NULL);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

char *kit_plural(size_t n, const char *what)
{
	return xasprintf("%zu %s%s", n, what, n == 1 ? "" : "s");
}
