/* Recipes good and bad: fields, places of errors, canonical text, patterns. */
/* SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "builder/base/alloc.h"
#include "builder/base/buf.h"
#include "builder/base/file.h"
#include "recipes/recipe.h"
#include "recipes/recipe_origin.h"
#include "recipes/recipe_select.h"

#define A64 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static const char GOOD[] = "recipe demo-1.0\n" /* 1 */
			   "part demo\n" /* 2 */
			   "version 1.0\n" /* 3 */
			   "summary \"a demo\"\n" /* 4 */
			   "license MIT\n" /* 5 */
			   "homepage https://e.org/\n" /* 6 */
			   "fidelity source\n" /* 7 */
			   "needs base\n" /* 8 */
			   "tools gcc make\n" /* 9 */
			   "input demo-1.0.tar.gz {\n" /* 10 */
			   "\tsha256 " A64 "\n" /* 11 */
			   "\tsize 1234\n" /* 12 */
			   "\tfrom https https://e.org/demo-1.0.tar.gz\n" /* 13 */
			   "\tunpack src strip 1\n" /* 14 */
			   "}\n" /* 15 */
			   "step build {\n" /* 16 */
			   "\tmake\n" /* 17 */
			   "}\n" /* 18 */
			   "keep usr/**\n" /* 19 */
			   "drop usr/share/**\n"; /* 20 */

/* GOOD with one text in it replaced by another. */
static char *with(const char *find, const char *replace)
{
	const char *at = strstr(GOOD, find);

	assert_non_null(at);
	return xasprintf("%.*s%s%s", (int)(at - GOOD), GOOD, replace, at + strlen(find));
}

static struct recipe *parse_good(const char *text)
{
	struct err err = ERR_INIT;
	struct recipe *r;
	int rc = recipe_parse(text, strlen(text), "demo-1.0.recipe", NULL, &r, &err);

	if (rc < 0)
		fail_msg("%s", err.text);
	return r;
}

/* The text must fail with an error that begins "demo-1.0.recipe:PLACE: PROBLEM". */
static void expect_error(const char *text, const char *want, const char *hint)
{
	struct err err = ERR_INIT;
	struct recipe *r = (struct recipe *)text;
	AUTOFREE char *all = xasprintf("demo-1.0.recipe:%s", want);

	assert_int_equal(recipe_parse(text, strlen(text), "demo-1.0.recipe", NULL, &r, &err), -1);
	assert_null(r);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_string_equal(err.text, all);
	if (hint)
		assert_string_equal(err.hint, hint);
	err_clear(&err);
}

static void bad(const char *find, const char *replace, const char *want, const char *hint)
{
	AUTOFREE char *text = with(find, replace);

	expect_error(text, want, hint);
}

static void fills_every_field(void **state)
{
	struct recipe *r = parse_good(GOOD);

	(void)state;
	assert_string_equal(r->name, "demo-1.0");
	assert_string_equal(r->part, "demo");
	assert_int_equal(r->part_place.line, 2);
	assert_int_equal(r->part_place.column, 6);
	assert_string_equal(r->version, "1.0");
	assert_string_equal(r->summary, "a demo");
	assert_string_equal(r->license, "MIT");
	assert_string_equal(r->homepage, "https://e.org/");
	assert_string_equal(r->fidelity, "source");
	assert_string_equal(r->file, "demo-1.0.recipe");
	assert_int_equal(r->archs.len, 0);
	assert_null(r->cpu);
	assert_int_equal(r->needs.len, 1);
	assert_int_equal(r->tools.len, 2);
	assert_string_equal(r->tools.items[1], "make");
	assert_int_equal(r->input_count, 1);
	assert_string_equal(r->inputs[0].name, "demo-1.0.tar.gz");
	assert_string_equal(r->inputs[0].sha256, A64);
	assert_int_equal(r->inputs[0].size, 1234);
	assert_string_equal(r->inputs[0].unpack_dir, "src");
	assert_int_equal(r->inputs[0].strip, 1);
	assert_int_equal(r->inputs[0].origin_count, 1);
	assert_int_equal(r->inputs[0].origins[0].kind, ORIGIN_HTTPS);
	assert_int_equal(r->inputs[0].origins[0].place.line, 13);
	assert_int_equal(r->step_count, 1);
	assert_string_equal(r->steps[0].name, "build");
	assert_string_equal(r->steps[0].script, "make\n");
	assert_int_equal(r->steps[0].script_line, 17);
	assert_int_equal(r->select_count, 2);
	assert_true(r->selects[0].keep);
	assert_false(r->selects[1].keep);
	assert_string_equal(r->root, "");
	recipe_free(r);
	{
		AUTOFREE char *text = with("needs base\n", "arch x86_64\ncpu x86-64-v2\n");

		r = parse_good(text);
		assert_string_equal(r->cpu, "x86-64-v2");
		recipe_free(r);
	}
}

static void knows_every_kind_of_origin_and_of_unpacking(void **state)
{
	AUTOFREE char *text = with("\tsize 1234\n"
				   "\tfrom https https://e.org/demo-1.0.tar.gz\n"
				   "\tunpack src strip 1\n",
				   "\tfrom apt bookworm libc6-dev\n"
				   "\tfrom apt-source trixie musl musl_1.2.5.orig.tar.gz\n"
				   "\tfrom npm @a-b/c_d@1.0.0\n"
				   "\tfrom npm plain@1\n"
				   "\tfrom file /srv/a.tar\n"
				   "\tfrom file beside/a.tar\n"
				   "\tinner *.tar.xz data.tar\n"
				   "\tonly lib/** usr/*.h\n"
				   "\tonly x\n"
				   "}\n"
				   "input b {\n"
				   "\tsha256 " B64 "\n"
				   "\tfrom file b\n"
				   "\tunpack none\n");
	struct recipe *r = parse_good(text);
	const struct recipe_input *in = &r->inputs[0];

	(void)state;
	assert_int_equal(in->size, 0);
	assert_int_equal(in->origin_count, 6);
	assert_string_equal(origin_word(in->origins[0].kind), "apt");
	assert_string_equal(origin_word(in->origins[1].kind), "apt-source");
	assert_int_equal(in->origins[1].words.len, 3);
	assert_string_equal(in->origins[1].words.items[2], "musl_1.2.5.orig.tar.gz");
	assert_string_equal(origin_word(in->origins[2].kind), "npm");
	assert_string_equal(origin_word(in->origins[5].kind), "file");
	assert_string_equal(in->unpack_dir, ".");
	assert_int_equal(in->strip, 0);
	assert_int_equal(in->inner.len, 2);
	assert_int_equal(in->only.len, 3);
	assert_null(r->inputs[1].unpack_dir);
	recipe_free(r);
}

static void says_what_is_wrong_with_keys(void **state)
{
	(void)state;
	bad("license", "licence", "5:1: unknown key 'licence'", "did you mean 'license'?");
	bad("\tsize", "\tsizes", "12:2: unknown key 'sizes'", "did you mean 'size'?");
	bad("\tsize", "\tzzzzzzz", "12:2: unknown key 'zzzzzzz'",
	    "expected one of sha256, size, from, unpack, inner, only");
	bad("license MIT\n", "part demo\n", "5:1: 'part' is given twice", "first given in line 2");
	bad("\tsize 1234\n", "\tsha256 " A64 "\n", "12:2: 'sha256' is given twice",
	    "first given in line 11");
	bad("license MIT\n", "", "1:1: the recipe has no 'license'",
	    "expected: license \"SPDX EXPRESSION\"");
	bad("\tsha256 " A64 "\n", "", "10:7: input 'demo-1.0.tar.gz' has no 'sha256'",
	    "expected: sha256 DIGEST");
	bad("\tfrom https https://e.org/demo-1.0.tar.gz\n", "",
	    "10:7: input 'demo-1.0.tar.gz' has no 'from'", NULL);
	bad("recipe demo-1.0\n", "", "1:1: the file does not begin with 'recipe'",
	    "expected: recipe NAME");
	expect_error("", "1:1: the file has no recipe", "expected: recipe NAME");
	expect_error("# nothing\n\n", "3:1: the file has no recipe", NULL);
	bad("version 1.0", "version", "3:1: too few words after 'version'",
	    "expected: version NUMBER");
	bad("version 1.0", "version 1.0 2.0", "3:13: unexpected word '2.0'", NULL);
	bad("summary \"a demo\"", "summary \"a\\ndemo\"", "4:9: newline or tab in a word", NULL);
}

static void says_what_is_wrong_with_blocks(void **state)
{
	(void)state;
	bad("tar.gz {", "tar.gz", "10:1: missing { at the end of the line 'input'",
	    "expected: input FILE {");
	bad("license MIT", "license MIT {", "5:1: unexpected { after 'license'", NULL);
	bad("license MIT", "}", "5:1: '}' without a block", NULL);
	bad("}\nstep build {\n\tmake\n}\nkeep usr/**\ndrop usr/share/**\n", "",
	    "10:7: input 'demo-1.0.tar.gz' is not closed", NULL);
	bad("\tmake\n}\n", "\tmake\n }\n", "16:1: block is not closed", NULL);
	bad("\tmake\n", "\t\n", "16:6: step 'build' is empty", NULL);
}

static void says_what_is_wrong_with_values(void **state)
{
	(void)state;
	bad("recipe demo-1.0", "recipe other-1.0",
	    "1:8: name 'other-1.0' does not match the file name",
	    "expected 'demo-1.0', after the file name");
	bad("recipe demo-1.0", "recipe ../x", "1:8: invalid recipe '../x'", NULL);
	bad("part demo", "part de+mo", "2:6: invalid part 'de+mo'",
	    "expected letters, digits, - _");
	bad("version 1.0", "version \"1 0\"", "3:9: invalid version '1 0'", NULL);
	bad("\"a demo\"", "\"\"", "4:9: invalid summary ''", NULL);
	bad("license MIT", "license MIT;", "5:9: invalid license 'MIT;'", NULL);
	bad("homepage https:", "homepage http:", "6:10: invalid homepage 'http://e.org/'", NULL);
	bad("fidelity source", "fidelity sourse", "7:10: unknown fidelity 'sourse'",
	    "did you mean 'source'?");
	bad("needs base", "arch x86_65", "8:6: unknown architecture 'x86_65'",
	    "did you mean 'x86_64'?");
	bad("needs base", "arch x86_64\ncpu x86-64-v9", "9:5: unknown CPU level 'x86-64-v9'",
	    "expected x86-64-v2, armv8.2-a or the like");
	bad("needs base", "cpu x86-64-v2", "8:1: 'x86-64-v2' is a CPU level of x86_64 only",
	    "name its architecture: arch ARCH");
	bad("needs base", "cpu x86-64-v2\narch x86_64 aarch64",
	    "8:1: 'x86-64-v2' is a CPU level of x86_64 only", NULL);
	bad("needs base", "cpu armv8.2-a\narch x86_64",
	    "8:1: 'armv8.2-a' is a CPU level of aarch64 only", NULL);
	bad("needs base", "arch x86_64\ncpu x86-64-v2 x86-64-v3",
	    "9:15: unexpected word 'x86-64-v3'", NULL);
	bad("needs base", "arch x86_64\ncpu x86-64-v2\ncpu x86-64-v2", "10:1: 'cpu' is given twice",
	    NULL);
	bad("needs base", "needs ba/se", "8:7: invalid part name 'ba/se'", NULL);
	bad("needs base", "needs base base", "8:12: 'base' is named twice", NULL);
	bad("needs base", "needs demo", "8:1: part 'demo' needs itself", NULL);
	bad("tools gcc", "tools /bin/gcc", "9:7: invalid program name '/bin/gcc'", NULL);
	bad("needs base", "provides lib a 1", "8:10: unknown fact 'lib'", "did you mean 'libc'?");
	bad("needs base", "provides libc 1", "8:10: 1 words after 'provides libc' instead of 2",
	    NULL);
	bad("needs base", "provides linux 1 2", "8:10: 2 words after 'provides linux' instead of 1",
	    NULL);
	bad("needs base", "provides linux a/b", "8:16: invalid word 'a/b' after 'provides'", NULL);
	bad("needs base", "provides linux 1\nprovides linux 1", "9:1: 'linux 1' is provided twice",
	    NULL);
	bad("keep usr/**", "keep /usr", "19:6: invalid pattern '/usr'", NULL);
	bad("keep usr/**", "keep usr/../x", "19:6: invalid pattern 'usr/../x'", NULL);
	bad("keep usr/**", "keep a usr/[ab]", "19:8: invalid pattern 'usr/[ab]'", NULL);
	bad("keep usr/**", "strip-debug", "19:1: too few words after 'strip-debug'", NULL);
	bad("keep usr/**", "strip-debug /usr", "19:13: invalid pattern '/usr'", NULL);
	bad("keep usr/**", "drop-section .x", "19:1: too few words after 'drop-section'", NULL);
	bad("keep usr/**", "drop-section x a", "19:14: invalid section name 'x'",
	    "expected a dot, then letters, digits, . - _ $");
	bad("keep usr/**", "drop-section .x a /b", "19:19: invalid pattern '/b'", NULL);
	bad("step build", "step bu/ild", "16:6: invalid step name 'bu/ild'", NULL);
	bad("keep usr/**", "step build {\n\tx\n}", "19:6: duplicate step 'build'", NULL);
}

static void says_what_is_wrong_with_digest_and_size(void **state)
{
	(void)state;
	bad("input demo", "input a/demo", "10:7: invalid input name 'a/demo-1.0.tar.gz'", NULL);
	bad("sha256 " A64, "sha256 ABC", "11:9: invalid sha256 'ABC'", NULL);
	bad("sha256 " A64, "sha256 abc", "11:9: invalid sha256 'abc'",
	    "expected 64 digits of 0-9 and a-f");
	bad("sha256 " A64, "sha256 " A64 "a", "11:9: invalid sha256 '" A64 "a'", NULL);
	bad("size 1234", "size 0", "12:7: invalid size '0'", NULL);
	bad("size 1234", "size -1", "12:7: invalid size '-1'", NULL);
	bad("size 1234", "size 012", "12:7: invalid size '012'", NULL);
	bad("size 1234", "size 4294967297", "12:7: invalid size '4294967297'", NULL);
	bad("size 1234", "size 99999999999999999999", "12:7: invalid size '99999999999999999999'",
	    NULL);
	bad("unpack src", "unpack ../src", "14:9: invalid directory '../src'", NULL);
	bad("unpack src", "unpack /src", "14:9: invalid directory '/src'", NULL);
	bad("strip 1", "strip 17", "14:19: invalid number of components '17'", NULL);
	bad("strip 1", "strip x", "14:19: invalid number of components 'x'", NULL);
	bad("strip 1", "strip 01", "14:19: invalid number of components '01'", NULL);
	bad("strip 1", "strip", "14:13: unexpected word 'strip'", NULL);
	bad("keep usr/**", "patch x.patch strip \"\"", "19:21: invalid number of components ''",
	    NULL);
	bad("keep usr/**", "patch x.patch strip 01", "19:21: invalid number of components '01'",
	    NULL);
	bad("strip 1", "depth 1", "14:13: unexpected word 'depth'", NULL);
	bad("unpack src", "unpack none", "14:14: 'strip' for an input that is not unpacked", NULL);
	bad("unpack src strip 1", "unpack none\n\tonly a",
	    "15:2: 'only' for an input that is not unpacked", NULL);
	bad("unpack src strip 1", "inner a\n\tunpack none",
	    "14:2: 'inner' for an input that is not unpacked", NULL);
	bad("unpack src strip 1", "only ../a", "14:7: invalid pattern '../a'", NULL);
	bad("step build {\n\tmake\n}\n",
	    "input demo-1.0.tar.gz {\n\tsha256 " B64 "\n\tfrom file x\n}\n",
	    "16:7: duplicate input 'demo-1.0.tar.gz'", NULL);
	bad("step build {\n\tmake\n}\n", "input b {\n\tsha256 " A64 "\n\tfrom file x\n}\n",
	    "16:7: input 'b' has the sha256 of 'demo-1.0.tar.gz'", NULL);
}

static void bad_origin(const char *from, const char *want)
{
	bad("from https https://e.org/demo-1.0.tar.gz", from, want, NULL);
}

static void says_what_is_wrong_with_an_origin(void **state)
{
	(void)state;
	bad("from https h", "from htps h", "13:7: unknown origin 'htps'", "did you mean 'https'?");
	bad("from https h", "from http\n\tfrom https h", "13:2: too few words after 'from'", NULL);
	bad_origin("from https http://e.org/a",
		   "13:13: 'http://e.org/a' is not valid for 'from https'");
	bad_origin("from https https:///a", "13:13: 'https:///a' is not valid for 'from https'");
	bad_origin("from https https://u:p@e.org/a",
		   "13:13: 'https://u:p@e.org/a' is not valid for 'from https'");
	bad_origin("from https \"https://e.org/a b\"",
		   "13:13: 'https://e.org/a b' is not valid for 'from https'");
	bad_origin("from https https://e.org/a b", "13:7: 2 words after 'from https' instead of 1");
	bad_origin("from apt bookworm", "13:7: 1 words after 'from apt' instead of 2");
	bad_origin("from apt bookworm -o", "13:20: '-o' is not valid for 'from apt'");
	bad_origin("from apt-source a b ../c", "13:22: '../c' is not valid for 'from apt-source'");
	bad_origin("from apt-source a b -c", "13:22: '-c' is not valid for 'from apt-source'");
	bad_origin("from npm left", "13:11: 'left' is not valid for 'from npm'");
	bad_origin("from npm @a@1", "13:11: '@a@1' is not valid for 'from npm'");
	bad_origin("from npm @/a@1", "13:11: '@/a@1' is not valid for 'from npm'");
	bad_origin("from npm a/b@1", "13:11: 'a/b@1' is not valid for 'from npm'");
	bad_origin("from npm a@", "13:11: 'a@' is not valid for 'from npm'");
	bad_origin("from npm @1", "13:11: '@1' is not valid for 'from npm'");
	bad_origin("from file ../a", "13:12: '../a' is not valid for 'from file'");
}

static void checks_the_recipe_as_a_whole(void **state)
{
	(void)state;
	bad("tools gcc make\n", "", "15:1: steps without 'tools'", NULL);
	bad("step build {\n\tmake\n}\n", "", "9:1: 'tools' without a step that runs them", NULL);
	bad("tools gcc make\ninput demo-1.0.tar.gz {\n\tsha256 " A64 "\n\tsize 1234\n"
	    "\tfrom https https://e.org/demo-1.0.tar.gz\n\tunpack src strip 1\n}\n"
	    "step build {\n\tmake\n}\n",
	    "file x\n", "8:1: 'needs' without a step that uses them", NULL);
	bad("keep usr/**", "root a", "19:1: 'root' in a recipe with steps", NULL);
	bad("input demo-1.0.tar.gz {\n\tsha256 " A64 "\n\tsize 1234\n"
	    "\tfrom https https://e.org/demo-1.0.tar.gz\n\tunpack src strip 1\n}\n",
	    "", "1:1: recipe 'demo-1.0' has no inputs and no files", NULL);
	bad("part demo", "part libc", "2:1: part 'libc' without 'provides libc'", NULL);
	bad("part demo", "part linux-headers", "2:1: part 'linux-headers' without 'provides linux'",
	    "expected: provides linux VERSION");
}

static char *canonical(const char *text)
{
	struct recipe *r = parse_good(text);
	char *canon = recipe_canonical(r);

	recipe_free(r);
	return canon;
}

static void same(const char *find, const char *replace)
{
	AUTOFREE char *text = with(find, replace);
	AUTOFREE char *a = canonical(GOOD);
	AUTOFREE char *b = canonical(text);

	assert_string_equal(a, b);
}

static void different(const char *find, const char *replace)
{
	AUTOFREE char *text = with(find, replace);
	AUTOFREE char *a = canonical(GOOD);
	AUTOFREE char *b = canonical(text);

	if (strcmp(a, b) == 0)
		fail_msg("'%s' for '%s' changes nothing", replace, find);
}

static void canonical_text_ignores_what_cannot_change_the_output(void **state)
{
	(void)state;
	same("version 1.0\n", "# a comment\n\n  version\t\"1.0\"  # more\n");
	same("part demo\nversion 1.0\n", "version 1.0\npart demo\n");
	same("tools gcc make", "tools make gcc");
	same("\"a demo\"", "\"another text\"");
	same("license MIT", "license ISC");
	same("homepage https://e.org/", "homepage https://f.org/");
	same("from https https://e.org/demo-1.0.tar.gz", "from file x");
	same("\tsize 1234\n", "");
	same("step build", "step make");
	same("needs base\n", "arch x86_64\nneeds base\n");
	/* Who may use it, not what is made. */
	same("needs base\n", "arch x86_64\ncpu x86-64-v2\nneeds base\n");
	same("drop usr/share/**\n", "drop \"usr/share/**\"\n");
}

static void canonical_text_changes_with_all_that_matters(void **state)
{
	(void)state;
	different("part demo", "part demo2");
	different("version 1.0", "version 1.1");
	different("fidelity source", "fidelity distro");
	different("needs base", "needs libc");
	different("needs base\n", "");
	different("tools gcc make", "tools gcc");
	different("needs base", "needs base\nprovides library demo 1");
	different("input demo-1.0.tar.gz", "input demo-1.1.tar.gz");
	different(A64, B64);
	different("unpack src strip 1", "unpack src");
	different("unpack src strip 1", "unpack src2 strip 1");
	different("unpack src strip 1", "unpack none");
	different("strip 1\n", "strip 1\n\tinner *.tar\n");
	different("strip 1\n", "strip 1\n\tonly a\n");
	different("\tmake\n", "\tmake \n");
	different("\tmake\n", "\tmake\n# no comment to us\n");
	different("keep usr/**\n", "file x\nkeep usr/**\n");
	different("keep usr/**\n", "patch x\nkeep usr/**\n");
	different("keep usr/**\ndrop usr/share/**\n", "drop usr/share/**\nkeep usr/**\n");
	different("drop usr/share/**\n", "keep usr/share/**\n");
	different("keep usr/**\n", "strip-debug usr/**\nkeep usr/**\n");
	different("keep usr/**\n", "drop-section .a usr/**\nkeep usr/**\n");
}

static void canonical_text_cannot_be_forged_by_a_script(void **state)
{
	AUTOFREE char *two = with("\tmake\n}\n", "\tmake\n}\nstep b {\n\tx\n}\n");
	AUTOFREE char *one = with("\tmake\n", "\tmake\n\tstep 2\n\tx\n");
	AUTOFREE char *a = canonical(two);
	AUTOFREE char *b = canonical(one);

	(void)state;
	assert_string_not_equal(a, b);
	assert_non_null(strstr(a, "step 5\nmake\nstep 2\nx\n"));
	assert_non_null(strstr(b, "step 14\nmake\nstep 2\nx\n"));
}

static void the_last_select_that_matches_decides(void **state)
{
	AUTOFREE char *drops = with("keep usr/**\n", "");
	AUTOFREE char *again = with("drop usr/share/**\n", "drop usr/share/**\nkeep usr/share/x\n");
	struct recipe *r = parse_good(GOOD);

	(void)state;
	assert_true(recipe_selects(r, "usr/lib/a"));
	assert_false(recipe_selects(r, "usr/share/a"));
	assert_false(recipe_selects(r, "bin/a"));
	recipe_free(r);
	r = parse_good(drops);
	assert_true(recipe_selects(r, "bin/a"));
	assert_false(recipe_selects(r, "usr/share/a"));
	recipe_free(r);
	r = parse_good(again);
	assert_true(recipe_selects(r, "usr/share/x"));
	assert_false(recipe_selects(r, "usr/share/y"));
	recipe_free(r);
}

/* A folder of its own with a recipe that names a file and a patch. */
static char *make_folder(const char *recipe)
{
	const char *tmp = getenv("TMPDIR");
	char *folder = xasprintf("%s/recipe-XXXXXX", tmp ? tmp : "/tmp");
	AUTOFREE char *path = NULL;

	assert_non_null(mkdtemp(folder));
	path = path_join(folder, "demo-1.0.recipe");
	assert_int_equal(file_write(AT_FDCWD, path, recipe, strlen(recipe), 0644, NULL), 0);
	return folder;
}

static int parse_in(const char *folder, struct recipe **r, struct err *err)
{
	AUTOFREE char *path = path_join(folder, "demo-1.0.recipe");

	return recipe_parse_file(path, r, err);
}

static void put(const char *folder, const char *name, const char *text)
{
	AUTOFREE char *path = path_join(folder, name);

	assert_int_equal(file_write(AT_FDCWD, path, text, strlen(text), 0644, NULL), 0);
}

static void hashes_patches_and_files_beside_the_recipe(void **state)
{
	AUTOFREE char *text = with("keep usr/**\n", "patch fix.patch strip 0\nfile a.c\n");
	AUTOFREE char *folder = make_folder(text);
	AUTOFREE char *before = NULL;
	AUTOFREE char *after = NULL;
	struct err err = ERR_INIT;
	struct recipe *r;

	(void)state;
	put(folder, "fix.patch", "abc");
	put(folder, "a.c", "");
	assert_int_equal(parse_in(folder, &r, &err), 0);
	assert_string_equal(r->folder, folder);
	assert_string_equal(r->patches[0].name, "fix.patch");
	assert_int_equal(r->patches[0].strip, 0);
	assert_string_equal(r->patches[0].sha256,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_string_equal(r->files[0].sha256,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	before = recipe_canonical(r);
	recipe_free(r);
	put(folder, "a.c", "x");
	assert_int_equal(parse_in(folder, &r, &err), 0);
	after = recipe_canonical(r);
	recipe_free(r);
	assert_string_not_equal(before, after);
	assert_int_equal(tree_remove(AT_FDCWD, folder, &err), 0);
}

static void expect_beside(const char *folder, const char *want)
{
	AUTOFREE char *all = xasprintf("%s/demo-1.0.recipe:%s", folder, want);
	struct err err = ERR_INIT;
	struct recipe *r;

	assert_int_equal(parse_in(folder, &r, &err), -1);
	assert_null(r);
	assert_int_equal(err.code, ERR_SYNTAX);
	assert_string_equal(err.text, all);
	err_clear(&err);
}

static void refuses_files_that_are_missing_or_elsewhere(void **state)
{
	AUTOFREE char *text = with("keep usr/**\n", "patch fix.patch\nfile a.c\n");
	AUTOFREE char *folder = make_folder(text);
	AUTOFREE char *link = path_join(folder, "a.c");
	AUTOFREE char *other = make_folder(text);
	AUTOFREE char *other_file = path_join(other, "b.c");
	AUTOFREE char *longer = xasprintf("%sx", folder);
	AUTOFREE char *longer_file = path_join(longer, "b.c");

	(void)state;
	expect_beside(folder, "19:7: patch 'fix.patch' is missing");
	put(folder, "fix.patch", "");
	expect_beside(folder, "20:6: file 'a.c' is missing");
	assert_int_equal(symlink("/etc/passwd", link), 0);
	expect_beside(folder, "20:6: file 'a.c' is outside the recipe's directory");
	assert_int_equal(unlink(link), 0);
	/* Another folder whose path is as long, and one that begins with this one's. */
	put(other, "b.c", "");
	assert_int_equal(symlink(other_file, link), 0);
	expect_beside(folder, "20:6: file 'a.c' is outside the recipe's directory");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(mkdir(longer, 0755), 0);
	put(longer, "b.c", "");
	assert_int_equal(symlink(longer_file, link), 0);
	expect_beside(folder, "20:6: file 'a.c' is outside the recipe's directory");
	assert_int_equal(unlink(link), 0);
	assert_int_equal(tree_remove(AT_FDCWD, other, NULL), 0);
	assert_int_equal(tree_remove(AT_FDCWD, longer, NULL), 0);
	assert_int_equal(mkdir(link, 0755), 0);
	expect_beside(folder, "20:6: file 'a.c' is not a regular file");
	assert_int_equal(tree_remove(AT_FDCWD, folder, NULL), 0);

	bad("keep usr/**\n", "file ../a.c\n",
	    "19:6: file '../a.c' is outside the recipe's directory", NULL);
	bad("keep usr/**\n", "patch /etc/x\n",
	    "19:7: patch '/etc/x' is outside the recipe's directory", NULL);
	bad("keep usr/**\n", "file a\nfile a\n", "20:6: duplicate file 'a'", NULL);
	bad("keep usr/**\n", "patch a strip\n", "19:9: unexpected word 'strip'", NULL);
	bad("keep usr/**\n", "patch a strip 99\n", "19:15: invalid number of components '99'",
	    NULL);
}

static void bounds_the_number_of_inputs(void **state)
{
	AUTOBUF struct buf text = BUF_INIT;

	(void)state;
	buf_addstr(&text, "recipe demo-1.0\n");
	for (int i = 0; i < 65; i++)
		buf_addf(&text, "input i%d {\n\tsha256 %064x\n\tfrom file x\n}\n", i, i);
	expect_error(text.data, "258:1: more than 64 inputs", NULL);
}

static void tells_a_file_that_cannot_be_read(void **state)
{
	struct err err = ERR_INIT;
	struct recipe *r;

	(void)state;
	assert_int_equal(recipe_parse_file("/nonexistent/x.recipe", &r, &err), -1);
	assert_int_equal(err.code, ERR_SYSTEM);
	err_clear(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_every_field),
		cmocka_unit_test(knows_every_kind_of_origin_and_of_unpacking),
		cmocka_unit_test(says_what_is_wrong_with_keys),
		cmocka_unit_test(says_what_is_wrong_with_blocks),
		cmocka_unit_test(says_what_is_wrong_with_values),
		cmocka_unit_test(says_what_is_wrong_with_digest_and_size),
		cmocka_unit_test(says_what_is_wrong_with_an_origin),
		cmocka_unit_test(checks_the_recipe_as_a_whole),
		cmocka_unit_test(canonical_text_ignores_what_cannot_change_the_output),
		cmocka_unit_test(canonical_text_changes_with_all_that_matters),
		cmocka_unit_test(canonical_text_cannot_be_forged_by_a_script),
		cmocka_unit_test(the_last_select_that_matches_decides),
		cmocka_unit_test(hashes_patches_and_files_beside_the_recipe),
		cmocka_unit_test(refuses_files_that_are_missing_or_elsewhere),
		cmocka_unit_test(bounds_the_number_of_inputs),
		cmocka_unit_test(tells_a_file_that_cannot_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
