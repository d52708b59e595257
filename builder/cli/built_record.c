/* What is recorded of a built sysroot: read, also in a store that was exported; its size. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/built_record.h"

#include <fcntl.h>

#include "builder/base/alloc.h"
#include "builder/base/file.h"

#define READ_MAX ((size_t)64 << 20)

static int read_exported(const struct store *s, const char *name, struct tree_record *t,
			 struct err *err)
{
	AUTOFREE char *target = xasprintf("%s/sysroots/%s/.sysroot/target", store_path(s), name);
	AUTOFREE char *manifest =
		xasprintf("%s/sysroots/%s/.sysroot/manifest", store_path(s), name);
	AUTOBUF struct buf facts = BUF_INIT;
	AUTOBUF struct buf text = BUF_INIT;

	if (store_tree_digest(s, name, t->digest, err) < 0 ||
	    file_read(AT_FDCWD, target, READ_MAX, &facts, err) < 0 ||
	    file_read(AT_FDCWD, manifest, READ_MAX, &text, err) < 0)
		return -1;
	strv_split(&t->facts, facts.data, "\n");
	return manifest_parse(text.data, text.len, manifest, &t->manifest, err);
}

int built_record_read(const struct store *s, const char *name, struct tree_record *t,
		      struct err *err)
{
	return store_is_exported(s) ? read_exported(s, name, t, err)
				    : store_read_tree(s, name, t, err);
}

uint64_t built_record_size(const struct tree_record *t)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < t->manifest.count; i++)
		if (t->manifest.entries[i].type == ENTRY_FILE)
			sum += t->manifest.entries[i].size;
	return sum;
}
