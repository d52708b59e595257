/* The process that brings one input: its origins in turn. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/fetch_worker.h"

#include <fcntl.h>
#include <inttypes.h>
#include <sys/stat.h>

#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/fetch/origin.h"
#include "recipes/recipe_origin.h"

static void another_fetches(void *arg)
{
	const struct origin *o = arg;

	origin_tell(o, ORIGIN_NOTE, "another process is fetching it");
}

/* Each kind's row: who brings what it names, and whether that takes a network. */
static const struct {
	int (*get)(struct origin *o, const struct recipe_origin *from, struct err *err);
	bool is_remote;
} fetchers[] = {
	[ORIGIN_HTTPS] = { origin_https_get, true },    [ORIGIN_APT] = { origin_apt_get, true },
	[ORIGIN_APT_SOURCE] = { origin_apt_get, true }, [ORIGIN_NPM] = { origin_npm_get, true },
	[ORIGIN_FILE] = { origin_file_get, false },
};

static int try_origin(struct origin *o, const struct recipe_origin *from, struct err *err)
{
	if ((size_t)from->kind >= ARRAY_LEN(fetchers) ||
	    from->words.len != origin_word_count(from->kind))
		return err_set(err, ERR_MISSING, "not understood");
	/* What is wrong with a file, no network cures. */
	if (!fetchers[from->kind].is_remote)
		origin_tell(o, ORIGIN_NO_HOST, "%s", "");
	return fetchers[from->kind].get(o, from, err);
}

static uint64_t input_size(const struct origin *o)
{
	AUTOCLOSE int fd = store_open_input(o->store, o->input->sha256, NULL);
	struct stat st;

	return fd >= 0 && fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static int try_origins(struct origin *o, const char *temp, struct err *err)
{
	const struct recipe_input *in = o->input;
	AUTOFREE char *lock = xasprintf("fetch-%s", in->sha256);
	AUTOCLOSE int fd = -1;

	if (store_lock(o->store, lock, another_fetches, o, &fd, err) < 0)
		return -1;
	if (store_has_input(o->store, in->sha256)) {
		origin_tell(o, ORIGIN_THERE, "%s", "");
		return 0;
	}
	for (size_t i = 0; i < in->origin_count; i++) {
		const struct recipe_origin *from = &in->origins[i];
		AUTOFREE char *name = origin_describe(from);
		AUTOFREE char *below = xasprintf("%s/%zu", temp, i);
		AUTOFREE char *own = store_folder_path(o->store, below, true, err);
		AUTOFREE char *next =
			i + 1 < in->origin_count ? origin_describe(&in->origins[i + 1]) : NULL;

		if (!own)
			return -1;
		o->temp = own;
		origin_tell(o, ORIGIN_NOTE, "%s", "");
		if (try_origin(o, from, err) == 0) {
			origin_tell(o, ORIGIN_DONE, "%" PRIu64 " %s", input_size(o), name);
			return 0;
		}
		origin_blame_disk(o, err);
		if (err->code != ERR_MISSING && err->code != ERR_MISMATCH)
			return -1;
		if (err->code == ERR_MISMATCH)
			origin_tell(o, ORIGIN_MISMATCH, "%s", "");
		origin_tell(o, ORIGIN_WHY, "%s: %s", name, err->text);
		origin_tell(o, ORIGIN_BYTES, "0");
		if (err->code == ERR_MISMATCH || next)
			term_say("cannot fetch '%s' from %s: %s%s%s", in->name, name, err->text,
				 next ? "; trying " : "", next ? next : "");
		err_clear(err);
		/* What it has left behind must not fill the disk for the next. */
		if (tree_remove(AT_FDCWD, own, err) < 0)
			return -1;
	}
	if (!in->origin_count)
		origin_tell(o, ORIGIN_WHY, "its recipe names no origin");
	return 0;
}

int fetch_work(int line, void *arg, struct err *err)
{
	const struct fetch_work *w = arg;
	struct origin o = { .store = w->store,
			    .input = w->job->input,
			    .recipe_folder = w->job->recipe_folder,
			    .timeout = w->timeout,
			    .report = line };
	int status = try_origins(&o, w->temp, err);

	store_close(w->store); /* takes this process's own temporary folder away */
	return status;
}
