/* What curl's ends mean, and how long one goes on trying. */
/* SPDX-License-Identifier: MIT */
#ifndef FETCH_CURL_H
#define FETCH_CURL_H

#include <stdbool.h>

/*
 * The floor of speed, in bytes a second: who sends less for the whole of --timeout is given up, be
 * it a stalled line or a server that drips to hold its client.
 */
enum { TRANSFER_SLOWEST = 1000 };

/*
 * Did the line break, or the server falter, so that the same request may yet
 * succeed? status: curl's exit status; http: the answer's status, 0 without one.
 * Source: curl(1), EXIT CODES.
 */
bool curl_broke_off(int status, long http);

/* Starts at zero: struct curl_patience p = { 0 }; */
struct curl_patience {
	int tries;
	int idle; /* in a row that brought nothing */
};

/*
 * After a try that broke off. brought: it left more bytes than the one before, and not by drops.
 * Waits a moment that grows with the tries that brought nothing, and says whether
 * to try again: not after three such in a row, nor after fifty in all, for a line
 * that breaks after each few bytes.
 */
bool curl_try_again(struct curl_patience *p, bool brought);

#endif
