/* Times commands as whole processes, in turn, and prints medians. */
/* SPDX-License-Identifier: MIT */

/*
 *   measure [-n RUNS] [-w WARMUPS] [-t SECONDS] COMMAND [-- COMMAND]...
 *
 * where a COMMAND is [-p PREPARE] PROGRAM [ARGUMENT...]. The commands run one
 * after the other, round by round, each round beginning with another: whatever
 * else the machine does, and what one leaves behind, falls on all of them alike. PREPARE is shell
 * text that runs before each run and is not timed; in it and in the command, $ROUND differs every
 * time. After SECONDS no further round begins, once there were three or all RUNS.
 *
 * Prints a line for each command, in milliseconds:
 *
 *   MEDIAN FIRST-QUARTILE THIRD-QUARTILE MINIMUM CPU BEYOND ROUNDS
 *
 * CPU is the median of user and system time; BEYOND the median over the rounds
 * of the first command's time less this one's. A command that fails gets the
 * line "failed"; what it said goes to stderr. A PROGRAM named "-" is not run
 * and gets the line "-": the caller does not have it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_COMMANDS 16
#define MAX_RUNS 1000

struct command {
	char *prepare; /* shell text, or NULL */
	char **argv; /* ends in NULL */
	bool failed; /* no further run */
	double wall[MAX_RUNS]; /* milliseconds, by round */
	double cpu[MAX_RUNS];
};

static struct command commands[MAX_COMMANDS];
static int command_count;
static int said; /* what the running command writes to stderr */

static volatile sig_atomic_t stopped; /* the signal that ends this program, or 0 */

/* The command is told and waited for: what it still writes would be left behind. */
static void stop(int signal)
{
	stopped = signal;
}

static void die(const char *what)
{
	fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void misused(const char *what)
{
	fprintf(stderr, "measure: %s\n", what);
	exit(2);
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double time_ms(struct timeval t)
{
	return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

/* Copy what the command said to stderr. */
static void show_said(void)
{
	char block[4096];
	ssize_t got;

	lseek(said, 0, SEEK_SET);
	while ((got = read(said, block, sizeof(block))) > 0)
		if (write(STDERR_FILENO, block, (size_t)got) < 0)
			return;
}

/* Run argv to its end; false when it could not be run or failed. */
static bool run(char **argv, double *wall, double *cpu)
{
	struct rusage used;
	double begun;
	int status;
	pid_t pid;

	if (ftruncate(said, 0) < 0 || lseek(said, 0, SEEK_SET) < 0)
		die("cannot empty the file for what the command says");
	begun = now_ms();
	/* vfork: this process is small, but a fork's page faults are still time. */
	pid = vfork();
	if (pid < 0)
		die("cannot fork");
	if (pid == 0) {
		static const char text[] = "it cannot be started\n";

		execvp(argv[0], argv);
		if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
			_exit(126);
		_exit(127);
	}
	while (wait4(pid, &status, 0, &used) < 0)
		if (errno != EINTR)
			die("cannot wait");
		else if (stopped)
			kill(pid, stopped);
	if (stopped)
		exit(128 + stopped);
	*wall = now_ms() - begun;
	*cpu = time_ms(used.ru_utime) + time_ms(used.ru_stime);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool is_absent(const struct command *c)
{
	return strcmp(c->argv[0], "-") == 0;
}

/* One run of a command; round is its place in the results, or -1 in a warm-up. */
static void run_command(struct command *c, int round, int report)
{
	char *shell[] = { "sh", "-c", NULL, NULL };
	double wall, cpu;
	bool ok = true;

	if (c->failed || is_absent(c))
		return;
	if (c->prepare) {
		shell[2] = c->prepare;
		ok = run(shell, &wall, &cpu);
	}
	if (ok)
		ok = run(c->argv, &wall, &cpu);
	if (!ok) {
		c->failed = true;
		dup2(report, STDERR_FILENO);
		fprintf(stderr, "measure: '%s' failed; it said:\n", c->argv[0]);
		show_said();
		dup2(said, STDERR_FILENO);
	} else if (round >= 0) {
		c->wall[round] = wall;
		c->cpu[round] = cpu;
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value below which this part of the values lies; reorders them. */
static double quantile(double *values, int count, double part)
{
	double at = part * (count - 1);
	int below = (int)at;

	qsort(values, (size_t)count, sizeof(*values), compare);
	if (below + 1 >= count)
		return values[count - 1];
	return values[below] + (at - below) * (values[below + 1] - values[below]);
}

static void print_command(struct command *c, int rounds)
{
	static double sorted[MAX_RUNS];
	double beyond = 0;

	if (c->failed || is_absent(c)) {
		puts(c->failed ? "failed" : "-");
		return;
	}
	if (c != commands && !commands[0].failed && !is_absent(commands)) {
		for (int i = 0; i < rounds; i++)
			sorted[i] = commands[0].wall[i] - c->wall[i];
		beyond = quantile(sorted, rounds, 0.5);
	}
	memcpy(sorted, c->wall, sizeof(sorted));
	printf("%.3f ", quantile(sorted, rounds, 0.5));
	printf("%.3f %.3f %.3f ", quantile(sorted, rounds, 0.25), quantile(sorted, rounds, 0.75),
	       sorted[0]);
	memcpy(sorted, c->cpu, sizeof(sorted));
	printf("%.3f %.3f %d\n", quantile(sorted, rounds, 0.5), beyond, rounds);
}

/* Take one command from the arguments; returns what is behind it. */
static char **take_command(char **arg)
{
	struct command *c;

	if (command_count == MAX_COMMANDS)
		misused("too many commands");
	c = &commands[command_count++];
	if (*arg && strcmp(*arg, "-p") == 0 && arg[1]) {
		c->prepare = arg[1];
		arg += 2;
	}
	c->argv = arg;
	while (*arg && strcmp(*arg, "--") != 0)
		arg++;
	if (arg == c->argv)
		misused("a command is missing");
	if (*arg)
		*arg++ = NULL;
	return arg;
}

static char **take_number(char **arg, const char *option, int least, int *value)
{
	char *end;
	long number;

	if (strcmp(*arg, option) != 0)
		return arg;
	if (!arg[1])
		misused("an option wants a number");
	number = strtol(arg[1], &end, 10);
	if (*end || end == arg[1] || number < least || number > MAX_RUNS)
		misused("an option's number is out of range");
	*value = (int)number;
	return arg + 2;
}

int main(int argc, char **argv)
{
	int runs = 20, warmups = 1, seconds = MAX_RUNS;
	int report = dup(STDERR_FILENO), out = dup(STDOUT_FILENO);
	int null = open("/dev/null", O_RDWR);
	FILE *file = tmpfile();
	char **arg = argv + (argc > 0);
	char **before;
	char round[64];
	double begun;
	int done = 0;
	struct sigaction action = { .sa_handler = stop };

	/* Without SA_RESTART: the wait is to notice. */
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	do {
		before = arg;
		if (*arg)
			arg = take_number(arg, "-n", 1, &runs);
		if (*arg)
			arg = take_number(arg, "-w", 0, &warmups);
		if (*arg)
			arg = take_number(arg, "-t", 1, &seconds);
	} while (arg != before);
	do
		arg = take_command(arg);
	while (*arg);
	if (report < 0 || out < 0 || null < 0 || !file)
		die("cannot prepare");
	said = fileno(file);
	/* Only the three standard descriptors pass on to the commands. */
	fcntl(said, F_SETFD, FD_CLOEXEC);
	fcntl(report, F_SETFD, FD_CLOEXEC);
	fcntl(out, F_SETFD, FD_CLOEXEC);
	fcntl(null, F_SETFD, FD_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(said, STDERR_FILENO);

	begun = now_ms();
	for (int i = -warmups; i < runs; i++) {
		if (i == 0)
			begun = now_ms();
		if (i >= 3 && now_ms() - begun > seconds * 1e3)
			break;
		snprintf(round, sizeof(round), "%ld.%d", (long)getpid(), i);
		setenv("ROUND", round, 1);
		for (int c = 0; c < command_count; c++)
			run_command(&commands[(c + i + warmups) % command_count], i, report);
		done = i + 1;
	}
	dup2(out, STDOUT_FILENO);
	dup2(report, STDERR_FILENO);
	for (int c = 0; c < command_count; c++)
		print_command(&commands[c], done);
	return fflush(stdout) == 0 ? 0 : 1;
}
