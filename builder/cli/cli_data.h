/* Where the recipes and targets are that this program works with. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_DATA_H
#define CLI_DATA_H

#include <stdbool.h>

#include "builder/base/err.h"

/*
 * The folder that holds recipes/catalog and sysroots/targets: $SYSROOT_DATA, else
 * PREFIX/share/sysroot beside the program, else the source tree that it lies in, else what
 * the program carries: laid out once in the store's share/, or, where there is no store or
 * it cannot be written, in a temporary folder that ends with the process. Borrowed, the
 * same at every call. NULL on failure: ERR_MISSING, ERR_SYSTEM.
 */
const char *cli_data_folder(struct err *err);

/* Is it what the program carries? Then nobody may write there. */
bool cli_data_is_carried(void);

/* Remove the temporary folder, if there is one: before another program takes our place. */
void cli_data_release(void);

#endif
