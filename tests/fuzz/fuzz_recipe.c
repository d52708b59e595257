/* Any bytes as a recipe: parsed or refused with a place, never a crash. */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "recipes/recipe_select.h"

#include "recipes/recipe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct recipe *r;

	if (recipe_parse((const char *)data, size, "fuzz", NULL, &r, &err) < 0) {
		/* Every refusal says where, and gives no recipe. */
		if (r || err.code != ERR_SYNTAX || strncmp(err.text, "fuzz:", 5) != 0)
			abort();
		err_clear(&err);
		return 0;
	}
	free(recipe_canonical(r));
	recipe_selects(r, "usr/include/a/b.h");
	recipe_free(r);
	return 0;
}
