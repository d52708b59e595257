/* A small signed kit, changed in thousands of ways: none is taken, the store stays as it is. */
/* SPDX-License-Identifier: MIT */

/*
 * $SYSROOT_MUTATIONS says how many; tests/full/kit/ asks for 100,000. Each is one
 * of: the file changed under its signature; the signature changed; the archive
 * inside changed, packed and signed anew with the right key (but for the lines of
 * name and number, which may be any); an older number, the same number with other
 * contents, another key, no signature.
 */
#include "kit_forge.h"

struct mutations {
	struct kit_fixture *f;
	struct buf kit, signature, archive; /* the good ones */
	size_t fixed; /* bytes of the archive up to the manifest's first member */
	struct strv members; /* "BEGIN END" of each in the archive */
	char *older, *same, *stranger; /* kits with their signatures, signed well */
	char *before; /* what the store is */
	uint64_t seed;
	unsigned kinds[5]; /* how many of each were tried */
};

static void read_into(const char *path, struct buf *b)
{
	struct err err = ERR_INIT;

	buf_clear(b);
	ok(file_read(AT_FDCWD, path, 1 << 26, b, &err), &err);
}

/* Names, types, sizes and times of all that is in the store, unfinished things too. */
static int list_one(int rootfd, const char *path, const struct stat *st, void *arg, struct err *err)
{
	(void)rootfd;
	(void)err;
	if (strncmp(path, "locks", 5) != 0 && !S_ISDIR(st->st_mode))
		buf_addf(arg, "%s %o %lld %lld.%ld %llu\n", path, st->st_mode,
			 (long long)st->st_size, (long long)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
			 (unsigned long long)st->st_ino);
	return 0;
}

static char *listing(const struct kit_fixture *f)
{
	struct buf b = BUF_INIT;
	struct err err = ERR_INIT;

	ok(tree_walk(AT_FDCWD, f->place, list_one, &b, &err), &err);
	return buf_steal(&b);
}

static uint32_t pick(struct mutations *m, size_t below)
{
	return below ? next_random(&m->seed) % (uint32_t)below : 0;
}

/* Change bytes of b behind the first fixed ones; may leave them as they are. */
static void change(struct mutations *m, struct buf *b, size_t fixed)
{
	AUTOBUF struct buf out = BUF_INIT;
	size_t at = fixed + pick(m, b->len - fixed), n = pick(m, 1024), to;

	n = n < b->len - at ? n : b->len - at;
	switch (pick(m, 8)) {
	case 0:
	case 1:
	case 2: /* bits */
		for (uint32_t i = 1 + pick(m, 3); i; i--)
			b->data[fixed + pick(m, b->len - fixed)] ^= (char)(1 << pick(m, 8));
		return;
	case 3: /* cut */
		b->len = at;
		b->data[b->len] = '\0';
		return;
	case 4: /* lost */
		buf_add(&out, b->data, at);
		buf_add(&out, b->data + at + n, b->len - at - n);
		break;
	case 5: /* twice */
		buf_add(&out, b->data, at + n);
		buf_add(&out, b->data + at, b->len - at);
		break;
	case 6: /* two places changed for each other */
		to = fixed + pick(m, b->len - fixed);
		n = n < b->len - to ? n : b->len - to;
		buf_add(&out, b->data, b->len);
		memmove(out.data + at, b->data + to, n);
		if (at + n <= to || to + n <= at)
			memcpy(out.data + to, b->data + at, n);
		break;
	default: /* more behind the end */
		buf_add(&out, b->data, b->len);
		buf_add(&out, b->data + at, 1 + n < b->len - at ? 1 + n : b->len - at);
		break;
	}
	buf_clear(b);
	buf_add(b, out.data, out.len);
}

/* The members of the archive in another order, one of them twice, or one less. */
static void shuffle(struct mutations *m, struct buf *b)
{
	size_t i = pick(m, m->members.len), j = pick(m, m->members.len);
	size_t begin[2], end[2];
	AUTOBUF struct buf out = BUF_INIT;

	if (i > j) {
		size_t swap = i;

		i = j;
		j = swap;
	}
	assert_int_equal(sscanf(m->members.items[i], "%zu %zu", &begin[0], &end[0]), 2);
	assert_int_equal(sscanf(m->members.items[j], "%zu %zu", &begin[1], &end[1]), 2);
	switch (pick(m, 3)) {
	case 0: /* in another order */
		if (i == j)
			break;
		buf_add(&out, b->data, begin[0]);
		buf_add(&out, b->data + begin[1], end[1] - begin[1]);
		buf_add(&out, b->data + end[0], begin[1] - end[0]);
		buf_add(&out, b->data + begin[0], end[0] - begin[0]);
		buf_add(&out, b->data + end[1], b->len - end[1]);
		break;
	case 1: /* added */
		buf_add(&out, b->data, begin[1]);
		buf_add(&out, b->data + begin[0], end[0] - begin[0]);
		buf_add(&out, b->data + begin[1], b->len - begin[1]);
		break;
	default: /* missing */
		buf_add(&out, b->data, begin[0]);
		buf_add(&out, b->data + end[0], b->len - end[0]);
		break;
	}
	if (!out.len)
		return;
	buf_clear(b);
	buf_add(b, out.data, out.len);
}

static bool same(const struct buf *a, const struct buf *b, size_t from)
{
	return a->len == b->len && memcmp(a->data + from, b->data + from, a->len - from) == 0;
}

/* Kit and signature in their place; false when they are the good ones after all. */
static bool put_kit(struct mutations *m)
{
	AUTOBUF struct buf b = BUF_INIT;

	buf_add(&b, m->kit.data, m->kit.len);
	change(m, &b, 0);
	write_file(AT_FDCWD, m->f->kit, b.data, b.len, 0644);
	write_file(AT_FDCWD, m->f->signature, m->signature.data, m->signature.len, 0644);
	return !same(&b, &m->kit, 0);
}

static bool put_signature(struct mutations *m)
{
	size_t comment = strcspn(m->signature.data, "\n");
	AUTOBUF struct buf b = BUF_INIT;

	buf_add(&b, m->signature.data, m->signature.len);
	change(m, &b, comment);
	write_file(AT_FDCWD, m->f->kit, m->kit.data, m->kit.len, 0644);
	write_file(AT_FDCWD, m->f->signature, b.data, b.len, 0644);
	return !same(&b, &m->signature, comment);
}

static bool put_archive(struct mutations *m)
{
	AUTOBUF struct buf b = BUF_INIT;

	buf_add(&b, m->archive.data, m->archive.len);
	if (pick(m, 4) == 0)
		shuffle(m, &b);
	else
		change(m, &b, m->fixed);
	forge_archive(m->f, &b);
	return !same(&b, &m->archive, 0);
}

static bool put_ready(struct mutations *m)
{
	const char *const ready[] = { m->older, m->same, m->stranger };
	uint32_t which = pick(m, 4);
	AUTOFREE char *signature = which < 3 ? kit_signature_path(ready[which]) : NULL;
	AUTOBUF struct buf b = BUF_INIT;

	if (which == 3) {
		write_file(AT_FDCWD, m->f->kit, m->kit.data, m->kit.len, 0644);
		unlink(m->f->signature); /* it may be gone already */
		return true;
	}
	read_into(ready[which], &b);
	write_file(AT_FDCWD, m->f->kit, b.data, b.len, 0644);
	read_into(signature, &b);
	write_file(AT_FDCWD, m->f->signature, b.data, b.len, 0644);
	return true;
}

static void try_one(struct mutations *m)
{
	struct kit_fixture *f = m->f;
	struct kit_trust trust = f->trust;
	uint32_t which = pick(m, 20);
	int kind = which < 9 ? 0 : which < 12 ? 1 : which < 19 ? 2 : 3;
	uint64_t seed = m->seed;
	bool changed = kind == 0   ? put_kit(m)
		       : kind == 1 ? put_signature(m)
		       : kind == 2 ? put_archive(m)
				   : put_ready(m);
	AUTOFREE char *after = NULL;

	if (!changed) {
		m->kinds[4]++;
		return;
	}
	m->kinds[kind]++;
	if (!file_exists(AT_FDCWD, f->signature))
		trust.signature = NULL;
	if (kit_import(f->to, NULL, NULL, f->kit, &trust, f->from.dir, NULL, &f->err) == 0)
		fail_msg("mutation of kind %d, seed %llu, was taken", kind,
			 (unsigned long long)seed);
	if (!f->err.text || (err_exit_status(f->err.code) != 3 && f->err.code != ERR_SYNTAX &&
			     f->err.code != ERR_FAILED))
		fail_msg("mutation of kind %d: %s (%s)", kind, f->err.text, err_word(f->err.code));
	err_clear(&f->err);
	after = listing(f);
	if (strcmp(after, m->before) != 0)
		fail_msg("mutation of kind %d, seed %llu, changed the store:\n%s---\n%s", kind,
			 (unsigned long long)seed, m->before, after);
}

/* Where each member begins and ends, by its header's size. */
static void find_members(struct mutations *m)
{
	size_t at = 0;

	while (m->archive.data[at]) {
		size_t size = strtoul(m->archive.data + at + 124, NULL, 8);
		size_t end = at + TAR_BLOCK + size + tar_padding(size);

		if (at == 0) {
			const char *line = strstr(m->archive.data + TAR_BLOCK, "\nmember ");

			assert_non_null(line);
			m->fixed = (size_t)(line + 1 - m->archive.data);
		} else {
			strv_addf(&m->members, "%zu %zu", at, end);
		}
		at = end;
	}
	assert_true(m->members.len > 10);
}

/* A kit of one artifact with a number, its signature beside it. */
static char *ready_kit(struct kit_fixture *f, const char *name, uint64_t number,
		       const char *keyfile)
{
	struct kit_wish w = { .name = "farm", .number = number };
	char *path = path_join(f->from.dir, name);

	strv_add(&w.trees, "small+zlib");
	ok(kit_write_to(f->from.s, &w, path, NULL, &f->err), &f->err);
	ok(kit_sign(path, NULL, keyfile, NULL, &f->err), &f->err);
	kit_wish_release(&w);
	return path;
}

static void takes_none(void **state)
{
	struct kit_fixture *f = *state;
	struct mutations m = { .f = f,
			       .kit = BUF_INIT,
			       .signature = BUF_INIT,
			       .archive = BUF_INIT,
			       .seed = 20261121 };
	const char *set = getenv("SYSROOT_MUTATIONS");
	long count = set ? strtol(set, NULL, 10) : 4000;
	AUTOFREE char *second = path_join(f->from.dir, "second.key");
	AUTOFREE char *tool = path_join(f->from.dir, "tool");
	struct kit_wish w = { .name = "farm", .number = 6 };

	kit_make_keys(f, "second", false);
	/* The store has something already: number 5, of one sysroot. */
	put_sysroot(f->from.s, 3, "third");
	strv_add(&w.trees, "third");
	w.number = 5;
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	kit_wish_release(&w);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, NULL, NULL, &f->err), &f->err);
	m.older = ready_kit(f, "older.kit", 4, f->secret);
	m.same = ready_kit(f, "same.kit", 5, f->secret);
	m.stranger = ready_kit(f, "stranger.kit", 6, second);

	write_text(AT_FDCWD, tool, "#!/bin/sh\n");
	w.number = 6;
	kit_wish_all(f->from.s, &w);
	strv_add(&w.programs, tool);
	ok(kit_write_to(f->from.s, &w, f->kit, NULL, &f->err), &f->err);
	kit_wish_release(&w);
	ok(kit_sign(f->kit, NULL, f->secret, NULL, &f->err), &f->err);
	read_into(f->kit, &m.kit);
	read_into(f->signature, &m.signature);
	forge_unpack(f->kit, &m.archive);
	find_members(&m);
	assert_int_equal(unlink(tool), 0);
	m.before = listing(f);
	for (long i = 0; i < count; i++)
		try_one(&m);
	print_message("%u of the file, %u of the signature, %u inside, %u others; %u changed "
		      "nothing; none taken\n",
		      m.kinds[0], m.kinds[1], m.kinds[2], m.kinds[3], m.kinds[4]);
	assert_false(file_exists(AT_FDCWD, tool));
	/* And the good one is taken: it was not for another reason that the others were not. */
	write_file(AT_FDCWD, f->kit, m.kit.data, m.kit.len, 0644);
	write_file(AT_FDCWD, f->signature, m.signature.data, m.signature.len, 0644);
	ok(kit_import(f->to, NULL, NULL, f->kit, &f->trust, f->from.dir, NULL, &f->err), &f->err);
	assert_true(file_exists(AT_FDCWD, tool));
	buf_release(&m.kit);
	buf_release(&m.signature);
	buf_release(&m.archive);
	strv_release(&m.members);
	free(m.older);
	free(m.same);
	free(m.stranger);
	free(m.before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		kit_test(takes_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
