/* Hosts from /etc/hosts, for static programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

/* glibc's own of /etc/host.conf, the same from 2.17 to 2.33; there where hosts are looked up. */
extern struct {
	int unused[7];
	const char *domains[4];
	unsigned int flags;
} _res_hconf __attribute__((weak));

enum { MULTI = 1 << 4 }; /* all lines with the name count, not the first alone */

/* A line of the file. */
struct line {
	int family; /* wanted: AF_UNSPEC is either; then what the address has */
	unsigned char address[16];
	char *name, **aliases;
};

static int is_v4(const struct in6_addr *address)
{
	return IN6_IS_ADDR_V4MAPPED(address) || IN6_IS_ADDR_LOOPBACK(address);
}

/* The address in the family that is wanted. Where that is AF_INET, ::1 is 127.0.0.1, as it always
 * was in glibc. Returns 0 where it is of the other one. */
static int take_address(const char *text, struct line *line)
{
	static const unsigned char loopback[4] = { 127, 0, 0, 1 };
	struct in6_addr address;

	if (line->family != AF_INET6 && inet_pton(AF_INET, text, line->address) > 0) {
		line->family = AF_INET;
		return 1;
	}
	if (inet_pton(AF_INET6, text, &address) <= 0)
		return 0;
	if (line->family == AF_INET) {
		if (!is_v4(&address))
			return 0;
		memcpy(line->address,
		       IN6_IS_ADDR_LOOPBACK(&address) ? loopback : &address.s6_addr[12], 4);
		return 1;
	}
	memcpy(line->address, &address, sizeof(address));
	line->family = AF_INET6;
	return 1;
}

static int parse_line(char *text, void *entry, struct names_room *room)
{
	struct line *line = entry, parsed = *line;

	if (!take_address(names_word(&text, '\0'), &parsed))
		return 0;
	parsed.name = names_word(&text, '\0');
	parsed.aliases = names_words(text, room);
	if (!parsed.aliases)
		return -1;
	*line = parsed;
	return 1;
}

static int read_line(FILE *stream, void *entry, char *buffer, size_t size)
{
	return names_read(stream, parse_line, entry, buffer, size);
}

static void add_line(struct names_host *host, const struct line *line)
{
	int is_first = !host->name;

	if (is_first)
		names_host_name(host, line->name);
	for (char **alias = line->aliases; *alias; alias++)
		names_host_alias(host, *alias);
	if (!is_first && strcmp(host->name, line->name) != 0)
		names_host_alias(host, line->name);
	names_host_address(host, line->family, line->address);
}

/* All that the file has of a name in a family, or in both where that is AF_UNSPEC. */
static enum nss_status look_up(const char *name, int family, struct names_host *host, int *errnop,
			       int *h_errnop)
{
	enum nss_status status;
	struct names_buffer buffer = { NULL, 0 };
	int error = 0, saved = errno;
	FILE *stream = names_open("/etc/hosts", &status);

	*h_errnop = NO_DATA;
	if (!stream) {
		*errnop = errno;
		return status;
	}
	while (!host->failed && error == 0) {
		struct line line = { .family = family };

		error = names_read_whole(stream, read_line, &line, &buffer);
		if (error == ENOMEM) {
			host->failed = 1;
		} else if (error == 0 && names_is_one(name, line.name, line.aliases, strcasecmp)) {
			add_line(host, &line);
			if (!(&_res_hconf && (_res_hconf.flags & MULTI)))
				break;
		}
	}
	free(buffer.bytes);
	fclose(stream);
	errno = saved;
	if (host->address_count > 0 || host->failed)
		return NSS_STATUS_SUCCESS;
	*h_errnop = HOST_NOT_FOUND;
	return NSS_STATUS_NOTFOUND;
}

static enum nss_status files_gethostbyname3(const char *name, int family, struct hostent *result,
					    char *buffer, size_t size, int *errnop, int *h_errnop,
					    int32_t *ttl, char **canonical)
{
	struct names_host host = { 0 };
	enum nss_status status = look_up(name, family, &host, errnop, h_errnop);

	(void)ttl;
	if (status == NSS_STATUS_SUCCESS)
		status = names_host_entry(&host, family, result, buffer, size, errnop, h_errnop);
	if (status == NSS_STATUS_SUCCESS && canonical)
		*canonical = result->h_name;
	names_host_release(&host);
	return status;
}

static enum nss_status files_gethostbyname2(const char *name, int family, struct hostent *result,
					    char *buffer, size_t size, int *errnop, int *h_errnop)
{
	return files_gethostbyname3(name, family, result, buffer, size, errnop, h_errnop, NULL,
				    NULL);
}

static enum nss_status files_gethostbyname(const char *name, struct hostent *result, char *buffer,
					   size_t size, int *errnop, int *h_errnop)
{
	return files_gethostbyname2(name, AF_INET, result, buffer, size, errnop, h_errnop);
}

static enum nss_status files_gethostbyname4(const char *name, struct gaih_addrtuple **list,
					    char *buffer, size_t size, int *errnop, int *h_errnop,
					    int32_t *ttl)
{
	struct names_host host = { 0 };
	enum nss_status status = look_up(name, AF_UNSPEC, &host, errnop, h_errnop);

	(void)ttl;
	if (status == NSS_STATUS_SUCCESS)
		status = names_host_tuples(&host, list, buffer, size, errnop, h_errnop);
	names_host_release(&host);
	return status;
}

/* A line as a host: its names stay where they are, the address goes behind them. */
static int read_host(FILE *stream, int family, struct hostent *host, char *buffer, size_t size)
{
	struct line line = { .family = family };
	struct names_room room = { buffer, buffer + size };
	const size_t length = family == AF_INET ? 4 : 16;
	char **addresses = names_take(&room, 2 * sizeof(*addresses), _Alignof(char *));
	void *address = names_take(&room, length, _Alignof(uint32_t));
	int error = ERANGE;

	if (addresses && address)
		error = read_line(stream, &line, room.next, (size_t)(room.end - room.next));
	if (error != 0)
		return error;
	memcpy(address, line.address, length);
	addresses[0] = address;
	addresses[1] = NULL;
	*host = (struct hostent){
		.h_name = line.name,
		.h_aliases = line.aliases,
		.h_addrtype = family,
		.h_length = (int)length,
		.h_addr_list = addresses,
	};
	return 0;
}

static int read_v4(FILE *stream, void *entry, char *buffer, size_t size)
{
	return read_host(stream, AF_INET, entry, buffer, size);
}

static int read_v6(FILE *stream, void *entry, char *buffer, size_t size)
{
	return read_host(stream, AF_INET6, entry, buffer, size);
}

static const struct names_database hosts_v4 = { "/etc/hosts", read_v4 };
static const struct names_database hosts_v6 = { "/etc/hosts", read_v6 };

static int has_address(const void *entry, const void *key)
{
	const struct hostent *host = entry;

	return memcmp(host->h_addr_list[0], key, (size_t)host->h_length) == 0;
}

static enum nss_status files_gethostbyaddr(const void *address, socklen_t length, int family,
					   struct hostent *result, char *buffer, size_t size,
					   int *errnop, int *h_errnop)
{
	enum nss_status status = NSS_STATUS_NOTFOUND;

	if (family == AF_INET && length == 4)
		status = names_find(&hosts_v4, has_address, address, result, buffer, size, errnop);
	else if (family == AF_INET6 && length == 16)
		status = names_find(&hosts_v6, has_address, address, result, buffer, size, errnop);
	*h_errnop = NETDB_SUCCESS;
	return names_with_h_errno(status, h_errnop);
}

NAMES_CURSOR_ENDS(hostent, hosts_v4)

static enum nss_status files_gethostent(struct hostent *result, char *buffer, size_t size,
					int *errnop, int *h_errnop)
{
	*h_errnop = NETDB_SUCCESS;
	return names_with_h_errno(names_get(&hostent_cursor, result, buffer, size, errnop),
				  h_errnop);
}

const struct names_function names_files_hosts[] = {
	{ "gethostbyname_r", files_gethostbyname },
	{ "gethostbyname2_r", files_gethostbyname2 },
#if __GLIBC_PREREQ(2, 18)
	/* 2.17's own module does not have it, and its getaddrinfo() would find another official
	 * name with it. */
	{ "gethostbyname3_r", files_gethostbyname3 },
#endif
	{ "gethostbyname4_r", files_gethostbyname4 },
	{ "gethostbyaddr_r", files_gethostbyaddr },
	{ "sethostent", files_sethostent },
	{ "gethostent_r", files_gethostent },
	{ "endhostent", files_endhostent },
	{ NULL, NULL },
};

#endif
