/* Collecting garbage: logs, leftovers, quarantine, inputs. */
/* SPDX-License-Identifier: MIT */
#include "cache/gc/gc_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define SHARE_SECONDS ((int64_t)30 * 24 * 60 * 60)

/* Names in a folder that may be absent. */
static int list(const struct gc *g, const char *folder, struct strv *names, struct err *err)
{
	struct err why = ERR_INIT;

	if (store_list(g->s, folder, names, &why) == 0 || why.sysno == ENOENT) {
		err_clear(&why);
		return 0;
	}
	return err_move(err, &why);
}

static int drop_file(struct gc *g, enum gc_kind kind, const char *path, struct err *err)
{
	struct stat st;
	int gone;

	if (store_stat(g->s, path, &st))
		return errno == ENOENT
			       ? 0
			       : err_sys(err, "cannot stat '%s/%s'", store_path(g->s), path);
	gone = gc_unlink(g, path, err);
	if (gone <= 0)
		return gone;
	if (kind == GC_LEFTOVER)
		gc_count(g, kind, gc_bytes(&st));
	else
		gc_say(g, &(struct gc_item){ .kind = kind,
					     .name = path_basename(path),
					     .bytes = gc_bytes(&st),
					     .frees = gc_bytes(&st),
					     .unused = st.st_mtim.tv_sec == STORE_MTIME
							       ? -1
							       : g->now - st.st_mtim.tv_sec });
	return 0;
}

/* Is it the log of a build that runs? */
static bool is_being_written(const struct gc *g, const char *log)
{
	static const char key[] = "artifacts/";

	for (size_t i = 0; i < g->fixed.len; i++)
		if (strncmp(g->fixed.items[i], key, strlen(key)) == 0 &&
		    store_log_is_of(log, g->fixed.items[i] + strlen(key)))
			return true;
	return false;
}

/* Is it the log of a build that is over? *written: when it was last written to, since 1970. */
static bool is_finished_log(const struct gc *g, const char *name, const char *path,
			    int64_t *written)
{
	struct stat st;

	if (store_stat(g->s, path, &st) || !S_ISREG(st.st_mode))
		return false;
	*written = st.st_mtim.tv_sec;
	return !is_being_written(g, name);
}

/* Logs that were not written to for as long as things are kept. */
static int drop_logs(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (list(g, "logs", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("logs", names.items[i]);
		int64_t written;

		if (is_finished_log(g, names.items[i], path, &written) &&
		    written <= g->now - g->options->keep && drop_file(g, GC_LOG, path, err))
			return -1;
	}
	return 0;
}

struct log_file {
	char *path;
	int64_t written; /* when last, seconds since 1970 */
};

static int compare_logs(const void *a, const void *b)
{
	const struct log_file *x = a, *y = b;

	if (x->written != y->written)
		return x->written < y->written ? -1 : 1;
	return strcmp(x->path, y->path);
}

int gc_shrink_logs(struct gc *g, uint64_t excess, uint64_t *freed, struct err *err)
{
	const uint64_t before = g->report->bytes[GC_LOG];
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE struct log_file *logs = NULL;
	size_t count = 0;
	int rc = 0;

	*freed = 0;
	if (list(g, "logs", &names, err))
		return -1;
	logs = xcalloc(names.len, sizeof(*logs));
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("logs", names.items[i]);
		int64_t written;

		/* The older ones have gone, or would in a dry run. */
		if (is_finished_log(g, names.items[i], path, &written) &&
		    written > g->now - g->options->keep)
			logs[count++] = (struct log_file){ STEAL_POINTER(path), written };
	}
	qsort(logs, count, sizeof(*logs), compare_logs);
	for (size_t i = 0; i < count; i++) {
		if (rc == 0 && *freed < excess)
			rc = drop_file(g, GC_LOG, logs[i].path, err);
		*freed = g->report->bytes[GC_LOG] - before;
		free(logs[i].path);
	}
	return rc;
}

/*
 * Keep what goes on with a partial download away: a pull locks the file itself
 * (*.blob), a fetch the lock "fetch-" and its digest (*.part). Returns a
 * descriptor with the lock, or -1: somebody has it.
 */
static int lock_partial(const struct gc *g, const char *path)
{
	const char *name = path_basename(path);
	const char *end = strrchr(name, '.');
	AUTOFREE char *lock = NULL;
	AUTOCLOSE int fd = -1;

	if (end && strcmp(end, ".part") == 0) {
		lock = xasprintf("locks/fetch-%.*s", (int)(end - name), name);
		fd = store_open_new(g->s, lock, O_RDWR | O_CREAT);
	} else {
		fd = store_open_file(g->s, path);
	}
	return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 ? steal_fd(&fd) : -1;
}

/* Downloads that broke off, and that nobody goes on with now. */
static int drop_partial_in(struct gc *g, const char *folder, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	struct err why = ERR_INIT;

	if (list(g, folder, &names, &why)) {
		/* Another member's are his to remove. */
		if (why.sysno != EACCES)
			return err_move(err, &why);
		err_clear(&why);
		return 0;
	}
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join(folder, names.items[i]);
		AUTOCLOSE int lock = -1;
		struct stat st;

		if (store_stat(g->s, path, &st) || !S_ISREG(st.st_mode) ||
		    st.st_mtim.tv_sec > g->now - g->options->keep)
			continue;
		if (!g->options->dry_run) {
			lock = lock_partial(g, path);
			if (lock < 0)
				continue;
		}
		if (drop_file(g, GC_LEFTOVER, path, err))
			return -1;
	}
	return 0;
}

static int drop_partial(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv folders = STRV_INIT;

	if (store_list_partial(g->s, &folders, err))
		return -1;
	for (size_t i = 0; i < folders.len; i++)
		if (drop_partial_in(g, folders.items[i], err))
			return -1;
	return 0;
}

/* Records that no name leads to: of sysroots as they were, or whose name is gone. */
static int drop_records(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (list(g, "records", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *folder = path_join("records", names.items[i]);
		AUTOSTRV struct strv records = STRV_INIT;
		char now[SHA256_HEX] = "";

		/* What is no folder is for fsck to tell. */
		if (!store_name_is_valid(names.items[i]) || list(g, folder, &records, NULL))
			continue;
		if (store_tree_digest(g->s, names.items[i], now, NULL))
			now[0] = '\0';
		for (size_t j = 0; j < records.len; j++) {
			AUTOFREE char *path = path_join(folder, records.items[j]);

			if (strcmp(records.items[j], now) != 0 &&
			    drop_file(g, GC_LEFTOVER, path, err))
				return -1;
		}
		if (!*now && !g->options->dry_run)
			store_rmdir(g->s, folder);
	}
	return 0;
}

/* Provenance of artifacts that are gone. */
static int drop_provenance(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (list(g, "provenance", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("provenance", names.items[i]);

		if (sha256_is_hex(names.items[i]) && !store_has_artifact(g->s, names.items[i]) &&
		    drop_file(g, GC_LEFTOVER, path, err))
			return -1;
	}
	return 0;
}

/*
 * Recipes that a program laid out which nobody has used for long: whoever uses
 * them says so by the folder's time, and lays them out again when they are gone.
 */
static int drop_shares(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	const int64_t keep = g->options->keep > SHARE_SECONDS ? g->options->keep : SHARE_SECONDS;

	if (list(g, "share", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("share", names.items[i]);
		struct stat st;
		int gone;

		if (!sha256_is_hex(names.items[i]) || store_stat(g->s, path, &st) ||
		    st.st_mtim.tv_sec > g->now - keep)
			continue;
		gone = gc_discard(g, path, err);
		if (gone < 0)
			return -1;
		if (!gone)
			continue;
		gc_count(g, GC_LEFTOVER, gc_bytes(&st));
	}
	return 0;
}

/* Locks that nobody holds. Who waits for one looks whether its file is still there. */
static int drop_locks(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (g->options->dry_run)
		return 0;
	if (list(g, "locks", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("locks", names.items[i]);
		AUTOCLOSE int fd = -1;

		if (strcmp(names.items[i], "use") == 0 || strcmp(names.items[i], "turn") == 0)
			continue; /* ours */
		fd = store_open_new(g->s, path, O_RDWR);
		/* Pipes and links are nobody's. */
		if (fd >= 0 ? flock(fd, LOCK_EX | LOCK_NB) == 0
			    : errno == EBADFD || errno == ELOOP || errno == ENXIO)
			store_unlink(g->s, path);
	}
	return 0;
}

static int drop_quarantine(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;

	if (list(g, "quarantine", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		AUTOFREE char *path = path_join("quarantine", names.items[i]);
		struct err why = ERR_INIT;
		struct stat st;

		if (store_stat(g->s, path, &st))
			continue;
		if (!g->options->dry_run && store_remove(g->s, path, &why)) {
			if (gc_stays(g, path, &why, err))
				return -1;
			continue;
		}
		gc_say(g, &(struct gc_item){ .kind = GC_QUARANTINE,
					     .name = names.items[i],
					     .bytes = gc_bytes(&st),
					     .frees = gc_bytes(&st),
					     .unused = -1 });
	}
	return 0;
}

int gc_drop_loose(struct gc *g, struct err *err)
{
	if (drop_logs(g, err) || drop_partial(g, err) || drop_records(g, err) ||
	    drop_provenance(g, err) || drop_shares(g, err) || drop_locks(g, err))
		return -1;
	return g->options->quarantine ? drop_quarantine(g, err) : 0;
}

/* --- inputs --- */

int gc_drop_inputs(struct gc *g, struct err *err)
{
	AUTOSTRV struct strv made_from = STRV_INIT;
	AUTOSTRV struct strv shards = STRV_INIT;

	for (size_t i = 0; i < g->holder_count; i++)
		if (!g->holders[i].gone)
			strv_add_all(&made_from, &g->holders[i].inputs);
	strv_sort_unique(&made_from);
	if (list(g, "inputs", &shards, err))
		return -1;
	for (size_t i = 0; i < shards.len; i++) {
		AUTOFREE char *folder = path_join("inputs", shards.items[i]);
		AUTOSTRV struct strv names = STRV_INIT;

		if (strlen(shards.items[i]) != 2)
			continue;
		if (list(g, folder, &names, err))
			return -1;
		for (size_t j = 0; j < names.len; j++) {
			AUTOFREE char *path = path_join(folder, names.items[j]);
			AUTOFREE char *thing = path_join("inputs", names.items[j]);

			if (sha256_is_hex(names.items[j]) &&
			    !strv_has_sorted(&made_from, names.items[j]) &&
			    !(g->options->wanted &&
			      strv_has_sorted(g->options->wanted, names.items[j])) &&
			    !gc_is_fixed(g, thing) && drop_file(g, GC_INPUT, path, err))
				return -1;
		}
	}
	return 0;
}

/* --- how much there is --- */

static int add_bytes(int rootfd, const char *path, const struct stat *st, void *arg,
		     struct err *err)
{
	(void)rootfd;
	(void)path;
	(void)err;
	*(uint64_t *)arg += gc_bytes(st);
	return 0;
}

uint64_t gc_loose_bytes(struct gc *g)
{
	AUTOSTRV struct strv names = STRV_INIT;
	uint64_t sum = g->folder_bytes;

	if (store_list(g->s, ".", &names, NULL))
		return 0;
	for (size_t i = 0; i < names.len; i++) {
		const char *name = names.items[i];
		struct stat st;

		/* What SQLite has beside the index is ours of this moment, and goes with us. */
		if ((index_has_file(name) && strchr(name, '-')) || store_stat(g->s, name, &st))
			continue;
		sum += gc_bytes(&st);
		if (strcmp(name, "objects") == 0 || strcmp(name, "trees") == 0)
			continue;
		/* What vanishes meanwhile (tmp/ lives) is no matter. */
		if (S_ISDIR(st.st_mode) && store_walk(g->s, name, add_bytes, &sum, NULL))
			continue;
	}
	return sum;
}
