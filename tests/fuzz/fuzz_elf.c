/* Fuzzes the ELF and ar reader: any bytes, all of its entries (libFuzzer). */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sysroots/elf/elfinfo.h"
#include "sysroots/elf/elfstrip.h"
#include "sysroots/elf/elfsym.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read every byte of every string, so that a sanitizer sees each of them. */
static int use_symbol(const struct elfsym *s, void *arg)
{
	size_t *sum = arg;

	*sum += strlen(s->name) + strlen(s->version) + strlen(s->member);
	if (!strchr("TDBRWVivwuUACN?", s->kind) || !*s->name)
		abort();
	if (s->is_default && !s->is_defined)
		abort();
	return 0;
}

/* What comes out has nothing to take any more. */
static void strip(const uint8_t *data, size_t size)
{
	AUTOSTRV struct strv sections = STRV_INIT;
	const struct elfstrip what = { true, &sections };
	AUTOBUF struct buf out = BUF_INIT, again = BUF_INIT;
	struct err err = ERR_INIT;
	int status;

	strv_add(&sections, ".comment");
	status = elfstrip_file(data, size, "fuzz", &what, &out, NULL, &err);
	if (status < 0 && (err.code == ERR_NONE || !err.text))
		abort();
	err_clear(&err);
	if (status > 0 && (out.len > 3 * size + (1 << 17) ||
			   elfstrip_file(out.data, out.len, "out", &what, &again, NULL, NULL) != 0))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct elfinfo info;
	size_t sum = 0;

	if (elfinfo_read(data, size, "fuzz", &info, &err) == 0) {
		for (size_t i = 0; i < info.needed.len; i++)
			sum += strlen(info.needed.items[i]);
		elfinfo_release(&info);
	} else if (err.code == ERR_NONE || !err.text) {
		abort();
	}
	err_clear(&err);
	if (elfsym_each(data, size, "fuzz", false, use_symbol, &sum, &err) < 0 &&
	    (err.code == ERR_NONE || !err.text))
		abort();
	err_clear(&err);
	strip(data, size);
	if (elfsym_each(data, size, "fuzz", true, use_symbol, &sum, NULL) < 0)
		return 0;
	return 0;
}
