/* The arguments that make the host's clang compile and link for the sysroot. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <string.h>
#include <unistd.h>

#include "guards.h"

/* What the user's command line asks for. */
struct clang_request {
	bool has_input; /* a file, a library or standard input */
	bool links; /* it has an input, and no option that stops before the link */
	bool start_files; /* crt1.o and the like are wanted */
	bool libraries; /* libgcc is wanted */
	bool libc; /* libc is wanted */
	bool libstdcxx; /* libstdc++ is wanted, in C++ */
	bool shared; /* a shared library */
	bool is_static; /* a static program that is not position-independent */
	bool static_pie; /* a static program that is */
	bool static_libgcc; /* the unwinder is wanted static */
	bool relocatable; /* -r */
	bool pthread; /* -pthread */
	bool profile; /* -pg, -p */
	bool cuda; /* CUDA is compiled: -x cuda, FILE.cu */
	bool own_linker; /* a linker is named: -fuse-ld=, --ld-path= */
};

static bool is_one_of(const char *arg, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(arg, *list) == 0)
			return true;
	return false;
}

/* A source file of CUDA, or the language after -x, which may stand in the same argument. */
static bool is_cuda(const char *arg)
{
	size_t length = strlen(arg);

	return strcmp(arg, "cuda") == 0 || strcmp(arg, "-xcuda") == 0 ||
	       (length > 3 && strcmp(arg + length - 3, ".cu") == 0);
}

static struct clang_request read_request(enum wrapper_job job, const struct wrapper_args *asked)
{
	static const char *const no_libraries[] = { "-nostdlib", "--no-standard-libraries",
						    "-nodefaultlibs", NULL };
	static const char *const no_start[] = { "-nostdlib", "--no-standard-libraries",
						"-nostartfiles", NULL };
	struct clang_request request = {
		.start_files = true, .libraries = true, .libc = true, .libstdcxx = true
	};
	bool stopped = job == WRAPPER_PREPROCESS;

	for (size_t i = 1; i < asked->count; i++) {
		const char *arg = asked->args[i];

		if (wrapper_link_is_input(arg))
			request.has_input = true;
		else if (wrapper_link_is_stop(arg))
			stopped = true;
		else if (strcmp(arg, "-shared") == 0 || strcmp(arg, "--shared") == 0)
			request.shared = true;
		else if (strcmp(arg, "-static") == 0 || strcmp(arg, "--static") == 0)
			request.is_static = true;
		else if (strcmp(arg, "-static-pie") == 0)
			request.static_pie = true;
		else if (strcmp(arg, "-static-libgcc") == 0)
			request.static_libgcc = true;
		else if (strcmp(arg, "-pthread") == 0)
			request.pthread = true;
		else if (strcmp(arg, "-pg") == 0 || strcmp(arg, "-p") == 0)
			request.profile = true;
		else if (strcmp(arg, "-r") == 0)
			request.relocatable = true;
		else if (strncmp(arg, "-fuse-ld=", 9) == 0 || strncmp(arg, "--ld-path=", 10) == 0)
			request.own_linker = true;
		else if (strcmp(arg, "-nolibc") == 0)
			request.libc = false;
		else if (strcmp(arg, "-nostdlib++") == 0)
			request.libstdcxx = false;
		if (is_one_of(arg, no_libraries))
			request.libraries = false;
		if (is_one_of(arg, no_start))
			request.start_files = false;
		if (is_cuda(arg) ||
		    (strcmp(arg, "-x") == 0 && i + 1 < asked->count && is_cuda(asked->args[i + 1])))
			request.cuda = true;
		if (wrapper_link_takes_value(arg))
			i++;
	}
	request.links = request.has_input && !stopped;
	if (request.relocatable)
		request.start_files = request.libraries = false;
	if (request.static_pie)
		request.is_static = false;
	return request;
}

/* -Xlinker, for neither a comma in the path nor a -x of the user's changes what it means. */
static void push_linker(struct wrapper_args *out, const char *arg)
{
	wrapper_push(out, "-Xlinker");
	wrapper_push(out, arg);
}

static const char *start_file(const struct clang_request *request)
{
	if (request->profile && !request->static_pie)
		return "gcrt1.o";
	if (request->is_static)
		return "crt1.o";
	return request->static_pie ? "rcrt1.o" : "Scrt1.o";
}

/* clang looks for TRIPLE-ld and then takes a plain ld, which knows this machine's code only; the
 * binutils of aarch64 are named aarch64-linux-gnu-ld, whatever the target's C library. */
static void push_cross_linker(struct wrapper_args *out, const struct wrapper_target *target)
{
	const char *ld;

	if (!wrapper_host_is_other(target))
		return;
	ld = wrapper_host_find(wrapper_host_name(target, "ld"));
	if (ld)
		wrapper_push(out, wrapper_join("--ld-path=", ld, "", ""));
}

#define LINKER_OPTION(function) "--wrap=" #function,
static const char *const static_guards[] = { STATIC_GUARDS(LINKER_OPTION) };

/* The archive of kernel_version_guard.c, where the sysroot has it. */
static const char *kernel_guard(const char *lib)
{
	const char *file = wrapper_join(lib, "/libstandins_kernel.a", "", "");

	return access(file, R_OK) == 0 ? file : NULL;
}

/* clang would look for gcc's directory in several places and add the host's library
 * directories around it, differently in each version: the link is written out instead. */
static void push_link_start(struct wrapper_args *out, const struct wrapper_target *target,
			    const struct clang_request *request, const char *lib,
			    const char *gcc_directory, bool standins)
{
	/* Behind -nostdlib clang has no use for -pthread, -static-libgcc and others that are heeded
	 * here, and would say so. */
	wrapper_push(out, "-Wno-unused-command-line-argument");
	wrapper_push(out, "-nostdlib");
	if (!request->own_linker)
		push_cross_linker(out, target);
	push_linker(out, "-nostdlib");
	push_linker(out, wrapper_join("-rpath-link=", lib, "", ""));
	push_linker(out, "--hash-style=gnu");
	/* One or none; gcc's specs have it too (recipes/machine.c). */
	if (*target->link_options)
		push_linker(out, target->link_options);
	if (!request->relocatable) {
		push_linker(out, "--build-id");
		push_linker(out, "--eh-frame-hdr");
		/* The reason stands in musl.specs. */
		if (!request->shared && strcmp(target->libc, "musl") == 0) {
			push_linker(out, "-z");
			push_linker(out, "stack-size=1048576");
		}
	}
	if (standins && request->libraries && (request->is_static || request->static_pie) &&
	    strcmp(target->libc, "glibc") == 0) {
		for (size_t i = 0; i < sizeof(static_guards) / sizeof(static_guards[0]); i++)
			push_linker(out, static_guards[i]);
		if (kernel_guard(lib))
			push_linker(out, KERNEL_GUARD);
	}
	if (!request->start_files)
		return;
	if (!request->shared)
		push_linker(out, wrapper_join(lib, "/", start_file(request), ""));
	push_linker(out, wrapper_join(lib, "/crti.o", "", ""));
	push_linker(out,
		    wrapper_join(gcc_directory,
				 request->is_static ? "/crtbeginT.o" : "/crtbeginS.o", "", ""));
}

/* The choice that glibc.specs explains. */
static void push_unwinder(struct wrapper_args *out, const struct clang_request *request,
			  const char *lib)
{
	const char *shared = wrapper_join(lib, "/libgcc_s.so.1", "", "");

	if (request->is_static || request->static_pie || request->static_libgcc ||
	    access(shared, R_OK) != 0) {
		push_linker(out, "-lgcc_eh");
		return;
	}
	push_linker(out, "--push-state");
	push_linker(out, "--as-needed");
	push_linker(out, shared);
	push_linker(out, "--pop-state");
}

/* The choice that glibc.specs explains. */
static void push_thread_standins(struct wrapper_args *out, const struct wrapper_target *target,
				 const struct clang_request *request, const char *lib)
{
	bool is_static = request->is_static || request->static_pie;
	const char *file =
		wrapper_join(lib, is_static ? "/libstandins_static.a" : "/libpthread.so", "", "");

	if (strcmp(target->libc, "glibc") != 0 || access(file, R_OK) != 0)
		return;
	if (is_static) {
		if (kernel_guard(lib))
			push_linker(out, kernel_guard(lib));
		push_linker(out, file);
	} else if (request->static_libgcc ||
		   access(wrapper_join(lib, "/libgcc_s.so.1", "", ""), R_OK) != 0) {
		push_linker(out, "--push-state");
		push_linker(out, "--as-needed");
		push_linker(out, file);
		push_linker(out, "--pop-state");
	}
}

static void push_link_end(struct wrapper_args *out, const struct wrapper_target *target,
			  const struct clang_request *request, const char *lib,
			  const char *gcc_directory, bool cplusplus, bool standins,
			  const struct wrapper_args *end)
{
	wrapper_push(out, wrapper_join("-L", target->root, "/libexec/runtime", ""));
	wrapper_push(out, wrapper_join("-L", gcc_directory, "", ""));
	wrapper_push(out, wrapper_join("-L", lib, "", ""));
	if (request->libraries) {
		if (cplusplus && request->libstdcxx) {
			push_linker(out, "-l:libstdc++.a");
			push_linker(out, "-lm");
		}
		for (size_t i = 0; i < end->count; i++)
			push_linker(out, end->args[i]);
		push_linker(out, "--start-group");
		push_linker(out, "-lgcc");
		push_unwinder(out, request, lib);
		if (request->libc) {
			if (request->pthread && strcmp(target->libc, "glibc") == 0)
				push_linker(out, "-lpthread");
			/* The reason stands in glibc.specs. */
			if (strcmp(target->libc, "glibc") == 0) {
				push_linker(out, "--push-state");
				push_linker(out, "--as-needed");
				push_linker(out, "-lm");
				push_linker(out, "--pop-state");
			}
			push_linker(out, "-lc");
			if (strcmp(target->libc, "glibc") == 0 &&
			    (request->is_static || request->static_pie))
				push_linker(out, "-lresolv");
		}
		if (standins)
			push_linker(out, "-lstandins");
		push_thread_standins(out, target, request, lib);
		push_linker(out, "--end-group");
	}
	if (request->start_files) {
		push_linker(out,
			    wrapper_join(gcc_directory,
					 request->is_static ? "/crtend.o" : "/crtendS.o", "", ""));
		push_linker(out, wrapper_join(lib, "/crtn.o", "", ""));
	}
}

void wrapper_clang_arguments(struct wrapper_args *out, const struct wrapper_target *target,
			     enum wrapper_job job, const struct wrapper_args *asked,
			     const struct wrapper_args *passed, const struct wrapper_args *end)
{
	struct clang_request request = read_request(job, asked);
	const char *lib = wrapper_join(target->root, "/usr/lib", "", "");
	const char *gcc_directory = NULL;
	bool standins = false;

	if (job == WRAPPER_PREPROCESS)
		wrapper_push(out, "-E");
	wrapper_push(out, wrapper_join("--target=", target->triple, "", ""));
	wrapper_push(out, wrapper_join("--sysroot=", target->root, "", ""));
	/* A place where no gcc is, so that clang adds nothing that lies beside one. */
	wrapper_push(out, wrapper_join("--gcc-toolchain=", target->root, "/libexec", ""));
	/* The machine's CUDA stays out likewise. From clang 19 on this is warned of where nothing
	 * of CUDA is compiled, and Go compiles with -Werror. */
	if (request.cuda)
		wrapper_push(out, wrapper_join("--cuda-path=", target->root, "/libexec", ""));
	/* `cc -v` alone would warn of options that it has no use for. */
	if (request.has_input) {
		wrapper_push(out,
			     wrapper_join("-ffile-prefix-map=", target->root, "=/sysroot", ""));
		if (*target->cpu)
			wrapper_push(out, wrapper_join("-march=", target->cpu, "", ""));
	}
	if (request.links) {
		gcc_directory = wrapper_host_gcc_directory(target->arch);
		if (!gcc_directory)
			wrapper_die(
				1, "no libgcc.a of gcc on this machine for", target->arch,
				"clang links with it: install gcc, or the package with its libgcc "
				"for this architecture");
		standins = access(wrapper_join(lib, "/libstandins.a", "", ""), R_OK) == 0;
		push_link_start(out, target, &request, lib, gcc_directory, standins);
	}
	for (size_t i = 1; i < passed->count; i++)
		wrapper_push(out, wrapper_static_runtime(passed->args[i]));
	if (request.links)
		push_link_end(out, target, &request, lib, gcc_directory,
			      job == WRAPPER_COMPILE_CPLUSPLUS, standins, end);
}
