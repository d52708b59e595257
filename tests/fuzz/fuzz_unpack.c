/* Fuzzing the unpacker: any bytes as an archive; nothing beside the folder may appear. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/unpack/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A folder with "tree" in it alone, made once; ends the run when anything fails. */
static int fuzz_root(void)
{
	static int root = -1;
	const char *base = getenv("TMPDIR");
	AUTOFREE char *path = path_join(base && *base ? base : "/tmp", "fuzz-unpack-XXXXXX");

	if (root >= 0)
		return root;
	if (!mkdtemp(path))
		abort();
	root = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		abort();
	return root;
}

/*
 * libarchive asks for what a cpio header claims its name to need, up to 4 GiB
 * that it never touches: run with -malloc_limit_mb=9000.
 */
/* The first byte chooses the options, so that one corpus serves them all. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct unpack_limits limits = { 1 << 20, 200, 200, 1 << 16, 3 };
	AUTOSTRV struct strv inner = STRV_INIT, only = STRV_INIT, names = STRV_INIT;
	struct unpack_options options = { .limits = &limits };
	AUTOCLOSE int fd = memfd_create("archive", MFD_CLOEXEC);
	struct err err = ERR_INIT;
	int root = fuzz_root();

	if (size < 1 || fd < 0)
		return 0;
	options.strip = data[0] & 3;
	if (data[0] & 4)
		strv_add(&inner, "*");
	if (data[0] & 8)
		strv_add(&only, "**/a*");
	options.inner = &inner;
	options.only = &only;
	if (fd_write(fd, data + 1, size - 1, &err) < 0 || lseek(fd, 0, SEEK_SET) != 0 ||
	    dir_make(root, "tree", &err) < 0)
		abort();
	if (unpack_fd(fd, "fuzz", root, "tree", &options, &err) < 0) {
		/* Every error is of a kind, and says something. */
		if (err.code == ERR_NONE || !err.text || !*err.text)
			abort();
		err_clear(&err);
	}
	if (dir_list(root, ".", &names, &err) < 0 || names.len != 1)
		abort();
	if (tree_remove(root, "tree", &err) < 0)
		abort();
	return 0;
}
