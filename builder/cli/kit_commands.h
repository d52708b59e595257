/* The subcommands of 'sysroot kit', and what they share. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_KIT_COMMANDS_H
#define CLI_KIT_COMMANDS_H

#include "builder/base/alloc.h"
#include "builder/base/json.h"
#include "builder/base/option.h"
#include "cache/kit/kit.h"

/* As in commands.h; argv[0] is the subcommand's name. */
int kit_cmd_create(int argc, char **argv, struct err *err);
int kit_cmd_diff(int argc, char **argv, struct err *err);
int kit_cmd_have(int argc, char **argv, struct err *err);
int kit_cmd_import(int argc, char **argv, struct err *err);
int kit_cmd_key(int argc, char **argv, struct err *err);
int kit_cmd_keys(int argc, char **argv, struct err *err);
int kit_cmd_list(int argc, char **argv, struct err *err);
int kit_cmd_sign(int argc, char **argv, struct err *err);
int kit_cmd_trust(int argc, char **argv, struct err *err);
int kit_cmd_verify(int argc, char **argv, struct err *err);

/* What a user says about whose kits are taken; zeroed, filled by KIT_OPTIONS_READING(). */
struct kit_reading {
	struct strv keys; /* --keys: in place of the folders that are looked in else */
	const char *signature; /* --signature */
	bool unsigned_ok; /* --insecure-unsigned */
};
void kit_reading_release(struct kit_reading *r);
#define AUTOREADING __attribute__((cleanup(kit_reading_release)))

/* clang-format off */
#define KIT_OPTION_KEYS(list) \
	{ OPTION_LIST, 0, "keys", "DIR", "trust only the keys in this directory; may be repeated", \
	  &(list) }
#define KIT_OPTIONS_READING(r) \
	KIT_OPTION_KEYS((r).keys), \
	{ OPTION_STRING, 0, "signature", "FILE", "the signature, if it is not KIT.minisig", \
	  &(r).signature }, \
	{ OPTION_FLAG, 0, "insecure-unsigned", NULL, "accept a kit without a signature", \
	  &(r).unsigned_ok }
/* clang-format on */

/*
 * What is to be trusted for one file: *beside gets its signature's path, if
 * there is one beside it, and keeps it for trust, which borrows from both.
 */
int kit_reading_trust(struct kit_reading *r, const char *file, char **beside,
		      struct kit_trust *trust, struct err *err) MUST_CHECK;

/* kit_open() with it. */
int kit_reading_open(struct kit_reading *r, const char *file, bool reread, struct kit **k,
		     struct err *err) MUST_CHECK;

/* Say by words who signed it; nothing good of one that nobody did. */
void kit_say_signer(const char *file, const struct kit_summary *k);

/*
 * The fields of a kit in an answer: kit, number, digest, file, signer, comment. The file is what
 * the user typed.
 */
void kit_json_head(struct json *j, const char *file, const struct kit_summary *k);
/* The same and how much is in it: size (uncompressed), count. */
void kit_json_summary(struct json *j, const char *file, const struct kit_summary *k);
/* "sysroots" of a kit, from its summary: target and digest of each. */
void kit_json_sysroots(struct json *j, const struct kit_summary *k);

/* Sign, asking for a passphrase if the key has one (password_file: or reading it there). */
int kit_sign_asking(const char *file, const char *signature, const char *keyfile,
		    const char *password_file, struct err *err) MUST_CHECK;

/* "1 sysroot", "3 sysroots"; the caller frees. */
char *kit_plural(size_t n, const char *what);

#endif
