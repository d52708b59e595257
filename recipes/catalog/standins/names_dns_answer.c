/* What an answer from DNS says, for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names_dns.h"

#include <errno.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

/* A name and where it leads. */
struct chain {
	char name[NS_MAXDNAME];
	int followed; /* how many CNAMEs led there */
};

/* Begins with the name that was asked for. Returns -1 where the answer makes no sense. */
static int begin(const unsigned char *answer, int length, ns_msg *message, struct chain *chain)
{
	ns_rr question;

	if (ns_initparse(answer, length, message) < 0 || ns_msg_count(*message, ns_s_qd) != 1 ||
	    ns_parserr(message, ns_s_qd, 0, &question) < 0)
		return -1;
	strcpy(chain->name, ns_rr_name(question));
	chain->followed = 0;
	return 0;
}

static void take_ttl(const ns_rr *record, int32_t *ttl)
{
	if (ttl && (int32_t)ns_rr_ttl(*record) < *ttl)
		*ttl = (int32_t)ns_rr_ttl(*record);
}

/* Reads the name that a record consists of. */
static int read_name(const ns_msg *message, const ns_rr *record, char name[NS_MAXDNAME])
{
	return dn_expand(ns_msg_base(*message), ns_msg_end(*message), ns_rr_rdata(*record), name,
			 NS_MAXDNAME);
}

static enum nss_status no_answer(const struct chain *chain, int *errnop, int *h_errnop)
{
	*errnop = ENOENT;
	*h_errnop = NO_RECOVERY;
	/* A name that leads to one without addresses is there, but has none. */
	return chain->followed > 0 ? NSS_STATUS_NOTFOUND : NSS_STATUS_TRYAGAIN;
}

enum nss_status dns_read_addresses(const unsigned char *answer, int length, int type,
				   struct names_host *host, int32_t *ttl, int *errnop,
				   int *h_errnop)
{
	const size_t size = type == ns_t_a ? 4 : 16, before = host->address_count;
	/* The second of two answers says the same of the names again. */
	const int is_first = !host->name;
	struct chain chain;
	char target[NS_MAXDNAME];
	ns_msg message;
	ns_rr record;

	if (begin(answer, length, &message, &chain) < 0 || !res_hnok(chain.name)) {
		*errnop = EBADMSG;
		*h_errnop = NO_RECOVERY;
		return NSS_STATUS_UNAVAIL;
	}
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) < 0 || !res_hnok(ns_rr_name(record)))
			break;
		if (ns_rr_class(record) != ns_c_in)
			continue;
		if (ns_rr_type(record) == ns_t_cname) {
			if (read_name(&message, &record, target) < 0 || !res_hnok(target))
				break;
			take_ttl(&record, ttl);
			if (is_first)
				names_host_alias(host, ns_rr_name(record));
			strcpy(chain.name, target);
			chain.followed++;
		} else if ((int)ns_rr_type(record) == type && ns_rr_rdlen(record) == size &&
			   strcasecmp(ns_rr_name(record), chain.name) == 0) {
			if (host->address_count == before)
				take_ttl(&record, ttl);
			if (!host->name)
				names_host_name(host, ns_rr_name(record));
			names_host_address(host, type == ns_t_a ? AF_INET : AF_INET6,
					   ns_rr_rdata(record));
		}
	}
	if (host->address_count == before)
		return no_answer(&chain, errnop, h_errnop);
	*h_errnop = NETDB_SUCCESS;
	return NSS_STATUS_SUCCESS;
}

enum nss_status dns_read_pointer(const unsigned char *answer, int length, struct names_host *host,
				 int32_t *ttl, int *errnop, int *h_errnop)
{
	struct chain chain;
	char target[NS_MAXDNAME];
	ns_msg message;
	ns_rr record;

	if (begin(answer, length, &message, &chain) < 0) {
		*errnop = EBADMSG;
		*h_errnop = NO_RECOVERY;
		return NSS_STATUS_UNAVAIL;
	}
	for (int i = 0; i < ns_msg_count(message, ns_s_an); i++) {
		if (ns_parserr(&message, ns_s_an, i, &record) < 0 ||
		    read_name(&message, &record, target) < 0)
			break;
		if (ns_rr_class(record) != ns_c_in ||
		    strcasecmp(ns_rr_name(record), chain.name) != 0)
			continue;
		if (ns_rr_type(record) == ns_t_cname) {
			strcpy(chain.name, target);
		} else if (ns_rr_type(record) == ns_t_ptr) {
			if (!res_hnok(target))
				break;
			take_ttl(&record, ttl);
			names_host_name(host, target);
			*h_errnop = NETDB_SUCCESS;
			return NSS_STATUS_SUCCESS;
		}
	}
	*errnop = ENOENT;
	*h_errnop = NO_RECOVERY;
	return NSS_STATUS_TRYAGAIN;
}

#endif
