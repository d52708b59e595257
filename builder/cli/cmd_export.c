/* sysroot export: write sysroots out as images, archives or folders. */
/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/built_record.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/export_request.h"
#include "sysroots/image/image_export.h"
#include "sysroots/image/image_name.h"
#include "sysroots/image/image_program.h"

/* One sysroot that is exported. */
struct export_item {
	char *typed; /* as the user said it */
	struct tree_record tree;
	struct strv names; /* it answers to in the image */
	const struct machine *tools; /* that its wrapper runs on; or NULL */
	const struct machine *machine; /* that it makes programs for */
};

struct export_job {
	struct store *store;
	bool in_use; /* between store_use() and store_unuse() */
	struct image_program program;
	struct export_item *items;
	size_t count;
};

/* --- what is exported --- */

/* The record under the name as it was typed, or under the canonical one. */
static int export_read(struct store *s, const char *typed, const char *arch, struct tree_record *t,
		       struct err *err)
{
	struct err failed = ERR_INIT;
	AUTOFREE char *name = NULL;
	AUTOFREE char *canonical = NULL;
	int status;

	if (cli_built_name(typed, arch, &name, err) < 0)
		return -1;
	if (store_read_tree(s, name, t, &failed) == 0)
		return 0;
	if (failed.code != ERR_MISSING && failed.code != ERR_USAGE)
		return err_move(err, &failed);
	err_clear(&failed);
	tree_record_release(t);
	if (cli_canonical(typed, arch, &canonical, err) < 0)
		return -1;
	status = store_read_tree(s, canonical, t, err);
	return status < 0 && err && err->code == ERR_MISSING
		       ? err_hint(err, "run 'sysroot build %s'", canonical)
		       : status;
}

/* given: the architecture that --arch names, or NULL. */
static int export_add(struct export_job *job, const char *typed, const char *given, struct err *err)
{
	AUTOFREE char *stamp = NULL;
	struct export_item *item;
	const char *arch;

	job->items = xreallocarray(job->items, job->count + 1, sizeof(*job->items));
	item = &job->items[job->count++];
	*item = (struct export_item){ .typed = xstrdup(typed) };
	if (export_read(job->store, typed, given, &item->tree, err) < 0)
		return -1;
	stamp = xasprintf("sysroots/%s", item->tree.name);
	store_stamp(job->store, stamp);
	arch = tree_record_fact(&item->tree, "arch");
	item->machine = arch ? machine_find(arch) : NULL;
	if (!item->machine)
		return err_set(err, ERR_CORRUPT, "the record of '%s' does not name an architecture",
			       item->tree.name);
	for (size_t i = 0; i + 1 < job->count; i++) {
		if (job->items[i].machine != item->machine)
			continue;
		err_set(err, ERR_USAGE, "'%s' and '%s' are both for %s", job->items[i].tree.name,
			item->tree.name, item->machine->arch);
		return err_hint(err, "export them separately: in a container they can be copied on "
				     "top of each other");
	}
	return image_tools_machine(job->store, &item->tree.manifest, &item->tools, err);
}

static int export_collect(const struct export_request *r, struct export_job *job, struct err *err)
{
	/* Until the end, so that gc takes nothing that is being written out. */
	if (cli_open_store(false, &job->store, err) < 0 || store_use(job->store, err) < 0)
		return -1;
	job->in_use = true;
	for (size_t i = 0; i < r->names.len; i++) {
		if (!r->archs.len && export_add(job, r->names.items[i], NULL, err) < 0)
			return -1;
		for (size_t k = 0; k < r->archs.len; k++)
			if (export_add(job, r->names.items[i], r->archs.items[k], err) < 0)
				return -1;
	}
	if (job->count == 1 || r->format == EXPORT_OCI)
		return 0;
	err_set(err, ERR_USAGE, "the format '%s' holds one sysroot, not %zu",
		EXPORT_FORMATS[r->format], job->count);
	return err_hint(err, "several architectures make one index with '--format oci'");
}

/* --- images --- */

/* What the program wants of a container must be known before it is tried there. */
static void export_warn_dynamic(const struct image_program *p)
{
	if (!p->interp)
		return;
	term_say("the program in the image is linked dynamically: it runs in containers that "
		 "have '%s'%s%s",
		 p->interp, p->glibc ? " and glibc " : "", p->glibc ? p->glibc : "");
	term_say("a static one, made with 'make release', runs in any: --program FILE");
}

static int export_open_program(const struct export_request *r, struct export_job *job,
			       struct err *err)
{
	if (r->no_program)
		return 0;
	if (image_program_open(r->program_path, &job->program, err) < 0)
		return -1;
	for (size_t i = 0; i < job->count; i++) {
		const struct export_item *item = &job->items[i];

		if (!item->tools || item->tools == job->program.machine)
			continue;
		err_set(err, ERR_FAILED, "the program is for %s, but the tools in '%s' are for %s",
			job->program.machine->arch, item->tree.name, item->tools->arch);
		return err_hint(err,
				"give the program for %s with '--program FILE', or "
				"'--no-program'",
				item->tools->arch);
	}
	export_warn_dynamic(&job->program);
	return 0;
}

/*
 * An image is for the machine that the programs in it run on. In an index the
 * images are told apart by the machine that they make programs for, which is how
 * builds for several platforms choose.
 */
static const struct machine *export_machine(const struct export_job *job,
					    const struct export_item *item)
{
	if (job->count > 1 || (!item->tools && job->program.fd < 0))
		return item->machine;
	return item->tools ? item->tools : job->program.machine;
}

/* Its own name, and that of the first, so that one Dockerfile serves all images of an index. */
static void export_name(struct export_job *job, struct export_item *item)
{
	const char *others[] = { item->typed, job->items[0].typed };

	strv_add(&item->names, item->tree.name);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (export_is_plain_path(others[i]) && !strchr(others[i], '/'))
			strv_add(&item->names, others[i]);
	strv_sort_unique(&item->names);
}

static bool export_is_archive(const struct export_request *r)
{
	size_t len = r->output ? strlen(r->output) : 0;

	return !r->output || (len > 4 && strcmp(r->output + len - 4, ".tar") == 0);
}

static int export_image(struct export_request *r, struct export_job *job, struct err *err)
{
	AUTOFREE struct image_wish *wishes = xcalloc(job->count, sizeof(*wishes));
	struct image_shape shape = {
		.format = r->format == EXPORT_DOCKER ? IMAGE_DOCKER : IMAGE_OCI,
		.path = r->output,
		.archive = export_is_archive(r),
	};

	if (export_open_program(r, job, err) < 0)
		return -1;
	for (size_t i = 0; i < job->count; i++) {
		struct export_item *item = &job->items[i];

		export_name(job, item);
		wishes[i] = (struct image_wish){
			.store = job->store,
			.tree = &item->tree,
			.names = &item->names,
			.prefix = r->prefix,
			.program = job->program.fd,
			.machine = export_machine(job, item),
			.link = r->shared ? ENVIRONMENT_SHARED : ENVIRONMENT_STATIC,
			.compression = r->compression,
		};
	}
	if (!r->image_name)
		r->image_name = image_name_of(job->items[0].tree.name);
	shape.name = r->image_name;
	return image_export(wishes, job->count, &shape, err);
}

static int export_write(struct export_request *r, struct export_job *job, struct err *err)
{
	const struct tree_record *tree = &job->items[0].tree;
	const char *prefix = r->prefix ? r->prefix : tree->name;

	switch (r->format) {
	case EXPORT_TAR:
		return image_export_tar(job->store, tree, prefix + (*prefix == '/'), r->compression,
					r->output, err);
	case EXPORT_DIR:
		return image_export_folder(job->store, tree, r->output, err);
	case EXPORT_OCI:
	case EXPORT_DOCKER:
		break;
	}
	return export_image(r, job, err);
}

static void export_release(struct export_request *r, struct export_job *job)
{
	for (size_t i = 0; i < job->count; i++) {
		free(job->items[i].typed);
		tree_record_release(&job->items[i].tree);
		strv_release(&job->items[i].names);
	}
	free(job->items);
	image_program_release(&job->program);
	if (job->in_use)
		store_unuse(job->store);
	store_close(job->store);
	export_request_release(r);
}

static void export_json(const struct export_request *r, const struct export_job *job,
			struct json *j)
{
	bool image = r->format == EXPORT_OCI || r->format == EXPORT_DOCKER;

	jsonout_string(j, "type", EXPORT_FORMATS[r->format]);
	jsonout_string(j, "file", r->output);
	jsonout_string(j, "image", image ? r->image_name : NULL);
	jsonout_array_begin(j, "sysroots");
	for (size_t i = 0; i < job->count; i++)
		answer_built(j, NULL, job->store, job->items[i].tree.name);
	jsonout_array_end(j);
}

int cmd_export(int argc, char **argv, struct err *err)
{
	struct export_request request = { 0 };
	struct export_job job = { .program = IMAGE_PROGRAM_INIT };
	int status = export_request_parse(argc, argv, &request, err);

	if (status == 0) {
		process_catch_interrupts();
		/* A reader that goes away is an error with words, and the work folder goes. */
		signal(SIGPIPE, SIG_IGN);
		if (export_collect(&request, &job, err) < 0)
			status = -1;
		else
			status = export_write(&request, &job, err);
	}
	if (status == 0 && answer_json())
		export_json(&request, &job, answer_json());
	if (status == 0 && request.image_name && request.output)
		term_say("'%s' is the image '%s'", request.output, request.image_name);
	export_release(&request, &job);
	return status < 0 ? -1 : 0;
}
