/* SYS_* names follow the kernel headers: what is added, what goes, and when nothing changes. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "sysroots/compose/syscall_names.h"

/* What bits/syscall.h of this text gets more; headers, others: one text each, or NULL. */
static char *follow(const char *listed, const char *headers, const char *others)
{
	AUTOSTRV struct strv h = STRV_INIT, o = STRV_INIT;
	struct buf out = BUF_INIT;

	if (headers)
		strv_add(&h, headers);
	if (others)
		strv_add(&o, others);
	syscall_names_follow(listed, &h, &o, &out);
	return buf_steal(&out);
}

static void gets(const char *listed, const char *headers, const char *others, const char *wanted)
{
	AUTOFREE char *more = follow(listed, headers, others);

	assert_string_equal(more, wanted);
}

/* As glibc before 2.30 writes it, and since. */
#define OLD "#ifndef _SYSCALL_H\n# error\n#endif\n#define SYS_read __NR_read\n"
#define NEW "#ifdef __NR_read\n# define SYS_read __NR_read\n#endif\n"

static void nothing_changes_where_both_agree(void **state)
{
	(void)state;
	gets(OLD, "#define __NR_read 0\n", NULL, "");
	gets(NEW, "#define __NR_read 0\n", NULL, "");
	/* Without a last newline, with tabs, in a deeper condition. */
	gets("#\tdefine\tSYS_read\t__NR_read", "#  define\t__NR_read 63", NULL, "");
	/* No kernel headers at all, or none that name a call. */
	gets(OLD, NULL, NULL, "");
	gets(OLD, "#include <asm/unistd_64.h>\n#define __NR 1\n#define __NR_ 2\n", NULL, "");
}

static void calls_that_it_does_not_name_are_added(void **state)
{
	const char *wanted = "\n/* The system calls of the kernel headers beside it.  */\n"
			     "\n#if defined __NR_memfd_create && !defined SYS_memfd_create\n"
			     "# define SYS_memfd_create __NR_memfd_create\n#endif\n"
			     "\n#if defined __NR_read && !defined SYS_read\n"
			     "# define SYS_read __NR_read\n#endif\n";

	(void)state;
	gets(OLD, "#define __NR_read 0\n#define __NR_memfd_create 319\n", NULL, wanted);
	gets(NEW, "#define __NR_read 0\n#define __NR_memfd_create 319\n", NULL, wanted);
	/* A longer name is another name. */
	gets(OLD "#define SYS_memfd_create2 1\n",
	     "#define __NR_read 0\n#define __NR_memfd_create 319\n#define __NR_memfd_create2 320\n",
	     NULL,
	     "\n/* The system calls of the kernel headers beside it.  */\n"
	     "\n#if defined __NR_memfd_create && !defined SYS_memfd_create\n"
	     "# define SYS_memfd_create __NR_memfd_create\n#endif\n"
	     "\n#if defined __NR_memfd_create2 && !defined SYS_memfd_create2\n"
	     "# define SYS_memfd_create2 __NR_memfd_create2\n#endif\n"
	     "\n#if defined __NR_read && !defined SYS_read\n"
	     "# define SYS_read __NR_read\n#endif\n");
}

static void what_is_no_call_is_not_added(void **state)
{
	(void)state;
	gets(OLD,
	     "#define __NR_read 0\n#define __NR_syscalls 436\n#define __NR_arch_specific_syscall "
	     "244\n"
	     "#define __NR3264_fcntl 25\n/* #define __NR_comment 1 */\n#undef __NR_gone\n",
	     NULL, "");
}

static void calls_that_the_kernel_does_not_have_go_where_they_are_named_unasked(void **state)
{
	(void)state;
	gets(OLD "#define SYS_statx __NR_statx\n", "#define __NR_read 0\n", NULL,
	     "\n/* Those that the kernel headers beside it do not have.  */\n"
	     "\n#ifndef __NR_statx\n# undef SYS_statx\n#endif\n");
	/* Since 2.30 it asks by itself. */
	gets(NEW "#ifdef __NR_statx\n# define SYS_statx __NR_statx\n#endif\n",
	     "#define __NR_read 0\n", NULL, "");
	/* A call of another machine, which is behind a condition of its own. */
	gets(OLD "#if !defined __x86_64__\n#define SYS_waitpid __NR_waitpid\n#endif\n",
	     "#define __NR_read 0\n", "#define __NR_waitpid 7\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_changes_where_both_agree),
		cmocka_unit_test(calls_that_it_does_not_name_are_added),
		cmocka_unit_test(what_is_no_call_is_not_added),
		cmocka_unit_test(
			calls_that_the_kernel_does_not_have_go_where_they_are_named_unasked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
