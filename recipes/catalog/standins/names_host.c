/* What is known of a host, and how it gets into the caller's buffer, for static programs of glibc
 * before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

void names_host_name(struct names_host *host, const char *name)
{
	free(host->name);
	host->name = strdup(name);
	if (!host->name)
		host->failed = 1;
}

void names_host_alias(struct names_host *host, const char *name)
{
	char **grown = realloc(host->aliases, (host->alias_count + 1) * sizeof(*host->aliases));
	char *copy = strdup(name);

	if (grown)
		host->aliases = grown;
	if (grown && copy) {
		host->aliases[host->alias_count++] = copy;
	} else {
		free(copy);
		host->failed = 1;
	}
}

void names_host_address(struct names_host *host, int family, const void *bytes)
{
	struct names_address *grown =
		realloc(host->addresses, (host->address_count + 1) * sizeof(*host->addresses));

	if (!grown) {
		host->failed = 1;
		return;
	}
	host->addresses = grown;
	grown += host->address_count++;
	grown->family = family;
	memcpy(grown->bytes, bytes, family == AF_INET ? 4 : 16);
}

void names_host_release(struct names_host *host)
{
	for (size_t i = 0; i < host->alias_count; i++)
		free(host->aliases[i]);
	free(host->aliases);
	free(host->addresses);
	free(host->name);
}

static enum nss_status does_not_fit(int error, int *errnop, int *h_errnop)
{
	*errnop = error;
	*h_errnop = NETDB_INTERNAL;
	return NSS_STATUS_TRYAGAIN;
}

/* Pointers for count things and the NULL behind them, or NULL. */
static char **take_list(struct names_room *room, size_t count)
{
	char **list = names_take(room, (count + 1) * sizeof(*list), _Alignof(char *));

	if (list)
		list[count] = NULL;
	return list;
}

enum nss_status names_host_entry(const struct names_host *host, int family, struct hostent *result,
				 char *buffer, size_t size, int *errnop, int *h_errnop)
{
	struct names_room room = { buffer, buffer + size };
	const size_t length = family == AF_INET ? 4 : 16;
	char **addresses, **aliases;
	int fits;

	if (host->failed)
		return does_not_fit(ENOMEM, errnop, h_errnop);
	addresses = take_list(&room, host->address_count);
	aliases = addresses ? take_list(&room, host->alias_count) : NULL;
	fits = aliases != NULL;
	for (size_t i = 0; fits && i < host->address_count; i++) {
		addresses[i] = names_take(&room, length, _Alignof(uint32_t));
		fits = addresses[i] != NULL;
		if (fits)
			memcpy(addresses[i], host->addresses[i].bytes, length);
	}
	for (size_t i = 0; fits && i < host->alias_count; i++) {
		aliases[i] = names_text(&room, host->aliases[i]);
		fits = aliases[i] != NULL;
	}
	if (fits) {
		result->h_name = names_text(&room, host->name ? host->name : "");
		fits = result->h_name != NULL;
	}
	if (!fits)
		return does_not_fit(ERANGE, errnop, h_errnop);
	result->h_aliases = aliases;
	result->h_addr_list = addresses;
	result->h_addrtype = family;
	result->h_length = (int)length;
	*h_errnop = NETDB_SUCCESS;
	return NSS_STATUS_SUCCESS;
}

enum nss_status names_host_tuples(const struct names_host *host, struct gaih_addrtuple **list,
				  char *buffer, size_t size, int *errnop, int *h_errnop)
{
	struct names_room room = { buffer, buffer + size };
	char *name;

	if (host->failed)
		return does_not_fit(ENOMEM, errnop, h_errnop);
	name = names_text(&room, host->name ? host->name : "");
	if (!name)
		return does_not_fit(ERANGE, errnop, h_errnop);
	for (size_t i = 0; i < host->address_count; i++) {
		const struct names_address *address = &host->addresses[i];

		if (!*list)
			*list = names_take(&room, sizeof(**list), _Alignof(struct gaih_addrtuple));
		if (!*list)
			return does_not_fit(ERANGE, errnop, h_errnop);
		**list = (struct gaih_addrtuple){
			.name = i == 0 ? name : NULL,
			.family = address->family,
		};
		memcpy((*list)->addr, address->bytes, address->family == AF_INET ? 4 : 16);
		list = &(*list)->next;
	}
	*h_errnop = NETDB_SUCCESS;
	return NSS_STATUS_SUCCESS;
}

#endif
