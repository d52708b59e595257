/* Flip a bit of a store as a bad disk would: no time, no mode, no size tells. */
/* SPDX-License-Identifier: MIT */

/*
 * flip STORE SEED    choose a bit, flip it, print "PATH OFFSET BIT"
 *
 * One seed of three chooses among all bytes, one first among all files, and one
 * takes the top level's names in turn, so that small and rare files are tried too. What holds
 * nothing that lasts is left out: locks, logs, tmp, quarantine, and what SQLite has beside a
 * database that is in use.
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char *path;
	uint64_t size;
} * files;
static size_t count;
static uint64_t total;
static size_t root_len;

static int visit(const char *path, const struct stat *st, int type, struct FTW *at)
{
	static const char *const out[] = {
		"locks", "logs", "tmp", "quarantine", "index.sqlite-wal", "index.sqlite-shm"
	};
	const char *name = path + root_len;

	(void)at;
	if (type == FTW_D || type == FTW_DP || !S_ISREG(st->st_mode) || st->st_size == 0)
		return 0;
	for (size_t i = 0; i < sizeof(out) / sizeof(out[0]); i++) {
		size_t n = strlen(out[i]);

		if (strncmp(name, out[i], n) == 0 && (name[n] == '/' || name[n] == '\0'))
			return 0;
	}
	files = realloc(files, (count + 1) * sizeof(*files));
	files[count].path = strdup(name);
	files[count++].size = (uint64_t)st->st_size;
	total += (uint64_t)st->st_size;
	return 0;
}

/* Sorted, so that a seed means the same each time. */
static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Is it the first file of a folder of the top level, or such a file itself? */
static int begins_kind(size_t i)
{
	size_t n = strcspn(files[i].path, "/");

	return i == 0 || strncmp(files[i].path, files[i - 1].path, n) != 0 ||
	       files[i - 1].path[n] != files[i].path[n];
}

/* A file of the kind with this number, counted round. */
static size_t file_of_kind(uint64_t number, uint64_t random)
{
	size_t kinds = 0, first, last;

	for (size_t i = 0; i < count; i++)
		kinds += (size_t)begins_kind(i);
	number %= kinds;
	for (first = 0; !begins_kind(first) || number--; first++)
		;
	for (last = first + 1; last < count && !begins_kind(last); last++)
		;
	return first + random % (last - first);
}

/* splitmix64: the same numbers everywhere. */
static uint64_t next(uint64_t *state)
{
	uint64_t z = (*state += 0x9e3779b97f4a7c15U);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return z ^ (z >> 31);
}

static int flip(const char *store, const char *path, uint64_t offset, unsigned bit)
{
	char full[8192];
	unsigned char byte;
	struct stat st;
	int fd;

	snprintf(full, sizeof(full), "%s/%s", store, path);
	if (stat(full, &st))
		return -1;
	if (!(st.st_mode & S_IWUSR) && chmod(full, 0644))
		return -1;
	fd = open(full, O_RDWR);
	if (fd < 0 || pread(fd, &byte, 1, (off_t)offset) != 1)
		return -1;
	byte ^= (unsigned char)(1U << bit);
	if (pwrite(fd, &byte, 1, (off_t)offset) != 1 || fchmod(fd, st.st_mode & 07777) ||
	    futimens(fd, (const struct timespec[2]){ st.st_atim, st.st_mtim }))
		return -1;
	return close(fd);
}

int main(int argc, char **argv)
{
	uint64_t seed, state, at;
	size_t i = 0;

	if (argc != 3)
		return 2;
	root_len = strlen(argv[1]) + 1;
	if (nftw(argv[1], visit, 64, FTW_PHYS) || !count)
		return 1;
	qsort(files, count, sizeof(*files), compare);
	seed = state = strtoull(argv[2], NULL, 10);
	if (seed % 3) {
		i = seed % 3 == 1 ? next(&state) % count : file_of_kind(seed / 3, next(&state));
		at = next(&state) % files[i].size;
	} else {
		for (at = next(&state) % total; at >= files[i].size; i++)
			at -= files[i].size;
	}
	state = next(&state) % 8;
	if (flip(argv[1], files[i].path, at, (unsigned)state)) {
		perror(files[i].path);
		return 1;
	}
	printf("%s %llu %u\n", files[i].path, (unsigned long long)at, (unsigned)state);
	return 0;
}
