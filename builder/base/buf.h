/* A growing byte buffer that is always a C string too. */
/* SPDX-License-Identifier: MIT */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* never NULL after BUF_INIT; data[len] is NUL */
	size_t len; /* in bytes, without the NUL */
	size_t cap; /* 0 while data is the static empty string */
};

extern char buf_empty[1];
#define BUF_INIT                                                                                   \
	{                                                                                          \
		buf_empty, 0, 0                                                                    \
	}

void buf_init(struct buf *b);
void buf_release(struct buf *b); /* frees; b is empty and usable again */
void buf_clear(struct buf *b); /* length 0, keeps the memory */
void buf_reserve(struct buf *b, size_t extra); /* room for extra bytes more */
void buf_add(struct buf *b, const void *data, size_t len);
void buf_addch(struct buf *b, char c);
void buf_addstr(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *b, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));
char *buf_steal(struct buf *b); /* the caller owns it; b is empty */

static inline void buf_release_at(struct buf *b)
{
	buf_release(b);
}
#define AUTOBUF __attribute__((cleanup(buf_release_at)))

#endif
