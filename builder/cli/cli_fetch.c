/* Bringing the inputs of targets: recipes in turn, until each part has one that can be made. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_fetch.h"

#include <string.h>

#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/missing_files.h"
#include "recipes/recipe_origin.h"

struct fetching {
	struct workshop *w;
	struct cli_choice *choice;
	const struct fetch_options *options;
	struct json *json; /* the answer, to which each input is added; or NULL */
	struct strv replaced; /* recipes of the target at hand that relock can re-pin */
	bool unresolved; /* the host of an origin could not be resolved */
	bool answered; /* an origin failed for another reason, see struct fetch_job */
};

/* One part for which inputs are wanted, and the recipe whose turn it is. */
struct fetch_want {
	struct strv names; /* candidates */
	size_t turn;
	const struct recipe *recipe;
	bool done;
	char *lacks; /* the first program that is not installed here and would have brought it */
	const char *lacks_recipe, *lacks_input; /* names of what it would have brought */
	const char *lacks_sha256;
};

static void fetch_jobs_of(const struct recipe *r, struct fetch_job **jobs, size_t *count)
{
	*jobs = xreallocarray(*jobs, *count + r->input_count, sizeof(**jobs));
	for (size_t i = 0; i < r->input_count; i++)
		(*jobs)[(*count)++] = (struct fetch_job){
			.input = &r->inputs[i],
			.recipe = r->name,
			.recipe_folder = r->folder,
		};
}

static bool fetch_has_all(const struct store *s, const struct recipe *r)
{
	for (size_t i = 0; i < r->input_count; i++)
		if (!store_has_input(s, r->inputs[i].sha256))
			return false;
	return true;
}

/* With -v: what is asked for, and where. */
static void fetch_say_job(const struct store *s, const struct fetch_job *job)
{
	const struct recipe_input *in = job->input;
	AUTOBUF struct buf from = BUF_INIT;
	char size[16];

	if (store_has_input(s, in->sha256))
		return;
	for (size_t i = 0; i < in->origin_count; i++) {
		AUTOFREE char *origin = origin_describe(&in->origins[i]);

		buf_addf(&from, "%s%s", i ? ", or " : "", origin);
	}
	term_say_more("'%s' (%s) for recipe '%s', from %s", in->name,
		      in->size ? term_size(in->size, size) : "size unknown", job->recipe,
		      from.data ? from.data : "nowhere");
}

static void fetch_free_jobs(struct fetch_job *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fetch_job_release(&jobs[i]);
	free(jobs);
}

static void fetch_json_input(struct json *j, const char *part, const char *recipe,
			     const struct recipe_input *in, const char *state, const char *origin,
			     const char *reason)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "part", part);
	jsonout_string(j, "recipe", recipe);
	jsonout_string(j, "input", in->name);
	jsonout_string(j, "sha256", in->sha256);
	answer_number_or_null(j, "size", (int64_t)in->size);
	jsonout_string(j, "state", state);
	jsonout_string(j, "origin", origin);
	jsonout_string(j, "reason", reason);
	jsonout_object_end(j);
}

/* What there was before: the inputs of a part for which nothing is brought. */
static void fetch_json_there(const struct fetching *c, const struct plan_part *p)
{
	for (size_t i = 0; c->json && i < p->recipe->input_count; i++) {
		const struct recipe_input *in = &p->recipe->inputs[i];

		fetch_json_input(c->json, p->wanted->part, p->recipe->name, in,
				 store_has_input(c->w->store, in->sha256) ? "present"
									  : "not-needed",
				 NULL, NULL);
	}
}

static void fetch_json_jobs(const struct fetching *c, const struct fetch_job *jobs, size_t count)
{
	static const char *const words[] = {
		[FETCH_WAITING] = "missing",
		[FETCH_THERE] = "present",
		[FETCH_DONE] = "fetched",
		[FETCH_FAILED] = "missing",
	};

	for (size_t i = 0; c->json && i < count; i++) {
		const struct recipe *r = NULL;

		if (catalog_get(c->w->catalog, jobs[i].recipe, &r, NULL) == 0)
			fetch_json_input(c->json, r->part, r->name, jobs[i].input,
					 words[jobs[i].state], jobs[i].origin, jobs[i].why);
	}
}

/* What went wrong with a recipe's inputs, a line each; keeps in mind which can be re-pinned. */
static void fetch_tell_failed(struct fetching *c, const struct fetch_job *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		AUTOSTRV struct strv lines = STRV_INIT;

		if (jobs[i].state != FETCH_FAILED)
			continue;
		c->unresolved |= jobs[i].unresolved;
		c->answered |= jobs[i].answered;
		if (jobs[i].replaced && !strv_contains(&c->replaced, jobs[i].recipe))
			strv_add(&c->replaced, jobs[i].recipe);
		term_say("cannot fetch '%s' for recipe '%s':", jobs[i].input->name, jobs[i].recipe);
		strv_split(&lines, jobs[i].why ? jobs[i].why : "", "\n");
		for (size_t j = 0; j < lines.len; j++)
			term_say("  %s", lines.items[j]);
	}
}

/* Keep for each part the first program that its recipes' inputs came to nothing for. */
static void fetch_note_lacks(const struct fetch_job *jobs, size_t job_count,
			     struct fetch_want *wants, size_t count)
{
	for (size_t i = 0; i < job_count; i++) {
		if (jobs[i].state != FETCH_FAILED || !jobs[i].lacks)
			continue;
		for (size_t j = 0; j < count; j++) {
			struct fetch_want *w = &wants[j];

			if (w->done || w->lacks || strcmp(w->recipe->name, jobs[i].recipe) != 0)
				continue;
			w->lacks = xstrdup(jobs[i].lacks);
			w->lacks_recipe = jobs[i].recipe;
			w->lacks_input = jobs[i].input->name;
			w->lacks_sha256 = jobs[i].input->sha256;
		}
	}
}

/*
 * Nothing of a part's recipes can be had; e says why not the last of them. A program that is
 * missing here is easier to get than a server that is down.
 */
static int fetch_cannot(const struct fetch_want *w, const char *target, struct err *e,
			struct err *err)
{
	if (!w->lacks || e->code != ERR_MISSING) {
		err_move(err, e);
		return err_prefix(err, "target '%s'", target);
	}
	err_set(err, ERR_MISSING,
		"target '%s': '%s' is not installed, and recipe '%s' needs it for '%s'", target,
		w->lacks, w->lacks_recipe, w->lacks_input);
	return err_hint(err,
			"install the package '%s' and run the same command again, or get a file "
			"with sha256 %s elsewhere and run 'sysroot add FILE'",
			w->lacks, w->lacks_sha256);
}

/*
 * One round: fetch for every part the inputs of the recipe whose turn it is;
 * a part whose recipe cannot be had goes on to its next one.
 * Returns 0 when the round's end leaves nothing to do, 1 to go on, -1.
 */
static int fetch_round(struct fetching *c, const char *name, struct fetch_want *wants, size_t count,
		       struct err *err)
{
	struct fetch_job *jobs = NULL;
	size_t job_count = 0;
	struct err e = ERR_INIT;
	int status = 0;

	for (size_t i = 0; i < count; i++) {
		struct fetch_want *w = &wants[i];

		if (w->done)
			continue;
		if (catalog_get(c->w->catalog, w->names.items[w->turn], &w->recipe, err) < 0) {
			free(jobs);
			return -1;
		}
		fetch_jobs_of(w->recipe, &jobs, &job_count);
	}
	for (size_t i = 0; term_is_verbose() && i < job_count; i++)
		fetch_say_job(c->w->store, &jobs[i]);
	if (fetch_inputs(c->w->store, jobs, job_count, c->options, &e) < 0) {
		fetch_tell_failed(c, jobs, job_count);
		fetch_note_lacks(jobs, job_count, wants, count);
		/* A full disk or an interrupt would hit the next recipe as well. */
		if (e.code != ERR_MISSING && e.code != ERR_MISMATCH)
			status = err_move(err, &e);
	}
	fetch_json_jobs(c, jobs, job_count);
	fetch_free_jobs(jobs, job_count);
	for (size_t i = 0; i < count && status >= 0; i++) {
		struct fetch_want *w = &wants[i];

		if (w->done || fetch_has_all(c->w->store, w->recipe)) {
			w->done = true;
			continue;
		}
		if (w->turn + 1 >= w->names.len) {
			status = fetch_cannot(w, name, &e, err);
			break;
		}
		w->turn++;
		term_say("cannot fetch recipe '%s'; trying '%s'", w->recipe->name,
			 w->names.items[w->turn]);
		status = 1;
	}
	err_clear(&e);
	return status;
}

/* Last, since it is what to do; NULL when no package was replaced. The caller frees. */
static char *fetch_relock_advice(const struct fetching *c, const char *target)
{
	AUTOFREE char *recipes = strv_join(&c->replaced, "', '");

	if (c->replaced.len == 0)
		return NULL;
	return xasprintf("the distribution has replaced packages of '%s': 'sysroot relock %s' "
			 "re-pins %s to the new ones%s",
			 recipes, target, c->replaced.len == 1 ? "it" : "them",
			 c->choice->lock ? "; then lock the target again" : "");
}

static void fetch_json_begin(struct json *j, const struct target *t)
{
	jsonout_object_begin(j, NULL);
	jsonout_string(j, "target", t->name);
	jsonout_string(j, "arch", t->arch);
	answer_baseline(j, t->libc, t->libc_version, t->linux_version);
	jsonout_array_begin(j, "inputs");
}

static int fetch_one(struct fetching *c, const char *typed, struct err *err)
{
	struct target *target = NULL;
	struct plan *plan = NULL;
	struct fetch_want *wants;
	AUTOFREE char *advice = NULL;
	size_t count = 0;
	int status = 0;
	struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };

	if (cli_choice_apply(c->choice, &options, err) < 0)
		return -1;
	if (cli_plan(c->w, typed, c->choice, &options, &target, &plan, err) < 0)
		return -1;
	if (c->json)
		fetch_json_begin(c->json, target);
	wants = xcalloc(plan->count, sizeof(*wants));
	for (size_t i = 0; i < plan->count && status == 0; i++) {
		const struct plan_part *p = &plan->parts[i];

		/* A recipe that can be used already is not second-guessed. */
		if (p->made || p->missing.len == 0) {
			fetch_json_there(c, p);
			term_say_more("%s: %s: recipe '%s' %s", target->name, p->wanted->part,
				      p->recipe->name, p->made ? "is built" : "has its inputs");
			continue;
		}
		if (strv_contains(options.recipes, p->recipe->name))
			strv_add(&wants[count++].names, p->recipe->name);
		else
			status = plan_candidates(c->w->catalog, target, p->wanted, &options,
						 &wants[count++].names, err);
	}
	if (status == 0 && count == 0)
		term_say("%s: every input is in the store", target->name);
	while (status == 0 && count > 0) {
		status = fetch_round(c, target->name, wants, count, err);
		if (status == 0)
			break;
		if (status > 0)
			status = 0;
	}
	advice = fetch_relock_advice(c, target->name);
	if (advice && status == 0)
		term_say("%s", advice);
	else if (advice)
		err_hint_more(err, "%s", advice);
	strv_release(&c->replaced);
	for (size_t i = 0; i < count; i++) {
		strv_release(&wants[i].names);
		free(wants[i].lacks);
	}
	free(wants);
	if (c->json) {
		jsonout_array_end(c->json);
		jsonout_object_end(c->json);
	}
	plan_free(plan);
	target_free(target);
	return status;
}

/* What the targets lack, together. */
static int fetch_look(struct fetching *c, const struct strv *names, struct missing_files *missing,
		      struct err *err)
{
	struct plan_options options = { .weakest = SANDBOX_NONE, .without_tools = true };

	if (cli_choice_apply(c->choice, &options, err) < 0)
		return -1;
	for (size_t i = 0; i < names->len; i++) {
		struct target *target = NULL;
		struct plan *plan = NULL;

		if (cli_plan(c->w, names->items[i], c->choice, &options, &target, &plan, err) < 0)
			return -1;
		missing_files_add(missing, plan);
		plan_free(plan);
		target_free(target);
	}
	return 0;
}

/* Before anything is brought, so that a long download can be put off. */
static int fetch_announce(struct fetching *c, const struct strv *names, struct err *err)
{
	struct missing_files missing = { 0 };
	AUTOBUF struct buf line = BUF_INIT;
	int status = fetch_look(c, names, &missing, err);

	missing_files_describe(&missing, "", &line);
	if (status == 0 && missing.names.len)
		term_say("fetching %s", line.data);
	missing_files_release(&missing);
	return status;
}

/*
 * Where no name can be resolved, what the last program said of the last host helps nobody: all that
 * is missing has to be carried, of the recipes that come first.
 */
static int fetch_without_network(struct fetching *c, const struct strv *names, struct err *err)
{
	struct missing_files missing = { 0 };
	AUTOBUF struct buf files = BUF_INIT;

	if (fetch_look(c, names, &missing, NULL) == 0 && missing.names.len) {
		missing_files_to_carry(&missing, &files);
		err_set(err, ERR_MISSING, "no host could be resolved; %s", files.data);
		err_hint(err, "if this machine has a network, check its name server and proxy "
			      "settings");
		if (missing.names.len == 1)
			err_hint_more(
				err,
				"else carry '%s' over from a machine with a network (sha256\n"
				"%s;\n"
				"'sysroot show %s' names its origins) and take it in: 'sysroot "
				"add %s'",
				missing.names.items[0], missing.sha256.items[0], names->items[0],
				missing.names.items[0]);
		else
			err_hint_more(
				err,
				"else carry all of it in one file: 'sysroot kit create' where "
				"there is a network, 'sysroot kit import' here;\n"
				"'sysroot show %s' lists the files one by one, with digest and "
				"origins, for 'sysroot add FILE...'",
				names->items[0]);
	}
	missing_files_release(&missing);
	return -1;
}

int cli_fetch(struct workshop *w, struct cli_choice *choice, const struct fetch_options *options,
	      const struct strv *names, struct json *j, struct err *err)
{
	struct fetching c = { .json = j, .w = w, .choice = choice, .options = options };
	int status = fetch_announce(&c, names, err);

	for (size_t i = 0; i < names->len && status == 0; i++)
		status = fetch_one(&c, names->items[i], err);
	if (status < 0 && err->code == ERR_MISSING && c.unresolved && !c.answered)
		status = fetch_without_network(&c, names, err);
	term_progress_done();
	strv_release(&c.replaced);
	return status;
}
