/* The recipes and targets inside the program. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CARRIED_DATA_H
#define CLI_CARRIED_DATA_H

#include "cache/share.h"

/*
 * recipes/catalog/PART/FILE and sysroots/targets/NAME.target, as they were when the program
 * was built. Release with share_release(). Errors: ERR_CORRUPT.
 */
int carried_data(struct share *share, struct err *err) MUST_CHECK;

#endif
