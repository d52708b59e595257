/* Questions to DNS over libresolv.a, for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names_dns.h"

#include <errno.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

static int has_state(void)
{
	return (_res.options & RES_INIT) || res_ninit(&_res) == 0;
}

int dns_query(const char *name, int type, unsigned char *answer)
{
	errno = 0;
	return has_state() ? res_nquery(&_res, name, ns_c_in, type, answer, DNS_ANSWER_SIZE) : -1;
}

int dns_search(const char *name, int type, unsigned char *answer)
{
	errno = 0;
	return has_state() ? res_nsearch(&_res, name, ns_c_in, type, answer, DNS_ANSWER_SIZE) : -1;
}

/* What the search through the domains has met. */
struct search {
	const char *name;
	struct dns_answers *answers;
	int no_data, failed; /* a domain has the name without addresses; a server failed */
};

/* Was there no answer at all, so that another question has none either? */
static int is_silent(int error)
{
	return error == ETIMEDOUT || error == ECONNREFUSED || error == ESRCH || error == EMFILE ||
	       error == ENFILE;
}

/* Asks for both types in one domain, or for the name as it is where that is NULL. The error is the
 * first one's. */
static int ask(const struct search *search, const char *domain)
{
	struct dns_answers *answers = search->answers;
	int first_error, first_h_errno;

	errno = 0;
	answers->lengths[1] = 0;
	answers->lengths[0] = res_nquerydomain(&_res, search->name, domain, ns_c_in, ns_t_a,
					       answers->bytes[0], DNS_ANSWER_SIZE);
	if (answers->lengths[0] < 0 && is_silent(errno))
		return -1;
	first_error = errno;
	first_h_errno = h_errno;
	errno = 0;
	answers->lengths[1] = res_nquerydomain(&_res, search->name, domain, ns_c_in, ns_t_aaaa,
					       answers->bytes[1], DNS_ANSWER_SIZE);
	if (answers->lengths[0] > 0 || answers->lengths[1] > 0)
		return 0;
	if (!is_silent(errno)) {
		errno = first_error;
		h_errno = first_h_errno;
	}
	return -1;
}

/* Asks in the domains of the list. Returns 0 where one has an answer, 1 where the search goes on
 * with the name as it is, 2 where it does not, and -1 where no server answers. */
static int ask_in_domains(struct search *search, int dots)
{
	int tried_as_is = 0, done = 0;

	for (size_t i = 0; i < MAXDNSRCH && _res.dnsrch[i] && !done; i++) {
		const char *domain = _res.dnsrch[i];

		if (strcmp(domain, ".") == 0)
			domain = "";
		tried_as_is |= !*domain;
		if (ask(search, domain) == 0)
			return 0;
		if (errno == ECONNREFUSED) {
			h_errno = TRY_AGAIN;
			return -1;
		}
		if (h_errno == NO_DATA)
			search->no_data = 1;
		else if (h_errno == TRY_AGAIN &&
			 ((const HEADER *)search->answers->bytes[0])->rcode == ns_r_servfail)
			search->failed = 1;
		else if (h_errno != HOST_NOT_FOUND)
			done = 1;
		/* RES_DEFNAMES alone asks in the first domain only. */
		done |= !(_res.options & RES_DNSRCH);
	}
	return tried_as_is || (!dots && (_res.options & RES_NOTLDQUERY)) ? 2 : 1;
}

/* The list has no room for more domains: then glibc from 2.26 on knows of others. */
static int ask_beyond_list(const struct search *search)
{
#if __GLIBC_PREREQ(2, 26)
	struct dns_answers *answers = search->answers;

	if (!_res.dnsrch[MAXDNSRCH - 1])
		return -1;
	for (int i = 0; i < 2; i++)
		answers->lengths[i] =
			dns_search(search->name, i == 0 ? ns_t_a : ns_t_aaaa, answers->bytes[i]);
	return answers->lengths[0] > 0 || answers->lengths[1] > 0 ? 0 : -1;
#else
	(void)search;
	return -1;
#endif
}

static int count_dots(const char *name)
{
	int dots = 0;

	for (; *name; name++)
		dots += *name == '.';
	return dots;
}

int dns_search_both(const char *name, struct dns_answers *answers)
{
	struct search search = { .name = name, .answers = answers };
	const int dots = count_dots(name);
	const int is_absolute = dots > 0 && name[strlen(name) - 1] == '.';
	int as_is_h_errno = -1, answered;
	char alias[NS_MAXDNAME];
	const char *other;

	if (!has_state())
		return -1;
	memset(answers->bytes[0], 0, HFIXEDSZ);
	h_errno = HOST_NOT_FOUND;
	if (dots == 0 && (other = res_hostalias(&_res, name, alias, sizeof(alias))) != NULL) {
		search.name = other;
		return ask(&search, NULL);
	}
	if (dots >= (int)_res.ndots || is_absolute) {
		if (ask(&search, NULL) == 0)
			return 0;
		if (is_absolute)
			return -1;
		as_is_h_errno = h_errno;
	}
	if (_res.options & (dots ? RES_DNSRCH : RES_DEFNAMES)) {
		answered = ask_in_domains(&search, dots);
		if (answered <= 0)
			return answered;
		if (ask_beyond_list(&search) == 0)
			return 0;
		if (answered == 2 && as_is_h_errno < 0)
			as_is_h_errno = h_errno;
	}
	if (as_is_h_errno < 0 && ask(&search, NULL) == 0)
		return 0;
	/* The most telling error is the name's own; then that it is known somewhere. */
	if (as_is_h_errno >= 0)
		h_errno = as_is_h_errno;
	else if (search.no_data)
		h_errno = NO_DATA;
	else if (search.failed)
		h_errno = TRY_AGAIN;
	return -1;
}

#endif
