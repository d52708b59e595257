/* Building a planned target: what is missing, side by side; then composing. */
/* SPDX-License-Identifier: MIT */
#include "builder/engine/build.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/engine/build_part.h"
#include "sysroots/compose/compose.h"
#include "sysroots/elf/index_symbols.h"

/* A part under way in a process of its own, which writes its error to a pipe. */
struct worker {
	pid_t pid; /* 0: free */
	size_t part;
	int report; /* reading end */
	struct timespec begun;
};

static double worker_seconds(const struct worker *w)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - w->begun.tv_sec) +
	       (double)(now.tv_nsec - w->begun.tv_nsec) / 1e9;
}

/* The error as "CODE SYSNO\0text\0hint\0". */
static void worker_send(int fd, const struct err *e)
{
	AUTOBUF struct buf text = BUF_INIT;

	buf_addf(&text, "%d %d", (int)e->code, e->sysno);
	buf_addch(&text, '\0');
	buf_addstr(&text, e->text ? e->text : "failed");
	buf_addch(&text, '\0');
	buf_addstr(&text, e->hint ? e->hint : "");
	if (fd_write(fd, text.data, text.len, NULL) < 0)
		return; /* the parent is gone; nobody reads it */
}

static void worker_receive(int fd, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	char chunk[4096];
	const char *words, *hint;
	int code = ERR_FAILED, sysno = 0;
	ssize_t n;

	while ((n = read(fd, chunk, sizeof(chunk))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			buf_add(&text, chunk, (size_t)n);
	words = memchr(text.data, '\0', text.len);
	hint = words ? memchr(words + 1, '\0', text.len - (size_t)(words + 1 - text.data)) : NULL;
	if (!hint || sscanf(text.data, "%d %d", &code, &sysno) != 2) {
		err_set(err, ERR_FAILED, "the builder of a part ended without a word");
		err_hint(err, "it may have been killed, for want of memory perhaps; "
			      "the same command goes on from here");
		return;
	}
	err_set(err, (enum err_code)code, "%s", words + 1);
	if (err)
		err->sysno = sysno;
	if (hint[1])
		err_hint(err, "%s", hint + 1);
}

static int worker_start(struct worker *w, struct build_part_run *run, size_t part, struct err *err)
{
	pid_t parent = getpid();
	int ends[2];

	/* Not for the steps: one that leaves a process behind would hold it open. */
	if (pipe2(ends, O_CLOEXEC) < 0)
		return err_sys(err, "cannot start a builder");
	w->pid = fork();
	if (w->pid < 0) {
		close(ends[0]);
		close(ends[1]);
		w->pid = 0;
		return err_sys(err, "cannot start a builder");
	}
	if (w->pid == 0) {
		struct err e = ERR_INIT;
		int status;

		close(ends[0]);
		/* When the parent is killed, nobody is left who wants this part. */
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		if (getppid() != parent)
			_exit(1);
		run->index = part;
		status = build_part(run, &e);
		if (status < 0)
			worker_send(ends[1], &e);
		/* Closing takes this process's temporary folders away. */
		if (status == 0 || !run->keep_failed)
			store_close(run->store);
		_exit(status < 0);
	}
	close(ends[1]);
	w->report = ends[0];
	w->part = part;
	clock_gettime(CLOCK_MONOTONIC, &w->begun);
	return 0;
}

static bool part_is_ready(const struct plan *plan, size_t part)
{
	const struct plan_part *p = &plan->parts[part];

	for (size_t i = 0; i < p->need_count; i++)
		if (!plan->parts[p->needs[i]].made)
			return false;
	return true;
}

struct builder {
	struct store *store;
	struct index *index;
	struct plan *plan;
	struct build_part_run run;
	struct worker *workers;
	size_t worker_count;
	bool *begun; /* per part */
	bool stopping;
	struct err first; /* the first error; later ones are mostly its children */
};

static size_t builder_running(const struct builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->worker_count; i++)
		n += b->workers[i].pid != 0;
	return n;
}

static void builder_start_ready(struct builder *b)
{
	for (size_t o = 0; o < b->plan->count && !b->stopping; o++) {
		size_t part = b->plan->order[o];
		struct worker *w = b->workers;

		if (b->plan->parts[part].made || b->begun[part] || !part_is_ready(b->plan, part))
			continue;
		while (w < b->workers + b->worker_count && w->pid)
			w++;
		if (w == b->workers + b->worker_count)
			return;
		b->begun[part] = true;
		term_say("building %s", b->plan->parts[part].recipe->name);
		if (worker_start(w, &b->run, part, &b->first) < 0)
			b->stopping = true;
	}
}

static void builder_finish(struct builder *b, struct worker *w, int raw)
{
	struct plan_part *part = &b->plan->parts[w->part];
	struct err e = ERR_INIT;

	if (raw == 0) {
		term_say("made     %s (%.1f s)", part->recipe->name, worker_seconds(w));
		part->made = true;
	} else {
		worker_receive(w->report, &e);
		b->stopping = true;
	}
	if (e.code && !b->first.code)
		err_move(&b->first, &e);
	err_clear(&e);
	close(w->report);
	w->pid = 0;
}

/* Wait a little; collect who is done. */
static void builder_collect(struct builder *b)
{
	const struct timespec tick = { 0, 5L * 1000 * 1000 };
	bool collected = false;

	for (size_t i = 0; i < b->worker_count; i++) {
		struct worker *w = &b->workers[i];
		int raw;

		if (!w->pid)
			continue;
		if (process_interrupted())
			kill(w->pid, SIGTERM);
		if (waitpid(w->pid, &raw, WNOHANG) != w->pid)
			continue;
		builder_finish(b, w, raw);
		collected = true;
	}
	if (!collected)
		nanosleep(&tick, NULL);
}

static void builder_show(const struct builder *b)
{
	AUTOBUF struct buf line = BUF_INIT;

	for (size_t i = 0; i < b->worker_count; i++) {
		const struct worker *w = &b->workers[i];

		if (w->pid)
			buf_addf(&line, "%s%s %.0f s", line.len ? ", " : "building ",
				 b->plan->parts[w->part].recipe->name, worker_seconds(w));
	}
	if (line.len)
		term_progress(line.data, 0, 0);
}

static int builder_make_parts(struct builder *b, struct err *err)
{
	for (;;) {
		if (process_interrupted())
			b->stopping = true;
		builder_start_ready(b);
		if (builder_running(b) == 0)
			break;
		builder_show(b);
		builder_collect(b);
	}
	term_progress_done();
	if (b->first.code)
		return err_move(err, &b->first);
	if (process_interrupted()) {
		err_set(err, ERR_INTERRUPTED, "interrupted");
		return err_hint(err, "nothing was lost; the same command goes on from here");
	}
	return 0;
}

/*
 * Tell the index of every artifact of the plan that it does not know: those made
 * now, and those of a build that was killed before it came to this.
 */
static int build_index_parts(struct store *s, struct index *ix, const struct plan *plan,
			     struct err *err)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct artifact a = { 0 };
		int status;

		if (index_has_artifact(ix, plan->parts[i].key))
			continue;
		status = store_read_artifact(s, plan->parts[i].key, &a, err);
		if (status == 0)
			status = index_put_artifact(ix, &a, err);
		artifact_release(&a);
		if (status < 0)
			return -1;
	}
	return 0;
}

static int build_tree(struct store *s, struct index *ix, const struct plan *plan,
		      char digest[SHA256_HEX], struct err *err)
{
	AUTOFREE struct compose_part *parts = build_compose_parts(plan, NULL, plan->count);
	struct tree_record tree = { 0 };
	int status;

	status = compose_tree(s, plan->target, parts, plan->count, plan->request_key, &tree, err);
	if (status == 0)
		status = store_put_tree(s, &tree, err);
	if (status == 0)
		status = index_put_tree(ix, s, &tree, symbols_index_reader, err);
	if (status == 0)
		memcpy(digest, tree.digest, SHA256_HEX);
	tree_record_release(&tree);
	return status;
}

/* The sandbox is only asked for when something has steps to run. */
static int build_choose_sandbox(const struct plan *plan, enum sandbox_tier weakest,
				enum sandbox_tier *tier, struct err *err)
{
	*tier = weakest;
	for (size_t i = 0; i < plan->count; i++) {
		if (plan->parts[i].made || !plan->parts[i].recipe->step_count)
			continue;
		if (sandbox_choose(weakest, tier, err) < 0)
			return -1;
		if (*tier != SANDBOX_BUBBLEWRAP)
			term_say("sandbox: %s (weaker than bubblewrap, as you allowed)",
				 sandbox_word(*tier));
		return 0;
	}
	return 0;
}

static bool build_is_whole(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->parts[i].missing.len)
			return false;
	return true;
}

int build_target(struct store *s, struct index *ix, struct plan *plan,
		 const struct build_options *options, char digest[SHA256_HEX], struct err *err)
{
	int jobs = options->jobs > 0 ? options->jobs : (int)sysconf(_SC_NPROCESSORS_ONLN);
	struct builder b = { .store = s, .index = ix, .plan = plan, .first = ERR_INIT };
	AUTOFREE char *lock_name = xasprintf("sysroot-%s", plan->target->name);
	AUTOFREE struct worker *workers = NULL;
	AUTOFREE bool *begun = NULL;
	int status, lock;

	if (plan->composed) {
		if (store_tree_digest(s, plan->target->name, digest, err) < 0)
			return -1;
		/* The index may have been lost or left behind: it follows the store. */
		if (!ix || index_has_tree(ix, plan->target->name, digest))
			return 0;
	}
	if (!build_is_whole(plan))
		return plan_missing_error(plan, err);
	b.run = (struct build_part_run){ .store = s,
					 .plan = plan,
					 .jobs = jobs > 0 ? jobs : 1,
					 .keep_failed = options->keep_failed };
	if (build_choose_sandbox(plan, options->weakest, &b.run.tier, err) < 0)
		return -1;
	b.worker_count = (size_t)b.run.jobs;
	workers = xcalloc(b.worker_count, sizeof(*workers));
	begun = xcalloc(plan->count, sizeof(*begun));
	b.workers = workers;
	b.begun = begun;
	if (builder_make_parts(&b, err) < 0)
		return -1;
	if (store_lock(s, lock_name, NULL, NULL, &lock, err) < 0)
		return -1;
	status = build_index_parts(s, ix, plan, err);
	if (status == 0)
		status = build_tree(s, ix, plan, digest, err);
	store_unlock(&lock);
	return status;
}
