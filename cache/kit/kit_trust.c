/* Whose kits are taken: folders of public keys, and what they say of a signature. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#define SUFFIX ".pub"

char *kit_signature_path(const char *path)
{
	return xasprintf("%s.minisig", path);
}

int kit_default_keys(struct strv *folders, struct err *err)
{
	static const struct {
		const char *variable, *below;
	} places[] = {
		{ "XDG_CONFIG_HOME", "sysroot/keys" },
		{ "HOME", ".config/sysroot/keys" },
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const char *value = getenv(places[i].variable);

		if (!value || !*value)
			continue;
		if (*value != '/') {
			err_set(err, ERR_USAGE, "%s is '%s', which is not an absolute path",
				places[i].variable, value);
			return err_hint(err, "set it to a path that begins with /, or unset it");
		}
		strv_take(folders, path_join(value, places[i].below));
		break;
	}
	strv_add(folders, "/etc/sysroot/keys");
	return 0;
}

/* A key that anybody may put in another's place is no key; whose file it is may change it. */
static char *key_problem(int dirfd, const char *name, uid_t folder_owner)
{
	struct stat st;

	if (fstatat(dirfd, name, &st, 0))
		return NULL; /* reading it says why */
	if (st.st_mode & S_IWOTH)
		return xstrdup("everyone may write to its file");
	if (st.st_uid != 0 && st.st_uid != geteuid() && st.st_uid != folder_owner)
		return xasprintf("its file belongs to user %ju, who is not you, root or the owner "
				 "of the directory",
				 (uintmax_t)st.st_uid);
	return NULL;
}

static void read_key(int dirfd, uid_t folder_owner, const char *folder, const char *file,
		     struct kit_keys *keys)
{
	AUTOBUF struct buf text = BUF_INIT;
	struct err why = ERR_INIT;
	struct kit_key *k;

	keys->items = xreallocarray(keys->items, keys->count + 1, sizeof(*keys->items));
	k = &keys->items[keys->count++];
	memset(k, 0, sizeof(*k));
	k->name = xstrndup(file, strlen(file) - strlen(SUFFIX));
	k->path = path_join(folder, file);
	k->problem = key_problem(dirfd, file, folder_owner);
	if (k->problem)
		return;
	if (file_read(dirfd, file, MINISIGN_FILE_MAX, &text, &why) ||
	    minisign_public_parse(text.data, text.len, k->path, &k->key, &why))
		k->problem = xstrdup(why.text);
	err_clear(&why);
}

static int read_folder(const char *folder, struct kit_keys *keys, struct err *err)
{
	AUTOCLOSE int dirfd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	AUTOSTRV struct strv names = STRV_INIT;
	struct stat st;

	if (dirfd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (dirfd < 0 || fstat(dirfd, &st))
		return err_sys(err, "cannot open the directory of keys '%s'", folder);
	/* Also where it is sticky: then everybody may add a key. */
	if (st.st_mode & S_IWOTH) {
		err_set(err, ERR_FAILED, "everyone may write to the directory of keys '%s'",
			folder);
		return err_hint(err,
				"check that its keys are the right ones, then run 'chmod o-w %s'",
				folder);
	}
	if (dir_list(dirfd, ".", &names, err))
		return -1;
	for (size_t i = 0; i < names.len; i++) {
		size_t len = strlen(names.items[i]);

		if (len > strlen(SUFFIX) && names.items[i][0] != '.' &&
		    strcmp(names.items[i] + len - strlen(SUFFIX), SUFFIX) == 0)
			read_key(dirfd, st.st_uid, folder, names.items[i], keys);
	}
	return 0;
}

int kit_keys_read(const struct strv *folders, struct kit_keys *keys, struct err *err)
{
	for (size_t i = 0; folders && i < folders->len; i++)
		if (read_folder(folders->items[i], keys, err))
			return -1;
	return 0;
}

void kit_keys_release(struct kit_keys *keys)
{
	for (size_t i = 0; i < keys->count; i++) {
		free(keys->items[i].name);
		free(keys->items[i].path);
		free(keys->items[i].problem);
	}
	free(keys->items);
	memset(keys, 0, sizeof(*keys));
}

static int unknown_key(const struct minisign_signature *s, const struct kit_keys *keys,
		       const char *name, bool unsigned_ok, struct err *err)
{
	static const char not_covered[] =
		"\n--insecure-unsigned accepts only a kit without a signature; this one has one";
	char id[MINISIGN_ID_TEXT];
	size_t usable = 0;

	minisign_id_text(s->id, id);
	for (size_t i = 0; i < keys->count; i++)
		usable += !keys->items[i].problem;
	err_set(err, ERR_MISMATCH, "%s is signed by the key %s, which is not trusted here", name,
		id);
	if (usable == 0)
		return err_hint(err,
				"no key is trusted yet: get the sender's public key from the "
				"sender in person, then run\n'sysroot kit trust FILE.pub'%s",
				unsigned_ok ? not_covered : "");
	return err_hint(
		err,
		"if the sender has a new key, get it from the sender in person, then run\n'sysroot "
		"kit trust FILE.pub'; 'sysroot kit keys' lists the trusted keys%s",
		unsigned_ok ? not_covered : "");
}

static int check_signature(const struct minisign_signature *s, const struct kit_keys *keys,
			   const char *name, const unsigned char hash[MINISIGN_HASH],
			   bool unsigned_ok, char **signer, struct err *err)
{
	struct err why = ERR_INIT;
	char id[MINISIGN_ID_TEXT];

	for (size_t i = 0; i < keys->count; i++) {
		const struct kit_key *k = &keys->items[i];

		/* Ids are not proofs: two keys may have one. */
		if (k->problem || memcmp(k->key.id, s->id, MINISIGN_ID) != 0)
			continue;
		if (minisign_verify(&k->key, s, hash, &why) == 0) {
			*signer = xasprintf("%s (%s)", minisign_id_text(s->id, id), k->name);
			err_clear(&why);
			return 0;
		}
	}
	if (!why.text)
		return unknown_key(s, keys, name, unsigned_ok, err);
	err_move(err, &why);
	err_prefix(err, "%s", name);
	return err_hint(err, "the kit or its signature was altered or truncated in transit, or the "
			     "signature\nbelongs to another file: copy both again");
}

static int no_signature(const char *path, struct err *err)
{
	err_set(err, ERR_MISMATCH, "'%s' does not have a signature", path);
	return err_hint(err,
			"copy '%s.minisig' too; the sender makes it with 'sysroot kit sign'.\nOnly "
			"for a kit that you have just made yourself: --insecure-unsigned",
			path_basename(path));
}

char *kit_trust_name(const struct kit_trust *trust, const char *path)
{
	return trust->kit_called ? xstrdup(trust->kit_called) : xasprintf("'%s'", path);
}

int kit_trust_check(const struct kit_trust *trust, const char *path,
		    const unsigned char hash[MINISIGN_HASH], char **signer, char **comment,
		    struct err *err)
{
	AUTOFREE char *name = kit_trust_name(trust, path);
	AUTOBUF struct buf text = BUF_INIT;
	struct minisign_signature s = { 0 };
	struct kit_keys keys = { 0 };
	const char *file = trust->signature_called ? trust->signature_called : trust->signature;
	int rc = -1;

	if (!trust->signature)
		return trust->unsigned_ok ? 0 : no_signature(path, err);
	if (file_read(AT_FDCWD, trust->signature, MINISIGN_FILE_MAX, &text, err) == 0 &&
	    minisign_signature_parse(text.data, text.len, file, &s, err) == 0 &&
	    kit_keys_read(trust->keys, &keys, err) == 0)
		rc = check_signature(&s, &keys, name, hash, trust->unsigned_ok, signer, err);
	if (rc == 0)
		*comment = STEAL_POINTER(s.comment);
	minisign_signature_release(&s);
	kit_keys_release(&keys);
	return rc;
}
