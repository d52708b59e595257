/* Private to fetch and relock: the package lists of one suite of Debian, kept in the store. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_APT_LISTS_H
#define FETCH_APT_LISTS_H

#include <stdbool.h>
#include <stdint.h>

#include "builder/fetch/apt_mirror.h"
#include "builder/fetch/deb822.h"
#include "builder/fetch/origin.h"

#define APT_HELPER "/usr/lib/apt/apt-helper"

/*
 * The package lists are kept in STORE/tmp/apt/SUITE-source or SUITE-binary
 * between fetches, since they are large and input files stay valid far longer
 * than lists do; whoever wants room may delete them at any time. The list
 * itself is searched rather than apt asked for a version: a digest is what we
 * know, and pins or candidates have no say in it.
 */
struct apt_lists {
	struct origin *o;
	const char *suite;
	char *package; /* of the origin, without its architecture */
	const char *arch; /* of a binary package; NULL: the machine's own */
	const char *file; /* of a source package; NULL for a binary package */
	char *folder; /* absolute */
	char *stamp; /* file whose time is the last update's */
	struct strv env; /* APT_CONFIG=..., once there is one */
	struct apt_mirror mirror;
};

/*
 * Take an `apt` or `apt-source` origin's words apart. *l: zeroed; release with
 * apt_lists_release() in any case. Errors: ERR_MISSING.
 */
int apt_lists_open(struct apt_lists *l, struct origin *o, const struct recipe_origin *from,
		   struct err *err) MUST_CHECK;
void apt_lists_release(struct apt_lists *l);

/* One updates or reads them at a time; release with store_unlock(). */
int apt_lists_lock(struct apt_lists *l, int *fd, struct err *err) MUST_CHECK;

/* Updated so lately that it need not be done again? */
bool apt_lists_fresh(const struct apt_lists *l);

/* Bring them anew, with the lock held. ERR_MISSING with apt's own words. */
int apt_lists_update(struct apt_lists *l, struct err *err) MUST_CHECK;

/*
 * Visit every paragraph of the lists that are there, with the lock held. base:
 * the archive's address, ends in a slash. fn returns 0 to go on, 1 to end the
 * walk, -1 with err set.
 */
typedef int apt_visit(const struct deb822 *d, const char *base, void *arg, struct err *err);
int apt_lists_walk(struct apt_lists *l, apt_visit *fn, void *arg, struct err *err) MUST_CHECK;

/*
 * Run one of apt's programs with the configuration of these lists. watch,
 * counts, limit, out: as in struct origin_command. ERR_MISSING with apt's own
 * words when it fails.
 */
struct apt_command {
	const char *const *argv;
	const char *out, *watch;
	bool counts;
	uint64_t limit;
};
int apt_lists_run(struct apt_lists *l, const struct apt_command *c, struct err *err) MUST_CHECK;

/*
 * One file of the Checksums-Sha256 field of a source package: its three words.
 * Calls fn for each; it returns true to end.
 */
bool apt_each_checksum(const struct deb822 *d,
		       bool (*fn)(const char *sha256, const char *size, const char *name,
				  void *arg),
		       void *arg);

#endif
