/* The numbers of kits: what was imported and made of each series, against going back. */
/* SPDX-License-Identifier: MIT */
#include "cache/kit/kit_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "builder/base/decimal.h"
#include "builder/base/term.h"

#define MAGIC "sysroot series 1\n"
#define FILE_MAX ((size_t)4096)

static int corrupt(const struct store *s, const char *path, struct err *err)
{
	err_set(err, ERR_CORRUPT, "'%s/%s' is not in the form that the store writes", store_path(s),
		path);
	return err_hint(err, "'sysroot fsck --repair' moves it away; the next kit of the series is "
			     "then accepted\nwhatever its number");
}

static void add_line(struct buf *out, const char *word, uint64_t number, const char *digest)
{
	if (number)
		buf_addf(out, "%s %" PRIu64 " %s\n", word, number, digest);
}

static void series_text(const struct kit_series *series, struct buf *out)
{
	buf_addstr(out, MAGIC);
	add_line(out, "imported", series->imported, series->imported_digest);
	add_line(out, "made", series->made, series->made_digest);
}

/* "WORD NUMBER DIGEST\n" at *at, if that is what stands there; the caller compares the whole. */
static void take_line(const char **at, const char *word, uint64_t *number, char digest[SHA256_HEX])
{
	const size_t len = strlen(word);
	const char *text = *at + len + 1;
	char hex[SHA256_HEX] = "";
	uint64_t n;
	size_t digits;

	if (strncmp(*at, word, len) != 0 || text[-1] != ' ')
		return;
	digits = decimal_span(text, DECIMAL_DIGITS, INT64_MAX, &n);
	text += digits + 1;
	if (!digits || text[-1] != ' ' || strnlen(text, SHA256_HEX) < SHA256_HEX ||
	    text[SHA256_HEX - 1] != '\n')
		return;
	memcpy(hex, text, SHA256_HEX - 1);
	if (!sha256_is_hex(hex))
		return;
	*number = n;
	memcpy(digest, hex, SHA256_HEX);
	*at = text + SHA256_HEX;
}

int kit_series_read(const struct store *s, const char *name, struct kit_series *series,
		    struct err *err)
{
	AUTOFREE char *path = path_join("kits", name);
	AUTOBUF struct buf text = BUF_INIT;
	AUTOBUF struct buf again = BUF_INIT;
	const char *at;
	int found;

	memset(series, 0, sizeof(*series));
	found = store_read_record(s, path, &text, err);
	if (found <= 0)
		return found;
	at = text.data;
	if (text.len > FILE_MAX || strncmp(at, MAGIC, strlen(MAGIC)) != 0)
		return corrupt(s, path, err);
	at += strlen(MAGIC);
	take_line(&at, "imported", &series->imported, series->imported_digest);
	take_line(&at, "made", &series->made, series->made_digest);
	series_text(series, &again);
	if (again.len != text.len || memcmp(again.data, text.data, text.len) != 0)
		return corrupt(s, path, err);
	return 0;
}

static int series_write(struct store *s, const char *name, const struct kit_series *series,
			struct err *err)
{
	AUTOFREE char *path = path_join("kits", name);
	AUTOFREE char *temp = NULL;
	AUTOBUF struct buf text = BUF_INIT;

	series_text(series, &text);
	if (store_write_temp(s, text.data, text.len, 0644, &temp, err))
		return -1;
	if (store_sync_all(s, err) || store_move_in(s, temp, path, err)) {
		store_unlink(s, temp);
		return -1;
	}
	return store_sync_folder(s, path, err);
}

/*
 * A kit of no series has no number that says which of two is the newer one: it
 * brings sysroots that are not here, and does not move the name of one that is.
 */
static int check_names(const struct store *s, const struct kit_members *members, struct err *err)
{
	for (size_t i = 0; i < members->count; i++) {
		const struct kit_member *m = &members->items[i];
		AUTOFREE char *name = NULL;
		char now[SHA256_HEX];

		if (m->kind != KIT_RECORD)
			continue;
		name = kit_tree_name(m);
		/* One that leads nowhere is mended. */
		if (store_tree_digest(s, name, now, NULL) || strcmp(now, kit_digest_in(m)) == 0)
			continue;
		err_set(err, ERR_MISMATCH,
			"'%s' is already here as sha256:%.12s... and would become sha256:%.12s..., "
			"and no kit number shows that this is newer",
			name, now, kit_digest_in(m));
		return err_hint(err,
				"an older sysroot may bring back bugs that have since been fixed. "
				"To import it anyway, use\n--older, or remove the name first: rm "
				"'%s/sysroots/%s'",
				store_path(s), name);
	}
	return 0;
}

int kit_series_check(const struct store *s, const struct kit *k, bool older_ok, struct err *err)
{
	const struct kit_manifest *m = &k->manifest;
	struct kit_series series;

	if (m->number == 0)
		return older_ok ? 0 : check_names(s, &m->members, err);
	if (kit_series_read(s, m->name, &series, err))
		return -1;
	if (older_ok || m->number > series.imported ||
	    (m->number == series.imported && strcmp(k->digest, series.imported_digest) == 0))
		return 0;
	if (m->number == series.imported) {
		err_set(err, ERR_MISMATCH,
			"this is number %" PRIu64 " of '%s', but not the number %" PRIu64
			" that was imported: its contents differ",
			m->number, m->name, m->number);
		return err_hint(err, "ask the sender; each new kit of a series needs a new "
				     "number.\nTo import it anyway, use --older");
	}
	err_set(err, ERR_MISMATCH,
		"this is number %" PRIu64 " of '%s', but number %" PRIu64
		" has already been imported",
		m->number, m->name, series.imported);
	return err_hint(err, "an older kit may bring back bugs that have since been fixed. To "
			     "import it anyway, use --older");
}

static void say_busy(void *arg)
{
	const struct strv *name = arg;

	term_say("waiting for another command that makes or imports kits of the series '%s'",
		 name->items[0]);
}

int kit_series_lock(struct store *s, const char *name, int *fd, struct err *err)
{
	AUTOFREE char *lock_name = xasprintf("kits %s", name);
	AUTOSTRV struct strv names = STRV_INIT;

	strv_add(&names, name);
	return store_lock(s, lock_name, say_busy, &names, fd, err);
}

int kit_series_imported(struct store *s, const struct kit *k, struct err *err)
{
	const struct kit_manifest *m = &k->manifest;
	struct kit_series series;

	if (m->number == 0)
		return 0;
	if (kit_series_read(s, m->name, &series, err))
		return -1;
	/* One that was taken although it is older does not turn the number back. */
	if (m->number < series.imported ||
	    (m->number == series.imported && strcmp(series.imported_digest, k->digest) == 0))
		return 0;
	series.imported = m->number;
	memcpy(series.imported_digest, k->digest, SHA256_HEX);
	return series_write(s, m->name, &series, err);
}

/* The manifest's digest of a wish with this number. */
static int digest_with(struct store *s, const struct kit_wish *wish, uint64_t number,
		       char digest[SHA256_HEX], struct err *err)
{
	struct kit_manifest m = { 0 };
	AUTOBUF struct buf text = BUF_INIT;
	int rc = kit_collect(s, wish, &m, err);

	m.number = number;
	if (rc == 0)
		kit_manifest_text(&m, &text);
	sha256_mem(text.data, text.len, digest);
	kit_manifest_release(&m);
	return rc;
}

int kit_next_number(struct store *s, const struct kit_wish *wish, uint64_t *number, struct err *err)
{
	struct kit_series series;
	char digest[SHA256_HEX];

	if (kit_check_name(wish->name, err) || kit_series_read(s, wish->name, &series, err))
		return -1;
	if (series.made && series.made >= series.imported) {
		if (digest_with(s, wish, series.made, digest, err))
			return -1;
		if (strcmp(digest, series.made_digest) == 0) {
			*number = series.made;
			return 0;
		}
	}
	*number = (series.made > series.imported ? series.made : series.imported) + 1;
	return 0;
}

int kit_remember_made(struct store *s, const struct kit_summary *kit, struct err *err)
{
	struct kit_series series;

	if (kit->number == 0)
		return 0;
	if (kit_series_read(s, kit->name, &series, err))
		return -1;
	if (kit->number < series.made)
		return 0;
	series.made = kit->number;
	memcpy(series.made_digest, kit->digest, SHA256_HEX);
	return series_write(s, kit->name, &series, err);
}
