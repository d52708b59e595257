/* Relock: what became of each pinned package, and whether its recipe may follow. */
/* SPDX-License-Identifier: MIT */
#include "builder/lock/relock.h"

#include <stdlib.h>
#include <string.h>

#include "builder/fetch/debian_version.h"
#include "builder/lock/relock_edit.h"

static bool is_apt(const struct recipe_origin *o)
{
	return o->kind == ORIGIN_APT || o->kind == ORIGIN_APT_SOURCE;
}

static bool is_snapshot(const struct recipe_origin *o)
{
	return o->kind == ORIGIN_HTTPS &&
	       strncmp(o->words.items[0], SNAPSHOT_PREFIX, strlen(SNAPSHOT_PREFIX)) == 0;
}

/* Upstream's own file: another one would be another release. */
static const struct recipe_origin *fixed_by(const struct recipe_input *in)
{
	bool any = false;

	for (size_t i = 0; i < in->origin_count; i++) {
		if (!is_apt(&in->origins[i]) && !is_snapshot(&in->origins[i]))
			return &in->origins[i];
		any |= is_apt(&in->origins[i]);
	}
	return any || !in->origin_count ? NULL : &in->origins[0];
}

void relock_recipe_release(struct relock_recipe *r)
{
	for (size_t i = 0; r->inputs && i < r->recipe->input_count; i++) {
		struct relock_input *in = &r->inputs[i];

		free(in->package);
		free(in->was);
		free(in->now);
		free(in->offer.version);
		free(in->offer.file);
		free(in->why);
	}
	free(r->inputs);
	r->inputs = NULL;
	err_clear(&r->err);
}

/* The file's name that tells the version of what is pinned: the archive's own. */
static const char *pinned_file(const struct relock_input *in)
{
	return in->origin->kind == ORIGIN_APT_SOURCE ? in->origin->words.items[2] : in->input->name;
}

static void set_origin(struct relock_input *in, const struct recipe_origin *o)
{
	const char *package = o->words.items[1];

	in->origin = o;
	free(in->package);
	in->package = xstrndup(package, strcspn(package, ":"));
	free(in->was);
	in->was = debian_file_version(pinned_file(in), in->package);
}

/* Is b the version a, or one of its line: 6.1.176 of 6.1? */
static bool is_of_line(const char *line, size_t n, const char *version)
{
	return strncmp(version, line, n) == 0 && (version[n] == '\0' || version[n] == '.');
}

/*
 * Does a version in the recipe's name stand against the new upstream version?
 * linux-headers-6.1-debian12 may become 6.1.180, but not 6.12. Returns that
 * version's length and *at, or 0.
 */
static size_t named_version(const char *name, const char *was, const char *now, const char **at)
{
	for (const char *p = name; *p;) {
		size_t n = strcspn(p, "-+");

		if (*p >= '0' && *p <= '9' && is_of_line(p, n, was) && !is_of_line(p, n, now)) {
			*at = p;
			return n;
		}
		p += n + (p[n] != '\0');
	}
	return 0;
}

/* Why the recipe cannot take what is offered; the caller frees. NULL: it can. */
static char *unfit(const struct recipe *r, const struct relock_input *in)
{
	AUTOFREE char *was = NULL, *now = NULL;
	const char *named;
	size_t n;

	if (!in->was)
		return xasprintf("'%s' does not contain the pinned version; re-pin it by hand",
				 pinned_file(in));
	was = relock_upstream(in, in->was);
	now = relock_upstream(in, in->now);
	if (strcmp(was, now) == 0)
		return NULL;
	n = named_version(r->name, was, now, &named);
	if (n)
		return xasprintf("the recipe is named after %.*s, but %s is current now: write a "
				 "new recipe for it",
				 (int)n, named, now);
	/* Sources are what the recipe is of; libgcc beside a glibc is not. */
	if (in->origin->kind == ORIGIN_APT_SOURCE && strcmp(r->version, was) != 0 &&
	    strcmp(r->version, in->was) != 0)
		return xasprintf("the current version %s is not an update of '%s': write a new "
				 "recipe for %s",
				 r->version, was, now);
	return NULL;
}

/* Of two answers, is b the better one? */
static bool is_newer(const struct apt_offer *a, const struct apt_offer *b)
{
	return b->version && (!a->version || debian_version_compare(b->version, a->version) > 0);
}

static void take_offer(struct relock_input *in, struct apt_question *q)
{
	free(in->offer.version);
	free(in->offer.file);
	in->offer = q->newest;
	q->newest.version = q->newest.file = NULL;
	set_origin(in, q->from);
	free(in->now);
	in->now = debian_file_version(in->offer.file, in->package);
	if (!in->now)
		in->now = xstrdup(debian_version_without_epoch(in->offer.version));
}

static void judge_offer(const struct recipe *r, struct relock_input *in)
{
	if (!in->offer.version) {
		in->state = RELOCK_GONE;
		in->why = xasprintf("%s no longer has this package", in->origin->words.items[0]);
		return;
	}
	if (in->was && debian_version_compare(in->now, in->was) < 0) {
		in->state = RELOCK_OLDER;
		in->why =
			xasprintf("%s has only %s, which is older; is it in '%s-security'?",
				  in->origin->words.items[0], in->now, in->origin->words.items[0]);
		return;
	}
	in->why = unfit(r, in);
	in->state = in->why ? RELOCK_OTHER : RELOCK_NEW;
}

/* What the answers to one input's questions come to. */
static void judge(const struct recipe *r, struct relock_input *in, struct apt_question *questions,
		  size_t count)
{
	struct apt_question *failed = NULL;

	for (size_t i = 0; i < count; i++) {
		struct apt_question *q = &questions[i];

		if (q->current) {
			in->state = RELOCK_CURRENT;
			set_origin(in, q->from);
			return;
		}
		if (q->why)
			failed = q;
	}
	if (failed) {
		in->state = RELOCK_UNASKED;
		in->why = STEAL_POINTER(failed->why);
		set_origin(in, failed->from);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (is_newer(&in->offer, &questions[i].newest))
			take_offer(in, &questions[i]);
	judge_offer(r, in);
}

/* The questions of all inputs in a row; an input's own stand together. */
static size_t gather(const struct relock_recipe *out, size_t count, struct apt_question *questions)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < out[i].recipe->input_count; k++) {
			const struct relock_input *in = &out[i].inputs[k];

			for (size_t o = 0; in->state != RELOCK_FIXED && o < in->input->origin_count;
			     o++) {
				if (!is_apt(&in->input->origins[o]))
					continue;
				if (questions)
					questions[n] = (struct apt_question){
						.from = &in->input->origins[o],
						.sha256 = in->input->sha256,
					};
				n++;
			}
		}
	return n;
}

static void prepare(struct relock_recipe *out, const struct recipe *r)
{
	*out = (struct relock_recipe){ .recipe = r, .err = ERR_INIT };
	out->inputs = xcalloc(r->input_count, sizeof(*out->inputs));
	for (size_t i = 0; i < r->input_count; i++) {
		struct relock_input *in = &out->inputs[i];

		in->input = &r->inputs[i];
		in->origin = fixed_by(in->input);
		if (in->origin || in->input->origin_count == 0) {
			in->state = RELOCK_FIXED;
			continue;
		}
		for (size_t o = in->input->origin_count; o-- > 0;)
			if (is_apt(&in->input->origins[o]))
				set_origin(in, &in->input->origins[o]);
	}
}

int relock_ask(struct store *s, const struct recipe *const *recipes, size_t count, long timeout,
	       struct relock_recipe *out, struct err *err)
{
	struct apt_question *questions;
	size_t n, at = 0;
	int rc;

	for (size_t i = 0; i < count; i++)
		prepare(&out[i], recipes[i]);
	n = gather(out, count, NULL);
	questions = xcalloc(n ? n : 1, sizeof(*questions));
	gather(out, count, questions);
	rc = apt_ask(s, questions, n, timeout, err);
	for (size_t i = 0; i < count && rc == 0; i++)
		for (size_t k = 0; k < out[i].recipe->input_count; k++) {
			struct relock_input *in = &out[i].inputs[k];
			size_t own = 0;

			for (size_t o = 0; in->state != RELOCK_FIXED && o < in->input->origin_count;
			     o++)
				own += is_apt(&in->input->origins[o]);
			if (own)
				judge(out[i].recipe, in, questions + at, own);
			at += own;
		}
	for (size_t i = 0; i < n; i++)
		apt_question_release(&questions[i]);
	free(questions);
	return rc;
}

const struct relock_input *relock_obstacle(const struct relock_recipe *r)
{
	for (size_t i = 0; i < r->recipe->input_count; i++)
		if (r->inputs[i].state >= RELOCK_GONE)
			return &r->inputs[i];
	return NULL;
}

bool relock_wanted(const struct relock_recipe *r)
{
	bool any = false;

	for (size_t i = 0; i < r->recipe->input_count; i++)
		any |= r->inputs[i].state == RELOCK_NEW;
	return any && !relock_obstacle(r);
}
