/* Names in registries: hosts, repositories, tags. */
/* SPDX-License-Identifier: MIT */
#include "builder/base/oci_name.h"

#include <string.h>

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define LETTERS LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

size_t oci_host_name_length(const char *host)
{
	const char *end = *host == '[' ? strchr(host, ']') : NULL;

	return end ? (size_t)(end - host) + 1 : strcspn(host, ":");
}

bool oci_host_ok(const char *host)
{
	size_t n = oci_host_name_length(host), digits;
	const char *port = host + n;

	if (strlen(host) > OCI_HOST_MAX || n == 0)
		return false;
	if (*host == '[' ? n < 4 || strspn(host + 1, DIGITS "abcdefABCDEF:.") != n - 2
			 : strchr("-.", *host) || host[n - 1] == '-' ||
				   strspn(host, LETTERS DIGITS ".-") != n)
		return false;
	if (!*port)
		return *host == '[' || strchr(host, '.') || strcmp(host, "localhost") == 0;
	digits = strspn(port + 1, DIGITS);
	return *port == ':' && digits >= 1 && digits <= 5 && !port[1 + digits];
}

/* Bytes of the component that s begins with; 0 when it begins with none. */
static size_t component(const char *s)
{
	size_t n = strspn(s, LOWER DIGITS), between, run;

	while (n) {
		const char *at = s + n;

		between = *at == '.' ? 1 : *at == '-' ? strspn(at, "-") : strspn(at, "_");
		run = strspn(at + between, LOWER DIGITS);
		if (!between || !run)
			break;
		if (*at == '_' && between > 2)
			break;
		n += between + run;
	}
	return n;
}

bool oci_repository_ok(const char *repository)
{
	if (strlen(repository) > OCI_REPOSITORY_MAX)
		return false;
	for (;;) {
		size_t n = component(repository);

		if (!n)
			return false;
		repository += n;
		if (!*repository)
			return true;
		if (*repository++ != '/')
			return false;
	}
}

bool oci_tag_ok(const char *tag)
{
	size_t n = strspn(tag, OCI_TAG_BYTES);

	return n >= 1 && n <= OCI_TAG_MAX && !tag[n] && *tag != '.' && *tag != '-';
}
