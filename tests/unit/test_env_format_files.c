/* Environments in files, read back through CMake, buildah, direnv and systemd's own reader. */
/* SPDX-License-Identifier: MIT */
#include <dlfcn.h>
#include <glob.h>
#include <stdlib.h>

#include "tests/unit/env_format_fixture.h"

static bool is_utf8(const char *value)
{
	AUTOBUF struct buf out = BUF_INIT;
	struct variables AUTOVARIABLES v = VARIABLES_INIT;

	/* SQLite says in test_env_format whether JSON's printer is right about this. */
	variables_set(&v, "V", value);
	return env_format_print(ENV_FORMAT_JSON, &v, &out, NULL) == 0;
}

static bool has_no_control(const char *value)
{
	for (; *value; value++)
		if ((unsigned char)*value < ' ' || *value == 0x7f)
			return false;
	return true;
}

static bool is_one_line_of_text(const char *value)
{
	return is_utf8(value) && has_no_control(value);
}

/* CMake's set(ENV{}) takes an empty value for none. */
static bool is_not_empty(const char *value)
{
	return *value;
}

static void survives_cmake(void **state)
{
	const char *const argv[] = { "cmake", "-P", "main.cmake", NULL };
	/* Before a project says which CMake it is for, the oldest rules hold. */
	const char *const versions[] = { "", "cmake_minimum_required(VERSION 3.16)\n" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		AUTOBUF struct buf script = BUF_INIT;

		buf_addf(&script, "%sinclude(./out)\n", versions[i]);
		buf_addstr(&script, "execute_process(COMMAND env -0 OUTPUT_FILE env)\n");
		write_out("main.cmake", &script);
		round_trip(ENV_FORMAT_CMAKE, argv, is_not_empty);
	}
}

static void survives_a_dockerfile(void **state)
{
	static const char script[] =
		"{ echo FROM scratch; cat out; } >Dockerfile\n"
		"here=$(mktemp -d) || exit 1\n"
		"b=\"buildah --root $here/root --runroot $here/run --storage-driver vfs\"\n"
		"$b bud -q -t t . >/dev/null 2>words || { cat words >&2; exit 1; }\n"
		"$b inspect --type image --format '{{range .OCIv1.Config.Env}}{{printf \"%s\\x00\" "
		".}}{{end}}' t | head -c -1 >env\n"
		"rm -rf \"$here\"";
	const char *const argv[] = { "sh", "-c", script, NULL };

	(void)state;
	round_trip_by(ENV_FORMAT_DOCKER, reader_runs, argv, is_one_line_of_text, false);
}

static void survives_direnv(void **state)
{
	static const char script[] = "cp out .envrc && direnv allow . 2>words &&\n"
				     "direnv exec . env -0 >env 2>>words || { cat words; exit 1; }";
	const char *const argv[] = { "sh", "-c", script, NULL };

	(void)state;
	round_trip(ENV_FORMAT_DIRENV, argv, is_utf8);
}

/* By the rules that GitHub's documentation gives; its runner cannot be had here. */
static void read_as_github(const void *arg)
{
	AUTOFREE char *path = path_join(folder, "out");
	AUTOBUF struct buf text = BUF_INIT, env = BUF_INIT;
	char *line, *rest;

	(void)arg;
	assert_int_equal(file_read(AT_FDCWD, path, 1 << 20, &text, NULL), 0);
	for (rest = text.data; (line = strsep(&rest, "\n"));) {
		char *equals = strchr(line, '='), *end = strstr(line, "<<");

		if (!*line)
			continue;
		if (equals && (!end || equals < end)) {
			buf_add(&env, line, strlen(line) + 1);
			continue;
		}
		assert_non_null(end);
		*end = '\0';
		buf_addf(&env, "%s=", line);
		end += 2;
		for (size_t n = 0; (line = strsep(&rest, "\n")) && strcmp(line, end) != 0; n++)
			buf_addf(&env, "%s%s", n ? "\n" : "", line);
		assert_non_null(line);
		buf_addch(&env, '\0');
	}
	write_out("env", &env);
}

static bool is_text(const char *value)
{
	AUTOFREE char *copy = xstrdup(value);

	for (char *s = copy; *s; s++)
		if (*s == '\n' || *s == '\t')
			*s = ' ';
	return is_one_line_of_text(copy);
}

static void survives_github(void **state)
{
	(void)state;
	round_trip_by(ENV_FORMAT_GITHUB, read_as_github, NULL, is_text, false);
}

static void github_delimiter_is_no_line_of_the_value(void **state)
{
	struct variables AUTOVARIABLES v = VARIABLES_INIT;
	struct variables AUTOVARIABLES found = VARIABLES_INIT;
	AUTOBUF struct buf out = BUF_INIT;

	(void)state;
	variables_set(&v, "V", "a\nsysroot_end\nVEVIL=1\nsysroot_end1\nV2<<x\n");
	variables_set(&v, "VGONE", NULL);
	assert_int_equal(env_format_print(ENV_FORMAT_GITHUB, &v, &out, NULL), 0);
	write_out("out", &out);
	read_as_github(NULL);
	read_back(&found);
	assert_int_equal(found.len, 2);
	assert_string_equal(found.items[0].value, v.items[0].value);
	assert_string_equal(found.items[1].value, "");
}

/* What systemd calls to read an EnvironmentFile=; it stands in a library of its own. */
static int (*load_env_file)(FILE *f, const char *name, char ***pairs);

static void find_systemd(void)
{
	static const char *const places[] = { "/usr/lib/*/systemd/libsystemd-shared-*.so",
					      "/usr/lib/systemd/libsystemd-shared-*.so",
					      "/usr/lib64/systemd/libsystemd-shared-*.so",
					      "/lib/systemd/libsystemd-shared-*.so" };

	for (size_t i = 0; i < ARRAY_LEN(places) && !load_env_file; i++) {
		glob_t found;

		if (glob(places[i], 0, NULL, &found) == 0) {
			void *library = dlopen(found.gl_pathv[0], RTLD_NOW);
			void *symbol = library ? dlsym(library, "load_env_file") : NULL;

			memcpy(&load_env_file, &symbol, sizeof(symbol));
			globfree(&found);
		}
	}
	if (!load_env_file)
		fail_msg("systemd's library with load_env_file is not on this machine");
}

static void read_as_systemd(const void *arg)
{
	AUTOFREE char *path = path_join(folder, "out");
	AUTOBUF struct buf env = BUF_INIT;
	FILE *f = fopen(path, "re");
	char **pairs = NULL;

	(void)arg;
	assert_non_null(f);
	assert_true(load_env_file(f, path, &pairs) >= 0);
	fclose(f);
	for (char **pair = pairs; pair && *pair; pair++) {
		buf_add(&env, *pair, strlen(*pair) + 1);
		free(*pair);
	}
	free(pairs);
	write_out("env", &env);
}

static void survives_systemd(void **state)
{
	(void)state;
	find_systemd();
	round_trip_by(ENV_FORMAT_SYSTEMD, read_as_systemd, NULL, is_text, false);
}

static void what_a_format_cannot_hold_is_refused(void **state)
{
	static const struct {
		enum env_format format;
		const char *value, *word;
	} cases[] = {
		{ ENV_FORMAT_DOCKER, "a\nb", "newline" },
		{ ENV_FORMAT_DOCKER, "a\033b", "control" },
		{ ENV_FORMAT_DOCKER, "\377", "UTF-8" },
		{ ENV_FORMAT_DOCKER, NULL, "unset" },
		{ ENV_FORMAT_GITHUB, "a\rb", "control" },
		{ ENV_FORMAT_GITHUB, "\177", "control" },
		{ ENV_FORMAT_GITHUB, "\303", "UTF-8" },
		{ ENV_FORMAT_SYSTEMD, "a\001b", "control" },
		{ ENV_FORMAT_SYSTEMD, "\355\240\200", "UTF-8" },
		{ ENV_FORMAT_SYSTEMD, NULL, "unset" },
		{ ENV_FORMAT_DIRENV, "\377", "UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct variables AUTOVARIABLES v = VARIABLES_INIT;
		AUTOBUF struct buf out = BUF_INIT;
		struct err err = ERR_INIT;

		variables_set(&v, "VNAME", cases[i].value);
		assert_int_equal(env_format_print(cases[i].format, &v, &out, &err), -1);
		assert_non_null(strstr(err.text, "'VNAME'"));
		assert_non_null(strstr(err.text, cases[i].word));
		assert_non_null(err.hint);
		err_clear(&err);
	}
}

static void failure_fails_the_reader(void **state)
{
	static const struct {
		enum env_format format;
		const char *argv[6];
	} readers[] = {
		{ ENV_FORMAT_CMAKE, { "cmake", "-P", "out" } },
		{ ENV_FORMAT_DIRENV,
		  { "sh", "-c",
		    "cp out .envrc && direnv allow . && direnv exec . touch went.on" } },
		{ ENV_FORMAT_DIRENV,
		  { "sh", "-c",
		    "echo 'eval \"$(cat out)\"; export A=1' >.envrc && direnv allow . &&"
		    "direnv exec . true" } },
		{ ENV_FORMAT_DOCKER,
		  { "sh", "-c",
		    "{ echo FROM scratch; cat out; } >Dockerfile; here=$(mktemp -d)\n"
		    "buildah --root $here/root --runroot $here/run --storage-driver vfs bud -q .\n"
		    "status=$?; rm -rf \"$here\"; exit $status" } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
		AUTOBUF struct buf out = BUF_INIT;

		buf_addstr(&out, env_format_failure(readers[i].format));
		write_out("out", &out);
		if (run(readers[i].argv) == 0)
			fail_msg("%s went on", ENV_FORMAT_WORDS[readers[i].format]);
	}
	/* GitHub's runner refuses a line that is neither of its two kinds. */
	assert_null(strpbrk(env_format_failure(ENV_FORMAT_GITHUB), "=<"));
	/* systemd cannot be made to fail; at least nothing is set. */
	assert_string_equal(env_format_failure(ENV_FORMAT_SYSTEMD), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(survives_cmake),
		cmocka_unit_test(survives_a_dockerfile),
		cmocka_unit_test(survives_direnv),
		cmocka_unit_test(survives_github),
		cmocka_unit_test(github_delimiter_is_no_line_of_the_value),
		cmocka_unit_test(survives_systemd),
		cmocka_unit_test(what_a_format_cannot_hold_is_refused),
		cmocka_unit_test(failure_fails_the_reader),
	};

	setenv("VGONE", "still here", 1);
	/* What direnv was allowed stays in the folder of the test. */
	setenv("XDG_DATA_HOME", ".data", 1);
	setenv("XDG_CONFIG_HOME", ".config", 1);
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
