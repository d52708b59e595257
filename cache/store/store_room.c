/* How much must stay free on the store's filesystem, and sizes as people write them. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "builder/base/term.h"

#define VARIABLE "SYSROOT_MIN_FREE"
/* By default a hundredth of the filesystem, but no more than this. */
#define DEFAULT_MOST ((uint64_t)256 * 1000 * 1000)
#define DEFAULT_SHARE 100

int store_parse_size(const char *text, uint64_t *bytes, struct err *err)
{
	static const char units[] = "kMGT";
	/* strtod() takes more than people mean: "1e3", "0x10", "inf", "nan", signs. */
	size_t number = strspn(text, "0123456789.");
	char *end;
	double value = strtod(text, &end);
	const char *unit, *after;

	after = end;
	while (*after == ' ')
		after++;
	unit = *after ? strchr(units, *after == 'K' ? 'k' : *after) : NULL;
	for (const char *p = units; unit && p <= unit; p++)
		value *= 1000;
	after += unit ? 1 : 0;
	unit = *after == 'B' ? after++ : unit;
	if (*after || end == text || end != text + number || !(value < 9e18)) {
		err_set(err, ERR_USAGE, "'%s' is not a size", text);
		return err_hint(err, "write for example 500M, 10G or 1.5T");
	}
	/* Somebody who forgot the G meant anything but bytes. */
	if (!unit && value > 0) {
		err_set(err, ERR_USAGE, "the size '%s' does not have a unit", text);
		return err_hint(err, "write %.*sM or %.*sG (K, M, G, T: powers of 1000; B: bytes)",
				(int)number, text, (int)number, text);
	}
	*bytes = (uint64_t)value;
	return 0;
}

int store_read_floor(struct store *s, struct err *err)
{
	const char *set = getenv(VARIABLE);
	struct statvfs fs;

	if (set && *set)
		return store_parse_size(set, &s->floor, err) ? err_prefix(err, VARIABLE) : 0;
	s->floor = 0;
	if (fstatvfs(s->fd, &fs) == 0)
		s->floor = (uint64_t)fs.f_blocks / DEFAULT_SHARE * fs.f_frsize;
	if (s->floor > DEFAULT_MOST)
		s->floor = DEFAULT_MOST;
	return 0;
}

void store_use_all_room(struct store *s)
{
	s->floor = 0;
}

int store_room(const struct store *s, uint64_t more, struct err *err)
{
	char is[16], shall[16], wanted[16];
	struct statvfs fs;
	uint64_t left;

	if (!s->floor || fstatvfs(s->fd, &fs) || !fs.f_blocks)
		return 0;
	left = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (left >= s->floor && left - s->floor >= more)
		return 0;
	term_size(left, is);
	term_size(s->floor, shall);
	if (more)
		err_set(err, ERR_SYSTEM,
			"not enough space in the store '%s' for %s more: %s are free, and %s must "
			"stay free",
			s->path, term_size(more, wanted), is, shall);
	else
		err_set(err, ERR_SYSTEM,
			"not enough space in the store '%s': %s are free, and %s must stay free",
			s->path, is, shall);
	if (err)
		err->sysno = ENOSPC;
	return err_hint(
		err,
		"free some disk space ('sysroot gc' removes what nothing needs), choose another "
		"store\nwith --store DIR or SYSROOT_STORE, or allow less with " VARIABLE
		" (0: none stays free)");
}
