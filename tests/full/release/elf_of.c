/* What the program's own reader says of an ELF file: "static", or what it needs at run time. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdio.h>

#include "builder/base/file.h"
#include "sysroots/elf/elfinfo.h"

int main(int argc, char **argv)
{
	AUTOBUF struct buf file = BUF_INIT;
	struct err err = ERR_INIT;
	struct elfinfo info = { 0 };

	if (argc != 2 || file_read(AT_FDCWD, argv[1], 1 << 28, &file, &err) < 0 ||
	    elfinfo_read(file.data, file.len, argv[1], &info, &err) < 0) {
		printf("error: %s\n", err.text ? err.text : "usage: elf_of FILE");
		return 1;
	}
	if (info.is_static)
		puts("static");
	if (info.interp)
		printf("interpreter %s\n", info.interp);
	for (size_t i = 0; i < info.needed.len; i++)
		printf("needs %s\n", info.needed.items[i]);
	for (size_t i = 0; i < info.need_versions.len; i++)
		printf("version %s\n", info.need_versions.items[i]);
	elfinfo_release(&info);
	return 0;
}
