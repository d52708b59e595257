/* The remote places that a build asks for parts before it makes them. */
/* SPDX-License-Identifier: MIT */
#ifndef REMOTE_H
#define REMOTE_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/remote/remote_registry.h"
#include "builder/sandbox/sandbox.h"
#include "cache/store/store.h"

struct remotes;

/*
 * The places of a list, separated by commas: registries, and folders that are
 * other stores ("dir:/mnt/farm"). Nothing is asked yet. access is borrowed.
 * publish: what is made goes to the first registry of the list.
 * *out: free with remotes_free(). Errors: ERR_USAGE.
 */
int remotes_open(const char *list, const struct remote_access *access, bool publish,
		 struct remotes **out, struct err *err) MUST_CHECK;
void remotes_free(struct remotes *r);

/*
 * Ask one after the other for the artifact of a key. What does not work is said
 * and passed over; a place that cannot be reached, or wants another login, is not
 * asked again, by forked processes neither.
 * weakest: an artifact whose steps ran in a weaker sandbox will not do.
 * what: it is called so in words. Returns 1 and *from (the place; the caller
 * frees) when it is in the store now, 0, or -1 when interrupted.
 */
int remotes_take(struct remotes *r, struct store *s, const char *key, const char *what,
		 enum sandbox_tier weakest, char **from, struct err *err) MUST_CHECK;

/* Publish what was made, if that was asked for; what does not work is said. */
void remotes_publish(struct remotes *r, struct store *s, const char *key, const char *what);

#endif
