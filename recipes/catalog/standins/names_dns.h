/* Questions to DNS and what comes back, for static programs of glibc before 2.34. The resolver's
 * state is the thread's own, which glibc has prepared before it calls a module. */
/* SPDX-License-Identifier: MIT */
#ifndef NAMES_DNS_H
#define NAMES_DNS_H

#include "names.h"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <resolv.h>

#pragma GCC visibility push(hidden)

enum { DNS_ANSWER_SIZE = NS_MAXMSG + 1 };

/* The answers for A and for AAAA. */
struct dns_answers {
	unsigned char *bytes[2]; /* each of DNS_ANSWER_SIZE */
	int lengths[2]; /* 0 or less if there is no answer */
};

/* Asks for exactly this name. Returns the answer's length, or -1 with h_errno, and with errno
 * where no server answered. */
int dns_query(const char *name, int type, unsigned char *answer);

/* Asks for a name in the domains that resolv.conf says. Returns as dns_query(). */
int dns_search(const char *name, int type, unsigned char *answer);

/* Asks for A and AAAA at once: the first domain with either of them is the one. Returns 0 where
 * one of the two has an answer, else -1 with h_errno and errno. */
int dns_search_both(const char *name, struct dns_answers *answers);

/* Adds the addresses of an answer to the host, and with the first its name and aliases; *ttl, where
 * there is one, becomes the least. */
enum nss_status dns_read_addresses(const unsigned char *answer, int length, int type,
				   struct names_host *host, int32_t *ttl, int *errnop,
				   int *h_errnop);

/* The name in the answer to a question for PTR. */
enum nss_status dns_read_pointer(const unsigned char *answer, int length, struct names_host *host,
				 int32_t *ttl, int *errnop, int *h_errnop);

#pragma GCC visibility pop

#endif
