/* What the parts of the toolchain wrapper share. */
/* SPDX-License-Identifier: MIT */
#ifndef SYSROOT_WRAPPER_H
#define SYSROOT_WRAPPER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The sysroot that the wrapper stands in. Strings are never NULL once loaded and live as long
 * as the process, as all memory here does: it ends in exec or in exit. */
struct wrapper_target {
	const char *root; /* absolute, no symlink and no colon in it, no slash at the end */
	const char *name; /* "centos7" */
	const char *triple; /* "x86_64-linux-gnu" */
	const char *arch; /* "x86_64" */
	const char *libc; /* "glibc" or "musl" */
	const char *libc_version; /* "2.17" */
	const char *cpu; /* for -march=; "" leaves the compiler its default */
	const char *link_options; /* that gcc of this architecture gives ld itself, or "" */
	const char *digest; /* 64 hexadecimal digits; "-" while the tree is being made */
	bool quiet; /* no remarks: the user said -w */
	bool links_static; /* started from ROOT/static/bin: every program comes out static */
};

/* An argument vector; args[count] is NULL. */
struct wrapper_args {
	const char **args;
	size_t count;
	size_t room;
};

/* What the compiler was started as. */
enum wrapper_job {
	WRAPPER_COMPILE,
	WRAPPER_COMPILE_CPLUSPLUS,
	WRAPPER_PREPROCESS,
};

/* What comes out of a command line. */
enum wrapper_link {
	WRAPPER_LINK_NONE, /* no link, or one of which nothing is known here: -r */
	WRAPPER_LINK_SHARED, /* a shared library */
	WRAPPER_LINK_DYNAMIC, /* a program that loads its libraries */
	WRAPPER_LINK_STATIC, /* a static program */
	WRAPPER_LINK_STATIC_PIE, /* a static program that is position-independent */
};

/* Which driver's command line the compiler has. */
enum wrapper_flavour {
	WRAPPER_GCC,
	WRAPPER_CLANG,
};

/* wrapper_report.c: ends the process after "NAME: PROBLEM" and a line with what to do. */
void wrapper_set_name(const char *name);
__attribute__((noreturn)) void wrapper_die(int status, const char *problem, const char *subject,
					   const char *advice);
void wrapper_say(int fd, const char *const *pieces);
const char *wrapper_name(void);

/* wrapper_report.c: strings put together; end the process when memory runs out. */
char *wrapper_join(const char *a, const char *b, const char *c, const char *d);
void wrapper_push(struct wrapper_args *args, const char *arg);
/* What follows the last slash; all of a path without one. */
const char *wrapper_base_name(const char *path);
/* The whole of a file, NUL-terminated; NULL when it cannot be read or is larger than that. */
char *wrapper_read(const char *path, size_t largest);

/* wrapper_target.c: finds the sysroot from the running program and reads .sysroot/. */
void wrapper_target_load(struct wrapper_target *target);

/* wrapper_environment.c: drops variables that reach into compilers and PATH entries that are
 * sysroots' own bin directories. */
void wrapper_environment_clean(void);

/* wrapper_host.c: is this machine of another architecture than the target, and what is a compiler
 * or one of the binutils called here then ("aarch64-linux-gnu-gcc")? */
bool wrapper_host_is_other(const struct wrapper_target *target);
const char *wrapper_host_name(const struct wrapper_target *target, const char *tool);
/* Is this a directory of a sysroot's tools? */
bool wrapper_host_is_sysroot_bin(const char *directory);
/* Path of the host's program `name`, never a wrapper; NULL when there is none.
 * A name with a slash is taken as it stands. */
const char *wrapper_host_find(const char *name);
/*
 * Starts args[0] with its stream (STDOUT_FILENO, STDERR_FILENO) in a pipe, and this value of
 * LC_ALL if locale is not NULL. Returns the pipe's end to read and the child to wait for;
 * -1 where no process can be had.
 */
int wrapper_start(const char *const *args, int stream, const char *locale, pid_t *child);
/* First line of what the tool prints when it is asked this; "unknown" on failure. */
const char *wrapper_host_ask(const char *tool, const char *question);
/* First line of `tool --version` without the word "experimental"; "unknown" on failure. */
const char *wrapper_host_version(const char *tool);
/* The newest directory of gcc's own start files and libgcc.a for `arch`, or NULL. */
const char *wrapper_host_gcc_directory(const char *arch);

/* wrapper_response.c: appends an argument; of an "@file" its contents, as the compiler reads them,
 * and of "-Wl,@file" what the linker reads there, word for word behind -Xlinker. */
void wrapper_response_expand(struct wrapper_args *out, const char *argument);

/*
 * wrapper_link.c: the user's command line in two forms, of which each begins with argv[0], after
 * what a link of this kind needs was changed in it (a static program, or a shared library).
 *
 * asked: with the contents of every "@file" in its place, to see what the user wants.
 * passed: for the compiler, which reads such files itself.
 * Returns what kind of link it is.
 */
enum wrapper_link wrapper_link_read(char **argv, struct wrapper_target *target,
				    enum wrapper_job job, struct wrapper_args *asked,
				    struct wrapper_args *passed);
/* Does the compiler call the linker for it: a file, standard input, a library, a word for ld? */
bool wrapper_link_is_input(const char *arg);
/* Is the argument behind this option its value, and so no input? */
bool wrapper_link_takes_value(const char *option);
/* Does the option stop the compiler before it links? */
bool wrapper_link_is_stop(const char *option);

/*
 * wrapper_runtime.c: what OpenMP, sanitizers and profiling need in a link of this kind by this
 * compiler. Appends options that stand before the user's to front, and libraries that stand behind
 * them to end. Ends the process where it cannot be. Returns whether libraries of the compiler's
 * run time are linked, which may fail for this target: wrapper_runtime_run() is for that.
 */
bool wrapper_runtime_read(const struct wrapper_target *target, enum wrapper_link kind,
			  enum wrapper_flavour flavour, const char *program,
			  const struct wrapper_args *asked, struct wrapper_args *front,
			  struct wrapper_args *end);
/* Runs the compiler and ends, after a sentence if one of those libraries does not fit the target;
 * returns where no process can be had. */
void wrapper_runtime_run(const struct wrapper_target *target, const struct wrapper_args *asked,
			 const struct wrapper_args *args);

/* wrapper_go.c: ends the process if Go code is linked into a library, or into a dynamic program
 * from a C archive, for a musl target: it would crash at its start. */
void wrapper_go_check(const struct wrapper_target *target, enum wrapper_link kind,
		      const struct wrapper_args *asked);

/* wrapper_gcc.c, wrapper_clang.c: append the driver's arguments and the user's; for clang `end` has
 * libraries that go before the C library. */
void wrapper_gcc_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			   enum wrapper_job job, const struct wrapper_args *passed);
void wrapper_clang_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			     enum wrapper_job job, const struct wrapper_args *asked,
			     const struct wrapper_args *passed, const struct wrapper_args *end);
/* The user's argument, or the static form of it when it names a library of gcc's run time. */
const char *wrapper_static_runtime(const char *arg);

/*
 * wrapper_host_paths.c: is this a directory of this machine's own headers, or libraries, as
 * /usr/include or /usr/lib/x86_64-linux-gnu? Not those below them: packages' own directories.
 */
bool wrapper_host_has_headers(const char *directory);
bool wrapper_host_has_libraries(const char *directory);
/*
 * The user's argument, or what stands for it where it names such a directory or a library in
 * one (after a line on stderr): NULL to leave it out. The host's own compiler ignores /usr/include
 * as well, so configure scripts name it without harm.
 */
const char *wrapper_host_path_left_out(const struct wrapper_target *target, const char *previous,
				       const char *arg);

/* wrapper_queries.c: prints the answer to -dumpmachine, -print-file-name= and the like, and tells
 * whether there was one. */
bool wrapper_query_answer(const struct wrapper_target *target, enum wrapper_flavour flavour,
			  const struct wrapper_args *asked);

/* wrapper_binutils.c: append the arguments of ar, of ranlib, strip and objcopy, and of ld. */
void wrapper_ar_arguments(struct wrapper_args *out, char **argv);
void wrapper_archive_arguments(struct wrapper_args *out, char **argv);
void wrapper_ld_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			  char **argv);

/* wrapper_cmake.c: appends its arguments. */
void wrapper_cmake_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			     char **argv);

/* wrapper_pkg_config.c: sets its variables and appends its arguments. */
void wrapper_pkg_config_arguments(struct wrapper_args *out, const struct wrapper_target *target,
				  char **argv);
/* Runs it and ends, if the user has directories in PKG_CONFIG_PATH; else returns. */
void wrapper_pkg_config_run(const struct wrapper_target *target, const struct wrapper_args *args);

#endif
