/* The recipes and targets inside the program. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CARRIED_DATA_H
#define CLI_CARRIED_DATA_H

#include "cache/store/bundle.h"

/*
 * recipes/catalog/PART/FILE and sysroots/targets/NAME.target, as they were when the program
 * was built. Release with bundle_release(). Errors: ERR_CORRUPT.
 */
int carried_data(struct bundle *bundle, struct err *err) MUST_CHECK;

#endif
