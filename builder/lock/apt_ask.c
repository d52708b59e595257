/* Asking suites of Debian what they have now: for pinning packages anew. */
/* SPDX-License-Identifier: MIT */
#include "builder/lock/apt_ask.h"

#include <stdlib.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/fetch/apt_lists.h"
#include "builder/fetch/debian_version.h"

/* One round: the questions that one package list answers. */
struct asking {
	struct apt_question *questions;
	struct apt_lists *lists; /* one for each question */
	size_t count;
	const char *folder; /* of the list that is read now */

	/* While a source package is looked at. */
	struct apt_question *question;
	const struct apt_lists *list;
	const char *version;
	char *role; /* which file of it is asked for */
};

void apt_question_release(struct apt_question *q)
{
	free(q->newest.version);
	free(q->newest.file);
	free(q->why);
	q->newest.version = q->newest.file = q->why = NULL;
}

/* Keep it when it is the newest so far. Lists are signed, but what they say is checked. */
static void offer(struct apt_question *q, const char *version, const char *file, const char *sha256,
		  const char *size)
{
	uint64_t bytes;

	/* They go into a recipe, where a newline or a brace would be another line of it. */
	if (!origin_word_ok(file, ORIGIN_ALNUM "+._~-") ||
	    !origin_word_ok(version, ORIGIN_ALNUM "+.:~-"))
		return;
	if (q->newest.version && debian_version_compare(version, q->newest.version) <= 0)
		return;
	if (!sha256_is_hex(sha256) || !decimal_parse(size, RECIPE_MAX_INPUT, &bytes) || bytes == 0)
		return;
	free(q->newest.version);
	free(q->newest.file);
	q->newest.version = xstrdup(version);
	q->newest.file = xstrdup(file);
	memcpy(q->newest.sha256, sha256, SHA256_HEX);
	q->newest.size = bytes;
}

static void look_at_binary(struct apt_question *q, const struct deb822 *d)
{
	AUTOFREE char *version = deb822_get(d, "Version");
	AUTOFREE char *file = deb822_get(d, "Filename");
	AUTOFREE char *sha256 = deb822_get(d, "SHA256");
	AUTOFREE char *size = deb822_get(d, "Size");

	if (!version || !file || !sha256 || !size)
		return;
	q->current |= strcmp(sha256, q->sha256) == 0;
	offer(q, version, path_basename(file), sha256, size);
}

static bool look_at_file(const char *sha256, const char *size, const char *name, void *arg)
{
	struct asking *a = arg;
	AUTOFREE char *role = debian_file_role(name, a->list->package);

	a->question->current |= strcmp(sha256, a->question->sha256) == 0;
	if (role && a->role && strcmp(role, a->role) == 0)
		offer(a->question, a->version, name, sha256, size);
	return false;
}

static void look_at_source(struct asking *a, size_t i, const struct deb822 *d)
{
	AUTOFREE char *version = deb822_get(d, "Version");

	if (!version)
		return;
	a->question = &a->questions[i];
	a->list = &a->lists[i];
	a->version = version;
	a->role = debian_file_role(a->list->file, a->list->package);
	apt_each_checksum(d, look_at_file, a);
	free(a->role);
}

static bool is_of(const struct asking *a, size_t i)
{
	return a->lists[i].folder && strcmp(a->lists[i].folder, a->folder) == 0;
}

static int look_at(const struct deb822 *d, const char *base, void *arg, struct err *err)
{
	struct asking *a = arg;

	(void)base;
	(void)err;
	for (size_t i = 0; i < a->count; i++) {
		if (!is_of(a, i) || !deb822_is(d, "Package", a->lists[i].package))
			continue;
		if (a->lists[i].file)
			look_at_source(a, i, d);
		else
			look_at_binary(&a->questions[i], d);
	}
	return 0;
}

/* Read the list of lists[i] for all questions that it answers. */
static int read_list(struct asking *a, size_t i, struct err *err)
{
	struct apt_lists *l = &a->lists[i];
	int fd = -1, rc = 0;

	a->folder = l->folder;
	if (apt_lists_lock(l, &fd, err) < 0)
		return -1;
	if (!apt_lists_fresh(l)) {
		term_say("package list of %s%s%s%s", l->suite, l->arch ? " (" : "",
			 l->arch ? l->arch : "",
			 l->arch   ? ")"
			 : l->file ? " (source)"
				   : "");
		rc = apt_lists_update(l, err);
	}
	if (rc == 0)
		rc = apt_lists_walk(l, look_at, a, err);
	store_unlock(&fd);
	return rc;
}

/* The suite could not be asked: all its questions say so. Other errors end everything. */
static int blame_suite(struct asking *a, size_t first, struct err *e, struct err *err)
{
	AUTOFREE char *folder = a->lists[first].folder ? xstrdup(a->lists[first].folder) : NULL;

	if (e->code != ERR_MISSING && e->code != ERR_CORRUPT)
		return err_move(err, e);
	for (size_t i = first; i < a->count; i++) {
		const char *own = a->lists[i].folder;

		if (i != first && (!folder || !own || strcmp(own, folder) != 0))
			continue;
		apt_question_release(&a->questions[i]);
		a->questions[i].current = false;
		a->questions[i].why = xstrdup(e->text);
	}
	err_clear(e);
	return 0;
}

static int ask_all(struct asking *a, struct origin *o, struct err *err)
{
	for (size_t i = 0; i < a->count; i++) {
		struct err e = ERR_INIT;

		if (apt_lists_open(&a->lists[i], o, a->questions[i].from, &e) < 0 &&
		    blame_suite(a, i, &e, err) < 0)
			return -1;
	}
	for (size_t i = 0; i < a->count; i++) {
		bool first = !a->questions[i].why;
		struct err e = ERR_INIT;

		for (size_t k = 0; k < i && first; k++)
			first = strcmp(a->lists[k].folder, a->lists[i].folder) != 0;
		if (first && read_list(a, i, &e) < 0 && blame_suite(a, i, &e, err) < 0)
			return -1;
	}
	return 0;
}

int apt_ask(struct store *s, struct apt_question *questions, size_t count, long timeout,
	    struct err *err)
{
	char name[] = "a package list";
	const struct recipe_input input = { .name = name };
	struct asking a = { .questions = questions, .count = count };
	AUTOFREE char *below = NULL;
	AUTOFREE char *temp = NULL;
	/* What a worker tells its parent; here there is none. */
	struct origin o = { .store = s, .input = &input, .timeout = timeout, .report = -1 };
	int rc;

	if (count == 0)
		return 0;
	if (store_temp(s, "ask", &below, err) < 0)
		return -1;
	temp = path_join(store_path(s), below);
	o.temp = temp;
	a.lists = xcalloc(count, sizeof(*a.lists));
	rc = ask_all(&a, &o, err);
	for (size_t i = 0; i < count; i++)
		apt_lists_release(&a.lists[i]);
	free(a.lists);
	store_temp_remove(s, below);
	return rc;
}
