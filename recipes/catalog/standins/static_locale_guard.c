/* Lets a static program take the locale files of other releases of glibc.
 *
 * setlocale() and newlocale() in libc.a read the machine's locale files, as its glibc wrote them.
 * Their form has not changed since 2009 but in one way: a category gets more items, behind those
 * that it had. glibc 2.17 meets these with an assertion that ends the program, and every release
 * refuses a file with fewer, so that all of the locale is lost, its character set too.
 *
 * The linker sends what opens such a file here (--wrap=_nl_load_locale for the files of a folder,
 * --wrap=_nl_intern_locale_data for those of locale-archive). Items that this glibc does not know
 * are left out. Those that it misses in LC_TIME, which are all that were added since 2.17, are the
 * names of months that stand by themselves (2.27): they become the plain names, as they are in a
 * locale that says nothing of them. What is wrong otherwise, glibc itself refuses.
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A locale file begins with it; offsets are from its first byte. */
struct locale_file {
	uint32_t magic;
	uint32_t count;
	uint32_t offsets[];
};

/* glibc's own of a place where a file may be; the first members, the same since 2.17. */
struct loaded_l10nfile {
	const char *filename;
	int decided; /* data holds what came of it */
	const void *data;
};

/* glibc's own of a file's items; the first members, the same since 2.17. */
struct __locale_data {
	const char *name;
	const char *filedata;
	off_t filesize;
	int alloc; /* who gives the file's bytes back, and how */
};

enum { ALLOC_MALLOCED = 0 };

#define HIDDEN __attribute__((visibility("hidden")))

struct __locale_data *__real__nl_intern_locale_data(int category, const void *data, size_t size);
struct __locale_data *__wrap__nl_intern_locale_data(int category, const void *data,
						    size_t size) HIDDEN;
void __real__nl_load_locale(struct loaded_l10nfile *file, int category);
void __wrap__nl_load_locale(struct loaded_l10nfile *file, int category) HIDDEN;

/* How many items this glibc knows. Of LC_CTYPE it takes any number: those of a language are many
 * or few. */
static uint32_t items_of(int category)
{
	switch (category) {
	case LC_NUMERIC:
		return _NL_ITEM_INDEX(_NL_NUM_LC_NUMERIC);
	case LC_TIME:
		return _NL_ITEM_INDEX(_NL_NUM_LC_TIME);
	case LC_COLLATE:
		return _NL_ITEM_INDEX(_NL_NUM_LC_COLLATE);
	case LC_MONETARY:
		return _NL_ITEM_INDEX(_NL_NUM_LC_MONETARY);
	case LC_MESSAGES:
		return _NL_ITEM_INDEX(_NL_NUM_LC_MESSAGES);
	case LC_PAPER:
		return _NL_ITEM_INDEX(_NL_NUM_LC_PAPER);
	case LC_NAME:
		return _NL_ITEM_INDEX(_NL_NUM_LC_NAME);
	case LC_ADDRESS:
		return _NL_ITEM_INDEX(_NL_NUM_LC_ADDRESS);
	case LC_TELEPHONE:
		return _NL_ITEM_INDEX(_NL_NUM_LC_TELEPHONE);
	case LC_MEASUREMENT:
		return _NL_ITEM_INDEX(_NL_NUM_LC_MEASUREMENT);
	case LC_IDENTIFICATION:
		return _NL_ITEM_INDEX(_NL_NUM_LC_IDENTIFICATION);
	default:
		return UINT32_MAX;
	}
}

#if __GLIBC_PREREQ(2, 27)

/* LC_TIME before 2.27 had its last item here. */
enum { OLD_TIME_ITEMS = _NL_ITEM_INDEX(_NL_TIME_CODESET) + 1 };

static int lacks_items(int category, const struct locale_file *file, size_t size)
{
	return category == LC_TIME && file->count == OLD_TIME_ITEMS && size < UINT32_MAX / 2;
}

/* The file with the items that it lacks, or NULL; *size becomes the new one's. */
static struct locale_file *with_items(const struct locale_file *file, size_t *size)
{
	const uint32_t count = _NL_ITEM_INDEX(_NL_NUM_LC_TIME);
	const uint32_t more = (count - OLD_TIME_ITEMS) * (uint32_t)sizeof(file->offsets[0]);
	const size_t head = sizeof(*file) + OLD_TIME_ITEMS * sizeof(file->offsets[0]);
	static const struct {
		nl_item alone, plain; /* of January */
	} months[] = {
		{ __ALTMON_1, MON_1 },
		{ _NL_WALTMON_1, _NL_WMON_1 },
		{ _NL_ABALTMON_1, ABMON_1 },
		{ _NL_WABALTMON_1, _NL_WABMON_1 },
	};
	struct locale_file *all = calloc(1, *size + more);

	if (!all)
		return NULL;
	all->magic = file->magic;
	all->count = count;
	/* What the offsets lead to moves by the length of the new ones. */
	for (uint32_t i = 0; i < OLD_TIME_ITEMS; i++)
		all->offsets[i] = file->offsets[i] + more;
	/* An item of a later release would be an empty text. */
	for (uint32_t i = OLD_TIME_ITEMS; i < count; i++)
		all->offsets[i] = (uint32_t)(*size + more - 1);
	for (size_t m = 0; m < sizeof(months) / sizeof(months[0]); m++)
		for (int i = 0; i < 12; i++)
			all->offsets[_NL_ITEM_INDEX(months[m].alone) + i] =
				all->offsets[_NL_ITEM_INDEX(months[m].plain) + i];
	memcpy((char *)all + head + more, (const char *)file + head, *size - head);
	*size += more;
	return all;
}

#else

static int lacks_items(int category, const struct locale_file *file, size_t size)
{
	(void)category;
	(void)file;
	(void)size;
	return 0;
}

static struct locale_file *with_items(const struct locale_file *file, size_t *size)
{
	(void)file;
	(void)size;
	return NULL;
}

#endif

/* Has it other items than this glibc takes? A file that is too short for them is left to glibc. */
static int is_other(int category, const struct locale_file *file, size_t size)
{
	return size > sizeof(*file) &&
	       size > sizeof(*file) + (size_t)file->count * sizeof(file->offsets[0]) &&
	       (file->count > items_of(category) || lacks_items(category, file, size));
}

/* A copy of the file with the items that this glibc knows, or NULL; *size becomes the copy's. */
static struct locale_file *fitted(int category, const struct locale_file *file, size_t *size)
{
	struct locale_file *copy;

	if (file->count <= items_of(category))
		return with_items(file, size);
	copy = malloc(*size);
	if (copy) {
		memcpy(copy, file, *size);
		copy->count = items_of(category);
	}
	return copy;
}

/* In locale-archive: its bytes stay where they are while the program runs, and so does a copy. */
struct __locale_data *__wrap__nl_intern_locale_data(int category, const void *data, size_t size)
{
	struct __locale_data *items;
	struct locale_file *copy;

	if (!is_other(category, data, size))
		return __real__nl_intern_locale_data(category, data, size);
	copy = fitted(category, data, &size);
	items = copy ? __real__nl_intern_locale_data(category, copy, size) : NULL;
	if (!items)
		free(copy);
	return items;
}

/* These are calls of the kernel themselves, which pthread_cancel() does not interrupt: setlocale()
 * holds a lock. */
static int open_quietly(int folder, const char *path)
{
	return (int)syscall(SYS_openat, folder, path, O_RDONLY | O_CLOEXEC);
}

static void close_quietly(int fd)
{
	syscall(SYS_close, fd);
}

/* The file's bytes, or NULL. LC_MESSAGES may be a folder, with translations beside the file. */
static struct locale_file *map(const char *path, size_t *size)
{
	struct locale_file *file = NULL;
	struct stat status;
	int fd = open_quietly(AT_FDCWD, path);

	if (fd >= 0 && fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
		int folder = fd;

		fd = open_quietly(folder, "SYS_LC_MESSAGES");
		close_quietly(folder);
	}
	if (fd < 0)
		return NULL;
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    status.st_size > (off_t)sizeof(*file)) {
		*size = (size_t)status.st_size;
		file = mmap(NULL, *size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (file == MAP_FAILED)
			file = NULL;
	}
	close_quietly(fd);
	return file;
}

void __wrap__nl_load_locale(struct loaded_l10nfile *place, int category)
{
	int error = errno;
	size_t size = 0;
	struct locale_file *copy, *file = map(place->filename, &size);
	size_t mapped = size;
	struct __locale_data *items = NULL;

	if (!file || !is_other(category, file, size)) {
		if (file)
			munmap(file, mapped);
		errno = error;
		__real__nl_load_locale(place, category);
		return;
	}
	copy = fitted(category, file, &size);
	munmap(file, mapped);
	if (copy)
		items = __real__nl_intern_locale_data(category, copy, size);
	if (items) {
		items->name = NULL; /* the caller puts in what it was found under */
		items->alloc = ALLOC_MALLOCED;
	} else {
		free(copy);
	}
	place->decided = 1;
	place->data = items;
}
