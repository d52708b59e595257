/* Why a sysroot is out of date: tools, recipes and parts that are not what they were. */
/* SPDX-License-Identifier: MIT */
#include "builder/plan/plan_changes.h"

#include "builder/base/keytext.h"
#include "tests/unit/engine_fixture.h"

static void built(struct world *w)
{
	char digest[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny", 1, digest));
	WORLD_OK(w, world_plan(w, "tiny", NULL));
}

static struct plan_part *part(struct world *w, const char *name)
{
	return (struct plan_part *)(uintptr_t)world_part(w, name);
}

/* As if the text of the part's key said this now, for the last plan. */
static void rekey(struct world *w, const char *name, const char *line, const char *by)
{
	struct plan_part *p = part(w, name);
	char *at = strstr(p->key_text, line);
	char *text;

	assert_non_null(at);
	text = xasprintf("%.*s%s%s", (int)(at - p->key_text), p->key_text, by,
			 at + strcspn(at, "\n") + 1);
	free(p->key_text);
	p->key_text = text;
	sha256_mem(text, strlen(text), p->key);
	w->plan->composed = false;
}

static void changes_are(struct world *w, const char *wanted)
{
	AUTOSTRV struct strv lines = STRV_INIT;
	AUTOFREE char *all = NULL;

	WORLD_OK(w, plan_changes(w->s, w->plan, &lines, &w->err));
	all = strv_join(&lines, "\n");
	assert_string_equal(all, wanted);
}

static void what_is_up_to_date_has_no_reasons(void **state)
{
	struct world *w = *state;

	built(w);
	assert_true(w->plan->composed);
	changes_are(w, "");
}

static void a_tool_is_told_with_its_file_and_version(void **state)
{
	static const char digest[] =
		"1111111111112222222222222222222222222222222222222222222222222222";
	struct world *w = *state;
	struct keytext_tool tool = { .name = "make", .digest = digest };
	AUTOBUF struct buf line = BUF_INIT;
	AUTOSTRV struct strv lines = STRV_INIT;

	built(w);
	/* Another file of the same version: its digests are told. */
	keytext_tool(&line, &tool);
	rekey(w, "libc", "tool make ", line.data);
	WORLD_OK(w, plan_changes(w->s, w->plan, &lines, &w->err));
	assert_int_equal(lines.len, 1);
	assert_non_null(strstr(lines.items[0], "libc: tool 'make' has changed: GNU Make "));
	assert_non_null(strstr(lines.items[0], "; sha256 111111111111 now, it was "));
	/* Another file's name. */
	buf_clear(&line);
	strv_release(&lines);
	tool.file = "gmake-9";
	keytext_tool(&line, &tool);
	rekey(w, "libc", "tool make ", line.data);
	WORLD_OK(w, plan_changes(w->s, w->plan, &lines, &w->err));
	assert_int_equal(lines.len, 1);
	assert_non_null(strstr(lines.items[0], "libc: tool 'make' is 'gmake-9' (GNU Make "));
	assert_non_null(strstr(lines.items[0], ") now, it was 'make' (GNU Make "));
}

static void tools_that_are_new_gone_or_not_installed_are_told(void **state)
{
	struct world *w = *state;
	struct keytext_tool tool = { .name = "make" };
	AUTOBUF struct buf line = BUF_INIT;

	built(w);
	keytext_tool(&line, &tool);
	rekey(w, "libc", "tool make ", line.data);
	changes_are(w, "libc: tool 'make' is not installed");
	rekey(w, "libc", "tool make ", "");
	changes_are(w, "libc: tool 'make' is no longer used");
}

static void what_hangs_on_a_changed_part_is_told(void **state)
{
	struct world *w = *state;
	char digest[SHA256_HEX];

	world_tiny(w);
	WORLD_OK(w, world_build(w, "tiny+zed", 1, digest));
	world_write(w, "recipes/linux-headers/kernel.h", "#define TINY 2\n");
	WORLD_OK(w, world_plan(w, "tiny+zed", NULL));
	changes_are(w, "linux-headers: recipe 'tiny-headers' has changed: its file 'kernel.h'\n"
		       "zed: rebuilt because 'linux-headers' is");
}

static void the_programs_own_rules_are_told(void **state)
{
	struct world *w = *state;

	built(w);
	w->plan->composed = false;
	changes_are(w, "sysroot: this version of the program composes it differently, or "
		       "the target has changed");
	rekey(w, "libc", "normalise ", "normalise 99\n");
	changes_are(w, "libc: this version of the program makes it differently");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(what_is_up_to_date_has_no_reasons),
		WORLD_TEST(a_tool_is_told_with_its_file_and_version),
		WORLD_TEST(tools_that_are_new_gone_or_not_installed_are_told),
		WORLD_TEST(what_hangs_on_a_changed_part_is_told),
		WORLD_TEST(the_programs_own_rules_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
