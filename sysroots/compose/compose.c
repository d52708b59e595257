/* Composing: the artifacts of one target become one tree that can be used. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/compose/compose.h"

#include <assert.h>
#include <string.h>

#include "sysroots/compose/carried.h"
#include "sysroots/compose/syscall_names.h"
#include "recipes/machine.h"
#include "sysroots/env/envfiles.h"
#include "sysroots/env/placeholder.h"
#include "sysroots/wrapper/guards.h"

/* Names under which the wrapper stands in bin/ and static/bin/; with the triple before them. */
static const char *const compose_tools[] = {
	"addr2line",  "ar",     "as",         "cmake", "cpp",     "g++",     "gcc",
	"gcc-ar",     "gcc-nm", "gcc-ranlib", "ld",    "nm",      "objcopy", "objdump",
	"pkg-config", "ranlib", "readelf",    "size",  "strings", "strip",
};

/* The same without it. */
static const char *const compose_short[] = { "cc", "c++" };

/* The guards as the specs have them, with a blank before each. */
#define SPECS_OPTION(function) " --wrap=" #function
static const char static_guards[] = STATIC_GUARDS(SPECS_OPTION);
static const char kernel_guard[] = " " KERNEL_GUARD;

/* Libraries that gcc keeps beside itself and links of its own accord, next to shared ones, which
 * need this machine's C library. A linker script of the shared one's name leads to the static one,
 * and to what that uses. */
static const struct {
	const char *name, *uses;
} compose_runtime[] = {
	{ "atomic", "" },
	{ "gomp", " AS_NEEDED ( -ldl )" },
	{ "itm", "" },
	{ "quadmath", "" },
};

struct composer {
	struct store *store;
	struct tree_record *tree;
};

static void compose_link(struct composer *c, const char *path, const char *target)
{
	struct entry e = { .path = (char *)(uintptr_t)path,
			   .type = ENTRY_LINK,
			   .target = (char *)(uintptr_t)target };

	manifest_add(&c->tree->manifest, &e);
}

static void compose_dir(struct composer *c, const char *path)
{
	struct entry e = { .path = (char *)(uintptr_t)path, .type = ENTRY_DIR };

	manifest_add(&c->tree->manifest, &e);
}

static int compose_file(struct composer *c, const char *path, const void *data, size_t len,
			bool exec, struct err *err)
{
	struct entry e = {
		.path = (char *)(uintptr_t)path, .type = ENTRY_FILE, .exec = exec, .size = len
	};

	if (store_put_object(c->store, data, len, exec, e.sha256, err) < 0)
		return err_prefix(err, "'%s'", path);
	manifest_add(&c->tree->manifest, &e);
	return 0;
}

static bool compose_same(const struct entry *a, const struct entry *b)
{
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case ENTRY_DIR:
		return true;
	case ENTRY_LINK:
		return strcmp(a->target, b->target) == 0;
	case ENTRY_FILE:
		return strcmp(a->sha256, b->sha256) == 0 && a->exec == b->exec;
	}
	return false;
}

static int compose_order(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->path, ((const struct entry *)b)->path);
}

/*
 * Sort, and let one of equal entries go; two parts that differ at one path are
 * an error that names both.
 */
static int compose_unite(struct manifest *m, const char *name, struct err *err)
{
	struct manifest once = MANIFEST_INIT;
	const struct entry *last = NULL;
	int status = 0;

	if (m->count)
		qsort(m->entries, m->count, sizeof(*m->entries), compose_order);
	for (size_t i = 0; i < m->count && status == 0; i++) {
		const struct entry *e = &m->entries[i];

		if (!last || strcmp(last->path, e->path) != 0) {
			manifest_add(&once, e);
			last = e;
		} else if (!compose_same(last, e)) {
			status = err_set(
				err, ERR_FAILED,
				"'%s': the parts '%s' and '%s' both have '%s', and they differ",
				name, last->part ? last->part : "(sysroot)",
				e->part ? e->part : "(sysroot)", e->path);
			err_hint(err, "drop it in one of their recipes");
		}
	}
	manifest_release(m);
	*m = once;
	return status == 0 ? manifest_sort(m, err) : -1;
}

static int compose_add_part(struct composer *c, const struct compose_part *part, struct err *err)
{
	struct artifact a = { 0 };
	struct tree_part *kept;

	if (store_read_artifact(c->store, part->key, &a, err) < 0)
		return err_prefix(err, "part '%s'", part->part);
	for (size_t i = 0; i < a.manifest.count; i++) {
		struct entry e = a.manifest.entries[i];

		e.part = (char *)(uintptr_t)part->part;
		manifest_add(&c->tree->manifest, &e);
	}
	artifact_release(&a);
	kept = &c->tree->parts[c->tree->part_count++];
	kept->part = xstrdup(part->part);
	kept->recipe = xstrdup(part->recipe);
	kept->version = xstrdup(part->version);
	kept->key = xstrdup(part->key);
	kept->fidelity = xstrdup(part->fidelity);
	kept->license = xstrdup(part->license);
	kept->why = xstrdup(part->why);
	return 0;
}

/* Is there a file of this name among those that the parts have brought so far? */
static bool compose_has(const struct manifest *m, const char *path)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->entries[i].path, path) == 0)
			return true;
	return false;
}

/* gcc's specs of a C library with a machine's words in their places. */
static int compose_specs(const char *libc, const char *arch, bool standins, bool kernel,
			 struct buf *out, struct err *err)
{
	const struct machine *m = machine_find(arch);
	size_t size = 0;
	const char *text = carried_specs(libc, &size);

	if (!text)
		return err_set(err, ERR_FAILED, "no gcc specs for the C library '%s'", libc);
	if (!m)
		return err_set(err, ERR_FAILED, "no gcc specs for the architecture '%s'", arch);
	const struct placeholder words[] = {
		{ "@LOADER@", strcmp(libc, "musl") == 0 ? m->musl_loader : m->glibc_loader },
		{ "@LINK@", m->link_options },
		{ "@LIBRARIES@", m->link_libraries },
		{ "@STATIC_GUARD@", standins ? static_guards + 1 : "" },
		{ "@KERNEL_GUARD@", kernel ? kernel_guard : "" },
	};

	placeholder_fill(text, size, words, ARRAY_LEN(words), out);
	return 0;
}

/* The tools by their names in a folder: links to the wrapper, which tells by its own name how
 * programs are linked. */
static void compose_tool_links(struct composer *c, const struct target *t, const char *bin,
			       const char *wrapper)
{
	compose_dir(c, bin);
	for (size_t i = 0; i < ARRAY_LEN(compose_tools); i++) {
		AUTOFREE char *path = xasprintf("%s/%s-%s", bin, t->triple, compose_tools[i]);

		compose_link(c, path, wrapper);
	}
	for (size_t i = 0; i < ARRAY_LEN(compose_short); i++) {
		AUTOFREE char *path = xasprintf("%s/%s", bin, compose_short[i]);

		compose_link(c, path, wrapper);
	}
}

static char *compose_runtime_script(size_t i)
{
	return xasprintf("/* GNU ld script: the compiler's own, static. */\n"
			 "INPUT ( -l:lib%s.a%s )\n",
			 compose_runtime[i].name, compose_runtime[i].uses);
}

static int compose_add_runtime(struct composer *c, struct err *err)
{
	compose_dir(c, "libexec/runtime");
	for (size_t i = 0; i < ARRAY_LEN(compose_runtime); i++) {
		AUTOFREE char *path =
			xasprintf("libexec/runtime/lib%s.so", compose_runtime[i].name);
		AUTOFREE char *text = compose_runtime_script(i);

		if (compose_file(c, path, text, strlen(text), false, err) < 0)
			return -1;
	}
	return 0;
}

static int compose_add_wrapper(struct composer *c, const struct target *t, struct err *err)
{
	size_t size;
	const void *wrapper = carried_wrapper(&size);
	AUTOBUF struct buf specs = BUF_INIT;

	compose_dir(c, "libexec");
	if (compose_file(c, "libexec/wrapper", wrapper, size, true, err) < 0 ||
	    compose_file(c, "libexec/wrapper-static", wrapper, size, true, err) < 0)
		return -1;
	if (compose_specs(t->libc, t->arch,
			  compose_has(&c->tree->manifest, "usr/lib/libstandins.a"),
			  compose_has(&c->tree->manifest, "usr/lib/libstandins_kernel.a"), &specs,
			  err) < 0 ||
	    compose_file(c, "libexec/gcc.specs", specs.data, specs.len, false, err) < 0 ||
	    compose_add_runtime(c, err) < 0)
		return -1;
	compose_dir(c, "static");
	compose_tool_links(c, t, "bin", "../libexec/wrapper");
	compose_tool_links(c, t, "static/bin", "../../libexec/wrapper-static");
	return 0;
}

static int compose_add_facts(struct composer *c, const struct target *t, struct err *err)
{
	struct strv *facts = &c->tree->facts;
	AUTOFREE char *text = NULL;

	strv_addf(facts, "name %s", t->name);
	strv_addf(facts, "triple %s", t->triple);
	strv_addf(facts, "arch %s", t->arch);
	strv_addf(facts, "cpu %s", t->cpu);
	strv_addf(facts, "libc %s", t->libc);
	strv_addf(facts, "link-options %s", machine_find(t->arch)->link_options);
	strv_addf(facts, "libc-version %s", t->libc_version);
	strv_addf(facts, "linux-version %s", t->linux_version);
	text = strv_join(facts, "\n");
	compose_dir(c, ".sysroot");
	{
		AUTOFREE char *whole = xasprintf("%s\n", text);

		if (compose_file(c, ".sysroot/target", whole, strlen(whole), false, err) < 0)
			return -1;
	}
	for (size_t i = 0; ENVFILES_NAMES[i]; i++) {
		AUTOBUF struct buf out = BUF_INIT;

		if (envfiles_render(facts, ENVFILES_NAMES[i], &out, err) < 0 ||
		    compose_file(c, ENVFILES_NAMES[i], out.data, out.len, false, err) < 0)
			return -1;
	}
	return 0;
}

int compose_tree(struct store *s, const struct target *target, const struct compose_part *parts,
		 size_t count, const char *request_key, struct tree_record *t, struct err *err)
{
	struct composer c = { s, t };

	t->name = xstrdup(target->name);
	t->request_key = xstrdup(request_key);
	t->parts = xcalloc(count, sizeof(*t->parts));
	for (size_t i = 0; i < count; i++)
		if (compose_add_part(&c, &parts[i], err) < 0)
			return -1;
	/* Old names of the one library folder, for who spells them out. */
	compose_dir(&c, "usr");
	compose_dir(&c, "usr/lib");
	compose_link(&c, "lib", "usr/lib");
	compose_link(&c, "lib64", "usr/lib");
	compose_link(&c, "usr/lib64", "lib");
	if (compose_add_wrapper(&c, target, err) < 0 || compose_add_facts(&c, target, err) < 0 ||
	    compose_unite(&t->manifest, target->name, err) < 0)
		return -1;
	if (strcmp(target->libc, "glibc") == 0 && syscall_names_compose(s, &t->manifest, err) < 0)
		return -1;
	manifest_digest(&t->manifest, t->digest);
	return 0;
}

/* What compose_tree() writes for a target of these axes, its names and versions aside. */
static void identity_of(const char *libc, const struct machine *m, const char *cpu,
			struct buf *text)
{
	AUTOSTRV struct strv facts = STRV_INIT;

	strv_add(&facts, "name x");
	strv_addf(&facts, "triple %s", machine_triple(m, libc));
	strv_addf(&facts, "arch %s", m->arch);
	strv_addf(&facts, "cpu %s", cpu);
	strv_addf(&facts, "libc %s", libc);
	strv_addf(&facts, "link-options %s", m->link_options);
	strv_add(&facts, "libc-version 1");
	strv_add(&facts, "linux-version 1");
	for (size_t i = 0; ENVFILES_NAMES[i]; i++)
		if (envfiles_render(&facts, ENVFILES_NAMES[i], text, NULL) < 0)
			buf_addstr(text, "-");
	for (int standins = 0; standins < 3; standins++)
		if (compose_specs(libc, m->arch, standins > 0, standins > 1, text, NULL) < 0)
			buf_addstr(text, "-");
}

void compose_identity_text(const struct machine *m, struct buf *text)
{
	static const char *const libcs[] = { "glibc", "musl" };

	buf_addf(text, "compose %d\n", COMPOSE_VERSION);
	for (size_t i = 0; i < ARRAY_LEN(compose_tools); i++)
		buf_addf(text, "%s\n", compose_tools[i]);
	for (size_t i = 0; i < ARRAY_LEN(compose_runtime); i++) {
		AUTOFREE char *script = compose_runtime_script(i);

		buf_addf(text, "%s %s", compose_runtime[i].name, script);
	}
	for (size_t k = 0; k < ARRAY_LEN(libcs); k++)
		for (size_t l = 0; m->levels[l]; l++)
			identity_of(libcs[k], m, m->levels[l], text);
}

void compose_identity(const char *arch, char hex[SHA256_HEX])
{
	/* Every part of a target asks for it, and it cannot change while the program runs. */
	static const struct machine *known_of;
	static char known[SHA256_HEX];
	const struct machine *m = machine_find(arch);
	AUTOBUF struct buf text = BUF_INIT;
	struct sha256 h;
	size_t size;
	const void *data = carried_wrapper(&size);

	assert(m);
	if (known_of != m) {
		compose_identity_text(m, &text);
		sha256_init(&h);
		sha256_update(&h, text.data, text.len);
		sha256_update(&h, data, size);
		sha256_final(&h, known);
		known_of = m;
	}
	memcpy(hex, known, sizeof(known));
}
