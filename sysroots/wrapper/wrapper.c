/* The toolchain wrapper of a sysroot: one program under the names of all the tools. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum role {
	ROLE_COMPILER,
	ROLE_CPLUSPLUS,
	ROLE_PREPROCESSOR,
	ROLE_AR,
	ROLE_LD,
	ROLE_ARCHIVE, /* ranlib, strip, objcopy: they write archives */
	ROLE_LTO_AR, /* ar, ranlib and nm that know the compiler's LTO objects */
	ROLE_LTO_RANLIB,
	ROLE_LTO_NM,
	ROLE_PKG_CONFIG,
	ROLE_CMAKE,
	ROLE_PLAIN, /* only the environment is cleaned */
};

static const struct tool {
	const char *name; /* what follows TRIPLE-, or the whole name */
	const char *host; /* the host's program */
	const char *other; /* another name of it, or NULL */
	enum role role;
} tools[] = {
	{ "gcc", "gcc", NULL, ROLE_COMPILER },
	{ "cc", "gcc", NULL, ROLE_COMPILER },
	{ "g++", "g++", NULL, ROLE_CPLUSPLUS },
	{ "c++", "g++", NULL, ROLE_CPLUSPLUS },
	{ "cpp", "cpp", NULL, ROLE_PREPROCESSOR },
	{ "gcc-ar", "gcc-ar", NULL, ROLE_LTO_AR },
	{ "gcc-ranlib", "gcc-ranlib", NULL, ROLE_LTO_RANLIB },
	{ "gcc-nm", "gcc-nm", NULL, ROLE_LTO_NM },
	{ "addr2line", "addr2line", NULL, ROLE_PLAIN },
	{ "ar", "ar", NULL, ROLE_AR },
	{ "as", "as", NULL, ROLE_PLAIN },
	{ "ld", "ld", NULL, ROLE_LD },
	{ "nm", "nm", NULL, ROLE_PLAIN },
	{ "objcopy", "objcopy", NULL, ROLE_ARCHIVE },
	{ "objdump", "objdump", NULL, ROLE_PLAIN },
	{ "ranlib", "ranlib", NULL, ROLE_ARCHIVE },
	{ "readelf", "readelf", NULL, ROLE_PLAIN },
	{ "size", "size", NULL, ROLE_PLAIN },
	{ "strings", "strings", NULL, ROLE_PLAIN },
	{ "strip", "strip", NULL, ROLE_ARCHIVE },
	{ "pkg-config", "pkg-config", "pkgconf", ROLE_PKG_CONFIG },
	{ "cmake", "cmake", "cmake3", ROLE_CMAKE },
};

static const struct tool *tool_called(const char *called, const char *triple)
{
	size_t length = strlen(triple);

	if (strncmp(called, triple, length) == 0 && called[length] == '-')
		called += length + 1;
	for (size_t i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strcmp(called, tools[i].name) == 0)
			return &tools[i];
	return NULL;
}

/* "gcc-13" with "gcc" replaced by "g++": the last one in the base name. */
static const char *replace_word(const char *path, const char *word, const char *by)
{
	const char *found = NULL;
	char *front;

	for (const char *at = wrapper_base_name(path); (at = strstr(at, word)); at++)
		found = at;
	if (!found)
		return NULL;
	front = wrapper_join(path, "", "", "");
	front[found - path] = '\0';
	return wrapper_join(front, by, found + strlen(word), "");
}

static bool is_of_lto(const struct tool *tool)
{
	return tool->role == ROLE_LTO_AR || tool->role == ROLE_LTO_RANLIB ||
	       tool->role == ROLE_LTO_NM;
}

/* What stands beside clang, of the same version: llvm-ar for gcc-ar, and clang++ for g++. */
static const char *clang_variant(const struct tool *tool, const char *chosen)
{
	if (is_of_lto(tool)) {
		const char *base =
			strstr(wrapper_base_name(chosen), "clang++") ? "clang++" : "clang";

		return replace_word(chosen, base,
				    wrapper_join("llvm", tool->host + strlen("gcc"), "", ""));
	}
	if (tool->role == ROLE_CPLUSPLUS && !strstr(wrapper_base_name(chosen), "clang++"))
		return replace_word(chosen, "clang", "clang++");
	return chosen;
}

/* A clang may be called by a name that its tools do not share: they lie beside the program itself.
 */
static const char *beside_clang(const struct tool *tool, const char *chosen)
{
	char real[4096]; /* PATH_MAX; a freestanding clang does not know the name */
	const char *clang = wrapper_host_find(chosen);

	if (!clang || !realpath(clang, real))
		return NULL;
	*strrchr(real, '/') = '\0';
	return wrapper_host_find(wrapper_join(real, "/llvm", tool->host + strlen("gcc"), ""));
}

/* The compiler that SYSROOT_CC names, or the host's gcc, in the driver of the role; or what of
 * LTO goes with it. */
static const char *compiler_name(const struct wrapper_target *target, const struct tool *tool,
				 const char *chosen, enum wrapper_flavour *flavour)
{
	const char *variant = NULL;

	*flavour = WRAPPER_GCC;
	if (!chosen || !*chosen)
		return wrapper_host_name(target, tool->host);
	if (strstr(wrapper_base_name(chosen), "clang")) {
		*flavour = WRAPPER_CLANG;
		return clang_variant(tool, chosen);
	}
	if (tool->role != ROLE_COMPILER)
		variant = replace_word(chosen, "gcc", tool->host);
	variant = variant ? variant : chosen;
	/* A bare gcc or gcc-12 is this machine's: another target has one of its own. */
	return strncmp(chosen, "gcc", 3) == 0 && !strchr(chosen, '/')
		       ? wrapper_host_name(target, variant)
		       : variant;
}

static bool has_argument(const struct wrapper_args *asked, const char *wanted)
{
	for (size_t i = 1; i < asked->count; i++)
		if (strcmp(asked->args[i], wanted) == 0)
			return true;
	return false;
}

/* Go asks `$CC -### -x c -c -` and takes the first line that looks like a version (the second
 * word "version", the third beginning with a digit) for the compiler's identity, on which its
 * cache depends. This line changes with the sysroot's contents and with the compiler, and has
 * no path in it, so that two machines agree. */
static void say_identity(const struct wrapper_target *target, const char *program)
{
	const char *pieces[] = { "sysroot version ",
				 target->libc_version,
				 " ",
				 target->name,
				 " ",
				 target->digest,
				 target->links_static ? " static" : "",
				 " with ",
				 wrapper_host_version(program),
				 "\n",
				 NULL };

	wrapper_say(STDERR_FILENO, pieces);
}

static enum wrapper_job job_of(enum role role)
{
	if (role == ROLE_CPLUSPLUS)
		return WRAPPER_COMPILE_CPLUSPLUS;
	return role == ROLE_PREPROCESSOR ? WRAPPER_PREPROCESS : WRAPPER_COMPILE;
}

static void compiler_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			       enum wrapper_job job, enum wrapper_flavour flavour,
			       const struct wrapper_args *asked, const struct wrapper_args *passed,
			       const struct wrapper_args *end)
{
	if (flavour == WRAPPER_CLANG)
		wrapper_clang_arguments(out, target, job, asked, passed, end);
	else
		wrapper_gcc_arguments(out, target, job, passed);
}

/* "-14" of "llvm-ar-14"; "" where a version is no part of the name. */
static const char *version_suffix(const char *name)
{
	const char *dash = strrchr(wrapper_base_name(name), '-');

	return dash && dash[1] >= '0' && dash[1] <= '9' ? dash : "";
}

/* The compiler's command line. A link with libraries of the compiler's run time is run from here.
 */
static void link_with_runtime(const struct wrapper_target *target, enum wrapper_flavour flavour,
			      enum wrapper_job job, enum wrapper_link kind,
			      const struct wrapper_args *asked, struct wrapper_args *passed,
			      struct wrapper_args *out)
{
	struct wrapper_args front = { 0 };
	struct wrapper_args end = { 0 };
	bool watched;

	wrapper_push(&front, wrapper_name());
	watched = wrapper_runtime_read(target, kind, flavour, out->args[0], asked, &front, &end);
	for (size_t i = 1; i < passed->count; i++)
		wrapper_push(&front, passed->args[i]);
	compiler_arguments(out, target, job, flavour, asked, &front, &end);
	if (watched && !has_argument(asked, "-###"))
		wrapper_runtime_run(target, asked, out);
}

static __attribute__((noreturn)) void die_of_missing(const struct wrapper_target *target,
						     const char *name, const struct tool *tool)
{
	const char *advice = "install the package 'binutils'";

	if (tool->role == ROLE_PKG_CONFIG)
		advice = "install the package 'pkgconf' or 'pkg-config'";
	else if (tool->role == ROLE_CMAKE)
		advice = "install the package 'cmake'";
	else if (strncmp(wrapper_base_name(name), "llvm-", 5) == 0)
		advice = wrapper_join("install the package 'llvm", version_suffix(name),
				      "', which reads the LTO objects of this clang", "");
	else if (is_of_lto(tool))
		advice = "install gcc, or its package for this architecture: it comes with gcc";
	else if (!wrapper_host_is_other(target) && tool->role <= ROLE_PREPROCESSOR)
		advice = "install it, or name a compiler that is there, such as SYSROOT_CC=clang "
			 "or SYSROOT_CC=/path/to/gcc-13";
	else if (wrapper_host_is_other(target))
		advice = wrapper_join("install it; in Debian it is in the package '",
				      tool->role <= ROLE_PREPROCESSOR ? tool->host : "binutils",
				      "-", wrapper_join(target->arch, "-linux-gnu'", "", ""));
	wrapper_die(127, wrapper_join("no ", name, " on this machine", ""), NULL, advice);
}

int main(int argc, char **argv)
{
	struct wrapper_target target;
	struct wrapper_args out = { 0 };
	struct wrapper_args asked = { 0 };
	struct wrapper_args passed = { 0 };
	enum wrapper_flavour flavour = WRAPPER_GCC;
	enum wrapper_link kind = WRAPPER_LINK_NONE;
	const struct tool *tool;
	const char *name;
	const char *program;

	if (argc < 1 || !argv[0])
		wrapper_die(2, "started without a name", NULL, "start it as a tool of the sysroot");
	wrapper_set_name(wrapper_base_name(argv[0]));
	wrapper_target_load(&target);
	tool = tool_called(wrapper_base_name(argv[0]), target.triple);
	if (!tool)
		wrapper_die(2, "there is no tool of this name in a sysroot:",
			    wrapper_base_name(argv[0]),
			    "use one of the names in the sysroot's bin directory");
	/* What CMake starts, as make or a plain pkg-config, is to find the environment as it is. */
	if (tool->role != ROLE_CMAKE)
		wrapper_environment_clean();

	if (tool->role <= ROLE_PREPROCESSOR) {
		name = compiler_name(&target, tool, getenv("SYSROOT_CC"), &flavour);
		kind = wrapper_link_read(argv, &target, job_of(tool->role), &asked, &passed);
		if (wrapper_query_answer(&target, flavour, &asked))
			return 0;
		wrapper_go_check(&target, kind, &asked);
	} else if (is_of_lto(tool)) {
		name = compiler_name(&target, tool, getenv("SYSROOT_CC"), &flavour);
	} else if (tool->role == ROLE_PKG_CONFIG || tool->role == ROLE_CMAKE) {
		name = tool->host;
	} else {
		name = wrapper_host_name(&target, tool->host);
	}
	program = wrapper_host_find(name);
	if (!program && tool->other)
		program = wrapper_host_find(tool->other);
	if (!program && flavour == WRAPPER_CLANG && is_of_lto(tool))
		program = beside_clang(tool, getenv("SYSROOT_CC"));
	if (!program)
		die_of_missing(&target, name, tool);

	wrapper_push(&out, program);
	switch (tool->role) {
	case ROLE_COMPILER:
	case ROLE_CPLUSPLUS:
	case ROLE_PREPROCESSOR:
		if (has_argument(&asked, "-###"))
			say_identity(&target, program);
		link_with_runtime(&target, flavour, job_of(tool->role), kind, &asked, &passed,
				  &out);
		break;
	case ROLE_AR:
	case ROLE_LTO_AR:
		wrapper_ar_arguments(&out, argv);
		break;
	case ROLE_ARCHIVE:
	case ROLE_LTO_RANLIB:
		wrapper_archive_arguments(&out, argv);
		break;
	case ROLE_LD:
		wrapper_ld_arguments(&out, &target, argv);
		break;
	case ROLE_PKG_CONFIG:
		wrapper_pkg_config_arguments(&out, &target, argv);
		wrapper_pkg_config_run(&target, &out);
		break;
	case ROLE_CMAKE:
		wrapper_cmake_arguments(&out, &target, argv);
		break;
	case ROLE_PLAIN:
	case ROLE_LTO_NM:
		while (*++argv)
			wrapper_push(&out, *argv);
		break;
	}
	/* exec takes the strings as they are; its interface only cannot say so. */
	execv(program, (char *const *)out.args);
	wrapper_die(126, "cannot start", program, "check that it is a program for this machine");
}
