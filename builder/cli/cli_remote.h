/* The options of every command that speaks to registries. */
/* SPDX-License-Identifier: MIT */
#ifndef CLI_CLI_REMOTE_H
#define CLI_CLI_REMOTE_H

#include <stdbool.h>

#include "builder/base/alloc.h"
#include "builder/base/err.h"
#include "builder/remote/remote_registry.h"

/* The rows of an option table; access: a struct remote_access. */
/* clang-format off */
#define CLI_OPTIONS_REMOTE(access) \
	{ OPTION_STRING, 0, "username", "USER", "log in as this user", &(access).username }, \
	{ OPTION_STRING, 0, "password-file", "FILE", "with the password in this file ('-': stdin)", \
	  &(access).password_file }, \
	{ OPTION_STRING, 0, "cacert", "FILE", "CA certificates to trust ($SYSROOT_CACERT)", \
	  &(access).http.cacert }, \
	{ OPTION_FLAG, 0, "plain-http", NULL, "use http without TLS ($SYSROOT_PLAIN_HTTP)", \
	  &(access).http.plain }, \
	{ OPTION_NUMBER, 0, "timeout", "SECONDS", "give up when slower than 1 kB/s for so long (60)", \
	  &(access).http.timeout }
#define CLI_OPTION_UNSIGNED(access) \
	{ OPTION_FLAG, 0, "insecure-unsigned", NULL, \
	  "accept unsigned kits ($SYSROOT_REMOTE_UNSIGNED)", &(access).unsigned_ok }
#define CLI_OPTION_SIGN(access) \
	{ OPTION_STRING, 0, "sign", "KEY", "sign with this minisign secret key ($SYSROOT_SIGN)", \
	  &(access).sign }
/* clang-format on */

/*
 * What the options left open, by the environment: $SYSROOT_CACERT,
 * $SYSROOT_PLAIN_HTTP=1, $SYSROOT_REMOTE_UNSIGNED=1; the password of
 * --password-file; and the folders of trusted keys. Errors: ERR_USAGE,
 * passphrase_read()'s.
 */
int cli_remote_access(struct remote_access *access, struct err *err) MUST_CHECK;

/*
 * For a command that may sign: the key is $SYSROOT_SIGN's where no option says
 * it; the passphrase of one that has one is in $SYSROOT_SIGN_PASSWORD_FILE, or
 * asked for. Errors: passphrase_read()'s; ERR_SYNTAX, ERR_SYSTEM.
 */
int cli_remote_signing(struct remote_access *access, struct err *err) MUST_CHECK;
void cli_remote_release(struct remote_access *access);
#define AUTOACCESS __attribute__((cleanup(cli_remote_release)))

/* Is the variable set to something that means yes ("1", "yes", "true")? ERR_USAGE for other words.
 */
int cli_remote_flag(const char *variable, bool *flag, struct err *err) MUST_CHECK;

/* Understand the place a command was given; it must be in a registry. Errors: ERR_USAGE. */
int cli_remote_ref(const char *command, const char *text, struct remote_ref *ref,
		   struct err *err) MUST_CHECK;

#endif
