/* Asks for names in every way that glibc has, and prints what comes back.
 *
 *   ask NAME...         by each function
 *   ask -t COUNT NAME   64 threads, each COUNT times; then what is left of descriptors
 */
/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <pthread.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void by_addrinfo(const char *name, int family, int flags)
{
	struct addrinfo hints = { .ai_family = family, .ai_flags = flags }, *found = NULL;
	int failed;
	char text[64];

	hints.ai_socktype = SOCK_STREAM;
	failed = getaddrinfo(name, "http", &hints, &found);
	printf("getaddrinfo %s %d %#x: %s", name, family, flags,
	       failed ? gai_strerror(failed) : "found");
	if (!failed && found->ai_canonname)
		printf(" as %s", found->ai_canonname);
	for (struct addrinfo *at = found; at; at = at->ai_next) {
		getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof(text), NULL, 0,
			    NI_NUMERICHOST);
		printf(" %s", text);
	}
	putchar('\n');
	if (found)
		freeaddrinfo(found);
}

static void print_host(const char *how, const struct hostent *host)
{
	char text[64];

	if (!host) {
		printf("%s: h_errno %d\n", how, h_errno);
		return;
	}
	printf("%s: %s (", how, host->h_name);
	for (char **alias = host->h_aliases; *alias; alias++)
		printf(" %s", *alias);
	printf(" )");
	for (char **address = host->h_addr_list; *address; address++)
		printf(" %s", inet_ntop(host->h_addrtype, *address, text, sizeof(text)));
	putchar('\n');
}

static void by_address(const char *text)
{
	unsigned char bytes[16];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, text, bytes) > 0)
		print_host(text, gethostbyaddr(bytes, family == AF_INET ? 4 : 16, family));
}

static void users(void)
{
	struct passwd *user;
	struct group *group;
	struct spwd *shadow;
	gid_t groups[64];
	int count = 64;

	while ((user = getpwent()))
		printf("user %s %d %s\n", user->pw_name, (int)user->pw_uid, user->pw_dir);
	endpwent();
	while ((group = getgrent()))
		printf("group %s %d\n", group->gr_name, (int)group->gr_gid);
	endgrent();
	user = getpwnam("alice");
	printf("alice: %s\n", user ? user->pw_shell : "nobody");
	user = getpwuid(1000);
	printf("1000: %s\n", user ? user->pw_name : "nobody");
	printf("mallory: %s\n", getpwnam("mallory") ? "somebody" : "nobody");
	group = getgrnam("wheel");
	printf("wheel: %s\n", group ? group->gr_mem[0] : "none");
	group = getgrgid(1001);
	printf("1001: %s\n", group ? group->gr_name : "none");
	shadow = getspnam("alice");
	printf("shadow: %s\n", shadow ? shadow->sp_pwdp : "none");
	if (getgrouplist("alice", 1000, groups, &count) < 0)
		puts("getgrouplist failed");
	for (int i = 0; i < count; i++)
		printf("alice is in %d\n", (int)groups[i]);
}

static void lists(void)
{
	struct servent *service;
	struct protoent *protocol;
	struct netent *network;
	struct rpcent *program;
	struct ether_addr ether;
	char host[256];

	while ((service = getservent()))
		printf("service %s %d %s\n", service->s_name, ntohs((uint16_t)service->s_port),
		       service->s_proto);
	service = getservbyname("www", "tcp");
	printf("www: %s\n", service ? service->s_name : "none");
	service = getservbyport(htons(53), "udp");
	printf("53: %s\n", service ? service->s_name : "none");
	protocol = getprotobyname("TCP");
	printf("TCP: %d\n", protocol ? protocol->p_proto : -1);
	protocol = getprotobynumber(17);
	printf("17: %s\n", protocol ? protocol->p_name : "none");
	network = getnetbyname("link-local");
	printf("link-local: %x\n", network ? network->n_net : 0);
	network = getnetbyaddr(0x7f000000, AF_INET);
	printf("127: %s\n", network ? network->n_name : "none");
	program = getrpcbyname("portmap");
	printf("portmap: %d\n", program ? program->r_number : -1);
	printf("ether: %s\n", ether_hostton("box", &ether) == 0 ? ether_ntoa(&ether) : "none");
	if (ether_ntohost(host, &ether) == 0)
		printf("ether: %s\n", host);
	printf("netgroup: %d %d\n", innetgr("trusted", "one", NULL, NULL),
	       innetgr("trusted", "two", NULL, NULL));
}

static int rounds;
static const char *asked;

static void *ask_often(void *unused)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	struct passwd entry, *user;
	char buffer[1024];

	(void)unused;
	for (int i = 0; i < rounds; i++) {
		if (getaddrinfo(asked, NULL, &hints, &found) != 0)
			return "getaddrinfo";
		freeaddrinfo(found);
		if (getpwnam_r("alice", &entry, buffer, sizeof(buffer), &user) != 0 || !user)
			return "getpwnam_r";
	}
	return NULL;
}

static int descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	int count = 0;

	while (folder && readdir(folder))
		count++;
	if (folder)
		closedir(folder);
	return count;
}

static int with_threads(void)
{
	pthread_t threads[64];
	int before = descriptors();
	void *failed;

	for (int i = 0; i < 64; i++)
		if (pthread_create(&threads[i], NULL, ask_often, NULL) != 0)
			return puts("pthread_create"), 1;
	for (int i = 0; i < 64; i++) {
		pthread_join(threads[i], &failed);
		if (failed)
			return printf("%s failed\n", (const char *)failed), 1;
	}
	printf("%d descriptors more\n", descriptors() - before);
	return descriptors() != before;
}

int main(int argc, char **argv)
{
	struct hostent *host;

	if (argc == 4 && strcmp(argv[1], "-t") == 0) {
		rounds = atoi(argv[2]);
		asked = argv[3];
		return with_threads();
	}
	for (int i = 1; i < argc; i++) {
		by_addrinfo(argv[i], AF_UNSPEC, AI_CANONNAME);
		by_addrinfo(argv[i], AF_INET, AI_CANONNAME);
		by_addrinfo(argv[i], AF_INET6, 0);
		by_addrinfo(argv[i], AF_INET6, AI_V4MAPPED | AI_ALL);
		print_host("gethostbyname", gethostbyname(argv[i]));
		print_host("gethostbyname2", gethostbyname2(argv[i], AF_INET6));
		by_address(argv[i]);
	}
	while ((host = gethostent()))
		print_host("gethostent", host);
	endhostent();
	users();
	lists();
	return 0;
}
