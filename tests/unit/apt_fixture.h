/* For the tests of apt: a machine whose apt knows an archive in a folder. */
/* SPDX-License-Identifier: MIT */
#ifndef UNIT_APT_FIXTURE_H
#define UNIT_APT_FIXTURE_H

#include "tests/unit/fetch_fixture.h"

/*
 * The tests run on a machine whose apt knows an archive in a folder. Only its
 * configuration is made up: apt itself does the rest.
 */

/* Write a list of packages, and a release file over it. */
static inline void archive_publish(struct place *p, const char *origin, const char *suite,
				   const char *index, const char *text)
{
	AUTOFREE char *folder = xasprintf("archive/dists/%s/main/%s", suite, index);
	AUTOFREE char *name =
		path_join(folder, strcmp(index, "source") == 0 ? "Sources" : "Packages");
	AUTOFREE char *release = xasprintf("archive/dists/%s/Release", suite);
	AUTOFREE char *made = path_join(p->dir, folder);
	AUTOBUF struct buf b = BUF_INIT;
	char hex[SHA256_HEX];

	OK(p, dir_make(AT_FDCWD, made, &p->err));
	file_put(p, name, text, strlen(text));
	sha256_mem(text, strlen(text), hex);
	buf_addf(&b,
		 "Origin: %s\nLabel: %s\nSuite: oldstable\nCodename: %s\n"
		 "Date: Sat, 10 Jun 2023 08:53:33 UTC\nArchitectures: amd64\nComponents: main\n"
		 "SHA256:\n %s %zu main/%s/%s\n",
		 origin, origin, suite, hex, strlen(text), index, path_basename(name));
	file_put(p, release, b.data, b.len);
}

/* Make the machine's apt read this sources file, with no lists fetched yet. */
static inline void machine_make(struct place *p, const char *name, const char *sources)
{
	AUTOFREE char *file = file_make(p, name, sources, strlen(sources));
	AUTOFREE char *lists = path_join(p->dir, "machine/lists/partial");
	AUTOFREE char *config = NULL;
	AUTOBUF struct buf b = BUF_INIT;

	OK(p, dir_make(AT_FDCWD, lists, &p->err));
	buf_addf(&b,
		 "Dir::Etc::main \"/dev/null\";\nDir::Etc::parts \"/dev/null\";\n"
		 "Dir::Etc::sourceparts \"/dev/null\";\nDir::Etc::sourcelist \"%s\";\n"
		 "Dir::State::lists \"%s/machine/lists\";\nAPT::Architecture \"amd64\";\n"
		 /* Nothing of this may happen when we update lists of our own. */
		 "APT::Update::Post-Invoke { \"touch %s/hook\"; };\n"
		 "APT::Update::Pre-Invoke { \"touch %s/hook\"; };\n",
		 file, p->dir, p->dir, p->dir);
	config = file_make(p, "machine.conf", b.data, b.len);
	setenv("APT_CONFIG", config, 1);
}

static inline void machine_with_archive(struct place *p)
{
	/* A vendor's, whose suite bears a name of Debian's, stands first. */
	AUTOFREE char *sources =
		xasprintf("# a comment\n"
			  "deb [trusted=yes arch=amd64] file:%s/vendor stable main\n"
			  "deb [arch=amd64 trusted=yes] file:%s/archive bookworm main contrib\n",
			  p->dir, p->dir);

	machine_make(p, "sources.list", sources);
}

static inline int machine_forget(void **state)
{
	unsetenv("APT_CONFIG");
	return place_remove(state);
}

#endif
