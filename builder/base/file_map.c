/* A whole file in memory, to be read. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/file_map.h"

#include <sys/mman.h>
#include <sys/stat.h>

int file_map_open(int fd, const char *name, struct file_map *m, struct err *err)
{
	struct stat st;
	void *data;

	*m = (struct file_map){ 0 };
	if (fstat(fd, &st) < 0)
		return err_sys(err, "cannot stat '%s'", name);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is not a regular file", name);
	if (st.st_size == 0)
		return 0;
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED)
		return err_sys(err, "cannot map '%s'", name);
	*m = (struct file_map){ data, (size_t)st.st_size };
	return 0;
}

void file_map_close(struct file_map *m)
{
	if (m->data)
		munmap((void *)m->data, m->size);
	*m = (struct file_map){ 0 };
}
