/* sysroot sbom: what a sysroot, or a binary linked with it, is made of. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/base/option.h"
#include "builder/base/term.h"
#include "builder/cli/cli.h"
#include "builder/cli/commands.h"
#include "builder/cli/table.h"
#include "sysroots/sbom/sbom.h"
#include "sysroots/sbom/sbom_binary.h"

struct sbom_request {
	const char *format, *output, *arch, *binary;
	bool files, provenance;
	struct strv words;
};

/* The statements of all parts as they stand in the store: a JSON array. */
static int sbom_provenance(const struct store *s, const char *name, struct buf *out,
			   struct err *err)
{
	struct tree_record tree = { 0 };
	struct strv absent = STRV_INIT;
	const char *comma = "";
	int status = store_read_tree(s, name, &tree, err);

	buf_addstr(out, "[");
	for (size_t i = 0; i < tree.part_count && status == 0; i++) {
		AUTOBUF struct buf text = BUF_INIT;
		struct err e = ERR_INIT;

		if (store_read_provenance(s, tree.parts[i].key, &text, &e) == 0) {
			while (text.len && text.data[text.len - 1] == '\n')
				text.data[--text.len] = '\0';
			buf_addf(out, "%s\n%s", comma, text.data);
			comma = ",";
		} else if (e.code == ERR_MISSING) {
			strv_add(&absent, tree.parts[i].part);
			err_clear(&e);
		} else {
			status = err_move(err, &e);
		}
	}
	buf_addstr(out, "\n]\n");
	if (status == 0 && absent.len) {
		AUTOFREE char *list = strv_join(&absent, ", ");

		term_say("how these parts were made is not recorded: %s", list);
	}
	strv_release(&absent);
	tree_record_release(&tree);
	return status;
}

static void sbom_rows(const struct sbom *b, struct table *table)
{
	for (size_t i = 0; i < b->count; i++) {
		const struct sbom_part *p = &b->parts[i];
		AUTOFREE char *objects = NULL;
		AUTOFREE char *bytes = NULL;

		if (!p->link)
			continue;
		objects = xasprintf("%zu", p->link->by_content + p->link->by_symbol);
		bytes = xasprintf("%zu", p->link->bytes);
		table_row(table, p->name, p->version,
			  !p->link->is_static   ? "dynamic"
			  : p->link->is_dynamic ? "static, dynamic"
						: "static",
			  objects, bytes, p->license);
	}
	for (size_t i = 0; i < b->module_count; i++)
		table_row(table, b->modules[i].path, b->modules[i].version, "Go module", "", "",
			  "");
}

/* What was linked in, for people. */
static void sbom_table(const struct sbom *b, const struct sbom_binary_facts *facts, struct buf *out)
{
	struct table table;

	table_init(&table, 6);
	table_row(&table, "PART", "VERSION", "LINKED", "OBJECTS", "BYTES", "LICENSE");
	sbom_rows(b, &table);
	table_print(&table, out);
	table_release(&table);
	buf_addf(out, "\nOf %zu bytes of code, %zu are known to come from '%s'.\n", facts->code,
		 facts->found, b->tree.name);
	if (facts->stripped)
		buf_addstr(out, "It is stripped: objects too small to be identified by their code "
				"are not listed.\n");
	for (size_t i = 0; i < b->missing.len; i++)
		buf_addf(out, "Needed at run time, and not in the sysroot: %s\n",
			 b->missing.items[i]);
}

static int sbom_of_sysroot(const struct sbom_request *r, const struct workshop *w, const char *name,
			   struct buf *out, struct err *err)
{
	struct sbom_binary_facts facts = { 0 };
	struct sbom b = { 0 };
	int status = sbom_collect(w->store, w->catalog, name, &b, err);

	b.store = r->files ? w->store : NULL;
	if (status == 0 && r->binary)
		status = sbom_binary(w->store, r->binary, &b, &facts, err);
	if (status == 0 && r->binary && !r->format)
		sbom_table(&b, &facts, out);
	else if (status == 0)
		status = r->format && strcmp(r->format, "cyclonedx") == 0
				 ? sbom_cyclonedx(&b, out, err)
				 : sbom_spdx(&b, out, err);
	sbom_release(&b);
	return status;
}

/* The catalog only adds to what the store knows: one that is not there, or broken, is no matter. */
static int sbom_open(struct workshop *w, struct err *err)
{
	if (cli_open_catalog(&w->catalog, NULL) < 0)
		w->catalog = NULL;
	if (cli_open_store(false, &w->store, err) < 0)
		return -1;
	/* Until store_close(): nothing is collected that is read here. */
	return store_use(w->store, err);
}

static int sbom_write(const struct sbom_request *r, const struct buf *out, struct err *err)
{
	if (r->output && strcmp(r->output, "-") != 0)
		return file_write(AT_FDCWD, r->output, out->data, out->len, 0644, err);
	return cli_print(out, err);
}

static int sbom_check(struct sbom_request *r, struct err *err)
{
	static const char *const formats[] = { "spdx", "cyclonedx" };
	AUTOSTRV struct strv known = STRV_INIT;
	const char *nearest;

	if (r->words.len != 1 && (!r->binary || r->words.len))
		return cli_want("sbom", "one target", err);
	if (r->binary && r->files) {
		err_set(err, ERR_USAGE, "'--files' with '--binary'");
		return err_hint(err,
				"what was linked in are objects, not files: use only one of them");
	}
	if (r->provenance && (r->format || r->files || r->binary)) {
		err_set(err, ERR_USAGE, "'--provenance' with '--%s'",
			r->format  ? "format"
			: r->files ? "files"
				   : "binary");
		return err_hint(err, "provenance has its own format: use only one of them");
	}
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (!r->format || strcmp(r->format, formats[i]) == 0)
			return 0;
		strv_add(&known, formats[i]);
	}
	err_set(err, ERR_USAGE, "unknown format '%s'", r->format);
	nearest = strv_nearest(&known, r->format);
	return nearest ? err_hint(err, "did you mean '%s'?", nearest)
		       : err_hint(err, "the choices are spdx and cyclonedx");
}

/* The name of a built sysroot, whether or not its target file is here. */
static int sbom_name(const struct store *s, const char *typed, const char *arch, char **name,
		     struct err *err)
{
	char digest[SHA256_HEX];
	AUTOFREE char *built = NULL;

	if (cli_built_name(typed, arch, &built, err) < 0)
		return -1;
	if (store_tree_digest(s, built, digest, NULL) < 0) {
		/* An alias, or not built: its target file tells. */
		if (cli_canonical(typed, arch, name, err) < 0)
			return -1;
		return store_tree_digest(s, *name, digest, err);
	}
	*name = STEAL_POINTER(built);
	return 0;
}

/*
 * The sysroot that a binary was linked with, where nobody says it: the environment's, else
 * that of the built ones of which most of its code is.
 */
static int sbom_guess(const struct sbom_request *r, const struct store *s, char **name,
		      struct err *err)
{
	const char *set = getenv("SYSROOT_TARGET");
	AUTOSTRV struct strv names = STRV_INIT;
	size_t best = 0;

	if (set && *set)
		return sbom_name(s, set, r->arch, name, err);
	if (store_list_trees(s, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		struct sbom_binary_facts facts = { 0 };
		struct sbom b = { 0 };
		int status = sbom_collect(s, NULL, names.items[i], &b, err);

		if (status == 0)
			status = sbom_binary(s, r->binary, &b, &facts, err);
		sbom_release(&b);
		if (status < 0)
			return -1;
		/* Targets that differ in their kernel headers alone have the same code. */
		if (facts.found < best || !facts.found ||
		    (facts.found == best && strlen(names.items[i]) >= strlen(*name)))
			continue;
		best = facts.found;
		free(*name);
		*name = xstrdup(names.items[i]);
	}
	if (*name) {
		term_say("most of it comes from '%s'", *name);
		return 0;
	}
	err_set(err, ERR_FAILED, "'%s' does not contain code from any built sysroot", r->binary);
	return err_hint(err, "name the target to list what it needs at run time");
}

int cmd_sbom(int argc, char **argv, struct err *err)
{
	struct sbom_request r = { 0 };
	const struct option_def table[] = {
		{ OPTION_STRING, 0, "format", "FORMAT",
		  "spdx (2.3, the default) or cyclonedx (1.6)", &r.format },
		{ OPTION_STRING, 'o', "output", "FILE", "write to FILE instead of stdout",
		  &r.output },
		{ OPTION_STRING, 0, "binary", "APP",
		  "what was linked from the sysroot into this program", &r.binary },
		{ OPTION_FLAG, 0, "files", NULL, "list every file with its digests", &r.files },
		{ OPTION_FLAG, 0, "provenance", NULL,
		  "how each part was made instead: in-toto statements", &r.provenance },
		CLI_OPTION_ARCH(r.arch),
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "sbom",
		.arguments = "[OPTION...] [TARGET]",
		.summary = "Print the bill of materials of a built sysroot as JSON: every part "
			   "with version,\n"
			   "license, origin, digests and patches.",
		.more = "Without a target, --binary takes that of the environment "
			"(SYSROOT_TARGET), or\n"
			"else the built sysroot that most of the code comes from.\n"
			"\n"
			"Its date is SOURCE_DATE_EPOCH, or a fixed one: equal sysroots have equal "
			"bills\n"
			"of materials.",
		.table = table,
	};
	AUTOBUF struct buf out = BUF_INIT;
	AUTOFREE char *name = NULL;
	struct workshop w = { 0 };
	int status = option_parse(&usage, argc, argv, &r.words, err);

	if (status == 0) {
		status = sbom_check(&r, err);
		if (status == 0)
			status = sbom_open(&w, err);
		if (status == 0)
			status = r.words.len
					 ? sbom_name(w.store, r.words.items[0], r.arch, &name, err)
					 : sbom_guess(&r, w.store, &name, err);
		if (status == 0 && r.provenance)
			status = sbom_provenance(w.store, name, &out, err);
		else if (status == 0)
			status = sbom_of_sysroot(&r, &w, name, &out, err);
		if (status == 0)
			status = sbom_write(&r, &out, err);
	} else {
		status = status < 0 ? -1 : 0;
	}
	cli_close(&w);
	strv_release(&r.words);
	return status;
}
