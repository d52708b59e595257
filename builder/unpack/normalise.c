/* Bringing any tree to the one layout, and to nothing but files and links. */
/* SPDX-License-Identifier: MIT */
#include "builder/unpack/normalise.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "builder/base/beneath.h"
#include "builder/base/file.h"
#include "builder/unpack/normalise_strip.h"
#include "builder/unpack/normalise_text.h"
#include "recipes/recipe_select.h"

/* Is path the folder itself or something below it? Then *rest is what follows. */
static bool path_below(const char *path, const char *folder, const char **rest)
{
	size_t n = strlen(folder);

	if (strncmp(path, folder, n) != 0 || (path[n] != '/' && path[n] != '\0'))
		return false;
	*rest = path[n] ? path + n + 1 : path + n;
	return true;
}

/*
 * From Linux 6.12 on, Debian has one package of kernel headers for all architectures: each
 * has its asm/ below usr/lib/linux/uapi, where links in its multiarch folder point. Here
 * there is one architecture, and its asm/ takes the place of the links.
 */
static bool path_kernel_asm(const char *path, const char **rest)
{
	const char *slash;

	if (!path_below(path, "usr/lib/linux/uapi", rest))
		return false;
	slash = strchr(*rest, '/');
	return slash && path_below(slash + 1, "asm", rest);
}

static char *path_place(const char *folder, const char *rest)
{
	return *rest ? path_join(folder, rest) : xstrdup(folder);
}

char *normalise_path(const char *path, const char *triple)
{
	/*
	 * Distributions name the folders after glibc's triple. Kernel headers go with any C
	 * library, and the target's may be another.
	 */
	AUTOFREE char *gnu = xasprintf("%.*s-linux-gnu", (int)strcspn(triple, "-"), triple);
	const char *const names[] = { triple, gnu };
	static const char *const folders[][2] = {
		{ "usr/lib", "usr/lib" },
		{ "lib", "usr/lib" },
		{ "usr/include", "usr/include" },
		{ "usr/include/finclude", "usr/include/finclude" },
	};
	static const char *const libs[] = { "lib64", "usr/lib64", "lib" };
	const char *rest;

	for (size_t n = 0; n < ARRAY_LEN(names); n++) {
		for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
			AUTOFREE char *multi = path_join(folders[i][0], names[n]);

			if (path_below(path, multi, &rest))
				return path_place(folders[i][1], rest);
		}
	}
	for (size_t i = 0; i < ARRAY_LEN(libs); i++) {
		if (path_below(path, libs[i], &rest))
			return path_place("usr/lib", rest);
	}
	if (path_kernel_asm(path, &rest))
		return path_place("usr/include/asm", rest);
	return xstrdup(path);
}

/*
 * Where a link at path points, as a path from the root, lexically; NULL when it
 * leaves. Lexically is right because the layout knows no folder that is a link,
 * but for those that normalise_path() resolves by name.
 */
static char *link_destination(const char *path, const char *target)
{
	AUTOSTRV struct strv parts = STRV_INIT;
	AUTOSTRV struct strv steps = STRV_INIT;

	if (target[0] != '/') {
		strv_split(&parts, path, "/");
		free(parts.items[--parts.len]);
		parts.items[parts.len] = NULL;
	}
	strv_split(&steps, target, "/");
	for (size_t i = 0; i < steps.len; i++) {
		if (strcmp(steps.items[i], ".") == 0)
			continue;
		if (strcmp(steps.items[i], "..") != 0) {
			strv_add(&parts, steps.items[i]);
		} else if (parts.len) {
			free(parts.items[--parts.len]);
			parts.items[parts.len] = NULL;
		} else if (target[0] != '/') {
			return NULL; /* an absolute one stays at the root, as in the kernel */
		}
	}
	return strv_join(&parts, "/");
}

/* The relative target that leads from a link at path to the place `to`. */
static char *link_relative(const char *path, const char *to)
{
	struct buf out = BUF_INIT;
	size_t common = 0;

	for (size_t i = 0; path[i] && path[i] == to[i]; i++)
		if (path[i] == '/')
			common = i + 1;
	for (const char *p = path + common; (p = strchr(p, '/')) != NULL; p++)
		buf_addstr(&out, "../");
	buf_addstr(&out, to + common);
	if (out.len == 0)
		buf_addch(&out, '.');
	return buf_steal(&out);
}

struct normaliser {
	const struct recipe *recipe;
	const char *triple;
	int to; /* descriptor of the new tree */
	char *parent; /* the folder that was made last */
	size_t kept;
	bool *stripped; /* the recipe's statements that were of use */
};

/*
 * Never through a link: two folders of the input may become one here, and a link
 * that one of them brings could carry the other's files anywhere.
 */
static int normalise_parent(struct normaliser *n, const char *place, struct err *err)
{
	const char *base = path_basename(place);
	AUTOFREE char *dir = NULL;
	AUTOCLOSE int fd = -1;

	if (base == place)
		return 0;
	dir = xstrndup(place, (size_t)(base - place) - 1);
	if (n->parent && strcmp(n->parent, dir) == 0)
		return 0;
	fd = beneath_folder(n->to, dir, true, err);
	if (fd < 0)
		return err_prefix(err, "recipe '%s', '%s'", n->recipe->name, place);
	free(n->parent);
	n->parent = STEAL_POINTER(dir);
	return 0;
}

/* Something stands at `place` already: fine when it is the same. */
static int normalise_clash(const struct normaliser *n, int rootfd, const char *path,
			   const char *place, struct err *err)
{
	char a[SHA256_HEX], b[SHA256_HEX];
	struct stat st;

	if (fstatat(n->to, place, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode)) {
		if (sha256_file(rootfd, path, a, NULL, err) < 0 ||
		    sha256_file(n->to, place, b, NULL, err) < 0)
			return -1;
		if (strcmp(a, b) == 0)
			return 0;
	}
	err_set(err, ERR_FAILED, "recipe '%s' has two different files for '%s'", n->recipe->name,
		place);
	return err_hint(err, "'%s' is one of them; drop the one you do not need in %s", path,
			n->recipe->file);
}

static int normalise_link(struct normaliser *n, int rootfd, const char *path, const char *place,
			  struct err *err)
{
	AUTOFREE char *target = link_read(rootfd, path, err);
	AUTOFREE char *to = NULL;
	AUTOFREE char *to_place = NULL;
	AUTOFREE char *relative = NULL;
	AUTOFREE char *there = NULL;
	struct stat st;

	if (!target)
		return -1;
	to = link_destination(path, target);
	if (!to) {
		err_set(err, ERR_HOSTILE, "the link '%s' of recipe '%s' leaves the tree: '%s'",
			path, n->recipe->name, target);
		return err_hint(err, "if it is not needed, drop it in %s", n->recipe->file);
	}
	to_place = normalise_path(to, n->triple);
	if (strcmp(to_place, place) == 0)
		return 0; /* libfoo.so -> /lib/libfoo.so in a split tree: the file itself */
	relative = link_relative(place, to_place);
	if (symlinkat(relative, n->to, place) == 0) {
		n->kept++;
		return 0;
	}
	if (errno != EEXIST || fstatat(n->to, place, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return err_sys(err, "cannot create the link '%s'", place);
	if (S_ISREG(st.st_mode))
		return 0; /* a file has the place: a link to another name of it loses */
	there = S_ISLNK(st.st_mode) ? link_read(n->to, place, NULL) : NULL;
	if (there && strcmp(there, relative) == 0)
		return 0;
	return normalise_clash(n, rootfd, path, place, err);
}

static int normalise_visit(int rootfd, const char *path, const struct stat *st, void *arg,
			   struct err *err)
{
	struct normaliser *n = arg;
	AUTOFREE char *place = NULL;
	struct stat there;

	if (S_ISDIR(st->st_mode) || !recipe_selects(n->recipe, path))
		return 0;
	place = normalise_path(path, n->triple);
	/* lib64 -> lib and its like: composing makes these links itself. */
	if (S_ISLNK(st->st_mode) &&
	    (strcmp(place, "usr/lib") == 0 || strcmp(place, "usr/include") == 0))
		return 0;
	if (!path_is_safe(place))
		return err_set(err, ERR_HOSTILE, "'%s' in recipe '%s' is not a valid path", path,
			       n->recipe->name);
	if (normalise_parent(n, place, err) < 0)
		return -1;
	if (S_ISLNK(st->st_mode))
		return normalise_link(n, rootfd, path, place, err);
	if (!S_ISREG(st->st_mode))
		return err_set(err, ERR_HOSTILE, "'%s' in recipe '%s' is neither a file nor a link",
			       path, n->recipe->name);
	/* Before it is compared: what has the place already was rewritten, too. */
	if (normalise_strip(rootfd, path, st, n->recipe, n->stripped, err) < 0)
		return -1;
	if (normalise_text(rootfd, path, st->st_size, n->triple, err) < 0)
		return -1;
	if (fstatat(n->to, place, &there, AT_SYMLINK_NOFOLLOW) == 0) {
		/* A link that came first gives way to the file. */
		if (!S_ISLNK(there.st_mode))
			return normalise_clash(n, rootfd, path, place, err);
		if (unlinkat(n->to, place, 0) < 0)
			return err_sys(err, "cannot replace '%s'", place);
	}
	if (renameat(rootfd, path, n->to, place) < 0)
		return err_sys(err, "cannot move '%s'", path);
	n->kept++;
	return 0;
}

int normalise_tree(int dirfd, const char *from, const char *to, const struct recipe *recipe,
		   const char *triple, struct err *err)
{
	AUTOFREE bool *stripped = xcalloc(recipe->strip_count + 1, sizeof(*stripped));
	struct normaliser n = { .recipe = recipe, .triple = triple, .stripped = stripped };
	AUTOCLOSE int fromfd = -1;
	AUTOCLOSE int tofd = -1;
	int status;

	if (mkdirat(dirfd, to, 0700) < 0)
		return err_sys(err, "cannot create the directory '%s'", to);
	tofd = dir_open(dirfd, to, err);
	if (tofd < 0)
		return -1;
	n.to = tofd;
	if (!file_exists(dirfd, from)) {
		err_set(err, ERR_FAILED, "recipe '%s' did not make a tree: '%s' does not exist",
			recipe->name, from);
		return err_hint(err, "check 'root', or what the steps install into $DESTDIR, in %s",
				recipe->file);
	}
	/* A step or an archive may have put a link to anywhere in its place. */
	fromfd = beneath_folder(dirfd, from, false, err);
	if (fromfd < 0)
		return err_prefix(err, "recipe '%s'", recipe->name);
	status = tree_walk(fromfd, ".", normalise_visit, &n, err);
	free(n.parent);
	if (status < 0)
		return -1;
	if (n.kept == 0) {
		err_set(err, ERR_FAILED, "recipe '%s' made an empty tree", recipe->name);
		return err_hint(err, "check 'keep' and 'root' in %s", recipe->file);
	}
	return normalise_strip_check(recipe, stripped, err);
}
