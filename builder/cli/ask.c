/* Questions to the user. */
/* SPDX-License-Identifier: MIT */
#include "builder/cli/ask.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "builder/base/file.h"
#include "builder/base/plain.h"
#include "builder/base/process.h"
#include "builder/base/term.h"

bool ask_is_possible(void)
{
	return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

int ask_yes(const char *question, bool *yes, struct err *err)
{
	AUTOFREE char *shown = plain_text(question);
	char answer[16];
	size_t len = 0;
	ssize_t n;

	*yes = false;
	term_progress_done();
	if (fd_write(STDERR_FILENO, shown, strlen(shown), err) ||
	    fd_write(STDERR_FILENO, " [y/N] ", 7, err))
		return -1;
	process_catch_interrupts();
	/* Read to the end of the line, however long: "yesterday" does not mean yes. */
	for (;;) {
		char c;

		n = read(STDIN_FILENO, &c, 1);
		if (n < 0 && errno == EINTR && !process_interrupted())
			continue;
		if (n <= 0 || c == '\n')
			break;
		if (len < sizeof(answer) - 1)
			answer[len++] = c;
	}
	answer[len] = '\0';
	if (n <= 0 && fd_write(STDERR_FILENO, "\n", 1, err))
		return -1;
	if (process_interrupted())
		return err_set(err, ERR_INTERRUPTED, "interrupted");
	if (n < 0)
		return err_sys(err, "cannot read the answer");
	*yes = strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
	return 0;
}
