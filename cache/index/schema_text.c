/* schema.sql as a string of the program. */
/* SPDX-License-Identifier: MIT */
#include "cache/index/index_internal.h"

/* The assembler looks the file up as #include does: -I of the root finds it. */
__asm__(".section .rodata\n"
	".global index_schema_text\n"
	".type index_schema_text, %object\n"
	"index_schema_text:\n"
	".incbin \"cache/index/schema.sql\"\n"
	".byte 0\n"
	".size index_schema_text, . - index_schema_text\n"
	".previous\n");
