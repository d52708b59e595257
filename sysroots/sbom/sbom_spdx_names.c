/* Names and relations of elements in an SPDX document. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/sbom_spdx_names.h"

#include "builder/base/buf.h"

char *spdx_id(const char *kind, const char *name)
{
	AUTOBUF struct buf id = BUF_INIT;

	buf_addf(&id, "SPDXRef-%s", kind);
	if (*name)
		buf_addch(&id, '-');
	for (; *name; name++) {
		if ((*name >= '0' && *name <= '9') || (*name >= 'a' && *name <= 'z') ||
		    (*name >= 'A' && *name <= 'Z') || *name == '-')
			buf_addch(&id, *name);
		else
			buf_addf(&id, ".%02X", (unsigned char)*name);
	}
	return buf_steal(&id);
}

char *spdx_part_id(const struct sbom_part *p)
{
	return *p->part ? spdx_id("Part", p->part) : spdx_id("Wrapper", "");
}

void spdx_relation(struct json *j, const char *from, const char *type, const char *to)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "spdxElementId", from);
	jsonout_string(j, "relationshipType", type);
	jsonout_string(j, "relatedSpdxElement", to);
	jsonout_object_end(j);
}
