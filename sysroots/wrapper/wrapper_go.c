/* Refuses Go's libraries where musl cannot start them. */
/* SPDX-License-Identifier: MIT */
#include "wrapper.h"

#include <elf.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * Go's runtime in a library is started by a constructor, which takes argc, argv and the environment
 * from its parameters. glibc gives constructors these; musl's loader gives them nothing, and
 * the runtime walks along whatever the registers hold (golang.org/issue/13492). The musl that
 * recipes build from source gives them to the constructors of a static program, but what loads
 * shared objects is the musl of the machine that runs the program. It also loads no library with
 * Go's model of thread-local storage later, by dlopen() (golang.org/issue/54805).
 */

static bool read_at(int fd, off_t offset, void *buffer, size_t size)
{
	return lseek(fd, offset, SEEK_SET) == offset && read(fd, buffer, size) == (ssize_t)size;
}

/* Go's linker hands everything that it linked itself to the compiler in one object of this name,
 * be it c-shared, plugin or, in an archive, c-archive. */
static bool is_named_go_o(const char *path)
{
	return strcmp(wrapper_base_name(path), "go.o") == 0;
}

/* Is there, at this offset, an object with a section that only Go's linker makes? A user may have a
 * go.c. */
static bool is_object_of_go(int fd, off_t start)
{
	static const char wanted[] = ".gopclntab";
	bool found = false;
	char names[4096];
	Elf64_Ehdr head;
	Elf64_Shdr section;

	if (!read_at(fd, start, &head, sizeof(head)) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64 ||
	    !read_at(fd, start + (off_t)(head.e_shoff + head.e_shstrndx * sizeof(section)),
		     &section, sizeof(section)) ||
	    section.sh_size > sizeof(names) ||
	    !read_at(fd, start + (off_t)section.sh_offset, names, section.sh_size))
		return false;
	for (size_t at = 0; at + sizeof(wanted) <= section.sh_size; at++)
		found = found || memcmp(names + at, wanted, sizeof(wanted)) == 0;
	return found;
}

/* The offset of an archive's first member, not counting its table of symbols, if that member is
 * called go.o, as in the archives of -buildmode=c-archive; otherwise 0. */
static off_t go_member(int fd)
{
	/* A header has a name, and further on the size of the member in decimal. */
	enum { MAGIC = 8, HEADER = 60, SIZE_AT = 48, SIZE = 10 };
	off_t offset = MAGIC;
	off_t size = 0;
	char header[HEADER];

	if (!read_at(fd, 0, header, MAGIC) || memcmp(header, "!<arch>\n", MAGIC) != 0 ||
	    !read_at(fd, offset, header, HEADER))
		return 0;
	if (memcmp(header, "/ ", 2) == 0) {
		for (const char *digit = header + SIZE_AT;
		     digit < header + SIZE_AT + SIZE && *digit >= '0' && *digit <= '9'; digit++)
			size = 10 * size + (*digit - '0');
		offset += HEADER + size + size % 2;
		if (!read_at(fd, offset, header, HEADER))
			return 0;
	}
	return memcmp(header, "go.o/ ", 6) == 0 ? offset + HEADER : 0;
}

/* Does the file, an object or an archive with one, contain what Go's linker made? */
static bool has_go_code(const char *path, bool is_archive)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t start;
	bool found;

	if (fd < 0)
		return false;
	start = is_archive ? go_member(fd) : 0;
	found = (start > 0 || !is_archive) && is_object_of_go(fd, start);
	close(fd);
	return found;
}

/* libNAME.a in the first of the user's -L directories that has one, or NULL. */
static const char *archive_of(const struct wrapper_args *asked, const char *name)
{
	for (size_t i = 1; i < asked->count; i++) {
		const char *arg = asked->args[i];
		const char *path;

		if (strncmp(arg, "-L", 2) != 0)
			continue;
		if (!arg[2] && i + 1 == asked->count)
			break;
		path = wrapper_join(arg[2] ? arg + 2 : asked->args[++i], "/lib", name, ".a");
		if (access(path, R_OK) == 0)
			return path;
	}
	return NULL;
}

/* The glibc target with the same libraries and architecture: the oldest one of the catalog. */
static const char *glibc_target(const struct wrapper_target *target)
{
	const char *base = strcmp(target->arch, "riscv64") == 0 ? "debian13" : "centos7";
	const char *libraries = strchr(target->name, '+');
	const char *suffix = wrapper_join("-", target->arch, "", "");

	if (!strstr(target->name, suffix))
		suffix = "";
	/* A target with kernel headers of its own names its architecture after these. */
	if (!libraries || strstr(libraries, "+linux-"))
		libraries = "";
	return wrapper_join(base, suffix, libraries, "");
}

void wrapper_go_check(const struct wrapper_target *target, enum wrapper_link kind,
		      const struct wrapper_args *asked)
{
	const char *other;
	bool library = false;
	bool archive = false;

	if (strcmp(target->libc, "musl") != 0 ||
	    (kind != WRAPPER_LINK_SHARED && kind != WRAPPER_LINK_DYNAMIC))
		return;
	for (size_t i = 1; i < asked->count; i++) {
		const char *arg = asked->args[i];
		size_t length = strlen(arg);

		if (is_named_go_o(arg))
			library =
				library || (kind == WRAPPER_LINK_SHARED && has_go_code(arg, false));
		else if (strncmp(arg, "-l", 2) == 0 && arg[2])
			archive = archive || ((other = archive_of(asked, arg + 2)) &&
					      has_go_code(other, true));
		else if (length > 2 && strcmp(arg + length - 2, ".a") == 0)
			archive = archive || has_go_code(arg, true);
	}
	if (!library && !archive)
		return;
	other = glibc_target(target);
	wrapper_die(
		1,
		library ? "Go code in a shared library (-buildmode=c-shared, -buildmode=plugin) "
			  "crashes with musl, whose loader does not give libraries the arguments "
			  "of the program that Go's runtime reads there (golang.org/issue/13492)"
			: "Go code of a C archive (-buildmode=c-archive) crashes with musl in what "
			  "is not a static program: musl's loader does not give constructors the "
			  "arguments of the program that Go's runtime reads there "
			  "(golang.org/issue/13492)",
		NULL,
		wrapper_join(wrapper_join("build it for a C library that does, glibc: 'sysroot "
					  "build --fetch ",
					  other, "', then 'sysroot env --shared ", other),
			     library ? "'; or build it with -buildmode=c-archive and link that "
				       "into a static program"
				     : "'; or link a static program, with -static",
			     "", ""));
}
