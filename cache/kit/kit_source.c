/* Reading a file twice: all of it for its hash, then its blocks, each held against the first time.
 */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "builder/base/process.h"
#include "builder/base/term.h"

struct kit_source {
	int fd;
	char *path;
	uint64_t size; /* bytes, as they were read the first time */
	char (*digests)[SHA256_HEX]; /* of the blocks */
	size_t count, next;
	unsigned char hash[MINISIGN_HASH]; /* of it all */
	unsigned char *block; /* KIT_BLOCK bytes, aligned for O_DIRECT */
};

/* Take O_DIRECT off, if it is on. */
static bool without_direct(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_DIRECT) && fcntl(fd, F_SETFL, flags & ~O_DIRECT) == 0;
}

/* Read a block at a place: its bytes, fewer only at the end of the file. */
static int read_block(const struct kit_source *s, uint64_t at, size_t *len, struct err *err)
{
	*len = 0;
	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	while (*len < KIT_BLOCK) {
		ssize_t n = pread(s->fd, s->block + *len, KIT_BLOCK - *len, (off_t)(at + *len));

		if (n < 0 && errno == EINTR)
			continue;
		/* Behind a short read, the last one, O_DIRECT finds the place not to its liking. */
		if (n < 0 && errno == EINVAL && without_direct(s->fd))
			continue;
		if (n < 0)
			return err_sys(err, "cannot read '%s'", s->path);
		if (n == 0)
			break;
		*len += (size_t)n;
	}
	return 0;
}

static int read_all(struct kit_source *s, uint64_t expected, struct err *err)
{
	struct blake2b b;
	size_t len, cap = 0;

	blake2b_init(&b, MINISIGN_HASH);
	do {
		if (read_block(s, s->size, &len, err))
			return -1;
		if (len == 0)
			break;
		if (s->size + len > KIT_BYTES_MAX)
			return err_set(err, ERR_HOSTILE, "'%s' is too large for a kit", s->path);
		if (s->count == cap) {
			cap = cap ? cap * 2 : 64;
			s->digests = xreallocarray(s->digests, cap, sizeof(*s->digests));
		}
		blake2b_update(&b, s->block, len);
		sha256_mem(s->block, len, s->digests[s->count++]);
		s->size += len;
		term_progress("reading the kit", s->size, expected);
	} while (len == KIT_BLOCK);
	blake2b_final(&b, s->hash);
	return 0;
}

/*
 * Past the system's memory of the file: by O_DIRECT where the filesystem has it,
 * else by asking the system to forget what it can.
 */
static int open_medium(const char *path, struct err *err)
{
	AUTOCLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	int direct;

	if (fd < 0)
		return err_sys(err, "cannot open '%s'", path);
	/* What was just written must be on the medium before it can be read from there. */
	if (fsync(fd) && errno != EINVAL && errno != EROFS && errno != EBADF)
		return err_sys(err, "cannot write '%s' to its medium", path);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	direct = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_DIRECT);
	return direct >= 0 ? direct : steal_fd(&fd);
}

int kit_source_open(const char *path, bool reread, struct kit_source **out, struct err *err)
{
	struct kit_source *s = xcalloc(1, sizeof(*s));
	void *block = NULL;
	struct stat st;
	int rc = -1;

	s->path = xstrdup(path);
	s->fd = reread ? open_medium(path, err) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (posix_memalign(&block, 4096, KIT_BLOCK))
		abort();
	s->block = block;
	if (s->fd < 0 && !reread)
		err_sys(err, "cannot open '%s'", path);
	else if (s->fd >= 0 && fstat(s->fd, &st))
		err_sys(err, "cannot stat '%s'", path);
	else if (s->fd >= 0 && !S_ISREG(st.st_mode))
		err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
	else if (s->fd >= 0)
		rc = read_all(s, (uint64_t)st.st_size, err);
	term_progress_done();
	if (rc) {
		kit_source_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

void kit_source_close(struct kit_source *s)
{
	if (!s)
		return;
	if (s->fd >= 0)
		close(s->fd);
	free(s->path);
	free(s->digests);
	free(s->block);
	free(s);
}

const unsigned char *kit_source_hash(const struct kit_source *s)
{
	return s->hash;
}

int kit_source_next(struct kit_source *s, const unsigned char **data, size_t *len, struct err *err)
{
	char hex[SHA256_HEX];

	if (s->next == s->count)
		return 0;
	if (read_block(s, (uint64_t)s->next * KIT_BLOCK, len, err))
		return -1;
	sha256_mem(s->block, *len, hex);
	if (strcmp(hex, s->digests[s->next]) != 0) {
		err_set(err, ERR_MISMATCH,
			"'%s' changed after its signature was verified: MiB %zu differs when read "
			"again",
			s->path, s->next + 1);
		return err_hint(err, "the medium is bad, or the file is being written to: copy it "
				     "to a disk of this\nmachine, and import that");
	}
	s->next++;
	*data = s->block;
	term_progress("reading the kit", (uint64_t)s->next * KIT_BLOCK, s->size);
	return 1;
}
