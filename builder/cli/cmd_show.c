/* sysroot show: what a target is made of, and what is missing. */
/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "builder/base/json.h"
#include "builder/base/option.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"

static const char *show_state(const struct plan_part *p)
{
	if (p->made)
		return "made";
	return p->missing.len ? "inputs missing" : "can be made";
}

static void show_text(const struct workshop *w, const struct target *t, const struct plan *plan,
		      const char *digest, struct buf *out)
{
	struct table table;

	buf_addf(out, "%s: %s\n", t->name, t->summary);
	buf_addf(out, "C library %s %s, kernel headers %s, %s (%s)\n", t->libc, t->libc_version,
		 t->linux_version, t->arch, t->triple);
	if (*digest)
		buf_addf(out, "built: sha256:%s%s\n       %s/sysroots/%s\n", digest,
			 plan->composed ? "" : " (out of date: the next build makes another)",
			 store_path(w->store), t->name);
	else
		buf_addf(out, "not built\n");
	buf_addch(out, '\n');
	table_init(&table, 4);
	table_row(&table, "PART", "RECIPE", "STATE", "WHY THIS RECIPE");
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		table_row(&table, p->wanted->part, p->recipe->name, show_state(p), p->why);
	}
	table_print(&table, out);
	table_release(&table);
	buf_addch(out, '\n');
	table_init(&table, 5);
	table_row(&table, "PART", "VERSION", "FIDELITY", "SANDBOX", "LICENSE");
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		table_row(&table, p->wanted->part, p->recipe->version, p->recipe->fidelity,
			  p->sandbox, p->recipe->license);
	}
	table_print(&table, out);
	table_release(&table);
	plan_list_missing(plan, out);
}

static void show_json(const struct workshop *w, const struct target *t, const struct plan *plan,
		      const char *digest, struct buf *out)
{
	AUTOFREE char *path =
		*digest ? xasprintf("%s/sysroots/%s", store_path(w->store), t->name) : NULL;
	struct json j;

	json_init(&j, out);
	json_object_begin(&j, NULL);
	json_string(&j, "name", t->name);
	json_string(&j, "summary", t->summary);
	json_string(&j, "libc", t->libc);
	json_string(&j, "libc_version", t->libc_version);
	json_string(&j, "linux_version", t->linux_version);
	json_string(&j, "arch", t->arch);
	json_string(&j, "triple", t->triple);
	json_string(&j, "digest", *digest ? digest : NULL);
	json_string(&j, "path", path);
	json_bool(&j, "up_to_date", plan->composed);
	json_array_begin(&j, "parts");
	for (size_t i = 0; i < plan->count; i++) {
		const struct plan_part *p = &plan->parts[i];

		json_object_begin(&j, NULL);
		json_string(&j, "part", p->wanted->part);
		json_string(&j, "recipe", p->recipe->name);
		json_string(&j, "version", p->recipe->version);
		json_string(&j, "license", p->recipe->license);
		json_string(&j, "fidelity", p->recipe->fidelity);
		json_string(&j, "key", p->key);
		json_string(&j, "sandbox", p->sandbox);
		json_string(&j, "state", show_state(p));
		json_string(&j, "why", p->why);
		json_array_begin(&j, "inputs");
		for (size_t k = 0; k < p->recipe->input_count; k++) {
			const struct recipe_input *in = &p->recipe->inputs[k];

			json_object_begin(&j, NULL);
			json_string(&j, "name", in->name);
			json_string(&j, "sha256", in->sha256);
			json_bool(&j, "missing", strv_contains(&p->missing, in->name));
			json_object_end(&j);
		}
		json_array_end(&j);
		json_object_end(&j);
	}
	json_array_end(&j);
	json_object_end(&j);
}

static int show_no_part(const struct plan *plan, const char *part, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOFREE char *list = NULL;

	for (size_t i = 0; i < plan->count; i++)
		strv_add(&names, plan->parts[i].wanted->part);
	list = strv_join(&names, ", ");
	err_set(err, ERR_UNKNOWN_NAME, "'%s' has no part '%s'", plan->target->name, part);
	return err_hint(err, "its parts are %s", list);
}

int cmd_show(int argc, char **argv, struct err *err)
{
	bool as_json = false;
	const char *key_of = NULL;
	AUTOSTRV struct strv names = STRV_INIT;
	AUTOSTRV struct strv recipes = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	const struct option_def table[] = {
		{ OPTION_LIST, 0, "recipe", "NAME",
		  "take this recipe for its part; may be repeated", &recipes },
		{ OPTION_STRING, 0, "key", "PART",
		  "print what this part's build key is the hash of", &key_of },
		{ OPTION_FLAG, 0, "json", NULL, "answer in JSON", &as_json },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "show",
		.arguments = "[OPTION...] TARGET",
		.summary = "What a target is made of: parts, the recipe taken for each and why, "
			   "their\n"
			   "state, and every input that is missing with its digest and origins.",
		.table = table,
	};
	const struct plan_options options = { .recipes = &recipes,
					      .weakest = SANDBOX_NONE,
					      .without_tools = true };
	struct target *target = NULL;
	struct plan *plan = NULL;
	struct workshop w;
	int status = option_parse(&usage, argc, argv, &names, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (names.len != 1)
		return cli_want("show", "one target", err);
	if (cli_open(&w, false, err) < 0)
		return -1;
	status = cli_plan(&w, names.items[0], &options, &target, &plan, err);
	if (status == 0) {
		char digest[SHA256_HEX];
		bool found = false;

		if (!w.store || store_tree_digest(w.store, target->name, digest, NULL) < 0)
			digest[0] = '\0';
		for (size_t i = 0; key_of && i < plan->count; i++) {
			if (strcmp(plan->parts[i].wanted->part, key_of) == 0) {
				buf_addstr(&out, plan->parts[i].key_text);
				found = true;
			}
		}
		if (key_of && !found)
			status = show_no_part(plan, key_of, err);
		else if (!key_of)
			(as_json ? show_json : show_text)(&w, target, plan, digest, &out);
	}
	plan_free(plan);
	target_free(target);
	cli_close(&w);
	return status < 0 ? -1 : cli_print(&out, err);
}
