/* Names and users in static programs of glibc before 2.34: what the files names_*.c share.
 *
 * libc.a asks modules of its Name Service Switch, which it would load from the machine, for each
 * name that is looked up. Here are the two that a static program needs, "files" and "dns"; their
 * functions follow the switch's interface (glibc's manual, "Extending NSS"):
 *
 * - NSS_STATUS_SUCCESS with the entry, all of it within the caller's buffer;
 * - NSS_STATUS_NOTFOUND if there is no such entry, or no more of them;
 * - NSS_STATUS_UNAVAIL where the file or the server cannot be had;
 * - NSS_STATUS_TRYAGAIN with ERANGE in *errnop, and NETDB_INTERNAL in *h_errnop where there is
 *   one, where the buffer is too small: glibc asks again with a larger one.
 *
 * Nothing here starts a thread or needs libpthread, and everything may be called by many threads.
 */
/* SPDX-License-Identifier: MIT */
#ifndef NAMES_H
#define NAMES_H

#include <netdb.h>
#include <nss.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#pragma GCC visibility push(hidden)

/* A function that a module offers, by the name without "_nss_files_" or "_nss_dns_" before it. A
 * table ends with the name NULL. */
struct names_function {
	const char *name;
	void *function;
};

extern const struct names_function names_files_users[], names_files_lists[],
	names_files_netgroups[];
/* These are in programs that look hosts up, so that others do without the resolver. */
extern const struct names_function names_files_hosts[], names_dns[];

/* The caller's buffer, filled from the front. */
struct names_room {
	char *next, *end;
};

/* Takes size bytes at a multiple of alignment. Returns NULL where they do not fit. */
void *names_take(struct names_room *room, size_t size, size_t alignment);

/* A copy of a text in the room, or NULL. */
char *names_text(struct names_room *room, const char *text);

/* One of the databases that are files of lines. */
struct names_database {
	const char *path;
	/* Reads the next entry. Returns 0, ENOENT at the end of the file, or ERANGE. */
	int (*read)(FILE *stream, void *entry, char *buffer, size_t size);
};

/* Opens a file of /etc. Returns NULL with the status that the failure has in *status. */
FILE *names_open(const char *path, enum nss_status *status);

/* Reads lines into the buffer until parse takes one. It gets the line without its comment, the
 * entry and what is left of the buffer, and returns 1, 0 if the line does not have the right form,
 * or -1 if the buffer is too small. Returns what struct names_database says. */
int names_read(FILE *stream, int (*parse)(char *line, void *entry, struct names_room *room),
	       void *entry, char *buffer, size_t size);

/* A buffer of our own, as large as the largest entry so far. Begins empty; the caller frees bytes.
 */
struct names_buffer {
	char *bytes;
	size_t size;
};

/* Reads the next entry with read, which is as in struct names_database, into a buffer that grows
 * until it is large enough. Returns 0, ENOENT at the end of the file, ENOMEM, or ERANGE if the file
 * cannot be read again from where the entry begins. */
int names_read_whole(FILE *stream,
		     int (*read)(FILE *stream, void *entry, char *buffer, size_t size), void *entry,
		     struct names_buffer *buffer);

/* Cuts the first word off, which a stop ends: white space, or the character given. Returns it, and
 * leads *line to what follows; at the end of the line it is empty. */
char *names_word(char **line, char stop);

/* The words that are left, as an array with a NULL behind them, or NULL where they do not fit. */
char **names_words(char *line, struct names_room *room);

/* Is this the official name or one of the aliases, of which a NULL is the last? */
int names_is_one(const char *name, const char *official, char *const *aliases,
		 int (*compare)(const char *, const char *));

/* Sets *h_errnop, which hosts and networks have, to what the status means; with NSS_STATUS_SUCCESS
 * it stays as it is. Returns the status. */
enum nss_status names_with_h_errno(enum nss_status status, int *h_errnop);

/* Looks through a file for the entry that matches says is the one. */
enum nss_status names_find(const struct names_database *database,
			   int (*matches)(const void *entry, const void *key), const void *key,
			   void *entry, char *buffer, size_t size, int *errnop);

/* The place in a file where set...ent(), get...ent() and end...ent() are: one in a process. */
struct names_cursor {
	const struct names_database *database;
	FILE *stream;
	int lock;
};

enum nss_status names_set(struct names_cursor *cursor);
enum nss_status names_get(struct names_cursor *cursor, void *entry, char *buffer, size_t size,
			  int *errnop);
enum nss_status names_end(struct names_cursor *cursor);

/* A cursor and the functions that begin and end a walk, under the names that a table gives them;
 * for entries whose third function has an h_errnop. */
#define NAMES_CURSOR_ENDS(entry, of_database)                                                      \
	static struct names_cursor entry##_cursor = { .database = &(of_database) };                \
	static enum nss_status files_set##entry(int stay_open)                                     \
	{                                                                                          \
		(void)stay_open;                                                                   \
		return names_set(&entry##_cursor);                                                 \
	}                                                                                          \
	static enum nss_status files_end##entry(void)                                              \
	{                                                                                          \
		return names_end(&entry##_cursor);                                                 \
	}

/* All three functions. */
#define NAMES_CURSOR(entry, type, of_database)                                                     \
	NAMES_CURSOR_ENDS(entry, of_database)                                                      \
	static enum nss_status files_get##entry(type *result, char *buffer, size_t size,           \
						int *errnop)                                       \
	{                                                                                          \
		return names_get(&entry##_cursor, result, buffer, size, errnop);                   \
	}

/* What is known of a host, collected before any of it goes into the caller's buffer. */
struct names_host {
	char *name; /* the official one, or NULL */
	char **aliases;
	size_t alias_count;
	struct names_address {
		int family;
		unsigned char bytes[16];
	} * addresses;
	size_t address_count;
	int failed; /* there was no memory for something */
};

void names_host_name(struct names_host *host, const char *name);
void names_host_alias(struct names_host *host, const char *name);
void names_host_address(struct names_host *host, int family, const void *bytes);
void names_host_release(struct names_host *host);

/* Fills the caller's structure in. The addresses are all of the family. */
enum nss_status names_host_entry(const struct names_host *host, int family, struct hostent *result,
				 char *buffer, size_t size, int *errnop, int *h_errnop);

/* Fills a list of tuples in: into *list, where the caller has put one there, and new ones. */
enum nss_status names_host_tuples(const struct names_host *host, struct gaih_addrtuple **list,
				  char *buffer, size_t size, int *errnop, int *h_errnop);

#pragma GCC visibility pop

#endif
