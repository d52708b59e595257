/* Names of hosts and users: numbers, /etc/hosts, a name server, and what does not exist. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <arpa/inet.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <pwd.h>
#include <resolv.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* "192.0.2.7" of the first answer, or how it failed. */
static const char *lookup(const char *name, int family, int flags)
{
	static char text[INET6_ADDRSTRLEN];
	struct addrinfo hints = { .ai_family = family, .ai_socktype = SOCK_STREAM };
	struct addrinfo *found = NULL;
	int failed;

	hints.ai_flags = flags;
	failed = getaddrinfo(name, "80", &hints, &found);
	if (failed)
		return failed == EAI_NONAME || failed == EAI_NODATA ? "none" : gai_strerror(failed);
	failed = getnameinfo(found->ai_addr, found->ai_addrlen, text, sizeof(text), NULL, 0,
			     NI_NUMERICHOST);
	if (ntohs(((struct sockaddr_in *)found->ai_addr)->sin_port) != 80)
		failed = EAI_SERVICE;
	freeaddrinfo(found);
	return failed ? gai_strerror(failed) : text;
}

static void check_numbers(void)
{
	struct in6_addr six;
	char text[INET6_ADDRSTRLEN];

	CHECK_STR(lookup("127.0.0.1", AF_UNSPEC, AI_NUMERICHOST), "127.0.0.1");
	CHECK_STR(lookup("::1", AF_UNSPEC, AI_NUMERICHOST), "::1");
	CHECK_STR(lookup("2001:db8::7", AF_INET6, 0), "2001:db8::7");
	CHECK_STR(lookup("localhost", AF_UNSPEC, AI_NUMERICHOST), "none");
	CHECK_STR(lookup(NULL, AF_INET, AI_PASSIVE), "0.0.0.0");
	CHECK_STR(lookup(NULL, AF_INET, 0), "127.0.0.1");
	CHECK_INT(inet_pton(AF_INET6, "fe80::1:2", &six), 1);
	CHECK_STR(inet_ntop(AF_INET6, &six, text, sizeof(text)), "fe80::1:2");
	CHECK_INT(inet_pton(AF_INET, "1.2.3", text), 0);
	CHECK(inet_addr("1.2.3.4") == htonl(0x01020304));
}

/* A name server on 127.0.0.1: it knows the address of conform.example and no other name. */
static void *serve_names(void *arg)
{
	static const unsigned char name[] = "\7conform\7example";
	static const unsigned char answer[] = {
		0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 9
	};
	int fd = *(int *)arg;
	unsigned char packet[512 + sizeof(answer)];
	struct sockaddr_in from;
	ssize_t size;

	for (;;) {
		socklen_t from_size = sizeof(from);
		bool known, four;

		size = recvfrom(fd, packet, 512, 0, (struct sockaddr *)&from, &from_size);
		if (size < 17)
			return NULL;
		known = strcasecmp((char *)packet + 12, (const char *)name) == 0;
		/* What follows the question (EDNS) is not answered. */
		size = 12 + (ssize_t)strlen((char *)packet + 12) + 1 + 4;
		four = packet[size - 3] == 1;
		packet[2] = 0x84 | (packet[2] & 1);
		packet[3] = known ? 0x80 : 0x83;
		memset(packet + 6, 0, 6);
		if (known && four) {
			packet[7] = 1;
			memcpy(packet + size, answer, sizeof(answer));
			size += (ssize_t)sizeof(answer);
		}
		sendto(fd, packet, (size_t)size, 0, (struct sockaddr *)&from, from_size);
	}
}

/* Names, all of which the script gave: hosts says 192.0.2.7, the name server 192.0.2.9. */
static void check_own(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(53) };
	int fd = socket(AF_INET, SOCK_DGRAM, 0);
	struct hostent *host;
	pthread_t thread;

	NEED(fd >= 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	NEED(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	NEED(pthread_create(&thread, NULL, serve_names, &fd) == 0);
	CHECK_STR(lookup("localhost", AF_INET, 0), "127.0.0.1");
	CHECK_STR(lookup("localhost", AF_INET6, 0), "::1");
	CHECK_STR(lookup("inhosts.example", AF_UNSPEC, 0), "192.0.2.7");
	CHECK_STR(lookup("conform.example", AF_INET, 0), "192.0.2.9");
	CHECK_STR(lookup("nowhere.example", AF_INET, 0), "none");
	host = gethostbyname("inhosts.example");
	NEED(host != NULL);
	CHECK_STR(inet_ntoa(*(struct in_addr *)host->h_addr_list[0]), "192.0.2.7");
	CHECK(gethostbyname("nowhere.example") == NULL && h_errno == HOST_NOT_FOUND);
	CHECK(getpwnam("conform-user") && getpwnam("conform-user")->pw_uid == 4711);
	CHECK(getgrgid(4712) && strcmp(getgrgid(4712)->gr_name, "conform-group") == 0);
	CHECK(getservbyname("conform", "udp") || TARGET_MUSL);
	shutdown(fd, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(fd);
}

/* In a static program of glibc: an answer or an error, and the program lives on. */
static void check_without_modules(void)
{
	const char *found = lookup("localhost", AF_INET, 0);
	struct passwd *user;

	CHECK(strcmp(found, "127.0.0.1") == 0 || found[0] > '9');
	found = lookup("nowhere.example", AF_INET, 0);
	CHECK(found[0] > '9');
	user = getpwnam("conform-user");
	CHECK(!user || user->pw_uid == 4711);
	CHECK(getpwnam("nobody-has-this-name") == NULL);
	CHECK(getgrnam("nobody-has-this-name") == NULL);
	CHECK(getservbyname("nobody-has-this-name", "tcp") == NULL);
}

void check_names(void)
{
	check_numbers();
	if (setting.own_etc && (TARGET_MUSL || !setting.is_static))
		check_own();
	else
		check_without_modules();
	CHECK(gai_strerror(EAI_NONAME)[0] != '\0');
	CHECK_STR(lookup("127.0.0.2", AF_UNSPEC, AI_NUMERICHOST), "127.0.0.2");
}
