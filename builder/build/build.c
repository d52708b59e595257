/* Building planned targets: what is missing, side by side; then composing. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/build.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/clock.h"
#include "builder/base/file_limit.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/build/build_internal.h"

/* Open files that this process and one part take, with some to spare: 25 were enough for two. */
#define BUILD_LEAST_FILES 32

void build_result_release(struct build_result *r)
{
	err_clear(&r->err);
	free(r->log);
	r->log = NULL;
}

/* --- what is settled before anything runs --- */

static bool build_is_whole(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->parts[i].missing.len)
			return false;
	return true;
}

static bool build_is_there(const struct builder *b, const struct plan *plan,
			   char digest[SHA256_HEX])
{
	if (!plan->composed || store_tree_digest(b->store, plan->target->name, digest, NULL) < 0)
		return false;
	/* The index may have been lost or left behind: it follows the store. */
	return !b->index || index_has_tree(b->index, plan->target->name, digest);
}

/* A sysroot that is there already is not handed out before each of its files was hashed. */
static int build_verify(const struct builder *b, const struct plan *plan, struct build_result *r)
{
	struct tree_record tree = { 0 };
	int status = store_read_tree(b->store, plan->target->name, &tree, &r->err);

	tree_record_release(&tree);
	if (status == 0)
		status = store_check_whole_tree(b->store, r->digest, &r->err);
	if (status < 0)
		r->end = BUILD_FAILED;
	return status;
}

/* What stands is looked at before its digest is said, and made again when it was changed. */
static int build_mend(const struct builder *b, const struct plan *plan, struct build_result *r)
{
	const char *name = plan->target->name, *how;
	AUTOFREE char *what = NULL;

	if (store_mend_tree(b->store, name, &what, &how, &r->err) < 0) {
		if (what)
			err_prefix(&r->err, "'%s' of the sysroot '%s' was %s", what, name, how);
		r->end = BUILD_FAILED;
		return -1;
	}
	if (what)
		term_say("rebuilt '%s': '%s' was %s; the altered tree is in quarantine/", name,
			 what, how);
	return 0;
}

static void build_settle(struct builder *b)
{
	for (size_t i = 0; i < b->plan_count; i++) {
		struct build_result *r = &b->results[i];

		if (build_is_there(b, b->plans[i], r->digest)) {
			r->end = BUILD_THERE;
			if ((b->verify ? build_verify(b, b->plans[i], r)
				       : build_mend(b, b->plans[i], r)) < 0)
				b->stopping = b->stopping || !b->keep_going;
		} else if (!b->run.remotes && !build_is_whole(b->plans[i])) {
			r->end = BUILD_MISSING;
			b->stopping = b->stopping || !b->keep_going;
		}
	}
}

/*
 * The sandbox is only asked for when something has steps to run. Where there is
 * none, remotes may have everything.
 */
static int build_choose_sandbox(struct builder *b, enum sandbox_tier weakest, struct err *err)
{
	b->run.tier = b->run.weakest = weakest;
	for (size_t i = 0; i < b->unit_count; i++) {
		if (!build_unit_part(&b->units[i])->recipe->step_count)
			continue;
		if (sandbox_choose(weakest, &b->run.tier, &b->unable) < 0) {
			b->run.unable = &b->unable;
			return b->run.remotes ? 0 : err_move(err, &b->unable);
		}
		if (b->run.tier != SANDBOX_BUBBLEWRAP)
			term_say("sandbox: %s (weaker than bubblewrap, which you allowed)",
				 sandbox_word(b->run.tier));
		return 0;
	}
	return 0;
}

/*
 * Artifacts that are made again, in a stronger sandbox: the index forgets what they were, so
 * that it is told of them anew, also after a build that is killed on the way.
 */
static int build_forget_weak(struct builder *b, struct err *err)
{
	for (size_t i = 0; b->index && i < b->unit_count; i++) {
		const struct plan_part *part = build_unit_part(&b->units[i]);

		if (part->too_weak && index_drop_artifact(b->index, part->key, err) < 0)
			return -1;
	}
	return 0;
}

/* --- parts --- */

static size_t build_running(const struct builder *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->unit_count; i++)
		n += b->units[i].state == UNIT_RUNNING;
	return n;
}

/*
 * What is to be begun next, or NULL. What cannot be made here is asked for
 * first: when no remote has it, nothing need be made.
 */
static struct build_unit *build_next(const struct builder *b)
{
	bool asking = false;

	for (size_t i = 0; i < b->unit_count && !b->stopping; i++) {
		if (!build_unit_lacks(&b->units[i]))
			continue;
		if (b->units[i].state == UNIT_WAITING)
			return &b->units[i];
		asking = asking || b->units[i].state == UNIT_RUNNING;
	}
	for (size_t i = 0; i < b->unit_count && !b->stopping && !asking; i++)
		if (b->units[i].state == UNIT_WAITING && build_unit_is_ready(&b->units[i]))
			return &b->units[i];
	return NULL;
}

/* When all that cannot be made was asked for, and some of it is nowhere: that is the end. */
static void build_stop_lacking(struct builder *b)
{
	bool lacking = false;

	for (size_t i = 0; i < b->unit_count; i++) {
		const struct build_unit *u = &b->units[i];

		if (build_unit_lacks(u) && (u->state == UNIT_WAITING || u->state == UNIT_RUNNING))
			return;
		lacking = lacking || u->state == UNIT_LACKING;
	}
	b->stopping = b->stopping || (lacking && !b->keep_going);
}

/* Begin what can be begun while jobs are free. */
static int build_start(struct builder *b, struct err *err)
{
	struct build_unit *u;

	if (build_running(b) == 0)
		jobserver_settle(&b->pool);
	else
		jobserver_trim(&b->pool);
	while ((u = build_next(b)) && jobserver_take(&b->pool)) {
		/* On a terminal it has a line of its own while it runs. */
		if (!term_is_rich(STDERR_FILENO) && !b->run.remotes)
			term_say("building %s", u->label);
		b->run.plan = u->plan;
		b->run.index = u->part;
		if (build_worker_start(&b->crew, &u->worker, &b->run, err) < 0) {
			jobserver_give(&b->pool);
			b->stopping = true;
			return -1;
		}
		u->state = UNIT_RUNNING;
	}
	return 0;
}

static void build_finish(struct builder *b, struct build_unit *u)
{
	double seconds = build_worker_seconds(&u->worker);
	AUTOFREE char *from = STEAL_POINTER(u->worker.taken);
	int status = build_worker_finish(&b->crew, &u->worker, &u->err);

	jobserver_give(&b->pool);
	if (status == 0 && from) {
		term_say("taken    %s from %s (%.1f s)", u->label, from, seconds);
		build_unit_made(b, u, true);
	} else if (status == 0) {
		term_say("made     %s (%.1f s)", u->label, seconds);
		build_unit_made(b, u, false);
	} else if (process_interrupted() || b->full) {
		err_clear(&u->err);
		u->state = UNIT_WAITING;
	} else if (u->err.code == ERR_MISSING && build_unit_lacks(u)) {
		u->state = UNIT_LACKING;
		build_stop_lacking(b);
	} else {
		term_say_failed("%s (%.1f s)", u->label, seconds);
		u->state = UNIT_FAILED;
		b->stopping = b->stopping || !b->keep_going;
	}
}

/*
 * Wait until a part says something or ends, a job is free that is wanted, or a
 * moment has passed: time goes on in the progress lines.
 */
static void build_wait(struct builder *b, int timeout)
{
	if (process_interrupted() || b->full)
		crew_ask_to_stop(&b->crew);
	crew_wait(&b->crew, build_next(b) ? b->pool.own : -1, timeout);
	for (size_t i = 0; i < b->unit_count; i++)
		if (b->units[i].state == UNIT_RUNNING && b->units[i].worker.worker.ended)
			build_finish(b, &b->units[i]);
}

/* --- targets --- */

static bool build_has_parts(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (!plan->parts[i].made)
			return false;
	return true;
}

/* Index of a plan that can be composed, or plan_count. */
static size_t build_composable(const struct builder *b)
{
	size_t i = 0;

	while (i < b->plan_count &&
	       (b->results[i].end != BUILD_STOPPED || !build_has_parts(b->plans[i])))
		i++;
	return i;
}

static void build_compose(struct builder *b, size_t i)
{
	struct build_result *r = &b->results[i];
	const struct plan *plan = b->plans[i];

	build_show(b, plan->target->name);
	if (build_tree(b->store, b->index, plan, r->digest, &r->err) < 0) {
		r->end = BUILD_FAILED;
		b->stopping = b->stopping || !b->keep_going;
		return;
	}
	r->end = BUILD_MADE;
	if (b->plan_count > 1)
		term_say("composed %s", plan->target->name);
}

static int build_loop(struct builder *b, struct err *err)
{
	enum { SHOW_MS = 200 };
	int status = 0;

	for (;;) {
		size_t whole;

		/* What runs may fill the disk long before it asks for room itself. */
		if (status == 0 && store_room(b->store, 0, err) < 0) {
			b->full = true;
			status = -1;
		}
		if (process_interrupted() || b->full)
			b->stopping = true;
		if (status == 0)
			status = build_start(b, err);
		whole = b->full || process_interrupted() ? b->plan_count : build_composable(b);
		if (whole < b->plan_count)
			build_compose(b, whole);
		else if (build_running(b) == 0)
			break;
		build_show(b, NULL);
		build_wait(b, whole < b->plan_count ? 0 : SHOW_MS);
	}
	term_progress_done();
	return status;
}

/* Those that were not finished: for which failure, if for any. */
static void build_explain(struct builder *b)
{
	for (size_t i = 0; i < b->plan_count; i++) {
		struct build_result *r = &b->results[i];
		const struct build_unit *u;
		AUTOFREE char *log = NULL;

		if (r->end != BUILD_STOPPED)
			continue;
		if (build_units_lack(b, b->plans[i])) {
			r->end = BUILD_MISSING;
			continue;
		}
		u = build_units_failed(b, b->plans[i]);
		if (!u)
			continue;
		r->end = BUILD_FAILED;
		r->part = build_unit_part(u);
		err_copy(&r->err, &u->err);
		log = build_part_log(b->store, r->part);
		if (access(log, F_OK) == 0)
			r->log = STEAL_POINTER(log);
	}
}

/* Nothing to do but say so needs no pool, no sandbox, and no store that can be written. */
static bool build_is_idle(const struct builder *b)
{
	return build_composable(b) == b->plan_count && (b->unit_count == 0 || b->stopping);
}

/*
 * A part that is made takes a descriptor of this process, and some of its own beside those that it
 * inherits: a low limit of open files lowers the number of jobs.
 */
static int build_fit_jobs(struct builder *b, struct err *err)
{
	int limit = file_limit_raise(), most = limit - BUILD_LEAST_FILES + 1;

	if (most < 1) {
		err_set(err, ERR_SYSTEM, "the limit on open files is %d, and a build needs %d",
			limit, BUILD_LEAST_FILES);
		return err_hint(err, "raise it with 'ulimit -n 1024'; if the hard limit is lower, "
				     "root can raise that in limits.conf(5)");
	}
	if (b->run.jobs > most) {
		term_say("with a limit of %d open files ('ulimit -n') %d %s at once, not %d", limit,
			 most, most == 1 ? "job runs" : "jobs run", b->run.jobs);
		b->run.jobs = most;
	}
	return 0;
}

static int build_all(struct builder *b, const struct build_options *options, struct err *err)
{
	int status;

	build_settle(b);
	build_units_find(b);
	if (build_is_idle(b))
		return 0;
	if (build_fit_jobs(b, err) < 0 || build_forget_weak(b, err) < 0 ||
	    build_choose_sandbox(b, options->weakest, err) < 0 ||
	    jobserver_open(&b->pool, b->run.jobs, err) < 0)
		return -1;
	b->run.jobserver = b->pool.shared;
	status = build_loop(b, err);
	jobserver_close(&b->pool);
	build_explain(b);
	if (process_interrupted()) {
		err_set(err, ERR_INTERRUPTED, "interrupted");
		return err_hint(err,
				"finished parts are kept; run the same command again to continue");
	}
	return status;
}

static int build_jobs(const struct build_options *options)
{
	long jobs = options->jobs > 0 ? options->jobs : sysconf(_SC_NPROCESSORS_ONLN);

	return jobs < 1 ? 1 : jobs > JOBSERVER_MOST ? JOBSERVER_MOST : (int)jobs;
}

int build_targets(struct store *s, struct index *ix, struct plan *const *plans, size_t count,
		  const struct build_options *options, struct build_result *results,
		  struct err *err)
{
	struct builder b = {
		.store = s,
		.index = ix,
		.plans = plans,
		.results = results,
		.plan_count = count,
		.pool = JOBSERVER_INIT,
		.run = { .store = s,
			 .jobs = build_jobs(options),
			 .remotes = options->remotes,
			 .keep_failed = options->keep_failed },
		.keep_going = options->keep_going,
		.verify = options->verify,
		.begun_ms = clock_ms(),
	};
	int status;

	store_set_verify(s, options->verify);
	for (size_t i = 0; i < count; i++)
		results[i] = (struct build_result){ .err = ERR_INIT };
	status = build_all(&b, options, err);
	build_units_free(&b);
	err_clear(&b.unable);
	return status;
}

int build_target(struct store *s, struct index *ix, struct plan *plan,
		 const struct build_options *options, char digest[SHA256_HEX], struct err *err)
{
	struct build_result r;
	int status = build_targets(s, ix, &plan, 1, options, &r, err);

	if (status == 0 && r.end == BUILD_MISSING)
		status = plan_missing_error(plan, err);
	else if (status == 0 && r.end == BUILD_FAILED)
		status = err_move(err, &r.err);
	else if (status == 0)
		memcpy(digest, r.digest, SHA256_HEX);
	build_result_release(&r);
	return status;
}
