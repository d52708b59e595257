/* OpenMP, the sanitizers and profiling: the compiler's own libraries in the form that fits. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The option for a library's static form makes gcc link it whole, as its functions have to take
 * the place of the C library's; and name the libraries that it uses. */
static const struct sanitizer {
	const char *name; /* in -fsanitize= */
	const char *option; /* gcc's */
	bool replaces; /* functions of the C library, as a program is loaded */
} sanitizers[] = {
	{ "address", "-static-libasan", true },
	{ "hwaddress", "-static-libhwasan", true },
	{ "thread", "-static-libtsan", true },
	{ "leak", "-static-liblsan", true },
	{ "memory", NULL, true }, /* clang's alone */
	/* And each check of it by its own name; last, for it takes all other names. */
	{ "undefined", "-static-libubsan", false },
};

enum { SANITIZERS = sizeof(sanitizers) / sizeof(sanitizers[0]) };

/* What the user's command line asks for. */
struct request {
	bool sanitize[SANITIZERS];
	const char *openmp; /* the option, or NULL */
	bool profile; /* -pg, -p */
	bool pie; /* -pie */
	bool bare; /* without start files, or without libraries */
	bool shared_runtime; /* the user wants the shared forms in so many words */
};

/* Words that begin the names of what needs no library, or none that is known here. */
static bool is_other(const char *name)
{
	static const char *const others[] = { "cfi",     "kcfi",     "safe-stack", "shadow-call",
					      "kernel-", "fuzzer",   "dataflow",   "memtag",
					      "scudo",   "realtime", "type",       "numerical" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strncmp(name, others[i], strlen(others[i])) == 0)
			return true;
	return false;
}

/* Reads the names of -fsanitize= or -fno-sanitize=. */
static void read_names(struct request *r, const char *names, bool wanted)
{
	while (*names) {
		size_t length = strcspn(names, ",");
		size_t i = 0;

		while (i < SANITIZERS - 1 && (strlen(sanitizers[i].name) != length ||
					      strncmp(names, sanitizers[i].name, length) != 0))
			i++;
		if (i < SANITIZERS - 1 || !is_other(names))
			r->sanitize[i] = wanted;
		if (!wanted && length == 3 && strncmp(names, "all", length) == 0)
			memset(r->sanitize, 0, sizeof(r->sanitize));
		names += length + (names[length] == ',');
	}
}

static struct request read_request(const struct wrapper_args *asked)
{
	struct request r = { .openmp = NULL };
	bool traps = false; /* UBSan says nothing, and so has no library, or a small one */

	for (size_t i = 1; i < asked->count; i++) {
		const char *arg = asked->args[i];

		if (strncmp(arg, "-fsanitize=", 11) == 0)
			read_names(&r, arg + 11, true);
		else if (strncmp(arg, "-fno-sanitize=", 14) == 0)
			read_names(&r, arg + 14, false);
		else if (strncmp(arg, "-fsanitize-trap", 15) == 0 ||
			 strcmp(arg, "-fsanitize-undefined-trap-on-error") == 0 ||
			 strcmp(arg, "-fsanitize-minimal-runtime") == 0)
			traps = true;
		else if (strcmp(arg, "-fopenmp") == 0 || strncmp(arg, "-fopenmp=", 9) == 0 ||
			 strcmp(arg, "-fopenacc") == 0)
			r.openmp = arg;
		else if (strcmp(arg, "-fno-openmp") == 0)
			r.openmp = NULL;
		else if (strcmp(arg, "-pg") == 0 || strcmp(arg, "-p") == 0)
			r.profile = true;
		else if (strcmp(arg, "-pie") == 0 || strcmp(arg, "--pie") == 0)
			r.pie = true;
		else if (strcmp(arg, "-nostdlib") == 0 || strcmp(arg, "-nodefaultlibs") == 0 ||
			 strcmp(arg, "-nostartfiles") == 0 ||
			 strcmp(arg, "--no-standard-libraries") == 0)
			r.bare = true;
		else if (strcmp(arg, "-shared-libasan") == 0 || strcmp(arg, "-shared-libsan") == 0)
			r.shared_runtime = true;
		if (wrapper_link_takes_value(arg))
			i++;
	}
	if (traps)
		r.sanitize[SANITIZERS - 1] = false;
	return r;
}

static const char *libc_of(const struct wrapper_target *target)
{
	return wrapper_join(target->libc, " ", target->libc_version, "");
}

static void add_profiling(struct wrapper_args *front, const struct wrapper_target *target,
			  enum wrapper_link kind, const struct request *r)
{
	if (kind == WRAPPER_LINK_SHARED || kind == WRAPPER_LINK_STATIC_PIE)
		return;
	if (access(wrapper_join(target->root, "/usr/lib/gcrt1.o", "", ""), R_OK) != 0)
		wrapper_die(1,
			    "'-pg' needs a start file, gcrt1.o, that this sysroot does not have:",
			    libc_of(target),
			    "this C library does not support it; link without -pg and measure with "
			    "perf");
	/* The start file is not always position-independent: in glibc 2.17 it is not. */
	if (kind == WRAPPER_LINK_DYNAMIC && !r->pie)
		wrapper_push(front, "-no-pie");
}

static void refuse_in_static(const char *name)
{
	wrapper_die(1, "a static program cannot have", wrapper_join("-fsanitize=", name, "", ""),
		    "the sanitizer replaces functions of the C library when the program is loaded; "
		    "link it dynamically, with 'sysroot env --shared' and without -static");
}

/* LLVM's library is a shared one in most packages, and needs this machine's C library. */
static void add_llvm_openmp(struct wrapper_args *end, const char *program)
{
	const char *path = wrapper_host_ask(program, "-print-file-name=libomp.a");

	if (path[0] != '/' || access(path, R_OK) != 0)
		wrapper_die(
			1,
			"clang's library for OpenMP in its static form, libomp.a, is not on this "
			"machine; the shared one needs this machine's C library",
			NULL,
			"compile and link with gcc, which has a static libgomp.a: unset "
			"SYSROOT_CC");
	wrapper_push(end, path);
}

bool wrapper_runtime_read(const struct wrapper_target *target, enum wrapper_link kind,
			  enum wrapper_flavour flavour, const char *program,
			  const struct wrapper_args *asked, struct wrapper_args *front,
			  struct wrapper_args *end)
{
	bool is_static = kind == WRAPPER_LINK_STATIC || kind == WRAPPER_LINK_STATIC_PIE;
	bool glibc = strcmp(target->libc, "glibc") == 0;
	bool any = false;
	struct request r;

	if (kind == WRAPPER_LINK_NONE)
		return false;
	r = read_request(asked);
	if (r.bare || r.shared_runtime)
		return false;
	if (r.profile)
		add_profiling(front, target, kind, &r);
	for (size_t i = 0; i < SANITIZERS; i++) {
		if (!r.sanitize[i])
			continue;
		any = true;
		/* All of clang's do it. */
		if (is_static && (sanitizers[i].replaces || flavour == WRAPPER_CLANG))
			refuse_in_static(sanitizers[i].name);
		if (flavour == WRAPPER_GCC && !is_static && sanitizers[i].option)
			wrapper_push(front, sanitizers[i].option);
	}
	/* Before glibc 2.34 sysconf() does not know the names that give the sizes of signal
	 * stacks; a library that was compiled with a newer one asks for them. */
	if (any && glibc && kind == WRAPPER_LINK_DYNAMIC &&
	    access(wrapper_join(target->root, "/usr/lib/libstandins.a", "", ""), R_OK) == 0)
		wrapper_push(front, "-Wl,--wrap=sysconf");
	if (flavour == WRAPPER_CLANG && r.openmp && strcmp(r.openmp, "-fopenmp=libgomp") != 0)
		add_llvm_openmp(end, program);
	if (flavour == WRAPPER_CLANG && (r.openmp || (any && kind != WRAPPER_LINK_SHARED)) && glibc)
		for (const char *const *library =
			     (const char *const[]){ "-ldl", "-lrt", "-lpthread", "-lm", NULL };
		     *library; library++)
			wrapper_push(end, *library);
	return any || r.openmp;
}

/* What a failed link said of the compiler's libraries. */
struct complaint {
	char line[4096]; /* under way; the rest of a longer one is left out */
	size_t length;
	const char *library; /* the one that is being spoken of, or NULL */
	const char *name; /* a name that was not found, waiting for who asked */
	const char *blamed; /* the first library that lacks something, and what */
	const char *lacks;
	const char *unfit; /* a library whose code is not for shared libraries */
};

/* "libasan.a" of "/usr/lib/gcc/.../libasan.a(asan_linux.o)"; NULL for others' archives. */
static const char *library_in(const char *line)
{
	static const char *const names[] = { "libgomp.a", "libasan.a",  "libhwasan.a", "libtsan.a",
					     "liblsan.a", "libubsan.a", "libomp.a" };
	const char *found = strstr(line, "/libclang_rt.");
	char *name;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(line, wrapper_join("/", names[i], "", "")))
			return names[i];
	if (!found)
		return NULL;
	name = wrapper_join(found + 1, "", "", "");
	name[strcspn(name, "(: ")] = '\0';
	return name;
}

/* The name behind a word of the linker's, between quotes of any kind or up to the end. */
static const char *name_behind(const char *line, const char *word)
{
	const char *found = strstr(line, word);
	char *name;

	if (!found)
		return NULL;
	found += strlen(word);
	found += strcspn(found, "`'") + 1 <= strlen(found) ? strcspn(found, "`'") + 1 : 0;
	name = wrapper_join(found, "", "", "");
	name[strcspn(name, "'\n")] = '\0';
	while (*name == ' ' || *name == ':')
		name++;
	return name;
}

static void blame(struct complaint *c, const char *name)
{
	if (c->library && name && *name && !c->blamed) {
		c->blamed = c->library;
		c->lacks = name;
	}
}

/* GNU ld says where, then what; lld what, then where. */
static void read_line(struct complaint *c)
{
	const char *library = library_in(c->line);
	const char *name;

	/* "can not be used when making a shared object", "cannot be used with -shared" */
	if (library && strstr(c->line, "relocation R_") && strstr(c->line, "shared"))
		c->unfit = library;
	if ((name = name_behind(c->line, "undefined symbol"))) {
		c->name = name;
		c->library = NULL;
	} else if (strncmp(c->line, ">>>", 3) == 0) {
		if (library) {
			c->library = library;
			blame(c, c->name);
		}
	} else {
		if (library || strstr(c->line, "in function"))
			c->library = library;
		blame(c, name_behind(c->line, "undefined reference to"));
	}
}

static void watch(struct complaint *c, int from)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(from, bytes, sizeof(bytes) - 1)) > 0) {
		const char *pieces[] = { bytes, NULL };

		for (ssize_t i = 0; i < got; i++) {
			if (bytes[i] == '\n') {
				c->line[c->length] = '\0';
				read_line(c);
				c->length = 0;
			} else if (c->length < sizeof(c->line) - 1) {
				c->line[c->length++] = bytes[i];
			}
		}
		bytes[got] = '\0';
		wrapper_say(STDERR_FILENO, pieces);
	}
}

/* The option that brought the library in, as far as one can be told. */
static const char *option_of(const struct wrapper_args *asked)
{
	for (size_t i = asked->count - 1; i > 0; i--)
		if (strncmp(asked->args[i], "-fsanitize=", 11) == 0 ||
		    strncmp(asked->args[i], "-fopen", 6) == 0)
			return asked->args[i];
	return "it";
}

void wrapper_runtime_run(const struct wrapper_target *target, const struct wrapper_args *asked,
			 const struct wrapper_args *args)
{
	static struct complaint c;
	int status = 0;
	pid_t child;
	int fd = wrapper_start(args->args, STDERR_FILENO, NULL, &child);

	if (fd < 0)
		return;
	watch(&c, fd);
	if (waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		_exit(1);
	if (WEXITSTATUS(status) != 0 && c.blamed)
		wrapper_die(WEXITSTATUS(status),
			    wrapper_join(wrapper_join(c.blamed,
						      " of this machine's compiler does not fit ",
						      libc_of(target), ": it needs "),
					 "a function that this C library does not have:", "", ""),
			    c.lacks,
			    wrapper_join("build without ", option_of(asked), " for this target",
					 ""));
	if (WEXITSTATUS(status) != 0 && c.unfit)
		wrapper_die(
			WEXITSTATUS(status),
			wrapper_join(c.unfit,
				     " of this machine's compiler is made for programs, and cannot "
				     "be linked into a shared library",
				     "", ""),
			NULL,
			wrapper_join("build a static library, or without ", option_of(asked), "",
				     ""));
	_exit(WEXITSTATUS(status));
}
