/* Inputs: files as upstream made them, by their digest. */
/* SPDX-License-Identifier: MIT */
#include "cache/store/store_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 18)

char *store_input_path(const char *sha256)
{
	return xasprintf("inputs/%.2s/%s", sha256, sha256);
}

bool store_has_input(const struct store *s, const char *sha256)
{
	AUTOFREE char *path = store_input_path(sha256);
	struct stat st;

	return beneath_stat(s->fd, path, &st) == 0 && S_ISREG(st.st_mode);
}

int store_open_input(const struct store *s, const char *sha256, struct err *err)
{
	AUTOFREE char *path = store_input_path(sha256);
	int fd = beneath_open_file(s->fd, path);

	if (fd >= 0)
		return fd;
	if (errno != ENOENT)
		return err_sys(err, "cannot open the input '%s/%s'", s->path, path);
	err_set(err, ERR_MISSING, "the input with sha256 '%s' is not in the store", sha256);
	return err_hint(
		err,
		"fetch it with 'sysroot fetch', or add it from a file with 'sysroot add FILE'");
}

/* Read in to its end: into the hash, and to out unless it is -1. */
static int copy_hashed(int in, int out, char hex[SHA256_HEX], struct err *err)
{
	AUTOFREE char *chunk = xmalloc(CHUNK);
	struct sha256 h;

	sha256_init(&h);
	for (;;) {
		ssize_t n = read(in, chunk, CHUNK);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "cannot read");
		if (n == 0)
			break;
		sha256_update(&h, chunk, (size_t)n);
		if (out >= 0 && fd_write(out, chunk, (size_t)n, err))
			return -1;
	}
	sha256_final(&h, hex);
	return 0;
}

static int mismatch(const char *path, const char *wanted, const char *hex, struct err *err)
{
	err_set(err, ERR_MISMATCH, "'%s' has sha256 %s, not %s", path, hex, wanted);
	return err_hint(err, "the file is truncated, altered or a different one; copy it again");
}

/* Bring in's bytes to inputs/; temp is removed by the caller when it stays. */
static int take_in(struct store *s, int in, int out, const char *temp, const char *path,
		   const char *sha256, char hex[SHA256_HEX], struct err *err)
{
	AUTOFREE char *final = NULL;

	if (copy_hashed(in, out, hex, err))
		return err_prefix(err, "'%s'", path);
	if (sha256 && strcmp(sha256, hex) != 0)
		return mismatch(path, sha256, hex, err);
	if (store_finish_fd(out, 0444) || fsync(out))
		return err_sys(err, "cannot write '%s/%s'", s->path, temp);
	final = store_input_path(hex);
	if (store_move_in(s, temp, final, err))
		return -1;
	return store_sync_folder(s, final, err);
}

int store_add_input(struct store *s, int dirfd, const char *path, const char *sha256,
		    char found[SHA256_HEX], struct err *err)
{
	/* Not to hang on a pipe that nobody writes to. */
	AUTOCLOSE int in = openat(dirfd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTOCLOSE int out = -1;
	AUTOFREE char *temp = NULL;
	char hex[SHA256_HEX] = "";
	struct stat st;
	int rc;

	if (found)
		found[0] = '\0';
	if (sha256 && !sha256_is_hex(sha256))
		return err_set(err, ERR_USAGE, "'%s' is not a sha256: 64 lower-case hex digits",
			       sha256);
	if (in < 0 || fstat(in, &st))
		return err_sys(err, "cannot open '%s'", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, ERR_FAILED, "'%s' is not a regular file", path);
	if (!(sha256 && store_has_input(s, sha256)) && store_room(s, (uint64_t)st.st_size, err))
		return -1;
	if (sha256 && store_has_input(s, sha256)) {
		if (copy_hashed(in, -1, hex, err))
			return err_prefix(err, "'%s'", path);
		rc = strcmp(sha256, hex) == 0 ? 0 : mismatch(path, sha256, hex, err);
	} else {
		out = store_temp_file(s, &temp, err);
		if (out < 0)
			return -1;
		rc = take_in(s, in, out, temp, path, sha256, hex, err);
		if (rc)
			beneath_unlink(s->fd, temp, 0);
	}
	if (found)
		memcpy(found, hex, SHA256_HEX);
	return rc;
}
