# musl: iconv reads every two bytes as EUC-KR without a write outside the output (CVE-2025-26519),
# and the wcsnrtombs that the recipe of 1.1.24 puts in keeps to the room that it is given, and
# writes what the C library's own does (CVE-2020-28928).
# SPDX-License-Identifier: MIT
. "$SYSROOT_SOURCE/tests/lib.sh"
cat >program.c <<'C'
#include <iconv.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* How many of 256 x 256 inputs moved the output where it must not go. */
static int euc_kr(size_t room)
{
	int bad = 0;

	for (int first = 0; first < 256; first++) {
		for (int second = 0; second < 256; second++) {
			char in[] = { (char)first, (char)second }, memory[32], *from = in;
			char *out = memory + 16;
			size_t left = sizeof(in), free_room = room;
			iconv_t table = iconv_open("UTF-8", "EUC-KR");

			memset(memory, 0x55, sizeof(memory));
			iconv(table, &from, &left, &out, &free_room);
			iconv_close(table);
			bad += out < memory + 16 || out > memory + 16 + room || free_room > room ||
			       memory[15] != 0x55 || memory[16 + room] != 0x55;
		}
	}
	return bad;
}

size_t ours(char *to, const wchar_t **from, size_t most, size_t room, mbstate_t *state);

static int wide(void)
{
	static const wchar_t text[] = L"\u20ac\U0001f600\u20ac\U0001f600\u20aca\U0001f600";
	int bad = 0;

	for (size_t room = 0; room < 32; room++) {
		const wchar_t *from = text;
		const wchar_t *other = text;
		char out[33], wanted[33];

		memset(out, 0x55, sizeof(out));
		memset(wanted, 0x55, sizeof(wanted));
		bad += ours(out, &from, 8, room, NULL) > room || out[room] != 0x55;
		wcsnrtombs(wanted, &other, 8, room, NULL);
		bad += from != other || memcmp(out, wanted, sizeof(out)) != 0;
	}
	return bad;
}

int main(void)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	printf("%d %d %d\n", euc_kr(3), euc_kr(8), wide());
	return 0;
}
C
"$MUSL_ROOT/bin/cc" -Dwcsnrtombs=ours -c -o ours.o "$SYSROOT_SOURCE/recipes/catalog/libc/wcsnrtombs.c"
"$MUSL_ROOT/bin/cc" -static -o program program.c ours.o
./program >said
says said '0 0 0'
