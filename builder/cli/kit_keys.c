/* sysroot kit key, sign, trust, keys: who stands for a kit, and whom we believe. */
/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "builder/base/file.h"
#include "builder/base/term.h"
#include "builder/cli/answer.h"
#include "builder/cli/cli.h"
#include "builder/cli/kit_commands.h"
#include "builder/cli/passphrase.h"
#include "builder/cli/table.h"

/* A new file; one that is there is somebody's key. */
static int write_new(const char *path, const struct buf *text, mode_t mode, struct err *err)
{
	AUTOCLOSE int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (fd < 0 && errno == EEXIST) {
		err_set(err, ERR_FAILED, "'%s' already exists", path);
		return err_hint(err, "choose another name: a lost key cannot be recovered");
	}
	if (fd < 0)
		return err_sys(err, "cannot write '%s'", path);
	if (fd_write(fd, text->data, text->len, err) == 0 && fsync(fd) == 0)
		return 0;
	if (err && !err->text)
		err_sys(err, "cannot write '%s'", path);
	unlink(path);
	return -1;
}

static int make_pair(const char *name, const char *passphrase, struct err *err)
{
	AUTOFREE char *secret_path = xasprintf("%s.key", name);
	AUTOFREE char *public_path = xasprintf("%s.pub", name);
	AUTOBUF struct buf secret_text = BUF_INIT;
	AUTOBUF struct buf public_text = BUF_INIT;
	struct minisign_secret secret;
	struct minisign_public key;
	char id[MINISIGN_ID_TEXT];
	int rc;

	if (minisign_generate(&secret, &key, err))
		return -1;
	minisign_public_text(&key, &public_text);
	rc = minisign_secret_text(&secret, passphrase, &secret_text, err);
	minisign_secret_wipe(&secret);
	if (rc == 0)
		rc = write_new(secret_path, &secret_text, 0600, err);
	explicit_bzero(secret_text.data, secret_text.len);
	if (rc)
		return -1;
	if (write_new(public_path, &public_text, 0644, err)) {
		unlink(secret_path);
		return -1;
	}
	cli_line("%s %s", minisign_id_text(key.id, id), public_path);
	term_say("'%s' is the secret key: keep it where nobody else can read it.\n"
		 "'%s' is for those who import: give it to them in person, once.",
		 secret_path, public_path);
	return 0;
}

int kit_cmd_key(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv names = STRV_INIT;
	const char *password_file = NULL;
	bool open_key = false;
	char *passphrase = NULL;
	const struct option_def table[] = {
		{ OPTION_STRING, 0, "password-file", "FILE",
		  "its first line is the passphrase ('-': stdin)", &password_file },
		{ OPTION_FLAG, 0, "no-password", NULL,
		  "do not lock the key: anyone with the file can sign", &open_key },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit key",
		.arguments = "[OPTION...] NAME",
		.summary = "Generate a key pair: NAME.key, which signs, and NAME.pub, with which "
			   "others\nverify your signatures. Both are in minisign's format.",
		.more = "The secret key is encrypted with a passphrase, read from the "
			"terminal.\nPrints the key's id and its public file.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &names, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (names.len != 1)
		return cli_want("kit key", "one name", err);
	if (open_key && password_file) {
		err_set(err, ERR_USAGE, "'--no-password' and '--password-file' exclude each other");
		return err_hint(err, "use only one of them");
	}
	if (!open_key &&
	    passphrase_read(password_file, "passphrase for the new key", true, &passphrase, err))
		return -1;
	status = make_pair(names.items[0], passphrase, err);
	passphrase_free(passphrase);
	return status;
}

int kit_sign_asking(const char *file, const char *signature, const char *keyfile,
		    const char *password_file, struct err *err)
{
	AUTOBUF struct buf text = BUF_INIT;
	char *passphrase = NULL;
	int locked, rc;

	if (file_read(AT_FDCWD, keyfile, MINISIGN_FILE_MAX, &text, err))
		return -1;
	locked = minisign_secret_is_locked(text.data, text.len, keyfile, err);
	explicit_bzero(text.data, text.len);
	if (locked < 0)
		return -1;
	if (locked) {
		AUTOFREE char *prompt = xasprintf("passphrase of '%s'", keyfile);

		if (passphrase_read(password_file, prompt, false, &passphrase, err))
			return -1;
	}
	rc = kit_sign(file, signature, keyfile, passphrase, err);
	passphrase_free(passphrase);
	return rc;
}

int kit_cmd_sign(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOFREE char *beside = NULL;
	const char *key = NULL, *password_file = NULL, *signature = NULL;
	const struct option_def table[] = {
		{ OPTION_STRING, 'k', "key", "FILE", "the secret key to sign with", &key },
		{ OPTION_STRING, 0, "password-file", "FILE",
		  "its first line is the passphrase ('-': stdin)", &password_file },
		{ OPTION_STRING, 'o', "output", "FILE", "the signature, if not KIT.minisig",
		  &signature },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit sign",
		.arguments = "[OPTION...] --key FILE KIT",
		.summary = "Sign a kit: KIT.minisig is minisign's signature of the whole file. The "
			   "kit is\nchecked first; a file that is not a kit is not signed.",
		.more = "Keys made by 'sysroot kit key' and by minisign both work.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 1)
		return cli_want("kit sign", "one kit", err);
	if (!key)
		return cli_want("kit sign", "a key: --key FILE", err);
	if (kit_sign_asking(files.items[0], signature, key, password_file, err))
		return -1;
	beside = kit_signature_path(files.items[0]);
	cli_line("%s", signature ? signature : beside);
	return 0;
}

/* Put a key among the trusted ones. */
static int trust_key(const char *folder, const char *name, const struct minisign_public *key,
		     struct err *err)
{
	AUTOFREE char *path = xasprintf("%s/%s.pub", folder, name);
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf there = BUF_INIT;
	char id[MINISIGN_ID_TEXT];

	minisign_public_text(key, &text);
	if (file_exists(AT_FDCWD, path)) {
		if (file_read(AT_FDCWD, path, MINISIGN_FILE_MAX, &there, err))
			return -1;
		if (there.len != text.len || memcmp(there.data, text.data, text.len) != 0) {
			err_set(err, ERR_FAILED, "another key is already trusted as '%s'", name);
			return err_hint(err,
					"choose another name for this one with --name, or remove "
					"'%s' first\nif it should no longer be trusted",
					path);
		}
	} else {
		/* Not by the umask: a folder that everybody may write to is refused. */
		if (!file_exists(AT_FDCWD, folder) &&
		    (dir_make(AT_FDCWD, folder, err) || chmod(folder, 0755)))
			return err && err->text ? -1 : err_sys(err, "cannot create '%s'", folder);
		if (file_write(AT_FDCWD, path, text.data, text.len, 0644, err))
			return -1;
	}
	cli_line("%s %s", minisign_id_text(key->id, id), path);
	term_say("kits signed with this key are now accepted; to withdraw it, remove the file");
	return 0;
}

static char *key_name(const char *path)
{
	const char *base = path_basename(path);
	size_t len = strlen(base);

	if (len > 4 && strcmp(base + len - 4, ".pub") == 0)
		len -= 4;
	return xstrndup(base, len);
}

int kit_cmd_trust(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv files = STRV_INIT;
	AUTOSTRV struct strv folders = STRV_INIT;
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *own = NULL;
	const char *name = NULL;
	struct minisign_public key;
	const struct option_def table[] = {
		{ OPTION_STRING, 0, "name", "NAME", "its name (the file's)", &name },
		{ OPTION_LIST, 0, "keys", "DIR", "the directory to put it into", &folders },
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit trust",
		.arguments = "[OPTION...] FILE.pub",
		.summary = "Accept kits signed with this key: it is copied to the directory of "
			   "trusted keys.\nTo withdraw a key, remove its file; 'sysroot kit keys' "
			   "lists the files.",
		.more = "The directory is $XDG_CONFIG_HOME/sysroot/keys or "
			"~/.config/sysroot/keys.\n"
			"Keys in /etc/sysroot/keys are trusted for every user of the machine.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &files, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (files.len != 1)
		return cli_want("kit trust", "one public key", err);
	if (file_read(AT_FDCWD, files.items[0], MINISIGN_FILE_MAX, &text, err) ||
	    minisign_public_parse(text.data, text.len, files.items[0], &key, err))
		return -1;
	own = name ? xstrdup(name) : key_name(files.items[0]);
	if (!kit_program_is_valid(own)) {
		err_set(err, ERR_USAGE, "invalid key name '%s'", own);
		return err_hint(err, "a name has letters, digits and ._+-; choose one with --name");
	}
	if (!folders.len && kit_default_keys(&folders, err))
		return -1;
	return trust_key(folders.items[0], own, &key, err);
}

static void keys_json(const struct kit_keys *keys, struct json *j)
{
	jsonout_array_begin(j, "keys");
	for (size_t i = 0; i < keys->count; i++) {
		const struct kit_key *k = &keys->items[i];
		char id[MINISIGN_ID_TEXT];

		jsonout_object_begin(j, NULL);
		jsonout_string(j, "name", k->name);
		jsonout_string(j, "id", k->problem ? NULL : minisign_id_text(k->key.id, id));
		jsonout_string(j, "path", k->path);
		jsonout_string(j, "state", k->problem ? "unusable" : "trusted");
		jsonout_string(j, "reason", k->problem);
		jsonout_object_end(j);
	}
	jsonout_array_end(j);
}

static void keys_table(const struct kit_keys *keys, struct buf *out)
{
	struct table t;

	table_init(&t, 3);
	table_row(&t, "KEY", "NAME", "FILE");
	for (size_t i = 0; i < keys->count; i++) {
		const struct kit_key *k = &keys->items[i];
		char id[MINISIGN_ID_TEXT];

		table_row(&t, k->problem ? "not usable" : minisign_id_text(k->key.id, id), k->name,
			  k->path);
		if (k->problem)
			term_say("the key in '%s' is not trusted: %s", k->path, k->problem);
	}
	table_print(&t, out);
	table_release(&t);
}

int kit_cmd_keys(int argc, char **argv, struct err *err)
{
	AUTOSTRV struct strv words = STRV_INIT;
	AUTOSTRV struct strv folders = STRV_INIT;
	AUTOBUF struct buf out = BUF_INIT;
	struct kit_keys keys = { 0 };
	const struct option_def table[] = {
		KIT_OPTION_KEYS(folders),
		CLI_OPTION_JSON,
		{ OPTION_END, 0, NULL, NULL, NULL, NULL },
	};
	const struct option_usage usage = {
		.command = "kit keys",
		.arguments = "[OPTION...]",
		.summary = "List the keys whose kits are accepted, with their ids and files.",
		.table = table,
	};
	int status = option_parse(&usage, argc, argv, &words, err);

	if (status != 0)
		return status < 0 ? -1 : 0;
	if (words.len)
		return cli_refuse("kit keys", words.items[0], err);
	if (!folders.len && kit_default_keys(&folders, err))
		return -1;
	status = kit_keys_read(&folders, &keys, err);
	if (status == 0 && answer_json())
		keys_json(&keys, answer_json());
	else if (status == 0 && keys.count)
		keys_table(&keys, &out);
	else if (status == 0)
		term_say("no key is trusted yet; add one with 'sysroot kit trust FILE.pub'");
	kit_keys_release(&keys);
	return status < 0 ? -1 : cli_print(&out, err);
}
