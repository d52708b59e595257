/* Services, protocols, networks, remote procedures and Ethernet addresses from files, for static
 * programs of glibc before 2.34. */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "names.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <net/ethernet.h>
#include <stdlib.h>
#include <string.h>

#if !__GLIBC_PREREQ(2, 34)

/* What glibc's modules call an entry of /etc/ethers: it is in no header of glibc's. */
struct etherent {
	const char *name;
	struct ether_addr address;
};

/* Reads a number, which the end of the line or a stop follows: white space, or the character
 * given. Returns 0 if there is no number. A number of more than 32 bits becomes UINT32_MAX. */
static int number(char **line, int base, char stop, uint32_t *value)
{
	char *end;
	unsigned long read = strtoul(*line, &end, base);

	*value = read > UINT32_MAX ? UINT32_MAX : (uint32_t)read;
	if (end == *line || (*end && *end != stop && (stop || !isspace((unsigned char)*end))))
		return 0;
	if (*end)
		end++;
	while (!stop && isspace((unsigned char)*end))
		end++;
	*line = end;
	return 1;
}

static int parse_service(char *line, void *entry, struct names_room *room)
{
	struct servent *service = entry;
	uint32_t port;

	service->s_name = names_word(&line, '\0');
	if (!number(&line, 0, '/', &port))
		return 0;
	service->s_port = htons((uint16_t)port);
	service->s_proto = names_word(&line, '\0');
	service->s_aliases = names_words(line, room);
	return service->s_aliases ? 1 : -1;
}

static int parse_protocol(char *line, void *entry, struct names_room *room)
{
	struct protoent *protocol = entry;
	uint32_t value;

	protocol->p_name = names_word(&line, '\0');
	if (!number(&line, 10, '\0', &value))
		return 0;
	protocol->p_proto = (int)value;
	protocol->p_aliases = names_words(line, room);
	return protocol->p_aliases ? 1 : -1;
}

static int parse_rpc(char *line, void *entry, struct names_room *room)
{
	struct rpcent *program = entry;
	uint32_t value;

	program->r_name = names_word(&line, '\0');
	if (!number(&line, 10, '\0', &value))
		return 0;
	program->r_number = (int)value;
	program->r_aliases = names_words(line, room);
	return program->r_aliases ? 1 : -1;
}

/* A network's number may lack its last parts, which are then 0. */
static int parse_network(char *line, void *entry, struct names_room *room)
{
	struct netent *network = entry;
	char padded[64];
	const char *address;
	size_t dots = 0;

	network->n_name = names_word(&line, '\0');
	address = names_word(&line, '\0');
	if (strlen(address) + sizeof(".0.0.0") > sizeof(padded))
		return 0;
	strcpy(padded, address);
	for (const char *c = address; *c; c++)
		dots += *c == '.';
	while (dots++ < 3)
		strcat(padded, ".0");
	network->n_net = inet_network(padded);
	network->n_addrtype = AF_INET;
	network->n_aliases = names_words(line, room);
	return network->n_aliases ? 1 : -1;
}

static int parse_ether(char *line, void *entry, struct names_room *room)
{
	struct etherent *ether = entry;
	uint32_t octet;

	(void)room;
	for (int i = 0; i < 6; i++) {
		if (!number(&line, 16, i < 5 ? ':' : '\0', &octet) || octet > 0xff)
			return 0;
		ether->address.ether_addr_octet[i] = (uint8_t)octet;
	}
	ether->name = names_word(&line, '\0');
	return 1;
}

#define READER(kind)                                                                               \
	static int read_##kind(FILE *stream, void *entry, char *buffer, size_t size)               \
	{                                                                                          \
		return names_read(stream, parse_##kind, entry, buffer, size);                      \
	}

READER(service)
READER(protocol)
READER(rpc)
READER(network)
READER(ether)

static const struct names_database services = { "/etc/services", read_service };
static const struct names_database protocols = { "/etc/protocols", read_protocol };
static const struct names_database rpc = { "/etc/rpc", read_rpc };
static const struct names_database networks = { "/etc/networks", read_network };
static const struct names_database ethers = { "/etc/ethers", read_ether };

NAMES_CURSOR(servent, struct servent, services)
NAMES_CURSOR(protoent, struct protoent, protocols)
NAMES_CURSOR(rpcent, struct rpcent, rpc)
NAMES_CURSOR(etherent, struct etherent, ethers)
NAMES_CURSOR_ENDS(netent, networks)

static enum nss_status files_getnetent(struct netent *result, char *buffer, size_t size,
				       int *errnop, int *h_errnop)
{
	return names_with_h_errno(names_get(&netent_cursor, result, buffer, size, errnop),
				  h_errnop);
}

struct service_key {
	const char *name, *protocol; /* any protocol where NULL */
	int port;
};

static int has_protocol(const struct servent *service, const char *protocol)
{
	return !protocol || strcmp(service->s_proto, protocol) == 0;
}

static int has_service_name(const void *entry, const void *key)
{
	const struct servent *service = entry;
	const struct service_key *sought = key;

	return has_protocol(service, sought->protocol) &&
	       names_is_one(sought->name, service->s_name, service->s_aliases, strcmp);
}

static int has_service_port(const void *entry, const void *key)
{
	const struct servent *service = entry;
	const struct service_key *sought = key;

	return has_protocol(service, sought->protocol) && service->s_port == sought->port;
}

static int has_protocol_name(const void *entry, const void *key)
{
	const struct protoent *protocol = entry;

	return names_is_one(key, protocol->p_name, protocol->p_aliases, strcmp);
}

static int has_protocol_number(const void *entry, const void *key)
{
	return ((const struct protoent *)entry)->p_proto == *(const int *)key;
}

static int has_rpc_name(const void *entry, const void *key)
{
	const struct rpcent *program = entry;

	return names_is_one(key, program->r_name, program->r_aliases, strcmp);
}

static int has_rpc_number(const void *entry, const void *key)
{
	return ((const struct rpcent *)entry)->r_number == *(const int *)key;
}

static int has_network_name(const void *entry, const void *key)
{
	const struct netent *network = entry;

	return names_is_one(key, network->n_name, network->n_aliases, strcasecmp);
}

static int has_network_number(const void *entry, const void *key)
{
	return ((const struct netent *)entry)->n_net == *(const uint32_t *)key;
}

static int has_ether_name(const void *entry, const void *key)
{
	return strcasecmp(((const struct etherent *)entry)->name, key) == 0;
}

static int has_ether_address(const void *entry, const void *key)
{
	const struct etherent *ether = entry;

	return memcmp(&ether->address, key, sizeof(ether->address)) == 0;
}

static enum nss_status files_getservbyname(const char *name, const char *protocol,
					   struct servent *result, char *buffer, size_t size,
					   int *errnop)
{
	const struct service_key key = { .name = name, .protocol = protocol };

	return names_find(&services, has_service_name, &key, result, buffer, size, errnop);
}

static enum nss_status files_getservbyport(int port, const char *protocol, struct servent *result,
					   char *buffer, size_t size, int *errnop)
{
	const struct service_key key = { .protocol = protocol, .port = port };

	return names_find(&services, has_service_port, &key, result, buffer, size, errnop);
}

static enum nss_status files_getprotobyname(const char *name, struct protoent *result, char *buffer,
					    size_t size, int *errnop)
{
	return names_find(&protocols, has_protocol_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getprotobynumber(int value, struct protoent *result, char *buffer,
					      size_t size, int *errnop)
{
	return names_find(&protocols, has_protocol_number, &value, result, buffer, size, errnop);
}

static enum nss_status files_getrpcbyname(const char *name, struct rpcent *result, char *buffer,
					  size_t size, int *errnop)
{
	return names_find(&rpc, has_rpc_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getrpcbynumber(int value, struct rpcent *result, char *buffer,
					    size_t size, int *errnop)
{
	return names_find(&rpc, has_rpc_number, &value, result, buffer, size, errnop);
}

static enum nss_status files_getnetbyname(const char *name, struct netent *result, char *buffer,
					  size_t size, int *errnop, int *h_errnop)
{
	return names_with_h_errno(names_find(&networks, has_network_name, name, result, buffer,
					     size, errnop),
				  h_errnop);
}

static enum nss_status files_getnetbyaddr(uint32_t net, int type, struct netent *result,
					  char *buffer, size_t size, int *errnop, int *h_errnop)
{
	if (type != AF_UNSPEC && type != AF_INET)
		return names_with_h_errno(NSS_STATUS_NOTFOUND, h_errnop);
	return names_with_h_errno(names_find(&networks, has_network_number, &net, result, buffer,
					     size, errnop),
				  h_errnop);
}

static enum nss_status files_gethostton(const char *name, struct etherent *result, char *buffer,
					size_t size, int *errnop)
{
	return names_find(&ethers, has_ether_name, name, result, buffer, size, errnop);
}

static enum nss_status files_getntohost(const struct ether_addr *address, struct etherent *result,
					char *buffer, size_t size, int *errnop)
{
	return names_find(&ethers, has_ether_address, address, result, buffer, size, errnop);
}

const struct names_function names_files_lists[] = {
	{ "setservent", files_setservent },
	{ "getservent_r", files_getservent },
	{ "endservent", files_endservent },
	{ "getservbyname_r", files_getservbyname },
	{ "getservbyport_r", files_getservbyport },
	{ "setprotoent", files_setprotoent },
	{ "getprotoent_r", files_getprotoent },
	{ "endprotoent", files_endprotoent },
	{ "getprotobyname_r", files_getprotobyname },
	{ "getprotobynumber_r", files_getprotobynumber },
	{ "setrpcent", files_setrpcent },
	{ "getrpcent_r", files_getrpcent },
	{ "endrpcent", files_endrpcent },
	{ "getrpcbyname_r", files_getrpcbyname },
	{ "getrpcbynumber_r", files_getrpcbynumber },
	{ "setnetent", files_setnetent },
	{ "getnetent_r", files_getnetent },
	{ "endnetent", files_endnetent },
	{ "getnetbyname_r", files_getnetbyname },
	{ "getnetbyaddr_r", files_getnetbyaddr },
	{ "setetherent", files_setetherent },
	{ "getetherent_r", files_getetherent },
	{ "endetherent", files_endetherent },
	{ "gethostton_r", files_gethostton },
	{ "getntohost_r", files_getntohost },
	{ NULL, NULL },
};

#endif
