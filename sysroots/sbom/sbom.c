/* What both formats of a bill of materials say in the same words. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/sbom/sbom.h"

#include <stdio.h>
#include <string.h>

void sbom_put_uuid(struct buf *out, size_t begin)
{
	char *at = strstr(out->data + begin, SBOM_NO_UUID);
	char hex[SHA256_HEX];
	char uuid[sizeof(SBOM_NO_UUID)];

	if (!at)
		return;
	sha256_mem(out->data + begin, out->len - begin, hex);
	/* Version 8: made as we like; variant 10. */
	snprintf(uuid, sizeof(uuid), "%.8s-%.4s-8%.3s-%c%.3s-%.12s", hex, hex + 8, hex + 12,
		 "89ab"[hex[15] % 4], hex + 16, hex + 19);
	memcpy(at, uuid, sizeof(uuid) - 1);
}

bool sbom_has(const struct sbom *b, const struct sbom_part *p)
{
	return !b->binary || p->link;
}

bool sbom_is_first(const struct sbom *b, size_t part, size_t material)
{
	const struct sbom_material *m = &b->parts[part].materials[material];

	for (size_t i = 0; i <= part; i++) {
		const struct sbom_part *p = &b->parts[i];
		size_t end = i == part ? material : p->material_count;

		for (size_t k = 0; k < end && sbom_has(b, p); k++)
			if (p->materials[k].kind == m->kind &&
			    strcmp(p->materials[k].sha256, m->sha256) == 0)
				return false;
	}
	return true;
}

char *sbom_origins(const struct sbom_material *m)
{
	return m->origins.len ? strv_join(&m->origins, "; ") : NULL;
}

char *sbom_link_words(const struct sbom_link *l)
{
	AUTOBUF struct buf out = BUF_INIT;

	if (l->is_static)
		buf_addf(&out,
			 "linked in statically: %zu object%s by content (%zu bytes compared), %zu "
			 "by symbols alone",
			 l->by_content, l->by_content == 1 ? "" : "s", l->bytes, l->by_symbol);
	if (l->is_dynamic)
		buf_addf(&out, "%sneeded when it runs, by soname", l->is_static ? "; " : "");
	return buf_steal(&out);
}
