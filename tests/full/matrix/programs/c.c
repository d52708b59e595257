/* C: stdio, memory, mathematics, files, processes, signals and time. */
/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t signalled;

static void on_signal(int number)
{
	signalled = number;
}

int main(int argc, char **argv)
{
	char name[] = "matrix.XXXXXX", line[64] = "";
	int fd = mkstemp(name), status = 0, pipes[2];
	time_t day = 86400;
	struct tm *then = gmtime(&day);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
	volatile double two = 2;
	pid_t child;

	if (argc < 1 || !argv[0] || !file || pipe(pipes) != 0)
		return puts("no files"), 1;
	unlink(name);
	if (fprintf(file, "%.3f %s %zu", sqrt(two), "text", strlen(name)) < 0 ||
	    fseek(file, 0, SEEK_SET) != 0 || !fgets(line, sizeof(line), file) ||
	    strcmp(line, "1.414 text 13") != 0)
		return printf("stdio: '%s'\n", line), 1;
	if (!then || then->tm_mday != 2)
		return puts("time"), 1;
	signal(SIGUSR1, on_signal);
	if (raise(SIGUSR1) != 0 || signalled != SIGUSR1)
		return puts("signals"), 1;
	child = fork();
	if (child == 0)
		_exit(write(pipes[1], "x", 1) == 1 ? 7 : 1);
	if (waitpid(child, &status, 0) != child || WEXITSTATUS(status) != 7 ||
	    read(pipes[0], line, 1) != 1)
		return puts("processes"), 1;
	return 0;
}
