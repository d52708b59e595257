/* What curl's ends mean, and how long one goes on trying. */
/* SPDX-License-Identifier: MIT */
#include "builder/fetch/curl.h"

#include <time.h>

enum { IDLE_TRIES = 3, TRIES = 50 };

bool curl_broke_off(int status, long http)
{
	switch (status) {
	case 0:
	case 22: /* an error's status, with --fail */
		return http == 408 || http == 429 || http >= 500;
	case 7: /* could not connect */
	case 16: /* HTTP/2 framing */
	case 18: /* closed with bytes remaining */
	case 35: /* TLS handshake */
	case 52: /* empty reply */
	case 55: /* send */
	case 56: /* receive */
	case 92: /* HTTP/2 stream */
		return true;
	default:
		return false;
	}
}

bool curl_try_again(struct curl_patience *p, bool brought)
{
	p->idle = brought ? 0 : p->idle + 1;
	if (++p->tries == TRIES || p->idle == IDLE_TRIES)
		return false;
	nanosleep(&(struct timespec){ .tv_sec = p->idle }, NULL);
	return true;
}
