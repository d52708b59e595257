/* Sockets between threads and processes, with the structures that libraries and kernel share. */
/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void *serve(void *arg)
{
	int listener = *(int *)arg, fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	char buffer[64];
	ssize_t size;

	if (fd < 0)
		return NULL;
	size = recv(fd, buffer, sizeof(buffer), 0);
	for (ssize_t i = 0; i < size; i++)
		buffer[i] ^= 0x20;
	if (send(fd, buffer, (size_t)size, MSG_NOSIGNAL) != size)
		return NULL;
	close(fd);
	return arg;
}

static void check_tcp(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address), option_size = sizeof(int);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1, got = 0;
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
	char said[16] = "";
	pthread_t thread;
	fd_set set;
	void *served = NULL;

	NEED(listener >= 0 && fd >= 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	NEED(bind(listener, (struct sockaddr *)&address, sizeof(address)) == 0);
	NEED(listen(listener, 1) == 0);
	NEED(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
	NEED(pthread_create(&thread, NULL, serve, &listener) == 0);
	CHECK_INT(setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)), 0);
	CHECK_INT(getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &got, &option_size), 0);
	CHECK(got != 0);
	NEED(connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0);
	CHECK_INT(send(fd, "TCP", 3, 0), 3);
	FD_ZERO(&set);
	FD_SET(fd, &set);
	CHECK_INT(select(fd + 1, &set, NULL, NULL, &(struct timeval){ 20, 0 }), 1);
	CHECK(FD_ISSET(fd, &set));
	CHECK_INT(recv(fd, said, sizeof(said), 0), 3);
	CHECK_STR(said, "tcp");
	CHECK_INT(shutdown(fd, SHUT_RDWR), 0);
	pthread_join(thread, &served);
	CHECK(served == &listener);
	close(fd);
	close(listener);
}

/* A descriptor sent along: control messages differ between libc's and the kernel's types. */
static void check_unix(void)
{
	union {
		char room[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	char byte = 'x';
	struct iovec data = { &byte, 1 };
	struct msghdr message = { .msg_iov = &data, .msg_iovlen = 1 };
	struct cmsghdr *header;
	int pair[2], ends[2], received = -1;

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0 && pipe(ends) == 0);
	memset(&control, 0, sizeof(control));
	message.msg_control = control.room;
	message.msg_controllen = sizeof(control.room);
	header = CMSG_FIRSTHDR(&message);
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &ends[1], sizeof(int));
	CHECK_INT(sendmsg(pair[0], &message, 0), 1);
	memset(&control, 0, sizeof(control));
	CHECK_INT(recvmsg(pair[1], &message, MSG_CMSG_CLOEXEC), 1);
	header = CMSG_FIRSTHDR(&message);
	NEED(header && header->cmsg_type == SCM_RIGHTS);
	memcpy(&received, CMSG_DATA(header), sizeof(int));
	CHECK(received > ends[1]);
	CHECK_INT(write(received, "y", 1), 1);
	CHECK_INT(read(ends[0], &byte, 1), 1);
	CHECK_INT(byte, 'y');
	for (int i = 0; i < 2; i++) {
		close(pair[i]);
		close(ends[i]);
	}
	close(received);
}

static void check_many(void)
{
	struct mmsghdr messages[2] = { 0 };
	struct iovec data[2] = { { "a", 1 }, { "bc", 2 } };
	char buffer[4] = "";
	int pair[2];

	NEED(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
	for (int i = 0; i < 2; i++) {
		messages[i].msg_hdr.msg_iov = &data[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	CHECK_INT(sendmmsg(pair[0], messages, 2, 0), 2);
	CHECK_INT(messages[1].msg_len, 2);
	CHECK_INT(recv(pair[1], buffer, sizeof(buffer), MSG_DONTWAIT), 1);
	CHECK_INT(recv(pair[1], buffer, sizeof(buffer), MSG_DONTWAIT), 2);
	CHECK_STR(buffer, "bc");
	close(pair[0]);
	close(pair[1]);
}

static void check_interfaces(void)
{
	struct ifaddrs *list = NULL;
	struct if_nameindex *names;
	char name[IF_NAMESIZE] = "";
	bool loopback = false;

	CHECK_INT(if_nametoindex("lo"), 1);
	CHECK_STR(if_indextoname(1, name), "lo");
	NEED(getifaddrs(&list) == 0);
	for (struct ifaddrs *i = list; i; i = i->ifa_next)
		loopback |= strcmp(i->ifa_name, "lo") == 0 && i->ifa_addr;
	CHECK(loopback);
	freeifaddrs(list);
	names = if_nameindex();
	CHECK(names && names[0].if_index == 1);
	if_freenameindex(names);
}

void check_sockets(void)
{
	check_tcp();
	check_unix();
	check_many();
	check_interfaces();
}
