/* The options of every command that speaks to registries. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/cli_remote.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "builder/base/file.h"
#include "builder/cli/passphrase.h"
#include "cache/kit/kit.h"
#include "cache/sign/minisign.h"

int cli_remote_flag(const char *variable, bool *flag, struct err *err)
{
	static const struct {
		const char *word;
		bool means;
	} words[] = { { "1", true },  { "yes", true }, { "true", true },  { "", false },
		      { "0", false }, { "no", false }, { "false", false } };
	const char *value = getenv(variable);

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (!value || strcmp(value, words[i].word) == 0) {
			*flag = *flag || (value && words[i].means);
			return 0;
		}
	}
	err_set(err, ERR_USAGE, "%s has the invalid value '%s'", variable, value);
	return err_hint(err, "set it to 1, or unset it");
}

int cli_remote_access(struct remote_access *access, struct err *err)
{
	const char *cacert = getenv("SYSROOT_CACERT");

	if (!access->http.cacert && cacert && *cacert)
		access->http.cacert = cacert;
	if (!access->username != !access->password_file) {
		err_set(err, ERR_USAGE, "'--username' and '--password-file' go together");
		return err_hint(err, "the file holds the password in its first line; '-' reads "
				     "stdin");
	}
	if (access->http.timeout > 86400)
		return err_set(err, ERR_USAGE, "--timeout takes at most 86400 seconds");
	if (cli_remote_flag("SYSROOT_PLAIN_HTTP", &access->http.plain, err) < 0 ||
	    cli_remote_flag("SYSROOT_REMOTE_UNSIGNED", &access->unsigned_ok, err) < 0)
		return -1;
	if (access->password_file &&
	    passphrase_read(access->password_file, "password", false, &access->password, err) < 0)
		return err_prefix(err, "--password-file");
	return kit_default_keys(&access->keys, err);
}

int cli_remote_signing(struct remote_access *access, struct err *err)
{
	const char *sign = getenv("SYSROOT_SIGN"), *file = getenv("SYSROOT_SIGN_PASSWORD_FILE");
	AUTOBUF struct buf text = BUF_INIT;
	AUTOFREE char *prompt = NULL;
	int locked;

	if (!access->sign && sign && *sign)
		access->sign = sign;
	if (!access->sign)
		return 0;
	if (file_read(AT_FDCWD, access->sign, MINISIGN_FILE_MAX, &text, err) < 0)
		return -1;
	locked = minisign_secret_is_locked(text.data, text.len, access->sign, err);
	explicit_bzero(text.data, text.len);
	if (locked <= 0)
		return locked;
	prompt = xasprintf("passphrase of '%s'", access->sign);
	return passphrase_read(file && *file ? file : NULL, prompt, false, &access->passphrase,
			       err);
}

void cli_remote_release(struct remote_access *access)
{
	passphrase_free(access->passphrase);
	passphrase_free(access->password);
	access->passphrase = access->password = NULL;
	strv_release(&access->keys);
}

int cli_remote_ref(const char *command, const char *text, struct remote_ref *ref, struct err *err)
{
	if (remote_ref_parse(text, ref, err) < 0)
		return -1;
	if (!ref->folder)
		return 0;
	err_set(err, ERR_USAGE, "'%s' needs a repository in a registry, not '%s'", command, text);
	return err_hint(err, "a directory works with 'sysroot build --remote %s' and 'challenge'",
			text);
}
