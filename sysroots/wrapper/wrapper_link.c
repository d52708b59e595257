/* Makes the user's command line fit the kind of link: static programs, shared libraries. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>
#include <unistd.h>

struct link {
	enum wrapper_link kind;
	const char *added; /* -static or -static-pie, where the user did not say it, or NULL */
};

/* Options whose value is the next argument, which is then no input; a blank around each. */
static const char with_value[] =
	" -o -x -I -D -U -L -l -F -A -T -u -z -e -G -h -MF -MT -MQ -include -imacros -isystem"
	" -idirafter -iquote -cxx-isystem --include-directory --include-directory-after"
	" --library-directory -B --prefix --sysroot -aux-info -iprefix -iwithprefix"
	" -iwithprefixbefore -isysroot -Xlinker -Xclang -Xassembler -Xpreprocessor -target"
	" -arch -mllvm --param -soname -dumpdir -working-directory --config ";

bool wrapper_link_takes_value(const char *option)
{
	return option[0] == '-' && strstr(with_value, wrapper_join(" ", option, " ", "")) != NULL;
}

static bool is_one_of(const char *arg, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(arg, *list) == 0)
			return true;
	return false;
}

/* Words that ask for a kind of link. Compilers let the last of some of them undo those before, and
 * want no two of others: only what fits the kind that comes of them all is handed on. */
static bool asks_static(const char *arg)
{
	return strcmp(arg, "-static") == 0 || strcmp(arg, "--static") == 0;
}

static bool asks_static_pie(const char *arg)
{
	return strcmp(arg, "-static-pie") == 0 || strcmp(arg, "--static-pie") == 0;
}

static bool asks_pie(const char *arg)
{
	return strcmp(arg, "-pie") == 0 || strcmp(arg, "--pie") == 0;
}

static bool asks_no_pie(const char *arg)
{
	return strcmp(arg, "-no-pie") == 0 || strcmp(arg, "-nopie") == 0 ||
	       strcmp(arg, "--no-pie") == 0;
}

bool wrapper_link_is_input(const char *arg)
{
	return arg[0] != '-' || !arg[1] || arg[1] == 'l' || strcmp(arg, "-Xlinker") == 0 ||
	       strncmp(arg, "-Wl,", 4) == 0;
}

bool wrapper_link_is_stop(const char *option)
{
	static const char *const stops[] = { "-c",           "-S",           "-E",
					     "-M",           "-MM",          "-fsyntax-only",
					     "--compile",    "--preprocess", "--assemble",
					     "--precompile", "-emit-ast",    NULL };

	return is_one_of(option, stops);
}

/* For the linker itself: the words of -Wl,a,b and the one behind -Xlinker. */
static const char *linker_words(const char *previous, const char *arg)
{
	if (strcmp(previous, "-Xlinker") == 0)
		return arg;
	return strncmp(arg, "-Wl,", 4) == 0 ? arg + 4 : NULL;
}

/* The first word of a list that commas part, as a string; *rest goes behind it. */
static const char *next_word(const char **rest)
{
	size_t length = strcspn(*rest, ",");
	char *word = wrapper_join(*rest, "", "", "");

	word[length] = '\0';
	*rest += length + ((*rest)[length] == ',');
	return word;
}

/* Does the linker get an option that makes something else than a program? */
static bool makes_other(const char *words)
{
	static const char *const others[] = { "-shared", "--shared",     "-Bshareable",   "-r",
					      "-i",      "-relocatable", "--relocatable", "-Ur",
					      NULL };

	while (*words)
		if (is_one_of(next_word(&words), others))
			return true;
	return false;
}

/* ld would only say that it cannot find a file. */
static void check_static_pie(const struct wrapper_target *target, const struct wrapper_args *asked)
{
	static const char *const no_start[] = { "-nostdlib", "--no-standard-libraries",
						"-nostartfiles", NULL };

	for (size_t i = 1; i < asked->count; i++)
		if (is_one_of(asked->args[i], no_start))
			return;
	if (access(wrapper_join(target->root, "/usr/lib/rcrt1.o", "", ""), R_OK) == 0)
		return;
	wrapper_die(1, "-static-pie needs a start file, rcrt1.o, that this sysroot does not have:",
		    wrapper_join(target->libc, " ", target->libc_version, ""),
		    strcmp(target->libc, "glibc") == 0 ? "glibc has it since 2.27, if built with "
							 "--enable-static-pie; link with -static"
						       : "link with -static");
}

static struct link read_link(const struct wrapper_target *target, enum wrapper_job job,
			     const struct wrapper_args *asked)
{
	bool has_input = false;
	bool stopped = job == WRAPPER_PREPROCESS;
	bool shared = false;
	bool other = false;
	bool is_static = target->links_static;
	bool said_static = false;
	bool said_static_pie = false;
	bool static_pie = false;
	bool pie = false;
	struct link link = { .kind = WRAPPER_LINK_NONE };
	const char *previous = "";
	const char *arg;

	for (size_t i = 1; i < asked->count && (arg = asked->args[i]); i++) {
		const char *words = linker_words(previous, arg);

		if (words) {
			/* Whatever it is, the compiler calls the linker for it. */
			has_input = true;
			other = other || makes_other(words);
		} else if (wrapper_link_takes_value(previous)) {
			/* Of -l the option is the input; other values are none. */
		} else if (wrapper_link_is_input(arg)) {
			has_input = true;
		} else if (wrapper_link_is_stop(arg)) {
			stopped = true;
		} else if (strcmp(arg, "-shared") == 0 || strcmp(arg, "--shared") == 0) {
			shared = true;
		} else if (strcmp(arg, "-r") == 0) {
			other = true;
		} else if (asks_static(arg)) {
			is_static = said_static = true;
		} else if (asks_static_pie(arg)) {
			is_static = static_pie = true;
			said_static_pie = said_static_pie || strcmp(arg, "-static-pie") == 0;
		} else if (asks_pie(arg)) {
			pie = true;
		} else if (asks_no_pie(arg)) {
			/* It takes back that the program moves, not that it is static. */
			pie = static_pie = false;
		}
		/* What stands behind an option's value is no value, whatever that looks like. */
		previous = words || wrapper_link_takes_value(previous) ? "" : arg;
	}
	if (!has_input || stopped || other)
		return link;
	if (static_pie && !shared)
		check_static_pie(target, asked);
	if (shared) {
		link.kind = WRAPPER_LINK_SHARED;
	} else if (static_pie ||
		   (is_static && pie &&
		    access(wrapper_join(target->root, "/usr/lib/rcrt1.o", "", ""), R_OK) == 0)) {
		link.kind = WRAPPER_LINK_STATIC_PIE;
		link.added = said_static_pie ? NULL : "-static-pie";
	} else if (is_static) {
		link.kind = WRAPPER_LINK_STATIC;
		link.added = said_static ? NULL : "-static";
	} else {
		link.kind = WRAPPER_LINK_DYNAMIC;
	}
	return link;
}

/* "-Bdynamic" lets a static link come upon shared libraries, where ld gives up. */
static const char *without_dynamic(const char *previous, const char *arg)
{
	static const char *const dynamic[] = { "-Bdynamic", "-dy", "-call_shared", "--call_shared",
					       NULL };
	const char *rest = linker_words(previous, arg);
	const char *out = rest == arg ? "" : "-Wl";
	bool changed = false;

	while (*rest) {
		const char *word = next_word(&rest);

		if (is_one_of(word, dynamic)) {
			word = "-Bstatic";
			changed = true;
		}
		out = wrapper_join(out, *out ? "," : "", word, "");
	}
	return changed ? out : arg;
}

/* Where ".so" or ".so.1.2" begins in the name of a shared library; NULL in other names. */
static const char *shared_suffix(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *found = NULL;

	for (const char *at = slash ? slash : path; (at = strstr(at, ".so")); at++)
		if (!at[3] || (at[3] == '.' && at[4] >= '0' && at[4] <= '9'))
			found = at;
	if (!found)
		return NULL;
	for (const char *at = found + 3; *at; at++)
		if (*at != '.' && (*at < '0' || *at > '9'))
			return NULL;
	return found;
}

/* libtool and CMake name the shared library of the package itself by its path; the static one
 * beside it is meant as well. */
static const char *static_library(const char *arg)
{
	const char *suffix = shared_suffix(arg);
	char *path;

	if (!suffix)
		return arg;
	path = wrapper_join(arg, "...", "", "");
	stpcpy(path + (suffix - arg), ".a");
	if (strncmp(arg, "-l:", 3) == 0 || access(path, R_OK) == 0)
		return path;
	if (arg[0] == '-' || access(arg, R_OK) != 0)
		return arg;
	wrapper_die(1, "a static program cannot be linked with the shared library", arg,
		    "build that library as a static one (--disable-shared, "
		    "-DBUILD_SHARED_LIBS=OFF, -Ddefault_library=static), or the program as a "
		    "dynamic one with 'sysroot env --shared'");
}

/* No word that asks for a kind of link, or one for this kind. */
static bool fits_kind(enum wrapper_link kind, const char *arg)
{
	switch (kind) {
	case WRAPPER_LINK_SHARED:
		/* gcc links the start files of static programs into it, which ld refuses. */
		return !asks_static(arg) && !asks_static_pie(arg) && !asks_pie(arg) &&
		       !asks_no_pie(arg);
	case WRAPPER_LINK_STATIC:
		return !asks_static_pie(arg) && !asks_pie(arg);
	case WRAPPER_LINK_STATIC_PIE:
		/* clang knows one spelling only. */
		return strcmp(arg, "-static-pie") == 0 ||
		       (!asks_static(arg) && !asks_static_pie(arg) && !asks_pie(arg) &&
			!asks_no_pie(arg));
	case WRAPPER_LINK_NONE:
	case WRAPPER_LINK_DYNAMIC:
		break;
	}
	return true;
}

/* An argument as the compiler is to see it: the same, another, or NULL to leave it out. */
static const char *fitting(const struct link *link, const char *previous, const char *arg)
{
	if (link->kind == WRAPPER_LINK_NONE || link->kind == WRAPPER_LINK_DYNAMIC)
		return arg;
	if (linker_words(previous, arg))
		return link->kind == WRAPPER_LINK_SHARED ? arg : without_dynamic(previous, arg);
	if (wrapper_link_takes_value(previous))
		return arg;
	if (!fits_kind(link->kind, arg))
		return NULL;
	if (link->kind == WRAPPER_LINK_SHARED)
		return arg;
	if (arg[0] != '-' || strncmp(arg, "-l:", 3) == 0)
		return static_library(arg);
	return arg;
}

enum wrapper_link wrapper_link_read(char **argv, struct wrapper_target *target,
				    enum wrapper_job job, struct wrapper_args *asked,
				    struct wrapper_args *passed)
{
	struct wrapper_args all = { 0 };
	struct link link;
	const char *previous = "";

	for (char **arg = argv; *arg; arg++)
		wrapper_response_expand(&all, *arg);
	link = read_link(target, job, &all);
	for (size_t i = 1; i < all.count; i++)
		if (strcmp(all.args[i], "-w") == 0)
			target->quiet = true;

	wrapper_push(asked, *argv);
	wrapper_push(passed, *argv);
	if (link.added) {
		wrapper_push(asked, link.added);
		wrapper_push(passed, link.added);
	}
	while (*++argv) {
		size_t first = asked->count;
		bool same = true;
		const char *given;

		all.count = 0;
		wrapper_response_expand(&all, *argv);
		for (size_t i = 0; i < all.count && (given = all.args[i]); i++) {
			const char *arg = wrapper_host_path_left_out(target, previous, given);

			if (arg)
				arg = fitting(&link, previous, arg);
			same = same && arg == given && wrapper_static_runtime(arg) == arg;
			if (arg)
				wrapper_push(asked, arg);
			previous = wrapper_link_takes_value(previous) ? "" : given;
		}
		/* A compiler reads a file of the user's by itself, so the command line stays
		 * short. Only one with an argument that is another now is written out. */
		if ((**argv == '@' || all.count > 1) && same)
			wrapper_push(passed, *argv);
		else
			for (size_t i = first; i < asked->count; i++)
				wrapper_push(passed, asked->args[i]);
	}
	return link.kind;
}
