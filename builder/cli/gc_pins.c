/* gc's pins, by what the user typed. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/gc_pins.h"

#include <string.h>

#include "builder/base/hex.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "cache/gc/gc.h"

#define PREFIX_LEAST 8 /* digits of a key that will do */

/* The artifact whose key begins with what was typed; NULL with err set unless there is exactly one.
 */
static char *gc_find_key(const struct store *s, const char *typed, struct err *err)
{
	AUTOSTRV struct strv keys = STRV_INIT;
	const char *found = NULL;

	if (store_list_artifacts(s, &keys, err) < 0)
		return NULL;
	for (size_t i = 0; i < keys.len; i++) {
		if (strncmp(keys.items[i], typed, strlen(typed)) != 0)
			continue;
		if (found) {
			err_set(err, ERR_USAGE, "several artifacts have keys that begin with '%s'",
				typed);
			err_hint(err, "give more digits");
			return NULL;
		}
		found = keys.items[i];
	}
	if (found)
		return xstrdup(found);
	err_set(err, ERR_MISSING, "no artifact has the key '%s'", typed);
	err_hint(err, "'sysroot show TARGET --json' lists the keys of its parts");
	return NULL;
}

/* What is pinned under what was typed: a sysroot's name, or an artifact's key. */
static char *gc_resolve(const struct store *s, const char *typed, struct err *err)
{
	size_t digits = hex_span(typed);
	AUTOFREE char *name = NULL;
	char digest[SHA256_HEX];

	if (store_tree_digest(s, typed, digest, NULL) == 0)
		return xstrdup(typed);
	if (digits >= PREFIX_LEAST && !typed[digits])
		return gc_find_key(s, typed, err);
	if (cli_canonical(typed, NULL, &name, err) < 0 ||
	    store_tree_digest(s, name, digest, err) < 0)
		return NULL;
	return steal_pointer_at(&name);
}

int gc_pin_typed(struct store *s, const char *typed, struct err *err)
{
	AUTOFREE char *name = gc_resolve(s, typed, err);

	if (!name || store_pin(s, name, err) < 0)
		return -1;
	term_say("pinned '%s': gc keeps it", name);
	return 0;
}

int gc_unpin_typed(struct store *s, const char *typed, struct err *err)
{
	AUTOSTRV struct strv pins = STRV_INIT;
	AUTOFREE char *name = NULL;

	if (store_list_pins(s, &pins, err) < 0)
		return -1;
	/* What it pinned may be gone; and the name of the target from the catalog. */
	if (strv_contains(&pins, typed))
		return store_unpin(s, typed, err);
	for (size_t i = 0; strlen(typed) >= PREFIX_LEAST && i < pins.len; i++)
		if (sha256_is_hex(pins.items[i]) &&
		    strncmp(pins.items[i], typed, strlen(typed)) == 0)
			return store_unpin(s, pins.items[i], err);
	if (cli_canonical(typed, NULL, &name, NULL) == 0)
		return store_unpin(s, name, err);
	return store_unpin(s, typed, err);
}
