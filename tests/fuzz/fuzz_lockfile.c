/* Any bytes as a lock file: parsed or refused with a place, never a crash. */
/* SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "builder/lock/lockfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err err = ERR_INIT;
	struct lockfile *lock;

	if (lockfile_parse((const char *)data, size, "fuzz", &lock, &err) < 0) {
		/* Every refusal says where, and gives no lock. */
		if (lock || err.code != ERR_SYNTAX || strncmp(err.text, "fuzz:", 5) != 0)
			abort();
		err_clear(&err);
		return 0;
	}
	lockfile_free(lock);
	return 0;
}
