/* Bringing inputs into the store: several at a time, origins in turn. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/fetch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/clock.h"
#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/fetch/fetch_rate.h"
#include "builder/fetch/fetch_worker.h"
#include "builder/fetch/origin.h"

#define PARALLEL_MAX 32

struct running {
	struct fetch *of;
	struct fetch_job *job; /* NULL: this place is free */
	struct worker worker;
	struct fetch_work work; /* what the worker was given */
	char *temp; /* relative to the store's folder */
	struct buf why;
	char *note; /* what it does now; NULL: it downloads */
	bool mismatch; /* an origin served something else */
	bool no_host; /* the origin that fails next was answered by no host */
	uint64_t bytes;
};

struct fetch {
	struct store *store;
	struct fetch_job *jobs;
	size_t count;
	long timeout;
	struct running *running;
	struct crew crew; /* the workers of those */
	size_t places;
	size_t busy;
	uint64_t done, total; /* bytes, of the jobs that this call brings */
	bool unsized; /* the size of one of them is not known */
	struct fetch_rate rate;
	bool mismatch; /* a job failed, and something wrong had come for it */
	struct err fatal; /* the first error that no origin is to blame for */
};

void fetch_job_release(struct fetch_job *job)
{
	free(job->why);
	free(job->lacks);
	free(job->origin);
}

/* Does another of the first `count` jobs wait for the same file? */
static bool another_waits(const struct fetch *f, const struct fetch_job *job, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (&f->jobs[i] != job && f->jobs[i].state == FETCH_WAITING &&
		    strcmp(f->jobs[i].input->sha256, job->input->sha256) == 0)
			return true;
	return false;
}

static void draw(struct fetch *f)
{
	const struct running *first = NULL;
	AUTOSTRV struct strv lines = STRV_INIT;
	AUTOBUF struct buf what = BUF_INIT;
	AUTOBUF struct buf rate = BUF_INIT;
	AUTOBUF struct buf bar = BUF_INIT;
	uint64_t done = f->done;

	for (size_t i = 0; i < f->places; i++) {
		const struct running *r = &f->running[i];

		if (!r->job)
			continue;
		done += r->bytes;
		/* Rather one that downloads than one that waits. */
		if (!first || (first->note && !r->note))
			first = r;
	}
	/* All wait, for package lists or for another process. */
	if (!first || first->note)
		fetch_rate_pause(&f->rate);
	else
		fetch_rate_note(&f->rate, clock_ms(), done);
	if (!first || !term_progress_due())
		return;
	done = done < f->total || !f->total ? done : f->total;
	fetch_rate_describe(&f->rate, f->unsized ? 0 : f->total - done, &rate);
	term_bar(rate.data ? rate.data : "", done, f->total, &bar);
	if (bar.len)
		strv_add(&lines, bar.data);
	buf_addstr(&what, first->job->input->name);
	if (first->note)
		buf_addf(&what, " (%s)", first->note);
	if (f->busy > 1)
		buf_addf(&what, " and %zu more", f->busy - 1);
	strv_add(&lines, what.data);
	term_progress_lines(&lines);
}

static void on_done(struct fetch *f, struct running *r, const char *text)
{
	struct fetch_job *job = r->job;
	uint64_t bytes = 0;
	const char *origin = text + decimal_span(text, DECIMAL_DIGITS, UINT64_MAX, &bytes);
	char size[16];

	job->state = FETCH_DONE;
	job->origin = xstrdup(*origin == ' ' ? origin + 1 : origin);
	job->seconds = clock_seconds_since(r->worker.begun_ms);
	f->done += job->input->size;
	r->bytes = 0;
	term_say("fetched '%s' (%s in %.1f s) from %s", job->input->name, term_size(bytes, size),
		 job->seconds, job->origin);
}

static void on_message(void *arg, int kind, const char *text, size_t len)
{
	struct running *r = arg;
	struct fetch *f = r->of;

	(void)len;
	switch ((enum origin_message)kind) {
	case ORIGIN_BYTES:
		decimal_span(text, DECIMAL_DIGITS, UINT64_MAX, &r->bytes);
		/* npm's cache is a second copy; the bar shall not run ahead. */
		if (r->job->input->size && r->bytes > r->job->input->size)
			r->bytes = r->job->input->size;
		break;
	case ORIGIN_NOTE:
		free(r->note);
		r->note = *text ? xstrdup(text) : NULL;
		break;
	case ORIGIN_WHY:
		buf_addf(&r->why, "%s%s", r->why.len ? "\n" : "", text);
		r->job->answered |= !r->no_host;
		r->no_host = false;
		break;
	case ORIGIN_UNRESOLVED:
		r->job->unresolved = true;
		r->no_host = true;
		break;
	case ORIGIN_NO_HOST:
		r->no_host = true;
		break;
	case ORIGIN_MISMATCH:
		r->mismatch = true;
		break;
	case ORIGIN_REPLACED:
		r->job->replaced = true;
		break;
	case ORIGIN_THERE:
		r->job->state = FETCH_THERE;
		f->done += r->job->input->size;
		r->bytes = 0;
		break;
	case ORIGIN_LACKS:
		free(r->job->lacks);
		r->job->lacks = xstrdup(text);
		r->no_host = true;
		break;
	case ORIGIN_DONE:
		on_done(f, r, text);
		break;
	}
}

/* Free the place of a worker that has ended. */
static void vacate(struct fetch *f, struct running *r)
{
	store_temp_remove(f->store, r->temp);
	free(r->temp);
	free(r->note);
	buf_release(&r->why);
	memset(r, 0, sizeof(*r));
	f->busy--;
}

/* A worker has ended, or is about to. */
static void finish(struct fetch *f, struct running *r)
{
	struct fetch_job *job = r->job;
	double seconds = clock_seconds_since(r->worker.begun_ms);
	struct err e = ERR_INIT;

	/* No origin is to blame: what it says stands for what they answered. */
	if (worker_finish(&f->crew, &r->worker, &e) < 0) {
		buf_clear(&r->why);
		buf_addstr(&r->why, e.text ? e.text : err_word(e.code));
		if (f->fatal.code == ERR_NONE)
			err_move(&f->fatal, &e);
	}
	err_clear(&e);
	if (job->state == FETCH_WAITING) {
		job->state = FETCH_FAILED;
		f->mismatch |= r->mismatch;
		job->why = buf_steal(&r->why);
		job->seconds = seconds;
		/* Its share of the bar goes, so that the rest still ends full. */
		if (!another_waits(f, job, f->count))
			f->total -= job->input->size;
	}
	vacate(f, r);
}

static bool is_running(const struct fetch *f, const char *sha256)
{
	for (size_t i = 0; i < f->places; i++)
		if (f->running[i].job && strcmp(f->running[i].job->input->sha256, sha256) == 0)
			return true;
	return false;
}

static int start(struct fetch *f, struct running *r, struct fetch_job *job, struct err *err)
{
	const struct worker_job what = {
		.what = "the download's process",
		.work = fetch_work,
		.work_arg = &r->work,
		.heard = on_message,
		.heard_arg = r,
	};
	char *temp = NULL;

	if (store_room(f->store, job->input->size, err) < 0)
		return -1;
	if (store_temp(f->store, "fetch", &temp, err) < 0)
		return -1;
	*r = (struct running){
		.of = f,
		.worker = WORKER_INIT,
		.work = { .store = f->store, .job = job, .temp = temp, .timeout = f->timeout },
		.temp = temp,
		.why = BUF_INIT,
	};
	if (worker_start(&f->crew, &r->worker, &what, err) < 0) {
		store_temp_remove(f->store, temp);
		free(temp);
		memset(r, 0, sizeof(*r));
		return -1;
	}
	r->job = job;
	f->busy++;
	return 0;
}

/* Give free places to waiting jobs. A digest that is under way is waited for. */
static int start_waiting(struct fetch *f, struct err *err)
{
	for (size_t i = 0; i < f->count; i++) {
		struct fetch_job *job = &f->jobs[i];
		struct running *place = NULL;

		if (job->state != FETCH_WAITING || is_running(f, job->input->sha256))
			continue;
		if (store_has_input(f->store, job->input->sha256)) {
			job->state = FETCH_THERE;
			f->done += job->input->size;
			continue;
		}
		for (size_t k = 0; k < f->places && !place; k++)
			if (!f->running[k].job)
				place = &f->running[k];
		if (!place)
			return 0;
		if (start(f, place, job, err) < 0)
			return -1;
	}
	return 0;
}

/* End all workers and their programs, and wait until they have. */
static void stop_all(struct fetch *f)
{
	/* A worker gives its program two seconds before it kills it. */
	enum { PATIENCE_MS = 4000 };

	crew_stop(&f->crew, PATIENCE_MS);
	for (size_t i = 0; i < f->places; i++)
		if (f->running[i].job)
			vacate(f, &f->running[i]);
}

static int loop(struct fetch *f, struct err *err)
{
	for (;;) {
		if (process_interrupted()) {
			err_set(err, ERR_INTERRUPTED, "interrupted");
			return err_hint(err, "partial https downloads are kept; run the same "
					     "command again to resume");
		}
		/* Downloads grow while we wait. */
		if (start_waiting(f, err) < 0 || (f->busy && store_room(f->store, 0, err) < 0))
			return -1;
		if (!f->busy)
			return 0;
		crew_wait(&f->crew, -1, 100);
		for (size_t i = 0; i < f->places; i++)
			if (f->running[i].job && f->running[i].worker.ended)
				finish(f, &f->running[i]);
		draw(f);
	}
}

static int result(struct fetch *f, struct err *err)
{
	const struct fetch_job *first = NULL;
	size_t failed = 0;

	for (size_t i = 0; i < f->count; i++)
		if (f->jobs[i].state == FETCH_FAILED) {
			failed++;
			if (!first)
				first = &f->jobs[i];
		}
	if (!failed)
		return 0;
	if (f->fatal.code != ERR_NONE)
		return err_move(err, &f->fatal);
	if (failed == 1)
		err_set(err, f->mismatch ? ERR_MISMATCH : ERR_MISSING, "cannot fetch '%s'",
			first->input->name);
	else
		err_set(err, f->mismatch ? ERR_MISMATCH : ERR_MISSING,
			"cannot fetch %zu of %zu inputs; the first is '%s'", failed, f->count,
			first->input->name);
	if (failed > 1)
		return err_hint(err,
				"%s\nor carry everything in one file: 'sysroot kit create' on a "
				"machine with a network, 'sysroot kit import' here",
				first->why);
	return err_hint(err,
			"%s\n"
			"or carry '%s' over from a machine with a network (sha256\n"
			"%s)\n"
			"and add it with 'sysroot add %s'",
			first->why, first->input->name, first->input->sha256, first->input->name);
}

int fetch_inputs(struct store *s, struct fetch_job *jobs, size_t count,
		 const struct fetch_options *options, struct err *err)
{
	struct fetch f = { .store = s, .jobs = jobs, .count = count, .fatal = ERR_INIT };
	int parallel = options && options->parallel > 0 ? options->parallel : 4, rc;

	f.timeout = options && options->timeout > 0 ? options->timeout : 60;
	f.places = parallel < PARALLEL_MAX ? (size_t)parallel : PARALLEL_MAX;
	f.running = xcalloc(f.places, sizeof(*f.running));
	for (size_t i = 0; i < count; i++) {
		jobs[i].state =
			store_has_input(s, jobs[i].input->sha256) ? FETCH_THERE : FETCH_WAITING;
		/* Two recipes may want one file: it comes once. */
		if (jobs[i].state == FETCH_WAITING && !another_waits(&f, &jobs[i], i))
			f.total += jobs[i].input->size;
		f.unsized |= jobs[i].state == FETCH_WAITING && !jobs[i].input->size;
	}
	rc = loop(&f, err);
	stop_all(&f);
	term_progress_done();
	if (rc == 0)
		rc = result(&f, err);
	err_clear(&f.fatal);
	free(f.running);
	return rc;
}
