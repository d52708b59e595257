/* Passphrases: from the terminal without an echo, or from a file. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/passphrase.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/process.h"

#define LINE_MAX_BYTES (16 << 10) /* registries give tokens of some thousand */

void passphrase_free(char *passphrase)
{
	if (passphrase)
		explicit_bzero(passphrase, strlen(passphrase));
	free(passphrase);
}

/* The first line of fd, byte by byte: what is behind it is somebody else's. */
static int read_line(int fd, const char *from, char **out, struct err *err)
{
	char *line = xcalloc(1, LINE_MAX_BYTES + 1);
	size_t len = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, line + len, 1);
		if (n < 0 && errno == EINTR && !process_interrupted())
			continue;
		if (n <= 0 || line[len] == '\n')
			break;
		if (++len == LINE_MAX_BYTES)
			break;
	}
	if (process_interrupted())
		err_set(err, ERR_INTERRUPTED, "interrupted");
	else if (n < 0)
		err_sys(err, "cannot read the password from '%s'", from);
	else if (len == LINE_MAX_BYTES)
		err_set(err, ERR_FAILED, "the password in '%s' has more than %d bytes", from,
			LINE_MAX_BYTES - 1);
	else if (memchr(line, '\0', len))
		err_set(err, ERR_FAILED, "the password in '%s' contains a zero byte", from);
	else {
		if (n > 0 && len && line[len - 1] == '\r')
			len--;
		line[len] = '\0';
		*out = line;
		return 0;
	}
	explicit_bzero(line, LINE_MAX_BYTES);
	free(line);
	return -1;
}

static int ask(int tty, const char *prompt, char **out, struct err *err)
{
	struct termios before, silent;
	int rc;

	if (tcgetattr(tty, &before))
		return err_sys(err, "cannot prompt on the terminal");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	if (tcsetattr(tty, TCSAFLUSH, &silent))
		return err_sys(err, "cannot prompt on the terminal");
	rc = fd_write(tty, prompt, strlen(prompt), err);
	if (rc == 0)
		rc = fd_write(tty, ": ", 2, err);
	if (rc == 0)
		rc = read_line(tty, "the terminal", out, err);
	tcsetattr(tty, TCSAFLUSH, &before);
	/* The user's own newline was not shown either. */
	return fd_write(tty, "\n", 1, NULL) == 0 || rc == 0 ? rc : -1;
}

static int ask_at_terminal(const char *prompt, bool twice, char **out, struct err *err)
{
	AUTOCLOSE int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	char *again = NULL;
	int rc;

	if (tty < 0) {
		err_set(err, ERR_USAGE, "there is no terminal to read the passphrase from");
		return err_hint(
			err,
			"use --password-file FILE; '-' is stdin, '/dev/fd/3' is file descriptor 3");
	}
	process_catch_interrupts(); /* not to end with the echo turned off */
	if (ask(tty, prompt, out, err))
		return -1;
	if (!twice)
		return 0;
	rc = ask(tty, "repeat it", &again, err);
	if (rc == 0 && (!*out || !again || strcmp(*out, again) != 0))
		rc = err_set(err, ERR_USAGE, "the two passphrases differ");
	passphrase_free(again);
	if (rc) {
		passphrase_free(*out);
		*out = NULL;
	}
	return rc;
}

int passphrase_read(const char *file, const char *prompt, bool twice, char **out, struct err *err)
{
	AUTOCLOSE int fd = -1;

	*out = NULL;
	if (!file)
		return ask_at_terminal(prompt, twice, out, err);
	if (strcmp(file, "-") == 0)
		return read_line(STDIN_FILENO, "stdin", out, err);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(err, "cannot open '%s'", file);
	return read_line(fd, file, out, err);
}
