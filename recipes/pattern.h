/*
 * Patterns of paths: the one language of `inner`, `only`, `keep`, `drop`, `strip-debug` and
 * `drop-section`. FORMAT.md describes it for those who write recipes.
 */
/* SPDX-License-Identifier: MIT */
#ifndef RECIPES_PATTERN_H
#define RECIPES_PATTERN_H

#include <stdbool.h>

/*
 * Does the pattern match the whole path, which has no slash at either end?
 *
 *   *   any bytes but a slash, none included; a leading dot is a byte like others
 *   ?   one byte but a slash
 *   **  as a whole component: any number of components, none included; at the end of a
 *       pattern of several components, everything below. Elsewhere it is a *.
 *
 * A pattern that has no slash and begins with a * is matched at any depth, as if it had a ** and
 * a slash before it. Every other byte stands for itself.
 * The time is bounded by the product of both lengths.
 */
bool pattern_matches(const char *pattern, const char *path);

/*
 * May s stand in a recipe: can it match a path below a root? Brackets and backslashes, which mean
 * something elsewhere, are kept out.
 */
bool pattern_is_valid(const char *s);

#endif
