/* The environment of a sysroot: which variables make builds use it, and their values. */
/* SPDX-License-Identifier: MIT */
#include "sysroots/env/environment.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "recipes/machine.h"
#include "sysroots/env/goflags.h"

void environment_facts_release(struct environment_facts *facts)
{
	free(facts->name);
	free(facts->triple);
	free(facts->arch);
	free(facts->libc);
	free(facts->cpu);
	memset(facts, 0, sizeof(*facts));
}

/* These go into paths and into files of several languages: nothing that needs quoting there. */
static bool is_fact(const char *value)
{
	if (!*value || *value == '.' || *value == '-')
		return false;
	for (; *value; value++)
		if (!variable_byte_plain(*value) || *value == '/' || *value == '=')
			return false;
	return true;
}

static int parse_facts(const char *text, struct environment_facts *facts, struct err *err)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	struct {
		const char *key;
		char **value;
		bool needed;
	} const known[] = {
		{ "name", &facts->name, true }, { "triple", &facts->triple, true },
		{ "arch", &facts->arch, true }, { "libc", &facts->libc, true },
		{ "cpu", &facts->cpu, false },
	};

	strv_split(&lines, text, "\n");
	for (size_t i = 0; i < lines.len; i++) {
		char *space = strchr(lines.items[i], ' ');

		if (!space)
			continue;
		*space = '\0';
		for (size_t k = 0; k < ARRAY_LEN(known); k++) {
			if (strcmp(lines.items[i], known[k].key) != 0)
				continue;
			if (!is_fact(space + 1))
				return err_set(err, ERR_CORRUPT,
					       "'.sysroot/target' has an invalid %s", known[k].key);
			free(*known[k].value);
			*known[k].value = xstrdup(space + 1);
		}
	}
	for (size_t k = 0; k < ARRAY_LEN(known); k++)
		if (known[k].needed && !*known[k].value)
			return err_set(err, ERR_CORRUPT,
				       "'.sysroot/target' does not have the line '%s'",
				       known[k].key);
	return 0;
}

int environment_facts_parse(const char *text, struct environment_facts *facts, struct err *err)
{
	memset(facts, 0, sizeof(*facts));
	if (parse_facts(text, facts, err) == 0)
		return 0;
	environment_facts_release(facts);
	return err_hint(err, "rebuild the sysroot with 'sysroot build'");
}

int environment_facts_read(const char *root, struct environment_facts *facts, struct err *err)
{
	AUTOFREE char *path = path_join(root, ".sysroot/target");
	AUTOBUF struct buf text = BUF_INIT;

	memset(facts, 0, sizeof(*facts));
	if (file_read(AT_FDCWD, path, 64 << 10, &text, err) < 0) {
		if (err && (err->sysno == ENOENT || err->sysno == ENOTDIR)) {
			err_set(err, ERR_CORRUPT, "there is no sysroot at '%s'", root);
			err_hint(err, "rebuild it with 'sysroot build'");
		}
		return -1;
	}
	return environment_facts_parse(text.data, facts, err);
}

const char *environment_quote(const char *root)
{
	bool odd = false;

	for (const char *s = root; *s; s++)
		if (!variable_byte_plain(*s) && *s != ',' && *s != '%' && !(*s & 0x80))
			odd = true;
	if (!odd)
		return "";
	if (strchr(root, '\n'))
		return NULL;
	if (!strchr(root, '\''))
		return "'";
	/* Between double quotes these mean something to the shell, or end them. */
	return strpbrk(root, "\"$`\\") ? NULL : "\"";
}

static const struct {
	const char *variable, *tool;
} programs[] = {
	{ "CC", "gcc" },
	{ "CXX", "g++" },
	{ "CPP", "cpp" },
	{ "AR", "ar" },
	{ "AS", "as" },
	{ "LD", "ld" },
	{ "NM", "nm" },
	{ "OBJCOPY", "objcopy" },
	{ "RANLIB", "ranlib" },
	{ "READELF", "readelf" },
	{ "STRIP", "strip" },
	{ "PKG_CONFIG", "pkg-config" },
	{ "OBJDUMP", "objdump" },
	{ "GCC_AR", "gcc-ar" },
	{ "GCC_RANLIB", "gcc-ranlib" },
	{ "GCC_NM", "gcc-nm" },
	{ "ADDR2LINE", "addr2line" },
	{ "SIZE", "size" },
	{ "STRINGS", "strings" },
	/* Meson asks it for libraries, and makefiles call it: see wrapper_cmake.c. */
	{ "CMAKE", "cmake" },
};

/* Each way of linking has paths of its own for the same tools, so that whoever remembers a
 * compiler by its path (Go's build cache, ccache, a configured tree) keeps the two apart. */
static void set_programs(const struct environment_facts *facts,
			 const struct environment_place *place, enum environment_link link,
			 struct variables *out)
{
	const char *bin = link == ENVIRONMENT_STATIC ? "static/bin" : "bin";
	AUTOBUF struct buf value = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
		buf_clear(&value);
		buf_addf(&value, "%s%s/%s/%s-%s%s", place->quote, place->root, bin, facts->triple,
			 programs[i].tool, place->quote);
		variables_set(out, programs[i].variable, value.data);
	}
}

/* For a plain `pkg-config`, which a makefile may call; ours knows its sysroot by itself. */
static void set_pkg_config(const struct environment_place *place, struct variables *out)
{
	AUTOBUF struct buf value = BUF_INIT;

	buf_addf(&value, "%s/usr/lib/pkgconfig:%s/usr/share/pkgconfig", place->root, place->root);
	variables_set(out, "PKG_CONFIG_LIBDIR", value.data);
	variables_set(out, "PKG_CONFIG_SYSROOT_DIR", place->root);
	/* These directories would be searched before the sysroot's. */
	variables_set(out, "PKG_CONFIG_PATH", "");
}

/* What build systems read by themselves: CMake from 3.21 on, and configure scripts of autoconf. */
static void set_build_systems(const struct environment_place *place, enum environment_link link,
			      struct variables *out)
{
	AUTOFREE char *site = xasprintf("%s/static/config.site", place->root);
	AUTOFREE char *toolchain = xasprintf("%s/%s", place->root,
					     link == ENVIRONMENT_STATIC ? "toolchain.cmake"
									: "toolchain-shared.cmake");

	variables_set(out, "CMAKE_TOOLCHAIN_FILE", toolchain);
	if (link == ENVIRONMENT_STATIC)
		variables_set(out, "CONFIG_SITE", site);
}

static void set_ldflags(const char *user, struct variables *out)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOBUF struct buf value = BUF_INIT;

	if (user && *user)
		strv_split(&words, user, " \t\n");
	if (words.len)
		buf_addstr(&value, user);
	if (!strv_contains(&words, "-static"))
		buf_addstr(&value, words.len ? " -static" : "-static");
	variables_set(out, "LDFLAGS", value.data);
}

static int set_go_machine(const struct environment_facts *facts, struct variables *out,
			  struct err *err)
{
	const struct machine *m = machine_find(facts->arch);

	if (!m)
		return err_set(err, ERR_FAILED, "architecture '%s' has no name in Go", facts->arch);
	variables_set(out, "GOOS", "linux");
	variables_set(out, "GOARCH", m->other_name);
	variables_set(out, m->go_variable, machine_go_level(m, facts->cpu));
	return 0;
}

static int set_go(const struct environment_facts *facts, const struct environment_place *place,
		  enum environment_link link, struct variables *out, struct err *err)
{
	AUTOSTRV struct strv ldflags = STRV_INIT;
	AUTOBUF struct buf value = BUF_INIT;
	AUTOFREE char *marker = xasprintf("-D__sysroot_digest=%.16s", place->digest);
	bool is_static = link == ENVIRONMENT_STATIC;

	variables_set(out, "CGO_ENABLED", "1");
	variables_set(out, "CGO_CPPFLAGS", marker);
	variables_set(out, "CGO_CFLAGS", "-O2 -g");
	variables_set(out, "CGO_CXXFLAGS", "-O2 -g");
	/* The driver passes no macro on to the linker, but Go sees that it changed. -static
	 * stands here too, so that it holds when a user's own -ldflags replaces ours. */
	buf_addf(&value, "-O2 -g %s%s", is_static ? "-static " : "", marker);
	variables_set(out, "CGO_LDFLAGS", value.data);
	/* So that also a program whose only C is in Go's own packages is linked by our linker
	 * when a user's -ldflags replaces the -linkmode below. */
	variables_set(out, "GO_EXTLINK_ENABLED", "1");

	strv_add(&ldflags, "-linkmode=external");
	if (is_static)
		strv_add(&ldflags, "-extldflags=-static");
	/* Go's build id depends on the path of CC. */
	strv_add(&ldflags, "-buildid=");
	buf_clear(&value);
	/* The C library's resolver and user database load shared objects at run time, which a
	 * static glibc program cannot survive on another release. */
	if (goflags_merge(place->user_goflags, is_static ? "netgo,osusergo" : "", &ldflags, &value,
			  err) < 0)
		return -1;
	variables_set(out, "GOFLAGS", value.data);
	return set_go_machine(facts, out, err);
}

int environment_compute(const struct environment_facts *facts,
			const struct environment_place *place, enum environment_link link,
			struct variables *out, struct err *err)
{
	bool is_static = link == ENVIRONMENT_STATIC;

	variables_set(out, "SYSROOT", place->root);
	variables_set(out, "SYSROOT_TARGET", facts->name);
	variables_set(out, "SYSROOT_LINK", is_static ? "static" : "shared");
	set_programs(facts, place, link, out);
	/* The compiler links static programs by itself; this is for who reads the variable, as
	 * libtool, to which it says that a package's own libraries are wanted static. */
	if (is_static)
		set_ldflags(place->user_ldflags, out);
	set_build_systems(place, link, out);
	set_pkg_config(place, out);
	return set_go(facts, place, link, out, err);
}
