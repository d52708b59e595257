/* The program that goes into an image, and the machine that a sysroot's tools run on. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/image/image_program.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file_map.h"
#include "sysroots/elf/elfinfo.h"
#include "sysroots/elf/elfmap.h"

/* The newest of "libc.so.6 GLIBC_2.36", ...; the caller frees; NULL when there is none. */
static char *newest_glibc(const struct strv *versions)
{
	const char *newest = NULL;

	for (size_t i = 0; i < versions->len; i++) {
		const char *at = strstr(versions->items[i], " GLIBC_2.");

		if (at && (!newest || strverscmp(at, newest) > 0))
			newest = at;
	}
	return newest ? xstrdup(newest + strlen(" GLIBC_")) : NULL;
}

static int program_look(struct image_program *p, const void *data, size_t size, const char *name,
			struct err *err)
{
	struct elfinfo info = { 0 };

	if (elfinfo_read(data, size, name, &info, err) < 0)
		return -1;
	/* elfinfo reads 64 bits alone. */
	if (info.kind == ELFKIND_EXEC || info.is_static)
		p->machine = machine_of_elf(ELFCLASS64, info.machine);
	p->interp = STEAL_POINTER(info.interp);
	p->glibc = newest_glibc(&info.need_versions);
	elfinfo_release(&info);
	if (p->machine)
		return 0;
	err_set(err, ERR_FAILED, "'%s' is not a program for %s", name, machine_choices());
	return err_hint(err,
			"--program takes the file of 'sysroot' itself; --no-program leaves it out");
}

int image_program_open(const char *path, struct image_program *p, struct err *err)
{
	const char *name = path ? path : "/proc/self/exe";
	struct file_map AUTOFILEMAP file = { 0 };

	*p = (struct image_program)IMAGE_PROGRAM_INIT;
	p->fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (p->fd < 0) {
		err_sys(err, "cannot open the program '%s'", name);
		return path ? -1 : err_hint_proc(err);
	}
	if (file_map_open(p->fd, name, &file, err) < 0)
		return -1;
	if (!file.size)
		return err_set(err, ERR_FAILED, "'%s' is not a program", name);
	return program_look(p, file.data, file.size, name, err);
}

void image_program_release(struct image_program *p)
{
	if (p->fd >= 0)
		close(p->fd);
	free(p->interp);
	free(p->glibc);
	*p = (struct image_program)IMAGE_PROGRAM_INIT;
}

int image_tools_machine(const struct store *store, const struct manifest *m,
			const struct machine **machine, struct err *err)
{
	const struct entry *e = manifest_resolve(m, "bin/cc");
	unsigned char head[sizeof(Elf64_Ehdr)];
	AUTOCLOSE int fd = -1;

	*machine = NULL;
	if (!e || e->type != ENTRY_FILE)
		return 0;
	fd = store_open_object(store, e->sha256, e->exec, err);
	if (fd < 0)
		return err_prefix(err, "'%s'", e->path);
	if (pread(fd, head, sizeof(head), 0) == (ssize_t)sizeof(head) &&
	    memcmp(head, ELFMAG, SELFMAG) == 0)
		*machine = machine_of_elf(head[EI_CLASS],
					  (uint16_t)SPAN_FIELD(head, Elf64_Ehdr, e_machine));
	return 0;
}
