/* Clocks, and calendars with a time zone given by rule. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timespec t)
{
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check_clocks(void)
{
	static const clockid_t clocks[] = { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW,
					    CLOCK_BOOTTIME, CLOCK_MONOTONIC_COARSE };
	struct timespec one, other, pause = { 0, 2000000 };
	struct timeval day;

	for (size_t i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		CHECK_INT(clock_getres(clocks[i], &one), 0);
		NEED(clock_gettime(clocks[i], &one) == 0);
		/* The kernel's answer, past the vdso that the library asks. */
		NEED(syscall(SYS_clock_gettime, clocks[i], &other) == 0);
		CHECK(seconds(other) - seconds(one) >= 0 && seconds(other) - seconds(one) < 5);
	}
	if (!setting.emulated)
		CHECK(getauxval(AT_SYSINFO_EHDR) != 0);
	CHECK_INT(clock_gettime((clockid_t)9999, &one), -1);
	CHECK_INT(errno, EINVAL);
	CHECK_INT(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &one), 0);
	CHECK_INT(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &one), 0);
	clock_gettime(CLOCK_MONOTONIC, &one);
	CHECK_INT(nanosleep(&pause, NULL), 0);
	CHECK_INT(clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL), 0);
	clock_gettime(CLOCK_MONOTONIC, &other);
	CHECK(seconds(other) - seconds(one) >= 0.004);
	CHECK_INT(gettimeofday(&day, NULL), 0);
	CHECK(llabs((long long)day.tv_sec - (long long)time(NULL)) <= 1);
	CHECK(clock() != (clock_t)-1);
#if TARGET_GLIBC || TARGET_MUSL >= 10110
	CHECK_INT(timespec_get(&one, TIME_UTC), TIME_UTC);
#endif
}

static void check_utc(void)
{
	char text[64];
	struct tm tm;
	time_t t = 1234567890, late = 1LL << 33, early = -1;

	CHECK_INT(sizeof(time_t), 8);
	NEED(gmtime_r(&t, &tm) != NULL);
	CHECK(strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %j %U %a %Z", &tm) > 0);
	CHECK(strncmp(text, "2009-02-13 23:31:30 044 06 Fri ", 31) == 0);
	CHECK_INT(timegm(&tm), t);
	NEED(gmtime_r(&late, &tm) != NULL);
	CHECK_INT(tm.tm_year, 2242 - 1900);
	CHECK_INT(timegm(&tm), late);
	NEED(gmtime_r(&early, &tm) != NULL);
	CHECK(tm.tm_year == 69 && tm.tm_sec == 59);
	CHECK_STR(asctime_r(&tm, text), "Wed Dec 31 23:59:59 1969\n");
	memset(&tm, 0, sizeof(tm));
	CHECK_STR(strptime("2024-02-29 12:34:56!", "%Y-%m-%d %H:%M:%S", &tm), "!");
	CHECK(tm.tm_year == 124 && tm.tm_mon == 1 && tm.tm_mday == 29);
	/* musl fills in what the text says and no more. */
	CHECK(TARGET_MUSL || (tm.tm_yday == 59 && tm.tm_wday == 4));
	CHECK_INT(timegm(&tm), 1709210096);
	CHECK(difftime(late, t) == (double)(late - t));
}

static void check_zone(void)
{
	/* One second before and after both changes of 2021 in Berlin, and what stands there. */
	static const struct {
		time_t t;
		const char *text;
		int summer;
	} moments[] = {
		{ 1616893199, "01:59:59 CET +0100", 0 },
		{ 1616893200, "03:00:00 CEST +0200", 1 },
		{ 1635641999, "02:59:59 CEST +0200", 1 },
		{ 1635642000, "02:00:00 CET +0100", 0 },
	};
	struct tm tm;
	char text[64];

	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	CHECK_STR(tzname[0], "CET");
	CHECK_STR(tzname[1], "CEST");
	CHECK_INT(timezone, -3600);
	CHECK(daylight != 0);
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		NEED(localtime_r(&moments[i].t, &tm) != NULL);
		strftime(text, sizeof(text), "%H:%M:%S %Z %z", &tm);
		CHECK_STR(text, moments[i].text);
		CHECK_INT(tm.tm_isdst, moments[i].summer);
		CHECK_INT(mktime(&tm), moments[i].t);
	}
	/* Days beyond the month are carried over. */
	tm = (struct tm){ .tm_year = 121, .tm_mon = 0, .tm_mday = 32, .tm_isdst = -1 };
	CHECK_INT(mktime(&tm), 1612134000);
	CHECK(tm.tm_mon == 1 && tm.tm_mday == 1 && tm.tm_wday == 1);
	setenv("TZ", "UTC0", 1);
	tzset();
	CHECK_INT(timezone, 0);
	tm = (struct tm){ .tm_year = 70, .tm_mday = 2 };
	CHECK_INT(mktime(&tm), 86400);
	setenv("TZ", "<+0530>-5:30", 1);
	tm = (struct tm){ .tm_year = 70, .tm_mday = 2 };
	CHECK_INT(mktime(&tm), 86400 - 19800);
	unsetenv("TZ");
	tzset();
}

void check_time(void)
{
	check_clocks();
	check_utc();
	check_zone();
}
