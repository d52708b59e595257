/* wcsnrtombs for musl before 1.2.2, whose own could write past the end of the buffer.
 *
 * CVE-2020-28928: given more wide characters than fit, it counted them as if each took a byte.
 */
/* SPDX-License-Identifier: MIT */
#include <limits.h>
#include <string.h>
#include <wchar.h>

size_t wcsnrtombs(char *restrict to, const wchar_t **restrict from, size_t most, size_t room,
		  mbstate_t *restrict state)
{
	const wchar_t *at = *from;
	size_t written = 0;

	(void)state; /* UTF-8 has none */
	for (; most > 0; at++, most--) {
		char bytes[MB_LEN_MAX];
		size_t length = wcrtomb(bytes, *at, NULL);

		if (length == (size_t)-1) {
			written = length;
			break;
		}
		if (to) {
			if (length > room - written)
				break;
			memcpy(to + written, bytes, length);
		}
		if (!*at) {
			at = NULL;
			break;
		}
		written += length;
	}
	if (to)
		*from = at;
	return written;
}
