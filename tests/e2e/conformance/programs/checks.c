/* Runs the conformance checks: all, or those that are named.
 *
 *   checks SETTING... [-- NAME...]
 *
 * Prints "ok NAME" for each that found what it should, and ends with status 1
 * when one did not.
 */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <stdio.h>

#include "differs.h"

struct setting setting;

static const struct {
	const char *name;
	void (*run)(void);
} CHECKS[] = {
	{ "start", check_start },
	{ "errno", check_errno },
	{ "stdio", check_stdio },
	{ "strings", check_strings },
	{ "text", check_text },
	{ "locale", check_locale },
	{ "iconv", check_iconv },
	{ "math", check_math },
	{ "math_wide", check_math_wide },
	{ "memory", check_memory },
	{ "setjmp", check_setjmp },
	{ "random", check_random },
	{ "stat", check_stat },
	{ "files", check_files },
	{ "large_files", check_large_files },
	{ "time", check_time },
	{ "signals", check_signals },
	{ "timers", check_timers },
	{ "process", check_process },
	{ "threads", check_threads },
	{ "tls", check_tls },
	{ "sockets", check_sockets },
	{ "names", check_names },
};

static int set(const char *word)
{
	if (strcmp(word, "static") == 0)
		setting.is_static = true;
	else if (strcmp(word, "static-pie") == 0)
		setting.is_static = setting.is_pie = true;
	else if (strcmp(word, "dynamic") == 0)
		setting.is_pie = true;
	else if (strcmp(word, "no-cancel") == 0)
		setting.no_cancel = true;
	else if (strcmp(word, "own-etc") == 0)
		setting.own_etc = true;
	else if (strcmp(word, "emulated") == 0)
		setting.emulated = true;
	else
		return -1;
	return 0;
}

int main(int argc, char **argv)
{
	int first = 1, failed = 0, ran = 0;

	for (; first < argc && strcmp(argv[first], "--") != 0; first++)
		if (set(argv[first]) != 0) {
			printf("unknown setting '%s'\n", argv[first]);
			return 2;
		}
	first++;
	for (size_t i = 0; i < sizeof(CHECKS) / sizeof(CHECKS[0]); i++) {
		bool wanted = first >= argc;

		for (int j = first; j < argc; j++)
			wanted |= strcmp(argv[j], CHECKS[i].name) == 0;
		if (!wanted)
			continue;
		differences = 0;
		CHECKS[i].run();
		ran++;
		if (differences)
			failed++;
		else
			printf("ok %s\n", CHECKS[i].name);
		fflush(stdout);
	}
	printf("%d checks, %d differ\n", ran, failed);
	return failed || !ran || (first < argc && ran != argc - first);
}
