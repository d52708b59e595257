/* The recipes and targets inside the program. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/carried_data.h"

#include "builder/base/carry.h"

CARRY(carried_data_file, DATA_FILE);

int carried_data(struct bundle *bundle, struct err *err)
{
	/* cppcheck-suppress comparePointers */
	return bundle_parse(carried_data_file_begin, CARRY_SIZE(carried_data_file), bundle, err);
}
