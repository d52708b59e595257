/* Building one part, start to end: inputs, unpack, steps, normalise, store. */
/* SPDX-License-Identifier: MIT */
#include "builder/build/build_part.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "builder/base/process.h"
#include "builder/base/term.h"
#include "builder/build/build_log.h"
#include "builder/build/provenance_write.h"
#include "builder/build/steps.h"
#include "builder/unpack/normalise.h"
#include "builder/unpack/unpack.h"
#include "sysroots/compose/compose.h"

struct compose_part *build_compose_parts(const struct plan *plan, const size_t *indices,
					 size_t count)
{
	struct compose_part *parts = xcalloc(count, sizeof(*parts));

	for (size_t i = 0; i < count; i++) {
		const struct plan_part *p = &plan->parts[indices ? indices[i] : i];

		parts[i] = (struct compose_part){
			.part = p->wanted->part,
			.recipe = p->recipe->name,
			.version = p->recipe->version,
			.key = p->key,
			.fidelity = p->recipe->fidelity,
			.license = p->recipe->license,
			.why = p->why,
		};
	}
	return parts;
}

char *build_part_log(const struct store *s, const struct plan_part *part)
{
	AUTOFREE char *name = store_log_path(part->recipe->name, part->key);

	return path_join(store_path(s), name);
}

static void build_tell(const struct build_part_run *run, const char *verb, const char *name)
{
	AUTOFREE char *what = xasprintf("%s%s%s", verb, *name ? " " : "", name);

	if (run->doing)
		run->doing(run->arg, what);
}

static int build_one_input(const struct build_part_run *run, const struct recipe *r,
			   const struct recipe_input *in, int src, struct err *err)
{
	AUTOCLOSE int fd = store_open_input(run->store, in->sha256, err);
	AUTOCLOSE int out = -1;
	AUTOCLOSE int dir = -1;
	char found[SHA256_HEX];

	if (fd < 0)
		return err_prefix(err, "input '%s' of recipe '%s'", in->name, r->name);
	/* Hashed again before anything parses it: the disk may have changed it. */
	if (sha256_fd(fd, found, NULL, err) < 0)
		return err_prefix(err, "input '%s'", in->name);
	if (strcmp(found, in->sha256) != 0) {
		err_set(err, ERR_CORRUPT,
			"input '%s' in the store is damaged: sha256 %s instead of %s", in->name,
			found, in->sha256);
		return err_hint(err,
				"'sysroot fsck --repair' removes it; then fetch it again with "
				"'sysroot fetch %s'",
				run->plan->target->name);
	}
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "cannot read input '%s'", in->name);
	if (in->unpack_dir) {
		struct unpack_options options = {
			.strip = in->strip,
			.inner = &in->inner,
			.only = &in->only,
		};

		/* An earlier input may have left a link of that name. */
		dir = beneath_folder(src, in->unpack_dir, true, err);
		if (dir < 0)
			return err_prefix(err, "input '%s' of recipe '%s'", in->name, r->name);
		return unpack_fd(fd, in->name, dir, ".", &options, err);
	}
	out = openat(src, in->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (out < 0)
		return err_sys(err, "cannot write '%s'", in->name);
	return fd_copy(fd, out, err);
}

static int build_inputs(const struct build_part_run *run, const struct recipe *r, int dirfd,
			struct err *err)
{
	AUTOCLOSE int src = -1;

	if (dir_make(dirfd, "src", err) < 0)
		return -1;
	src = dir_open(dirfd, "src", err);
	if (src < 0)
		return -1;
	for (size_t i = 0; i < r->input_count; i++) {
		build_tell(run, "unpack", r->inputs[i].name);
		if (build_one_input(run, r, &r->inputs[i], src, err) < 0)
			return -1;
		if (process_interrupted())
			return err_set(err, ERR_INTERRUPTED, "interrupted");
	}
	return 0;
}

/* Lay out the sysroot of what the part needs as TEMP/sysroot. */
static int build_needs(const struct build_part_run *run, int dirfd, struct err *err)
{
	const struct plan_part *part = &run->plan->parts[run->index];
	AUTOFREE struct compose_part *parts =
		build_compose_parts(run->plan, part->needs, part->need_count);
	struct target target = *run->plan->target;
	struct tree_record tree = { 0 };
	char name[] = "needs";
	int status;

	/* Not the target's own: the key has no name, and equal targets share artifacts. */
	target.name = name;
	if (store_use(run->store, err) < 0)
		return -1;
	status = compose_tree(run->store, &target, parts, part->need_count, "", &tree, err);
	if (status == 0)
		/* Outside bubblewrap a step could write through links into the store. */
		status = store_checkout(run->store, &tree.manifest, dirfd, "sysroot",
					run->tier == SANDBOX_BUBBLEWRAP ? CHECKOUT_LINK
									: CHECKOUT_COPY,
					false, err);
	store_unuse(run->store);
	tree_record_release(&tree);
	return status;
}

static int build_steps(const struct build_part_run *run, const struct recipe *r, const char *temp,
		       int dirfd, struct err *err)
{
	AUTOFREE char *host = store_folder_path(run->store, temp, false, err);
	AUTOFREE char *logs = host ? store_folder_path(run->store, "logs", true, err) : NULL;
	AUTOFREE char *build = host ? path_join(host, "build") : NULL;
	AUTOFREE char *sysroot = host ? path_join(host, "sysroot") : NULL;
	AUTOFREE char *log = build_part_log(run->store, &run->plan->parts[run->index]);
	const char *log_below = log + strlen(store_path(run->store)) + 1;
	AUTOCLOSE int log_fd = -1;
	bool needs = run->plan->parts[run->index].need_count > 0;
	struct steps_run steps = {
		.recipe = r,
		.target = run->plan->target,
		.tier = run->tier,
		.build = build,
		.sysroot = needs ? sysroot : NULL,
		.log = log,
		.jobs = run->jobs,
		.jobserver = run->jobserver,
		.doing = run->doing,
		.doing_arg = run->arg,
	};

	if (!logs)
		return -1;
	/*
	 * What a step marks set-id is no way to our rights for others: they cannot get
	 * there. But for landlock, whose steps go there on their own feet.
	 */
	if (fchmod(dirfd, run->tier == SANDBOX_LANDLOCK && geteuid() == 0 ? 0701 : 0700) < 0)
		return err_sys(err, "cannot close the directory '%s'", host);
	if (needs && build_needs(run, dirfd, err) < 0)
		return -1;
	/* By the descriptor from here on: the name may be made to lead elsewhere. */
	if (beneath_unlink(store_fd(run->store), log_below, 0) == 0 || errno == ENOENT)
		log_fd = beneath_create(store_fd(run->store), log_below,
					O_RDWR | O_CREAT | O_EXCL | O_APPEND, 0644);
	if (log_fd < 0)
		return err_sys(err, "cannot write the log '%s'", log);
	steps.log_fd = log_fd;
	term_say_more("log of %s: %s", r->name, log);
	return steps_run(&steps, err);
}

static int build_store(const struct build_part_run *run, const struct recipe *r, int dirfd,
		       time_t started, struct err *err)
{
	const struct plan_part *part = &run->plan->parts[run->index];
	struct artifact a = { 0 };
	int status;

	memcpy(a.key, part->key, sizeof(a.key));
	a.recipe = xstrdup(r->name);
	a.part = xstrdup(r->part);
	a.version = xstrdup(r->version);
	a.license = xstrdup(r->license);
	a.fidelity = xstrdup(r->fidelity);
	a.sandbox = xstrdup(r->step_count ? sandbox_word(run->tier) : "-");
	a.key_text = xstrdup(part->key_text);
	/* Killed at any point, no artifact has the story of another. */
	status = store_drop_provenance(run->store, a.key, err);
	if (status == 0)
		status = store_put_artifact(run->store, &a, dirfd, "tree", err);
	if (status == 0)
		status =
			provenance_write(run->store, run->plan, part, &a, started, time(NULL), err);
	artifact_release(&a);
	return status;
}

/*
 * In a store of a group, folders would hand the set-group-ID bit on, and cp, install
 * and chmod set it again in what they make: the tier of landlock refuses that.
 */
static int leave_group(int build, struct err *err)
{
	struct stat st;

	if (fstat(build, &st) < 0 || fchmod(build, st.st_mode & 01777) < 0)
		return err_sys(err, "cannot change the mode of the build directory");
	return 0;
}

static int build_in(const struct build_part_run *run, const struct recipe *r, const char *temp,
		    struct err *err)
{
	AUTOCLOSE int dirfd = beneath_folder(store_fd(run->store), temp, false, err);
	AUTOCLOSE int build = -1;
	AUTOFREE char *root = NULL;
	const time_t started = time(NULL);

	if (dirfd < 0 || dir_make(dirfd, "build", err) < 0)
		return -1;
	build = dir_open(dirfd, "build", err);
	if (build < 0 || leave_group(build, err) < 0 || build_inputs(run, r, build, err) < 0)
		return -1;
	if (r->step_count) {
		if (build_steps(run, r, temp, dirfd, err) < 0)
			return -1;
		root = xstrdup("build/out");
	} else {
		root = r->root && *r->root ? path_join("build/src", r->root) : xstrdup("build/src");
	}
	build_tell(run, "store", "");
	if (normalise_tree(dirfd, root, "tree", r, run->plan->target->triple, err) < 0)
		return -1;
	return build_store(run, r, dirfd, started, err);
}

static void build_say_busy(void *arg)
{
	const struct build_part_run *run = arg;

	term_say("waiting for another build of '%s'", run->plan->parts[run->index].recipe->name);
	build_tell(run, "waiting for another build", "");
}

static int build_make(const struct build_part_run *run, const struct recipe *r, struct err *err)
{
	AUTOFREE char *temp = NULL;
	int status = store_temp(run->store, "build", &temp, err);

	if (status == 0)
		status = build_in(run, r, temp, err);
	if (status < 0 && run->keep_failed && temp)
		term_say("the build directory is kept until the next command: %s/%s",
			 store_path(run->store), temp);
	else
		store_temp_remove(run->store, temp);
	return status;
}

/* 1 when a remote had it, 0 when none has, -1. */
static int build_take(const struct build_part_run *run, const struct plan_part *part,
		      struct err *err)
{
	AUTOFREE char *from = NULL;
	int got;

	/* What is here, but too weak, was perhaps taken from there. */
	if (!run->remotes || part->too_weak)
		return 0;
	build_tell(run, "ask", "remotes");
	got = remotes_take(run->remotes, run->store, part->key, part->recipe->name, run->weakest,
			   &from, err);
	if (got == 1 && run->taken)
		run->taken(run->arg, from);
	return got;
}

static int build_take_or_make(const struct build_part_run *run, const struct plan_part *part,
			      struct err *err)
{
	int got = build_take(run, part, err);

	if (got != 0)
		return got < 0 ? -1 : 0;
	if (part->missing.len)
		return err_set(err, ERR_MISSING,
			       "no remote has '%s', and its inputs are not in the store",
			       part->recipe->name);
	if (run->unable)
		return err_copy(err, run->unable);
	if (run->remotes)
		term_say("building %s", part->recipe->name); /* after all */
	if (build_make(run, part->recipe, err) < 0)
		return -1;
	if (run->remotes) {
		build_tell(run, "push", "");
		remotes_publish(run->remotes, run->store, part->key, part->recipe->name);
	}
	return 0;
}

int build_part(const struct build_part_run *run, struct err *err)
{
	const struct plan_part *part = &run->plan->parts[run->index];
	struct build_part_run self = *run; /* the lock wants one that is not const */
	int status = 0, lock;

	if (store_lock(run->store, part->key, build_say_busy, &self, &lock, err) < 0)
		return -1;
	if (part->too_weak || !store_has_artifact(run->store, part->key))
		status = build_take_or_make(run, part, err);
	store_unlock(&lock);
	return status;
}
