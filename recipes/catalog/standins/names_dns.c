/* Hosts from DNS, over libresolv.a, for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names_dns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

/* The status that a failed query has, with errno as the resolver left it. */
static enum nss_status failed_query(int saved, int *errnop, int *h_errnop)
{
	enum nss_status status = NSS_STATUS_NOTFOUND;

	switch (errno) {
	case ESRCH:
		status = NSS_STATUS_TRYAGAIN;
		h_errno = TRY_AGAIN;
		break;
	case EMFILE:
	case ENFILE:
		h_errno = NETDB_INTERNAL;
		status = NSS_STATUS_UNAVAIL;
		break;
	case ECONNREFUSED:
	case ETIMEDOUT:
		status = NSS_STATUS_UNAVAIL;
		break;
	}
	*h_errnop = h_errno;
	if (h_errno == TRY_AGAIN)
		*errnop = EAGAIN;
	else
		errno = saved;
	return status;
}

static enum nss_status no_memory(int *errnop, int *h_errnop)
{
	*errnop = ENOMEM;
	*h_errnop = NETDB_INTERNAL;
	return NSS_STATUS_TRYAGAIN;
}

/* From 2.29 on glibc does not ask for what cannot be a host's name. */
static int may_be_asked(const char *name, int *h_errnop)
{
#if __GLIBC_PREREQ(2, 29)
	if (!res_hnok(name)) {
		*h_errnop = HOST_NOT_FOUND;
		return 0;
	}
#else
	(void)name;
	(void)h_errnop;
#endif
	return 1;
}

static enum nss_status dns_gethostbyname3(const char *name, int family, struct hostent *result,
					  char *buffer, size_t size, int *errnop, int *h_errnop,
					  int32_t *ttl, char **canonical)
{
	const int type = family == AF_INET ? ns_t_a : ns_t_aaaa;
	struct names_host host = { 0 };
	enum nss_status status;
	unsigned char *answer;
	int length, saved = errno;

	if (family != AF_INET && family != AF_INET6) {
		*h_errnop = NO_DATA;
		*errnop = EAFNOSUPPORT;
		return NSS_STATUS_UNAVAIL;
	}
	if (!may_be_asked(name, h_errnop))
		return NSS_STATUS_NOTFOUND;
	answer = malloc(DNS_ANSWER_SIZE);
	if (!answer)
		return no_memory(errnop, h_errnop);
	errno = 0;
	length = dns_search(name, type, answer);
	if (length < 0) {
		status = failed_query(saved, errnop, h_errnop);
	} else {
		errno = saved;
		status = dns_read_addresses(answer, length, type, &host, ttl, errnop, h_errnop);
		if (status == NSS_STATUS_SUCCESS)
			status = names_host_entry(&host, family, result, buffer, size, errnop,
						  h_errnop);
		if (status == NSS_STATUS_SUCCESS && canonical)
			*canonical = result->h_name;
	}
	names_host_release(&host);
	free(answer);
	return status;
}

static enum nss_status dns_gethostbyname2(const char *name, int family, struct hostent *result,
					  char *buffer, size_t size, int *errnop, int *h_errnop)
{
	return dns_gethostbyname3(name, family, result, buffer, size, errnop, h_errnop, NULL, NULL);
}

static enum nss_status dns_gethostbyname(const char *name, struct hostent *result, char *buffer,
					 size_t size, int *errnop, int *h_errnop)
{
	return dns_gethostbyname2(name, AF_INET, result, buffer, size, errnop, h_errnop);
}

static enum nss_status dns_gethostbyname4(const char *name, struct gaih_addrtuple **list,
					  char *buffer, size_t size, int *errnop, int *h_errnop,
					  int32_t *ttl)
{
	static const int types[2] = { ns_t_a, ns_t_aaaa };
	enum nss_status status = NSS_STATUS_NOTFOUND, second;
	struct names_host host = { 0 };
	struct dns_answers answers = { 0 };
	int saved = errno;

	if (!may_be_asked(name, h_errnop))
		return NSS_STATUS_NOTFOUND;
	for (int i = 0; i < 2; i++)
		answers.bytes[i] = malloc(DNS_ANSWER_SIZE);
	errno = 0;
	if (!answers.bytes[0] || !answers.bytes[1]) {
		status = no_memory(errnop, h_errnop);
	} else if (dns_search_both(name, &answers) < 0) {
		status = failed_query(saved, errnop, h_errnop);
	} else {
		errno = saved;
		for (int i = 0; i < 2; i++) {
			if (answers.lengths[i] <= 0)
				continue;
			second = dns_read_addresses(answers.bytes[i], answers.lengths[i], types[i],
						    &host, ttl, errnop, h_errnop);
			if (second == NSS_STATUS_SUCCESS || status != NSS_STATUS_SUCCESS)
				status = second;
		}
		if (status == NSS_STATUS_SUCCESS)
			status = names_host_tuples(&host, list, buffer, size, errnop, h_errnop);
	}
	names_host_release(&host);
	free(answers.bytes[0]);
	free(answers.bytes[1]);
	return status;
}

/* The name under which DNS has an address's name. */
static void reverse_name(const unsigned char *address, int family, char name[80])
{
	static const char digits[] = "0123456789abcdef";

	if (family == AF_INET) {
		snprintf(name, 80, "%u.%u.%u.%u.in-addr.arpa", address[3], address[2], address[1],
			 address[0]);
		return;
	}
	for (int i = 15; i >= 0; i--) {
		*name++ = digits[address[i] & 15];
		*name++ = '.';
		*name++ = digits[address[i] >> 4];
		*name++ = '.';
	}
	strcpy(name, "ip6.arpa");
}

static enum nss_status dns_gethostbyaddr2(const void *address, socklen_t length, int family,
					  struct hostent *result, char *buffer, size_t size,
					  int *errnop, int *h_errnop, int32_t *ttl)
{
	static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
	static const unsigned char tunnelled[12], local[4] = { 0, 0, 0, 1 };
	const unsigned char *bytes = address;
	struct names_host host = { 0 };
	enum nss_status status;
	unsigned char *answer;
	char name[80];
	int answered, saved = errno;

	/* An IPv4 address in the form of an IPv6 one, but not ::1. */
	if (family == AF_INET6 && length == 16 &&
	    (memcmp(bytes, mapped, 12) == 0 ||
	     (memcmp(bytes, tunnelled, 12) == 0 && memcmp(bytes + 12, local, 4) != 0))) {
		bytes += 12;
		family = AF_INET;
		length = 4;
	}
	if (!(family == AF_INET && length >= 4) && !(family == AF_INET6 && length >= 16)) {
		*errnop = EAFNOSUPPORT;
		*h_errnop = NETDB_INTERNAL;
		return NSS_STATUS_UNAVAIL;
	}
	answer = malloc(DNS_ANSWER_SIZE);
	if (!answer)
		return no_memory(errnop, h_errnop);
	reverse_name(bytes, family, name);
	answered = dns_query(name, ns_t_ptr, answer);
	if (answered < 0) {
		*h_errnop = h_errno;
		status = errno == ECONNREFUSED ? NSS_STATUS_UNAVAIL : NSS_STATUS_NOTFOUND;
		errno = saved;
	} else {
		errno = saved;
		status = dns_read_pointer(answer, answered, &host, ttl, errnop, h_errnop);
		names_host_address(&host, family, bytes);
		if (status == NSS_STATUS_SUCCESS)
			status = names_host_entry(&host, family, result, buffer, size, errnop,
						  h_errnop);
	}
	names_host_release(&host);
	free(answer);
	return status;
}

static enum nss_status dns_gethostbyaddr(const void *address, socklen_t length, int family,
					 struct hostent *result, char *buffer, size_t size,
					 int *errnop, int *h_errnop)
{
	return dns_gethostbyaddr2(address, length, family, result, buffer, size, errnop, h_errnop,
				  NULL);
}

const struct names_function names_dns[] = {
	{ "gethostbyname_r", dns_gethostbyname },
	{ "gethostbyname2_r", dns_gethostbyname2 },
	{ "gethostbyname3_r", dns_gethostbyname3 },
	{ "gethostbyname4_r", dns_gethostbyname4 },
	{ "gethostbyaddr_r", dns_gethostbyaddr },
	{ "gethostbyaddr2_r", dns_gethostbyaddr2 },
	{ NULL, NULL },
};

#endif
