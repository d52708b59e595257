/* Private to fetch: where this machine's own apt gets Debian's packages from. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_APT_MIRROR_H
#define FETCH_APT_MIRROR_H

#include <stdbool.h>

#include "builder/base/buf.h"
#include "builder/fetch/origin.h"

struct apt_mirror {
	char *uri; /* of the archive, as the sources name it; ends in a slash */
	char *signed_by; /* value of a Signed-By field, may have several lines; or NULL */
	bool trusted; /* the user said trusted=yes for it */
};

void apt_mirror_release(struct apt_mirror *m);

/*
 * Find the entry of the machine's apt sources that serves a suite of Debian,
 * or another suite of the same archive (Debian's mirrors carry all of them).
 * ERR_MISSING when there is none (Ubuntu, say).
 */
int apt_mirror_find(struct origin *o, const char *suite, struct apt_mirror *m,
		    struct err *err) MUST_CHECK;

/*
 * The machine's apt configuration as text for a private configuration file,
 * cut to what says how to reach a mirror: proxies, certificates, transports,
 * credentials. Hooks, pins, languages and further indexes stay out.
 */
int apt_mirror_config(struct origin *o, struct buf *config, struct err *err) MUST_CHECK;

#endif
