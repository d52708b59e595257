/* The files of an SPDX document, when they are asked for. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/sbom_spdx_files.h"

#include <string.h>

#include "builder/base/sha1.h"
#include "sysroots/sbom/sbom_spdx_names.h"

static bool files_are_of(const struct entry *e, const struct sbom_part *p)
{
	return e->type == ENTRY_FILE && strcmp(e->part ? e->part : "", p->part) == 0;
}

static int files_sha1(const struct sbom *b, const struct entry *e, char hex[SHA1_HEX],
		      struct err *err)
{
	AUTOCLOSE int fd = store_open_object(b->store, e->sha256, e->exec, err);

	if (fd < 0 || sha1_fd(fd, hex, err) < 0)
		return err_prefix(err, "'%s'", e->path);
	return 0;
}

int spdx_verification(const struct sbom *b, const struct sbom_part *p, struct json *j,
		      struct err *err)
{
	AUTOSTRV struct strv digests = STRV_INIT;
	AUTOFREE char *all = NULL;
	char hex[SHA1_HEX];

	for (size_t i = 0; i < b->tree.manifest.count; i++) {
		const struct entry *e = &b->tree.manifest.entries[i];

		if (!files_are_of(e, p))
			continue;
		if (files_sha1(b, e, hex, err) < 0)
			return -1;
		strv_add(&digests, hex);
	}
	jsonout_bool(j, "filesAnalyzed", digests.len > 0);
	if (!digests.len)
		return 0;
	strv_sort(&digests);
	all = strv_join(&digests, "");
	sha1_mem(all, strlen(all), hex);
	jsonout_object_begin(j, "packageVerificationCode");
	jsonout_string(j, "packageVerificationCodeValue", hex);
	jsonout_object_end(j);
	return 0;
}

static void files_checksum(struct json *j, const char *algorithm, const char *hex)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "algorithm", algorithm);
	jsonout_string(j, "checksumValue", hex);
	jsonout_object_end(j);
}

int spdx_files(const struct sbom *b, struct json *j, struct err *err)
{
	jsonout_array_begin(j, "files");
	for (size_t i = 0; i < b->tree.manifest.count; i++) {
		const struct entry *e = &b->tree.manifest.entries[i];
		AUTOFREE char *id = xasprintf("SPDXRef-File-%zu", i);
		AUTOFREE char *name = xasprintf("./%s", e->path);
		char hex[SHA1_HEX];

		if (e->type != ENTRY_FILE)
			continue;
		if (files_sha1(b, e, hex, err) < 0)
			return -1;
		jsonout_object_begin(j, NULL);
		jsonout_string(j, "SPDXID", id);
		jsonout_string(j, "fileName", name);
		jsonout_array_begin(j, "checksums");
		files_checksum(j, "SHA1", hex);
		files_checksum(j, "SHA256", e->sha256);
		jsonout_array_end(j);
		jsonout_string(j, "licenseConcluded", "NOASSERTION");
		jsonout_string(j, "copyrightText", "NOASSERTION");
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
	return 0;
}

void spdx_file_relations(const struct sbom *b, struct json *j)
{
	for (size_t k = 0; k < b->count; k++) {
		AUTOFREE char *part = spdx_part_id(&b->parts[k]);

		for (size_t i = 0; i < b->tree.manifest.count; i++) {
			AUTOFREE char *id = xasprintf("SPDXRef-File-%zu", i);

			if (files_are_of(&b->tree.manifest.entries[i], &b->parts[k]))
				spdx_relation(j, part, "CONTAINS", id);
		}
	}
}
