/* SHA-256 against the published vectors, and over every way that bytes come in. */
/* SPDX-License-Identifier: MIT */
#include "tests/unit/base_fixture.h"

#include "builder/base/sha256.h"

/* FIPS 180-4's examples, and the empty message. */
static const struct {
	const char *text, *hex;
} vectors[] = {
	{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
	{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
	{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
	  "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
	  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};
static const char million_a[] = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

static void published_vectors_come_out(void **state)
{
	char hex[SHA256_HEX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		sha256_mem(vectors[i].text, strlen(vectors[i].text), hex);
		assert_string_equal(hex, vectors[i].hex);
	}
}

static void a_million_bytes_in_pieces_of_any_size_are_the_same(void **state)
{
	static const size_t sizes[] = { 1, 3, 63, 64, 65, 4096, 999999, 1000000 };
	AUTOFREE char *data = xmalloc(1000000);
	char hex[SHA256_HEX];

	(void)state;
	memset(data, 'a', 1000000);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct sha256 h;

		sha256_init(&h);
		for (size_t at = 0; at < 1000000; at += sizes[i]) {
			size_t left = 1000000 - at;

			sha256_update(&h, data + at, left < sizes[i] ? left : sizes[i]);
		}
		sha256_update(&h, data, 0);
		sha256_final(&h, hex);
		assert_string_equal(hex, million_a);
	}
}

static void two_sums_at_once_do_not_mix(void **state)
{
	struct sha256 a, b;
	char hex[SHA256_HEX];

	(void)state;
	sha256_init(&a);
	sha256_init(&b);
	sha256_update(&a, "a", 1);
	sha256_update(&b, "x", 1);
	sha256_update(&a, "bc", 2);
	sha256_final(&b, hex);
	sha256_final(&a, hex);
	assert_string_equal(hex, vectors[1].hex);
}

/* Around the sizes at which reading takes another round. */
static void files_of_every_size_sum_as_their_bytes_in_memory(void **state)
{
	static const size_t sizes[] = { 0,      1,      63,     64,         65,     4095,
					4096,   65536,  262143, 262144,     262145, 524288,
					524289, 786431, 786432, 1000 * 1000 };
	const struct place *p = *state;
	AUTOFREE unsigned char *data = xmalloc(1000 * 1000);
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 1000 * 1000; i++)
		data[i] = (unsigned char)(i * 2654435761u >> 13);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		char want[SHA256_HEX], got[SHA256_HEX];
		uint64_t size = 99;

		put(p->fd, "f", data, sizes[i]);
		sha256_mem(data, sizes[i], want);
		ok(sha256_file(p->fd, "f", got, &size, &err), &err);
		assert_string_equal(got, want);
		assert_int_equal(size, sizes[i]);
	}
}

static void a_descriptor_is_summed_from_where_it_stands(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	char hex[SHA256_HEX];
	uint64_t size;
	int fd;

	put(p->fd, "f", "...abc", 6);
	fd = openat(p->fd, "f", O_RDONLY | O_CLOEXEC);
	assert_int_equal(lseek(fd, 3, SEEK_SET), 3);
	ok(sha256_fd(fd, hex, &size, &err), &err);
	assert_string_equal(hex, vectors[1].hex);
	assert_int_equal(size, 3);
	ok(sha256_fd(fd, hex, NULL, &err), &err); /* at its end: nothing */
	assert_string_equal(hex, vectors[0].hex);
	close(fd);
}

static int drip(void *arg)
{
	const int *out = arg;

	for (int i = 0; i < 1000; i++) {
		static char piece[1000];

		memset(piece, 'a', sizeof(piece));
		if (write(*out, piece, 700) != 700 || write(*out, piece, 300) != 300)
			return 1;
	}
	return 0;
}

static void short_reads_of_a_pipe_lose_nothing(void **state)
{
	struct err err = ERR_INIT;
	char hex[SHA256_HEX];
	uint64_t size;
	int ends[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		_exit(drip(&ends[1]));
	}
	close(ends[1]);
	ok(sha256_fd(ends[0], hex, &size, &err), &err);
	assert_int_equal(size, 1000000);
	assert_string_equal(hex, million_a);
	close(ends[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void what_cannot_be_read_is_named(void **state)
{
	const struct place *p = *state;
	struct err err = ERR_INIT;
	char hex[SHA256_HEX];

	assert_int_equal(sha256_file(p->fd, "absent", hex, NULL, &err), -1);
	assert_int_equal(err.sysno, ENOENT);
	assert_non_null(strstr(err.text, "'absent'"));
	assert_int_equal(mkdirat(p->fd, "folder", 0777), 0);
	assert_int_equal(sha256_file(p->fd, "folder", hex, NULL, &err), -1);
	assert_int_equal(err.sysno, EISDIR);
	assert_non_null(strstr(err.text, "'folder'"));
	err_clear(&err);
}

static void only_64_lower_case_digits_are_a_digest(void **state)
{
	char s[SHA256_HEX + 1];

	(void)state;
	assert_true(sha256_is_hex(vectors[0].hex));
	assert_false(sha256_is_hex(""));
	for (size_t at = 0; at < 64; at++) {
		static const char bad[] = "ABFG/:`g \n-\x80";

		for (size_t i = 0; bad[i]; i++) {
			memcpy(s, vectors[0].hex, SHA256_HEX);
			s[at] = bad[i];
			assert_false(sha256_is_hex(s));
		}
		memcpy(s, vectors[0].hex, SHA256_HEX);
		s[at] = '\0'; /* too short */
		assert_false(sha256_is_hex(s));
	}
	memcpy(s, vectors[0].hex, 64);
	memcpy(s + 64, "0", 2); /* too long */
	assert_false(sha256_is_hex(s));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors_come_out),
		cmocka_unit_test(a_million_bytes_in_pieces_of_any_size_are_the_same),
		cmocka_unit_test(two_sums_at_once_do_not_mix),
		place_test(files_of_every_size_sum_as_their_bytes_in_memory),
		place_test(a_descriptor_is_summed_from_where_it_stands),
		cmocka_unit_test(short_reads_of_a_pipe_lose_nothing),
		place_test(what_cannot_be_read_is_named),
		cmocka_unit_test(only_64_lower_case_digits_are_a_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
