/* Names of hosts, by way of /etc/hosts and of a name server on 127.0.0.1 that this program brings.
 */
/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

/* conform.example has the address 192.0.2.9, and nothing else exists. */
static void serve(int fd)
{
	static const unsigned char name[] = "\7conform\7example";
	static const unsigned char record[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 9
	};
	unsigned char packet[512 + sizeof(record)];
	struct sockaddr_in from;
	ssize_t size;

	for (;;) {
		socklen_t length = sizeof(from);
		int known;

		size = recvfrom(fd, packet, 512, 0, (struct sockaddr *)&from, &length);
		if (size < 17)
			_exit(0);
		known = strcasecmp((char *)packet + 12, (const char *)name) == 0;
		size = 12 + (ssize_t)strlen((char *)packet + 12) + 1 + 4;
		packet[2] = 0x84 | (packet[2] & 1);
		packet[3] = known ? 0x80 : 0x83;
		memset(packet + 6, 0, 6);
		if (known && packet[size - 3] == 1) {
			packet[7] = 1;
			memcpy(packet + size, record, sizeof(record));
			size += (ssize_t)sizeof(record);
		}
		sendto(fd, packet, (size_t)size, 0, (struct sockaddr *)&from, length);
	}
}

/* Says what went wrong; 0 if the name has the address. */
static int wrong(const char *name, const char *wanted)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	char text[INET6_ADDRSTRLEN] = "";
	int failed = getaddrinfo(name, "80", &hints, &found);

	if (failed) {
		if (!wanted && (failed == EAI_NONAME || failed == EAI_NODATA))
			return 0;
		return printf("getaddrinfo: %s: %s\n", name, gai_strerror(failed));
	}
	getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0, NI_NUMERICHOST);
	freeaddrinfo(found);
	return wanted && strcmp(text, wanted) == 0 ? 0
						   : printf("getaddrinfo: %s is %s\n", name, text);
}

int main(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(53) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct hostent *host;
	struct servent *service;
	pid_t server;
	int bad;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return puts("no name server"), 1;
	server = fork();
	if (server == 0)
		serve(fd);
	bad = wrong("localhost", "127.0.0.1") || wrong("inhosts.example", "192.0.2.7") ||
	      wrong("conform.example", "192.0.2.9") || wrong("nowhere.example", NULL);
	if (!bad) {
		host = gethostbyname("inhosts.example");
		service = getservbyname("http", "tcp");
		bad = !host ||
		      strcmp(inet_ntoa(*(struct in_addr *)host->h_addr_list[0]), "192.0.2.7") !=
			      0 ||
		      !service || service->s_port != htons(80);
		if (bad)
			puts("gethostbyname, getservbyname");
	}
	kill(server, SIGKILL);
	return bad != 0;
}
