/* malloc and its kin, mappings. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Sizes that the compiler must not know, or it warns of what is tried here. */
static volatile size_t too_much = SIZE_MAX / 2 + 2, two = 2;
/* Through pointers, or clang takes it that no allocation sets errno. */
static void *(*volatile allocate)(size_t) = malloc;
static void *(*volatile allocate_many)(size_t, size_t) = calloc;

static void check_sizes(void)
{
	void *blocks[200];
	char *big, *grown;

	for (size_t i = 0; i < 200; i++) {
		size_t size = i * i * 13 % 70000;

		blocks[i] = malloc(size);
		CHECK(blocks[i] != NULL && (uintptr_t)blocks[i] % 16 == 0);
		CHECK(malloc_usable_size(blocks[i]) >= size);
		memset(blocks[i], (int)i, size);
	}
	for (size_t i = 0; i < 200; i += 2)
		free(blocks[i]);
	for (size_t i = 1; i < 200; i += 2) {
		size_t size = i * i * 13 % 70000;

		grown = realloc(blocks[i], size + 5000);
		NEED(grown != NULL);
		if (size)
			CHECK(grown[0] == (char)i && grown[size - 1] == (char)i);
		free(grown);
	}
	/* Address space alone: no page of it is touched but two. */
	big = malloc((size_t)1 << 30);
	NEED(big != NULL);
	big[0] = big[((size_t)1 << 30) - 1] = 1;
	free(big);
	big = calloc(1000, 1000);
	NEED(big != NULL);
	for (size_t i = 0; i < 1000000; i += 4096)
		if (big[i])
			CHECK(big[i] == 0);
	free(big);
}

static void check_errors(void)
{
	errno = 0;
	CHECK(allocate(too_much) == NULL);
	CHECK_INT(errno, ENOMEM);
	errno = 0;
	CHECK(allocate_many(too_much, two) == NULL);
	CHECK_INT(errno, ENOMEM);
	/* reallocarray() came with glibc 2.26 and musl 1.2.2. */
#if TARGET_GLIBC >= 226 || TARGET_MUSL >= 10202
	errno = 0;
	CHECK(reallocarray(NULL, too_much, two) == NULL);
	CHECK_INT(errno, ENOMEM);
#endif
}

static void check_alignment(void)
{
	for (size_t alignment = 16; alignment <= 1 << 16; alignment *= 2) {
		void *block = aligned_alloc(alignment, alignment * 2), *other = NULL;

		CHECK(block && (uintptr_t)block % alignment == 0);
		free(block);
		CHECK_INT(posix_memalign(&other, alignment, 100), 0);
		CHECK(other && (uintptr_t)other % alignment == 0);
		free(other);
		block = memalign(alignment, 10);
		CHECK(block && (uintptr_t)block % alignment == 0);
		free(block);
	}
	CHECK_INT(posix_memalign(&(void *){ NULL }, 3, 10), EINVAL);
}

static void check_mappings(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *shared, *moved;
	int status = -1, fd;
	pid_t child;

	shared = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	NEED(shared != MAP_FAILED);
	child = fork();
	if (child == 0) {
		shared[5] = 55;
		_exit(0);
	}
	CHECK_INT(waitpid(child, &status, 0), child);
	CHECK(status == 0 && shared[5] == 55);
	munmap(shared, page);

	moved = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	NEED(moved != MAP_FAILED);
	moved[0] = 1;
	moved = mremap(moved, page, 64 * page, MREMAP_MAYMOVE);
	NEED(moved != MAP_FAILED);
	CHECK(moved[0] == 1 && moved[64 * page - 1] == 0);
	CHECK_INT(madvise(moved, 64 * page, MADV_DONTNEED), 0);
	CHECK(moved[0] == 0);
	CHECK_INT(mprotect(moved, page, PROT_NONE), 0);
	CHECK_INT(munmap(moved, 64 * page), 0);

	fd = open("mapped", O_RDWR | O_CREAT | O_TRUNC, 0600);
	NEED(fd >= 0 && ftruncate(fd, (off_t)page) == 0);
	moved = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	NEED(moved != MAP_FAILED);
	strcpy(moved, "through the mapping");
	CHECK_INT(msync(moved, page, MS_SYNC), 0);
	CHECK_INT(munmap(moved, page), 0);
	CHECK_INT(pread(fd, (char[8]){ "" }, 7, 12), 7);
	close(fd);
	unlink("mapped");
	errno = 0;
	CHECK(mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK_INT(errno, EINVAL);
	/* musl's sbrk() refuses everything but a question. */
	CHECK(sbrk(0) != (void *)-1);

	/* In librt until glibc 2.34. */
	fd = shm_open("/sysroot-conformance", O_RDWR | O_CREAT | O_EXCL, 0600);
	NEED(fd >= 0);
	CHECK_INT(shm_unlink("/sysroot-conformance"), 0);
	close(fd);
}

void check_memory(void)
{
	check_sizes();
	check_errors();
	check_alignment();
	check_mappings();
}
