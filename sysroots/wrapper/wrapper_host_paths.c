/* Directories of this machine's own headers and libraries, which a sysroot's user does not want. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* "x86_64-linux-gnu" below one of the directories, as Debian has them. */
static bool is_triple(const char *name)
{
	return strstr(name, "-linux-") && !strchr(name, '/');
}

/* The path is parent, or parent and a triple behind it. */
static bool is_or_has_triple(const char *path, const char *parent)
{
	size_t length = strlen(parent);

	if (strncmp(path, parent, length) != 0)
		return false;
	return !path[length] || (path[length] == '/' && is_triple(path + length + 1));
}

/*
 * Without looking at the disk: "//usr/./lib/" is "/usr/lib". NULL where that does not tell, since
 * the path is relative or goes up, maybe out of what a link leads to.
 */
static const char *collapsed(const char *path)
{
	char *out;
	char *end;

	if (*path != '/')
		return NULL;
	out = end = wrapper_join(path, "", "", "");
	while (*path) {
		size_t name;

		while (*path == '/')
			path++;
		name = strcspn(path, "/");
		if (name == 2 && strncmp(path, "..", 2) == 0)
			return NULL;
		if (name > 0 && !(name == 1 && *path == '.')) {
			*end++ = '/';
			memcpy(end, path, name);
			end += name;
		}
		path += name;
	}
	if (end == out)
		*end++ = '/';
	*end = '\0';
	return out;
}

static bool is_among(const char *path, const char *const *parents)
{
	for (; *parents; parents++)
		if (is_or_has_triple(path, *parents))
			return true;
	return false;
}

/* Does the path lead to one of the directories, however it is written? */
static bool is_one_of(const char *path, const char *const *parents)
{
	char real[PATH_MAX];
	const char *plain = collapsed(path);

	if (plain && is_among(plain, parents))
		return true;
	/* "=/usr/include" is the sysroot's. */
	if (!*path || *path == '=')
		return false;
	/* Each component costs realpath() a system call, and a command line may name hundreds of
	 * directories. Of an absolute one elsewhere only a link at its end is followed. */
	if (plain && strncmp(plain, "/usr", 4) != 0 && strncmp(plain, "/lib", 4) != 0 &&
	    readlink(plain, real, sizeof(real)) < 0)
		return false;
	return realpath(path, real) && is_among(real, parents);
}

bool wrapper_host_has_headers(const char *directory)
{
	static const char *const parents[] = { "/usr/include", NULL };

	return is_one_of(directory, parents);
}

bool wrapper_host_has_libraries(const char *directory)
{
	static const char *const parents[] = { "/usr/lib", "/usr/lib64", "/usr/lib32",
					       "/lib",     "/lib64",     NULL };

	return is_one_of(directory, parents);
}

/* "z" of "libz.so.1.2" or "libz.a"; NULL for other names. */
static const char *library_name(const char *file)
{
	char *name;
	char *end = NULL;

	if (strncmp(file, "lib", 3) != 0)
		return NULL;
	name = wrapper_join(file + 3, "", "", "");
	for (char *at = name; (at = strchr(at, '.')); at++)
		if (strcmp(at, ".a") == 0 ||
		    (strncmp(at, ".so", 3) == 0 && (!at[3] || at[3] == '.'))) {
			end = at;
			break;
		}
	if (!end)
		return NULL;
	*end = '\0';
	return name;
}

/* Once a run: a command line may name many. Not where the user wants no warnings: -w. */
static void say(const struct wrapper_target *target, const char *arg, const char *done,
		const char *things)
{
	static bool said;
	const char *line[] = { wrapper_name(),
			       ": '",
			       arg,
			       "' is ",
			       done,
			       ": this machine's ",
			       things,
			       " do not fit the sysroot '",
			       target->name,
			       "'\n",
			       NULL };

	if (!said && !target->quiet)
		wrapper_say(STDERR_FILENO, line);
	said = true;
}

enum { HEADERS, LIBRARIES, ROOT };

/* The options with a directory, in all spellings; one that ends in "=" only joined to it. */
struct option {
	const char *name;
	int kind;
};

static const struct option compiler_options[] = {
	{ "-I", HEADERS },
	{ "-isystem", HEADERS },
	{ "-idirafter", HEADERS },
	{ "-iquote", HEADERS },
	{ "-cxx-isystem", HEADERS },
	{ "-internal-isystem", HEADERS },
	{ "-internal-externc-isystem", HEADERS },
	{ "--include-directory", HEADERS },
	{ "--include-directory=", HEADERS },
	{ "--include-directory-after", HEADERS },
	{ "--include-directory-after=", HEADERS },
	{ "-L", LIBRARIES },
	{ "--library-directory", LIBRARIES },
	{ "--library-directory=", LIBRARIES },
	{ "-B", LIBRARIES },
	{ "--prefix", LIBRARIES },
	{ "--prefix=", LIBRARIES },
	{ "-isysroot", ROOT },
	{ "--sysroot", ROOT },
	{ "--sysroot=", ROOT },
	{ NULL, 0 },
};

static const struct option linker_options[] = {
	{ "-L", LIBRARIES },
	{ "-library-path", LIBRARIES },
	{ "-library-path=", LIBRARIES },
	{ "--library-path", LIBRARIES },
	{ "--library-path=", LIBRARIES },
	{ "--sysroot=", ROOT },
	{ NULL, 0 },
};

static bool is_of_the_host(int kind, const char *directory)
{
	const char *plain;

	switch (kind) {
	case HEADERS:
		return wrapper_host_has_headers(directory);
	case LIBRARIES:
		return wrapper_host_has_libraries(directory);
	default:
		plain = collapsed(directory);
		return plain && strcmp(plain, "/") == 0;
	}
}

/* Where the host's directory begins in a word; NULL when it names none. */
static const char *host_directory(const struct option *options, const char *previous,
				  const char *word, const struct option **found)
{
	bool is_value = wrapper_link_takes_value(previous);

	for (; options->name; options++) {
		size_t length = strlen(options->name);
		const char *directory = "";

		if (strcmp(previous, options->name) == 0)
			directory = word;
		else if (!is_value && strncmp(word, options->name, length) == 0)
			directory = word + length;
		if (*directory && is_of_the_host(options->kind, directory)) {
			*found = options;
			return directory;
		}
	}
	return NULL;
}

/* "-lz" for a file that is the host's libz.a, by its own name or through links; else NULL. */
static const char *host_library(const char *file)
{
	char path[PATH_MAX];
	const char *name;
	char *slash;

	if (strlen(file) >= sizeof(path))
		return NULL;
	stpcpy(path, file);
	for (int looked = 0; looked < 2; looked++) {
		slash = strrchr(path, '/');
		name = library_name(slash ? slash + 1 : path);
		if (!name)
			return NULL;
		if (slash)
			*slash = '\0';
		if (wrapper_host_has_libraries(!slash ? "." : *path ? path : "/"))
			return wrapper_join("-l", name, "", "");
		if (!realpath(file, path))
			return NULL;
	}
	return NULL;
}

static const char *library_instead(const struct wrapper_target *target, const char *file)
{
	const char *library = host_library(file);

	if (library)
		say(target, file, wrapper_join("taken as '", library, "'", ""), "libraries");
	return library;
}

/* A directory in place of the host's where the option stays: its value, or the option itself behind
 * -Xlinker, cannot be taken away. The sysroot for a root, else one without headers and libraries.
 */
static const char *instead(const struct wrapper_target *target, int kind, bool between_commas)
{
	if (between_commas && strchr(target->root, ','))
		return "/proc/self/fdinfo";
	return wrapper_join(target->root, kind == ROOT ? "" : "/libexec", "", "");
}

static void say_left_out(const struct wrapper_target *target, int kind, const char *arg)
{
	static const char *const things[] = {
		[HEADERS] = "headers", [LIBRARIES] = "libraries", [ROOT] = "headers and libraries"
	};

	say(target, arg, "left out", things[kind]);
}

/* A word for the linker or the preprocessor, which has options of its own. */
static const char *fitting_word(const struct wrapper_target *target, bool linker, bool commas,
				const char *previous, const char *word)
{
	const struct option *found = NULL;
	const char *directory =
		host_directory(linker ? linker_options : compiler_options, previous, word, &found);
	const char *library = NULL;

	if (directory) {
		char *option = wrapper_join(word, "", "", "");

		option[directory - word] = '\0';
		say_left_out(target, found->kind, word);
		return wrapper_join(option, instead(target, found->kind, commas), "", "");
	}
	if (linker && *word != '-')
		library = library_instead(target, word);
	return library ? library : word;
}

/* The words of -Wl,A,B or -Wp,A,B; arg itself when all of them may stay. */
static const char *fitting_words(const struct wrapper_target *target, bool linker,
				 const char **previous, const char *arg)
{
	const char *out = linker ? "-Wl" : "-Wp";
	bool changed = false;

	for (const char *rest = arg + 4; *rest;) {
		size_t length = strcspn(rest, ",");
		char *given = wrapper_join(rest, "", "", "");
		const char *word;

		given[length] = '\0';
		word = fitting_word(target, linker, true, *previous, given);
		changed = changed || word != given;
		out = wrapper_join(out, ",", word, "");
		*previous = given;
		rest += length + (rest[length] == ',');
	}
	return changed ? out : arg;
}

const char *wrapper_host_path_left_out(const struct wrapper_target *target, const char *previous,
				       const char *arg)
{
	/* The last word for each of them: its value may stand in another argument. */
	static const char *linker_previous = "";
	static const char *preprocessor_previous = "";
	const struct option *found = NULL;
	const char *library = NULL;

	/* Where the sysroot is the root of all, its directories are these. */
	if (!*target->root)
		return arg;
	if (strcmp(previous, "-Xlinker") == 0 || strcmp(previous, "-Xpreprocessor") == 0 ||
	    strcmp(previous, "-Xclang") == 0) {
		bool linker = previous[2] == 'l';
		const char **last = linker ? &linker_previous : &preprocessor_previous;
		const char *word = fitting_word(target, linker, false, *last, arg);

		*last = arg;
		return word;
	}
	if (!wrapper_link_takes_value(previous)) {
		if (strncmp(arg, "-Wl,", 4) == 0)
			return fitting_words(target, true, &linker_previous, arg);
		if (strncmp(arg, "-Wp,", 4) == 0)
			return fitting_words(target, false, &preprocessor_previous, arg);
		if (*arg != '-')
			library = library_instead(target, arg);
		if (library)
			return library;
	}
	if (!host_directory(compiler_options, previous, arg, &found))
		return arg;
	say_left_out(target, found->kind, arg);
	/* Joined to its option it goes with that. */
	return strcmp(previous, found->name) == 0 ? instead(target, found->kind, false) : NULL;
}
